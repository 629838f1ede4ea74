"""A bundle holds everything that its case holds: each table that belongs to a case is printed, row by row, or has a
reason why it is not."""

import re
from collections.abc import Iterator
from datetime import date, time
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.db.models import CharField, JSONField, Model, TextField

from monitoring.notices.answers.actions import Answered, record_answer
from monitoring.notices.bundle.making import ask, make_next
from monitoring.notices.bundle.sections import LEFT_OUT, SECTIONS
from monitoring.notices.categories.actions import record_academy_order
from monitoring.notices.ends.decisions import decide_forbidden
from monitoring.notices.ends.state_notices import record_notice_of_state
from monitoring.notices.giving import actions as giving
from monitoring.notices.giving.proof import Proof, correct_proof
from monitoring.notices.models import BundleFile, BundlePart, Case, CaseLetter
from monitoring.notices.plans import actions as plans
from monitoring.notices.powers.actions import record_review
from monitoring.notices.powers.policies import Held
from monitoring.notices.signing import actions as signing
from monitoring.notices.state.actions import record_act
from monitoring.notices.statements.actions import answer
from monitoring.notices.states import CaseState, Purpose
from monitoring.notices.withdrawals.actions import review_power
from sil import clock
from sil.framework.models import FrameworkVersion
from sil.letters.models import Delivery, Method
from tests.conftest import TODAY
from tests.factories import action_plans, case_letters, cases, statements
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C11")]

PRINTED = {model for section in SECTIONS for model in section.prints}
# What is no text of the case: keys and names of files that are looked up, states that are shown as words.
TECHNICAL = {"check_id", "code", "category", "draft", "href", "key", "method", "party", "replaced", "rule", "status"}


def tables_of(model: type[Model], seen: set[type[Model]]) -> set[type[Model]]:
    """Every table of the app whose rows belong to a row of this one, however far away."""
    for relation in model._meta.related_objects:
        found: Any = relation.related_model
        if found._meta.app_label == "notices" and not found._meta.auto_created and found not in seen:
            seen |= tables_of(found, seen | {found})
    return seen


def test_each_table_of_a_case_is_printed_or_says_why_not() -> None:
    belongs = tables_of(Case, {Case})
    assert len(belongs) > 12
    assert belongs - PRINTED - set(LEFT_OUT) == set(), "print it (SECTIONS), or say why not (LEFT_OUT)"
    assert not PRINTED & set(LEFT_OUT)
    assert all(reason.strip() for reason in LEFT_OUT.values())


@pytest.fixture
def whole(liverpool: FrameworkVersion) -> list[Scene]:
    """Cases with a row in each table between them."""
    return [_planned(), _in_dispute(), _with_a_power(), _under_review(), _academy(), _in_category()]


def _planned() -> Scene:
    """A plan that was returned, sent again and withdrawn, a letter that was returned, a proof that was put right, a
    notice of the Secretary of State."""
    made = cases.scene(CaseState.FORMAL)
    action_plans.send(made, "Phonics on Mondays only.")
    action_plans.assess(made, accepted=False)
    action_plans.send(made, "Phonics each day from the first of December.")
    with clock.at(TODAY):
        newest = made.plan.versions.first()
        assert newest is not None
        plans.withdraw(made.plan, number=newest.number, reason="A page was missing.", by=made.chair, on=TODAY)
        cases.found(made, "formal_notice", "met", "not_met")
        cases.judge(made, "formal_notice", secured=True)
    letter = case_letters.presented(made, "formal_lifted")
    signing.return_letter(letter, text="Name the day of the last visit.", by=made.signer(letter), on=TODAY)
    record_notice_of_state(
        made.school, given_on=date(2026, 11, 18), told_on=TODAY, note="Reference ABC 123.", by=made.officer, on=TODAY
    )
    delivery = Delivery.objects.filter(recorded_by__isnull=False).order_by("pk").first()
    assert delivery is not None
    found = CaseLetter.objects.get(letter=delivery.recipient.letter_id)
    proof = Proof(taken_by="Sam Secretary", place="the school office", at=time(11, 15))
    correct_proof(found, delivery, proof=proof, reason="It was not the chair who took it.", by=made.officer, on=TODAY)
    return made


