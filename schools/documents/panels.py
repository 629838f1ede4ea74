"""The panel of the school's documents on its page."""

from typing import Any

from sil.accounts.roles import Part
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from ..models import School
from .permissions import ADDERS, AT_SCHOOL, OFFICERS, holds_post
from .queries import NEW, shelf, with_present

SHOWN = 5


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the documents that changed last, each with whether it is new; None for those who read none."""
    at_school = who.holds(*ADDERS) and holds_post(school, who)
    if not at_school and not who.may(*OFFICERS):
        return None
    found = with_present(shelf(school, who).filter(taken_off_on__isnull=True)).order_by("-added_on", "-pk")
    return {"documents": list(found[:SHOWN]), "new_since": who.on - NEW, "may_add": at_school}


PANEL = Panel(
    slug="documents",
    title="The school’s documents",
    order=37,
    template="schools/documents/panel.html",
    content=content,
    given_by=(Part.DOCUMENTS,),
    shown=lambda who: who.holds(*AT_SCHOOL) or who.may(*OFFICERS),
    # The list has a page of its own.
    on_all=False,
)
