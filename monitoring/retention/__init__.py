"""Retention: what is due by the periods of the framework file, legal holds, and disposals with their certificates."""
