"""The worked files: three categories and two stages in England, four colours in Wales, six letters without an order in
the manner of Norfolk. Each is walked through a round, in its own words; the English one through a case as well."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from allocations.allocation.queries import sent_to_check
from allocations.models import Allocation
from allocations.moderation import actions as moderation
from allocations.states import State
from monitoring.notices.case.queries import readable, with_next
from monitoring.notices.case.stages import next_step
from monitoring.notices.models import ActionPlan
from monitoring.notices.states import CaseState, PlanState
from monitoring.visits.days.queries import ledgers_of
from sil.accounts.user_roles import roles_of
from sil.framework import actions as framework_actions
from sil.framework.loader import LIVERPOOL, FrameworkError, parse
from sil.framework.models import read_version
from sil.framework.schema import Framework
from sil.letters.models import Letter, Method
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Message
from tests.conftest import TODAY
from tests.factories import allocations, case_letters, cases
from tests.factories.allocations import PROPOSED

from .test_other_authorities import scene_in

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T13")]

FILES = Path(__file__).parents[1] / "data" / "frameworks"
# File -> the band that its school is given, what that gives, and the word for a band.
WORKED = {
    "three-bands.toml": ("light", "Light", "no number of days", "category"),
    "wales.toml": ("amber", "Amber", "up to 15", "support category"),
    "norfolk.toml": ("D", "Category D", "no number of days", "risk category"),
}


def load(file: str) -> Framework:
    text = (FILES / file).read_text(encoding="utf-8")
    read_version.cache_clear()
    return framework_actions.load(text, file_name=file, by=None)[0].framework


def main_of(client: Client, path: str) -> str:
    """The words of a page's main part."""
    response: Any = client.get(path)
    assert response.status_code == 200, path
    main = response.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.mark.parametrize("file", WORKED)
class TestARound:
    def test_from_the_file_to_the_letter(self, file: str, client: Client) -> None:
        band, name, days, word = WORKED[file]
        call_command("check_framework", str(FILES / file))
        rules = load(file)
        made = scene_in(rules.authority.code)
        self.propose(made, band)
        client.force_login(made.head)
        page = main_of(client, made.allocation.get_absolute_url())
        assert name in page and days in page and not re.search(r"\bbands?\b", page), page
        allocations.agree(made, band)
        issue_waiting()
        made.allocation.refresh_from_db()
        assert made.allocation.status == State.AGREED
        letter = Letter.objects.get()
        text = " ".join(re.sub(r"<[^>]+>", " ", letter.html).split())
        assert f"Why this {word}" in text and days in text and not re.search(r"\bbands?\b", text)
        assert {each.user for each in letter.recipients.all()} == {made.head, made.chair}
        told = "\n".join(f"{each.subject}\n{each.body}" for each in Message.objects.exclude(kind="invitation"))
        assert word in told and not re.search(r"\bbands?\b", told)
        self.look_at_pages(made, client, word)

    def propose(self, made: Any, band: str) -> None:
        if not made.allocation.framework.allocation.moderated:
            allocations.propose(made, band)
            return
        allocations.submit(made, band)
        sent = sent_to_check(made.allocation)
        assert sent is not None
        moderation.let_go(made.allocation, by=made.officer, on=PROPOSED, position_id=sent.pk)
        made.allocation.refresh_from_db()

    def look_at_pages(self, made: Any, client: Client, word: str) -> None:
        """What the school and its partner open next speaks of no band, and nothing is owed of days that are a most."""
        said = {}
        for person, paths in (
            (made.head, ("/framework/", f"/schools/{made.school.urn}/days/", "/help/", "/")),
            (made.sip, (f"/schools/{made.school.urn}/?part=all", "/visits/owed/")),
            (made.officer, ("/allocations/rounds/2026/", "/allocations/rounds/2026/at-a-glance/")),
        ):
            client.force_login(person)
            for path in paths:
                said[path] = re.findall(r".{30}\b[Bb]ands?\b.{30}", main_of(client, path))
        assert {path: found for path, found in said.items() if found} == {}
        # Its files name their columns likewise.
        for path in ("/allocations/rounds/2026/?export=csv", "/visits/days/?export=csv"):
            heads = b"".join(client.get(path).streaming_content).decode().partition("\n")[0]
            assert f"{word[0].upper()}{word[1:]}" in heads and "Band" not in heads, path
        ledger = ledgers_of([made.school.pk], 2026)[made.school.pk]
        assert ledger.band is not None and ledger.owed(TODAY) == [] and ledger.over == 0
        assert word in main_of(client, "/framework/")

    def test_a_refusal_and_the_labels_of_a_form_speak_its_word(self, file: str, client: Client) -> None:
        rules = load(file)
        made = scene_in(rules.authority.code)
        client.force_login(made.sip)
        path = f"{made.allocation.get_absolute_url()}propose/"
        word = WORKED[file][3]
        assert f"Which {word} do you propose?" in main_of(client, path)
        assert f"Why is this {word} the best fit?" in main_of(client, path)


