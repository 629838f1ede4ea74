"""The made-up authority: complete on whatever day it is made, and nobody in it exists."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from allocations.models import Allocation, Round
from allocations.states import State
from monitoring.oversight.demo.schools import schools
from schools.models import Inspection, School
from sil import clock
from sil.accounts.demo import ACCOUNTS, PASSWORD
from sil.accounts.models import User
from sil.framework.years import academic_year
from sil.letters.models import Letter, Status
from sil.outbox.models import Message
from tests.factories import people

pytestmark = pytest.mark.django_db


# The turn of the academic year, and a leap day.
@pytest.mark.slow
@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2028, 2, 29)])
def test_it_is_whole_on_any_day(today: date, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEMO = settings.OUTBOX_KEEPS_MAIL = True
    with clock.at(today):
        call_command("seed_demo")
        assert "sip@demo.example" in capsys.readouterr().out
        year = academic_year(today)
        assert School.objects.count() == 60
        assert Inspection.objects.count() > 100
        assert set(Round.objects.values_list("academic_year", flat=True)) == {year - 1, year}
        now = Allocation.objects.filter(round__academic_year=year)
        assert set(now.values_list("status", flat=True)) == set(State)
        assert not Letter.objects.exclude(status=Status.ISSUED).exists()
        assert not Message.objects.exclude(status="sent").exists()
        for account in ACCOUNTS:
            client = Client()
            signed_in: Any = client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
            assert (signed_in.status_code, signed_in["Location"]) == (302, "/")
            page: Any = client.get("/")
            assert page.status_code == 200
            assert account.name in page.content.decode()
        assert User.objects.exclude(password__startswith="!").count() == len(ACCOUNTS), "nobody else can sign in"
        call_command("seed_demo")
        assert School.objects.count() == 60, "a second start leaves it alone"


def test_it_is_not_put_into_somebody_s_database(settings: Any) -> None:
    settings.DEMO = True
    people.person()
    with pytest.raises(CommandError, match="holds other people's data"):
        call_command("seed_demo")


def test_it_is_for_the_demonstration_alone() -> None:
    with pytest.raises(CommandError, match="for the demonstration only"):
        call_command("seed_demo")


def test_names_are_obviously_made_up_and_told_apart() -> None:
    made = schools()
    assert len({s.name for s in made}) == len({s.urn for s in made}) == len(made) == 60
    made_up = re.compile(
        "Example|Sample|Placeholder|Mock|Testwood|Pretend|Fictional|Imaginary|Specimen|Template|Invented|Madeup|"
        "Nowhere|Dummy|Prototype|Hypothetical|Supposed|Notional"
    )
    assert all(made_up.search(s.name) for s in made)
    assert {s.type for s in made} >= {"community", "aided", "converter", "special", "nursery"}
