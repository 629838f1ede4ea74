"""Policies of the directory of system leaders."""

from collections.abc import Mapping
from typing import Any

from sil.workflow import Denied

from ..models import Leader


def check_typed(typed: Mapping[str, Any]) -> None:
    """Raises Denied("order", "no_topic")."""
    if typed["accredited_to"] and typed["accredited_to"] < typed["accredited_from"]:
        raise Denied("order", "The last day of the accreditation must not be before its first day.")
    if not typed["topics"]:
        raise Denied("no_topic", "Select at least one topic.")


def check_there(leader: Leader) -> None:
    """Raises Denied("ended") where somebody has left the directory."""
    if leader.ended_on:
        raise Denied("ended", f"{leader.name} has left the directory already.")