class TestThreeBands:
    def test_what_is_typed_in_a_paragraph_is_printed_as_it_is(self) -> None:
        rules = load("three-bands.toml")
        made = scene_in(rules.authority.code)
        allocations.propose(made, "focused")
        allocations.agree(made, "focused")
        html = Letter.objects.get().html
        assert "{{ letter.school }} and &lt;b&gt;this&lt;/b&gt; are printed as they are typed." in html
        assert html.index("Our advisers&#x27; names") > html.index("Why this category")

    def test_a_case_asks_for_the_plan_at_the_first_stage(self, client: Client) -> None:
        load("three-bands.toml")
        made = cases.scene(CaseState.DISCUSSED)
        letter = case_letters.given(made, "preformal_notice", method=Method.HAND)
        assert letter.letter is not None and letter.given_on is not None
        assert letter.plan_ends_on == letter.given_on + timedelta(days=15)
        html = letter.letter.html
        assert "Your action plan" in html and "the day the stage 1 notice is given" in html
        assert "governor service can help you with the plan" in html
        plan = ActionPlan.objects.get()
        assert plan.notice == letter and plan.status == PlanState.AWAITED
        client.force_login(made.chair)
        assert "Send the action plan that the stage 1 notice asks for" in main_of(client, "/")
        case = with_next(readable(roles_of(made.officer, TODAY))).get(pk=made.pk)
        step = next_step(case, TODAY)
        assert step is not None and step.words == "Send the action plan and do what the notice requires"
        assert made.case.state_words == "Stage 1 notice given"

    def test_the_second_stage_asks_for_none(self) -> None:
        load("three-bands.toml")
        made = cases.scene(CaseState.NOT_SECURED)
        first = ActionPlan.objects.get()
        letter = case_letters.given(made, "formal_notice", method=Method.HAND, dated=cases.FORMAL)
        assert letter.letter is not None and letter.plan_ends_on is None
        assert "Your action plan" not in letter.letter.html
        first.refresh_from_db()
        assert list(ActionPlan.objects.all()) == [first] and first.status == PlanState.ENDED
        assert "Stage 2 warning notice" in letter.letter.subject


class TestWales:
    def test_the_notices_of_the_english_act_are_refused_with_their_lines(self) -> None:
        english = LIVERPOOL.read_text(encoding="utf-8")
        text = english.replace('code = "341"', 'code = "341"\nnation = "wales"')
        with pytest.raises(FrameworkError) as refused:
            parse(text, name="my.toml")
        told = refused.value.problems
        lines = text.split("\n")
        for step in ("formal_notice", "intention_notice", "power_used", "academy_concerns"):
            (found,) = [each for each in told if f"key intervention.{step}: this step is of the Education" in each]
            assert lines[int(found.split("line ")[1].split(",")[0]) - 1] == f"[intervention.{step}]"
        assert any("no academies in Wales: write academies = false" in each for each in told)
        assert not any("cannot be left out" in each for each in told)

    def test_up_to_is_said_wherever_days_are(self, client: Client) -> None:
        rules = load("wales.toml")
        made = scene_in(rules.authority.code)
        allocations.propose(made, "red")
        allocations.agree(made, "red")
        client.force_login(made.head)
        assert "up to 25 days for 2026 to 2027" in main_of(client, f"/schools/{made.school.urn}/days/")
        assert "Up to 25 days" in main_of(client, "/framework/")
        assert '<td class="number"><strong>up to 25</strong>' in Letter.objects.get().html


def test_an_english_file_keeps_its_bands(liverpool: object, client: Client) -> None:
    """The word is the authority's only where the file says so."""
    made = scene_in("341")
    allocations.propose(made, "B")
    client.force_login(made.head)
    assert re.search(r"\bband\b", main_of(client, made.allocation.get_absolute_url()))
    assert Allocation.objects.get().framework.allocation.worded("Select a band. Bands differ.") == (
        "Select a band. Bands differ."
    )
