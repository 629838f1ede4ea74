"""People in one go: each account, post and assignment of a file is seen first, and all of it is done or nothing."""

import csv
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import StreamingHttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from schools.models import Assignment, AssignmentRole, PeopleFile, Post, School
from schools.onboarding import actions
from schools.onboarding.reading import HEADINGS, row_of, rows_of
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import ChangeRequest, RoleGrant, User
from sil.accounts.roles import ROLES, TWO_PEOPLE_ROLES
from sil.audit.models import Event
from sil.dates.cells import day_in
from sil.outbox.models import Message
from sil.uploads.formats import examine
from sil.uploads.sheets import Line
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T13")]

START = "/people/in-one-go/"
HEAD = "Name,Email address,Telephone,Role,URN,School,From,To,First headship"


@pytest.fixture
def admin() -> User:
    return people.person("Ada Admin", role="administrator")


@pytest.fixture
def ash() -> School:
    return schools.school(name="Ash Primary", head_name="Mrs Hanna Hart")


@pytest.fixture
def client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def upload(client: Client, *lines: str) -> Any:
    text = "\n".join([HEAD, *lines])
    return client.post(START, {"document": SimpleUploadedFile("people.csv", text.encode())}, follow=True)


def prepare(admin: User, *lines: str) -> PeopleFile:
    return actions.prepare(examine("people.csv", "\n".join([HEAD, *lines]).encode()), by=admin, on=TODAY)


def everything() -> tuple[int, ...]:
    """How much there is of whatever a file could add."""
    return tuple(each.objects.count() for each in (User, Post, RoleGrant, Assignment, Event, Message, ChangeRequest))


class TestAFile:
    def test_all_of_it_is_shown_then_done_and_the_new_people_are_invited(
        self, client: Client, admin: User, ash: School
    ) -> None:
        before = people.assign(ash)
        there = everything()
        page = upload(
            client,
            f"Hanna Hart,hanna@test.example,0151 1,Headteacher,{ash.pk},Ash,1/9/2026,,yes",
            f"Carl Chair,carl@test.example,,Chair of governors,{ash.pk},,2026-09-01,,",
            f"Pia Partner,pia@test.example,,School Improvement Partner,{ash.pk},,1 December 2026,,",
            "Olga Other,olga@test.example,,Officer of another service,,,1 December 2026,,",
            "Nobody Yet,,,Clerk to the governing body,,,,,",
        )
        assert everything() == there, "looking at it adds nothing"
        for said in (
            "4 new accounts",
            "Give the post Headteacher of Ash Primary from 1 September 2026, as their first headship",
            f"from 1 December 2026. {before.user.name} finishes on 30 November 2026",
            "1 line without an email address is left out: 6",
        ):
            assert said in page.text
        file = PeopleFile.objects.get()
        wrong = client.post(page.request["PATH_INFO"], {})
        assert "Select when the new people are invited." in wrong.text and everything() == there
        done = client.post(page.request["PATH_INFO"], {"invite": "now"}, follow=True)
        assert "4 people are being invited." in done.text
        hanna = Post.objects.get(user__email="hanna@test.example")
        assert (hanna.role, hanna.starts_on, hanna.first_headship) == ("headteacher", date(2026, 9, 1), True)
        assert hanna.user.telephone == "0151 1" and hanna.user.invited_at
        assert Assignment.objects.get(ends_on=None).user.email == "pia@test.example"
        assert RoleGrant.objects.get(user__email="pia@test.example").role == "sip"
        invitation = Message.objects.get(email="hanna@test.example", kind="invitation")
        assert "Ash Primary" in invitation.body
        file.refresh_from_db()
        assert file.done_on and not file.rows and not file.entries, "no second copy of the addresses stays"
        assert Event.objects.filter(kind="people.read_in", data__account=4, data__post=2).count() == 1

    def test_the_template_has_everybody_and_says_nothing_when_it_comes_back(self, client: Client, ash: School) -> None:
        people.post(ash, "clerk")
        people.assign(ash)
        ended = people.post(schools.school(), "chair")
        people.person("Dora Director", role="director_of_education")
        Post.objects.filter(pk=ended.pk).update(ends_on=TODAY + timedelta(days=30))
        answer = client.get(f"{START}template.csv")
        assert isinstance(answer, StreamingHttpResponse)
        content = answer.getvalue()
        lines = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
        assert tuple(lines[0]) == HEADINGS
        to_fill = [line for line in lines if line["School"] == "Ash Primary" and not line["Email address"]]
        assert [(line["Role"], line["Name"]) for line in to_fill] == [
            ("Headteacher", "Mrs Hanna Hart"), ("Chair of governors", ""), ("Principal Officer", ""),
        ]  # fmt: skip
        page = client.post(START, {"document": SimpleUploadedFile("people.csv", content)})
        assert "Everything in the file is here already." in page.text
        assert Event.objects.filter(kind="file.document").exists(), "it has addresses, so that it was taken is kept"

    def test_what_changed_meanwhile_is_looked_at_again(self, admin: User, ash: School) -> None:
        file = prepare(admin, f"Hanna Hart,hanna@test.example,,Headteacher,{ash.pk},,1/9/2026,,")
        accounts.add(by=admin, on=TODAY, email="hanna@test.example", name="Hanna Hart")
        there = everything()
        with pytest.raises(Denied) as denied:
            actions.carry_out(file, by=admin, on=TODAY, invites=True)
        assert denied.value.code == "changed" and everything() == there

    def test_details_and_last_days_are_changed(self, admin: User, ash: School) -> None:
        post = people.post(ash, "headteacher", people.person("Old Name", email="old@test.example"))
        file = prepare(admin, f"New Name,old@test.example,0151 2,headteacher,{ash.pk},,,31/12/2026,")
        assert [step[1] for step in file.entries[0]["steps"]] == [
            "Change the name from Old Name to New Name",
            "Change the telephone from none to 0151 2",
            "End the post Headteacher of Ash Primary on 31 December 2026",
        ]
        actions.carry_out(file, by=admin, on=TODAY, invites=False)
        post.refresh_from_db()
        assert (post.ends_on, post.user.name, post.user.telephone) == (date(2026, 12, 31), "New Name", "0151 2")

    def test_a_second_holder_is_pointed_at_and_two_lines_of_one_person_are_one_account(
        self, admin: User, ash: School
    ) -> None:
        there = people.post(ash, "headteacher")
        elm = schools.school(name="Elm")
        lines = [f"Hanna Hart,Hanna@Test.example,,Headteacher,{urn},,1/9/2026,," for urn in (ash.pk, elm.pk)]
        file = prepare(admin, *lines)
        assert file.numbers == {"account": 1, "post": 2}
        assert there.user.name in file.entries[0]["notes"][0]
        actions.carry_out(file, by=admin, on=TODAY, invites=False)
        assert User.objects.get(email="hanna@test.example").posts.count() == 2


