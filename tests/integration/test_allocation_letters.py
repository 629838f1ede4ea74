"""The letters of allocations by the real acts: which letter, in whose name, to whom, and in whose words?"""

import re
from pathlib import Path

import pytest

from allocations.allocation.letters import KINDS
from allocations.allocation.queries import last_position
from allocations.answer import actions as answers
from allocations.models import Settlement
from allocations.states import Party
from schools.people import actions as people_actions
from sil.accounts.models import User
from sil.deadlines.models import Deadline
from sil.framework import actions as framework_actions
from sil.framework.models import FrameworkVersion
from sil.letters.models import Letter
from sil.outbox.models import Message
from tests.factories import allocations, people, schools
from tests.factories.allocations import Act, Scene, agree, confirm, decide, determine, disagree, propose, record, refer

DATA, GOLDEN = (Path(__file__).parent.parent / name for name in ("data", "golden"))
PRIORITIES = DATA / "frameworks" / "priorities.toml"
# What only Liverpool says.
LIVERPOOL_S = re.compile(r"Liverpool|School Improvement|School Support|Principal Officer|Director of|\bBand\b|\bSSA\b")
pytestmark = pytest.mark.django_db

WAYS: dict[str, tuple[Act, ...]] = {
    "allocation_agreed": (propose, agree),
    "allocation_recorded": (propose, record),
    "allocation_decided": (propose, disagree, decide),
    "allocation_determined": (propose, disagree, decide, refer, determine),
    "allocation_confirmed": (propose, confirm),
}
# Who signs: the partner what was agreed, whoever decides or confirms what they did.
SIGNS = {"allocation_decided": "officer", "allocation_confirmed": "officer", "allocation_determined": "director"}


def walked(way: tuple[Act, ...], *, band: str, la_code: str = "341") -> Scene:
    """The same school and people whatever the way, so that their letters can be compared as files."""
    school = schools.school("Example Primary School", urn=900001, la_code=la_code, street="1 Sample Street")
    made = allocations.scene(school=school)
    names = {made.sip: "Sam Sample", made.head: "Ada Example", made.chair: "Charlie Placeholder"}
    for person, name in names.items():
        person.name = name
        person.save()
    for act in way:
        act(made, band)
    return made


@pytest.fixture
def priorities(db: None) -> FrameworkVersion:
    """An authority with numbered priorities, titles of its own and no period for a decision."""
    text = PRIORITIES.read_text(encoding="utf-8")
    return framework_actions.load(text, file_name=PRIORITIES.name, by=None)[0]


def test_every_kind_of_letter_has_its_way() -> None:
    assert set(WAYS) == {kind.slug for kind in KINDS}


@pytest.mark.feature("A8")
@pytest.mark.parametrize("kind", WAYS)
def test_each_end_has_its_letter_in_the_name_of_who_answers_for_it(liverpool: FrameworkVersion, kind: str) -> None:
    made = walked(WAYS[kind], band="B")
    letter = Letter.objects.get(kind=kind)
    assert letter.signed_by == getattr(made, SIGNS.get(kind, "sip"))
    assert f"<strong>{letter.signed_by.name}</strong><br>{letter.signed_as}" in letter.html
    assert {(r.user, r.post) for r in letter.recipients.all()} == {
        (made.head, "Headteacher"),
        (made.chair, "Chair of governors"),
    }
    assert "Dear Ada Example" in letter.html
    assert "Copied to: Charlie Placeholder, Chair of governors" in letter.html
    assert "Band B" in letter.subject
    position = {"officer": Party.OFFICER, "director": Party.DIRECTOR}.get(SIGNS.get(kind, ""), Party.SIP)
    held = last_position(made.allocation, Party.SIP if kind == "allocation_confirmed" else position)
    assert held is not None and held.reasons in letter.html, "the reasons are those of who took the position"


@pytest.mark.feature("A8")
@pytest.mark.parametrize(
    ("kind", "rule", "asked"),
    [
        ("allocation_recorded", "contest", "You can still disagree until {}."),
        ("allocation_confirmed", "contest", "You can refer this to the Director of Education until {}."),
        ("allocation_decided", "answer", "Please answer by {}."),
    ],
)
def test_a_letter_that_asks_for_something_names_the_day_that_counts(
    liverpool: FrameworkVersion, kind: str, rule: str, asked: str
) -> None:
    walked(WAYS[kind], band="B")
    due = Deadline.objects.get(rule=rule, replaced=False, met_on=None).due_on
    assert asked.format(f"{due:%A} {due.day} {due:%B %Y}") in Letter.objects.get(kind=kind).html


