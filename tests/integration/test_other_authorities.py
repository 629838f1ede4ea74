"""allocations under other framework files: every end in an authority's own words, and last year's as they were."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape

from allocations.allocation.letters import content_of
from allocations.allocation.queries import open_period, settlement_of
from allocations.allocation.reminders import remind
from allocations.answer import actions as answers
from allocations.decision import actions as decisions
from allocations.grid.queries import compare, compare_years, grid_of_last_year
from allocations.models import Allocation, Position
from allocations.proposal import actions as proposals
from allocations.round import actions as rounds
from allocations.round.queries import last_band_name, with_last_band
from allocations.states import Party, State, in_words
from schools.models import AssignmentRole
from sil import clock
from sil.audit import events
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.deadlines.rules import recorded_calendar
from sil.deadlines.working_days import end_of_period
from sil.framework import actions as framework_actions
from sil.framework.loader import LIVERPOOL
from sil.framework.models import FrameworkVersion, read_version
from sil.framework.schema import Band, Framework, plain
from sil.letters.models import Letter
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Message
from tests.factories import allocations, people, schools
from tests.factories.allocations import OPENED, PROPOSED, YEAR, Act, Scene

from .test_framework_versions import OF_LIVERPOOL, OTHERS

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[1] / "data" / "frameworks"


def load(file: str) -> Framework:
    return framework_actions.load((FILES / file).read_text(encoding="utf-8"), file_name=file, by=None)[0].framework


def scene_in(code: str) -> Scene:
    """A school of an authority with people whose names are no titles, and its allocation."""
    school = schools.school("Example Primary School", la_code=code)
    sip = people.person("Sam Sample", role="sip")
    officer = people.person("Olive Placeholder", role="principal_officer")
    director = people.person("Dora Fictional", role="director_of_education")
    people.assign(school, sip)
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    names = {"headteacher": "Ada Example", "chair": "Charlie Makebelieve", "clerk": "Clara Invented"}
    posts = {role: people.post(school, role, people.person(name)).user for role, name in names.items()}
    allocation = allocations.open_round().allocations.get()
    return Scene(school, allocation, sip, posts["headteacher"], posts["chair"], officer, director)


def accept(made: Scene, band: str) -> None:
    answers.accept(made.allocation, by=made.head, on=PROPOSED, position_id=made.read(Party.OFFICER))


def record(made: Scene, band: str) -> None:
    proposals.record_agreement(
        made.allocation,
        by=made.sip,
        on=PROPOSED,
        position_id=made.read(),
        met_on=PROPOSED,
        met_with=made.head.name,
    )


TO_DECISION: tuple[Act, ...] = (allocations.propose, allocations.disagree, allocations.decide)
# By its end: the acts that lead there, the state, and the letters that go out with whose role each is signed in.
ENDS: dict[str, tuple[tuple[Act, ...], State, dict[str, str]]] = {
    "agreed": ((allocations.propose, allocations.agree), State.AGREED, {"allocation_agreed": "sip"}),
    "accepted": (
        (*TO_DECISION, accept),
        State.AGREED,
        {"allocation_decided": "principal_officer", "allocation_agreed": "principal_officer"},
    ),
    "determined": (
        (*TO_DECISION, allocations.refer, allocations.determine),
        State.DETERMINED,
        {"allocation_decided": "principal_officer", "allocation_determined": "director_of_education"},
    ),
    "confirmed": (
        (allocations.propose, allocations.confirm),
        State.CONFIRMED,
        {"allocation_confirmed": "principal_officer"},
    ),
    "recorded": ((allocations.propose, record), State.AGREED, {"allocation_recorded": "sip"}),
}
each_end = pytest.mark.parametrize("end", ENDS)
each_file = pytest.mark.parametrize("file", OTHERS)

# Of the emails that bring a decision.
DECISIONS = ("allocation_decided", "allocation_determined", "allocation_confirmed", "letter_issued")


@pytest.mark.feature("A14")
@each_file
class TestAnotherAuthority:
    @each_end
    def test_an_end_in_its_words_with_its_days_and_periods(self, file: str, end: str) -> None:
        rules, band, made = self.walked(file, end)
        issue_waiting()
        self.check_letters(rules, band, made, ENDS[end][2])
        self.check_history(rules, band, made, end)
        self.check_messages(rules, made)
        self.check_periods(rules)

    def check_letters(self, rules: Framework, band: Band, made: Scene, expected: dict[str, str]) -> None:
        assert dict(Letter.objects.values_list("kind", "signed_as")) == {
            kind: rules.title(role) for kind, role in expected.items()
        }
        for letter in Letter.objects.all():
            said = [rules.authority.name, rules.authority.service, rules.allocation.name, rules.allocation.principle]
            said += [band.name, rules.title("sip"), *(line.text for line in band.lines), *rules.offers_of(band.id)]
            assert missing(said, letter.html) == []
            days = re.findall(r'<td class="number">(?:<strong>)?([\d.]+)', letter.html)
            assert days[: len(band.lines)] == [plain(line.days) for line in band.lines]
            assert plain(band.headline_days) in days[len(band.lines) :]
            assert of_liverpool(letter.subject, letter.html) == []
            recipients = {recipient.post for recipient in letter.recipients.all()}
            to = getattr(rules.letters, letter.kind).to
            assert recipients == {rules.title(role) for role in to if made.school.posts.filter(role=role).exists()}

    def check_history(self, rules: Framework, band: Band, made: Scene, end: str) -> None:
        history = [events.sentence(event) for event in Event.objects.filter(subject_table="allocations_allocation")]
        assert len(history) == len(ENDS[end][0])
        assert any(band.name in sentence for sentence in history)
        assert "(not recorded)" not in " ".join(history)
        if end in {"accepted", "determined"}:
            decider = rules.title("principal_officer")
            assert any(f"{band.name} decided for 2026 to 2027 by the {decider}" in said for said in history)
        made.allocation.refresh_from_db()
        assert made.allocation.settled_band == band
        shown = [in_words(state, rules, to_school=school) for state in State for school in (True, False)]
        assert of_liverpool(*history, *shown) == []

    def check_messages(self, rules: Framework, made: Scene) -> None:
        told = [f"{m.subject}\n{m.body}" for m in Message.objects.exclude(kind="invitation")]
        assert len(told) >= 3
        assert of_liverpool(*told) == []
        about = [text for text in told if made.allocation.get_absolute_url() in text]
        assert about and all(rules.allocation.name in text for text in about)
        # Only a decision is named, and in its text alone: a mailbox is not the school.
        for message in Message.objects.exclude(kind__in=DECISIONS):
            assert not any(band.name in message.body for band in rules.bands), message.kind
        assert not any(band.name in text.partition("\n")[0] for text in told for band in rules.bands)

    def check_periods(self, rules: Framework) -> None:
        periods = {"answer": rules.periods.answer, "contest": rules.periods.answer, "decision": rules.periods.decision}
        calendar = recorded_calendar()
        found = list(Deadline.objects.order_by("pk"))
        assert found
        for deadline in found:
            period = periods[deadline.rule]
            assert period is not None, "a period that the file leaves out runs for nobody"
            due = end_of_period(
                deadline.starts_on, count=period.count, unit=period.unit, day_one=period.day_one, calendar=calendar
            )
            assert deadline.due_on == due
            assert f"{period.count} {'working ' if period.unit == 'working' else ''}days" in deadline.basis
            assert of_liverpool(deadline.basis) == []
        for rule in ("answer", "decision"):
            # The first of each is the one that the file words; a later one says what it is for.
            first = next((deadline for deadline in found if deadline.rule == rule), None)
            period = periods[rule]
            assert first is None or period is None or first.basis.startswith(f"{period.name}: ")
            assert first is None or period is None or period.trigger in first.basis
        until = {"decided": "answer", "confirmed": "contest", "recorded": "contest"}
        for letter in Letter.objects.all():
            if rule := until.get(letter.kind.removeprefix("allocation_")):
                last = Deadline.objects.filter(rule=rule).latest("pk")
                assert clock.in_words(last.due_on) in letter.html

    def test_its_reminders_speak_its_words(self, file: str) -> None:
        rules = load(file)
        made = scene_in(rules.authority.code)
        allocations.propose(made, rules.bands[0].id)
        self.remind_of(made, "answer")
        allocations.disagree(made, rules.bands[0].id)
        if rules.periods.decision:
            self.remind_of(made, "decision")
        else:
            assert open_period(made.allocation, "decision") is None
        texts = [
            f"{m.subject}\n{m.body}"
            for m in Message.objects.filter(kind__in=["allocation_reminder", "allocation_late"])
        ]
        assert len(texts) == (7 if rules.periods.decision else 4)
        assert of_liverpool(*texts) == []
        named = {period.name for period in (rules.periods.answer, rules.periods.decision) if period}
        assert all(rules.allocation.name in text and any(name in text for name in named) for text in texts)
        assert any(f"We have told the {rules.title('principal_officer')}" in text for text in texts)

    def test_nobody_who_may_decide_is_said_in_its_words(self, file: str) -> None:
        rules = load(file)
        made, admin = scene_in(rules.authority.code), people.person("Addie Example", role="administrator")
        allocations.propose(made, rules.bands[0].id)
        allocations.disagree(made, rules.bands[0].id)
        decisions.declare_conflict(made.allocation, by=made.officer, on=PROPOSED, reason="A relative works there.")
        told = Message.objects.get(email=admin.email)
        assert f"nobody can make it as {rules.title('principal_officer')}" in told.body
        assert of_liverpool(told.subject, told.body) == []

    def test_its_grid_speaks_its_words(self, file: str) -> None:
        rules, *_ = self.walked(file, "determined")
        grid = compare(rules, list(Position.objects.order_by("pk").prefetch_related("marks")))
        assert [side.heading for side in grid.sides] == [
            rules.title("sip"),
            "School",
            rules.title("principal_officer"),
            "School",
            rules.title("director_of_education"),
        ]
        assert {row.criterion.name for row in grid.rows} == {criterion.name for criterion in rules.criteria}
        assert [line.band for line in grid.sides[0].tally] == [b.name for b in rules.bands]
        whys = [row.why for row in grid.rows if row.differs]
        assert whys and all(("band" in why) is rules.allocation.ordered for why in whys)
        assert of_liverpool(repr([(s.heading, s.tally) for s in grid.sides]), *whys) == []

    def walked(self, file: str, end: str) -> tuple[Framework, Band, Scene]:
        """The rules of a file, a band of theirs, and a school whose allocation ended in it."""
        rules = load(file)
        made, band = scene_in(rules.authority.code), rules.bands[1]
        acts, state, _ = ENDS[end]
        for act in acts:
            act(made, band.id)
        made.allocation.refresh_from_db()
        assert made.allocation.status == state
        return rules, band, made

    def remind_of(self, made: Scene, rule: str) -> None:
        period = open_period(made.allocation, rule)
        assert period is not None
        for offset in range(-5, 8):
            remind(period.due_on + timedelta(days=offset))


@pytest.mark.feature("A14")
def test_a_title_that_a_file_leaves_out_has_its_ordinary_name(db: None) -> None:
    """Samplebury names three roles; its letters call the head of a school what everybody does."""
    rules = load("letters.toml")
    made = scene_in(rules.authority.code)
    for act in ENDS["agreed"][0]:
        act(made, "E")
    assert "Ada Example, Headteacher, agreed to this on 9 November 2026." in Letter.objects.get().html


@pytest.mark.feature("A13")
class TestNextYear:
    """A record made under Liverpool's file, once the next edition is loaded and a round runs under it."""

    @pytest.mark.parametrize("end", ENDS)
    def test_what_was_made_before_reads_as_it_did(self, liverpool: FrameworkVersion, end: str) -> None:
        made = scene_in("341")
        for act in ENDS[end][0]:
            act(made, "B")
        before = as_read(made)
        assert "Band B" in before["band"] and "Band B" in before["letters"]
        self.next_year(made)
        assert as_read(made) == before

    def test_each_year_has_its_own_words_side_by_side(self, liverpool: FrameworkVersion) -> None:
        made = scene_in("341")
        for act in ENDS["agreed"][0]:
            act(made, "B")
        later = self.next_year(made)
        assert with_last_band(Allocation.objects.filter(pk=later.pk)).get().last_band == "B"
        assert last_band_name(with_last_band(Allocation.objects.filter(pk=later.pk)).get()) == "Band B"
        then = grid_of_last_year(later)
        assert then is not None and later.proposal is not None
        rows = {
            row.name: row for row in compare_years(later.framework, later.proposal, then.allocation.framework, then)
        }
        assert (rows["Reading"].then, rows["Reading"].now) == ("Band B", "Level C or Level D")
        assert rows["Well-being of staff"].then == "not a criterion that year"
        assert rows["Outreach"].now == "not a criterion this year"
        letter = Letter.objects.latest("pk")
        assert "Level C" in letter.html and "Band" not in letter.html

    def next_year(self, made: Scene) -> Allocation:
        """Load the next edition, and agree a band under it for the same school."""
        load("next-year.toml")
        read_version.cache_clear()
        year = timedelta(days=364)
        found = rounds.open_round(year=YEAR + 1, by=None, on=OPENED + year).allocations.get()
        later = Scene(made.school, found, made.sip, made.head, made.chair, made.officer, made.director)
        allocations.propose(later, "C", on=PROPOSED + year)
        allocations.agree(later, "C", on=PROPOSED + year)
        found.refresh_from_db()
        assert found.settled_band is not None and found.settled_band.name == "Level C"
        return found


