"""How the service itself is: a page for administrators, and figures for monitoring."""
