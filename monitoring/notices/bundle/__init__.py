"""The evidence bundle of a case: what goes into it, how it is joined, and how a worker makes it."""
