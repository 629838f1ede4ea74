"""Reports for scrutiny that were asked for at the made-up authority; its worker makes them."""

from collections.abc import Mapping
from datetime import date, timedelta

from monitoring.scrutiny.report.actions import Asked, ask
from schools.models import Post
from sil import clock
from sil.accounts.models import User
from sil.framework.years import academic_year, first_day

# Days ago, the account whose school it is about (none for the authority), and what it is for.
ASKED = (
    (3, "head", "Education scrutiny committee: the school’s support since last September."),
    (2, "", "Education scrutiny committee: report on the last year."),
)


def reports(known: Mapping[str, User], today: date) -> None:
    """One of a school and one of the authority, of this academic year and the last."""
    for ago, account, why in ASKED:
        on = today - timedelta(days=ago)
        post = Post.objects.filter(user=known[account]).select_related("school").latest("pk") if account else None
        first = first_day(academic_year(on) - 1)
        with clock.at(on):
            asked = Asked(school=post.school if post else None, starts_on=first, ends_on=on, why=why)
            ask(asked, by=known["officer"], on=on)
