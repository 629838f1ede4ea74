"""Queries of trusts: which there are, and who holds a post there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from sil.accounts.models import in_force
from sil.framework.queries import current

from ..establishments import Sector
from ..models import School, TrustPost
from ..queries import open_schools


@dataclass(frozen=True)
class Trust:
    """A trust with its academies, who holds a post there, and who held one."""

    name: str
    schools: tuple[School, ...]
    posts: tuple[TrustPost, ...]
    past: tuple[TrustPost, ...]

    @property
    def lacks(self) -> tuple[str, ...]:
        """The posts that nobody is on record for, as they read in a sentence."""
        there = {post.role for post in self.posts}
        return tuple(label.lower() for role, label in TrustPost.Role.choices if role not in there)


def trust_names() -> list[str]:
    """Return the names of the trusts of the authority's open academies, in order. One query."""
    return sorted({school.trust_name for school in academies()})


def trusts(on: date) -> list[Trust]:
    """Return the trusts of the authority's open academies with their people on a day. Two queries."""
    of: dict[str, list[School]] = {}
    for school in academies():
        of.setdefault(school.trust_name, []).append(school)
    posts = list(TrustPost.objects.filter(trust_name__in=of))
    return [_trust(name, of[name], [post for post in posts if post.trust_name == name], on) for name in sorted(of)]


def posts_at_trust(school: School, on: date) -> QuerySet[TrustPost]:
    """Return who holds a post at the trust of an academy on a day, the accounting officer first; nobody for a school
    without a trust."""
    held = TrustPost.objects.filter(in_force(on), trust_name=school.trust_name)
    return held.exclude(trust_name="").order_by("role", "starts_on", "pk")


def _trust(name: str, schools: Iterable[School], posts: Iterable[TrustPost], on: date) -> Trust:
    now = tuple(post for post in posts if post.ends_on is None or post.ends_on >= on)
    return Trust(name, tuple(schools), now, tuple(post for post in posts if post not in now))


def academies() -> QuerySet[School]:
    """The open academies of the authority that have a trust. A trust of a maintained school is none of an academy."""
    framework = current()
    if framework is None:
        return School.objects.none()
    found = open_schools(framework.authority.code).filter(sector=Sector.ACADEMY)
    return found.exclude(trust_name="").order_by("name", "urn")
