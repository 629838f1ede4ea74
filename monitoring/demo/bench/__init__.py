"""Measure every page, export and task of the product against a page of its own with nothing in it."""
