"""Invented contents for one letter of each kind about a concern."""

from dataclasses import replace
from datetime import date
from typing import Any

from monitoring.notices.act import GROUNDS, POWERS
from monitoring.notices.letters.contexts import (
    AcademyConcerns,
    AcademyExpected,
    AcademyImprovement,
    AcademyNoImprovement,
    Board,
    ConcernLetter,
    Consent,
    Consulted,
    Contact,
    DirectiveNotice,
    Discussed,
    Earlier,
    Ending,
    FormalNotice,
    Found,
    IntentionNotice,
    Invitation,
    Meeting,
    NamedPower,
    NoticeEnded,
    PowerEnded,
    PowerUsed,
    PreformalNotice,
    Proposed,
    Required,
    Span,
    StateNotified,
    Withdrawal,
    Withdrawn,
)
from sil.letters.kinds import Address

SCHOOL, ACADEMY = "Example Church of England Primary School", "Example Academy"
HEAD, CHAIR = "Ada Example, Headteacher", "Charlie Placeholder, Chair of governors"
_LINES = ("1 Sample Street", "Exampleton", "ZZ99 1AA")
_ASK = Contact(name="Olive Officer", email="officer@authority.example")
_TO_GOVERNORS = Address(
    lines=(f"The governing body of {SCHOOL}", f"For the attention of {CHAIR}", SCHOOL, *_LINES),
    salutation="Dear Charlie Placeholder",
)
_TO_DIRECTOR = Address(
    lines=("Regional Director, Example Region", "Department for Education", "2 Sample Square", "Exampleton"),
    salutation="Dear Regional Director",
)
_TO_STATE = Address(
    lines=("The Secretary of State for Education", "Department for Education", "2 Sample Square", "Exampleton"),
    salutation="Dear Secretary of State",
)
_LEADERS = "Ben Beispiel, Headteacher (leadership of the academy)"
_COPIES = (HEAD, "Diocese of Exampleton (diocesan authority)")
_STATUTORY_COPIES = (
    *_COPIES,
    "Diocesan Board of Education (appoints the foundation governors)",
    "The Secretary of State for Education",
)
_OFSTED = "His Majesty's Chief Inspector of Education, Children's Services and Skills"
_TALK = Discussed(
    by="Dora Director, Director of Education,",
    present=("the headteacher", "the chair of governors"),
    on="14 September 2026",
)
_MATTERS = (
    "In summer 2026, 41% of pupils reached the expected standard in reading, writing and mathematics. "
    "It was 52% in 2025 and 58% in 2024.\n\nAttendance was 89.6% in the year to July 2026."
)
_REQUIRED = (
    Required(
        text="Appoint a leader for reading who has the time to do the work.", measure="The minutes that record it."
    ),
    Required(text="Have a plan for attendance that names who rings which families, and when.", measure=""),
)
_FOUND = (
    Found(
        text=_REQUIRED[0].text,
        result="Not done",
        evidence="The minutes of September and October 2026 name nobody.",
        on="26 October 2026",
    ),
    Found(
        text=_REQUIRED[1].text,
        result="Done in part",
        evidence="Three of twelve families were rung.",
        on="26 October 2026",
    ),
)
_DONE = tuple(replace(found, result="Done", evidence="Seen on a visit.", on="5 October 2026") for found in _FOUND)
_PREFORMAL = Earlier(name="Pre-formal warning notice", reference="L2026-00002", day="21 September 2026")
_FORMAL = Earlier(name="Formal warning notice", reference="L2026-00005", day="12 October 2026")
_LETTER = Earlier(name="Concerns about an academy", reference="L2026-00009", day="21 September 2026")

_TO_A_SCHOOL: dict[str, Any] = {"school": SCHOOL, "urn": 900001, "addressed_to": (), "ask": _ASK, "replaces": None}
_TO_THE_REGION: dict[str, Any] = {
    "school": ACADEMY,
    "urn": 900002,
    "ask": _ASK,
    "replaces": None,
    "address": _TO_DIRECTOR,
}
_TRUST = "Example Learning Trust"


def _power(slug: str, until: str = "") -> NamedPower:
    return NamedPower(section=POWERS[slug].section, name=POWERS[slug].name, until=until)


