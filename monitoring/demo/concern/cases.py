"""Concern cases of the made-up authority, one at each stage.

Made by the real actions, each on its working day, by somebody who may do it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from monitoring.notices.answers.actions import Answered, record_answer
from monitoring.notices.case import actions as cases
from monitoring.notices.case import readers
from monitoring.notices.categories.actions import record_academy_order, record_category
from monitoring.notices.categories.queries import inspections_in_category
from monitoring.notices.consents.actions import record_consent
from monitoring.notices.consents.queries import posts_with_consents
from monitoring.notices.discussions.actions import Held, record_discussion
from monitoring.notices.evidence.actions import add_evidence
from monitoring.notices.evidence.queries import Taken
from monitoring.notices.giving import actions as giving
from monitoring.notices.giving.proof import Proof
from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.actions import Writing
from monitoring.notices.models import Case, CaseLetter
from monitoring.notices.outcomes import actions as outcomes
from monitoring.notices.questions.questions import about_day, questions_of, to_confirm, without_day
from monitoring.notices.signing import actions as signing
from monitoring.notices.states import LetterState
from schools.models import School
from schools.trusts import actions as trusts
from schools.trusts.actions import Details
from sil import clock
from sil.accounts.models import User
from sil.letters.actions import issue
from sil.letters.models import Method

from ..days import workday
from ..people import CHAIR2_SCHOOL
from ..schools.register import WEAK
from ..schools.rows import FIRST_URN
from . import texts
from .texts import Concern

# Places in the list of schools.
NEW, WAITING, RUNNING, TO_DIRECTOR, DONE, QUIET = 4, 12, 9, 43, 18, 13
AGREED = "Agreed by email, when the case was opened."
# A letter is written and presented to its signatory so many days before the day it bears.
WRITTEN = 2
# The letter that waits for a signature is dated for so many days ahead, so that it can be signed until then.
AHEAD = timedelta(days=6)
PROOF = Proof(
    place="Exampleton post office",
    receipt="EX 1234 5678 9GB",
    note="The certificate is kept with the letter.",
)


@dataclass(frozen=True)
class Scene:
    """A case, who works on it and signs about it, and what is written of it."""

    case: Case
    words: Concern
    known: Mapping[str, User]
    today: date

    @property
    def officer(self) -> User:
        return self.case.owner

    def day(self, ago: int) -> date:
        return workday(self.today - timedelta(days=ago))

    def notice(self) -> CaseLetter:
        """The one that was given last."""
        return self.case.letters.filter(status=LetterState.GIVEN).latest("pk")


def make(known: Mapping[str, User], today: date) -> None:
    """One case of each stage. `known` has accounts by what stands before the @."""
    _open(known, today, NEW, 5, texts.OPENED, owner="sip")
    _discussed_and_waiting(_open(known, today, WAITING, 20, texts.WAITS))
    _running(_open(known, today, RUNNING, 28, texts.RUNS))
    _formal(_open(known, today, CHAIR2_SCHOOL - FIRST_URN, 66, texts.FORMAL))
    _to_the_regional_director(_open(known, today, TO_DIRECTOR, 55, texts.ACADEMY))
    _removed(_open(known, today, DONE, 210, texts.REMOVED))
    _in_a_category(_open(known, today, WEAK, 25, texts.CATEGORY))
    quiet = _open(known, today, QUIET, 4, texts.RESTRICTED, restricted=True)
    with clock.at(quiet.day(4)):
        readers.name(quiet.case, person=known["dcs"], by=quiet.officer, on=quiet.day(4))


def _discussed_and_waiting(scene: Scene) -> None:
    """A pre-formal notice lies before the Director of Children's Services."""
    _discuss(scene, 9)
    on = scene.day(1)
    with clock.at(on):
        _present(scene, "preformal_notice", dated=workday(scene.today + AHEAD), on=on)


def _running(scene: Scene) -> None:
    """The compliance period runs, and some of what is required has been looked at."""
    _discuss(scene, 17)
    _give(scene, "preformal_notice", 9)
    _find(scene, 2)


def _formal(scene: Scene) -> None:
    """A formal warning notice was given, and its action plan is owed."""
    _discuss(scene, 57)
    _give(scene, "preformal_notice", 47)
    _find(scene, 30)
    _judge(scene, 28, secured=False)
    _give(scene, "formal_notice", 6)


def _to_the_regional_director(scene: Scene) -> None:
    """Nothing but letters: an authority gives an academy no notice."""
    _people_at_the_trust(scene)
    _give(scene, "academy_considered", 44)
    for ago, party, who, text in texts.ANSWERS:
        on = scene.day(ago)
        answered = Answered(party=party, who=who, answered_on=on, text=text)
        with clock.at(on):
            record_answer(scene.notice(), answered=answered, by=scene.officer, on=on)
    _give(scene, "academy_concerns", 11)


def _people_at_the_trust(scene: Scene) -> None:
    """Whom an administrator found on the trust's website."""
    on = scene.day(50)
    for role, name in texts.AT_TRUST.items():
        details = Details(name=name, email="", address=texts.TRUST_ADDRESS, source="The trust's website")
        with clock.at(on):
            trusts.add(trust=scene.case.school.trust_name, role=role, details=details, starts_on=on, by=None, on=on)


