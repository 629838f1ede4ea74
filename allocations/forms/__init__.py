"""What people fill in about rounds and allocations, and what is wrong with it."""
