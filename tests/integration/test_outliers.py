"""Bands that stand out: the list of a round, on the way of a proposal, dismissed with a reason."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from allocations.models import OutlierDismissal
from allocations.outliers.actions import dismiss
from allocations.outliers.queries import of_allocation, of_round
from allocations.proposal import actions as proposals
from allocations.states import State
from schools.models import Inspection
from sil.audit.models import Event
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, inspections, people, schools
from tests.factories.allocations import YEAR, Scene, case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]

AT = f"/allocations/rounds/{YEAR}/outliers/"
WORDS = "Band A, but in a category of Ofsted: Requires significant improvement."


@pytest.fixture
def made() -> Scene:
    """A school in a category of Ofsted that is proposed for Band A."""
    scene = allocations.scene(State.PROPOSED, band="A")
    inspections.from_a_file(scene.school, date(2026, 9, 8), overall="", category="RSI", kind="report_card")
    return scene


def client_of(scene: Scene, who: str = "officer") -> Client:
    client = Client()
    client.force_login(getattr(scene, who))
    return client


def test_a_school_that_requires_significant_improvement_and_is_proposed_for_band_a_stands_out(made: Scene) -> None:
    (standing,) = of_round(made.allocation.round, TODAY)
    assert [outlier.words for outlier in standing.outliers] == [WORDS] and standing.is_open
    page = client_of(made).get(AT).text
    assert made.school.name in page and WORDS in page and "To look at again: 1" in page


@pytest.mark.parametrize(
    ("facts", "stands_out"),
    [
        ({}, True),
        # Past: a later full inspection named no category.
        ({"later": True}, False),
        ({"withdrawn_on": TODAY}, False),
        ({"starts_on": TODAY + timedelta(days=1)}, False),
    ],
)
def test_only_what_holds_speaks_against_it(made: Scene, facts: dict[str, object], stands_out: bool) -> None:
    if facts.pop("later", False):
        inspections.from_a_file(made.school, date(2026, 11, 3), overall="", kind="report_card")
    if facts:
        Inspection.everything.filter(school=made.school).update(**facts)
    assert bool(of_round(made.allocation.round, TODAY)) is stands_out


class TestDismissing:
    def at(self, made: Scene) -> str:
        return f"/allocations/{made.allocation.pk}/outliers/grade/dismiss/"

    def test_with_a_reason_it_moves_to_what_was_dismissed(self, made: Scene) -> None:
        client = client_of(made)
        page = client.get(self.at(made))
        assert WORDS in page.text
        empty = client.post(self.at(made), {"read": page.context["read"].token, "reason": " "})
        assert "Enter why the band is right all the same." in empty.text
        sent = {"read": page.context["read"].token, "reason": "Judged before the new trust."}
        done = client.post(self.at(made), sent, follow=True)
        assert "Dismissed: 1" in done.text and "Judged before the new trust." in done.text
        assert "No band stands out that was not dismissed." in done.text
        assert Event.objects.get(kind="allocation.outlier_dismissed").data["facts"] == WORDS
        assert client_of(made, "head").get(self.at(made)).status_code in {403, 404}

    def test_it_stands_out_again_where_the_facts_change(self, made: Scene) -> None:
        dismiss(made.allocation, by=made.officer, on=TODAY, kind="grade", facts=WORDS, reason="All right.")
        assert not of_round(made.allocation.round, TODAY)[0].is_open
        choice = case(made.allocation.framework, "B")
        proposals.revise(made.allocation, by=made.sip, on=TODAY, choice=choice)
        (again,) = of_round(made.allocation.round, TODAY)
        assert again.is_open and again.outliers[0].words.startswith("Band B, but in a category")

    def test_twice_or_by_others_is_refused(self, made: Scene) -> None:
        said = {"on": TODAY, "kind": "grade", "facts": WORDS}
        for person in (made.sip, made.head, made.director):
            with pytest.raises(Denied):
                dismiss(made.allocation, by=person, reason="Fine.", **said)
        with pytest.raises(Denied, match="Enter why"):
            dismiss(made.allocation, by=made.officer, reason=" ", **said)
        dismiss(made.allocation, by=made.officer, reason="Fine.", **said)
        with pytest.raises(Denied, match="dismissed already"):
            dismiss(made.allocation, by=people.person(role="principal_officer"), reason="Fine.", **said)
        with pytest.raises(DatabaseError), transaction.atomic():
            OutlierDismissal.objects.update(reason="Other.")

    def test_what_changed_meanwhile_is_read_first(self, made: Scene) -> None:
        client = client_of(made)
        read = client.get(self.at(made)).context["read"].token
        Inspection.everything.filter(school=made.school).update(category="SM")
        page = client.post(self.at(made), {"read": read, "reason": "Fine."})
        assert "Nothing has been done" in page.text and "Fine.</textarea>" in page.text
        assert not OutlierDismissal.objects.exists()


def test_whoever_proposes_is_told_before_they_send(made: Scene) -> None:
    client, at = client_of(made, "sip"), f"/allocations/{made.allocation.pk}/propose/"
    marks = {f"mark-{c.id}": "0" for c in made.allocation.framework.criteria}
    version = client.get(at).context["editor"].version
    client.post(at, {"act": "check", "version": version, "band": "A", "reasons": "Rising.", **marks})
    assert WORDS in client.get(f"{at}check/").text


def test_none_stands_out(made: Scene) -> None:
    other = schools.school()
    assert not of_allocation(made.allocation, TODAY, band="D")
    Inspection.everything.all().delete()
    assert "No band stands out." in client_of(made).get(AT).text and other.name not in client_of(made).get(AT).text
