"""From the page that shows all answers of a disagreement, one is changed without walking through the others."""

import pytest
from django.test import Client

from allocations.draft.actions import Writing, save_draft
from allocations.models import Draft
from allocations.states import Party, State
from tests.conftest import TODAY
from tests.factories import allocations
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]


@pytest.fixture
def made() -> Scene:
    """A school that has written everything it wants to send."""
    scene = allocations.scene(State.PROPOSED)
    marks = {"reading": {"reading": "2", "reason": "Fewer read.", "evidence": ""}}
    writing = Writing(band="C", reasons="Results fell.", marks=marks)
    save_draft(scene.allocation, Party.SCHOOL, by=scene.head, on=TODAY, writing=writing, version=0)
    return scene


def sent(made: Scene, step: str, **said: str) -> str:
    """Where the page of a step leads to that was opened by "Change"."""
    client, at = Client(), f"/allocations/{made.allocation.pk}/disagree/{step}?from=check"
    client.force_login(made.head)
    page = client.get(at)
    assert f'href="/allocations/{made.allocation.pk}/disagree/check/" class="govuk-back-link"' in page.text
    answer = client.post(at, {"act": "next", "version": page.context["editor"].version, **said})
    assert answer.status_code == 302
    return answer["Location"].removeprefix(f"/allocations/{made.allocation.pk}/disagree/")


def test_every_link_to_change_says_where_it_leads_back_to(made: Scene) -> None:
    client = Client()
    client.force_login(made.head)
    page = client.get(f"/allocations/{made.allocation.pk}/disagree/check/").text
    assert page.count("?from=check") == 4, "band, reasons, the criterion, and other criteria"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("", {"band": "D"}),
        ("reasons/", {"reasons": "Results fell twice."}),
        ("criteria/", {"criteria": "reading"}),
        ("marks/", {"mark-reading": "3", "reason-reading": "Fewer read."}),
    ],
)
def test_one_answer_leads_back_to_all(made: Scene, step: str, said: dict[str, str]) -> None:
    assert sent(made, step, **said) == "check/"


def test_a_criterion_that_is_added_is_marked_first(made: Scene) -> None:
    client, at = Client(), f"/allocations/{made.allocation.pk}/disagree/"
    client.force_login(made.head)
    version = Draft.objects.get(party=Party.SCHOOL).version
    said = {"act": "next", "version": str(version), "criteria": ["reading", "safeguarding"]}
    answer = client.post(f"{at}criteria/?from=check", said)
    assert answer["Location"] == f"{at}marks/?from=check"


def test_without_it_the_steps_follow_each_other(made: Scene) -> None:
    client, at = Client(), f"/allocations/{made.allocation.pk}/disagree/"
    client.force_login(made.head)
    version = Draft.objects.get(party=Party.SCHOOL).version
    assert client.post(at, {"act": "next", "version": version, "band": "D"})["Location"] == f"{at}reasons/"
