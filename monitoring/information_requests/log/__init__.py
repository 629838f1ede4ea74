"""The log of requests: what came in, until when it is owed, what was done and answered."""
