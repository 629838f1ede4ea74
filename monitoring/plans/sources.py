"""What an objective can be drawn from: each app declares its sources, and the objective keeps where it came from.

What Ofsted asked for and criteria of the grid are the first two (`draft.suggestions`). An app above declares its own
in AppConfig.ready(), and gives nothing that one of the two sides may not read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sil.accounts.user_roles import UserRoles
from sil.registry import Registry

from .models import PartnershipPlan


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One thing that an objective can be drawn from. `key` is its name within the source, of letters, digits and
    hyphens; `text` what an objective starts with; `known` says where it comes from, and stays with the objective."""

    key: str
    text: str
    known: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """`gives` returns what objectives of a plan can be drawn from, for somebody who writes it."""

    slug: str
    order: int
    title: str
    gives: Callable[[PartnershipPlan, UserRoles], Sequence[Suggestion]]
    # Whether it tells of the band, which an assistant of the head does not read.
    tells_band: bool = False


SOURCES: Registry[Source] = Registry(
    "sources of objectives", key=lambda source: source.slug, order=lambda source: source.order
)
