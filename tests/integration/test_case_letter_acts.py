"""A letter of a case: who may do what in which state, when it counts as given, and what bars it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from monitoring.notices.delegations import actions as delegations
from monitoring.notices.giving import actions as giving
from monitoring.notices.letters import actions
from monitoring.notices.letters.policies import missing
from monitoring.notices.letters.recipients import served_on
from monitoring.notices.models import CaseLetter, Delegation, SecretaryOfStateNotice
from monitoring.notices.signing import actions as signing
from monitoring.notices.signing.permissions import check_sign, signers
from monitoring.notices.states import CaseState, LetterState
from monitoring.notices.transitions import LETTER_ROWS
from schools.models import TypeSpell
from schools.people import actions as people_actions
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.deadlines import actions as deadlines
from sil.deadlines.models import BankHoliday, Deadline
from sil.letters.models import Delivery, Method, Withdrawal
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters as letters
from tests.factories import cases, people
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
S = LetterState
ACTS: dict[str, Callable[[CaseLetter, User], Any]] = {
    "present": lambda c, by: signing.present(c, dated=TODAY, by=by, on=TODAY, version=c.version),
    "take_back": lambda c, by: signing.take_back(c, by=by, on=TODAY),
    "return": lambda c, by: signing.return_letter(c, text="Name the lessons.", by=by, on=TODAY),
    "sign": lambda c, by: signing.sign(c, by=by, on=TODAY, version=c.version),
    "give": lambda c, by: _serve(c, by),
    "lapse": lambda c, by: signing.call_off(c, by=by, on=TODAY, reason="The chair is away."),
    "discard": lambda c, by: actions.discard(c, by=by, on=TODAY),
    "withdraw": lambda c, by: giving.withdraw(c, reason="The year is wrong.", by=by, on=TODAY),
}
KEEPERS = {"sip", "officer", "other officer", "stands in"}
SIGNERS = {"dcs", "other dcs", "stands in"}
# Written out by hand: state, act -> who may, and the state after. Everything else is refused. "stands in" is a
# Principal Officer to whom the Director of Children's Services delegated the day, who wrote nothing of the letter.
ALLOWED: dict[str, dict[str, tuple[set[str], str]]] = {
    "drafted": {"present": (KEEPERS, "presented"), "discard": (KEEPERS, "discarded")},
    "presented": {
        "take_back": (KEEPERS, "drafted"),
        "return": (SIGNERS, "returned"),
        "sign": (SIGNERS, "signed"),
    },
    "returned": {"present": (KEEPERS, "presented"), "discard": (KEEPERS, "discarded")},
    "signed": {"give": (KEEPERS, "given"), "lapse": (KEEPERS | SIGNERS, "lapsed")},
    "given": {"withdraw": (SIGNERS, "withdrawn")},
    "lapsed": {"present": (KEEPERS, "presented"), "discard": (KEEPERS, "discarded")},
    "discarded": {},
    "withdrawn": {},
}


def _serve(letter: CaseLetter, by: User) -> Any:
    to = served_on(letter)
    if to is None:
        raise Denied("not_signed", "There is nothing to serve.")
    return giving.record_service(letter, to, done_on=TODAY, proof=letters.HANDED, by=by, on=TODAY)


def everybody(made: Scene) -> dict[str, User]:
    found = {
        "sip": made.sip,
        "officer": made.officer,
        "other officer": people.person("Otto Officer", role="principal_officer"),
        "stands in": people.person("Stella Stands", role="principal_officer"),
        "director": made.director,
        "dcs": made.dcs,
        "other dcs": people.person("Dina Director", role="director_of_childrens_services"),
        "head": made.head,
        "chair": made.chair,
        "other sip": people.person("Otis Partner", role="sip"),
        "admin": people.person(role="administrator"),
    }
    delegate(made.dcs, found["stands in"])
    return found


def delegate(by: User, to: User, starts_on: date = TODAY, ends_on: date = TODAY) -> Delegation:
    role = "director_of_childrens_services"
    return delegations.delegate(
        role=role,
        to=to,
        starts_on=starts_on,
        ends_on=ends_on,
        reason="Leave.",
        authority="Scheme of delegation, part 3.",
        by=by,
        on=TODAY,
    )


def attempt(letter: CaseLetter, act: str, by: User) -> str:
    """What the database says after it, or the code of the refusal; nothing stays of either."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                ACTS[act](CaseLetter.objects.get(pk=letter.pk), by)
            said = CaseLetter.objects.get(pk=letter.pk).status
        except Denied as denied:
            said = denied.code
        transaction.set_rollback(True)
    return said


