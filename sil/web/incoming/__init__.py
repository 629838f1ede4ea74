"""What is done to a request before any other part sees it."""
