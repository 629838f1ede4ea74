"""The early signs of a school on its page, for School Improvement alone."""

from typing import Any

from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from ..models import School
from ..queries import reads_casework
from .permissions import DISMISSES, reads_signs
from .queries import signs_of


def signs(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Its signs, those dismissed apart; None for whoever does not read them."""
    if not (reads_signs(who) and reads_casework(school, who)):
        return None
    found = signs_of([school.pk], who.on).get(school.pk, [])
    return {
        "signs": [each for each in found if not each.is_dismissed],
        "dismissed": [each for each in found if each.is_dismissed],
        "may_decide": who.may(DISMISSES),
    }


PANEL = Panel(
    slug="signs",
    title="Early signs",
    order=27,
    template="schools/signs/panel.html",
    content=signs,
    shown=reads_signs,
)
