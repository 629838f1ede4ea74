"""Letters about a concern in any state, made by the real actions."""

from collections.abc import Mapping
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from django.db import transaction

from monitoring.notices.act import POWERS
from monitoring.notices.giving import actions as giving
from monitoring.notices.giving.proof import Proof
from monitoring.notices.letters import actions
from monitoring.notices.letters.actions import Writing
from monitoring.notices.letters.powers import relevant_to
from monitoring.notices.letters.recipients import recipients_of, served_on
from monitoring.notices.models import CaseLetter
from monitoring.notices.questions.questions import about_day, questions_of, to_confirm, without_day
from monitoring.notices.signing import actions as signing
from monitoring.notices.state.actions import record_notification
from monitoring.notices.state.policies import ABOUT_POWERS
from monitoring.notices.states import LetterState
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.letters.models import Delivery, Document, Letter, Method, Recipient, Status
from sil.outbox.models import Message

from ..conftest import TODAY
from .case_scene import Scene

S = LetterState
HANDED = Proof(taken_by="Cleo Clerk, clerk", place="the school office", at=time(10, 40))
POSTED = Proof(place="Exampleton post office", receipt="AB 1234 5678 9GB")
# What a notice requires.
ACTIONS = (
    {"text": "Teach early reading to every pupil daily.", "measure": "Lessons seen."},
    {"text": "Check attendance each week and act on it.", "measure": ""},
)

# What is said of each power; the letter prints what belongs to the one that it uses.
DETAILS: dict[str, Any] = {
    "arrangements-parties": "Example High School, Exampleton",
    "arrangements-arrangement": "A contract for leadership of English, made by 1 February 2027.",
    "governors-number": "2",
    "governors-names": "Gita Example\nHal Example",
    "governors-term": "Four years.",
    "board-starts": ["1", "9", "2027"],
    "board-members": "Mina Muster (chair)\nNoel Nobody",
    "board-pay": "Nothing.",
    "budget-starts": ["1", "9", "2027"],
    # Of the letters before and after it: the power ends the day before the summer holidays.
    "state-planned": ["1", "7", "2027"],
    "board-ends": ["21", "7", "2027"],
    "board-successor": "Eleven governors under the instrument of government of 1 June 2027.",
    "governors-ends": ["21", "7", "2027"],
    "budget-ends": ["21", "7", "2027"],
    "arrangements-ends": ["31", "8", "2027"],
}


# Short, so that a period is over within a few weeks of a test: its formal notice asks for a plan on the day after its
# end, which is asked about and kept with a reason.
PERIOD = {"count": "15", "why": "Both actions can be done in two weeks."}
REASON = "The governing body has promised its plan for the first week."


def writing(
    letter: CaseLetter, *, method: str = Method.EMAIL, emails: Mapping[str, str] | None = None, **changes: Any
) -> Writing:
    """A whole letter; whoever it is served on gets it by a method, everybody else by e-mail where they have one:
    `emails` gives one to offices outside, by their key. A length of the period in `changes` has a reason."""
    kind = letter.kind_of
    values: dict[str, Any] = {
        "parts": {part.id: f"Text of {part.name.lower()}." for part in kind.parts},
        "grounds": ["standards"] if kind.statutory else [],
        "powers": ["governors"] if kind.chooses_power else ["governors", "budget"] if kind.powers else [],
        "consulted": [],
        "details": DETAILS if kind.names_power else {},
    }
    if kind.notice:
        values["actions"] = list(ACTIONS)
        values["compliance"] = PERIOD
    if kind.power:
        bodies = relevant_to(letter.case.school, POWERS[values["powers"][0]])
        values["consulted"] = [{"who": who, "on": ["5", "11", "2026"], "said": "Heard."} for who in bodies]
    if kind.meets:
        values["meeting"] = {"on": ["14", "12", "2026"], "at": "4pm", "place": "At the school.", "mode": "in_person"}
    values["recipients"] = {}
    for place, each in enumerate(recipients_of(letter, TODAY, {})):
        email = (emails or {}).get(each.key, "")
        how = method if place == 0 else Method.EMAIL if email else each.method
        office = {
            "name": each.name or "Example Trust",
            "address": "1 Example Road",
            "email": email or "office@test.example",
        }
        values["recipients"][each.key] = {"method": how} | ({} if each.user else office)
    if changes.get("compliance"):
        changes["compliance"] = {"why": PERIOD["why"]} | changes["compliance"]
    return Writing(**(values | changes))


def prepared(made: Scene, kind: str = "preformal_notice", *, on: date = TODAY, **how: Any) -> CaseLetter:
    """Written and checked off, by the officer. Where it uses a power, the Secretary of State was told of it before."""
    letter = actions.prepare(made.case, kind=kind, by=made.officer, on=on)
    letter = actions.save(letter, by=made.officer, on=on, writing=writing(letter, **how), version=letter.version)
    tick_all(letter, made.officer, on=on)
    for power in letter.powers if letter.kind_of.power else ():
        notified(made, power, on=on)
    return letter


def notified(made: Scene, power: str, *, on: date = TODAY) -> None:
    """The Secretary of State was told that a power is to be used."""
    if power in POWERS and made.case.status in ABOUT_POWERS:
        said = {"power": power, "notified_on": on, "how": "By email to the Regional Director's office."}
        record_notification(made.case, by=made.officer, on=on, **said)


