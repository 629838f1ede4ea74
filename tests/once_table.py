"""Every form that makes something, how it is filled in, and every other act with the reason why a second post of it
changes nothing. A test fails for an address that takes a post and is in neither table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from allocations.draft import actions as drafts
from allocations.draft.actions import Writing
from allocations.draft.queries import draft_of, version_of
from allocations.review import actions as reviews
from allocations.states import Party, State
from monitoring.notices.models import CaseLetter, StateAct
from monitoring.notices.states import CaseState, LetterState, PlanState
from monitoring.plans.states import PlanState as PartnershipState
from monitoring.summaries.runs import actions as runs
from monitoring.support.states import SupportState
from monitoring.visits.planning import queries as planning
from schools.casework_access import actions as casework_access

from .conftest import TODAY
from .factories import cases, letters, registers, schools
from .world import World

M, P, W, D, A = State.IN_MODERATION, State.PROPOSED, State.WITH_OFFICER, State.DECIDED, State.AGREED
C = State.CONFIRMED
# The first that can be chosen.
FIRST = "(first)"
# The first box that can be ticked, whatever it is called.
TICK = "(tick)"
Values = Mapping[str, Any]
Filled = Values | Callable[[World], Values]


def _day(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


@dataclass(frozen=True, repr=False)
class Making:
    """A form that makes something: where it is filled in, by whom, with what.

    `other` is what is typed instead on the page that Back leads to. `before` makes ready what the form needs.
    """

    route: str
    who: str
    page: Callable[[World], str]
    fill: Filled = field(default_factory=dict)
    other: Values = field(default_factory=dict)
    files: Callable[[int], Values] = lambda number: {}
    before: Callable[[World], object] = lambda world: None
    note: str = ""

    def __repr__(self) -> str:
        """So that a sample of the table has a form of each person (tests/sampling.py)."""
        return self.who

    @property
    def id(self) -> str:
        return f"{self.route} ({self.note})" if self.note else self.route


def _at(path: str) -> Callable[[World], str]:
    return lambda world: path


def _school(rest: str) -> Callable[[World], str]:
    return lambda world: f"/schools/{world.school.urn}/{rest}"


def _allocation(state: State, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/allocations/{world.allocation[state].pk}/{rest}"


def _other(which: str, rest: str) -> Callable[[World], str]:
    return lambda world: f"/allocations/{getattr(world, which).pk}/{rest}"


def _of_support(state: SupportState, rest: str) -> Callable[[World], str]:
    return lambda world: f"/support/{world.support[state].pk}/{rest}/"


def _owed(world: World) -> str:
    """The first row of the partner's term."""
    terms = planning.terms_to_plan(TODAY)
    schools = planning.schools_of(world.people["sip"], TODAY)
    term = planning.term_to_plan(terms, TODAY)
    assert term
    return next(each.name for each in planning.owed_visits(schools, term) if each.kind)


def _case(rest: str) -> Callable[[World], str]:
    return lambda world: f"/cases/{world.case['open'].pk}/{rest}"


def _partnership(state: PartnershipState, rest: str) -> Callable[[World], str]:
    return lambda world: f"/plans/{world.partnership_plan[state].pk}/{rest}"


def _ratings(world: World, reason: str = "Seen in two classes.") -> dict[str, Any]:
    """What a review says of the one objective of the plan in force."""
    key = world.plan_review.ratings.get().agreed.objective_id
    return {f"rating-{key}": "2", f"reason-{key}": reason, f"value-{key}": "65%"}


def _comment(world: World, text: str) -> dict[str, Any]:
    return {f"comment-{world.plan_review.ratings.get().agreed.objective_id}": text}


def _plan(state: PlanState, rest: str) -> Callable[[World], str]:
    return lambda world: f"/action-plans/{world.plan[state].pk}/{rest}"


def _statement(purpose: str, rest: str) -> Callable[[World], str]:
    return lambda world: f"/case-letters/{world.told.pk}/from-the-school/{purpose}/{rest}"  # type: ignore[union-attr]


def _told_case(rest: str) -> Callable[[World], str]:
    return lambda world: f"/cases/{world.told.case_id}/{rest}"  # type: ignore[union-attr]


def _representation(world: World) -> int:
    assert world.representation is not None
    return world.representation.pk


def _concern(status: str) -> Callable[[World], str]:
    return lambda world: f"/service-concerns/{world.school.service_concerns.get(status=status).pk}/"


def _scrutiny(world: World) -> Values:
    """What is typed after the page has shown what the report will contain."""
    seen = f"{world.school.pk}/{TODAY}/{TODAY}"
    typed = {"about": str(world.school.pk), "why": "The committee.", "act": "make", "seen": seen}
    return typed | _day("starts_on", TODAY) | _day("ends_on", TODAY)


def _person(rest: str) -> Callable[[World], str]:
    return lambda world: f"/people/{world.people['sip'].pk}/{rest}"


