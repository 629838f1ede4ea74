"""A copy of everything that an installation keeps: its database and the files of its seals, in one archive."""