@pytest.mark.feature("C2", "C8")
@pytest.mark.parametrize("state", list(S))
def test_every_act_in_every_state_by_everybody(state: str) -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.in_state(made, state)
    for name, user in everybody(made).items():
        for act in ACTS:
            who, after = ALLOWED[state].get(act, (set(), ""))
            said = attempt(letter, act, user)
            if name in who:
                assert said == after, f"{name}: {act} of one that is {state}"
            else:
                assert said not in list(S), f"{name}: {act} of one that is {state}"


def test_every_state_and_act_of_a_letter_is_written_down() -> None:
    """A letter of withdrawal is signed in the act of withdrawing another one: test_withdrawals.py."""
    assert set(ALLOWED) == set(S)
    acts = {row.action for row in LETTER_ROWS} - {"sign_withdrawal"}
    assert set(ACTS) == {act for acts in ALLOWED.values() for act in acts} == acts


@pytest.mark.feature("C8")
def test_whoever_wrote_or_checked_it_does_not_sign_it() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    stands_in = people.person("Stella Stands", role="principal_officer")
    delegate(made.dcs, stands_in)
    letter = letters.prepared(made)
    actions.untick(letter, "concern", by=made.officer, on=TODAY)
    actions.tick(letter, "concern", version=letter.version, by=stands_in, on=TODAY)
    letter = letters.present(made, letter)
    assert set(signers(letter, TODAY)) == {made.dcs}
    assert attempt(letter, "sign", stands_in) == "own_letter"


@pytest.mark.feature("C8")
def test_who_stands_in_signs_for_the_director_and_no_longer_than_that() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    stands_in = people.person("Stella Stands", role="principal_officer")
    delegation = delegate(made.dcs, stands_in, ends_on=TODAY + timedelta(days=3))
    letter = letters.presented(made, dated=TODAY + timedelta(days=3))
    assert check_sign(letter, by=stands_in, on=TODAY) == "For the Director of Children's Services"
    signed = letters.sign(made, letter, by=stands_in)
    assert (signed.signed_by, signed.signed_as) == (stands_in, "For the Director of Children's Services")
    assert stands_in not in signers(letter, delegation.ends_on + timedelta(days=1))


@pytest.mark.feature("C8")
@pytest.mark.parametrize("whose", ["director", "delegate"])
def test_a_delegation_ends_with_the_role_of_whoever_gave_it_or_has_it(whose: str) -> None:
    made = cases.scene(CaseState.DISCUSSED)
    stands_in = people.person("Stella Stands", role="principal_officer")
    delegate(made.dcs, stands_in, ends_on=TODAY + timedelta(days=30))
    letter = letters.presented(made)
    grant = (made.dcs if whose == "director" else stands_in).grants.get()
    accounts.end_role(grant, by=None, on=TODAY, ends_on=TODAY)
    assert stands_in in signers(letter, TODAY)
    assert stands_in not in signers(letter, TODAY + timedelta(days=1))


@pytest.mark.feature("C12")
def test_a_restricted_letter_is_signed_by_whoever_is_named() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.prepared(made)
    type(made.case).objects.filter(pk=made.case.pk).update(restricted=True)
    with pytest.raises(Denied) as refused:
        letters.present(made, letter)
    assert refused.value.code == "nobody_signs"
    made.case.named.add(made.dcs)
    letter = letters.present(made, letter)
    assert set(signers(letter, TODAY)) == {made.dcs}
    assert attempt(letter, "take_back", made.sip) == "not_an_officer"


# --- When it counts as given (domain, 3.2) ---


@pytest.mark.feature("C3")
def test_a_posted_letter_counts_from_its_deemed_day() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.given(made, method=Method.POST)
    # Friday 20 November by first class: Tuesday 24 November.
    assert letter.given_on == letter.period_starts_on == date(2026, 11, 24)
    assert letter.period_ends_on == date(2026, 12, 8)
    assert letter.period_basis.endswith("is given: Tuesday 24 November to Tuesday 8 December 2026.")
    letters.send()
    sent = {d.recipient.is_copy: (d.sent_on, d.given_on) for d in Delivery.objects.select_related("recipient")}
    assert sent == {False: (TODAY, date(2026, 11, 24)), True: (TODAY, TODAY)}
    assert made.case.status == CaseState.PREFORMAL


