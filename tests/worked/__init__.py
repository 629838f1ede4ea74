"""Given worked cases of the ladder, written by hand from the law and the framework, not from the code: a school, the
steps with their days and how each letter was served, and what has to come of it. tests/integration/test_worked_cases.py
walks them."""
