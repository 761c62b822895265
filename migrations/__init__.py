"""Alembic revisions, numbered by hand, each tested up and down with rows on both engines."""
