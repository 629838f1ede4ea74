"""Fill an empty database with an authority of any size, by copying the rows of a small one many times."""
