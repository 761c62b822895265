"""All SQL of the house, one noun a file. Every function takes an open connection and commits nothing."""