def _proved(world: World) -> str:
    letter = world.case_letter[LetterState.GIVEN]
    assert letter.letter is not None
    to = letter.letter.recipients.filter(method="hand", delivery__isnull=False)[0]
    return f"/case-letters/{letter.pk}/recipients/{to.pk}/proof/"


def _served(world: World) -> str:
    letter = world.case_letter[LetterState.SIGNED]
    assert letter.letter is not None
    to = letter.letter.recipients.filter(method="hand")[0]
    return f"/case-letters/{letter.pk}/recipients/{to.pk}/serve/"


JUDGED = "Example Judged School"


def _judged(world: World) -> CaseLetter:
    """The pre-formal notice of the case that `_to_judge` makes."""
    return CaseLetter.objects.get(case__school__name=JUDGED, kind="preformal_notice")


def _to_judge(world: World) -> None:
    made = cases.about(schools.school(JUDGED), world.people, CaseState.PREFORMAL)
    cases.found(made, "preformal_notice", "met", "met")


def _close_run(world: World) -> None:
    """The run of summaries that the world leaves unfinished."""
    while runs.work_on_next():
        pass


def _allow_flag(world: World) -> None:
    """The flag is taken off a school whose band may be flagged."""
    found = world.flagged
    assert found is not None
    reviews.unflag(found, by=world.people["sip"], on=TODAY, reason="The posts are filled.")


def _write(state: State, party: Party, who: str) -> Callable[[World], object]:
    """A whole draft of a party, so that its page to check can be read."""

    def write(world: World) -> None:
        found = world.allocation[state]
        rules = found.framework
        rows = rules.criteria if party == Party.SIP else rules.criteria[:2]
        marks = {
            c.id: {
                "reading": str(c.readings.index(c.reading_of("C"))),
                "reason": "Seen in books.",
                "evidence": "Results",
            }
            for c in rows
        }
        drafts.save_draft(
            found,
            party,
            by=world.people[who],
            on=TODAY,
            version=version_of(found, party, draft_of(found, party)),
            writing=Writing(band="C", reasons="Results fell two years running.", marks=marks),
        )

    return write


def _upload(name: str, content: bytes) -> Values:
    return {"document": SimpleUploadedFile(name, content)}


LATER, MUCH_LATER = date(2026, 12, 1), date(2027, 2, 2)
TEXTS = ({"text": "The report came late."}, {"text": "The report came late, and nobody rang."})
REASONS = ({"reason": "Two posts are empty."}, {"reason": "Two posts are empty, and the budget."})
_VISIT = {"kind": FIRST, "days": "1", "purpose": "Reading in year 2.", "met": "The headteacher.", "priorities": FIRST}

