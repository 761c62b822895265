"""Use cases: one function, one commit."""
