"""Work items of powers that rest on a withdrawn notice."""

from collections.abc import Iterator

from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.web.work import WorkItem

from ..signing.permissions import signs_as
from .queries import powers_to_review


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """Yield the powers of which a director has to record what becomes of them."""
    if not who.may(Permission.CONCERN_SIGN):
        return
    roles = signs_as(who)
    for letter, rest in powers_to_review(who):
        if letter.step.signed_by in roles:
            yield WorkItem(
                title="Record what becomes of the power that was used",
                about=letter.case.school.name,
                href=reverse("power_review", kwargs={"pk": letter.pk}),
                act="Record it",
                due=rest.on,
                basis=f"Its {rest.name} was withdrawn on {in_words(rest.on)}",
            )
