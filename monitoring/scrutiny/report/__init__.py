"""Reports for scrutiny: ask for one, make it in a worker, fetch it."""