@pytest.mark.feature("C3")
@pytest.mark.parametrize("days", [-1, 1])
def test_a_letter_that_was_not_given_on_its_day_does_not_go(days: int) -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.signed(made, method=Method.HAND)
    day = TODAY + timedelta(days=days)
    with clock.at(TODAY + timedelta(days=3)), pytest.raises(Denied) as refused:
        letters.serve(made, letter, done_on=day, on=TODAY + timedelta(days=3))
    assert refused.value.code == "another_day"
    assert made.case.status == CaseState.DISCUSSED
    later = TODAY + timedelta(days=3)
    with clock.at(later):
        signing.call_off(letter, by=made.officer, on=later)
        again = letters.present(made, letter, dated=later, on=later)
        new = letters.sign(made, again, on=later)
    assert letter.letter_id != new.pk and Withdrawal.objects.filter(letter=letter.letter_id).exists()
    assert CaseLetter.objects.get(pk=letter.pk).period_starts_on == later


@pytest.mark.feature("C3")
def test_what_goes_by_e_mail_goes_on_its_day_with_its_copies() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    tomorrow = TODAY + timedelta(days=3)
    letter = letters.signed(made, dated=tomorrow)
    assert giving.give_due(TODAY) == 0 and not Delivery.objects.exists()
    with clock.at(tomorrow):
        assert giving.give_due(tomorrow) == 1
        assert giving.give_due(tomorrow) == 0
    letter.refresh_from_db()
    assert (letter.status, letter.given_on, made.case.status) == (S.GIVEN, tomorrow, CaseState.PREFORMAL)
    assert {(d.recipient.is_copy, d.sent_on) for d in Delivery.objects.select_related("recipient")} == {
        (False, tomorrow),
    }
    with clock.at(tomorrow):
        letters.send()
    assert {(d.recipient.is_copy, d.sent_on) for d in Delivery.objects.select_related("recipient")} == {
        (False, tomorrow),
        (True, tomorrow),
    }
    told = set(Message.objects.filter(kind__startswith="concern_letter").values_list("email", flat=True))
    assert {made.chair.email, made.head.email} <= told


@pytest.mark.feature("C3")
def test_what_goes_by_e_mail_and_did_not_go_lapses_the_day_after() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.presented(made)
    letters.sign(made, letter)  # its PDF was never made
    day_after = TODAY + timedelta(days=1)
    with clock.at(day_after):
        assert giving.give_due(day_after) == 0
    assert CaseLetter.objects.get(pk=letter.pk).status == S.LAPSED
    assert Message.objects.filter(kind="case_letter_lapsed").exists()


@pytest.mark.feature("C3")
def test_a_copy_that_goes_later_says_when_it_went() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.signed(made, method=Method.HAND)
    monday = TODAY + timedelta(days=3)
    with clock.at(monday):
        letters.serve(made, letter, on=monday)
        assert not Delivery.objects.filter(method=Method.EMAIL).exists()
        letters.send()
    by_email = Delivery.objects.get(method=Method.EMAIL)
    assert (letter.dated, by_email.sent_on, by_email.given_on) == (TODAY, monday, monday)


@pytest.mark.feature("C3")
def test_the_printed_end_never_moves() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.prepared(made, method=Method.HAND, compliance={"count": "15", "unit": "working"})
    letter = letters.present(made, letter)
    letters.make(letters.sign(made, letter))
    letter = CaseLetter.objects.get(pk=letter.pk)
    printed = letter.period_ends_on
    # A day off is proclaimed between the signature and the service, and another one after it.
    admin = people.person(role="administrator")
    deadlines.add_bank_holiday(by=admin, on=TODAY, day=date(2026, 11, 30), name="A day off")
    letters.serve(made, letter)
    deadlines.add_bank_holiday(by=admin, on=TODAY, day=date(2026, 12, 3), name="Another day off")
    BankHoliday.objects.filter(date=date(2026, 12, 25)).delete()
    letter.refresh_from_db()
    assert letter.period_ends_on == printed == date(2026, 12, 10)
    assert Deadline.objects.running().get(rule="compliance_period").due_on == printed


@pytest.mark.feature("C10")
def test_a_conversion_between_signing_and_giving_makes_it_lapse() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    tomorrow = TODAY + timedelta(days=3)
    by_email = letters.signed(made, dated=tomorrow)
    convert(made, tomorrow)
    with clock.at(tomorrow):
        assert giving.give_due(tomorrow) == 0
    by_email.refresh_from_db()
    assert by_email.status == S.LAPSED and made.case.status == CaseState.DISCUSSED
    assert "an academy" in Withdrawal.objects.get(letter=by_email.letter_id).reason


