"""The page of one request: the log, what was found and what was made of it."""
