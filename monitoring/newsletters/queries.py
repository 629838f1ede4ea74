"""Queries of newsletters: those a person reads, who takes one, and what became of its emails."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from allocations.allocation.holding import held
from schools.models import Post
from schools.queries import open_schools
from sil.accounts.models import User, in_force
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.outbox.models import Message
from sil.outbox.models import Status as Sent

from .models import OUT, Newsletter
from .permissions import OFFICERS, SENT_TO, audiences_of, may_write
from .policies import bands_without

# The most names of people whose email could not be sent that a page shows.
NAMES = 25


@dataclass(frozen=True, kw_only=True)
class Emails:
    """What became of the emails of a newsletter: how many were sent, still wait, or could not be sent, and to whom of
    these."""

    sent: int
    waiting: int
    failed: int
    not_reached: tuple[User, ...] = ()

    @property
    def total(self) -> int:
        """None are there once their period of keeping is over."""
        return self.sent + self.waiting + self.failed


def readable(who: UserRoles) -> QuerySet[Newsletter]:
    """Return the newsletters that a person reads: those that were sent, for heads and governors those for them; drafts
    for those who write them."""
    found = Newsletter.objects.select_related("written_by", "sent_by", "corrects")
    if may_write(who):
        return found
    found = found.filter(status__in=OUT)
    return found if who.may(*OFFICERS) else found.filter(audience__in=audiences_of(who))


def takers(audience: str, on: date) -> QuerySet[User]:
    """Return those who are sent a newsletter on a day, by their keys: the heads or chairs of open schools to whose band
    the framework offers newsletters, each once, without those who stopped them."""
    return _people(audience, on).exclude(mail_choice__newsletters=False).order_by("pk")


def count_stopped(audience: str, on: date) -> int:
    """Return how many would be sent a newsletter and have stopped them."""
    return _people(audience, on).filter(mail_choice__newsletters=False).count()


def _people(audience: str, on: date) -> QuerySet[User]:
    framework = framework_on(on)
    schools = open_schools(framework.authority.code) if framework else open_schools("")
    if without := bands_without(framework):
        schools = schools.exclude(pk__in=held(on).filter(band__in=without).values("school"))
    roles = SENT_TO[Newsletter.Audience(audience)]
    posts = Post.objects.filter(in_force(on), role__in=roles, school__in=schools.order_by())
    return User.objects.filter(pk__in=posts.values("user"), is_active=True)


def key_of(newsletter: Newsletter, person: User | None = None) -> str:
    """Return the key by which an email of a newsletter is written once; without a person, how all of them begin."""
    return f"newsletter:{newsletter.pk}:{person.pk if person else ''}"


def emails_of(newsletter: Newsletter) -> Emails:
    """Two queries."""
    found = Message.objects.filter(dedupe_key__startswith=key_of(newsletter))
    counts = found.order_by().aggregate(
        sent=Count("pk", filter=Q(status__in=(Sent.SENT, Sent.CARRIED))),
        waiting=Count("pk", filter=Q(status__in=(Sent.WAITING, Sent.HELD))),
        failed=Count("pk", filter=Q(status=Sent.FAILED)),
    )
    failed = found.filter(status=Sent.FAILED).order_by().values("email")
    names = User.objects.filter(email__in=failed).order_by("name", "pk")[:NAMES] if counts["failed"] else ()
    return Emails(**counts, not_reached=tuple(names))
