"""The supervisor's report on anybody's table of answers, without a database."""
