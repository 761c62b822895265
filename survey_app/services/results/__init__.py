"""What the answers say: units compared, small groups already removed."""
