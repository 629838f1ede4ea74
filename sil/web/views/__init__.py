"""Pages of the shell itself: what is open to all, and the settings that belong to no domain."""
