"""A warning notice of the Secretary of State ends those of the authority that were given earlier, and no later one
(Education and Inspections Act 2006, section 60(4A) and (4B); domain 2.6)."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from monitoring.notices.delegations.actions import delegate
from monitoring.notices.ends.decisions import decide_forbidden
from monitoring.notices.ends.forbidden import forbidden_notices
from monitoring.notices.ends.state_notices import end_notice_of_state, record_notice_of_state
from monitoring.notices.giving import actions as giving
from monitoring.notices.models import ForbiddenNoticeDecision
from monitoring.notices.states import CaseState
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import Message
from sil.web.work import WorkItem, waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters, cases, people, schools
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C3")]
# The authority's formal notice was given on Monday 9 November 2026.
BEFORE, SAME, LATER = date(2026, 11, 6), date(2026, 11, 9), date(2026, 11, 10)
WORDS = (
    "The authority's formal warning notice of Monday 9 November 2026 was given while section 60(4A) forbade it: the "
    "Secretary of State had given a warning notice on Friday 6 November 2026, of which the authority was told on "
    "Friday 20 November 2026."
)


def record(made: Scene, given_on: date, first: str = "") -> Any:
    return record_notice_of_state(made.school, given_on=given_on, told_on=TODAY, by=made.officer, on=TODAY, first=first)


def work(user: User) -> list[WorkItem]:
    return [item for item in waiting_for(roles_of(user, TODAY)) if "section 60(4A)" in item.title]


def words(address: str, user: User) -> str:
    browser = Client()
    browser.force_login(user)
    shown = re.sub(r"</?time[^>]*>", "", browser.get(address).content.decode())
    return " ".join(shown.split()).replace("&#x27;", "'")


def case_page(made: Scene, user: User) -> str:
    return words(f"/cases/{made.case.pk}/", user)


def forbidden() -> Scene:
    """A formal notice of 9 November is in force; one of the Secretary of State of the 6th was recorded on the 20th."""
    made = cases.formal()
    record(made, BEFORE)
    return made


ADVICE: dict[str, Any] = {"advised_by": "Lena Lawyer, county solicitor", "advised_on": date(2026, 11, 19)}


def keep(made: Scene, **changes: Any) -> ForbiddenNoticeDecision:
    said = {"outcome": "kept", "reason": "Both notices ask for the same.", "by": made.dcs, "on": TODAY} | ADVICE
    return decide_forbidden(made.notice(), **said | changes)


@pytest.mark.parametrize(
    ("given_on", "first", "state", "forbidden"),
    [
        (LATER, "", CaseState.SUPERSEDED, 0),
        (SAME, "authority", CaseState.SUPERSEDED, 0),
        (SAME, "state", CaseState.FORMAL, 1),
        (BEFORE, "", CaseState.FORMAL, 1),
        (BEFORE, "authority", CaseState.FORMAL, 1),
    ],
)
def test_it_ends_an_earlier_notice_alone(given_on: date, first: str, state: str, forbidden: int) -> None:
    made = cases.formal()
    record(made, given_on, first)
    assert (made.case.status, forbidden_notices().count()) == (state, forbidden)


def test_of_two_of_one_day_somebody_says_which_was_first() -> None:
    made = cases.formal()
    with pytest.raises(Denied) as denied:
        record(made, SAME)
    assert denied.value.code == "same_day"
    assert denied.value.sentence == (
        "The authority gave a formal warning notice on the same day, 9 November 2026. Say which was given first. If "
        "you do not know, ask the authority's lawyer."
    )
    assert made.case.status == CaseState.FORMAL
    browser = Client()
    browser.force_login(made.officer)
    form = {"given_on_day": "9", "given_on_month": "11", "given_on_year": "2026", "note": "By letter."}
    form |= {"told_on_day": "20", "told_on_month": "11", "told_on_year": "2026", "once": "b" * 32}
    shown = browser.post(f"/schools/{made.school.urn}/notices-of-state/record/", form).content.decode()
    assert "Say which was given first." in shown and "By letter." in shown
    browser.post(f"/schools/{made.school.urn}/notices-of-state/record/", form | {"first": "authority"})
    assert made.case.status == CaseState.SUPERSEDED


def test_a_later_notice_is_shown_and_waits_for_whoever_signs_such_notices() -> None:
    made = cases.formal()
    record(made, BEFORE)
    (item,) = work(made.dcs)
    assert item.by_law == "Education and Inspections Act 2006, section 60(4A)"
    assert (item.about, item.href, item.basis) == (made.school.name, f"/cases/{made.case.pk}/", WORDS)
    for user in (made.director, made.officer, made.sip):
        assert work(user) == []
    shown = case_page(made, made.dcs)
    assert WORDS in shown and f"/case-letters/{made.notice().pk}/withdraw/" in shown
    shown = case_page(made, made.officer)
    assert (
        WORDS in shown
        and "The director who signs such notices has to decide whether to withdraw it or to keep it." in shown
    )


def test_it_waits_for_whoever_signs_for_that_director() -> None:
    made = cases.formal()
    record(made, BEFORE)
    said: dict[str, Any] = {"starts_on": TODAY, "ends_on": TODAY, "reason": "Leave.", "authority": "Part 3"}
    delegate(role="director_of_childrens_services", to=made.director, by=made.dcs, on=TODAY, **said)
    assert len(work(made.director)) == 1


def test_once_it_is_withdrawn_or_the_other_has_ended_nothing_waits() -> None:
    made = cases.formal()
    found = record(made, BEFORE)
    end_notice_of_state(found, by=made.officer, on=TODAY)
    assert work(made.dcs) == [] and "60(4A) forbade" not in case_page(made, made.dcs)
    record(made, BEFORE)
    giving.withdraw(made.notice(), reason="Section 60(4A) did not allow it.", by=made.dcs, on=TODAY)
    assert work(made.dcs) == [] and made.case.status == CaseState.NOT_SECURED


def test_a_restricted_case_is_nobodys_work_who_may_not_read_it() -> None:
    made = cases.formal()
    record(made, BEFORE)
    made.case.__class__.objects.filter(pk=made.pk).update(restricted=True)
    assert work(made.dcs) == []


def test_a_notice_that_was_never_given_is_none() -> None:
    made = cases.scene(CaseState.NOT_SECURED)
    record(made, BEFORE)
    assert not forbidden_notices().exists()
    other = people.person("Dina Director", role="director_of_childrens_services")
    assert work(other) == []


class TestKeptByADirector:
    def test_it_no_longer_waits_and_each_page_says_what_was_decided_by_whom_and_when(self) -> None:
        made = forbidden()
        kept = keep(made)
        assert (kept.by, kept.by_as, kept.on) == (made.dcs, "Director of Children's Services", TODAY)
        assert work(made.dcs) == [] and made.case.status == CaseState.FORMAL
        (event,) = Event.objects.filter(kind="case_letter.forbidden_kept")
        assert event.reason == "Both notices ask for the same." and event.data["adviser"] == ADVICE["advised_by"]
        (mail,) = Message.objects.filter(kind="case_decided")
        assert mail.email == made.officer.email and "solicitor" not in str(vars(mail))
        who = "The notice is kept: Dan Director, Director of Children's Services, 20 November 2026"
        for user in (made.officer, made.sip, made.director, made.dcs):
            shown = case_page(made, user)
            assert WORDS in shown and who in shown and "Both notices ask for the same." in shown
            assert "Legal advice: Lena Lawyer, county solicitor, 19 November 2026" in shown
            assert "has to decide" not in shown and "Decide whether" not in shown
            assert ("Correct the decision about the notice" in shown) == (user == made.dcs)
        assert "kept, though given while section 60(4A) forbade it. Legal advice: Lena Lawyer" in words(
            f"/cases/{made.case.pk}/chronology/", made.officer
        )
        assert who in words(f"/case-letters/{made.notice().pk}/", made.officer)
        assert (
            "The formal warning notice was given while section 60(4A) forbade it and is kept: Dan Director, Director "
            "of Children's Services, on Friday 20 November 2026."
        ) in words(f"/schools/{made.school.urn}/", made.officer)

    def test_whoever_signs_the_next_letter_reads_it(self) -> None:
        made = cases.scene(CaseState.COMPLIED)
        record(made, BEFORE)
        keep(made)
        letter = case_letters.presented(made, "formal_lifted")
        shown = words(f"/case-letters/{letter.pk}/sign/", made.dcs)
        checked = shown[shown.index("What was checked") : shown.index("If you sign")]
        assert "A notice that section 60(4A) forbade" in checked
        assert "The notice is kept: Dan Director" in checked and "Lena Lawyer, county solicitor" in checked

    def test_a_decision_is_corrected_by_another_and_can_be_open_again(self) -> None:
        made = forbidden()
        keep(made, advised_by="Nina Wrong")
        keep(made)
        assert work(made.dcs) == []
        keep(made, outcome="open", reason="Counsel has been asked again.", advised_by="", advised_on=None)
        assert len(work(made.dcs)) == 1
        shown = case_page(made, made.dcs)
        assert shown.index("Counsel has been asked again.") < shown.index("Lena Lawyer") < shown.index("Nina Wrong")
        assert shown.count("A later entry counts.") == 2 and "or to <a" in shown

    def test_once_the_other_notice_has_ended_the_decision_stays_and_can_be_corrected(self) -> None:
        made = cases.formal()
        found = record(made, BEFORE)
        keep(made)
        end_notice_of_state(found, by=made.officer, on=TODAY)
        assert "The notice is kept: Dan Director" in case_page(made, made.officer)
        keep(made, reason="The reference of the advice was wrong.")
        assert made.notice().forbidden_decisions.count() == 2
        record(made, BEFORE)
        assert len(work(made.dcs)) == 1, "of another notice it is decided again"
        giving.withdraw(made.notice(), reason="Section 60(4A) did not allow it.", by=made.dcs, on=TODAY)
        assert made.case.status == CaseState.NOT_SECURED, "a kept notice can still be withdrawn"
        assert refusal(made) == "not_forbidden"

    def test_it_is_refused(self) -> None:
        made = forbidden()
        assert refusal(made, outcome="gone") == "no_outcome"
        assert refusal(made, advised_by=" ") == "no_adviser"
        assert refusal(made, advised_on=None) == "no_day"
        assert refusal(made, advised_on=date(2026, 11, 21)) == "to_come"
        assert refusal(made, advised_on=date(2026, 11, 8)) == "too_early"
        assert refusal(made, reason=" \n") == "no_reason"
        for person in (made.officer, made.director, made.chair, made.sip):
            assert refusal(made, by=person) == "not_the_signatory"
        other = cases.about(schools.school("Another School"), vars(made), CaseState.FORMAL)
        assert refusal(other) == "not_forbidden"
        made.case.__class__.objects.filter(pk=made.pk).update(restricted=True)
        assert refusal(made) == "not_the_signatory"

    def test_whoever_signs_for_that_director_decides_in_their_name(self) -> None:
        made = forbidden()
        said: dict[str, Any] = {"starts_on": TODAY, "ends_on": TODAY, "reason": "Leave.", "authority": "Part 3"}
        delegate(role="director_of_childrens_services", to=made.director, by=made.dcs, on=TODAY, **said)
        assert keep(made, by=made.director).by_as == "For the Director of Children's Services"

        kept = ForbiddenNoticeDecision.objects.get()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE notices_forbiddennoticedecision SET reason = 'x' WHERE id = %s", [kept.pk])
        with pytest.raises(DatabaseError), transaction.atomic():
            kept.delete()

    def test_the_page_keeps_what_was_typed_and_says_what_is_missing(self) -> None:
        made = forbidden()
        address = f"/case-letters/{made.notice().pk}/decision/"
        assert WORDS in words(address, made.dcs)
        browser = Client()
        browser.force_login(made.dcs)
        wrong = browser.post(address, {"outcome": "kept", "reason": "Both notices ask for the same."})
        shown = wrong.content.decode()
        assert "Enter who gave the legal advice." in shown and "Both notices ask for the same." in shown
        day = {"advised_on_day": "19", "advised_on_month": "11", "advised_on_year": "2026"}
        form = {"outcome": "kept", "reason": "Same.", "advised_by": "Lena Lawyer", **day}
        assert browser.post(address, form).status_code == 302
        assert ForbiddenNoticeDecision.objects.get().advised_on == date(2026, 11, 19)
        assert 'value="Lena Lawyer"' in words(address, made.dcs), "a correction begins with what is on record"


def refusal(made: Scene, **changes: Any) -> str:
    with pytest.raises(Denied) as denied:
        keep(made, **changes)
    return denied.value.code