def _in_a_category(scene: Scene) -> None:
    """An inspection found that the school is in a category: it is eligible for intervention without a notice."""
    on = scene.day(20)
    with clock.at(on):
        inspection = inspections_in_category(scene.case.school)[0]
        record_category(scene.case, inspection=inspection, by=scene.officer, on=on)
        record_academy_order(scene.case, made=False, made_on=None, reference="", by=scene.officer, on=on)


def _removed(scene: Scene) -> None:
    """Improvement was secured and the notice is gone."""
    _discuss(scene, 199)
    _give(scene, "preformal_notice", 190)
    _find(scene, 178)
    _judge(scene, 177, secured=True)
    _give(scene, "notice_removed", 170)


def _open(
    known: Mapping[str, User],
    today: date,
    place: int,
    ago: int,
    words: Concern,
    *,
    owner: str = "officer",
    restricted: bool = False,
) -> Scene:
    on, by = workday(today - timedelta(days=ago)), known[owner]
    with clock.at(on):
        case = cases.open_case(
            School.objects.get(pk=FIRST_URN + place),
            source=words.source,
            since=on - timedelta(days=words.known[0].age),
            concern=words.concern,
            high_risk=words.high_risk,
            restricted=restricted,
            by=by,
            on=on,
        )
        for post in posts_with_consents(case.school, on):
            record_consent(post, given_on=on, words=AGREED, by=by, on=on)
        for each in words.known:
            taken = Taken(
                bears_on=each.bears_on, text=each.text, source=each.source, dated=on - timedelta(days=each.age)
            )
            add_evidence(case, taken=taken, by=by, on=on)
    return Scene(case, words, known, today)


def _discuss(scene: Scene, ago: int) -> None:
    on = scene.day(ago)
    held = Held(
        held_on=on,
        director=scene.known["director"],
        head_present=True,
        chair_present=True,
        said=scene.words.said,
        agreed=scene.words.agreed,
    )
    with clock.at(on):
        record_discussion(scene.case, held=held, by=scene.officer, on=on)


def _give(scene: Scene, kind: str, ago: int) -> None:
    """Written, signed, made into a PDF, and given to everybody on the day it bears. What is asked is confirmed: a day
    of a made-up story can lie in any holidays."""
    dated, on = scene.day(ago), scene.day(ago + WRITTEN)
    with clock.at(on):
        letter = _present(scene, kind, dated=dated, on=on)
    with clock.at(dated):
        by = scene.known["director" if letter.step.signed_by == "director_of_education" else "dcs"]
        sure = " ".join(to_confirm(questions_of(letter, dated, clock.now())))
        signed = signing.sign(letter, by=by, on=dated, version=letter.version, sure=sure)
        issue(signed.pk)
        # Those it is addressed to first: copies go once it is given.
        for each in signed.recipients.exclude(method=Method.EMAIL).order_by("is_copy", "pk"):
            giving.record_service(letter, each, done_on=dated, proof=PROOF, by=scene.officer, on=dated)


def _present(scene: Scene, kind: str, *, dated: date, on: date) -> CaseLetter:
    by = scene.officer
    letter = letters.prepare(Case.objects.get(pk=scene.case.pk), kind=kind, by=by, on=on)
    letter = letters.save(letter, writing=_writing(scene, letter), by=by, on=on, version=letter.version)
    for check in letter.step.checks:
        letters.tick(letter, check.id, version=letter.version, by=by, on=on)
    letter = CaseLetter.objects.get(pk=letter.pk)
    asked = questions_of(letter, dated, clock.now())
    said = {"sure": " ".join(to_confirm(without_day(asked))), "day_sure": about_day(asked)}
    return signing.present(letter, dated=dated, by=by, on=on, version=letter.version, **said)


def _writing(scene: Scene, letter: CaseLetter) -> Writing:
    """A notice that follows another goes on with what that one required."""
    kind = letter.kind_of
    carried = [(each.text, each.measure) for each in letter.required_actions.all()]
    requires = (carried or scene.words.requires) if kind.notice else ()
    return Writing(
        parts=scene.words.parts[kind.slug],
        actions=[{"text": text, "measure": measure} for text, measure in requires],
        grounds=["standards"] if kind.statutory else [],
        powers=["governors"] if kind.powers else [],
        compliance=_compliance(scene, kind.slug) if kind.notice else {},
    )


def _compliance(scene: Scene, kind: str) -> dict[str, str]:
    days, why = scene.words.lengths[kind]
    return {"count": str(days), "why": why}


def _find(scene: Scene, ago: int) -> None:
    on = scene.day(ago)
    with clock.at(on):
        for action, (result, seen) in zip(scene.notice().required_actions.all(), scene.words.found, strict=False):
            outcomes.record_finding(action, by=scene.officer, on=on, result=result, evidence=seen)


def _judge(scene: Scene, ago: int, *, secured: bool) -> None:
    on = scene.day(ago)
    with clock.at(on):
        outcomes.judge(scene.notice(), by=scene.officer, on=on, secured=secured, reasons=scene.words.judged)
