"""The first hour of an administrator: what the service needs before a round, read from what is on record."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from monitoring.oversight.setting_up import actions
from monitoring.oversight.setting_up.steps import steps
from schools.models.register import RegisterRun
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.deadlines.models import BankHoliday
from sil.outbox.models import Message, Status
from sil.workflow import Denied
from tests.conftest import TODAY, load_liverpool
from tests.factories import allocations, people, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T13")]
# In the order of the page.
EVERY = [
    *("framework", "schools", "inspections", "terms", "bank-holidays", "email", "people", "heads", "partners"),
    *("sign-ins", "second-steps", "round"),
]
PAGE = "/settings/set-up/"


@pytest.fixture
def admin() -> User:
    return people.person("Addie Makebelieve", role="administrator")


@pytest.fixture
def browser(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def _who(user: User) -> UserRoles:
    return UserRoles(user, TODAY, frozenset({"administrator"}))


def done(admin: User) -> list[str]:
    return [step.slug for step in steps(_who(admin)) if step.is_done]


def says(admin: User, slug: str) -> str:
    (found,) = [step.says for step in steps(_who(admin)) if step.slug == slug]
    return found


def test_an_empty_installation_says_what_it_needs(admin: User, browser: Client) -> None:
    assert [step.slug for step in steps(_who(admin))] == EVERY
    # The service knows bank holidays from the start, and whoever reads this has signed in.
    assert done(admin) == ["bank-holidays", "sign-ins"]
    for path in ("/", PAGE):
        page = browser.get(path).content.decode()
        assert "2 of 12 steps are done" in page and "Load a framework file" in page
        assert (
            "No file of schools was read in yet." in page
            and "Administrator: 1;" in page
            and "At least needed: Administrator (2), " in page
        )


def test_each_step_is_done_by_what_is_on_record(admin: User, browser: Client) -> None:
    """In the order of the page: after each act one step more, and none before its own."""
    expected = ["bank-holidays", "sign-ins"]

    def now(*slugs: str) -> None:
        expected.extend(slugs)
        assert done(admin) == [slug for slug in EVERY if slug in expected]

    load_liverpool()
    now("framework")
    school = schools.school("Example Starting School")
    now()
    for register, slug in (("gias", "schools"), ("ofsted", "inspections")):
        at = clock.now() - timedelta(days=41)
        run = RegisterRun(
            register=register, file_name="f.csv", sha256="0" * 64, started_at=at, finished_at=at, counts={}
        )
        run.save()
        now()
        assert "It is more than 40 days old." in says(admin, slug)
        run.started_at += timedelta(days=1)
        run.save()
        now(slug)
    assert says(admin, "schools").startswith("1 school is open.")
    visits.term("Autumn term", date(2026, 9, 1), date(2026, 12, 18), by=admin)
    now()
    assert says(admin, "terms") == "No terms are on record for 2027 to 2028."
    visits.term("Autumn term", date(2027, 9, 1), date(2027, 12, 17), by=admin)
    now("terms")
    BankHoliday.objects.filter(date__year__gt=TODAY.year).delete()
    expected.remove("bank-holidays")
    now()
    BankHoliday.objects.create(date=date(TODAY.year + 1, 8, 30), name="Summer bank holiday")
    now("bank-holidays")
    browser.post(PAGE)
    assert "is waiting to be sent" in says(admin, "email")
    Message.objects.filter(kind="test_email").update(status=Status.FAILED)
    now()
    Message.objects.filter(kind="test_email").update(status=Status.SENT, sent_at=clock.now())
    now("email")
    sip = admin
    for role in ("administrator", "sip", "principal_officer", "director_of_education"):
        now()
        someone = people.person(role=role)
        sip = someone if role == "sip" else sip
        User.objects.update(last_login=clock.now())
    now("people")
    people.post(school, "headteacher")
    User.objects.update(last_login=clock.now())
    now("heads")
    people.assign(school, sip)
    now("partners")
    assert says(admin, "second-steps").startswith("6 people who signed in have no second step.")
    for user in User.objects.all():
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    now("second-steps")
    allocations.open_round(clock.today().year)
    now("round")
    assert "Set up the service" in browser.get(PAGE).content.decode()
    assert "steps are done" not in browser.get("/").content.decode(), (
        "after the first round the page is in the menu alone"
    )


def test_a_test_email_goes_to_the_administrator_alone(admin: User, browser: Client) -> None:
    answer: Any = browser.post(PAGE, follow=True)
    assert f"An email to {admin.email} is on its way." in answer.content.decode()
    (sent,) = Message.objects.filter(kind="test_email")
    assert (sent.email, sent.status) == (admin.email, Status.WAITING)
    with pytest.raises(Denied):
        actions.send_test_email(by=people.person(role="sip"), on=TODAY)
