"""What each kind of message says, by hand: at least one content for each, and one for each way in which it reads."""

from dataclasses import dataclass
from typing import Any

from allocations.allocation import issuing
from allocations.allocation import notifications as allocation
from allocations.allocation import reminders as allocation_reminders
from allocations.answer import notifications as answers
from allocations.bulk import notifications as bulk
from allocations.moderation import notifications as moderation
from allocations.more_time import notifications as more_time
from allocations.proposal import notifications as proposal
from allocations.review import notifications as review
from allocations.round import notifications as rounds
from monitoring.access_review import notifications as access_reviews
from monitoring.conversations.notifications import Written
from monitoring.conversations.replies.notifications import NotAdded
from monitoring.information_requests.log.notifications import RequestDue
from monitoring.newsletters import notifications as newsletters
from monitoring.notes import notifications as notes
from monitoring.notices.case import notifications as case
from monitoring.notices.delegations import notifications as delegations
from monitoring.notices.giving import notifications as giving
from monitoring.notices.plans import notifications as plans
from monitoring.notices.plans import reminders as plan_reminders
from monitoring.notices.powers import reminders as power_reviews
from monitoring.notices.signing import notifications as signing
from monitoring.notices.statements import notifications as statements
from monitoring.offer.booking import notifications as bookings
from monitoring.offer.feedback.notifications import FeedbackAsked
from monitoring.offer.request import notifications as asked
from monitoring.oversight.setting_up.notifications import TestEmail
from monitoring.plans.reviews import notifications as plan_reviews
from monitoring.plans.sides import notifications as partnership
from monitoring.scrutiny.terms import notifications as term_reports
from monitoring.service import notifications as service
from monitoring.summaries.summary import notifications as summaries
from monitoring.support.brokered import notifications as support
from monitoring.surveys.cycle import notifications as surveys
from monitoring.team.action import notifications as team_action
from monitoring.team.meeting import notifications as team_meeting
from monitoring.team.support import notifications as team_support
from monitoring.team.team import notifications as team
from monitoring.visits.days import notifications as days
from monitoring.visits.more_days import notifications as more_days
from monitoring.visits.offers import notifications as offers
from monitoring.visits.prompts import notifications as prompts
from monitoring.visits.report import notifications as report
from monitoring.visits.report import reminders as report_reminders
from monitoring.visits.requests import notifications as requests
from monitoring.visits.visit import notifications as visit
from schools.assistants import notifications as assistants
from schools.casework_access import notifications as access
from schools.confirmations import notifications as confirmations
from schools.covers import notifications as covers
from schools.handovers import notifications as handovers
from schools.leaving import notifications as leaving
from schools.people import notifications as people
from schools.receipts import notifications as receipts
from sil.morning import notifications as morning
from sil.outbox.post import Content
from sil.outbox.sender import Sender
from sil.seals.notifications import HistoryDiffers
from sil.second_factor.emailed.notifications import SignInCode
from sil.second_factor.notifications import StepChanged

