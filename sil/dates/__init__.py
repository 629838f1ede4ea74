"""Dates and times as people write them, and the one place that asks about a date that is odd where it stands."""