def as_read(made: Scene) -> dict[str, str]:
    """What a person reads of an allocation: state, band, grid, history and letters."""
    found = Allocation.objects.get(pk=made.allocation.pk)
    assert found.settled_band is not None
    positions = list(found.positions.order_by("pk").prefetch_related("marks"))
    grid = compare(found.framework, positions)
    settlement = settlement_of(found)
    assert settlement is not None
    history = Event.objects.filter(subject_table="allocations_allocation", subject_id=str(found.pk)).order_by("pk")
    return {
        "state": found.state_words,
        "band": f"{found.settled_band.name}: {plain(found.settled_band.headline_days)}",
        "positions": repr([(p.chosen.name, p.reasons, p.taken_as, p.taken_on) for p in positions]),
        "grid": repr([(r.criterion.name, r.why, [(c.words, c.readings) for c in r.said]) for r in grid.rows]),
        "tally": repr([(side.heading, side.tally) for side in grid.sides]),
        "would be written": repr(content_of(found, settlement.position, settlement, None, [])),
        "history": repr([events.sentence(e) for e in history]),
        "letters": "".join(Letter.objects.filter(about_id=found.pk).order_by("pk").values_list("html", flat=True)),
    }


def missing(words: Iterable[str], html: str) -> list[str]:
    return [text for text in words if escape(text) not in html]