SCHOOL = "Quillfeather Primary School"
# The day on which they are written, and one that is asked for.
TODAY, DUE = "27 November 2026", "11 December 2026"
THING = "School Support Allocation"
_SURVEY = "Support and challenge 2026"
URL = "https://support.example.org/somewhere/1/"
SAM = Sender(
    name="Sam Sample", role="School Improvement Partner", telephone="0151 496 0000", email="sam.sample@test.example"
)
_LATER = "18 December 2026"
_VISIT = "visit on Tuesday 8 December 2026 (Core visit)"
_HELP = {"school": SCHOOL, "topic": "Reading", "who": "Sam Sample", "url": URL}
HEAD = {"who": "Ada Example", "role": "Headteacher"}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A content, what its subject names (school, thing and day, where it has them) and whether its first paragraph
    asks for something or says that nothing needs to be done."""

    content: Content
    subject: tuple[str, ...]
    asks: bool
    # What the first paragraph names.
    first: tuple[str, ...] = ()
    # Why it has no link.
    no_link: str = ""


def _allocation(kind: type[allocation.AboutAllocation], *subject: str, asks: bool = False, **said: object) -> Sample:
    about = {"school": SCHOOL, "allocation_name": THING, "year": "2026 to 2027", "url": URL, **said}
    return Sample(content=kind(**about), subject=(SCHOOL, THING, *subject), asks=asks, first=(SCHOOL,))  # type: ignore[arg-type]


def _access_review(kind: type[access_reviews.AboutReview], stage: str, **said: Any) -> Sample:
    content = kind(term="autumn term 2026", due=DUE, url=URL, stage=stage, **said)
    return Sample(content=content, subject=("Access review", "autumn term 2026", DUE), asks=True)


def _information(stage: str) -> Sample:
    content = RequestDue(number=7, what="subject access", due=DUE, url=URL, stage=stage)
    return Sample(content=content, subject=("Request for information 7", DUE), asks=True)


def _term_report(kind: type[term_reports.AboutTermReport], *, asks: bool, **said: str) -> Sample:
    about = {"term": "Autumn term 2026", "who": "Sam Partner", "url": URL, **said}
    return Sample(content=kind(**about, sender=SAM), subject=("Autumn term 2026", "report"), asks=asks)


_IMPROVEMENT = "School Partnership Improvement Plan"


def _plan_review(kind: type[plan_reviews.AboutReview], **said: str) -> Sample:
    content = kind(school=SCHOOL, plan=_IMPROVEMENT, url=URL, day="1 December 2026", who="Sam Partner", **said)
    return Sample(
        content=content, subject=(SCHOOL, _IMPROVEMENT, "1 December 2026"), asks=False, first=(SCHOOL, _IMPROVEMENT)
    )


def _partnership(kind: type[partnership.AboutPlan], *subject: str, asks: bool = False, **said: Any) -> Sample:
    about = {"school": SCHOOL, "plan": _IMPROVEMENT, "url": URL, "head": HEAD["role"], "partner": SAM.role, **said}
    content = kind(**about)
    return Sample(content=content, subject=(SCHOOL, _IMPROVEMENT, *subject), asks=asks, first=(SCHOOL, _IMPROVEMENT))


def _round(number: int, due: str) -> Sample:
    content = rounds.ToPropose(allocation_name=THING, year="2026 to 2027", number=number, due=due, url=URL, sender=SAM)
    return Sample(content=content, subject=(THING, due or TODAY), asks=True)


def _drafts(number: int, due: str) -> Sample:
    content = bulk.DraftsPrepared(
        allocation_name=THING, year="2026 to 2027", number=number, due=due, url=URL, sender=SAM
    )
    return Sample(content=content, subject=(THING, due or TODAY), asks=True)


def _morning(*, work: bool, news: bool) -> Sample:
    late = morning.Section("Late", (f"{SCHOOL}: Write the report, by Monday 30 November 2026",), 2)
    content = morning.Morning(
        day="Friday 4 December 2026",
        news=(morning.News(f"{SCHOOL}: Band B agreed", "You do not need to do anything."),) if news else (),
        sections=(late,) if work else (),
        waiting=3 if work else 0,
        url=URL,
        choices_url=URL,
    )
    return Sample(content=content, subject=("Friday 4 December 2026",), asks=work)


def _letter(kind: str, *subject: str, asked: bool, until: str, asks: bool = False, band: str = "Band B") -> Sample:
    content = issuing.LetterIssued(
        letter_kind=kind,
        subject_line=f"{THING} 2026 to 2027",
        school=SCHOOL,
        band=band,
        day=TODAY,
        until=until,
        asked=asked,
        who="Olive Officer",
        role="Principal Officer",
        url=URL,
        sender=SAM,
    )
    named = (SCHOOL, band) if band else (SCHOOL,)
    return Sample(content=content, subject=(SCHOOL, THING, *subject), asks=asks, first=named)


def _report(kind: type[report.AboutReport], *subject: str, asks: bool = True, **said: object) -> Sample:
    about = {"school": SCHOOL, "kind_name": "core visit", "day": "12 November 2026", "url": URL, "sender": SAM, **said}
    content = kind(**about)  # type: ignore[arg-type]
    return Sample(content=content, subject=(SCHOOL, "12 November 2026", *subject), asks=asks, first=(SCHOOL,))


def _visit(kind: type[visit.AboutVisit], *, asks: bool, **said: object) -> Sample:
    about = {
        "school": SCHOOL,
        "what": "Core visit",
        "days": "Thursday 3 December 2026",
        "hour": "9.30am",
        "lead": "Sam Sample",
        "mode": "in person",
        "url": URL,
        "who": "Sam Sample",
        "sender": SAM,
        **said,
    }
    subject = (SCHOOL, "visit", "Thursday 3 December 2026")
    return Sample(content=kind(**about), subject=subject, asks=asks, first=(SCHOOL, "Thursday 3 December 2026"))  # type: ignore[arg-type]


def _times(kind: type[offers.AboutTimes], named: str = "Friday 27 November 2026", *, asks: bool, **said: str) -> Sample:
    about: dict[str, Any] = {
        "school": SCHOOL,
        "what": "core visit",
        "lead": "Sam Sample",
        "who": "Ada Example",
        "due": "Friday 27 November 2026",
        "times": ("Thursday 3 December 2026, 9.30am", "Friday 4 December 2026, 2pm"),
        "place": "",
        "mode": "Face to face",
        "reason": "The hall is let.",
        "url": URL,
        "sender": SAM,
        **said,
    }
    return Sample(content=kind(**about), subject=(SCHOOL, "core visit", named), asks=asks, first=(SCHOOL, named))


def _case(kind: type[case.AboutCase], *, school: str, asks: bool, **said: str) -> Sample:
    content = kind(reference="C2026-003", school=school, url=URL, **said)
    return Sample(content=content, subject=("C2026-00", TODAY, *([school] if school else [])), asks=asks)


def _signing(kind: type[signing.AboutCaseLetter], day: str, *, school: str = SCHOOL, asks: bool = True) -> Sample:
    content = kind(
        school=school,
        letter_name="Formal warning notice",
        letter_within="formal warning notice",
        day="2 December 2026",
        url=URL,
        who="Dina Director",
        why="The email was refused.",
    )
    return Sample(content=content, subject=(school or "a restricted case", "Formal warning notice", day), asks=asks)


def _given(
    name: str,
    *subject: str,
    asks: bool,
    copy: bool = False,
    period: str = "",
    plan: str = "",
    attached: bool = False,
    meeting: str = "",
    is_off: bool = False,
) -> Sample:
    about = {
        "school": SCHOOL,
        "title": name,
        "reference": "L2026-00242",
        "dated": TODAY,
        "day": TODAY,
        "period": period,
        "plan_due": plan,
        "signed_by": "Dina Director",
        "signed_as": "Director of Children's Services",
        "is_copy": copy,
        "ask": "Olive Officer",
        "ask_email": "olive.officer@test.example",
        "meeting": meeting,
        "is_off": is_off,
    }
    kind: type[Content] = giving.LetterAttached if attached else giving.LetterGiven
    content = kind(**about, **({} if attached else {"url": URL}))  # type: ignore[arg-type]
    no_link = "an office outside cannot sign in: the letter is attached" if attached else ""
    return Sample(
        content=content, subject=(SCHOOL, name, TODAY, *subject), asks=asks, first=(SCHOOL, TODAY), no_link=no_link
    )


def _plan(kind: type[plans.AboutPlan], *subject: str, asks: bool = True, **said: object) -> Sample:
    content = kind(school=SCHOOL, url=URL, who="Olive Officer", **said)  # type: ignore[arg-type]
    return Sample(content=content, subject=(SCHOOL, "action plan", *subject), asks=asks, first=(SCHOOL,))


_ABOUT_STATEMENT = {"school": SCHOOL, "url": URL, "notice": "formal warning notice", "given": "9 November 2026"}


def _statement(*, is_evidence: bool) -> Sample:
    content = statements.StatementReceived(**_ABOUT_STATEMENT, who="Charlie Chair", is_evidence=is_evidence)
    return Sample(content=content, subject=(SCHOOL, TODAY), asks=True, first=(SCHOOL, "9 November 2026"))


def _answered(*, is_correction: bool) -> Sample:
    content = statements.RepresentationAnswered(
        **_ABOUT_STATEMENT,
        who="Dora Director",
        is_evidence=False,
        outcome="it does not change what the authority proposes",
        is_correction=is_correction,
        sender=SAM,
    )
    return Sample(content=content, subject=(SCHOOL, TODAY), asks=False, first=(SCHOOL, "Dora Director"))


def _plan_due(kind: type[plan_reminders.PlanOwed], stage: str) -> Sample:
    content = kind(school=SCHOOL, url=URL, stage=stage, due=DUE, basis="15 days from the notice, day one counted.")
    return Sample(content=content, subject=(SCHOOL, "action plan", DUE), asks=True, first=(SCHOOL, DUE))


def _review_due(stage: str) -> Sample:
    what = "the interim executive board"
    basis = "Set when the review of 18 February 2027 was recorded."
    content = power_reviews.ReviewDue(school=SCHOOL, what=what, url=URL, stage=stage, due=DUE, basis=basis)
    return Sample(content=content, subject=(SCHOOL, what, DUE), asks=True, first=(SCHOOL, DUE))


def _cover(kind: type[covers.AboutCover], *subject: str, is_away: bool, asks: bool, called_off: bool = False) -> Sample:
    content = kind(
        away="Sam Sample",
        covering="Chris Cover",
        role="School Improvement Partner",
        starts_on="30 November 2026",
        ends_on=DUE,
        is_away=is_away,
        note="" if is_away else "Quillfeather's report is half written.",
        called_off=called_off,
        who="Olive Officer",
        url=URL,
    )
    return Sample(content=content, subject=("Chris Cover" if is_away else "Sam Sample", *subject), asks=asks)


def _access(kind: type[access.AboutAccess], *subject: str, asks: bool = False) -> Sample:
    content = kind(
        person="Addie Admin",
        schools=(SCHOOL, "Example Second School"),
        reason="The headteacher cannot open a report.",
        ends_on=DUE,
        day=TODAY,
        who="Olive Officer",
        url=URL,
        answer="The help desk can see it with them.",
    )
    return Sample(content=content, subject=(SCHOOL, *subject), asks=asks, first=(SCHOOL,))


def _change(
    kind: type[confirmations.AboutChange], *subject: str, asks: bool = False, url: str = "", **said: Any
) -> Sample:
    what = "The removal of the second step" if said else "The role Principal Officer"
    content = kind(what=what, whom="Pat Person", who="Addie Admin", day=DUE, url=url, **said)
    no_link = "" if url else "the reader has nothing to do on a page"
    return Sample(content=content, subject=("hange", *subject), asks=asks, first=("Addie Admin",), no_link=no_link)


_IN_TIME, _LATE = {"stage": "before", "due": DUE}, {"stage": "after", "due": DUE}
_REMINDED = {"what": "answer the proposed allocation", "basis": "10 working days from the proposal.", "after_words": ""}
_PERIOD = "from 27 November 2026 to 18 December 2026"

SAMPLES: tuple[Sample, ...] = (
    _allocation(allocation.Proposed, DUE, asks=True, who="Sam Sample", due=DUE, sender=SAM),
    _allocation(allocation.Revised, DUE, asks=True, who="Sam Sample", due=DUE, sender=SAM),
    _allocation(allocation.Agreed, TODAY, **HEAD),
    _allocation(allocation.Accepted, TODAY, **HEAD),
    _allocation(allocation.TakenBack, TODAY, who="Ada Example"),
    _allocation(allocation.Recorded, DUE, who="Sam Sample", due=DUE, sender=SAM),
    _allocation(allocation.Disputed, TODAY, **HEAD, due=DUE),
    _allocation(allocation.Referred, TODAY, **HEAD, due=DUE),
    _allocation(allocation.ToDecide, DUE, asks=True, due=DUE),
    _allocation(allocation.ToDetermine, DUE, asks=True, due=DUE),
    _allocation(proposal.ToCheck, TODAY, asks=True, who="Sam Sample", role="Partner", sender=SAM),
    _allocation(proposal.NobodyChecks, TODAY, asks=True, role="Principal Officer"),
    _allocation(moderation.Asked, TODAY, asks=True, who="Olive Officer", role="Principal Officer"),
    _allocation(moderation.Answered, TODAY, asks=True, who="Sam Sample", role="Partner", sender=SAM),
    _allocation(moderation.LetGo, TODAY, who="Olive Officer", role="Principal Officer"),
    _round(2, DUE),
    _round(1, ""),
    _drafts(2, DUE),
    _drafts(1, ""),
    _morning(work=True, news=True),
    _morning(work=True, news=False),
    _morning(work=False, news=True),
    Sample(content=TestEmail(url=URL), subject=(), asks=False),
    *(Sample(content=HistoryDiffers(count=count, day=TODAY, url=URL), subject=(TODAY,), asks=True) for count in (1, 2)),
    _allocation(allocation.NobodyDecides, TODAY, asks=True, role="Principal Officer"),
    _allocation(allocation.DecisionWaits, DUE, asks=True, who="Olive Officer", role="Officer", band="Band B", due=DUE),
    _allocation(allocation.Decided, DUE, who="Olive Officer", role="Principal Officer", band="Band B", due=DUE),
    _allocation(allocation.Determined, TODAY, who="Dina Director", role="Director", band="Band B"),
    _allocation(allocation.Confirmed, TODAY, who="Olive Officer", role="Officer", band="Band B", due=DUE),
    _allocation(allocation.Withdrawn, TODAY, who="Olive Officer"),
    _allocation(answers.AnswerWithdrawn, "disagreement", TODAY, who="Ada Example", role="disagreement", due=DUE),
    _allocation(review.ReviewStarted, TODAY, asks=True, who="Olive Officer"),
    _allocation(allocation_reminders.Late, DUE, asks=True, due=DUE, basis="10 working days from the proposal."),
    _letter("allocation_decided", DUE, asked=True, until=DUE, asks=True),
    _letter("allocation_decided", TODAY, asked=False, until=DUE),
    _letter("allocation_determined", TODAY, asked=True, until=""),
    _letter("allocation_confirmed", TODAY, asked=True, until=DUE),
    _letter("allocation_confirmed", TODAY, asked=False, until=DUE),
    _letter("allocation_recorded", TODAY, asked=True, until=DUE, band=""),
    _letter("allocation_agreed", TODAY, asked=True, until="", band=""),
    *(
        Sample(
            content=allocation_reminders.ToDo(
                school=SCHOOL, allocation_name=THING, year="2026 to 2027", url=URL, **stage, **_REMINDED
            ),
            subject=(SCHOOL, "allocation", DUE),
            asks=True,
            first=(SCHOOL, DUE),
        )
        for stage in (_IN_TIME, _LATE, {"stage": "on", "due": DUE})
    ),
    *(
        Sample(
            content=receipts.Receipt(
                school=SCHOOL,
                what=f"disagreement with the {THING} 2026 to 2027",
                sent_by="Ada Example",
                moment="Friday 27 November at 9.12am",
                is_own=is_own,
                asked="",
                next=f"The Principal Officer decides by {DUE}, and we will email you.",
                contact=contact,
                url=URL,
            ),
            subject=(SCHOOL, "receipt", "disagreement", THING, TODAY),
            asks=False,
            first=(SCHOOL, "disagreement", "Friday 27 November at 9.12am"),
        )
        for is_own, contact in ((True, SAM), (False, SAM), (True, None))
    ),
    Sample(
        content=receipts.Receipt(
            school=SCHOOL,
            what="withdrawal of the action plan of the governing body",
            sent_by="Charlie Chair",
            moment="Friday 27 November at 9.12am",
            is_own=True,
            asked=f"Please send the plan again by {DUE}.",
            next="What you wrote is your draft again.",
            contact=SAM,
            url=URL,
        ),
        subject=(SCHOOL, "receipt", "withdrawal of the action plan", TODAY),
        asks=False,
        first=(SCHOOL, DUE),
    ),
    _visit(visit.Planned, asks=True),
    _visit(visit.Moved, asks=True, before="Tuesday 1 December 2026", reason="The head is at a conference."),
    _visit(visit.Cancelled, asks=False, reason="Snow.", ended_by="the school"),
    _visit(visit.Undone, asks=False, reason="Wrong school.", was="held"),
    _visit(visit.Mistaken, asks=False, reason="Two schools have one name."),
    _visit(visit.Redated, asks=False, reason="Misread.", before="Tuesday 1 December 2026"),
    _visit(visit.AtAnotherSchool, asks=False, reason="Two schools have one name.", before="Thistledown School"),
    *(_information(stage) for stage in ("before", "on", "after")),
    *(_access_review(access_reviews.ToReview, stage) for stage in ("started", "before", "on", "after")),
    _access_review(access_reviews.ToEnd, "", who="Sam Partner", sender=SAM),
    *(_access_review(access_reviews.ToEnd, stage) for stage in ("before", "on", "after")),
    _term_report(term_reports.ToApprove, asks=True),
    _term_report(term_reports.SentBack, asks=True, reason="Say what was done."),
    _term_report(term_reports.Approved, asks=False),
    Sample(
        content=summaries.SummarySent(school=SCHOOL, term="autumn term 2026", url=URL),
        subject=(SCHOOL, "summary of support", "autumn term 2026"),
        asks=False,
    ),
    *(
        Sample(
            content=kind(school=SCHOOL, year="2026 to 2027", who="Olive Officer", url=URL, sender=SAM),
            subject=(SCHOOL, "days of support", TODAY),
            asks=False,
        )
        for kind in (days.DaysApproved, days.DaysWithdrawn)
    ),
    _report(report.ToCheck, "check", DUE, who="Sam Sample", due=DUE),
    _report(report.Approved, who="Olive Officer"),
    _report(report.Returned, who="Olive Officer"),
    _report(report.Issued, DUE, who="Sam Sample", due=DUE),
    _report(report.Issued, asks=False, who="Sam Sample"),
    _report(report.IssuedAgain, DUE, who="Sam Sample", due=DUE, number=2),
    _report(report.IssuedAgain, asks=False, who="Sam Sample", number=2),
    _report(report.IssuedInPlace, DUE, who="Sam Sample", due=DUE, number=2),
    _report(report.IssuedInPlace, asks=False, who="Sam Sample", number=2),
    _report(report.Withdrawn, "withdrawn", asks=False, who="Sam Sample", reason="It named a child."),
    _report(report.WithdrawnToCorrect, "again", asks=False, who="Sam Sample", reason="It named a child."),
    _report(report.SentByMistake, "mistake", who="Sam Sample", reason="Two schools have one name."),
    _report(report.WithdrawnFromWriter, "withdrawn", asks=False, who="Olive Officer", reason="It named a child."),
    _report(report.ToRewrite, "again", who="Olive Officer"),
    _report(report.FoundAccurate, asks=False, who="Ada Example"),
    _times(offers.Offered, asks=True),
    _times(offers.NoneSuits, asks=True),
    _times(offers.TimesWithdrawn, asks=False),
    _times(offers.Lapsed, asks=True),
    _times(offers.Chosen, "Thursday 3 December 2026, 9.30am", asks=False, day="Thursday 3 December 2026, 9.30am"),
    _report(report.CorrectionsAsked, who="Ada Example"),
    Sample(
        content=prompts.PromptsWithdrawn(
            school=SCHOOL, kind_name="core visit", day="3 December 2026", url=URL, who="Ada Example"
        ),
        subject=(SCHOOL, "visit", "3 December 2026"),
        asks=False,
    ),
    Sample(
        content=prompts.PromptsSent(
            school=SCHOOL, kind_name="core visit", day="3 December 2026", url=URL, who="Ada Example"
        ),
        subject=(SCHOOL, "visit", "3 December 2026"),
        asks=True,
    ),
    *(
        Sample(
            content=report_reminders.ToDo(
                school=SCHOOL,
                kind_name="core visit",
                day="12 November 2026",
                url=URL,
                what="issue the report",
                basis="10 working days from the visit.",
                **stage,
            ),
            subject=(SCHOOL, "report", DUE),
            asks=True,
        )
        for stage in (_IN_TIME, _LATE)
    ),
    Sample(
        content=report_reminders.Late(
            number=2,
            lines=(
                f"{SCHOOL}: core visit of 2 November 2026, due 16 November 2026, Sam Sample",
                "Another School: core visit",
            ),
            url=URL,
        ),
        subject=("2 reports", TODAY),
        asks=True,
    ),
    *(
        Sample(
            content=kind(
                school=SCHOOL,
                what="telephone call",
                day=f"Friday {TODAY}",
                who="Sam Sample",
                url=URL,
                sender=SAM,
                **why,
            ),
            subject=(SCHOOL, "note", "telephone call", TODAY),
            asks=False,
            first=("Sam Sample",),
        )
        for kind, why in (
            (notes.Shared, {}),
            (notes.Corrected, {"reason": "It was the day before."}),
            (notes.Withdrawn, {"reason": "It was another school."}),
        )
    ),
    *(
        Sample(
            content=kind(
                school=SCHOOL, lead="Sam Sample", who="Sam Sample", day=TODAY, sender=SAM, **{"url": URL, **more}
            ),
            subject=(SCHOOL, "Team Around the School", TODAY),
            asks=asks,
            first=("Sam Sample",),
            no_link="who is no longer in the team cannot open it" if kind in (team.Left, team.Ended) else "",
        )
        for kind, asks, more in (
            (team.SetUp, False, {}),
            (team.Joined, True, {"service_name": "Finance"}),
            (team.Left, False, {"url": "", "service_name": "Finance", "reason": "Another post."}),
            (team.Leads, True, {}),
            (team.Ended, False, {"url": "", "reason": "The school is better."}),
            (team.Reopened, True, {"reason": "It was too early."}),
        )
    ),
    *(
        Sample(
            content=kind(
                school=SCHOOL,
                day=f"Friday {DUE}",
                hour="9.30am",
                where="Online",
                purpose="The budget of the school.",
                url=URL,
                sender=SAM,
                **{"who": "Sam Sample"} | more,
            ),
            subject=(SCHOOL, "Team Around the School", DUE),
            asks=asks,
            first=(DUE,),
        )
        for kind, asks, more in (
            (team_meeting.MeetingPlanned, True, {}),
            (team_meeting.MeetingMoved, True, {"reason": "Many are ill."}),
            (team_meeting.MeetingReminder, True, {"who": ""}),
            (team_meeting.MeetingCancelled, False, {"reason": "Many are ill."}),
            (team_meeting.MeetingRecorded, False, {}),
            (team_meeting.MeetingCorrected, False, {"reason": "A name was wrong."}),
        )
    ),
    *(
        Sample(
            content=kind(school=SCHOOL, due=f"Friday {DUE}", who="Sam Sample", url=URL, sender=SAM),
            subject=(SCHOOL, "action", DUE),
            asks=kind is not team_action.ActionPassedOn,
            first=(SCHOOL,) if kind is team_action.ActionPassedOn else (DUE,),
        )
        for kind in team_action.MESSAGES
    ),
    *(
        Sample(
            content=kind(
                school=SCHOOL, year="2026 to 2027", day=TODAY, who="Sam Sample", url=URL, sender=SAM, agreed=agreed
            ),
            subject=(SCHOOL, "financial support", TODAY),
            asks=kind is team_support.SupportAsked,
            first=("Sam Sample",),
        )
        for kind, agreed in (
            (team_support.SupportAsked, False),
            (team_support.SupportWithdrawn, False),
            (team_support.SupportDecided, True),
            (team_support.SupportDecided, False),
        )
    ),
    Sample(
        content=service.Raised(school=SCHOOL, url=URL, due=DUE),
        subject=(SCHOOL, "concern", DUE),
        asks=True,
        first=(DUE,),
    ),
    Sample(content=service.Raised(school=SCHOOL, url=URL, again=True), subject=(SCHOOL, "concern", TODAY), asks=True),
    Sample(
        content=service.Answered(school=SCHOOL, url=URL, who="Olive Officer", sender=SAM),
        subject=(SCHOOL, "concern about the service", TODAY),
        asks=False,
    ),
    Sample(
        content=service.Answered(school=SCHOOL, url=URL, who="Olive Officer", correction=True, sender=SAM),
        subject=(SCHOOL, "concern about the service", TODAY),
        asks=True,
    ),
    Sample(content=support.Asked(**_HELP), subject=(SCHOOL, "Reading", TODAY), asks=True, first=(SCHOOL,)),
    *(
        Sample(
            content=support.Proposed(
                **_HELP, giver="Lena Leader", days="3 days", first=DUE, last=DUE, again=again, sender=SAM
            ),
            subject=(SCHOOL, "Reading", TODAY),
            asks=True,
            first=(SCHOOL,),
        )
        for again in (False, True)
    ),
    Sample(
        content=support.ToApprove(**_HELP, cost="£6,000.00", why="It costs more than £5,000.00."),
        subject=(SCHOOL, "Reading", TODAY),
        asks=True,
        first=("£6,000.00",),
    ),
    Sample(
        content=support.Commissioned(
            **_HELP | {"url": ""},
            reference="S00012",
            support_kind="Commissioned intervention",
            need="Teachers need one way to teach reading.",
            days="3 days",
            cost="£1,000.00",
            first=DUE,
            last=DUE,
            head="Ada Example",
            sender=SAM,
        ),
        subject=(SCHOOL, "Reading", DUE),
        asks=True,
        first=("3 days", DUE),
        no_link="whoever gives the support cannot sign in",
    ),
    Sample(
        content=support.ToldCommissioned(**_HELP, giver="Lena Leader", first=DUE, sender=SAM),
        subject=(SCHOOL, "Reading", DUE),
        asks=False,
    ),
    *(
        Sample(
            content=support.Ended(**_HELP | said, how=how, reason="" if said else "We found help.", sender=SAM),
            subject=(SCHOOL, "Reading", TODAY),
            asks=False,
            no_link="whoever would have given the support cannot sign in" if said else "",
        )
        for how, said in (("declined", {}), ("withdrawn", {}), ("withdrawn", {"url": ""}))
    ),
    *(
        Sample(
            content=support.Waiting(**_HELP, evaluates=evaluates, stage=stage, due=DUE),
            subject=(SCHOOL, "Reading", DUE),
            asks=True,
            first=(SCHOOL, DUE),
        )
        for evaluates in (True, False)
        for stage in ("before", "on", "after")
    ),
    Sample(content=support.ToEvaluate(**_HELP, sender=SAM), subject=(SCHOOL, "Reading", TODAY), asks=True),
    *(
        Sample(
            content=surveys.Asked(
                survey=_SURVEY, school=SCHOOL, role="headteacher", due=DUE, in_confidence=secret, url=URL, sender=SAM
            ),
            subject=(SCHOOL, "survey", DUE),
            asks=True,
            first=(_SURVEY, DUE),
        )
        for secret in (True, False)
    ),
    *(
        Sample(
            content=kind(
                survey=_SURVEY, school=SCHOOL, role="chair of governors", due=DUE, in_confidence=True, url=URL
            ),
            subject=(SCHOOL, "survey", DUE if asks else TODAY),
            asks=asks,
            first=(_SURVEY,),
            no_link="the reader has nothing to do on a page" if kind is surveys.Ended else "",
        )
        for kind, asks in (
            (surveys.Reminder, True),
            (surveys.Moved, True),
            (surveys.Ended, False),
            (surveys.Shared, False),
        )
    ),
    *(
        Sample(
            content=newsletters.NewsletterSent(
                title="News of the term",
                day=TODAY,
                readers="headteachers",
                text="What is new\n\nThe network meets in January.",
                corrects=corrects,
                file=file,
                url=URL,
                stop_url="https://service.example/newsletters/stop/word/",
                sender=SAM,
            ),
            subject=("newsletter", "News of the term", TODAY),
            asks=False,
            first=("News of the term", "headteachers"),
        )
        for corrects, file in (("", ""), ("Last news", "Dates.pdf"))
    ),
    *(
        Sample(
            content=kind(
                school=SCHOOL,
                title="Spring briefing",
                when=f"Friday {DUE}, 9.30am to noon",
                day=f"Friday {DUE}",
                where="Example Hall and online",
                people=people_,
                reason=reason,
                url=URL,
                sender=SAM,
            ),
            subject=(SCHOOL, "Spring briefing", DUE),
            asks=kind is bookings.EventChanged,
            first=("Spring briefing", DUE),
        )
        for kind in bookings.MESSAGES
        for people_, reason in (("Ann Example", ""), ("Ann Example and Bob Example", "The hall is closed."))
    ),
    *(
        Sample(
            content=kind(
                school=SCHOOL,
                year="2026 to 2027",
                days="1 day",
                reason="Two new teachers.",
                who="Ada Example",
                url=URL,
                sender=SAM,
            ),
            subject=(SCHOOL, "1 day", TODAY),
            asks=kind is more_days.SchoolAsked,
            first=("Ada Example", SCHOOL),
        )
        for kind in more_days.MESSAGES
    ),
    *(
        Sample(
            content=kind(
                school=SCHOOL,
                allocation_name=THING,
                year="2026 to 2027",
                due=DUE,
                until=f"Friday {_LATER}",
                reason="Two governors are away.",
                url=URL,
                sender=SAM,
                **HEAD,
            ),
            subject=(SCHOOL, THING, day),
            asks=asks,
            first=(first,),
        )
        for kind, day, asks, first in (
            (more_time.TimeAsked, DUE, True, DUE),
            (more_time.TimeGiven, _LATER, True, _LATER),
            (more_time.TimeDeclined, DUE, True, DUE),
            (more_time.TimeWithdrawn, TODAY, False, "withdrawn"),
        )
    ),
    *(
        Sample(
            content=Written(
                school=SCHOOL,
                title=_VISIT,
                text="Is there parking?",
                asks=asks,
                url=URL,
                sender=SAM,
                reply_to=reply_to,
                **HEAD,
            ),
            subject=(SCHOOL, _VISIT, TODAY),
            asks=asks,
            first=(_VISIT, "Ada Example"),
        )
        for asks, reply_to in ((True, ""), (False, ""), (True, "replies+1-1-aaaa@support.example.org"))
    ),
    *(
        Sample(
            content=NotAdded(
                school=SCHOOL, title=_VISIT, reason="Your email was too large.", text="Is there parking?", url=url
            ),
            subject=(SCHOOL, _VISIT, TODAY),
            asks=bool(url),
            first=(_VISIT,),
            no_link="" if url else "they may not read it any more",
        )
        for url in (URL, "")
    ),
    Sample(
        content=FeedbackAsked(
            school=SCHOOL,
            title="Spring briefing",
            day=f"Friday {DUE}",
            until="Friday 18 December 2026",
            people="Ann Example and Bob Example",
            url=URL,
        ),
        subject=(SCHOOL, "Spring briefing", DUE),
        asks=True,
        first=("Spring briefing", "18 December 2026"),
    ),
    *(
        Sample(
            content=kind(school=SCHOOL, what="Consultancy from the service", day=day, again=again, url=URL, sender=SAM),
            subject=(SCHOOL, "request", DUE if kind in (asked.RequestAsked, asked.RequestArranged) else TODAY),
            asks=asks,
            first=("Consultancy from the service",),
        )
        for kind, day, again, asks in (
            (asked.RequestAsked, f"Friday {DUE}", False, True),
            (asked.RequestArranged, f"Friday {DUE}", False, False),
            (asked.RequestArranged, f"Friday {DUE}", True, True),
            (asked.RequestDeclined, "", False, False),
            (asked.RequestWithdrawn, f"Friday {DUE}", False, False),
        )
    ),
    _access(access.Asked, DUE, asks=True),
    _access(access.Granted, DUE),
    _access(access.Declined, TODAY),
    _access(access.Ended, TODAY),
    _cover(covers.Arranged, "30 November 2026", DUE, is_away=True, asks=False),
    _cover(covers.Arranged, "30 November 2026", DUE, is_away=False, asks=True),
    _cover(covers.Changed, DUE, is_away=False, asks=False),
    _cover(covers.Ended, TODAY, is_away=True, asks=False, called_off=True),
    _cover(covers.Ended, TODAY, is_away=False, asks=False),
    *(
        Sample(
            content=handovers.HandedOver(is_taking=taking, other="Chris Cover", number=4, starts_on=DUE, url=URL),
            subject=("4 schools", DUE),
            asks=True,
        )
        for taking in (True, False)
    ),
    Sample(
        content=handovers.PartnerChanges(
            schools=(SCHOOL,),
            partner="Chris Cover",
            email="chris.cover@test.example",
            telephone="",
            before="Sam Sample",
            role="School Improvement Partner",
            starts_on=DUE,
            has_come=False,
            url=URL,
        ),
        subject=(SCHOOL, "School Improvement Partner", DUE),
        asks=False,
    ),
    Sample(
        content=SignInCode(code="40718253", sent="10.02am", until="10.12am", url=URL),
        subject=("code to sign in", "10.02am", TODAY),
        asks=True,
        first=("40718253", "by 10.12am"),
    ),
    Sample(
        content=StepChanged(what="You have added the passkey “Work laptop” as a second step to sign in.", url=URL),
        subject=("second step", TODAY),
        asks=False,
        first=("Work laptop",),
    ),
    _change(confirmations.ToConfirm, DUE, asks=True, url=URL),
    _change(confirmations.Asked, DUE),
    _change(confirmations.Confirmed, TODAY),
    _change(confirmations.ToConfirm, DUE, asks=True, url=URL, lost_step=True),
    _change(confirmations.Confirmed, TODAY, lost_step=True),
    _change(confirmations.Refused, TODAY),
    Sample(
        content=confirmations.AddressChanged(new="pat@test.example", who="Addie Admin"),
        subject=("email address", TODAY),
        asks=False,
        no_link="the reader has nothing to do on a page",
    ),
    Sample(
        content=people.Invitation(
            url=URL,
            who="Addie Admin",
            who_email="addie@test.example",
            role="Headteacher",
            school=SCHOOL,
            until=DUE,
            sender=SAM,
        ),
        subject=("Addie Admin", SCHOOL, DUE),
        asks=True,
        first=("Addie Admin", DUE),
    ),
    Sample(
        content=assistants.AssistantGiven(
            school=SCHOOL,
            who="Ada Example",
            role="Headteacher",
            parts=("Visits and reports", "The school’s documents"),
            day=TODAY,
            url=URL,
        ),
        subject=(SCHOOL, "assistant", TODAY),
        asks=False,
        first=("Ada Example", SCHOOL),
    ),
    Sample(
        content=people.Invitation(url=URL, who="", who_email="", role="Administrator", school="", until=DUE),
        subject=("school support service", DUE),
        asks=True,
    ),
    _case(case.Given, school=SCHOOL, asks=True, who="Olive Officer"),
    _case(case.Given, school="", asks=True),
    _case(case.Converted, school=SCHOOL, asks=True, before="C2026-002"),
    _case(case.Superseded, school=SCHOOL, asks=False, who="Olive Officer"),
    _case(case.Superseded, school="", asks=False, who="Olive Officer"),
    _case(case.Decided, school=SCHOOL, asks=False, who="Dan Director"),
    _case(case.Decided, school="", asks=False, who="Dan Director"),
    _signing(signing.ToSign, "2 December 2026"),
    _signing(signing.ToSign, "2 December 2026", school=""),
    _signing(signing.Returned, TODAY),
    _signing(signing.Signed, "2 December 2026", asks=False),
    _signing(signing.Lapsed, TODAY),
    Sample(
        content=delegations.Delegated(who="Dina Director", first="30 November 2026", last=DUE, url=URL, sender=SAM),
        subject=("sign letters", "30 November 2026", DUE),
        asks=True,
    ),
    *(
        Sample(
            content=delegations.DelegationCorrected(
                who="Dina Director", first="30 November 2026", last=DUE, was_mistake=was_mistake, url=URL, sender=SAM
            ),
            subject=("Dina Director",) if was_mistake else ("Dina Director", "30 November 2026", DUE),
            asks=not was_mistake,
        )
        for was_mistake in (True, False)
    ),
    Sample(
        content=leaving.TakenOver(
            who="Chris Cover", lines=("Schools: 4", "Reports to write: 2"), starts_on=DUE, url=URL, sender=SAM
        ),
        subject=("Chris Cover", DUE),
        asks=True,
        first=("Chris Cover", DUE),
    ),
    *(
        Sample(
            content=kind(
                school=SCHOOL,
                year="2026 to 2027",
                days="2 days",
                reason="The new head asked for help.",
                who="Olive Officer",
                url=URL,
                sender=SAM,
            ),
            subject=(SCHOOL, "2 days"),
            asks=kind is requests.Asked,
            first=(SCHOOL, "2 days", "2026 to 2027"),
        )
        for kind in (requests.Asked, requests.RequestApproved, requests.RequestDeclined)
    ),
    *(
        Sample(
            content=plan_reminders.PeriodEnds(
                school=SCHOOL,
                name="Formal warning notice",
                url=URL,
                stage=stage,
                due=DUE,
                basis="15 days, day one counted.",
            ),
            subject=(SCHOOL, "compliance period", DUE),
            asks=True,
            first=(SCHOOL, DUE),
        )
        for stage in ("before", "on")
    ),
    _plan(
        plans.Asked,
        DUE,
        due=DUE,
        basis="15 days from the notice.",
        reference="L2026-00242",
        given=TODAY,
        period=_PERIOD,
        sender=SAM,
    ),
    _plan(plans.Received, TODAY),
    _plan(plans.Withdrawn, TODAY, asks=False, due=DUE, number=2),
    _plan(plans.Withdrawn, TODAY, asks=False),
    _plan(plans.Assessed, TODAY, asks=False, is_fine=True),
    _plan(plans.Assessed, TODAY, is_fine=False),
    _plan(plans.Assessed, TODAY, is_fine=False, correction="It was about another notice."),
    *(_statement(is_evidence=is_evidence) for is_evidence in (True, False)),
    *(_answered(is_correction=is_correction) for is_correction in (True, False)),
    *(_plan_due(plan_reminders.PlanOwed, stage) for stage in ("before", "eve", "on", "after")),
    _plan_due(plan_reminders.PlanLate, "after"),
    *(_review_due(stage) for stage in ("before", "on", "after")),
    _given("Formal warning notice under section 60", asks=True, period=_PERIOD, plan=DUE),
    _given("Pre-formal warning notice", asks=True, period=_PERIOD),
    _given("Formal warning notice", asks=False, copy=True, period=_PERIOD, plan=DUE),
    _given("Invitation to discuss a concern", asks=True),
    _given("Invitation to discuss a concern", asks=True, meeting=f"{DUE} at 4pm"),
    _given("Withdrawal of a letter", asks=True, meeting=f"{DUE} at 4pm", is_off=True),
    _given("Invitation to discuss a concern", asks=True, meeting=f"{DUE} at 4pm", attached=True),
    _given("Notice removed", asks=False, copy=True),
    _given("Formal warning notice", asks=False, copy=True, period=_PERIOD, plan=DUE, attached=True),
    _given("Letter of concerns", asks=True, attached=True),
    _partnership(partnership.Asked, DUE, asks=True, due=DUE, basis="30 working days."),
    *(_partnership(partnership.ToDo, DUE, asks=True, basis="30 working days.", **stage) for stage in (_IN_TIME, _LATE)),
    _partnership(partnership.ToAgree, DUE, asks=True, due=DUE, **HEAD, sender=SAM),
    _partnership(partnership.ToAgree, TODAY, asks=True, is_change=True, **HEAD, sender=SAM),
    _partnership(partnership.Lapsed, TODAY, asks=True, due=DUE, **HEAD, sender=SAM),
    _partnership(partnership.Lapsed, TODAY, asks=True, is_change=True, **HEAD, sender=SAM),
    _partnership(partnership.TakenBack, TODAY, **HEAD, sender=SAM),
    _partnership(partnership.Agreed, TODAY),
    _partnership(partnership.Agreed, TODAY, number=2, reason="The target was met early."),
    _partnership(partnership.ChangeOpened, TODAY, asks=True, reason="The target was met early.", **HEAD, sender=SAM),
    _partnership(partnership.ChangeGivenUp, TODAY, **HEAD, sender=SAM),
    _partnership(partnership.Ended, TODAY, reason="The school has improved", **HEAD, sender=SAM),
    _partnership(partnership.Reopened, TODAY, asks=True, due=DUE, reason="It was ended by mistake.", **HEAD),
    _partnership(partnership.Reopened, TODAY, reason="It was ended by mistake.", **HEAD, sender=SAM),
    _plan_review(plan_reviews.Reviewed),
    _plan_review(plan_reviews.ReviewCorrected, reason="A wrong figure."),
    _plan_review(plan_reviews.ReviewWithdrawn, reason="It was of another school."),
    _plan_review(plan_reviews.ReviewCommented),
)
