"""letters.powers: what is on record of a case when a power is to be used."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from monitoring.notices.act import POWERS
from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.actions import Writing
from monitoring.notices.letters.page import days_printed
from monitoring.notices.letters.policies import timing_of
from monitoring.notices.letters.powers import GOVERNING_BODY, check_power, lacking_of, relevant_to, window_of
from monitoring.notices.models import CaseLetter
from monitoring.notices.states import CaseState
from sil import clock
from sil.deadlines.rules import recorded_calendar
from sil.letters.models import Method
from sil.workflow import Denied
from tests.factories import case_letters, cases, schools
from tests.factories.case_scene import Scene
from tests.factories.cases import PERIOD_ENDS
from tests.forms_on_page import forms_to_post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C7")]
AFTER = PERIOD_ENDS + timedelta(days=1)
# Ten working days after the notice of powers, which is given on 24 November 2026: the first day is 9 December.
ON = date(2026, 12, 9)
CONSULTED = {"who": GOVERNING_BODY, "on": ["25", "11", "2026"], "said": "They regret it."}
CONSENT = {"on": ["27", "11", "2026"], "reference": "RD/2026/11"}


@pytest.fixture
def made() -> Scene:
    """Not complied with, and told that a board is intended."""
    made = cases.formal()
    cases.found(made, "formal_notice", "not_met", "not_met")
    cases.judge(made, "formal_notice", secured=False, on=AFTER)
    case_letters.given(made, "intention_notice", method=Method.HAND, dated=AFTER, powers=["board"])
    assert made.case.status == CaseState.ELIGIBLE
    return made


def used(made: Scene, power: str, **writing: object) -> CaseLetter:
    letter = letters.prepare(made.case, kind="power_used", by=made.officer, on=ON)
    said = Writing(powers=[power], **({"details": case_letters.DETAILS} | writing))  # type: ignore[arg-type]
    return letters.save(letter, by=made.officer, on=ON, writing=said, version=letter.version)


def test_what_is_not_on_record_is_named(made: Scene) -> None:
    letter = used(made, "board")
    assert [lack.code for lack in lacking_of(letter, ON)] == [
        "not_consulted",
        "no_consent",
        "no_reference",
        "not_notified",
    ]
    with pytest.raises(Denied) as denied:
        check_power(letter, ON)
    assert denied.value.code == "conditions"
    assert "Record on which day you consulted the governing body (section 65)." in denied.value.sentence


def test_nothing_lacks_once_it_is_on_record(made: Scene) -> None:
    letter = used(made, "board", consulted=[CONSULTED], consent=CONSENT)
    case_letters.notified(made, "board", on=ON)
    assert lacking_of(letter, ON) == []
    assert window_of(letter) is None


def test_a_power_that_no_notice_named_is_not_used(made: Scene) -> None:
    letter = used(made, "governors")
    case_letters.notified(made, "governors", on=ON)
    assert [lack.code for lack in lacking_of(letter, ON)] == ["not_intended"]
    assert window_of(letter) == (AFTER, date(2027, 1, 23))


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ({}, [GOVERNING_BODY]),
        ({"diocese_code": "CE23", "diocese_name": "Example Diocese"}, list(POWERS["board"].consulted)),
        ({"type_code": 5, "type_name": "Foundation school"}, list(POWERS["board"].consulted)),
    ],
)
def test_whom_there_is_to_consult(facts: dict[str, object], who: list[str]) -> None:
    assert relevant_to(schools.school("Example School", **facts), POWERS["board"]) == who


def test_whoever_prepares_it_sees_until_when_powers_can_be_used(made: Scene) -> None:
    """On the case, and with the days that will be printed; a board has no window."""
    client = Client()
    client.force_login(made.officer)
    with clock.at(ON):
        case = " ".join(client.get(f"/cases/{made.case.pk}/").content.decode().split())
        assert "Use of powers</h3>" in case and "23 January 2027" in case
        letter = used(made, "governors")
        assert [day.what for day in days_printed(letter, None)] == []
        days = {day.what: day.on for day in days_printed(letter, timing_of(letter, ON, recorded_calendar()))}
        assert days["Powers can be used until"] == date(2027, 1, 23)
        written = letters.save(
            letter, by=made.officer, on=ON, writing=Writing(powers=["board"]), version=letter.version
        )
        assert "Powers can be used until" not in {
            day.what for day in days_printed(written, timing_of(letter, ON, recorded_calendar()))
        }


@pytest.mark.promise("dates")
def test_power_dates_are_asked_about(made: Scene) -> None:
    """If the day on which somebody was consulted before a power is used, or the day of a consent, is years ago or still
    to come, the service asks once whether that is the day before the letter goes on."""
    letter = used(made, "board")
    path, client = f"/case-letters/{letter.pk}/write/", Client()
    client.force_login(made.officer)
    with clock.at(ON):
        page: Any = client.get(path)
        form = next(each for each in forms_to_post(page.content.decode(), path) if "consent-on_day" in each.names)
        typed = form.values | {"act": "go", "powers": "board"}
        for box in ("consulted-0-on", "consent-on"):
            typed |= {f"{box}_day": "1", f"{box}_month": "1", f"{box}_year": "2000"}
        shown: Any = client.post(path, typed)
        asked = "Saturday 1 January 2000 is more than a year ago. Is that the day?"
        assert shown.status_code == 200 and shown.content.decode().count(f'value="{asked}"') == 2
        # The draft is saved all the same, and goes on once it is confirmed.
        letter.refresh_from_db()
        assert letter.consent["on"] == ["1", "1", "2000"]
        held = {"asked-consulted-0-on": asked, "asked-consent-on": asked, "version": str(letter.version)}
        assert client.post(path, typed | held).status_code == 302
