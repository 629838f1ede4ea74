"""Letters from Ofsted about the made-up schools, and what became of them.

One is confirmed, one waits to be confirmed and contradicts itself, one is to the authority, confirmed, with what the
authority does about it. Their words are invented here.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from schools.letters import actions
from schools.letters.authority_actions import actions as what_is_done
from schools.letters.authority_actions.passages import passages_of
from schools.letters.authority_actions.policies import ActionInput, content_of
from schools.models import AssignmentRole, AuthorityAction, Inspection, OfstedLetter, PassageKind, School
from schools.ofsted_letters.letter import Letter
from schools.ofsted_letters.reader import read
from schools.queries import officer
from sil import clock
from sil.accounts.models import User
from sil.clock import in_words
from sil.uploads.formats import examine

from ..days import workday

# Before today.
IMPROVING, SPECIAL, FOCUSED = timedelta(days=150), timedelta(days=26), timedelta(days=60)
_ON_BEHALF = "I write on behalf of His Majesty's Chief Inspector of Education, Children's Services and Skills"

IMPROVING_TEXT = """Ofsted
Made-up House
Exampleton
ZZ99 9ZZ

{written}

The Headteacher
{school}
{postcode}

Dear Headteacher

Requires improvement: monitoring inspection visit to {school}

Following my visit to your school on {visited}, {behalf} to report what I found. The visit took place because the
school was judged to require improvement in {before}.

Leaders and governors are taking effective action to tackle the areas requiring improvement identified at the last
section 5 inspection in order for the school to become good.

The school should take further action to:

- check how well pupils remember what they were taught in the foundation subjects, so that:
  - gaps are found within the term
  - teachers know what to come back to
- bring down the absence of pupils who miss a day or more each fortnight.

Evidence

I met leaders, governors and a group of pupils, and visited lessons with the deputy headteacher.

External support

The School Improvement Partner visits each half term. Leaders find the visits useful.

I am copying this letter to the chair of the governing body and the director of children's services for Exampleton.

Yours sincerely

Nora Invented
His Majesty's Inspector
"""

SPECIAL_TEXT = """Ofsted
Made-up House
Exampleton
ZZ99 9ZZ

{written}

The Headteacher
{school}
{postcode}

Dear Headteacher

Special measures monitoring inspection of {school}

Following my visit with Piers Pretend, Ofsted Inspector, to your school on {visited}, {behalf} to confirm what was
found. The inspection was the first monitoring inspection since the school became subject to special measures
following the inspection that took place in {before}.

Having considered all the evidence I am of the opinion that at this time:

Leaders and managers are not taking effective action towards the removal of special measures.

The school's statement of action is fit for purpose.

The school may not appoint early career teachers before the next monitoring inspection.

I am copying this letter to the chair of the governing body and the director of children's services for Exampleton.

Yours sincerely

Rhona Supposed
His Majesty's Inspector

Annex

The areas for improvement identified during the inspection that took place in {before}.

- Keep pupils safe, by ensuring that:
  - every concern is written down on the day
  - leaders look each week at what was done about it.
- Teach reading from the start in one way that all staff know.

An external review of governance should be undertaken.
"""

AUTHORITY_TEXT = """Ofsted
Made-up House
Exampleton
ZZ99 9ZZ

{written}

Ms Dora Imaginary
Director of Children's Services
Exampleton City Council

Dear Dora

Exampleton local authority: focused inspections, {visited}

I write with what came of the inspections of schools in your area.

Outline of inspection activities

Six schools were inspected, including four primary schools and one secondary school. Three of these were judged to be
good at their last inspection and three required improvement.

Strengths

- Headteachers say that the authority knows their schools.
- Governors value the training they are offered.

Areas for improvement

- Help reaches schools late: some waited for more than a term.
- Few schools learn from one another.
- The authority does not check what became of the help that it gave.

Yours sincerely

