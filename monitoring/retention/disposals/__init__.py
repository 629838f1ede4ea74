"""Disposals: what is due, who approves it, how it goes, and the certificate."""
