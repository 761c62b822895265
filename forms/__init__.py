"""Questionnaires as data: what is asked, how a document becomes one, and how a citizen's form is read."""
