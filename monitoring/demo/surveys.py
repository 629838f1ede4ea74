"""Surveys of heads and chairs of the made-up authority: of last year, of this year, and one that is open."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from monitoring.surveys.answer import actions as answers
from monitoring.surveys.cycle import actions
from monitoring.surveys.cycle.policies import CycleInput
from monitoring.surveys.cycle.queries import people_asked
from monitoring.surveys.models import Comment, Cycle, Theme
from monitoring.surveys.questions import asked_of
from monitoring.surveys.results import actions as results
from monitoring.surveys.results.actions import ThemeInput
from sil import clock
from sil.accounts.models import User

DAY = timedelta(days=1)
# How often each score is given, from "very well" to "I cannot say": last year, and this year.
LAST_YEAR, THIS_YEAR = (3, 6, 4, 2, 1), (5, 7, 3, 1, 1)
OPEN_FOR = 20 * DAY
# Of a hundred who are asked.
ANSWER, COMMENT = 72, 12
COMMENTS = (
    "Our partner knows the school well and asks the right questions.",
    "The training on data for governors was very useful.",
    "Partners have changed three times in two years, and each time we began again.",
    "We would like to help another school with early reading, and nobody has asked us.",
    "It is not clear whom we can ask for help with attendance.",
)
THEMES = (
    (COMMENTS[:1], "Partners know schools well", Theme.Kind.STRENGTH, ""),
    (
        COMMENTS[2:3],
        "Changes of partner",
        Theme.Kind.AREA,
        "A partner stays with a school for two years at least. A new partner meets the head together with the "
        "one before them.",
    ),
    (
        COMMENTS[3:4],
        "Schools that help others",
        Theme.Kind.AREA,
        "We ask every school what it can offer, and keep a list that all schools can read.",
    ),
)
SUMMARY = (
    "Most of you say that we know your school well. Fewer say that our support changed something, and many of you "
    "could help others and were not asked."
)


def surveys(known: Mapping[str, User], today: date) -> None:
    """Two that are closed, in confidence, and one that is open to heads, by name."""
    chance = Random(7)
    for name, ago, weights in (("last year", 380, LAST_YEAR), ("this year", 60, THIS_YEAR)):
        opened = today - ago * DAY
        cycle = _opened(f"Support and challenge, {name}", known["officer"], opened, in_confidence=True)
        _answered(cycle, chance, weights, opened + 4 * DAY)
        closed = opened + OPEN_FOR + DAY
        with clock.at(closed):
            actions.close_due(closed)
            cycle.refresh_from_db()
            _followed_up(cycle, known["officer"], closed)
    cycle = _opened("Your partner’s visits", known["officer"], today - 5 * DAY, in_confidence=False, chairs=False)
    _answered(cycle, chance, THIS_YEAR, today - DAY, of=30, but={known[who].pk for who in ("head", "head2")})


def _opened(name: str, by: User, on: date, *, in_confidence: bool, chairs: bool = True) -> Cycle:
    with clock.at(on):
        cycle = actions.plan(
            CycleInput(
                name=name,
                opens_on=on,
                closes_on=on + OPEN_FOR,
                asks_heads=True,
                asks_chairs=chairs,
                phases=(),
                in_confidence=in_confidence,
            ),
            by=by,
            on=on,
        )
        actions.open_cycle(cycle, by=by, on=on)
    cycle.refresh_from_db()
    return cycle


def _answered(
    cycle: Cycle,
    chance: Random,
    weights: tuple[int, ...],
    on: date,
    *,
    of: int = ANSWER,
    but: frozenset[int] | set[int] = frozenset(),
) -> None:
    invitations = list(cycle.invitations.select_related("cycle", "school"))
    with clock.at(on):
        people = people_asked(invitations, on)
        for each in invitations:
            if not people[each.pk] or people[each.pk][0].pk in but or chance.randrange(100) >= of:
                continue
            given = {
                question.slug: (
                    chance.choices((4, 3, 2, 1, 0), weights)[0],
                    chance.choice(COMMENTS) if chance.randrange(100) < COMMENT else "",
                )
                for question in asked_of(each.is_good)
            }
            answers.answer(each, given, by=people[each.pk][0], on=on)


def _followed_up(cycle: Cycle, by: User, on: date) -> None:
    for texts, name, kind, plan in THEMES:
        typed = ThemeInput(name=name, kind=kind, plan=plan, owner=by, by_when=on + 90 * DAY if plan else None)
        theme = results.add_theme(cycle, typed, by=by, on=on)
        for comment in Comment.objects.filter(cycle=cycle, text__in=texts):
            results.tag(comment, [theme], by=by, on=on)
    results.share(cycle, summary=SUMMARY, by=by, on=on)
