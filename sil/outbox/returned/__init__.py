"""Emails that were sent and came back later: read from a mailbox, or told by GOV.UK Notify."""
