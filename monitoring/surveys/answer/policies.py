"""Policies of answers: until when one is taken, and which is whole."""

from collections.abc import Mapping
from datetime import date

from sil.workflow import Denied

from ..models import Invitation
from ..questions import WORDS, asked_of

Given = Mapping[str, tuple[int, str]]


def check_takes_answers(invitation: Invitation, on: date) -> None:
    """Raises Denied("not_open", "answered"): an answer in confidence cannot be found again, so it cannot be changed."""
    cycle = invitation.cycle
    if not cycle.is_open or on > cycle.closes_on:
        raise Denied("not_open", "This survey does not take answers any more.")
    if cycle.in_confidence and invitation.is_answered:
        raise Denied("answered", "This survey has been answered. An answer in confidence cannot be changed.")


def check_whole(invitation: Invitation, given: Given) -> None:
    """Raises Denied("incomplete") unless every question that is asked has one of the answers."""
    asked = {each.slug for each in asked_of(invitation.is_good)}
    if set(given) != asked or any(score not in WORDS for score, _ in given.values()):
        raise Denied("incomplete", "Answer every question.")