@pytest.mark.feature("C10")
def test_an_academy_is_not_handed_a_notice_that_was_signed_before() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    tomorrow = TODAY + timedelta(days=3)
    by_hand = letters.signed(made, dated=tomorrow, method=Method.HAND)
    convert(made, tomorrow)
    with clock.at(tomorrow), pytest.raises(Denied) as refused:
        letters.serve(made, by_hand)
    assert refused.value.code == "converted"


@pytest.mark.feature("C10")
def test_no_notice_is_posted_that_would_be_given_to_an_academy() -> None:
    """Posted on Friday 20 November it is taken to be given on Tuesday, when the school is an academy."""
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.presented(made, method=Method.POST)
    convert(made, TODAY + timedelta(days=3))
    with pytest.raises(Denied) as refused:
        letters.sign(made, letter)
    assert refused.value.code == "converted"
    signing.take_back(letter, by=made.officer, on=TODAY)
    with pytest.raises(Denied) as refused:
        letters.present(made, letter)
    assert refused.value.code == "converted"


@pytest.mark.feature("C10")
def test_a_notice_is_not_recorded_as_posted_to_what_is_an_academy_when_it_comes() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    signed = letters.signed(made, method=Method.POST)
    convert(made, TODAY + timedelta(days=3))
    with pytest.raises(Denied) as refused:
        letters.serve(made, signed)
    assert refused.value.code == "converted"
    signed.refresh_from_db()
    assert signed.status == S.SIGNED


def convert(made: Scene, on: date) -> None:
    TypeSpell.objects.filter(school=made.school).update(ends_on=on - timedelta(days=1))
    TypeSpell.objects.create(
        school=made.school, type_code=34, type_name="Academy converter", group_code=10, starts_on=on
    )


@pytest.mark.feature("C5")
@pytest.mark.parametrize("when", ["present", "sign", "give"])
def test_no_formal_notice_beside_one_of_the_secretary_of_state(when: str) -> None:
    made = cases.scene(CaseState.NOT_SECURED)
    steps: dict[str, Callable[[CaseLetter], Any]] = {
        "present": lambda c: letters.present(made, c),
        "sign": lambda c: letters.make(letters.sign(made, c)),
        "give": lambda c: letters.serve(made, CaseLetter.objects.get(pk=c.pk)),
    }
    letter = letters.prepared(made, "formal_notice", method=Method.HAND)
    for name, act in steps.items():
        if name == when:
            break
        act(letter)
    SecretaryOfStateNotice.objects.create(
        school=made.school, given_on=TODAY, told_on=TODAY, recorded_by=made.officer, recorded_at=clock.now()
    )
    with pytest.raises(Denied) as refused:
        steps[when](letter)
    assert refused.value.code == "notice_of_state"


@pytest.mark.feature("C2")
def test_a_withdrawn_notice_takes_the_case_back_and_is_prepared_again_from_its_words() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.in_state(made, S.WITHDRAWN)
    assert made.case.status == CaseState.DISCUSSED
    assert not Deadline.objects.running().filter(rule="compliance_period").exists()
    again = actions.prepare(made.case, kind=letter.kind, by=made.officer, on=TODAY, copy_from=letter)
    assert actions.content_of(again) == actions.content_of(letter)
    assert not again.ticks.exists()


@pytest.mark.feature("C2")
def test_a_warning_is_read_before_a_letter_goes_to_somebody_who_left() -> None:
    made = cases.scene(CaseState.DISCUSSED)
    letter = letters.presented(made, dated=TODAY + timedelta(days=3))
    post = made.chair.posts.get()
    people_actions.end_post(post, ends_on=TODAY, by=None, on=TODAY)
    with pytest.raises(Denied) as refused:
        signing.sign(letter, by=made.dcs, on=TODAY, version=letter.version)
    assert refused.value.code == "sure" and made.chair.name in refused.value.sentence


def test_what_cannot_stand_in_an_address_leaves_a_gap() -> None:
    made = cases.scene(CaseState.OPENED, academy=True)
    letter = actions.prepare(made.case, kind="academy_considered", by=made.officer, on=TODAY)
    writing = letters.writing(letter, recipients={"regional_director": {"name": "x" * 200, "email": "no address"}})
    letter = actions.save(letter, by=made.officer, on=TODAY, writing=writing, version=letter.version)
    assert "no_address" in [each.code for each in missing(letter)]
    assert letter.written_of_recipients["regional_director"]["name"] == "x" * 200
