"""What the summary of a term says of a school besides its visits. Each app declares its part in AppConfig.ready()."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schools.models import School
from sil.registry import Registry

from ..models import Term


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sentence of a summary. `source` names the record it is from, `href` leads there."""

    text: str
    source: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """`says` returns what the letter to the school says, in order: nothing that the school may not read."""

    slug: str
    order: int
    says: Callable[[School, Term], Sequence[Line]]


SOURCES: Registry[Source] = Registry(
    "parts of summaries", key=lambda source: source.slug, order=lambda source: source.order
)


def said_of(school: School, term: Term) -> list[Line]:
    """Return what every source says of a school in a term."""
    return [line for source in SOURCES for line in source.says(school, term)]
