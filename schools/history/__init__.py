"""The history of what this app keeps: in the timeline of a school, and of each record."""