# A line, and what is said beside it. ASH stands for the URN of a school, SIP for the address of its partner.
WRONG = (
    ("Ann,not an address,,Clerk,ASH,,1/9/2026,,", "“Email address”: “not an address” is not an email address"),
    ("Ann,ann@test.example,,Wizard,ASH,,1/9/2026,,", "“Role”: “Wizard” is not a role here"),
    ("Ann,ann@test.example,,,ASH,,1/9/2026,,", "“Role”: enter the role"),
    ("Ann,ann@test.example,,Clerk to the governing body,,,1/9/2026,,", "“URN”: enter the URN of the school"),
    ("Ann,ann@test.example,,Clerk to the governing body,1,,1/9/2026,,", "There is no school with URN 1 here"),
    ("Ann,ann@test.example,,Clerk to the governing body,12x,,1/9/2026,,", "“URN”: “12x” is not a URN"),
    ("Ann,ann@test.example,,Officer of another service,ASH,,1/9/2026,,", "“URN”: leave it empty"),
    ("Ann,ann@test.example,,Clerk to the governing body,ASH,,1/9/26,,", "“From”: “1/9/26” is not a date"),
    ("Ann,ann@test.example,,Clerk to the governing body,ASH,,,,", "“From”: enter the first day"),
    (",ann@test.example,,Clerk to the governing body,ASH,,1/9/2026,,", "“Name”: enter the full name"),
    ("Ann,ann@test.example,,Clerk to the governing body,ASH,,1/9/2026,31/8/2026,", "“To”: the last day must be"),
    ("Ann,ann@test.example,,Clerk to the governing body,ASH,,1/9/2026,,yes", "only a headteacher can be new"),
    ("Ann,ann@test.example,,Headteacher,ASH,,1/9/2026,,perhaps", "“perhaps” is neither yes nor no"),
    ("Ann,ann@test.example,,School Improvement Partner,ASH,,1/9/2026,1/9/2027,", "“To”: leave it empty"),
    ("Ann,ann@test.example,,Clerk to the governing body,SHUT,,1/9/2026,,", "Shut is closed"),
    ("Ann,gone@test.example,,Clerk to the governing body,ASH,,1/9/2026,,", "The account of Gone Example is closed"),
    (",sip@test.example,,Chair of governors,ASH,,1/9/2026,,", "works with this school for the authority"),
    (",sip@test.example,,School Improvement Partner,ASH,,1/9/2026,,", "since 1 September 2020"),
    (",old@test.example,,Headteacher,ASH,,,,yes", "holds this post already without it"),
    (",ada@test.example,,School Improvement Partner,,,1/9/2026,,", "Nobody can give themselves a role"),
)  # fmt: skip


