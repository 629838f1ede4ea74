"""Who is let in: an administrator who read casework for some days and asks again, the review of access of the term, and
requests for information."""

from datetime import date, timedelta

from monitoring.access_review import actions as reviews
from monitoring.information_requests.log import actions as log
from schools.casework_access import actions as access
from schools.models import School
from sil import clock
from sil.accounts.models import User

from .people import HEAD2_SCHOOL, HEAD_SCHOOL

CONFIRMED = 5
EARLIER, ASKED_FOR = timedelta(days=20), timedelta(days=5)


def make(known: dict[str, User], today: date) -> None:
    """`known` has accounts by what stands before the @."""
    admin, school = known["admin"], School.objects.get(pk=HEAD_SCHOOL)
    on = today - EARLIER
    with clock.at(on):
        why = "The headteacher says that the letter about last year’s band does not open. I want to see the same page."
        made = access.ask(schools=[school], reason=why, ends_on=on + ASKED_FOR, by=admin, on=on)
        made = access.grant(made, schools=[school], ends_on=on + timedelta(days=2), by=known["officer"], on=on)
        for page in (school.get_absolute_url(), f"{school.get_absolute_url()}?part=allocation"):
            access.record_read(made, by=admin, page=f"{school.name}", path=page, urn=school.pk)
        access.end(made, by=admin, on=on)
    why = "Two visits of this school stand in the calendar twice. I need to see how they were recorded."
    there = [School.objects.get(pk=HEAD2_SCHOOL)]
    access.ask(schools=there, reason=why, ends_on=today + ASKED_FOR, by=admin, on=today)


def review(known: dict[str, User], today: date) -> None:
    """The review of access of the present term, in which the officer has confirmed a few lines, and found one post that
    an administrator is to end."""
    made = reviews.start_due(today)
    if made is None:
        return
    officer = known["officer"]
    lines = made.lines.exclude(person=officer).values_list("pk", flat=True)
    reviews.confirm(made, list(lines[:CONFIRMED]), by=officer, on=today)
    others = made.lines.filter(kind="post", decision="").exclude(person__in=known.values())
    if line := others.last():
        reviews.end(line, reason="The school says that they left at the end of November.", by=officer, on=today)


def requests(known: dict[str, User], today: date) -> None:
    """A headteacher who asks what is held about them, a reporter who asks about a school and was asked which years, and
    one request that is late."""
    officer, head = known["officer"], known["head"]
    access_to = log.Said(
        kind="subject_access",
        asker=head.name,
        reach=head.email,
        wanted="Please send me everything that the service holds about me, since I became headteacher.",
        received_on=today - timedelta(days=12),
        person=head,
    )
    freedom = log.Said(
        kind="freedom_of_information",
        asker="Rowan Makebelieve",
        reach="rowan@newspaper.example",
        wanted="How was this school supported, and what was the authority worried about?",
        received_on=today - timedelta(days=8),
        school=School.objects.get(pk=HEAD_SCHOOL),
    )
    former = log.Said(
        kind="subject_access",
        asker="Casey Invented",
        reach="4 Example Street, Liverpool",
        wanted="A copy of all notes about my time as chair of governors.",
        received_on=today - timedelta(days=40),
        named="Casey Invented",
    )
    made = [log.log(said, by=officer, on=today) for said in (access_to, freedom, former)]
    text = "I know them: they asked at a meeting."
    log.identity(made[0], day=today - timedelta(days=11), text=text, was_asked=False, by=officer, on=today)
    log.clarify(made[1], day=today - timedelta(days=5), text="Which years do you mean?", by=officer, on=today)
