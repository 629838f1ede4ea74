"""Long lists: what they are filtered and sorted by, their pages and their export."""