def tick_all(letter: CaseLetter, by: User, *, on: date = TODAY) -> None:
    for check in letter.step.checks:
        actions.tick(letter, check.id, version=letter.version, by=by, on=on)


def presented(made: Scene, kind: str = "preformal_notice", *, dated: date = TODAY, **how: Any) -> CaseLetter:
    return present(made, prepared(made, kind, on=dated if dated < TODAY else TODAY, **how), dated=dated)


def present(made: Scene, letter: CaseLetter, *, dated: date = TODAY, on: date | None = None) -> CaseLetter:
    on = on or min(dated, TODAY)
    letter = CaseLetter.objects.get(pk=letter.pk)
    said = {**presents_sure(letter, dated), "plan_reason": REASON}
    return signing.present(letter, dated=dated, by=made.officer, on=on, version=letter.version, **said)


def asked(letter: CaseLetter, dated: date, now: datetime) -> list[str]:
    """The sentences that somebody who presents a letter confirms, without the one about its day."""
    return to_confirm(without_day(questions_of(letter, dated, now)))


def sure(letter: CaseLetter, dated: date, on: date) -> str:
    """What a signatory has to confirm, word for word."""
    return " ".join(to_confirm(questions_of(letter, dated, clock.now())))


def presents_sure(letter: CaseLetter, dated: date) -> dict[str, str]:
    """What whoever presents a letter has to confirm, word for word: the form asks about its day beside the day."""
    asked = questions_of(letter, dated, clock.now())
    return {"sure": " ".join(to_confirm(without_day(asked))), "day_sure": about_day(asked)}


def sign(made: Scene, letter: CaseLetter, *, on: date | None = None, by: User | None = None) -> Letter:
    letter = CaseLetter.objects.get(pk=letter.pk)
    assert letter.dated is not None
    on = on or min(letter.dated, TODAY)
    said = {"sure": sure(letter, letter.dated, on), "plan_reason": REASON}
    return signing.sign(letter, by=by or made.signer(letter), on=on, version=letter.version, **said)


def signed(made: Scene, kind: str = "preformal_notice", *, dated: date = TODAY, **how: Any) -> CaseLetter:
    """Signed, with its PDF, and on its day not given yet where it goes by hand or post."""
    letter = presented(made, kind, dated=dated, **how)
    make(sign(made, letter))
    return CaseLetter.objects.get(pk=letter.pk)


PDF = b"%PDF-1.7"


@transaction.atomic
def make(letter: Letter) -> None:
    """What the worker does once it has made the PDF, with next to nothing in it: a real one takes a second."""
    now, stands = clock.now(), (Status.SIGNED, Status.ISSUED)
    Document.objects.create(letter=letter, pdf=PDF, sha256=sha256(PDF).hexdigest(), made_at=now)
    events.record(
        "letter.issued", subject=letter, by=None, scope=letter.history, status=stands, reference="", recipients=""
    )
    letter.status, letter.issued_at = Status.ISSUED, now
    letter.save(update_fields=["status", "issued_at"])
    giving.issued(letter)


def given(
    made: Scene, kind: str = "preformal_notice", *, dated: date = TODAY, method: str = Method.EMAIL, **how: Any
) -> CaseLetter:
    """Given on a day. By e-mail it went with its PDF, otherwise it was recorded."""
    with clock.at(datetime.combine(dated, time(10))):
        letter = signed(made, kind, dated=dated, method=method, **how)
        if method != Method.EMAIL:
            serve(made, letter)
    return CaseLetter.objects.get(pk=letter.pk)


def serve(made: Scene, letter: CaseLetter, **how: Any) -> None:
    to = served_on(letter)
    assert to is not None and letter.dated is not None
    said = {
        "done_on": letter.dated,
        "proof": HANDED if to.method == Method.HAND else POSTED,
        "by": made.officer,
        "on": letter.dated,
    }
    giving.record_service(letter, to, **(said | how))


def serve_copy(made: Scene, letter: CaseLetter, to: Recipient, **how: Any) -> Delivery:
    """A copy that was posted, or handed over."""
    proof = HANDED if to.method == Method.HAND else POSTED
    said = {"done_on": letter.dated, "proof": proof, "by": made.officer, "on": clock.today()}
    return giving.record_service(letter, to, **(said | how))


def send() -> None:
    """Every message that waits is sent now, and recorded."""
    Message.objects.filter(status="waiting").update(status="sent", sent_at=clock.now())
    giving.record_sent()


def in_state(made: Scene, state: str, kind: str = "preformal_notice", *, method: str = Method.HAND) -> CaseLetter:
    """A letter of a case in a state."""
    if state in (S.GIVEN, S.WITHDRAWN):
        letter = given(made, kind, method=method)
    elif state in (S.SIGNED, S.LAPSED):
        letter = signed(made, kind, method=method)
    elif state in (S.PRESENTED, S.RETURNED):
        letter = presented(made, kind, method=method)
    else:
        letter = prepared(made, kind, method=method)
    if state == S.RETURNED:
        signing.return_letter(letter, text="Name the lessons.", by=made.signer(letter), on=TODAY)
    if state == S.LAPSED:
        signing.call_off(letter, by=made.officer, on=TODAY, reason="The chair was away.")
    if state == S.DISCARDED:
        actions.discard(letter, by=made.officer, on=TODAY)
    if state == S.WITHDRAWN:
        giving.withdraw(letter, reason="It named the wrong year.", by=made.signer(letter), on=TODAY)
    found = CaseLetter.objects.get(pk=letter.pk)
    assert found.status == state
    return found