_NOTICE = PreformalNotice(
    **_TO_A_SCHOOL,
    subject=f"Pre-formal warning notice: {SCHOOL}",
    address=_TO_GOVERNORS,
    copied_to=_COPIES,
    named="pre-formal warning notice",
    matters=_MATTERS,
    required=_REQUIRED,
    given="21 September 2026",
    service="Handed over on 21 September 2026: given that day.",
    period=Span(
        first="21 September 2026",
        last="Monday 5 October 2026",
        basis="Compliance period: 15 calendar days, beginning with the day the notice is given: Monday 21 September to "
        "Monday 5 October 2026.",
    ),
    timeframe="We meet the chair of governors on 28 September 2026 to see how far things have come.",
    consequence="The authority would give a formal warning notice, and could then use its powers of intervention.",
    discussed=_TALK,
    comment=Span(
        first="21 September 2026",
        last="Monday 5 October 2026",
        basis="Comments on the notice: within 10 working days of the day the notice is given, 21 September 2026, not "
        "counting that day: by 5 October 2026.",
    ),
)
_ABOUT_AN_ACADEMY = AcademyConcerns(
    **_TO_THE_REGION,
    subject=f"Concerns about {ACADEMY}",
    addressed_to=("Regional Director, Example Region", _LEADERS),
    copied_to=(),
    trust=_TRUST,
    answer=Span(
        first="7 September 2026",
        last="Monday 28 September 2026",
        basis="Answer about an academy: within 15 working days of the date of the letter, 7 September 2026, not "
        "counting that day: by 28 September 2026.",
    ),
    concerns="In summer 2026, 38% of pupils passed English and mathematics at grade 5. It was 47% in 2025.",
    talked=None,
)
_TO_BOTH = replace(_TO_DIRECTOR, salutation="Dear Regional Director and Ben Beispiel")
_FORMAL_PERIOD = Span(
    first="12 October 2026",
    last="Wednesday 28 October 2026",
    basis="Compliance period: 17 calendar days, beginning with the day the notice is given: Monday 12 October to "
    "Wednesday 28 October 2026.",
)
_PLAN = Span(
    first="12 October 2026",
    last="Tuesday 27 October 2026",
    basis="Action plan: within 15 days of the day the formal notice is given, 12 October 2026, not counting that "
    "day: by 27 October 2026.",
)

