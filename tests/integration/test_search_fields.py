"""Choosing one of very many by searching: what is taken, what is offered, and that nobody finds what is not theirs."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from monitoring.visits.visit.forms import PlanForm
from sil.accounts.models import User
from sil.framework.queries import framework_on
from sil.web.search.fields import MOST
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = pytest.mark.django_db


def of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(liverpool: Any) -> Any:
    return people.person("Olive Officer", role="principal_officer")


class TestWithoutJavaScript:
    PATH = "/cases/open/"

    def test_a_full_name_or_number_is_taken(self, officer: Any) -> None:
        one, two = schools.school(name="Alder School"), schools.school(name="Alder School Annexe")
        for typed in ("alder school", str(one.pk), f"Alder School ({one.pk})"):
            response: Any = of(officer).post(self.PATH, {"school": typed})
            assert response.status_code == 302 and str(one.pk) in response.url and str(two.pk) not in response.url

    def test_alike_ones_are_offered_and_the_choice_or_a_new_search_is_taken(self, officer: Any) -> None:
        one, two = schools.school(name="Alder North", town="Speke"), schools.school(name="Alder South")
        text = of(officer).post(self.PATH, {"school": "alder"}).content.decode()
        assert "2 schools match “alder”. Select one, or search again." in text
        assert f'type="radio" name="school" value="{one.pk}"' in text and "Speke" in text
        chosen: Any = of(officer).post(self.PATH, {"school": [str(one.pk), ""]})
        again: Any = of(officer).post(self.PATH, {"school": [str(one.pk), "Alder South"]})
        assert str(one.pk) in chosen.url and str(two.pk) in again.url

    def test_one_that_is_only_like_it_is_shown_first(self, officer: Any) -> None:
        schools.school(name="Alder School")
        text = of(officer).post(self.PATH, {"school": "alder"}).content.decode()
        assert "1 school matches “alder”." in text and "checked" in text

    def test_a_nul_is_no_error(self, officer: Any) -> None:
        response = of(officer).post(self.PATH, {"school": "al\x00der"})
        assert response.status_code == 200 and "Nothing here matches “alder”" in response.content.decode()

    def test_more_and_none_are_said(self, officer: Any) -> None:
        for at in range(MOST + 1):
            schools.school(name=f"Alder {at}")
        text = of(officer).post(self.PATH, {"school": "alder"}).content.decode()
        assert f"More than {MOST} schools match" in text and text.count('type="radio" name="school"') == MOST
        none = of(officer).post(self.PATH, {"school": "<zzz>"}).content.decode()
        assert "Nothing here matches “&lt;zzz&gt;”" in none and 'value="&lt;zzz&gt;"' in none


@pytest.mark.parametrize("key", ["sip:", "sip:²", "9" * 5000, f"sip:{'9' * 5000}", f"sip:{'9' * 18}", "nobody:1"])
def test_what_is_no_key_is_nobodys(officer: Any, key: str) -> None:
    text = of(officer).post("/officers/", {"officer": key}).content.decode()
    assert "Nothing here matches" in text and key[:200] in text


def test_the_page_suggests_what_it_would_take_and_nothing_else(officer: Any, liverpool: Any) -> None:
    mine, other = schools.school(name="Alder Mine"), schools.school(name="Alder Other")
    sip = people.person(role="sip")
    people.assign(mine, sip)
    found = of(sip).get("/visits/log/", {"find": "school", "typed": "alder"}).json()
    assert [each["label"] for each in found["found"]] == [f"Alder Mine ({mine.pk})"]
    assert "Select one" not in of(sip).post("/visits/log/", {"school": str(other.pk)}).content.decode()
    assert of(officer).get("/cases/open/", {"find": "nothing"}).status_code == 404
    head = people.post(mine, "headteacher").user
    assert of(head).get("/cases/open/", {"find": "school", "typed": "alder"}).status_code in (403, 404)


def test_several_people_are_chosen_by_name_or_from_those_alike(liverpool: Any) -> None:
    ann, bea, twin = (people.person(name, role="sip") for name in ("Ann One", "Bea Two", "Bea Three"))

    def form(*others: str) -> PlanForm:
        data = QueryDict(mutable=True)
        data.setlist("others", others)
        return PlanForm(data, framework=framework_on(TODAY), people=User.objects.all())

    assert form("", "ann one, Bea Two").fields and form(str(ann.pk), "bea two")["others"].errors == []
    made = form(str(ann.pk), "bea")
    assert made["others"].errors == ["2 people match “bea”. Select one, or search again."]
    shown = str(made["others"])
    assert f'value="{ann.pk}" id="id_others_0" checked' in shown
    assert all(f'value="{each.pk}"' in shown for each in (bea, twin))


def test_a_list_is_narrowed_to_all_who_fit(officer: Any) -> None:
    one, two = schools.school(name="Alder"), schools.school(name="Birch")
    people.assign(one, people.person("Ann Partner", role="sip"))
    people.assign(three := schools.school(name="Cedar"), people.person("Bob Partner", role="sip"))
    text = of(officer).get("/officers/", {"sip": "ann"}).content.decode()
    assert "Alder" in text and "Birch" not in text
    nobody = of(officer).get("/officers/", {"sip": "none"}).content.decode()
    assert two.name in nobody and "Alder" not in nobody and three.name not in nobody
