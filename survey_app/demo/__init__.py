"""A province to look at: real places, simulated answers through the real services."""