Silas Notional HMI
Regional Director
"""


@dataclass(frozen=True)
class Planned:
    """An action of the authority on a passage of the letter; `due` is in days from today."""

    kind: str
    place: int
    text: str
    due: int


LATE = Planned(PassageKind.AREA, 0, "Agree the first visit with a school within ten working days of its request.", -15)
LISTED = Planned(PassageKind.AREA, 0, "List the schools that have waited longer than a term for help.", -8)
SHARED = Planned(PassageKind.AREA, 1, "Hold a meeting each term at which schools show one another their work.", 40)
TWICE = Planned(PassageKind.AREA, 1, "Hold a termly meeting of schools.", 45)
TRAINING = Planned(PassageKind.STRENGTH, 1, "Offer the training for governors in the evening as well.", -3)


def letters(known: dict[str, User], today: date) -> None:
    """Three letters, sent in a few days after each was written. `known` has accounts by what stands before the @."""
    improving, special = _inspected("3"), _inspected("4")
    if improving:
        visited = today - IMPROVING
        kept = _about(
            improving, IMPROVING_TEXT, known["officer"], visited=visited, written=visited + timedelta(days=12)
        )
        school, by, on = improving.school, _partner(improving.school, known["officer"], today), kept.sent_in_at.date()
        with clock.at(on):
            facts = actions.facts_of(kept.reading)
            actions.confirm(
                kept, confirmed=actions.Confirmed(values=kept.reading, school=school, facts=facts), by=by, on=on
            )
    if special:
        # Dated in the week before its visit.
        visited = today - SPECIAL
        _about(special, SPECIAL_TEXT, known["officer"], visited=visited, written=visited - timedelta(days=7))
    _to_the_authority(known, today)


def _to_the_authority(known: dict[str, User], today: date) -> None:
    """The letter to the authority, confirmed the day after, and what the authority does about it: an action that is
    late, one that is done, one to do, one withdrawn, and none on the last area."""
    first = today - FOCUSED
    text = AUTHORITY_TEXT.format(
        written=in_words(first + timedelta(days=20)),
        visited=f"{in_words(first)} to {in_words(first + timedelta(days=3))}",
    )
    by, on = known["officer"], first + timedelta(days=26)
    kept = _send("focused-inspections.txt", text, on - timedelta(days=1), by)
    with clock.at(on):
        kept = actions.confirm(kept, confirmed=actions.Confirmed(values=kept.reading), by=by, on=on)
        late, training = (_act(kept, each, by, today, by=by, on=on) for each in (LATE, TRAINING))
        listed = _act(kept, LISTED, known["director"], today, by=by, on=on)
        _act(kept, SHARED, "Tess Fictional, Schools Forum", today, by=by, on=on)
        twice = _act(kept, TWICE, by, today, by=by, on=on)
        what_is_done.withdraw(twice, reason="It is the same as the action of the Schools Forum.", by=by, on=on)
    with clock.at(on := today - timedelta(days=20)):
        said = replace(content_of(late), due_on=workday(today - timedelta(days=6)))
        what_is_done.correct(late, said, reason="The new way has to be agreed with the partners first.", by=by, on=on)
    with clock.at(on := today - timedelta(days=9)):
        what_is_done.record_progress(
            listed, status="done", outcome="Two schools had waited for more than a term.", by=known["director"], on=on
        )
        what_is_done.record_progress(late, status="under_way", outcome="Drafted with the partners.", by=by, on=on)
        what_is_done.record_progress(
            training, status="not_done", outcome="The trainer was ill. The course moves to the summer.", by=by, on=on
        )


def _act(
    letter: OfstedLetter, planned: Planned, owner: User | str, today: date, *, by: User, on: date
) -> AuthorityAction:
    passage = [each for each in passages_of(letter.held) if each.kind == planned.kind][planned.place]
    said = ActionInput(
        kind=passage.kind,
        passage=passage.words,
        text=planned.text,
        owner=owner if isinstance(owner, User) else None,
        owner_name="" if isinstance(owner, User) else owner,
        due_on=workday(today + timedelta(days=planned.due)),
    )
    return what_is_done.add(letter, said, by=by, on=on)


def _inspected(overall: str) -> Inspection | None:
    """The last inspection of the first school that had a grade and is open, and has a partner."""
    found = Inspection.objects.filter(
        overall=overall, school__is_open=True, school__assignments__role=AssignmentRole.SIP
    )
    return found.select_related("school").order_by("school_id", "-starts_on").first()


def _about(inspection: Inspection, text: str, fallback: User, *, visited: date, written: date) -> OfstedLetter:
    school = inspection.school
    words = text.format(
        school=school.name,
        postcode=school.postcode,
        written=in_words(written),
        visited=in_words(visited),
        before=f"{inspection.starts_on:%B %Y}",
        behalf=_ON_BEHALF,
    )
    day = max(visited, written) + timedelta(days=6)
    return _send(f"letter-{school.pk}.txt", words, day, _partner(school, fallback, day), school)


def _partner(school: School, fallback: User, on: date) -> User:
    return officer(school, AssignmentRole.SIP, on) or fallback


def _send(name: str, text: str, on: date, by: User, school: School | None = None) -> OfstedLetter:
    letter = read(text)
    assert isinstance(letter, Letter), letter.reason
    with clock.at(on):
        return actions.send_in(examine(name, text.encode()), text=text, letter=letter, school=school, by=by, on=on)
