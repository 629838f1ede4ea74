"""Which letters wait for a person, who stands in for whom, and what happened at the school around a case?"""

from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.standing import Standing
from sil.audit import events
from sil.letters.models import Letter, Method, Recipient
from sil.letters.queries import about, with_proof
from sil.web import timeline
from sil.web.timeline import Entry

from ..case.permissions import READ_ALL, delegations_on
from ..case.queries import readable_letters
from ..giving.delivery import stuck
from ..models import Case, CaseLetter, CaseRecipient, Delegation, Remark, Tick
from ..states import LetterState

# For so long a message that did not leave is asked after; its letter says so for good.
ASKED_AFTER = timedelta(days=14)
# What of a school's record stands in a decision pack; the whole of it is a link away.
RECORD = 60


def whole(who: Standing, *also: Any) -> QuerySet[CaseLetter]:
    """The letters that a person may read, with all that belongs to one; `also` is prefetched besides."""
    parts = (
        Prefetch("recipients", CaseRecipient.objects.select_related("user")),
        "required_actions",
        Prefetch("ticks", Tick.objects.select_related("by")),
        Prefetch("remarks", Remark.objects.select_related("by")),
    )
    related = ("saved_by", "prepared_by", "made_from__letter", "letter__signed_by")
    unread = ("made_from__letter__html", "made_from__letter__context")
    return readable_letters(who).select_related(*related).defer(*unread).prefetch_related(*parts, *also)


def waiting(who: Standing) -> QuerySet[Any]:
    """The letters that wait for a person, those that are to go first at the top: presented ones that they
    did not write in; what is under way that they wrote in or look after; and what was given while a copy is
    still to be handed over or posted, or a message does not leave (`is_stuck`). `stands_for` are the roles they sign
    in besides their own, `served_by` is how it reaches whom it is addressed to. One query."""
    wrote = Exists(CaseLetter.writers.through.objects.filter(caseletter=OuterRef("pk"), user=who.user))
    unserved = Recipient.objects.filter(letter=OuterRef("letter"), delivery=None).exclude(method=Method.EMAIL)
    under_way = Q(status__in=[LetterState.DRAFTED, LetterState.RETURNED, LetterState.LAPSED, LetterState.SIGNED])
    mine = Q(case__owner=who.user) | Q(wrote)
    wanted = Q(~wrote, status=LetterState.PRESENTED) | mine & (
        under_way | Q(Q(Exists(unserved)) | Q(is_stuck=True, dated__gte=who.on - ASKED_AFTER), status=LetterState.GIVEN)
    )
    first = Recipient.objects.filter(letter=OuterRef("letter"), is_copy=False).order_by("pk")
    stands_for = delegations_on(who.on).filter(delegate=who.user).order_by().values("role")
    found = readable_letters(who).select_related("prepared_by")
    found = found.annotate(is_stuck=Exists(stuck(OuterRef("letter"), who.on))).filter(wanted)
    served_by = Subquery(first.values("method")[:1])
    return found.annotate(stands_for=ArraySubquery(stands_for), served_by=served_by).order_by("dated", "pk")


def signed_of(letter: CaseLetter) -> list[Letter]:
    """Every letter that was signed of it, the latest first, with whom it went to and why one counts no more."""
    found = Letter.objects.filter(about(letter))
    return list(with_proof(found.select_related("signed_by").defer("html", "context")))


def history(letter: CaseLetter) -> list[Entry]:
    """What happened to one letter, in words, the latest first."""
    found = events.timeline(letter.case.scope)
    mine = found.filter(subject_table=letter._meta.db_table, subject_id=str(letter.pk))
    return [timeline.entry_of(event) for event in mine]


def chronology(case: Case, who: Standing) -> list[Entry]:
    """What happened at the school around a case, the latest first: this case and earlier ones, visits,
    inspections, allocations and letters. One query."""
    return timeline.once(timeline.latest(case.school, who, RECORD))


def earlier(letter: CaseLetter) -> list[CaseLetter]:
    """The letters of the same case that came before this one and were given."""
    given = (LetterState.GIVEN, LetterState.WITHDRAWN)
    found = CaseLetter.objects.filter(case=letter.case_id, status__in=given).exclude(pk=letter.pk)
    return list(found.select_related("letter").defer("letter__html", "letter__context"))


def delegations(who: Standing) -> list[Delegation]:
    """Who signs for a person, and for whom the person signs, now or later."""
    mine = Q(director=who.user) | Q(delegate=who.user, ends_on__gte=who.on)
    return list(Delegation.objects.filter(mine).select_related("director", "delegate"))


def delegates(who: Standing) -> QuerySet[User]:
    """Those a director may ask to sign: who reads the cases of all schools."""
    reads = RoleGrant.objects.filter(in_force(who.on), user=OuterRef("pk"), role__in=READ_ALL)
    return User.objects.filter(Exists(reads), is_active=True).exclude(pk=who.user.pk).order_by("name")
