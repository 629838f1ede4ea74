"""Which records are due on a day, kind by kind."""
