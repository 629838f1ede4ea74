"""Passwords that are refused: what is easily guessed, and what was stolen from other services."""
