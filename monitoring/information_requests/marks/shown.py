"""How an item reads to the person who asked."""

from ..law import EXEMPTIONS
from ..models import Item
from ..states import Decision
from .passages import blacked_out


def as_disclosed(item: Item) -> str:
    """Return the words of an item with what is withheld named by its exemption in place of the words."""
    if item.decision not in (Decision.DISCLOSED, Decision.PART):
        return ""
    if item.decision == Decision.DISCLOSED:
        return item.words
    return blacked_out(item.words, item.passages, f"[withheld: {EXEMPTIONS[item.exemption].section}]")
