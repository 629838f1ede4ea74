"""Nobody is there: messages and letters to nobody, pages that say it at the start, schools that close."""

import ast
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from django.test import Client

from allocations.allocation.reminders import remind
from allocations.states import State
from monitoring.notices.states import CaseState
from monitoring.visits.models import Visit
from monitoring.visits.report.actions import issuing
from monitoring.visits.states import ReportState
from schools.lacking import lacks_lead, lacks_officer
from schools.models import AssignmentRole, Post, School
from schools.queries import holders, officers_with_cover, receivers, who_hears
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.accounts.user_roles import roles_of
from sil.dates.sense import Known, Place, Sense, question
from sil.letters.actions import Addressee, sign
from sil.letters.kinds import KINDS as LETTERS
from sil.letters.models import Letter
from sil.outbox.models import Message, Status
from sil.outbox.post import KINDS, put
from sil.outbox.reached import NobodyToTell, reached
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, cases, people, reports, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T11")]

ROOT = Path(__file__).parent.parent.parent
SIP, PO = AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER


def closed(name: str = "Clo Sed") -> User:
    found = people.person(name)
    User.objects.filter(pk=found.pk).update(is_active=False)
    return User.objects.get(pk=found.pk)


@pytest.mark.promise("nobody")
@pytest.mark.parametrize("kind", [key for key, _ in KINDS.declared()])
def test_no_message_goes_to_nobody(kind: str) -> None:
    """No email goes to nobody or to a closed account: where the person it is meant for is gone, it goes to whoever
    stands in, and where there is nobody at all we notice."""
    message, heir = KINDS[kind], people.person("Nell Next")
    for nobody in ([], [closed()]):
        with pytest.raises(NobodyToTell, match=kind):
            reached(nobody, message)
        assert reached(nobody, message, otherwise=[heir, closed()]) == [heir]
    assert reached([heir, heir, closed()], message) == [heir]
    assert reached([heir], message, but=heir) == [], "who acts knows it"
    gone = closed()
    assert put(object.__new__(message), to=gone.email, name=gone.name) is None
    assert not Message.objects.filter(email=gone.email).exists()


def test_in_use_it_stands_among_the_messages_that_could_not_be_sent(settings: Any, client: Client) -> None:
    settings.TESTING = False
    assert reached([], KINDS["allocation_agreed"]) == []
    message = Message.objects.get()
    assert (message.kind, message.email, message.status) == ("allocation_agreed", "", Status.FAILED)
    client.force_login(people.person(role="administrator"))
    assert "Messages that could not be sent" in client.get("/").content.decode()
    page = client.get(f"/messages/{message.pk}/").content.decode()
    assert "nobody with an open account holds the role or post" in page


# Where a message is written without asking who can be reached, and why that is right.
DIRECT = {
    "monitoring/notices/delegations/notifications.py": "to whoever was chosen from those with an open account",
    "monitoring/notices/giving/notifications.py": "to the recipients of a letter, as frozen when it was signed",
    "monitoring/visits/report/notifications.py": "to those who had a report that is withdrawn, who may be nobody",
    "monitoring/visits/report/reminders.py": "to every Principal Officer there is, once a week",
    "schools/confirmations/notifications.py": "to old and new addresses of an account, which may be wrong ones",
    "schools/people/notifications.py": "the invitation of a person",
    "schools/people/actions.py": "the invitation of a person",
    "sil/second_factor/emailed/actions.py": "a code to whoever has just entered their password",
    "sil/outbox/reminding.py": "reminders: what nobody owes any more is counted as without a person",
}


def test_every_message_asks_who_can_be_reached() -> None:
    """A call of `put` stands in a function that passes its recipients through `reached` or `who_gets`."""
    found = set()
    for package in ("sil", "schools", "allocations", "monitoring"):
        for file in (ROOT / package).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
                calls = {
                    n.func.id for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
                }
                if "put" in calls and not calls & {"reached", "who_gets", "_leads"}:
                    found.add(file.relative_to(ROOT).as_posix())
    assert found <= set(DIRECT), "recipients pass through sil/outbox/reached.py"


@pytest.mark.promise("nobody")
@pytest.mark.parametrize("kind", [key for key, _ in LETTERS.declared()])
def test_no_letter_goes_to_nobody(kind: str) -> None:
    """No letter is signed without somebody who can receive it: not with an empty "To", not to a closed account, not on
    copies alone."""
    head, gone = people.person("Hetty Head"), closed()
    addressees: tuple[list[Addressee], ...] = (
        [],
        [Addressee(name=gone.name, post="Headteacher", user=gone, email=gone.email)],
        [Addressee(name=head.name, post="Chair", user=head, is_copy=True)],
        [Addressee(name="  ", post="Headteacher")],
    )
    nothing: Any = cast("Any", None)
    for to in addressees:
        with pytest.raises(Denied) as denied:
            sign(
                kind,
                nothing,
                about=nothing,
                urn=0,
                history="",
                framework=nothing,
                version="",
                by=head,
                signed_as="",
                to=to,
                on=TODAY,
            )
        assert denied.value.code == "nobody_receives"
    assert not Letter.objects.exists()


