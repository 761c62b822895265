"""A draft from its first word to approval: every change is kept at once, nothing of anybody's is lost."""
