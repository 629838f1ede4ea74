"""Everything between a bare machine with Python and a running Django: standard library only."""
