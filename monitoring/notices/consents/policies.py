"""Policies of consents to have notices by email."""

from sil.accounts.roles import GOVERNANCE, LEADS

# Who can be given a notice, or a copy of one, at a school.
GIVEN_TO = (*GOVERNANCE, *LEADS)
