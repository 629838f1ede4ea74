"""schools.people and sil.accounts: who is let in, holds what and works with which school."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from schools.lacking import lacks_lead, lacks_officer
from schools.models import Assignment, AssignmentRole, Post, School
from schools.people import actions
from schools.queries import officer, visible
from sil.accounts import actions as accounts
from sil.accounts.models import RoleGrant, User
from sil.accounts.roles import ROLES, Permission, Side
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
SIP, PO = AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER


@pytest.fixture
def admin() -> User:
    return people.person("Addie Makebelieve", role="administrator", password=people.PASSWORD)


class TestRoles:
    def test_every_permission_is_carried_by_a_role(self) -> None:
        assert {p for role in ROLES.values() for p in role.permissions} == set(Permission)

    def test_an_administrator_reads_no_casework(self) -> None:
        casework = {p for p in Permission if p.startswith("allocation")}
        assert not ROLES["administrator"].permissions & casework

    def test_roles_on_the_school_s_side_reach_no_other_school(self) -> None:
        everywhere = {Permission.SCHOOLS_READ_ALL, Permission.ALLOCATIONS_READ_ALL, Permission.ROUND_OPEN}
        assert not any(r.permissions & everywhere for r in ROLES.values() if r.side is Side.SCHOOL)

    def test_a_role_holds_from_its_first_to_its_last_day(self) -> None:
        user = people.person()
        RoleGrant.objects.create(user=user, role="sip", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30))
        held = [roles_of(user, day).holds("sip") for day in (date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30))]
        assert held == [False, True, True]
        assert not roles_of(user, date(2026, 10, 1)).holds("sip")

    def test_a_closed_account_has_no_standing(self) -> None:
        user = people.person(role="sip")
        user.is_active = False
        assert roles_of(user, TODAY).roles == frozenset()


class TestInviting:
    def test_the_link_lets_the_person_in_once(self, admin: User, client: Client) -> None:
        user = actions.invite(by=admin, on=TODAY, email=" New@Test.Example ", name="New Example")
        assert user.email == "new@test.example"
        message = Message.objects.get(email="new@test.example")
        assert message.holds_secret
        link = re.search(r"http\S+", message.body)
        assert link is not None
        path = link.group().replace("http://127.0.0.1:8000", "")
        page: Any = client.get(path, follow=True)
        assert "Set your password" in page.content.decode()
        form = page.redirect_chain[-1][0]
        posted: Any = client.post(form, {"password1": "three unrelated words", "password2": "three unrelated words"})
        assert (posted.status_code, posted["Location"]) == (302, "/")
        again: Any = Client().get(path, follow=True)
        assert "This link no longer works" in again.content.decode()

    def test_an_address_belongs_to_one_person(self, admin: User) -> None:
        people.person(email="taken@test.example")
        with pytest.raises(Denied) as denied:
            actions.invite(by=admin, on=TODAY, email="TAKEN@test.example", name="X")
        assert denied.value.code == "email_taken"
        assert not Message.objects.exists()

    @pytest.mark.parametrize("role", [r for r in ROLES if ROLES[r].side is Side.AUTHORITY and r != "administrator"])
    def test_only_an_administrator(self, role: str) -> None:
        with pytest.raises(Denied) as denied:
            actions.invite(by=people.person(role=role), on=TODAY, email="x@test.example", name="X")
        assert denied.value.code == "not_allowed"

    def test_again_until_they_have_signed_in(self, admin: User) -> None:
        user = people.person()
        actions.invite_again(user, by=admin, on=TODAY)
        assert Message.objects.filter(email=user.email).count() == 1
        User.objects.filter(pk=user.pk).update(last_login="2026-11-01T10:00Z")
        with pytest.raises(Denied) as denied:
            actions.invite_again(user, by=admin, on=TODAY)
        assert denied.value.code == "has_password"

    def test_a_corrected_address_no_longer_opens_the_account_by_the_old_one(self, admin: User) -> None:
        user = people.person(email="old@test.example", password=people.PASSWORD)
        EmailAddress.objects.create(user=user, email="old@test.example", verified=True, primary=True)
        accounts.edit(user, by=admin, on=TODAY, email="new@test.example", name=user.name)
        signed_in = {
            email: Client().post("/accounts/login/", {"login": email, "password": people.PASSWORD}).status_code
            for email in ("old@test.example", "new@test.example")
        }
        assert signed_in == {"old@test.example": 200, "new@test.example": 302}

    def test_closing_signs_a_person_out_at_once(self, admin: User, client: Client) -> None:
        user = people.person(role="sip")
        client.force_login(user)
        assert client.get("/").status_code == 200
        accounts.set_open(user, by=admin, on=TODAY, is_open=False)
        assert client.get("/").status_code == 302
        accounts.set_open(user, by=admin, on=TODAY, is_open=True)
        assert Event.objects.filter(kind__in=["person.closed", "person.reopened"]).count() == 2

    def test_the_last_administrator_stays(self, admin: User) -> None:
        for act in (
            lambda: accounts.set_open(admin, by=None, on=TODAY, is_open=False),
            lambda: accounts.end_role(admin.grants.get(), by=None, on=TODAY, ends_on=TODAY),
        ):
            with pytest.raises(Denied) as denied:
                act()
            assert denied.value.code == "last_administrator"
        other = people.person(role="administrator")
        accounts.end_role(admin.grants.get(), by=other, on=TODAY, ends_on=TODAY)

    def test_the_first_administrator_comes_by_a_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("create_administrator", "first@test.example", "First Example")
        assert "/accounts/password/reset/key/" in capsys.readouterr().out
        assert roles_of(User.objects.get(email="first@test.example"), TODAY).may(Permission.PEOPLE_MANAGE)
        with pytest.raises(CommandError, match="already has this email"):
            call_command("create_administrator", "first@test.example", "First Example")
        with pytest.raises(CommandError, match="is not an email address"):
            call_command("create_administrator", "first", "First Example")


@pytest.mark.feature("S6")
class TestPosts:
    def test_a_person_may_hold_several(self, admin: User) -> None:
        user, one, two = people.person(), schools.school(), schools.school()
        for school, role in ((one, "headteacher"), (two, "headteacher"), (two, "chair")):
            actions.give_post(school=school, user=user, role=role, starts_on=TODAY, by=admin, on=TODAY)
        assert roles_of(user, TODAY).roles == {"headteacher", "chair"}
        assert set(visible(roles_of(user, TODAY))) == {one, two}

    def test_the_same_post_twice_is_refused(self, admin: User) -> None:
        post = people.post(schools.school(), "chair")
        with pytest.raises(Denied) as denied:
            actions.give_post(school=post.school, user=post.user, role="chair", starts_on=TODAY, by=admin, on=TODAY)
        assert denied.value.code == "post_held"

    def test_the_school_is_lost_with_the_post(self, admin: User, client: Client) -> None:
        post = people.post(schools.school(), "headteacher")
        actions.end_post(post, by=admin, on=TODAY, ends_on=TODAY - timedelta(days=1))
        client.force_login(post.user)
        assert client.get(f"/schools/{post.school.urn}/").status_code == 404
        assert School.objects.filter(lacks_lead(TODAY)).get() == post.school

    def test_a_post_cannot_end_before_it_began(self, admin: User) -> None:
        post = people.post(schools.school(), "clerk", starts_on=TODAY)
        with pytest.raises(Denied) as denied:
            actions.end_post(post, by=admin, on=TODAY, ends_on=TODAY - timedelta(days=1))
        assert denied.value.code == "before_start"

    def test_only_heads_are_new_to_headship(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(
                school=schools.school(), user=people.person(), role="chair", starts_on=TODAY, first_headship=True
            )


class TestAssigning:
    def test_many_schools_at_a_time_and_whoever_was_there_ends_the_day_before(self, admin: User) -> None:
        first, second = people.person(role="sip"), people.person(role="sip")
        made = [schools.school() for _ in range(3)]
        assert actions.assign(made, user=first, role=SIP, starts_on=people.LONG_AGO, by=admin, on=TODAY) == 3
        assert actions.assign(made[:2], user=second, role=SIP, starts_on=TODAY, by=admin, on=TODAY) == 2
        assert [officer(s, SIP, TODAY) for s in made] == [second, second, first]
        assert officer(made[0], SIP, TODAY - timedelta(days=1)) == first
        assert Event.objects.filter(kind="assignment.ended").count() == 2

    def test_who_is_there_already_is_left_alone(self, admin: User) -> None:
        sip, school = people.person(role="sip"), schools.school()
        actions.assign([school], user=sip, role=SIP, starts_on=people.LONG_AGO, by=admin, on=TODAY)
        assert actions.assign([school], user=sip, role=SIP, starts_on=TODAY, by=admin, on=TODAY) == 0
        assert Assignment.objects.count() == 1

    def test_nobody_works_in_a_role_they_do_not_hold(self, admin: User) -> None:
        with pytest.raises(Denied) as denied:
            actions.assign([schools.school()], user=admin, role=SIP, starts_on=TODAY, by=admin, on=TODAY)
        assert denied.value.code == "not_in_role"

    def test_a_later_officer_is_not_overwritten_and_nothing_is_half_done(self, admin: User) -> None:
        first, second = people.person(role="sip"), people.person(role="sip")
        free, taken = schools.school(), schools.school()
        actions.assign([taken], user=first, role=SIP, starts_on=TODAY + timedelta(days=30), by=admin, on=TODAY)
        with pytest.raises(Denied) as denied:
            actions.assign([free, taken], user=second, role=SIP, starts_on=TODAY, by=admin, on=TODAY)
        assert denied.value.code == "later_officer"
        assert officer(free, SIP, TODAY) is None

    def test_the_database_refuses_two_in_one_role_on_one_day(self) -> None:
        school = schools.school()
        people.assign(school)
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.create(school=school, user=people.person(), role=SIP, starts_on=TODAY)
        Assignment.objects.create(school=school, user=people.person(), role=PO, starts_on=TODAY)

    def test_schools_without_an_officer_are_found(self, admin: User) -> None:
        with_sip, without = schools.school(), schools.school()
        people.assign(with_sip)
        assert School.objects.filter(lacks_officer(SIP, TODAY)).get() == without

    def test_a_principal_officer_may_assign_and_a_partner_may_not(self) -> None:
        sip, school = people.person(role="sip"), schools.school()
        po = people.person(role="principal_officer")
        with pytest.raises(Denied):
            actions.assign([school], user=sip, role=SIP, starts_on=TODAY, by=sip, on=TODAY)
        assert actions.assign([school], user=sip, role=SIP, starts_on=TODAY, by=po, on=TODAY) == 1


class TestPages:
    """What an administrator types is kept, and what is wrong is said beside the field."""

    @pytest.fixture
    def page(self, admin: User, client: Client) -> Client:
        client.force_login(admin)
        return client

    def invite(self, page: Client, **changes: str) -> str:
        data = {
            "name": "New Example",
            "email": "new@test.example",
            "role": "sip",
            "school": "",
            "starts_on_day": "20",
            "starts_on_month": "11",
            "starts_on_year": "2026",
        }
        response: Any = page.post("/people/invite/", data | changes, follow=True)
        text: str = response.content.decode()
        return text

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"name": ""}, "Enter the person&#x27;s full name."),
            ({"email": "not an address"}, "Enter an email address in the correct format"),
            ({"role": "headteacher"}, "Select the school where they hold the post."),
            ({"role": "headteacher", "school": "123456"}, "Nothing here matches “123456”."),
            ({"role": "headteacher", "school": "many"}, "Nothing here matches “many”."),
            ({"starts_on_day": "31"}, "Enter the first day, like 27 11 2026."),
            ({"starts_on_month": ""}, "The date must include a month."),
            ({"starts_on_year": "26"}, "The year must have 4 numbers, like 2026."),
            ({"starts_on_day": "first"}, "Enter the first day, like 27 11 2026."),
            ({"first_headship": "on"}, "Only a headteacher can be new to headship."),
            ({"email": "addie@test.example"}, "Somebody already has this email address."),
        ],
    )
    def test_wrong_input(self, page: Client, admin: User, changes: dict[str, str], error: str) -> None:
        accounts.edit(admin, by=None, on=TODAY, email="addie@test.example", name=admin.name)
        text = self.invite(page, **changes)
        assert text.count(error) == 2, "once in the summary and once beside the field"
        for typed in ({"name": "New Example"} | changes).values():
            assert not typed or f'value="{typed}"' in text or typed in ("sip", "headteacher", "on")
        assert "<title>Error: Invite a person" in text
        assert not User.objects.filter(name="New Example").exists()

    def test_a_month_may_be_a_word(self, page: Client) -> None:
        assert "New Example was invited" in self.invite(page, starts_on_month="November")

    def test_hostile_text_is_shown_as_text(self, page: Client) -> None:
        text = self.invite(page, name="<script>alert(1)</script>")
        assert "&lt;script&gt;alert(1)&lt;/script&gt; was invited" in text
        assert "<script>alert(1)" not in text

    def test_a_second_head_is_pointed_out_and_not_forbidden(self, page: Client) -> None:
        post = people.post(schools.school(), "headteacher", people.person("First Example"))
        user = people.person("Second Example")
        response: Any = page.post(
            f"/schools/{post.school.urn}/posts/give/",
            {
                "user": user.pk,
                "role": "headteacher",
                "starts_on_day": "1",
                "starts_on_month": "11",
                "starts_on_year": "2026",
            },
            follow=True,
        )
        assert "First Example also holds this post: end it unless they share it." in response.content.decode()

    def test_ticks_and_choice_are_kept_when_a_date_is_wrong(self, page: Client) -> None:
        school, sip = schools.school(), people.person("Sam Sample", role="sip")
        response: Any = page.post(
            "/officers/",
            {
                "schools": [school.pk],
                "officer": f"sip:{sip.pk}",
                "starts_on_day": "31",
                "starts_on_month": "2",
                "starts_on_year": "2026",
            },
        )
        text = response.content.decode()
        assert "Enter the first day, like 27 11 2026." in text
        assert re.search(rf'value="{school.pk}"[^>]* checked', text)
        assert f'value="{sip.name} ({sip.email}), School Improvement Partner"' in text

    def test_assigning_without_a_tick_says_so(self, page: Client) -> None:
        response: Any = page.post("/officers/", {"officer": ""})
        assert "Tick at least one school in the list." in response.content.decode()
