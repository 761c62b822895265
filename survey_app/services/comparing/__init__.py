"""Comparing the units of a level in a closed period; small groups are removed before anything leaves this room."""
