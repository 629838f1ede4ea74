"""Codes by email, in place of a second step of their own, for people of schools on a browser that is new to us.

Off unless the authority allows it (docs/adr/0180). Officers never get one.
"""