def test_each_wrong_line_says_what_is_wrong_and_nothing_is_done(ash: School) -> None:
    admin = people.person("Ada Admin", role="administrator", email="ada@test.example")
    shut = schools.school(name="Shut", status="Closed")
    people.assign(ash, people.person("Sip Example", role="sip", email="sip@test.example"))
    people.post(ash, "headteacher", people.person("Old Example", email="old@test.example"))
    gone = people.person("Gone Example", email="gone@test.example")
    accounts.set_open(gone, by=None, on=TODAY, is_open=False)
    there = everything()
    for line, said in WRONG:
        filled = line.replace("ASH", str(ash.pk)).replace("SHUT", str(shut.pk))
        good = f"Good,good@test.example,,Headteacher,{ash.pk},,1/9/2026,,"
        file = prepare(admin, filled, good)
        assert [number for number, _ in file.problems] == [2], (line, file.problems)
        assert said in file.problems[0][1], line
        with pytest.raises(Denied) as denied:
            actions.carry_out(file, by=admin, on=TODAY, invites=True)
        assert denied.value.code == "problems"
        assert everything() == there


def test_a_file_gives_no_role_that_two_people_give_by_no_way_in(
    admin: User, ash: School, tmp_path: Path, capsys: Any
) -> None:
    """Neither on the page nor on the command line, at a school or not, now or on another day, asked for or given."""
    ends = people.person("Ends Example", email="ends@test.example")
    accounts.give_role(ends, by=None, on=TODAY, role="director_of_education", starts_on=TODAY)
    RoleGrant.objects.filter(user=ends).update(ends_on=TODAY + timedelta(days=30))
    there = everything()
    for role in TWO_PEOPLE_ROLES:
        title = ROLES[role].name
        wanted = [f"New,new@test.example,,{title},,,1/9/2026,,"]
        if role in AssignmentRole.values:
            wanted.append(f"New,new@test.example,,{title},{ash.pk},,1/9/2026,,")
        for line in wanted:
            file = prepare(admin, line)
            assert "Two people give this role, so a file cannot." in file.problems[0][1]
            path = tmp_path / "people.csv"
            path.write_text(f"{HEAD}\n{line}\n")
            with pytest.raises(CommandError):
                call_command("import_people", path, invite=True)
            assert "Two people give this role" in capsys.readouterr().err
    path.write_text(f"{HEAD}\n,ends@test.example,,{ROLES['director_of_education'].name},,,1/9/2019,,\n")
    call_command("import_people", path)
    assert everything()[:4] == there[:4], "held for another time is not held for good"


def test_others_than_administrators_are_refused(ash: School) -> None:
    officer = people.person(role="principal_officer")
    with pytest.raises(Denied) as denied:
        prepare(officer, f"Ann,ann@test.example,,Clerk to the governing body,{ash.pk},,1/9/2026,,")
    assert denied.value.code == "not_allowed"


def test_the_command_does_what_the_page_does(ash: School, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"{HEAD}\nHanna Hart,hanna@test.example,,Headteacher,{ash.pk},,1/9/2026,,\n")
    there = everything()
    call_command("import_people", path, dry_run=True)
    assert everything() == there and "Give the post Headteacher of Ash Primary" in capsys.readouterr().out
    call_command("import_people", path)
    user = User.objects.get(email="hanna@test.example")
    assert user.posts.count() == 1 and user.invited_at is None and not Message.objects.exists()
    call_command("import_people", path, invite=True)
    assert User.objects.filter(email="hanna@test.example").count() == 1, "what is here already is left alone"
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_people", tmp_path / "none.csv")