MAKINGS = (
    Making("bank_holidays", "admin", _at("/settings/bank-holidays/"),
        {"name": "A state occasion", **_day("day", date(2027, 7, 1))}, _day("day", date(2027, 7, 2))),
    Making("terms", "admin", _at("/settings/terms/"),
        {"name": "Spring term", **_day("starts_on", date(2027, 1, 4)), **_day("ends_on", date(2027, 3, 25))},
        {"name": "Spring", **_day("ends_on", date(2027, 3, 26))}),
    Making("capacity_person", "officer", lambda w: f"/visits/capacity/{w.people['sip'].pk}/",
        {**_day("starts_on", date(2027, 2, 8)), **_day("ends_on", date(2027, 2, 12)), "days": "4"},
        {**_day("starts_on", date(2027, 3, 8)), **_day("ends_on", date(2027, 3, 8)), "days": "0.5"}),
    Making("calendar_renew", "head", _at("/calendar/")),
    Making("calendar_renew", "sip", _at("/calendar/renew/"), note="a new link"),
    # Schools and people
    Making("inspection_record", "officer", _school(
        "inspections/record/?starts_on_day=4&starts_on_month=2&starts_on_year=2026&sort=ungraded"),
        {"outcome": "Standards maintained", "areas": "Teach early reading well."}, {"areas": "Teach spelling well."}),
    Making("inspection_ask", "officer", lambda w: f"/inspections/{w.inspection.pk}/areas/add/",
        {"areas": "Attend to writing."}, {"areas": "Attend to writing and number."}),
    Making("ofsted_letter_send", "officer", _at("/ofsted-letters/send/"),
        files=lambda n: _upload("letter.txt", letters.text(letters.NEGATIVE).replace("2019", f"201{n + 5}").encode())),
    Making("authority_action_add", "officer", lambda w: f"/ofsted-letters/{w.ofsted['answered'].pk}/actions/add/",
        {"passage": FIRST, "text": "Visit each school.", "owner_name": "Tess Fictional", **_day("due_on", LATER)},
        {"text": "Ring each school."}),
    Making("post_give", "admin", _school("posts/give/"), {"user": FIRST, "role": "clerk"}, {"role": "chair"}),
    Making("information_request_log", "officer", _at("/information-requests/log/"),
        {"kind": "freedom_of_information", "asker": "Ann Asker", "reach": "ann@test.example", "wanted": "All notices.",
            **_day("received_on", TODAY)},
        {"wanted": "All notices and letters."}),
    Making("role_give", "admin", lambda w: f"/people/{w.people['nobody'].pk}/roles/give/",
        {"role": "sip"}, {"role": "principal_officer"}),
    Making("person_invite", "admin", _at("/people/invite/"),
        {"name": "New Example", "email": "new@test.example", "role": "sip"}, {"email": "newer@test.example"}),
    Making("bands_file", "officer", lambda w: f"/allocations/years-before/{w.bands.pk}/"),
    Making("people_file", "admin", lambda w: f"/people/in-one-go/{w.people_file.pk}/",
        {"invite": "later"}, {"invite": "now"}),
    Making("people_to_invite", "admin", _at("/people/to-invite/"),
        lambda w: {"people": [str(w.people["uninvited"].pk)]}, {"everyone": "1"}),
    Making("assistant_give", "head", _school("assistants/give/"),
        {"name": "Bea Example", "email": "bea@test.example", "parts": "assists_documents"},
        {"name": "Bo Example", "email": "bo@test.example"}),
    Making("assistant_invite_again", "head", _school("assistants/")),
    Making("person_invite_again", "admin", lambda w: f"/people/{w.people['invited'].pk}/"),
    Making("officers", "admin", _at("/officers/"),
        lambda w: {"schools": [str(w.school.pk)], "officer": f"sip:{w.people['other_sip'].pk}"},
        _day("starts_on", LATER)),
    Making("cover_arrange", "officer", _at("/officers/cover/arrange/"),
        lambda w: {"away": f"sip:{w.people['other_sip'].pk}", "covering": str(w.people["sip"].pk),
            **_day("starts_on", date(2027, 1, 11)), **_day("ends_on", date(2027, 1, 15))},
        _day("ends_on", date(2027, 1, 20))),
    Making("casework_access_ask", "admin", _at("/casework-access/ask/"),
        lambda w: {"schools": str(w.school.pk), "reason": "A report will not open.", **_day("ends_on", TODAY)},
        {"reason": "A letter will not open."},
        before=lambda w: casework_access.end(w.casework_access, by=w.people["admin"], on=TODAY)),
    Making("trust_post_add", "admin", _at("/trusts/posts/add/"),
        {"trust": "Example Learning Trust", "role": "chair_of_trustees", "name": "Carla Trust",
            "email": "carla@trust.example", "source": "The trust's website", **_day("starts_on", TODAY)},
        {"role": "accounting_officer"}),
    Making("handover_start", "officer", lambda w: f"/officers/{w.people['sip'].pk}/hand-over/",
        lambda w: {"act": "hand_over", "schools": [str(w.school.pk)], "taking": str(w.people["other_sip"].pk),
            "note": "They know the school well."},
        {"note": "They know it."}),
    Making("register_read", "admin", _at("/registers/read/"), files=lambda n: {
        "file": SimpleUploadedFile("edubasealldata.csv", registers.made_up({"URN": str(900200 + n)}))}),
    # Allocations
    Making("round_open", "officer", _at("/allocations/rounds/2027/open/")),
    Making("round_add", "officer", _at("/allocations/rounds/2026/add/")),
    Making("allocation_record", "sip", _allocation(P, "record/"),
        {"met_with": "Head Example", **_day("met_on", TODAY)}, {"met_with": "Acting Head Example"}),
    Making("allocation_confirm", "officer", lambda w: f"/allocations/{w.late.pk}/confirm/", *REASONS),
    Making("allocation_conflict", "officer", _allocation(W, "conflict/"), *REASONS),
    Making("allocation_withdraw", "officer", lambda w: f"/allocations/{w.closed.pk}/withdraw/", *REASONS),
    Making("allocation_review", "officer", _allocation(A, "review/"), {"ground": FIRST, **REASONS[0]}, REASONS[1]),
    Making("allocation_flag", "sip", lambda w: f"/allocations/{w.flagged.pk}/flag/", *REASONS, before=_allow_flag),
    Making("allocation_unflag", "sip", lambda w: f"/allocations/{w.flagged.pk}/unflag/", *REASONS),
    Making("allocation_check", "sip", _allocation(State.IDENTIFIED, "propose/check/"),
        before=_write(State.IDENTIFIED, Party.SIP, "sip")),
    Making("allocation_check", "sip", _allocation(P, "propose/check/"), before=_write(P, Party.SIP, "sip"),
        note="a revision"),
    Making("allocation_moderate", "sip", _allocation(M, "moderation/"), {"text": "It rose."}, {"text": "It fell."}),
    Making("allocation_agree", "head", _allocation(P, "agree/"), {"comment": "We look forward to it."}),
    Making("allocation_accept", "head", _allocation(D, "accept/"), {"comment": "Thank you."}),
    Making("allocation_disagree_check", "head", _allocation(P, "disagree/check/"),
        before=_write(P, Party.SCHOOL, "head")),
    Making("allocation_decide_check", "officer", _allocation(W, "decide/check/"),
        before=_write(W, Party.OFFICER, "officer")),
    Making("evidence_add", "head", _allocation(P, "evidence/"),
        {"title": "Results by year", "criterion": FIRST, **_day("dated", TODAY)}, {"title": "Results by term"},
        files=lambda n: _upload("results.csv", b"year,pupils\n2026,41\n")),
    # Visits and the service
    Making("visit_plan", "sip", _school("visits/plan/"), _VISIT | _day("starts_on", LATER),
        _day("starts_on", MUCH_LATER)),
    Making("visit_record", "sip", _school("visits/record/"), _VISIT | _day("starts_on", date(2026, 11, 6)),
        _day("starts_on", date(2026, 11, 5))),
    Making("term_plan", "sip", _at("/visits/plan/"), lambda w: {f"{_owed(w)}-day": "11 12 2026"}),
    Making("visit_reschedule", "sip", lambda w: f"/visits/{w.visit['planned'].pk}/move/",
        _day("starts_on", LATER) | {"reason": "The headteacher is away."}, _day("starts_on", MUCH_LATER)),
    Making("days_approve", "officer", _school("days/more/"), {"days": "1", "line": FIRST, **REASONS[0]},
        {"days": "2", **REASONS[1]}),
    Making("more_days_ask", "head", lambda w: f"/schools/{w.allocation[A].school_id}/days/ask-partner/",
        {"days": "1", **REASONS[0]}, REASONS[1]),
    Making("days_ask", "sip", _school("days/ask/"), {"days": "1", "line": FIRST, **REASONS[0]}),
    Making("times_offer", "sip", _school("times/offer/"),
        {"kind": "brokered", "mode": FIRST, "days": "1", "day_1": "15 6 2027", "at_1": "9am", "day_2": "16 6 2027",
            "at_2": "2pm"}, {"kind": "intervention"}),
    Making("agreed_action_update", "sip", lambda w: f"/actions/{w.action.pk}/update/",
        {"state": "partly", "note": "Half of them."}, {"state": "done", "note": "All of them."}),
    Making("agreed_action_tell", "head", lambda w: f"/actions/{w.action.pk}/school/",
        {"progress": "partly", "note": "Half of them."}, {"progress": "done", "note": "All of them."}),
    Making("team_set_up", "sip", lambda w: f"/schools/{w.allocation[C].school_id}/team/set-up/", *REASONS),
    Making("team_join", "sip", lambda w: f"/teams/{w.team.pk}/members/add/",
        lambda w: {"user": str(w.people["other_sip"].pk), "service": FIRST}),
    Making("team_action_add", "sip", lambda w: f"/teams/{w.team.pk}/actions/add/",
        {"text": "Plan a budget.", "owner": "school", **_day("due_on", LATER)}, {"text": "Plan the staff."}),
    Making("team_action_update", "helper", lambda w: f"/teams/actions/{w.team_action.pk}/update/",
        {"state": "partly", "note": "Half of it."}, {"state": "done", "note": "All of it."}),
    Making("team_meeting_plan", "sip", lambda w: f"/teams/{w.team.pk}/meetings/plan/",
        {"begins": "9am", "mode": "online", "purpose": "The budget.", **_day("day", LATER)}, {"purpose": "The staff."}),
    Making("team_meeting_record", "sip", lambda w: f"/teams/meetings/{w.team_meeting['held'].pk}/notes/",
        {"present": "Two people.", "discussed": "The budget.", "reason": "A slip."}, {"present": "Three people."}),
    Making("team_support_ask", "sip", lambda w: f"/teams/{w.team.pk}/financial-support/ask/",
        {"amount": "4500", "purpose": "A teacher.", "financial_year": FIRST}, {"amount": "5500"}),
    Making("team_support_pay", "officer", lambda w: f"/teams/financial-support/{w.team_support['agreed'].pk}/pay/",
        {"amount": "100", **_day("paid_on", TODAY)}, {"amount": "200"}),
    Making("note_add_at", "sip", _school("notes/add/"), {"met": "The headteacher.", "text": "The date."},
        {"text": "Another call."}),
    Making("note_add", "sip", _at("/notes/add/"),
        lambda w: {"school": str(w.school.pk), "met": "The headteacher.", "text": "The date."},
        {"text": "Another call."}),
    Making("school_document_add", "head", _school("documents/add/"),
        {"title": "Behaviour policy", "kind": FIRST, "readers": FIRST}, {"title": "Attendance policy"},
        files=lambda n: {"file": SimpleUploadedFile("policy.txt", f"Policy {n}.".encode())}),
    Making("school_document_version_add", "head",
        lambda w: f"/school-documents/{w.document['shared'].pk}/versions/add/",
        {"note": "Reviewed."}, {"note": "Reviewed again."},
        files=lambda n: {"file": SimpleUploadedFile("policy.txt", f"Version {n}.".encode())}),
    Making("more_time_ask", "head", _allocation(P, "more-time/"),
        lambda w: {"reason": "Two are away."} | _day("day", w.allocation[P].due_on + timedelta(days=2)),
        {"reason": "Three are away."}),
    Making("conversation", "head",
        lambda w: f"/schools/{w.school.pk}/conversations/visit/{w.visit['held'].pk}/", *TEXTS),
    Making("service_concern_raise", "head", _school("service-concerns/raise/"), *TEXTS),
    Making("service_concern_answer", "officer", _concern("raised"), {"outcome": FIRST, **TEXTS[0]}, TEXTS[1]),
    Making("service_concern_pass_on", "officer", _concern("raised"),
        lambda w: {"to": str(w.people["director"].pk)}),
    Making("service_concern_reopen", "head", _concern("answered"), *TEXTS),
    Making("summaries_make_all", "officer", lambda w: f"/summaries/terms/{w.summary.term_id}/make/",
        before=_close_run),
    Making("summary_again", "officer", lambda w: f"/summaries/{w.summary.pk}/again/"),
    # Schools causing concern
    Making("case_open", "officer", lambda w: f"/schools/{w.allocation[State.CONFIRMED].school_id}/cases/open/",
        {"source": FIRST, "concern": "Reading is taught unevenly."}, {"concern": "Reading is taught badly."}),
    Making("case_evidence_add", "officer", _case("evidence/add/"),
        {"bears_on": FIRST, "text": "Two lessons of six were weak.", "source": "A visit"}, {"text": "Two of seven."},
        files=lambda n: _upload("seen.csv", b"lesson,seen\n1,weak\n")),
    Making("case_pick", "officer", _case("evidence/pick/"), {TICK: "1"}),
    Making("case_discussion", "officer", _case("discussion/"),
        {"director": FIRST, "head_present": "on", "chair_present": "on", "said": "The results.",
            **_day("held_on", TODAY)}, {"said": "The results and the plan."}),
    Making("notice_of_state", "officer", _school("notices-of-state/record/"),
        {**_day("given_on", TODAY), **_day("told_on", TODAY), "note": "By letter."}, {"note": "By post."}),
    Making("notice_judgement", "officer", lambda w: f"/case-letters/{_judged(w).pk}/judgement/",
        {"secured": "yes", "reasons": "All is done."}, {"reasons": "As found."}, before=_to_judge),
    Making("required_action", "officer", lambda w: f"/required-actions/{w.notice.required_actions.all()[0].pk}/",
        {"result": FIRST, "evidence": "Seen in two classes."}, {"evidence": "Seen in three classes."}),
    Making("partnership_plan_agree", "head", _partnership(PartnershipState.WRITING, "agree/")),
    Making("partnership_plan_change", "head", _partnership(PartnershipState.AGREED, "change/"),
        {"reason": "The target was met."}, {"reason": "Leaders have changed."}),
    Making("partnership_plan_give_up", "head", _partnership(PartnershipState.CHANGING, "give-up/")),
    Making("partnership_plan_end", "sip", _partnership(PartnershipState.AGREED, "end/"),
        {"why": FIRST}, {"note": "All is well."}),
    Making("partnership_plan_paper", "head", _partnership(PartnershipState.AGREED, "paper/")),
    Making("partnership_plan_reopen", "sip", _partnership(PartnershipState.ENDED, "reopen/"),
        {"reason": "A mistake."}, {"reason": "The wrong school."}),
    Making("plan_review_add", "sip", _partnership(PartnershipState.AGREED, "reviews/add/"),
        _ratings),
    Making("plan_review_withdraw", "sip", lambda w: f"/plan-reviews/{w.plan_review.pk}/withdraw/",
        {"reason": "A mistake."}, {"reason": "Another mistake."}),
    Making("plan_review_comment", "head", lambda w: f"/plan-reviews/{w.plan_review.pk}/comment/",
        lambda w: _comment(w, "We see it too.")),
    Making("plan_objective_add", "head", _partnership(PartnershipState.ASKED, "objectives/add/"),
        {"drawn_from": FIRST}),
    Making("action_plan_send", "chair", _plan(PlanState.RETURNED, "send/")),
    Making("action_plan_record", "officer", _plan(PlanState.AWAITED, "record/"),
        _day("received_on", TODAY), {"note": "By post."},
        files=lambda n: _upload("plan.csv", b"what,who\nphonics,head\n")),
    Making("action_plan_assess", "officer", _plan(PlanState.RECEIVED, "assess/"),
        {"act": "return", "reasons": "Not by whom.", "enough-*": "no", "reason-*": "Not by whom."},
        {"reasons": "Not yet."}),
    Making("statement_send", "chair", _statement("evidence", "send/")),
    Making("statement_record", "officer", _statement("representations", "record/"),
        {"on_behalf_of": "Clara Example, clerk", "text-note": "The board would cost too much.",
            **_day("received_on", TODAY)}, {"text-note": "It would cost too much."}),
    Making("representation_answer", "officer", lambda w: f"/representations/{_representation(w)}/answer/",
        {"outcome": FIRST, "reasons": "The cost was weighed."}, {"reasons": "We weighed the cost."}),
    Making("case_state_notified", "officer", _told_case("secretary-of-state/notified/"),
        {"power": FIRST, "how": "By email.", **_day("notified_on", TODAY)}, {"how": "By post."}),
    Making("case_state_acts", "officer", _told_case("secretary-of-state/acts/"),
        {"note": "By letter.", **_day("given_on", TODAY)}, {"note": "By email."},
        before=lambda world: StateAct.objects.update(ended_on=TODAY)),
    Making("case_bundle", "officer", _case("bundles/")),
    Making("case_letter_prepare", "officer",
        lambda w: f"/cases/{w.case_letter[LetterState.DISCARDED].case_id}/letters/prepare/preformal_notice/"),
    Making("case_letter_answer", "officer", lambda w: f"/case-letters/{w.answer.letter_id}/answers/record/",
        {"party": "regional_director", "who": "Rita Regional", "text": "Noted.", **_day("answered_on", TODAY)},
        {"text": "Noted, with thanks."}),
    Making("case_letter_serve", "officer", _served,
        {**_day("done_on", TODAY), "taken_by": "Charlie Chair", "place": "The school office", "at": "10.40am"},
        {"place": "At the school gate"}, files=lambda n: _upload("receipt.csv", b"who,when\nchair,9:00\n")),
    Making("email_consent", "officer",
        lambda w: f"/posts/{w.consent.post.school.posts.get(role='headteacher').pk}/email-consent/",
        {**_day("given_on", TODAY), "words": "Said so at the meeting."}, {"words": "Wrote to us."}),
    Making("forbidden_decision", "dcs", lambda w: f"/case-letters/{w.told.pk}/decision/",
        {"outcome": "open", "reason": "Counsel was asked."}, {"reason": "Counsel was asked again."}),
    Making("power_review", "dcs", lambda w: f"/case-letters/{w.power.pk}/power/",
        {"outcome": "advice", "reason": "Counsel was asked."}, {"reason": "Counsel was asked again."}),
    Making("power_periodic_review", "officer", lambda w: f"/case-letters/{w.suspended.pk}/power/review/",
        {"present": "Olive Officer", "found": "All well.", "outcome": "to_end", **_day("held_on", TODAY)},
        {"found": "Not all is well."}),
    Making("power_review_day", "officer", lambda w: f"/case-letters/{w.suspended.pk}/power/review-day/",
        {"reason": "Before the funding period.", **_day("day", date(2027, 3, 8))}, {"reason": "Before Easter."}),
    Making("case_letter_proof", "officer", _proved,
        {"taken_by": "Cleo Clerk", "place": "The school office", "at": "10.40am", "reason": "A slip."},
        {"at": "noon"}),
    Making("service_concern_correct", "officer", _concern("answered"),
        {"outcome": "upheld", "text": "We will come.", "reason": "A slip."},
        {"text": "We will come soon."}),
    Making("scrutiny_make", "officer", _at("/scrutiny/make/"), _scrutiny, {"why": "Another committee."}),
    Making("term_report_start", "officer", _at("/scrutiny/terms/start/"), {"term": FIRST}),
    Making("term_report_correct", "officer", lambda w: f"/scrutiny/terms/{w.term_report['approved'].pk}/correct/",
        {"reason": "A slip."}),
    Making("event_plan", "officer", _at("/events/plan/"),
        {"title": "Spring briefing", "offer": FIRST, "audiences": "heads", "place": "Example Hall", "places": "20",
         "starts_at": "9am", "ends_at": "noon", **_day("day", LATER), **_day("closes_on", LATER)},
        {"title": "Summer briefing"}),
    Making("school_event", "head", lambda w: f"/schools/{w.school.pk}/events/{w.event['open'].pk}/",
        {"name_1": "Ann Example", "role_1": "Headteacher"}, {"name_1": "Bob Example"}),
    Making("offer_request_ask", "head", lambda w: f"/schools/{w.school.pk}/offer/consultancy/ask/",
        {"details": "Help with our timetable."}, {"details": "Help with our budget."}),
    Making("newsletter_write", "sip", _at("/newsletters/write/"),
        {"title": "News", "text": "It is spring.", "audience": "both"}, {"title": "More news"}),
    Making("support_ask", "sip", lambda w: f"/schools/{w.support[SupportState.ASKED].school_id}/support/ask/",
        {"kind": "extra-visits", "topic": "reading", "need": "Help.", "days": "2"}, {"need": "More help."}),
    *(
        Making(f"support_{act}", who, _of_support(state, place or act), fill)
        for act, place, who, state, fill in (
            ("agree", "", "sip", SupportState.MATCHED, {}),
            ("approve", "", "director", SupportState.TO_APPROVE, {}),
            ("commission", "", "sip", SupportState.AGREED, {}),
            ("deliver", "", "sip", SupportState.COMMISSIONED, {"days": "0.5", "note": "", **_day("day", TODAY)}),
            ("complete", "", "sip", SupportState.UNDER_WAY, {"cost": "10"}),
            ("cost", "", "sip", SupportState.CLOSED, {"cost": "10", "reason": "A slip."}),
            ("evaluate", "", "head", SupportState.DELIVERED, {"impact": FIRST, "changed": "Reading.", "again": "yes"}),
            ("close", "", "sip", SupportState.EVALUATED, {}),
            ("decline", "", "sip", SupportState.ASKED, {"reason": "No."}),
            ("withdraw", "", "head", SupportState.ASKED, {"reason": "No."}),
            ("conflict", "interest", "sip", SupportState.MATCHED, {"what": FIRST, "text": "I know them."}),
        )
    ),
    Making("support_match", "sip", _of_support(SupportState.ASKED, "match"),
        lambda w: {"giver": f"provider-{w.provider.pk}", "budget": str(w.budget.pk), "days": "2", "cost": "100",
            **_day("starts_on", TODAY), **_day("ends_on", TODAY)}),
    Making("support_delivery_correct", "sip", lambda w: f"/support-days/{w.delivery.pk}/correct/",
        {"days": "1", "reason": "A slip."}),
    Making("support_leader_add", "officer", _at("/support/leaders/add/"),
        {"name": "Nia New", "email": "nia@test.example", "designation": FIRST, "topics": "reading", "days_a_year": "4",
         **_day("accredited_from", TODAY)}, {"name": "Ned New", "email": "ned@test.example"}),
    Making("support_provider_add", "officer", _at("/support/providers/add/"),
        {"name": "New Hub", "kind": FIRST, "contact_name": "Hal Hub", "email": "hal@test.example",
         **_day("active_from", TODAY)}, {"name": "Newer Hub"}),
    Making("support_budget_add", "officer", _at("/support/budgets/add/"),
        {"name": "New budget", "financial_year": FIRST, "amount": "500"}, {"name": "Newer budget"}),
    Making("support_offer_add", "sip",
        lambda w: f"/schools/{w.support[SupportState.ASKED].school_id}/support-offers/add/",
        {"topic": FIRST, "text": "Visits.", "days_a_year": "2", **_day("starts_on", TODAY)}, {"text": "Lessons."}),
    Making("survey_plan", "officer", _at("/surveys/plan/"),
        {"name": "Spring survey", "who": "heads", "how": FIRST, **_day("opens_on", LATER),
         **_day("closes_on", MUCH_LATER)},
        {"name": "Summer survey"}),
    Making("survey_theme_add", "officer", lambda w: f"/surveys/{w.survey['closed'].pk}/themes/add/",
        {"name": "Training", "kind": FIRST}, {"name": "Clusters"}),
    Making("delegation_give", "dcs", _at("/delegations/give/"),
        {"to": FIRST, "reason": "Leave.", "authority": "Scheme of delegation, part 3",
         **_day("starts_on", date(2027, 1, 4)), **_day("ends_on", date(2027, 1, 8))},
        {"reason": "Annual leave."}),
)  # fmt: skip

