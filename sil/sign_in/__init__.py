"""Limits of signing in that count people and not offices, and the devices that somebody has signed in on before."""