@pytest.mark.parametrize(
    ("way", "kind", "words"),
    [
        (
            (propose, disagree, decide, allocations.accept),
            "allocation_agreed",
            "The Principal Officer decided this on 9 November 2026, and Ada Example, Headteacher, accepted it",
        ),
        ((propose, disagree, decide, confirm), "allocation_confirmed", "On 9 November 2026, Band B was decided as"),
        ((propose, confirm), "allocation_confirmed", "On 9 November 2026, Band B was proposed as"),
        (
            (propose, disagree, decide, refer, determine),
            "allocation_determined",
            "We proposed Band B, the school put forward Band A, and the Principal Officer decided on Band B.",
        ),
        (
            (propose, record),
            "allocation_recorded",
            "Ada Example, headteacher agreed to this for the school. Sam Sample",
        ),
    ],
)
def test_a_letter_tells_how_it_came_about(
    liverpool: FrameworkVersion, way: tuple[Act, ...], kind: str, words: str
) -> None:
    walked(way, band="B")
    assert words in Letter.objects.get(kind=kind).html


def test_a_confirmed_band_that_was_referred_names_no_first_decision(liverpool: FrameworkVersion) -> None:
    """Nobody decided before the Director: the letter says who proposed and what the school named."""
    made = walked((propose, confirm), band="B")
    day = Settlement.objects.get().made_on
    held = Settlement.objects.get().position_id
    wanted = allocations.view(made.allocation.framework, "A")
    answers.refer(made.allocation, by=made.head, on=day, position_id=held, choice=wanted)
    determine(made, "C", on=day)
    html = Letter.objects.get(kind="allocation_determined").html
    assert "We proposed Band B and the school put forward Band A. We have read" in html


def test_the_letter_is_addressed_to_whoever_answered(liverpool: FrameworkVersion) -> None:
    made = walked((propose,), band="B")
    acting: User = people.post(made.school, "acting_headteacher", people.person("Andy Acting")).user
    read = made.read()
    answers.agree(made.allocation, by=acting, on=allocations.PROPOSED, position_id=read)
    letter = Letter.objects.get()
    assert "Dear Andy Acting" in letter.html
    assert "Ada Example, Headteacher; Charlie Placeholder" in letter.html


def test_a_decision_about_a_school_whose_head_has_left_goes_to_the_post(liverpool: FrameworkVersion) -> None:
    """Nobody leads the school: the letter is written to the post, and the chair has it."""
    made = walked((propose, disagree), band="B")
    post = made.school.posts.get(role="headteacher")
    people_actions.end_post(post, by=None, on=allocations.PROPOSED, ends_on=allocations.OPENED)
    decide(made, "B")
    letter = Letter.objects.get()
    assert "Dear Headteacher" in letter.html
    assert [r.user for r in letter.recipients.all()] == [made.chair]


@pytest.mark.feature("A14")
@pytest.mark.parametrize("kind", WAYS)
def test_another_authority_s_letters_say_nothing_of_liverpool_s(priorities: FrameworkVersion, kind: str) -> None:
    """The golden file is the letter as this authority sends it."""
    walked(WAYS[kind], band="2", la_code="993")
    letter = Letter.objects.get(kind=kind)
    html = letter.html.replace(letter.reference, "L2026-00001")
    golden = GOLDEN / f"{kind}.priorities.html"
    assert html == golden.read_text(encoding="utf-8"), f"if it is meant, write it to {golden}"
    assert not LIVERPOOL_S.search(html)
    assert "Priority Rating 2026 to 2027: Priority two" in html
    text = re.sub(r"<[^>]+>", "", html)
    assert not re.search(r"\S  +\S| [.,;]|None", text), "what this authority lacks leaves no gap"


@pytest.mark.feature("A14")
def test_an_authority_without_a_period_for_decisions_names_no_day(priorities: FrameworkVersion) -> None:
    made = walked((propose, disagree, decide, refer), band="2", la_code="993")
    assert not Deadline.objects.filter(rule="decision").exists()
    asked = Message.objects.filter(kind__in=("allocation_to_decide", "allocation_to_determine"))
    assert {message.email for message in asked} == {made.officer.email, made.director.email}
    for message in Message.objects.all():
        words = message.subject + message.body
        assert not LIVERPOOL_S.search(words)
        if message.kind in ("allocation_to_decide", "allocation_to_determine"):
            assert message.subject.endswith("its Priority Rating 2026 to 2027")
            assert "side by side and decide:" in message.body
