"""Seals of the history: what was recorded and issued cannot be changed, removed or added later without a trace, not
even by somebody with the database in their hands (ADR 151)."""
