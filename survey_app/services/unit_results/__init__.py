"""A unit's own page: where it stands, how it changes, and what its citizens say to each question."""