@pytest.mark.promise("nobody")
def test_a_closed_account_is_nobody_wherever_recipients_are_asked_for() -> None:
    """A closed account is not the headteacher, chair or officer of a school for any page, letter or email."""
    school = schools.school()
    for role in (*LEADS, *GOVERNANCE):
        people.post(school, role)
    people.assign(school)
    people.assign(school, role=PO)
    here = School.objects.filter(pk=school.pk)
    assert holders(school, TODAY, (*LEADS, *GOVERNANCE)).count() == 4
    assert officers_with_cover(school, SIP, TODAY) and officers_with_cover(school, PO, TODAY)
    assert not here.filter(lacks_lead(TODAY)) and not here.filter(lacks_officer(SIP, TODAY))
    User.objects.update(is_active=False)
    assert holders(school, TODAY, (*LEADS, *GOVERNANCE)).count() == 0
    assert receivers(school, TODAY, LEADS, GOVERNANCE) == []
    assert not officers_with_cover(school, SIP, TODAY) and not officers_with_cover(school, PO, TODAY)
    assert here.filter(lacks_lead(TODAY)) and here.filter(lacks_officer(SIP, TODAY))
    assert who_hears(school, SIP, TODAY) == []


def test_what_is_meant_for_a_partner_who_is_gone_goes_on() -> None:
    """To the school's Principal Officer, then to every one, then to administrators."""
    school = schools.school()
    partner = people.assign(school).user
    boss, own = people.person("Olive", role="principal_officer"), people.assign(school, role=PO).user
    admin = people.person("Ada", role="administrator")
    for heirs in ([partner], [own], [boss], [admin], []):
        assert list(who_hears(school, SIP, TODAY)) == heirs
        User.objects.filter(pk__in=[user.pk for user in heirs]).update(is_active=False)


def page(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    return client.get(address).content.decode()


@pytest.mark.promise("nobody")
def test_pages_say_at_the_start_that_nobody_can_receive_it(client: Client) -> None:
    """Before a band is proposed, a report written, a visit planned or a notice prepared, the page says whether anybody
    at the school can receive it, and whom to ask."""
    admin = people.person("Ada Admin", role="administrator")
    proposal = allocations.scene(State.IDENTIFIED)
    report = reports.scene(ReportState.DRAFT)
    case = cases.scene(CaseState.DISCUSSED)
    addresses = {
        f"/allocations/{proposal.allocation.pk}/propose/": (proposal.sip, "you cannot propose a band until"),
        f"/visits/{report.visit.pk}/report/": (report.sip, "you cannot issue it until"),
        f"/schools/{report.school.pk}/visits/plan/": (report.sip, "Tell the school yourself"),
        f"/cases/{case.pk}/letters/prepare/preformal_notice/": (case.officer, "has to be handed over or posted"),
        f"/cases/{case.pk}/letters/prepare/discussion_invitation/": (case.officer, "has to be handed over or posted"),
    }
    for address, (user, words) in addresses.items():
        assert words not in page(client, user, address), address
    Post.objects.update(ends_on=date(2026, 11, 19))
    for address, (user, words) in addresses.items():
        text = page(client, user, address)
        assert words in text and "can be reached today" in text and f"mailto:{admin.email}" in text, address


@pytest.mark.promise("nobody")
def test_a_report_of_a_school_without_a_head_goes_to_its_chair(client: Client) -> None:
    """A report of a school without a headteacher says so; it is issued to the chair by name, or waits."""
    made = reports.scene(ReportState.DRAFT)
    reports.write(made, checked=False)
    Post.objects.filter(user=made.head).update(ends_on=date(2026, 11, 19))
    text = page(client, made.sip, f"/visits/{made.visit.pk}/report/issue/")
    assert f"You can issue the report to {made.chair.name}, chair of governors instead" in text
    reports.issue(made)
    letter = Letter.objects.get()
    assert [each.user for each in letter.recipients.all()] == [made.chair]
    assert f"Dear {made.chair.name}" in letter.html
    other = reports.scene(ReportState.DRAFT)
    reports.write(other, checked=False)
    Post.objects.filter(school=other.school).update(ends_on=date(2026, 11, 19))
    with pytest.raises(Denied) as denied:
        issuing.issue(other.report, by=other.sip, on=TODAY, version=other.report.version)
    assert denied.value.code == "nobody_receives"
    assert other.report.status == ReportState.DRAFT and Letter.objects.count() == 1


@pytest.mark.promise("nobody")
def test_a_school_that_closes_is_left_alone_and_officers_tidy_up() -> None:
    """A school that has closed gets no reminders; what was open there becomes work of the officers."""
    first, second = schools.school("Closewood School"), schools.school("Openwood School")
    made, other = allocations.scene(State.PROPOSED, school=first), allocations.scene(State.PROPOSED, school=second)
    visit = visits.planned(made.school, made.sip, date(2026, 12, 7))
    Message.objects.all().delete()
    School.objects.filter(pk=made.school.pk).update(status="Closed", close_date=date(2026, 11, 18))
    late = date(2026, 12, 8)
    with clock.at(late):
        assert remind(late) > 0
    assert set(Message.objects.values_list("email", flat=True)) == {other.head.email, other.officer.email}
    titles = {item.title for item in waiting_for(roles_of(made.officer, TODAY))}
    assert "Closed or changed: allocation no longer needed?" in titles
    assert "The school has closed: cancel the visit of Monday 7 December 2026" in titles
    assert not waiting_for(roles_of(made.head, TODAY))
    assert Visit.objects.get(pk=visit.pk).is_planned


@pytest.mark.promise("dates")
def test_a_visit_after_the_closing_day_is_asked_about() -> None:
    """A visit planned for after the day on which a school is to close is asked about once."""
    school = schools.school("Closewood School", close_date=date(2026, 12, 31))
    sense, known = Sense(past=None, future=None, place=Place.SCHOOL), Known(school=school)
    asked = "Tuesday 12 January 2027 is after Closewood School closes (Thursday 31 December 2026). Is that the day?"
    assert question(date(2027, 1, 12), sense, on=TODAY, known=known) == asked
    assert question(date(2026, 12, 31), sense, on=TODAY, known=known) == ""
