"""The kinds of audit event, which the domains declare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sil.registry import Registry

# Of kinds of events that neither change what others confirm nor depend on it.
APART = "apart"


@dataclass(frozen=True)
class Kind:
    """A kind of event and its sentence, with placeholders for the values in `data`: "Band {band} proposed".

    `part` is the part of the record that it changes, blank for the record itself: an act on one part is not refused
    because another part has changed since its page was shown (`sil.audit.shown`).
    """

    slug: str
    sentence: str
    part: str = ""


KINDS: Registry[Kind] = Registry("event kinds", key=lambda kind: kind.slug)


def kinds(sentences: Mapping[str, str], parts: Mapping[str, str] | None = None) -> Iterator[Kind]:
    """Return kinds of event to declare, from their sentences by slug and the parts of those that have one."""
    for slug, sentence in sentences.items():
        yield Kind(slug, sentence, (parts or {}).get(slug, ""))


def part_of(kind: str) -> str:
    """Return the part of its record that a kind of event changes."""
    return KINDS[kind].part if kind in KINDS else ""
