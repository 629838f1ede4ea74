"""What schools of the made-up authority wrote about the service."""

from collections.abc import Mapping
from datetime import date, timedelta

from monitoring.service import actions
from schools.models import Post
from sil import clock
from sil.accounts.models import User

# The account whose school wrote it, days ago, what it wrote, and the answer if there is one.
WRITTEN = (
    (
        "head2",
        40,
        "The visit in September was moved twice, each time on the day before. We had asked teachers to stay.",
        "You are right to say so. The next visit is fixed, and it is moved only if somebody is ill.",
    ),
    ("head", 9, "The letter about our band last year went to somebody who had left in the summer.", ""),
)
ANSWERED_AFTER = timedelta(days=6)


def concerns(known: Mapping[str, User], today: date) -> None:
    """One that was answered, and one that is being looked into."""
    for account, ago, text, answer in WRITTEN:
        on = today - timedelta(days=ago)
        post = Post.objects.filter(user=known[account], starts_on__lte=on).select_related("school").earliest("pk")
        with clock.at(on):
            concern = actions.raise_concern(school=post.school, text=text, by=known[account], on=on)
        if answer:
            with clock.at(on + ANSWERED_AFTER):
                actions.answer(concern, text=answer, outcome="upheld", by=known["officer"], on=on + ANSWERED_AFTER)