def _in_dispute() -> Scene:
    """A notice of powers with evidence and representations that were answered, the Secretary of State notified, who is
    to act."""
    made = cases.scene(CaseState.NOT_SECURED)
    how: dict[str, Any] = {"method": Method.HAND, "powers": ["governors"], "intends": True}
    notice = case_letters.given(made, "formal_notice", dated=cases.FORMAL, **how)
    entry = statements.sent(made, notice, Purpose.REPRESENTATIONS, text="The new deputy began in November.")
    statements.sent(made, notice, Purpose.EVIDENCE)
    answer(entry, by=made.dcs, on=TODAY, outcome="keeps", reasons="The deputy teaches no reading.")
    case_letters.notified(made, "governors")
    record_act(made.case, by=made.officer, on=TODAY, given_on=TODAY, note="By letter of the Regional Director.")
    record_notice_of_state(
        made.school, given_on=date(2026, 11, 6), told_on=TODAY, note="Reference DEF 456.", by=made.officer, on=TODAY
    )
    advice: dict[str, Any] = {"advised_by": "Lena Lawyer, county solicitor", "advised_on": date(2026, 11, 19)}
    said = "Both notices ask for the same."
    decide_forbidden(notice, outcome="kept", reason=said, by=made.dcs, on=TODAY, **advice)
    return made


def _with_a_power() -> Scene:
    made = cases.scene(CaseState.POWERS_USED)
    giving.withdraw(made.notice(), reason="It named another school.", by=made.dcs, on=TODAY)
    used = made.notice("power_used")
    review_power(used, outcome="advice", reason="Counsel was asked on Friday.", by=made.dcs, on=TODAY)
    review_power(used, outcome="ended", ended_on=TODAY, reason="The governors left.", by=made.dcs, on=TODAY)
    return made


def _under_review() -> Scene:
    """A suspended budget that was reviewed, and ends by a letter."""
    made = cases.scene(CaseState.IN_CATEGORY)
    letter = case_letters.given(made, "power_used", method=Method.HAND, powers=["budget"])
    held = Held(held_on=TODAY, present="Olive Officer, chair", found="Spending is under control.", outcome="to_end")
    record_review(letter, held=held, by=made.officer, on=TODAY)
    case_letters.given(made, "power_ended", method=Method.HAND)
    return made


def _academy() -> Scene:
    made = cases.scene(CaseState.CONCERNS_WRITTEN, academy=True)
    said = Answered(party="regional_director", who="Rita Regional", answered_on=TODAY, text="We will visit the trust.")
    record_answer(made.notice("academy_concerns"), answered=said, by=made.officer, on=TODAY)
    return made


def _in_category() -> Scene:
    made = cases.scene(CaseState.IN_CATEGORY)
    order: dict[str, Any] = {"made": True, "made_on": date(2026, 11, 2), "reference": "AO 2026 77"}
    record_academy_order(made.case, by=made.officer, on=TODAY, **order)
    return made


def test_every_row_of_every_table_is_in_the_file(whole: list[Scene]) -> None:
    for made in whole:
        ask(made.case, by=made.officer, on=TODAY)
        assert make_next()
    text = squeezed(" ".join(_pages()))
    missing = {}
    for model in sorted(PRINTED, key=lambda each: each.__name__):
        rows = list(model._default_manager.all())
        assert rows, f"no case has a row of {model.__name__}"
        for row in rows:
            if lost := [words for words in texts_of(row) if squeezed(words) not in text]:
                missing[repr(row)] = lost
    assert missing == {}


def _pages() -> Iterator[str]:
    for file in BundleFile.objects.filter(ending="pdf"):
        content = b"".join(bytes(part.content) for part in BundlePart.objects.filter(file=file).order_by("place"))
        yield from (page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(BytesIO(content)))


def texts_of(row: Model) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        if field.name in TECHNICAL or field.choices:
            continue
        value = getattr(row, field.attname)
        if isinstance(field, JSONField):
            yield from strings_in(value)
        elif isinstance(field, (TextField, CharField)) and value:
            yield from value.splitlines()


def strings_in(value: Any) -> Iterator[str]:
    """The texts in what is stored as JSON; numbers and days are shown in words."""
    if isinstance(value, str) and not value.isdigit():
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)


def squeezed(text: str) -> str:
    """Without its spaces and line ends, since a printed text is broken at its hyphens."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-").replace("\x02", "-"))
