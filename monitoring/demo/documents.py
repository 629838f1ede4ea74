"""Documents of three schools of the made-up authority: one with two versions, one that the school keeps to itself, and
one that its partner cites as evidence."""

from collections.abc import Mapping
from datetime import date, timedelta

from allocations.evidence.actions import add_evidence
from allocations.models import Allocation
from allocations.states import Party, State
from schools.assistants.actions import give
from schools.documents import actions
from schools.documents.policies import Details
from schools.models import Post, School, SchoolDocument
from schools.queries import assigned
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Part
from sil.uploads.formats import Document, examine

from .days import workday

DAY = timedelta(days=1)
Kind = SchoolDocument.Kind


def make(known: Mapping[str, User], today: date) -> None:
    """The schools of the first two accounts of heads, and one whose partner is writing a proposal."""
    first, second = _school_of(known["head"], today), _school_of(known["head2"], today)
    plan = _add(first, known["head"], "School improvement plan", Kind.IMPROVEMENT_PLAN, today - 60 * DAY)
    _add(first, known["head"], "Self-evaluation summary", Kind.SELF_EVALUATION, today - 45 * DAY)
    _add(first, known["head"], "Notes for the governors’ away day", Kind.OTHER, today - 20 * DAY, is_shared=False)
    _add(second, known["head2"], "Behaviour policy", Kind.POLICY, today - 30 * DAY)
    with clock.at(on := workday(today - 5 * DAY)):
        file = _file(first, "School improvement plan", "Reviewed in the autumn: reading comes first.")
        actions.add_version(plan, file=file, note="Reviewed after the first half term.", by=known["head"], on=on)
    _help(known, first, today)
    _cited(known, {first.pk, second.pk}, today)


def _help(known: Mapping[str, User], school: School, today: date) -> None:
    """The business manager of a school prepares two parts of the head's work, and has added a document."""
    head, helper = known["head"], known["assistant"]
    parts = [Part.PROMPTS, Part.DOCUMENTS]
    with clock.at(on := workday(today - 40 * DAY)):
        give(school, email=helper.email, name=helper.name, parts=parts, by=head, on=on)
    _add(school, helper, "Budget for the year", Kind.OTHER, today - 10 * DAY)


def _cited(known: Mapping[str, User], others: set[int], today: date) -> None:
    """The results of a school, which the partner cites in a proposal that is not sent yet."""
    partner = known["sip"]
    theirs = Allocation.objects.filter(assigned(partner, today), status=State.IDENTIFIED).exclude(school__in=others)
    led = Post.objects.filter(role__in=LEADS, starts_on__lte=today - 30 * DAY, ends_on=None, user__is_active=True)
    found = theirs.filter(school__in=led.values("school")).select_related("school").order_by("school__name").first()
    if found is None:
        return
    head = led.filter(school=found.school).select_related("user").order_by("pk")[0].user
    made = _add(found.school, head, "Results of the last summer", Kind.RESULTS, today - 12 * DAY)
    version = made.versions.get()
    with clock.at(on := workday(today - 4 * DAY)):
        add_evidence(
            found, Party.SIP, by=partner, on=on, title=made.title, criterion="", dated=version.on, version=version
        )


def _school_of(head: User, today: date) -> School:
    there = Post.objects.filter(user=head, role__in=LEADS, starts_on__lte=today - 60 * DAY)
    return there.select_related("school").order_by("pk")[0].school


def _add(school: School, head: User, title: str, kind: str, day: date, *, is_shared: bool = True) -> SchoolDocument:
    with clock.at(on := workday(day)):
        details = Details(title=title, kind=kind, is_shared=is_shared)
        return actions.add(school, details, file=_file(school, title, "First version."), by=head, on=on)


def _file(school: School, title: str, text: str) -> Document:
    """A page of plain text."""
    name = "-".join(title.lower().split())
    return examine(f"{name}.txt", f"{title}\n{school}\n\n{text}\n".encode())
