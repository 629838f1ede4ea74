"""From a bare machine with Python to a running Django. Standard library only."""
