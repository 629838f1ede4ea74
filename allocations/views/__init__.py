"""Pages about rounds and about one school's allocation."""