CONTENTS: dict[str, ConcernLetter] = {
    "discussion_invitation": Invitation(
        **_TO_A_SCHOOL | {"addressed_to": (HEAD, CHAIR)},
        subject=f"Invitation to discuss our concerns about {SCHOOL}",
        address=Address(
            lines=("Ada Example", "Headteacher", SCHOOL, *_LINES),
            salutation="Dear Ada Example and Charlie Placeholder",
        ),
        copied_to=(),
        concerns=_MATTERS,
        intentions="We want to see attendance and results rise this year, and hope that no notice is needed.",
        offered=Meeting(
            when="Monday 14 September 2026 at 4pm", is_online=False, place="At the school, in the library."
        ),
        meeting="If you need another day, ring us by 10 September.",
    ),
    "preformal_notice": _NOTICE,
    "directive_notice": DirectiveNotice(
        **vars(_NOTICE)
        | {"subject": f"Directive notice: {SCHOOL}", "named": "directive notice", "required": _REQUIRED[1:]},
        aspect="Attendance.",
    ),
    "notice_removed": NoticeEnded(
        **_TO_A_SCHOOL,
        subject=f"Notice removed: {SCHOOL}",
        address=_TO_GOVERNORS,
        copied_to=_COPIES,
        improvement="A leader for reading began work on 1 October 2026. Attendance has been 94.1% since then.",
        effect="Tuesday 6 October 2026",
        earlier=_PREFORMAL,
        found=_DONE,
    ),
    "formal_notice": FormalNotice(
        **_TO_A_SCHOOL,
        subject=f"Formal warning notice: {SCHOOL}",
        address=_TO_GOVERNORS,
        copied_to=(*_STATUTORY_COPIES, _OFSTED),
        named="formal warning notice",
        grounds=(GROUNDS["standards"],),
        matters=_MATTERS,
        required=_REQUIRED,
        given="12 October 2026",
        service="Posted first class on 8 October 2026: taken to be given on 12 October 2026, the second working day "
        "after posting.",
        period=_FORMAL_PERIOD,
        timeframe="We visit the school on 19 October 2026.",
        minded="We would also ask the diocese to review the foundation governors it appoints.",
        powers=(_power("arrangements"), _power("board")),
        earlier=_PREFORMAL,
        found=tuple(replace(each, on="6 October 2026") for each in _FOUND),
        left_out="",
        plan=_PLAN,
        proposed=None,
    ),
    "formal_lifted": NoticeEnded(
        **_TO_A_SCHOOL,
        subject=f"Formal warning notice ended: {SCHOOL}",
        address=_TO_GOVERNORS,
        copied_to=(*_STATUTORY_COPIES, _OFSTED),
        improvement="Both required actions were done by 26 October 2026, and attendance has been 94.1% since then.",
        effect="Tuesday 27 October 2026",
        earlier=_FORMAL,
        found=tuple(replace(each, on="26 October 2026") for each in _DONE),
    ),
    "intention_notice": IntentionNotice(
        **_TO_A_SCHOOL,
        subject=f"Proposed use of powers of intervention: {SCHOOL}",
        address=_TO_GOVERNORS,
        copied_to=_STATUTORY_COPIES,
        reasons="No leader for reading has been appointed, and no plan for attendance was shown to us.",
        powers=(_power("arrangements", "28 December 2026"), _power("board")),
        earlier=_FORMAL,
        expired="28 October 2026",
        found=_FOUND,
        proposed=Proposed(
            represent_by="Tuesday 10 November 2026",
            usable_from="Saturday 14 November 2026",
            basis="The governing body has 10 working days of notice, not counting 30 October 2026, the day on which it "
            "is given: until 13 November 2026.",
        ),
    ),
    "power_used": PowerUsed(
        **_TO_A_SCHOOL,
        subject=f"Use of a power of intervention: {SCHOOL}",
        address=_TO_GOVERNORS,
        copied_to=_STATUTORY_COPIES,
        reasons="Nothing has changed since our notice, and the representations of the governing body named no plan.",
        power=_power("board"),
        arrangements=None,
        governors=None,
        board=Board(
            starts="Tuesday 1 December 2026",
            members="Mina Muster (chair)\nNoel Nobody\nPat Person",
            pay="Nothing, and their expenses for travel.",
        ),
        budget=None,
        consulted=(
            Consulted(who="The governing body", on="5 November 2026", said="It asked for more time."),
            Consulted(who="The Diocese of Exampleton", on="6 November 2026", said="It agrees."),
        ),
        consent=Consent(on="20 November 2026", reference="EX/123"),
        earlier=_FORMAL,
        expired="28 October 2026",
        category=None,
    ),
    "academy_considered": replace(_ABOUT_AN_ACADEMY, address=_TO_BOTH),
    "academy_concerns": AcademyExpected(
        **vars(_ABOUT_AN_ACADEMY)
        | {"subject": f"Concerns about {ACADEMY}: what is expected", "address": _TO_BOTH, "talked": _TALK},
        expected="A plan for mathematics by 12 October 2026. We look at it again on 2 November 2026.",
        earlier=_LETTER,
    ),
    "academy_improvement": AcademyImprovement(
        **_TO_THE_REGION,
        subject=f"Improvement at {ACADEMY}",
        addressed_to=(),
        copied_to=(),
        trust=_TRUST,
        improvement="The plan for mathematics is in place, and two new teachers began work on 1 November 2026.",
        earlier=_LETTER,
    ),
    "academy_no_improvement": AcademyNoImprovement(
        **vars(_ABOUT_AN_ACADEMY)
        | {"subject": f"Concerns about {ACADEMY}: no improvement", "addressed_to": (), "copied_to": (_LEADERS,)},
        done="We offered a partner for mathematics. No plan was made, and lessons seen on 2 November 2026 were as weak "
        "as before.",
        earlier=_LETTER,
    ),
    "withdrawal": Withdrawal(
        **_TO_A_SCHOOL,
        subject=f"Withdrawal of the formal warning notice: {SCHOOL}",
        address=_TO_GOVERNORS,
        copied_to=(*_STATUTORY_COPIES, _OFSTED),
        withdrawn=Withdrawn(
            name="formal warning notice",
            called="notice",
            reference="L2026-00005",
            day="12 October 2026",
            requires=True,
        ),
        from_day="Friday 4 December 2026",
        reason="The notice named the results of another school.",
        resting=(
            Earlier(name="Notice of proposed use of powers", reference="L2026-00007", day="30 October 2026"),
            Earlier(name="Notice of the use of a power", reference="L2026-00008", day="23 November 2026"),
        ),
    ),
    "power_ended": PowerEnded(
        **_TO_A_SCHOOL,
        subject=f"End of a power of intervention: {SCHOOL}",
        address=_TO_GOVERNORS,
        copied_to=_STATUTORY_COPIES,
        reasons="Results have risen for three terms, and the review of 1 July 2027 found that the school is ready.",
        power=_power("board"),
        used=Earlier(name="Notice of the use of a power", reference="L2026-00008", day="23 November 2026"),
        ending=Ending(
            last_day="Tuesday 31 August 2027",
            from_day="Wednesday 1 September 2027",
            successor="Eleven governors under the instrument of government of 1 June 2027.\nThey first meet on "
            "6 September 2027.",
        ),
        notice_stands=True,
    ),
    "state_notified": StateNotified(
        **_TO_A_SCHOOL,
        subject=f"Notification of the proposed use of a power of intervention: {SCHOOL}",
        address=_TO_STATE,
        copied_to=(),
        facts="No leader for reading has been appointed, and no plan for attendance was shown to us.",
        power=_power("board"),
        planned="Monday 23 November 2026",
        earlier=_FORMAL,
        expired="28 October 2026",
        category=None,
    ),
}

# The day that each is dated for.
DAYS = {
    "discussion_invitation": date(2026, 9, 7),
    "preformal_notice": date(2026, 9, 21),
    "directive_notice": date(2026, 9, 21),
    "notice_removed": date(2026, 10, 6),
    "formal_notice": date(2026, 10, 8),
    "formal_lifted": date(2026, 10, 27),
    "intention_notice": date(2026, 10, 30),
    "power_used": date(2026, 11, 23),
    "academy_considered": date(2026, 9, 7),
    "academy_concerns": date(2026, 9, 28),
    "academy_improvement": date(2026, 11, 3),
    "academy_no_improvement": date(2026, 11, 3),
    "withdrawal": date(2026, 12, 4),
    "power_ended": date(2027, 7, 5),
    "state_notified": date(2026, 11, 9),
}