# Every other address that takes a post, by the reason why a second post of the same page changes nothing.
_REASONS: dict[str, str] = {
    "It saves a draft over the one that was read, and refuses another; sending is guarded by the state.": (
        "allocation_propose allocation_disagree allocation_disagree_step allocation_decide allocation_refer "
        "action_plan_write case_letter_write statement_write report report_answer report_check summary "
        "plan_objective "
        "term_report_write visit_prepare"
    ),
    "It sets one day, and what is set already is no change; a reminder goes once a day.": (
        "more_time more_time_withdraw more_days_pass_on more_days_decline more_days_withdraw "
        "round_dates outlier_dismiss allocation_remind round_remind"
    ),
    "It keeps a short cut or a mark for its maker alone, which is there once: a name is taken once.": (
        "mail_choice saved_filter_add saved_filter saved_filter_delete school_watch watched_read"
    ),
    "It is refused where the sign was dismissed, or is shown, already.": "sign_decide",
    "It keeps one preview in place of the last, which is saved once and for the drafts that it was made from.": (
        "bulk_start bulk_draft"
    ),
    "It decides what waits, and is refused for what is decided; a review is finished once.": (
        "access_review access_review_end access_review_finish"
    ),
    "It leads to another page and keeps nothing.": "visit_log case_choose_school framework_load",
    "The same text is the same version, and is loaded once.": "framework_confirm",
    "It moves a record out of its state, and is refused in any other.": (
        "partnership_plan_take_back "
        "allocation_take_back allocation_withdraw_answer action_plan_withdraw visit_prepare_withdraw "
        "disposal_decide disposal_withdraw hold_end information_request_act "
        "change_request_confirm change_request_withdraw casework_access_grant casework_access_decline "
        "case_letter_call_off "
        "case_letter_check case_letter_discard case_letter_pack case_letter_take_back case_letter_withdraw "
        "case_close case_convert case_category case_category_withdraw "
        "ofsted_letter ofsted_letter_set_aside ofsted_letter_take_up "
        "register_file_confirm register_file_set_aside report_issue report_take_back round_close visit_cancel "
        "visit_hold visit_miss visit_undo visit_strike report_withdraw report_rewrite days_request message_retry "
        "times times_none times_withdraw note_share note_withdraw authority_action_withdraw "
        "summary_run_stop summary_run_resume survey_open survey_close survey_cancel term_report_decide "
        "team_end team_reopen team_meeting_cancel team_support_decide team_support_withdraw team_payment_take_back "
        "newsletter_send newsletter_discard newsletters_stop "
        "event_open event_cancel event_booking_cancel offer_request_decline offer_request_withdraw "
        "school_document_take_off school_document_put_back assistant_end assistant_keep assistant_change"
    ),
    "It sets or takes off a mark that is then set or gone already, and is refused.": (
        "case_flag case_unflag case_restrict case_unrestrict case_name case_unname handover_read"
    ),
    "It plans what is not planned yet, and is refused where it is.": "visit_again offer_request_plan_visit",
    "It moves an objective one place, and each press of its button is meant.": "plan_objective_move",
    "It ends or removes a record, which is then ended or gone.": (
        "action_plan_detach bank_holiday_remove case_evidence_remove case_state_acts_end casework_access_end "
        "cover_end days_take_back "
        "team_leave "
        "delegation_end email_consent_end evidence_remove inspection_withdraw leave_remove notice_of_state_end "
        "plan_objective_remove plan_objective_put_back "
        "appointment_mistake person_close post_end role_end statement_detach term_remove trust_post_end"
    ),
    "It changes a record to what is typed, and the same once more is no change.": (
        "plan_review_correct "
        "information_request_correct information_item "
        "appointment_days area area_words capacity_contract case_academy_order case_change case_owner cover_change "
        "inspection_correct person_edit trust_post_correct authority_action_progress authority_action_correct "
        "term_change visit_change visit_redate visit_move_school note_correct "
        "survey_answer survey_change survey_comment survey_extend survey_share survey_theme team_lead "
        "team_action_change team_meeting_move event_feedback_give school_document_change "
        "event_attendance event_booking_change event_change offer_request_arrange offer_request_link_visit "
        "newsletter_change"
    ),
    "There is one at a time, and a second is refused.": (
        "hold_place disposal_start second_step_lost information_request_collect"
    ),
    "It makes one more file of what was decided, and each is kept with who asked.": "information_bundle",
    "It moves what its page named; a second post finds that it is gone, and does nothing.": "person_leaving",
    "There is one summary for a school and a term.": "summary_make",
    "Who left the directory cannot leave it again, and a file is saved once.": (
        "support_leader_end support_leaders_file"
    ),
    "It takes back what was brought in, which is then taken back.": "bands_take_back",
    "It corrects what is then the same already, and is refused.": (
        "band_correct support_leader_change support_provider_change support_offer_change support_budget_change"
    ),
    "It makes a preview in place of the one before.": "support_leaders_read people_files bands_before",
    "It leads on in signing in, or sets up for oneself what then is set up; a code opens once.": (
        "mfa_authenticate mfa_set_up mfa_set_up_codes mfa_app mfa_set_up_passkey mfa_emailed account_provider_start "
        "account_provider_confirm"
    ),
    "A browser's answer about a passkey is to one page, and is taken once.": (
        "mfa_passkey_add mfa_reauthenticate_webauthn"
    ),
    "It ends or names what then is ended or named already.": "mfa_remove mfa_passkey_rename",
    "Each press of its button makes new recovery codes, which end the last ones and are shown.": "mfa_codes",
    "Each press emails a code, which ends the last one; five within an hour at most.": "mfa_emailed_again",
    "Each press sends the person who pressed it a test email.": "setting_up",
    "There is one unsent text for a person and a page.": "unsent_text",
    "Who is signed out is signed out.": "session_end person_sign_out",
    "A receipt that comes again says the same of the same message.": "notify_receipt",
}
NOT_ONCE = {route: reason for reason, routes in _REASONS.items() for route in routes.split()}
