"""What a scrutiny report tells: what was known, what was done and how fast, read from the records."""