def of_liverpool(*texts: str) -> list[str]:
    """Words that only Liverpool's file may bring."""
    return [words for words in OF_LIVERPOOL for text in texts if words in text]


def test_the_privacy_notice_has_its_words(db: None, client: Client) -> None:
    """Of an authority that says nothing the page names its address, and promises no secrecy."""

    def notice() -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", client.get("/privacy/").content.decode()).split())

    load("colours.toml")
    said = notice()
    for words in (
        "Placeholdershire County Council, Children&#x27;s Services is the controller",
        "data protection officer, Pat Placeholder, write to dpo@placeholdershire.example , call 01632 960109",
        "Reports of visits: nine years from the visit.",
        "Letters: 1 year from the day the letter was issued.",
        "We publish how many schools have each colour, and never which.",
    ):
        assert words in said
    assert "retention schedule" not in said
    framework_actions.load(LIVERPOOL.read_text(encoding="utf-8"), file_name="liverpool.toml", by=None)
    with clock.at(date(2023, 10, 2)):
        said = notice()
    assert "data protection officer , write to sil@si.liverpool.gov.uk" in said.replace("officer,", "officer ,")
    assert "Allocations of support: 6 years from the end of the school year of the last day of the round." in said
    assert "retention schedule" not in said and "Freedom of Information Act 2000" in said
