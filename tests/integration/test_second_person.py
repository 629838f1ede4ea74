"""Nobody gives themselves a power, and some powers take two people: every way to try, by hand."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from monitoring.notices.case.permissions import may_read
from schools import urls
from schools.confirmations import actions as confirmations
from schools.confirmations.queries import LAPSES
from schools.covers import actions as cover_actions
from schools.models import AssignmentRole
from schools.people import actions as people_actions
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import ChangeRequest, RoleGrant, User
from sil.accounts.roles import AUTHORITY_ROLES, ROLES, TWO_PEOPLE_ROLES, Permission
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import cases, covers, people, schools

pytestmark = pytest.mark.feature("T12")
SIP = AssignmentRole.SIP
DAY = timedelta(days=1)


class Office:
    """Two administrators, a holder of every other role, and somebody without any."""

    def __init__(self) -> None:
        self.who = {
            role.slug: people.person(f"{role.name} Example", role=role.slug, password=people.PASSWORD)
            for role in AUTHORITY_ROLES
        }
        self.addie, self.director = self.who["administrator"], self.who["director_of_education"]
        self.other = people.person("Other Administrator", role="administrator")
        self.nobody = people.person("Nora Nobody", email="nora@test.example")
        self.school = schools.school("Example Primary School")


@pytest.fixture
def office(liverpool: object) -> Office:
    return Office()


def outcome(act: Callable[[], object]) -> str:
    """What came of trying: "done", "waits" for a second person, or the code of the refusal."""
    try:
        made = act()
    except Denied as denied:
        return denied.code
    return "waits" if isinstance(made, ChangeRequest) else "done"


Try = Callable[[Office, User], object]


def _covered(office: Office, user: User) -> object:
    away = people.person("Away Example", role="sip")
    people.assign(schools.school(), away)
    accounts.give_role(user, by=None, on=TODAY, role="sip", starts_on=people.LONG_AGO)
    return covers.arranged(away, user, TODAY, TODAY + DAY, by=office.addie)


def _taken_over(office: Office, user: User) -> object:
    giving = people.person("Giving Example", role="sip")
    school = schools.school()
    people.assign(school, giving)
    accounts.give_role(user, by=None, on=TODAY, role="sip", starts_on=people.LONG_AGO)
    return covers.handed_over([school], giving, user, by=office.addie)


def _assigned(office: Office, user: User) -> object:
    accounts.give_role(user, by=None, on=TODAY, role="sip", starts_on=people.LONG_AGO)
    return people_actions.assign([office.school], user=user, role=SIP, starts_on=TODAY, by=office.addie, on=TODAY)


def _posted(office: Office, user: User) -> object:
    return people_actions.give_post(
        school=office.school, user=user, role="headteacher", starts_on=TODAY, by=office.addie, on=TODAY
    )


def _unposted(office: Office, user: User) -> object:
    return people_actions.end_post(people.post(office.school, "chair", user), by=office.addie, on=TODAY, ends_on=TODAY)


def _longer_cover(office: Office, user: User) -> object:
    away = people.person("Away Example", role="sip")
    people.assign(schools.school(), away)
    accounts.give_role(user, by=None, on=TODAY, role="sip", starts_on=people.LONG_AGO)
    made = covers.arranged(away, user, TODAY, TODAY + DAY)
    return cover_actions.change(made, ends_on=TODAY + 3 * DAY, by=office.addie, on=TODAY)


def _given(role: str) -> Try:
    return lambda office, user: people_actions.give_role(user, by=office.addie, on=TODAY, role=role, starts_on=TODAY)


def _ended(office: Office, user: User) -> object:
    grant = user.grants.first() or accounts.give_role(user, by=None, on=TODAY, role="sip", starts_on=TODAY)
    return accounts.end_role(grant, by=office.addie, on=TODAY, ends_on=TODAY)


def _closed(office: Office, user: User) -> object:
    return accounts.set_open(user, by=office.addie, on=TODAY, is_open=False)


# What an administrator tries -> (how, what comes of it for themselves, what for somebody else).
TRIED: dict[str, tuple[Try, str, str]] = {
    **{
        f"give the role {role}": (_given(role), "oneself", "waits" if role in TWO_PEOPLE_ROLES else "done")
        for role in (each.slug for each in AUTHORITY_ROLES)
    },
    "end a role": (_ended, "oneself", "done"),
    "close the account": (_closed, "oneself", "done"),
    "give a post": (_posted, "oneself", "done"),
    "end a post": (_unposted, "oneself", "done"),
    "assign a school": (_assigned, "oneself", "done"),
    "arrange cover": (_covered, "oneself", "done"),
    "make cover longer": (_longer_cover, "oneself", "done"),
    "hand schools over": (_taken_over, "oneself", "done"),
}
# The routes by which each is done in a browser; those that give or end nothing say why.
ROUTES = {
    "person_invite": "give the role sip",
    "role_give": "give the role sip",
    "role_end": "end a role",
    "person_close": "close the account",
    "post_give": "give a post",
    "post_end": "end a post",
    "officers": "assign a school",
    "cover_arrange": "arrange cover",
    "cover_change": "make cover longer",
    "handover_start": "hand schools over",
}
GIVES_NOTHING = {
    "people_files": "shows what a file would do",
    "people_template": "a file",
    "people_file": "gives by the acts above, each of which asks who gives it: test_onboarding.py",
    "people_to_invite": "links to the addresses on record",
    "register_heads": "a list",
    "people": "a list",
    "person": "a page",
    "person_sign_out": "ends sessions, and nobody's own: test_sessions.py",
    "person_edit": "addresses: the test below",
    "person_leaving": "moves what waits for somebody by the acts above, each of which asks who gives it",
    "person_invite_again": "a link to the address on record",
    "change_request": "a page",
    "second_step_lost": "takes away, by two people: test_lost_second_step.py",
    "change_request_confirm": "the tests of confirming below",
    "change_request_withdraw": "takes away",
    "covers": "a list",
    "cover_end": "takes away",
    "handovers": "a list",
    "handover": "a page",
    "handover_read": "says that it was read",
}


def test_every_page_that_gives_is_tried() -> None:
    """A new address under these needs a row above."""
    about = ("people/", "posts/", "roles/", "officers/", "handovers/", "schools/<int:urn>/posts")
    found = {each.name for each in urls.urlpatterns if str(each.pattern).startswith(about)}
    assert found == set(ROUTES) | set(GIVES_NOTHING)
    assert set(ROUTES.values()) <= set(TRIED)


def test_roles_that_take_two_people_are_those_that_sign_decide_and_give_access() -> None:
    assert set(TWO_PEOPLE_ROLES) == {
        "principal_officer",
        "director_of_education",
        "director_of_childrens_services",
        "administrator",
    }
    signing = {Permission.CONCERN_SIGN, Permission.ALLOCATION_DETERMINE, Permission.ALLOCATION_DECIDE}
    assert all(slug in TWO_PEOPLE_ROLES for slug, role in ROLES.items() if role.permissions & signing)


@pytest.mark.promise("signed")
@pytest.mark.parametrize("tried", TRIED)
def test_nobody_gives_themselves_a_power(office: Office, tried: str) -> None:
    """Nobody gives themselves a role, a post at a school, a school to work with or cover for somebody, and nobody ends
    their own role or closes their own account. Another person has to do it."""
    act, themselves, another = TRIED[tried]
    before = roles_of(office.addie, TODAY).roles
    assert outcome(lambda: act(office, office.addie)) == themselves
    gained = roles_of(office.addie, TODAY).roles - before
    assert gained <= {"sip", "chair"}, "only what the attempt needed in order to be made"
    assert outcome(lambda: act(office, office.nobody)) == another


@pytest.mark.promise("signed")
@pytest.mark.parametrize("role", TWO_PEOPLE_ROLES)
def test_a_role_that_signs_takes_two_people(office: Office, role: str) -> None:
    """A role that signs or decides in the authority's name, or gives others access, is given by two people: an
    administrator asks for it, and another administrator or a director confirms it. Until then nobody has it."""
    asked = people_actions.give_role(office.nobody, by=office.addie, on=TODAY, role=role, starts_on=TODAY - 30 * DAY)
    assert asked is not None
    assert roles_of(office.nobody, TODAY).roles == frozenset()
    # Not by the back door either.
    assert _code(lambda: accounts.give_role(office.nobody, by=office.addie, on=TODAY, role=role, starts_on=TODAY)) == (
        "second_person"
    )
    for second in (office.addie, office.nobody, office.who["sip"]):
        assert _code(
            lambda second=second: accounts.give_role(  # type: ignore[misc]
                office.nobody, by=office.addie, on=TODAY, role=role, starts_on=TODAY, confirmed_by=second
            )
        ) == ("second_person")
    confirmations.confirm(asked, by=office.director, on=TODAY)
    assert roles_of(office.nobody, TODAY).roles == {role}
    assert RoleGrant.objects.get(user=office.nobody).given_on == TODAY


@pytest.mark.promise("signed")
def test_who_confirms(office: Office) -> None:
    """The second person is another administrator or a director, never the one who asked and never the one whom it is
    about."""
    asked = {
        "of nobody": confirmations.ask_role(
            office.nobody, by=office.addie, on=TODAY, role="director_of_education", starts_on=TODAY
        ),
        "of the other administrator": confirmations.ask_role(
            office.other, by=office.addie, on=TODAY, role="director_of_education", starts_on=TODAY
        ),
        "of the director": confirmations.ask_address(
            office.director, by=office.addie, on=TODAY, new_email="elsewhere@test.example"
        ),
    }
    closed = people.person("Closed Director", role="director_of_education")
    accounts.set_open(closed, by=None, on=TODAY, is_open=False)
    closed.refresh_from_db()
    head = people.post(office.school, "headteacher").user
    everybody = {**office.who, "other": office.other, "nobody": office.nobody, "closed": closed, "head": head}
    found = {
        what: {name for name, user in everybody.items() if _may_confirm(each, user)} for what, each in asked.items()
    }
    dcs, director = "director_of_childrens_services", "director_of_education"
    assert found == {
        "of nobody": {"other", director, dcs},
        "of the other administrator": {director, dcs},
        "of the director": {"other", dcs},
    }


@pytest.mark.promise("signed")
@pytest.mark.parametrize("role", [role.slug for role in AUTHORITY_ROLES])
def test_an_address_that_opens_a_signing_role_takes_two_people(office: Office, role: str) -> None:
    """The email address of somebody who holds such a role is changed by two people as well, since anyone who reads its
    mail can set a new password. Both addresses are told of every change, of anybody's; until it is confirmed, a link to
    set a new password goes to the old one."""
    person, new = office.who[role], f"{role}@elsewhere.example"
    before = person.email
    asked = people_actions.correct(person, by=office.addie, on=TODAY, email=new, name="New Name")
    person.refresh_from_db()
    assert person.name == "New Name"
    if role not in TWO_PEOPLE_ROLES:
        assert asked is None and person.email == new
        assert _told("address_changed") == {before, new}
        return
    assert asked is not None and person.email == before
    assert _reset_goes_to(before) and not _reset_goes_to(new)
    told = _told("change_asked")
    assert told == ({before} if person != office.addie else set())
    assert office.other.email in _told("change_to_confirm") and office.addie.email not in _told("change_to_confirm")
    confirmations.confirm(asked, by=office.other, on=TODAY)
    person.refresh_from_db()
    assert person.email == new
    told = _told("change_confirmed")
    assert {before, new, office.addie.email if person != office.addie else new} <= told
    assert {office.who[each].email for each in ("director_of_education", "director_of_childrens_services")} - {
        before
    } <= told
    assert _reset_goes_to(new) and not _reset_goes_to(before)


class TestAttacks:
    """What an administrator could try with time and a mailbox of their own."""

    def test_a_second_administrator_of_their_own_making(self, office: Office) -> None:
        """The account that would confirm is itself confirmed by somebody."""
        puppet = people_actions.invite(by=office.addie, on=TODAY, email="puppet@test.example", name="Puppet Example")
        asked = people_actions.give_role(puppet, by=office.addie, on=TODAY, role="administrator", starts_on=TODAY)
        assert asked is not None
        assert _code(lambda: confirmations.confirm(asked, by=puppet, on=TODAY)) == "not_allowed"

    def test_the_address_of_the_other_administrator(self, office: Office) -> None:
        asked = people_actions.correct(
            office.other, by=office.addie, on=TODAY, email="mine@test.example", name=office.other.name
        )
        assert asked is not None
        assert _code(lambda: confirmations.confirm(asked, by=office.addie, on=TODAY)) == "own_request"

    def test_another_address_between_asking_and_confirming(self, office: Office) -> None:
        asked = people_actions.give_role(
            office.nobody, by=office.addie, on=TODAY, role="director_of_education", starts_on=TODAY
        )
        assert asked is not None
        assert not people_actions.correct(
            office.nobody, by=office.addie, on=TODAY, email="mine@test.example", name="Nora Nobody"
        )
        assert _code(lambda: confirmations.confirm(asked, by=office.other, on=TODAY)) == "address_changed"

    def test_a_role_that_is_still_to_come(self, office: Office) -> None:
        accounts.give_role(office.nobody, by=None, on=TODAY, role="director_of_education", starts_on=TODAY + 30 * DAY)
        assert people_actions.correct(
            office.nobody, by=office.addie, on=TODAY, email="mine@test.example", name="Nora Nobody"
        )

    def test_who_asked_is_an_administrator_no_longer(self, office: Office) -> None:
        asked = confirmations.ask_role(
            office.nobody, by=office.addie, on=TODAY, role="director_of_education", starts_on=TODAY
        )
        accounts.end_role(office.addie.grants.get(), by=office.other, on=TODAY, ends_on=TODAY - DAY)
        assert _code(lambda: confirmations.confirm(asked, by=office.director, on=TODAY)) == "not_allowed"

    @pytest.mark.promise("read")
    @pytest.mark.parametrize(("held", "opens"), [(0, False), (1, False), (2, True)])
    def test_a_new_director_and_an_absent_owner(self, office: Office, held: int, opens: bool) -> None:
        """Where the owner of a restricted case can no longer handle it, a director reads it in order to assign it; but
        not somebody who has become a director within the last day, whatever first day was entered."""
        made = cases.scene(restricted=True)
        accounts.give_role(
            office.nobody,
            by=None,
            on=TODAY - held * DAY,
            role="director_of_education",
            starts_on=people.LONG_AGO,
        )
        accounts.end_role(made.officer.grants.get(), by=office.addie, on=TODAY, ends_on=TODAY - DAY)
        assert may_read(made.case, roles_of(office.nobody, TODAY)) == opens
        assert may_read(made.case, roles_of(office.director, TODAY))


class TestEnds:
    @pytest.fixture
    def asked(self, office: Office) -> ChangeRequest:
        return confirmations.ask_role(
            office.nobody, by=office.addie, on=TODAY, role="principal_officer", starts_on=TODAY
        )

    def test_it_lapses_and_can_be_asked_for_again(self, office: Office, asked: ChangeRequest) -> None:
        again = {"by": office.addie, "role": "principal_officer", "starts_on": TODAY}
        assert _code(lambda: confirmations.ask_role(office.nobody, on=TODAY + LAPSES, **again)) == "asked_already"
        later = TODAY + LAPSES + DAY
        assert _code(lambda: confirmations.confirm(asked, by=office.director, on=later)) == "lapsed"
        made = confirmations.ask_role(office.nobody, on=later, **again)
        asked.refresh_from_db()
        assert asked.outcome == "lapsed" and made.outcome == ""
        confirmations.confirm(made, by=office.director, on=later)

    def test_who_asked_withdraws_it_and_others_refuse_it(self, office: Office, asked: ChangeRequest) -> None:
        assert _code(lambda: confirmations.withdraw(asked, by=office.who["sip"], on=TODAY)) == "not_allowed"
        confirmations.withdraw(asked, by=office.director, on=TODAY)
        assert _told("change_withdrawn") == {office.addie.email, office.nobody.email}
        assert _code(lambda: confirmations.confirm(asked, by=office.other, on=TODAY)) == "not_waiting"
        assert _code(lambda: confirmations.withdraw(asked, by=office.addie, on=TODAY)) == "not_waiting"
        assert not RoleGrant.objects.filter(user=office.nobody).exists()

    def test_a_director_refuses_another_address_for_themselves(self, office: Office) -> None:
        asked = confirmations.ask_address(
            office.director, by=office.addie, on=TODAY, new_email="elsewhere@test.example"
        )
        confirmations.withdraw(asked, by=office.director, on=TODAY)

    def test_the_history_names_both(self, office: Office, asked: ChangeRequest) -> None:
        confirmations.confirm(asked, by=office.director, on=TODAY)
        told = (
            Event.objects.filter(scope=accounts.scope(office.nobody)).order_by("pk").values_list("kind", "actor_name")
        )
        assert list(told)[-3:] == [
            ("person.role_asked", office.addie.name),
            ("person.role_given", office.addie.name),
            ("person.change_confirmed", office.director.name),
        ]

    def test_it_waits_on_the_home_page_of_those_who_may(self, office: Office, asked: ChangeRequest) -> None:
        found = {}
        for name in ("administrator", "director_of_education", "sip"):
            client = Client()
            client.force_login(office.who[name])
            found[name] = "Confirm a change that Administrator Example asks for" in client.get("/").content.decode()
        assert found == {"administrator": False, "director_of_education": True, "sip": False}


def test_where_there_is_nobody_else_the_server_confirms(
    liverpool: object, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    admin, person = people.person("Addie Only", role="administrator"), people.person("Dora Director")
    client.force_login(admin)
    day = {"starts_on_day": "20", "starts_on_month": "11", "starts_on_year": "2026"}
    page: Any = client.post(f"/people/{person.pk}/roles/give/", {"role": "director_of_education", **day}, follow=True)
    asked = ChangeRequest.objects.get()
    assert f"manage.py confirm_change {asked.pk}" in page.content.decode()
    call_command("confirm_change")
    assert f"{asked.pk}: The role Director of Education of Dora Director" in capsys.readouterr().out
    call_command("confirm_change", str(asked.pk))
    assert roles_of(person, TODAY).roles == {"director_of_education"}
    assert admin.email in _told("change_confirmed")
    with pytest.raises(CommandError, match="confirmed already"):
        call_command("confirm_change", str(asked.pk))
    with pytest.raises(CommandError, match="no request"):
        call_command("confirm_change", "999")


def test_a_person_who_is_invited_with_such_a_role_waits_for_it(office: Office, client: Client) -> None:
    client.force_login(office.addie)
    data = {"name": "New Director", "email": "new@test.example", "role": "director_of_education", "school": ""}
    day = {"starts_on_day": "20", "starts_on_month": "11", "starts_on_year": "2026"}
    page: Any = client.post("/people/invite/", data | day, follow=True)
    assert "The role Director of Education for New Director" in page.content.decode()
    made = User.objects.get(email="new@test.example")
    assert roles_of(made, TODAY).roles == frozenset()
    assert Message.objects.filter(kind="invitation", email=made.email).exists()


def test_two_who_confirm_at_once_give_it_once(own_database: str) -> None:
    """Real transactions, which see each other's locks: one confirms, the other is told that it is done."""
    load_liverpool()
    office = Office()
    asked = confirmations.ask_role(
        office.nobody, by=office.addie, on=TODAY, role="director_of_education", starts_on=TODAY
    )
    found: list[str] = []
    start = threading.Barrier(3)

    def confirm(user: User) -> None:
        try:
            with clock.at(NOW):
                start.wait(10)
                found.append(_code(lambda: confirmations.confirm(asked, by=user, on=TODAY)))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=confirm, args=(user,))
        for user in (office.other, office.director, office.who["director_of_childrens_services"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == ["", "not_waiting", "not_waiting"]
    assert RoleGrant.objects.filter(user=office.nobody).count() == 1
    assert Event.objects.filter(kind="person.change_confirmed").count() == 1


def _code(act: Callable[[], object]) -> str:
    try:
        act()
    except Denied as denied:
        return denied.code
    return ""


def _may_confirm(asked: ChangeRequest, user: User) -> bool:
    with transaction.atomic():
        code = _code(lambda: confirmations.confirm(asked, by=user, on=TODAY))
        transaction.set_rollback(True)
    assert code in ("", "not_allowed", "own_request")
    return code == ""


def _told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("email", flat=True))


def _reset_goes_to(email: str) -> bool:
    """Whether somebody who asks for a new password with an address gets a link there."""
    before = Message.objects.filter(email=email, kind="sign-in").count()
    Client().post("/accounts/password/reset/", {"email": email})
    found = Message.objects.filter(email=email, kind="sign-in")
    return found.count() > before and bool(re.search(r"/password/reset/key/", found.latest("created_at").body))
