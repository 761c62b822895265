"""Data that ship with the product and change from year to year."""
