"""A round at a glance: its figures are those of the records, counted one by one."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client

from allocations.board.drawing import draw
from allocations.board.queries import BY, NONE, bands_of_years, board
from allocations.models import Allocation, Round
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import HOLDING, State
from schools.models import Assignment
from sil.web.bars import LEFT, WIDTH
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import OPENED, PROPOSED, YEAR, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A7", "O6")]

STATES = [state for state in allocations.PATHS if state not in {State.IN_MODERATION, State.WITHDRAWN}]


@pytest.fixture
def made() -> list[Scene]:
    """A school in each state, two of them with a band of last year, and a review of one band that is still open."""
    there = [schools.school(phase=phase) for phase in ("Primary", "Secondary", "Primary", "Nursery") for _ in range(3)]
    scenes = [allocations.scene(school=school) for school in there]
    last = rounds.open_round(year=YEAR - 1, by=None, on=OPENED - timedelta(days=364))
    for scene, band in zip(scenes[:4], "BCBD", strict=True):
        before = Scene(**{**vars(scene), "allocation": last.allocations.get(school=scene.school)})
        allocations.propose(before, band, on=PROPOSED - timedelta(days=364))
        allocations.agree(before, on=PROPOSED - timedelta(days=364))
    more = [State.AGREED, State.PROPOSED, State.AGREED, State.PROPOSED]
    for scene, state in zip(scenes, [*STATES, *more], strict=True):
        allocations.walk(scene, state)
    agreed = next(scene for scene in scenes if scene.allocation.status == State.AGREED)
    reviews.start_review(agreed.allocation, by=agreed.officer, on=TODAY, ground="evidence", reason="A new head.")
    return scenes


def counted(found: Round) -> list[Allocation]:
    """The allocation of each school that counts, one by one."""
    there = found.allocations.select_related("school", "proposal").order_by("pk")
    held = [a for a in there if a.status != State.WITHDRAWN and a.superseded_on is None]
    return [a for a in held if not a.reviews_id or a.band]


class TestFigures:
    @pytest.mark.parametrize("by", BY)
    def test_each_group_is_what_its_records_say(self, made: list[Scene], by: str) -> None:
        found = made[0].allocation.round
        rows = counted(found)
        partners = {a.school_id: a.user.name for a in Assignment.objects.filter(role="sip").select_related("user")}
        name = {
            "partner": lambda a: partners[a.school_id],
            "phase": lambda a: a.school.phase,
            "type": lambda a: a.school.type_name,
        }[by]
        shown = board(found, by, TODAY)
        assert {g.name: g.schools for g in shown.groups} == Counter(map(name, rows))
        assert {g.name: g.settled for g in shown.groups if g.settled} == Counter(
            name(a) for a in rows if a.status in HOLDING
        )
        assert {g.name: g.disputed for g in shown.groups if g.disputed} == Counter(
            name(a) for a in rows if a.status in {State.WITH_OFFICER, State.WITH_DIRECTOR}
        )

    @pytest.mark.parametrize("by", BY)
    def test_the_groups_add_up_to_the_whole(self, made: list[Scene], by: str) -> None:
        shown = board(made[0].allocation.round, by, TODAY + timedelta(days=40))
        assert shown.total.late == sum(a.is_late for a in map(Late, counted(made[0].allocation.round))) > 0
        for figure in ("schools", "to_propose", "to_check", "to_answer", "late", "disputed", "settled"):
            assert getattr(shown.total, figure) == sum(getattr(group, figure) for group in shown.groups), figure
        parts = shown.total
        assert parts.schools == parts.to_propose + parts.to_check + parts.to_answer + parts.disputed + parts.settled

    def test_moves_are_those_of_each_school(self, made: list[Scene]) -> None:
        found = made[0].allocation.round
        then = dict(Allocation.objects.filter(round__academic_year=YEAR - 1).values_list("school", "band"))
        expected: Counter[tuple[str, str]] = Counter()
        for a in counted(found):
            now = a.band or (a.positions.filter(party="principal_officer").values_list("band", flat=True).last() or "")
            now = now or (a.proposal.band if a.proposal else "")
            was = then.get(a.school_id, "")
            expected[f"Band {was}" if was else NONE, f"Band {now}" if now else NONE] += 1
        matrix = board(found, "phase", TODAY).matrix
        shown = {(move.then, move.now): move.number for _, moves in matrix.rows for move in moves if move.number}
        assert shown == expected
        assert matrix.stayed == sum(n for (was, now), n in expected.items() if was == now != NONE)

    def test_the_bands_of_the_years_are_those_that_hold(self, made: list[Scene]) -> None:
        found = made[0].allocation.round
        years = {
            year.label: {band.id: number for band, number in year.bands if number} for year in bands_of_years(found)
        }
        holding = Allocation.objects.filter(superseded_on=None).exclude(band="")
        assert years == {
            "2025 to 2026": Counter(holding.filter(round__academic_year=2025).values_list("band", flat=True)),
            "2026 to 2027": Counter(holding.filter(round__academic_year=2026).values_list("band", flat=True)),
        }


class Late:
    """Whether an answer is late in forty days."""

    def __init__(self, allocation: Allocation) -> None:
        waits = allocation.status in {State.PROPOSED, State.DECIDED}
        self.is_late = bool(waits and allocation.due_on and allocation.due_on < TODAY + timedelta(days=40))


def test_each_bar_is_as_wide_as_all_schools(made: list[Scene]) -> None:
    years = bands_of_years(made[0].allocation.round)
    bars = draw(years)
    assert bars is not None
    for place in range(len(years)):
        pieces = [piece for piece in bars.pieces if piece.y == bars.pieces[0].y + place * 34]
        assert sum(piece.width for piece in pieces) == pytest.approx(WIDTH - LEFT, abs=0.5)
    assert all(f"{band.name} {number}" in bars.description for year in years for band, number in year.bands)


def test_the_page_and_its_numbers_alone(made: list[Scene]) -> None:
    client = Client()
    client.force_login(people.person(role="director_of_education"))
    at = f"/allocations/rounds/{YEAR}/at-a-glance/"
    page = client.get(at)
    assert "Bands over the years" in page.text and 'hx-trigger="every 60s"' in page.text
    numbers = client.get(f"{at}?by=phase", headers={"HX-Request": "true"})
    assert "Bands over the years" not in numbers.text and ">Secondary</a>" in numbers.text
    assert client.get(f"{at}?by=colour").status_code == 200