class TestInvitations:
    @pytest.fixture
    def many(self, admin: User) -> list[User]:
        size = actions.BATCH + 5
        return [
            accounts.add(by=admin, on=TODAY, email=f"n{n}@test.example", name=f"New {n:02}", is_invited=False)
            for n in range(size)
        ]

    def test_they_leave_in_batches_once_and_a_later_press_waits_its_turn(
        self, client: Client, many: list[User]
    ) -> None:
        page = client.get("/people/to-invite/")
        assert f"Everybody: {len(many)} people" in page.text
        chosen, rest = many[0], many[1:]
        assert "Tick at least one person" in client.post("/people/to-invite/", {}).text
        client.post("/people/to-invite/", {"people": [chosen.pk]})
        assert [each.email for each in Message.objects.filter(kind="invitation")] == [chosen.email]
        stale = client.post("/people/to-invite/", {"everyone": len(many)})
        assert "The list has changed" in stale.text and Message.objects.count() == 1
        now = clock.now()
        client.post("/people/to-invite/", {"everyone": len(rest)})
        due = sorted(each.due_at for each in Message.objects.filter(kind="invitation"))
        assert due[actions.BATCH] <= now + timedelta(seconds=30) < due[actions.BATCH + 1]
        assert due[-1] - due[0] < actions.EVERY + timedelta(minutes=1)
        later = accounts.add(by=None, on=TODAY, email="late@test.example", name="Late", is_invited=False)
        actions.invite([later.pk], by=None, on=TODAY)
        assert Message.objects.get(email="late@test.example").due_at >= due[-1] + actions.EVERY
        assert actions.invite(None, by=None, on=TODAY) == (0, None), "nobody is invited twice"


def test_heads_of_the_register_are_listed_until_the_posts_say_the_same(client: Client, ash: School) -> None:
    same = schools.school(name="Same", head_name="Dr Sam Strange")
    people.post(same, "headteacher", people.person("Samuel STRANGE"))
    other = schools.school(name="Other", head_name="Mr Ned New")
    people.post(other, "acting_headteacher", people.person("Old Head"))
    schools.school(name="Unnamed", head_name="")
    schools.school(name="Shut", status="Closed", head_name="Mr Shut")
    page = client.get("/people/heads-of-the-register/")
    assert [row.name for row, _ in page.context["rows"]] == ["Ash Primary", "Other"]
    assert "name=Mrs+Hanna+Hart" in page.text and "Old Head" in page.text
    found = client.get("/people/heads-of-the-register/?state=nobody")
    assert [row.name for row, _ in found.context["rows"]] == ["Ash Primary"]
    form = client.get(page.context["rows"][0][1])
    assert 'value="Mrs Hanna Hart"' in form.text


def test_an_officer_is_assigned_to_all_schools_that_fit_the_filters(client: Client) -> None:
    there = [schools.school(name=f"Primary {n}") for n in range(3)]
    schools.school(name="High", phase="Secondary")
    sip = people.person(role="sip")
    data = {"officer": f"sip:{sip.pk}", "starts_on_day": "3", "starts_on_month": "12", "starts_on_year": "2026"}
    stale = client.post("/officers/?phase=Primary", data | {"every": "2"})
    assert "3 schools fit the filters now." in stale.text and not Assignment.objects.exists()
    assert "All 3 that fit the filters" in client.get("/officers/?phase=Primary").text
    client.post("/officers/?phase=Primary", data | {"every": "3"})
    assert {each.school for each in Assignment.objects.all()} == set(there)


@given(st.dictionaries(st.sampled_from(HEADINGS), st.text(max_size=40)))
def test_no_line_breaks_the_reading_and_what_is_read_is_kept_whole(cells: dict[str, str]) -> None:
    titles = {slug: role.name for slug, role in ROLES.items()}
    rows, problems, left_out = rows_of([Line(2, cells)], titles)
    assert bool(rows) + bool(problems) + bool(left_out) == 1
    assert [row_of(row.kept()) for row in rows] == rows


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_a_day_is_read_as_people_and_programs_write_it(day: date) -> None:
    written = ("{0:%Y-%m-%d}", "{0.day}/{0.month}/{0.year}", "{0:%d.%m.%Y}", "{0.day} {0:%B} {0.year}", "{0:%d-%b-%Y}")
    assert {day_in(form.format(day)) for form in (*written, "{0:%Y-%m-%d} 00:00:00")} == {day}
    assert day_in(f"{day.day}/{day.month}/{day:%y}") is None
