"""Who may open what? One row for each address and each kind of object behind it.

Everybody named in `who` gets `status`: 200 for a page, 302 for an act that leads on to another one. Everybody else
gets 404, or the sign-in page when they are not signed in; `led_on` and `others` name the exceptions. Each person
meets the world as it was made, so that no answer depends on who came before. A test fails for an address without
a row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from allocations.states import State
from monitoring.newsletters.notifications import stop_token
from monitoring.notices.letters.recipients import served_on
from monitoring.notices.models import StateAct, StatementDocument, StateNotification
from monitoring.notices.states import LetterState, PlanState, Purpose
from monitoring.plans.states import PlanState as PartnershipState
from monitoring.support.states import SupportState
from schools.models import Post, RegisterFile
from sil.accounts.models import RoleGrant

from . import world as worlds
from .world import ACTORS, World

EVERYONE = frozenset(ACTORS)
SIGNED_IN = EVERYONE - {"anonymous"}
SIP = frozenset({"sip"})
LEADS = frozenset({"head", "acting_head"})
GOVERNANCE = frozenset({"chair", "clerk"})
OVERSIGHT = frozenset({"officer", "director", "dcs"})
ADMIN = frozenset({"admin"})
DIRECTORS = frozenset({"director", "dcs"})
# Who reads what is due: administrators ask, directors decide.
DISPOSERS = ADMIN | DIRECTORS
PARTNERS = frozenset({"sip", "other_sip"})
# Who keeps the record of the schools of the table.
KEEPERS = frozenset({"sip", "officer", "director"})
# Who answers what schools write about the service.
ANSWERERS = frozenset({"officer", "director"})
# Who plans surveys, and who reads their results.
SURVEYORS = frozenset({"officer"})
SURVEY_READERS = PARTNERS | OVERSIGHT
# Who plans events, who reads of them, who reads what the school is offered, and who books for it.
EVENT_KEEPERS = PARTNERS | {"officer"}
EVENT_READERS = PARTNERS | OVERSIGHT
OFFER_READERS = SIP | OVERSIGHT | LEADS | GOVERNANCE
BOOKERS = SIP | LEADS | {"officer", "chair"}
# Who reads the directory of support, and who brokers it for the school of the table.
SUPPORT_READERS = PARTNERS | OVERSIGHT
BROKERS = frozenset({"sip", "officer"})
# Each act, its path, the state in which it is possible, by whom, and what a post with nothing typed gets.
SUPPORT_ACTS = (
    ("match", "match", SupportState.ASKED, BROKERS, 200),
    ("agree", "agree", SupportState.MATCHED, BROKERS | LEADS, 302),
    ("approve", "approve", SupportState.TO_APPROVE, frozenset({"officer", "director"}), 302),
    ("commission", "commission", SupportState.AGREED, BROKERS, 302),
    ("deliver", "deliver", SupportState.COMMISSIONED, BROKERS, 200),
    ("complete", "complete", SupportState.UNDER_WAY, BROKERS, 200),
    ("cost", "cost", SupportState.DELIVERED, BROKERS | {"director"}, 200),
    ("evaluate", "evaluate", SupportState.DELIVERED, BROKERS | LEADS, 200),
    ("close", "close", SupportState.EVALUATED, BROKERS, 302),
    ("decline", "decline", SupportState.ASKED, BROKERS | {"director"}, 200),
    ("withdraw", "withdraw", SupportState.ASKED, BROKERS | LEADS, 200),
    ("conflict", "interest", SupportState.MATCHED, BROKERS | LEADS | {"director"}, 200),
)
# Who says which officer works with a school.
ASSIGNERS = ADMIN | {"officer"}
# Assistants of the head of the schools of the table: those with every part, and those who look after documents, of whom
# one has no other part.
ASSISTANTS = frozenset({"assistant"})
SHELF = ASSISTANTS | {"one_part"}
# Officers of other services: members of the team around a school.
HELPERS = frozenset({"helper"})
# Who may read the concern cases of the schools of the table, who works on them, who reads an action plan.
CASE_KEEPERS = frozenset({"sip", "officer"})
CASE_READERS = CASE_KEEPERS | OVERSIGHT
PLAN_READERS = CASE_READERS | LEADS | GOVERNANCE
# Who sends in what a school shows, and its representations.
SENDERS = LEADS | GOVERNANCE
_DAY = "starts_on_day=4&starts_on_month=2&starts_on_year=2026"


@dataclass(frozen=True)
class Row:
    route: str
    path: Callable[[World], str]
    who: frozenset[str]
    method: str = "GET"
    # What those who may get: 302 for an act that leads on to another page.
    status: int = 200
    data: dict[str, str] = field(default_factory=dict)
    note: str = ""
    # Those who may read the record but not do this: told why, and led back to it or shown what they typed.
    led_on: frozenset[str] = frozenset()
    # What those get who may not, where the pages of sign-in lead on and hide nothing.
    others: int = 404

    @property
    def id(self) -> str:
        return f"{self.method} {self.route}{f' ({self.note})' if self.note else ''}"


def _fixed(path: str) -> Callable[[World], str]:
    return lambda world: path


def _brought_in_file(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/allocations/years-before/{world.brought_in.brought_in_id}/{rest}"


def _moves(state: str) -> Callable[[World], str]:
    """The visit of a report, on its way to another school of the same partner."""
    return lambda world: f"{_report(state, 'put-right/school/')(world)}?to={world.allocation[C].school_id}"


def _allocation(state: State, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/allocations/{world.allocation[state].pk}/{rest}"


def _other(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/allocations/{getattr(world, which).pk}/{rest}"


def _access_review(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/access-reviews/{world.access_review.pk}/{rest}"


def _information(rest: str = "", *, which: str = "about_head") -> Callable[[World], str]:
    return lambda world: f"/information-requests/{getattr(world, which).pk}/{rest}"


def _answer_file(ending: str) -> Callable[[World], str]:
    return lambda world: f"/information-requests/bundles/{world.about_school.bundles.get().pk}/{ending}/"


def _item(world: World) -> str:
    """What is held of the head's account."""
    return f"/information-requests/items/{world.about_head.items.get(table='accounts.User', how='record').pk}/"


def _reviewed(world: World) -> str:
    """What the review says of the head's post."""
    line = world.access_review.lines.filter(person=world.people["head"]).first()
    assert line is not None
    return f"/access-reviews/lines/{line.pk}/end/"


def _history(which: str) -> Callable[[World], str]:
    def key(world: World) -> int:
        if which == "allocation":
            return world.allocation[State.PROPOSED].pk
        return world.case["restricted"].pk if which == "case" else world.people["sip"].pk

    return lambda world: f"/history/{which}/{key(world)}/"


def _school(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/schools/{world.school.urn}/{rest}"


def _allocation_school(state: State, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/schools/{world.allocation[state].school_id}/{rest}"


def _appointment(kind: str, path: str) -> Callable[[World], str]:
    """One appointment of each kind: the clerk's post, the partner's role and school, cover, a director's delegation."""

    def key(world: World) -> int:
        if kind == "post":
            return world.school.posts.get(role="clerk").pk
        if kind == "role":
            return _grant(world)
        if kind == "assignment":
            return world.school.assignments.get(role="sip").pk
        found = world.cover if kind == "cover" else world.delegation
        assert found is not None
        return found.pk

    return lambda world: f"/appointments/{kind}/{key(world)}/{path}"


def _cover(rest: str) -> Callable[[World], str]:
    return lambda world: f"/officers/cover/{world.cover.pk}/{rest}"


def _access(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/casework-access/{world.casework_access.pk}/{rest}"


def _trust_post(rest: str) -> Callable[[World], str]:
    return lambda world: f"/trusts/posts/{world.trust_post.pk}/{rest}"


def _handover(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/handovers/{world.handover.pk}/{rest}"


def _extra_days(world: World) -> int:
    return world.school.extra_days.get().pk


def _person(rest: str = "", actor: str = "sip") -> Callable[[World], str]:
    return lambda world: f"/people/{world.people[actor].pk}/{rest}"


def _change(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/people/changes/{world.change.pk}/{rest}"


def _inspection(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/inspections/{world.inspection.pk}/{rest}"


def _area(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/areas/{world.inspection.areas.get().pk}/{rest}"


def _ofsted(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/ofsted-letters/{world.ofsted[which].pk}/{rest}"


def _authority_action(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/ofsted-letters/actions/{world.authority_action[which].pk}/{rest}"


def _summed(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/summaries/terms/{world.summary.term_id}/{rest}"


def _run(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/summaries/runs/{world.summary_run.pk}/{rest}"


def _summary(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/summaries/{world.summary.pk}/{rest}"


def _make_one(world: World) -> str:
    return f"/schools/{world.summary.school_id}/summaries/{world.summary.term_id}/make/"


def _capacity(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/visits/capacity/{world.people['sip'].pk}/{rest}"


def _concern(status: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/service-concerns/{world.school.service_concerns.get(status=status).pk}/{rest}"


def _document(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/school-documents/{world.document[which].pk}/{rest}"


def _assistant(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/assistants/{world.assistant[which].pk}/{rest}"


def _document_file(which: str) -> Callable[[World], str]:
    """The first version of a document."""
    return lambda world: f"/school-documents/versions/{world.document[which].versions.get(number=1).pk}/file/"


def _partnership(state: PartnershipState, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/plans/{world.partnership_plan[state].pk}/{rest}"


def _objective(state: PartnershipState, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/plan-objectives/{world.partnership_plan[state].objectives.get().pk}/{rest}"


def _review(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/plan-reviews/{world.plan_review.pk}/{rest}"


def _cited(world: World) -> str:
    return _review(f"documents/{world.plan_review.ratings.order_by('pk')[0].pk}/")(world)


def _survey(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/surveys/{world.survey[which].pk}/{rest}"


def _asked(which: str) -> Callable[[World], str]:
    return lambda world: f"/survey-answers/{world.survey[which].invitations.get().pk}/"


def _support(state: SupportState, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/support/{world.support[state].pk}/{rest}"


def _supported(rest: str) -> Callable[[World], str]:
    return lambda world: f"/schools/{world.support[SupportState.ASKED].school_id}/{rest}"


def _survey_theme(world: World) -> str:
    return f"/survey-themes/{world.survey['closed'].themes.get().pk}/"


def _survey_comment(world: World) -> str:
    return f"/survey-comments/{world.survey['closed'].comments.get().pk}/"


def _event(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/events/{world.event[which].pk}/{rest}"


def _school_event(which: str) -> Callable[[World], str]:
    return lambda world: f"/schools/{world.school.pk}/events/{world.event[which].pk}/"


def _event_booking(which: str, rest: str) -> Callable[[World], str]:
    return lambda world: f"/event-bookings/{world.booking[which].pk}/{rest}"


def _asked_for(state: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/offer-requests/{world.asked[state].pk}/{rest}"


def _newsletter(state: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/newsletters/{world.newsletter[state].pk}/{rest}"


def _more_time(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/more-time/{world.time_request.pk}/{rest}"


def _school_days(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/more-days/{world.school_days.pk}/{rest}"


def _conversation(which: str) -> Callable[[World], str]:
    return lambda world: f"/schools/{world.visit[which].school_id}/conversations/visit/{world.visit[which].pk}/"


def _visit(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/visits/{world.visit[which].pk}/{rest}"


def _report(state: str, rest: str = "report/") -> Callable[[World], str]:
    return lambda world: f"/visits/{world.report[state].pk}/{rest}"


def _action(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/actions/{world.action.pk}/{rest}"


def _case(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/cases/{world.case[which].pk}/{rest}"


def _of_term(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/scrutiny/terms/{world.term_report[which].pk}/{rest}"


def _scrutiny(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/scrutiny/{world.scrutiny[which].pk}/{rest}"


def _bundle(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/bundles/{world.bundle[which].pk}/{rest}"


def _answered(rest: str) -> Callable[[World], str]:
    """The letter about an academy that asks for an answer."""
    return lambda world: f"/case-letters/{world.answer.letter_id}/{rest}"


def _answer_document(world: World) -> str:
    return f"/case-letter-answers/{world.answer.pk}/document/"


def _case_evidence(which: str, rest: str) -> Callable[[World], str]:
    return lambda world: f"/case-evidence/{world.evidence[which].pk}/{rest}"


def _of_state(rest: str) -> Callable[[World], str]:
    return lambda world: f"/notices-of-state/{world.of_state.pk}/{rest}"


def _plan(state: PlanState, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/action-plans/{world.plan[state].pk}/{rest}"


def _notice(world: World) -> str:
    return f"/case-letters/{world.notice.pk}/judgement/"


def _required(world: World) -> str:
    return f"/required-actions/{world.notice.required_actions.all()[0].pk}/"


def _sent_document(world: World) -> str:
    version = world.plan[PlanState.RECEIVED].versions.filter(document__isnull=False)[0]
    return f"/action-plans/versions/{version.pk}/document/"


def _statement(purpose: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/case-letters/{world.told.pk}/from-the-school/{purpose}/{rest}"


def _statement_document(sent: bool, rest: str = "") -> Callable[[World], str]:
    def path(world: World) -> str:
        found = StatementDocument.objects.get(statement__notice=world.told, entry__isnull=not sent)
        return f"/statement-documents/{found.pk}/{rest}"

    return path


def _forbidden(rest: str) -> Callable[[World], str]:
    """A page of a formal notice that was given while one of the Secretary of State was in force."""
    return lambda world: f"/case-letters/{world.told.pk}/{rest}"


def _told_case(rest: str) -> Callable[[World], str]:
    return lambda world: f"/cases/{world.told.case_id}/{rest}"


def _act_of_state(world: World) -> str:
    act = StateAct.objects.get(school=world.told.case.school_id)
    return f"/cases/{world.told.case_id}/secretary-of-state/acts/{act.pk}/end/"


def _notification(world: World) -> str:
    return f"/state-notifications/{StateNotification.objects.get(case__letters=world.told).pk}/document/"


def _answer(world: World) -> str:
    return f"/representations/{world.representation.pk}/answer/"


def _case_letter(state: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/case-letters/{world.case_letter[LetterState(state)].pk}/{rest}"


def _consents(world: World) -> str:
    return f"/schools/{world.consent.post.school_id}/email-consents/"


def _consent(world: World) -> str:
    """Of the clerk."""
    return f"/email-consents/{world.consent.pk}/end/"


def _consent_document(world: World) -> str:
    return f"/email-consents/{world.consent.pk}/document/"


def _head_post(rest: str) -> Callable[[World], str]:
    """The post of the headteacher there, who agreed to nothing."""

    def path(world: World) -> str:
        post = Post.objects.get(school=world.consent.post.school_id, role="headteacher")
        return f"/posts/{post.pk}/{rest}"

    return path


def _power(rest: str) -> Callable[[World], str]:
    """A page of a power whose notice was withdrawn."""
    return lambda world: f"/case-letters/{world.power.pk}/{rest}"


def _suspended(rest: str) -> Callable[[World], str]:
    """A page of the letter that suspended a budget."""
    return lambda world: f"/case-letters/{world.suspended.pk}/{rest}"


def _prepare(state: str, kind: str = "preformal_notice") -> Callable[[World], str]:
    return lambda world: f"/cases/{world.case_letter[LetterState(state)].case_id}/letters/prepare/{kind}/"


def _served(state: str, rest: str) -> Callable[[World], str]:
    """A page of whoever the letter is served on, by hand."""

    def path(world: World) -> str:
        letter = world.case_letter[LetterState(state)]
        to = served_on(letter)
        assert to is not None
        return f"/case-letters/{letter.pk}/recipients/{to.pk}/{rest}"

    return path


def _delegation(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/delegations/{world.delegation.pk}/{rest}"


def _term(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/settings/terms/{world.term.pk}/{rest}"


def _file(status: RegisterFile.Status, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/registers/files/{world.file[status].pk}/{rest}"


def _letter(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/letters/{getattr(world, which).reference}/{rest}"


def _team(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/teams/{world.team.pk}/{rest}"


def _ended_team(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/teams/{world.ended_team.pk}/{rest}"


def _team_action(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/teams/actions/{world.team_action.pk}/{rest}"


def _team_meeting(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/teams/meetings/{world.team_meeting[which].pk}/{rest}"


def _team_support(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/teams/financial-support/{world.team_support[which].pk}/{rest}"


def _team_payment(world: World) -> str:
    return f"/teams/financial-support/payments/{world.team_payment.pk}/take-back/"


N, M, P = State.IDENTIFIED, State.IN_MODERATION, State.PROPOSED
F, D, X = State.WITH_OFFICER, State.DECIDED, State.WITH_DIRECTOR
A, C, W = State.AGREED, State.CONFIRMED, State.WITHDRAWN
Sent = RegisterFile.Status
OFFICERS = SIP | OVERSIGHT
REVIEWERS = SIP | {"officer"}
DCS = frozenset({"dcs"})
DIRECTORS = frozenset({"director", "dcs"})
EVERY_READER = OFFICERS | LEADS | GOVERNANCE
# Who reads the financial support of a team's school, and who its members and actions.
MONEY_READERS = OFFICERS | LEADS | {"chair"}
TEAM_READERS = MONEY_READERS | HELPERS
DECIDERS = frozenset(OVERSIGHT)

# Who writes and agrees the plan of a school, and who ends it.
SIDES = SIP | LEADS
_PS = PartnershipState
# What signs for the authority, or changes who may do what at it.
CONFIRMED_FIRST = {
    "appointment_days",
    "appointment_mistake",
    "case_letter_pack",
    "casework_access_grant",
    "change_request_confirm",
    "delegation_end",
    "delegation_give",
    "disposal_decide",
    "person_close",
    "person_edit",
    "role_end",
    "role_give",
    "second_step_lost",
}


ROWS = (
    # The shell
    Row("home", _fixed("/"), SIGNED_IN),
    Row("healthz", _fixed("/healthz"), EVERYONE),
    # Of this world no worker and no beat was ever seen.
    Row("health", _fixed("/health"), EVERYONE, status=503),
    # Without a token or a network in the settings it is there for nobody.
    Row("metrics", _fixed("/metrics"), EVERYONE, status=404),
    Row("theme", _fixed("/theme/1d4f76.440a445916ba.css"), EVERYONE),
    Row("accessibility", _fixed("/accessibility/"), EVERYONE),
    Row("privacy", _fixed("/privacy/"), EVERYONE),
    Row("account", _fixed("/account/"), SIGNED_IN),
    Row("help", _fixed("/help/"), SIGNED_IN),
    Row("contact", _fixed("/contact/"), EVERYONE),
    Row("unsent_text", _fixed("/unsent/?path=/account/"), SIGNED_IN),
    Row("unsent_text", _fixed("/unsent/"), SIGNED_IN, method="POST", status=400, note="without a text"),
    Row("session", _fixed("/accounts/session/"), SIGNED_IN),
    Row("session_end", _fixed("/accounts/session/end/"), SIGNED_IN, method="POST", status=302),
    Row("framework", _fixed("/framework/"), SIGNED_IN),
    Row("framework_load", _fixed("/framework/load/"), ADMIN),
    Row("framework_load", _fixed("/framework/load/"), ADMIN, method="POST", note="nothing chosen"),
    Row("framework_confirm", _fixed("/framework/load/confirm/"), ADMIN, method="POST", status=302),
    Row("bank_holidays", _fixed("/settings/bank-holidays/"), ADMIN),
    Row("bank_holidays", _fixed("/settings/bank-holidays/"), ADMIN, method="POST"),
    Row("bank_holiday_remove", lambda w: f"/settings/bank-holidays/{worlds.bank_holiday().pk}/remove/", ADMIN),
    Row(
        "bank_holiday_remove",
        lambda w: f"/settings/bank-holidays/{worlds.bank_holiday().pk}/remove/",
        ADMIN,
        method="POST",
        status=302,
    ),
    # Signing in
    Row("account_login", _fixed("/accounts/login/"), frozenset({"anonymous"}), others=302, note="not signed in"),
    Row("account_login", _fixed("/accounts/login/"), SIGNED_IN, status=302, others=200, note="signed in"),
    Row("account_logout", _fixed("/accounts/logout/"), SIGNED_IN, others=302),
    Row("account_logout", _fixed("/accounts/logout/"), EVERYONE, method="POST", status=302),
    Row("account_inactive", _fixed("/accounts/inactive/"), EVERYONE),
    Row("account_signup", _fixed("/accounts/signup/"), frozenset({"anonymous"}), others=302, note="not signed in"),
    Row("account_reauthenticate", _fixed("/accounts/reauthenticate/"), SIGNED_IN),
    # The identity provider: there is none in the settings of the tests.
    Row("account_provider_start", _fixed("/accounts/provider/"), frozenset(), method="POST"),
    Row("account_provider_confirm", _fixed("/accounts/provider/confirm/"), frozenset(), method="POST"),
    Row("account_provider_confirmed", _fixed("/accounts/provider/confirmed/"), frozenset()),
    Row("account_provider_return", _fixed("/accounts/provider/return/"), frozenset()),
    Row("account_provider_sign_out", _fixed("/accounts/provider/sign-out/"), frozenset()),
    Row("mfa_index", _fixed("/accounts/second-step/"), SIGNED_IN),
    # Between the password and being signed in, where none of them is.
    *(
        Row(route, _fixed(f"/accounts/second-step/{path}/"), EVERYONE, method=method, status=302)
        for route, path in (
            ("mfa_authenticate", "enter"),
            ("mfa_emailed", "emailed"),
            ("mfa_set_up", "set-up"),
            ("mfa_set_up_passkey", "set-up/passkey"),
            ("mfa_set_up_codes", "set-up/codes"),
        )
        for method in ("GET", "POST")
    ),
    Row("mfa_emailed_again", _fixed("/accounts/second-step/emailed/again/"), EVERYONE, method="POST", status=302),
    # Confirmed by the password first.
    *(
        Row(route, _fixed(f"/accounts/second-step/{path}/"), SIGNED_IN, method=method, status=302)
        for route, path in (
            ("mfa_app", "app"),
            ("mfa_codes", "codes"),
            ("mfa_reauthenticate", "confirm"),
            ("mfa_passkey_add", "passkeys/add"),
            ("mfa_passkey_rename", "passkeys/1"),
            ("mfa_reauthenticate_webauthn", "passkeys/confirm"),
            ("mfa_remove", "1/remove"),
        )
        for method in ("GET", "POST")
    ),
    Row("account_change_password", _fixed("/accounts/password/change/"), SIGNED_IN),
    Row("account_set_password", _fixed("/accounts/password/set/"), SIGNED_IN, status=302, note="has one"),
    Row("account_reset_password", _fixed("/accounts/password/reset/"), EVERYONE),
    Row("account_reset_password_done", _fixed("/accounts/password/reset/done/"), EVERYONE),
    Row("account_reset_password_from_key", worlds.invitation_path, EVERYONE, status=302, note="a fresh link"),
    Row(
        "account_reset_password_from_key",
        _fixed("/accounts/password/reset/key/1-stale-link/"),
        EVERYONE,
        note="a stale link",
    ),
    Row("account_reset_password_from_key_done", _fixed("/accounts/password/reset/key/done/"), EVERYONE),
    # Schools
    Row("schools", _fixed("/schools/"), SIGNED_IN),
    Row("school", _school(), SIP | LEADS | GOVERNANCE | OVERSIGHT | ADMIN | SHELF),
    Row("school", _school("?part=all"), SIP | LEADS | GOVERNANCE | OVERSIGHT | ADMIN | SHELF, note="all on one page"),
    Row("school_results", _school("results/"), SIP | LEADS | GOVERNANCE | OVERSIGHT | ADMIN),
    Row("school_documents", _school("documents/"), EVERY_READER | SHELF),
    Row("school_document_add", _school("documents/add/"), LEADS | GOVERNANCE | SHELF),
    Row(
        "school_document_add",
        _school("documents/add/"),
        LEADS | GOVERNANCE | SHELF,
        method="POST",
        note="nothing filled in",
    ),
    Row("school_document", _document("shared"), EVERY_READER | SHELF, note="shared"),
    Row("school_document", _document("private"), LEADS | GOVERNANCE | SHELF, note="private"),
    Row("school_document", _document("off"), LEADS | GOVERNANCE | SHELF, note="taken off"),
    Row("school_document_file", _document_file("shared"), EVERY_READER | SHELF, note="shared, an earlier version"),
    Row("school_document_file", _document_file("private"), LEADS | GOVERNANCE | SHELF, note="private"),
    Row("school_document_file", _document_file("off"), LEADS | GOVERNANCE | SHELF, note="taken off"),
    Row("school_document_version_add", _document("shared", "versions/add/"), LEADS | GOVERNANCE | SHELF),
    Row(
        "school_document_version_add",
        _document("shared", "versions/add/"),
        LEADS | GOVERNANCE | SHELF,
        method="POST",
        note="nothing filled in",
    ),
    Row("school_document_change", _document("shared", "change/"), LEADS),
    Row("school_document_change", _document("shared", "change/"), LEADS, method="POST", note="nothing filled in"),
    Row("school_document_take_off", _document("shared", "take-off/"), LEADS),
    Row("school_document_take_off", _document("shared", "take-off/"), LEADS, method="POST", note="no reason"),
    Row("school_document_put_back", _document("off", "put-back/"), LEADS, method="POST", status=302),
    Row("school_timeline", _school("timeline/"), SIP | LEADS | GOVERNANCE | OVERSIGHT | ADMIN),
    Row("school_timeline", _school("timeline/?all=1"), SIP | LEADS | GOVERNANCE | OVERSIGHT | ADMIN, note="to print"),
    Row("inspection", _inspection(), SIP | LEADS | GOVERNANCE | OVERSIGHT | ADMIN),
    Row("inspection_record", _school("inspections/record/"), KEEPERS),
    Row("inspection_record", _school(f"inspections/record/?{_DAY}&sort=full"), KEEPERS, note="report card"),
    Row("inspection_record", _school(f"inspections/record/?{_DAY}&sort=ungraded"), KEEPERS, note="ungraded"),
    Row(
        "inspection_record",
        _school(f"inspections/record/?{_DAY}&sort=full"),
        KEEPERS,
        method="POST",
        note="nothing filled in",
    ),
    *(
        Row(f"inspection_{act}", _inspection(path), KEEPERS, method=method)
        for act, path in (("correct", "correct/"), ("withdraw", "withdraw/"), ("ask", "areas/add/"))
        for method in ("GET", "POST")
    ),
    Row("area", _area(), KEEPERS),
    Row("area", _area(), KEEPERS, method="POST", note="no change"),
    Row("area_words", _area("words/"), KEEPERS),
    Row("area_words", _area("words/"), KEEPERS, method="POST"),
    Row("ofsted_letters", _fixed("/ofsted-letters/"), KEEPERS | PARTNERS),
    Row("ofsted_letter_send", _fixed("/ofsted-letters/send/"), KEEPERS | PARTNERS),
    Row("ofsted_letter_send", _fixed("/ofsted-letters/send/"), KEEPERS | PARTNERS, method="POST", note="no file"),
    *(Row("ofsted_letter", _ofsted(status), KEEPERS, note=status) for status in ("read", "confirmed", "set_aside")),
    Row("ofsted_letter", _ofsted("to_authority"), KEEPERS - SIP, note="to the authority"),
    Row("ofsted_letter", _ofsted("answered"), ANSWERERS, note="to the authority, confirmed"),
    Row("ofsted_letter", _ofsted("read"), KEEPERS, method="POST", note="nothing filled in"),
    Row("ofsted_letter_set_aside", _ofsted("read", "set-aside/"), KEEPERS),
    Row("ofsted_letter_set_aside", _ofsted("read", "set-aside/"), KEEPERS, method="POST"),
    Row("ofsted_letter_take_up", _ofsted("set_aside", "take-up/"), KEEPERS, method="POST", status=302),
    Row("ofsted_letter_original", _ofsted("confirmed", "original/"), KEEPERS),
    Row("authority_actions", _fixed("/ofsted-letters/actions/"), ANSWERERS),
    Row("authority_action_add", _ofsted("answered", "actions/add/"), ANSWERERS),
    Row("authority_action_add", _ofsted("answered", "actions/add/"), ANSWERERS, method="POST"),
    Row("authority_action_add", _ofsted("to_authority", "actions/add/"), frozenset(), note="not confirmed"),
    Row("authority_action_add", _ofsted("confirmed", "actions/add/"), frozenset(), note="about a school"),
    Row("authority_action", _authority_action("open"), ANSWERERS),
    Row("authority_action", _authority_action("withdrawn"), ANSWERERS, note="withdrawn"),
    *(
        Row(f"authority_action_{act}", _authority_action("open", f"{act}/"), ANSWERERS, method=method)
        for act in ("progress", "correct", "withdraw")
        for method in ("GET", "POST")
    ),
    *(
        Row(f"authority_action_{act}", _authority_action("withdrawn", f"{act}/"), frozenset(), note="withdrawn")
        for act in ("progress", "correct", "withdraw")
    ),
    Row("post_give", _school("posts/give/"), ADMIN),
    Row("post_give", _school("posts/give/"), ADMIN, method="POST"),
    Row("post_end", lambda w: f"/posts/{w.school.posts.get(role='clerk').pk}/end/", ADMIN),
    Row("post_end", lambda w: f"/posts/{w.school.posts.get(role='clerk').pk}/end/", ADMIN, method="POST"),
    *(
        Row(route, _appointment(kind, path), who, method=method, note=kind)
        for kind, who in (
            ("post", ADMIN),
            ("role", ADMIN),
            ("assignment", ASSIGNERS),
            ("cover", ASSIGNERS),
            ("delegation", frozenset({"dcs"})),
        )
        for route, path, method in (
            ("appointment_put_right", "put-right/", "GET"),
            ("appointment_days", "days/", "GET"),
            ("appointment_days", "days/", "POST"),
            ("appointment_mistake", "mistake/", "GET"),
            ("appointment_mistake", "mistake/", "POST"),
        )
    ),
    Row("without_a_person", _fixed("/without-a-person/"), ASSIGNERS),
    Row("person_leaving", _person("leaving/"), ASSIGNERS),
    Row("person_leaving", _person("leaving/"), ASSIGNERS, method="POST", note="nothing filled in"),
    Row("audit", _fixed("/audit/"), ADMIN | OVERSIGHT),
    Row("access_reviews", _fixed("/access-reviews/"), ADMIN | OVERSIGHT),
    Row("access_review", _access_review(), OVERSIGHT),
    Row("access_review", _access_review(), OVERSIGHT, method="POST", note="nothing selected"),
    Row("access_review_finish", _access_review("finish/"), OVERSIGHT, method="POST", status=302, note="lines wait"),
    Row("access_review_end", _reviewed, OVERSIGHT),
    Row("access_review_end", _reviewed, OVERSIGHT, method="POST", note="nothing typed"),
    # The histories of all kinds are tried by tests/history_table.py.
    Row("history", _history("allocation"), OFFICERS | LEADS, note="allocation"),
    Row("history", _history("case"), frozenset({"officer", "dcs"}), note="restricted case"),
    Row("history", _history("person"), ADMIN, note="person"),
    Row("casework_accesses", _fixed("/casework-access/"), ADMIN | OVERSIGHT),
    Row("casework_access_ask", _fixed("/casework-access/ask/"), ADMIN),
    Row("casework_access_ask", _fixed("/casework-access/ask/"), ADMIN, method="POST", note="nothing filled in"),
    Row("casework_access", _access(), ADMIN | OVERSIGHT),
    Row("casework_access_grant", _access("grant/"), OVERSIGHT),
    Row("casework_access_grant", _access("grant/"), OVERSIGHT, method="POST", note="nothing filled in"),
    Row("casework_access_decline", _access("decline/"), OVERSIGHT),
    Row("casework_access_decline", _access("decline/"), OVERSIGHT, method="POST", note="nothing filled in"),
    Row("casework_access_end", _access("end/"), ADMIN, led_on=OVERSIGHT),
    Row("casework_access_end", _access("end/"), ADMIN | OVERSIGHT, method="POST", status=302),
    Row("officers", _fixed("/officers/"), ADMIN | {"officer"}),
    Row("officers", _fixed("/officers/"), ADMIN | {"officer"}, method="POST"),
    Row("trusts", _fixed("/trusts/"), ADMIN),
    Row("trust_post_add", _fixed("/trusts/posts/add/"), ADMIN),
    Row("trust_post_add", _fixed("/trusts/posts/add/"), ADMIN, method="POST", note="nothing filled in"),
    Row("trust_post_correct", _trust_post("correct/"), ADMIN),
    Row("trust_post_correct", _trust_post("correct/"), ADMIN, method="POST", note="nothing filled in"),
    Row("trust_post_end", _trust_post("end/"), ADMIN),
    Row("trust_post_end", _trust_post("end/"), ADMIN, method="POST", note="nothing filled in"),
    Row("covers", _fixed("/officers/cover/"), ASSIGNERS),
    Row("cover_arrange", _fixed("/officers/cover/arrange/"), ASSIGNERS),
    Row("cover_arrange", _fixed("/officers/cover/arrange/"), ASSIGNERS, method="POST", note="nothing filled in"),
    Row("cover_change", _cover("change/"), ASSIGNERS),
    Row("cover_change", _cover("change/"), ASSIGNERS, method="POST", note="nothing filled in"),
    Row("cover_end", _cover("end/"), ASSIGNERS),
    Row("cover_end", _cover("end/"), ASSIGNERS, method="POST", status=302),
    Row("handovers", _fixed("/officers/handovers/"), ASSIGNERS),
    Row("handover_start", lambda w: f"/officers/{w.people['sip'].pk}/hand-over/", ASSIGNERS),
    Row(
        "handover_start",
        lambda w: f"/officers/{w.people['sip'].pk}/hand-over/",
        ASSIGNERS,
        method="POST",
        note="nothing filled in",
    ),
    Row("handover", _handover(), PARTNERS | OVERSIGHT),
    Row("handover_read", _handover("read/"), PARTNERS | OVERSIGHT, method="POST", status=302),
    # People
    # Assistants of the headteacher
    Row("assistants", _school("assistants/"), LEADS),
    Row("assistant_give", _school("assistants/give/"), LEADS),
    Row("assistant_give", _school("assistants/give/"), LEADS, method="POST", note="nothing filled in"),
    Row("assistant_change", _assistant("invited", "change/"), LEADS),
    Row("assistant_change", _assistant("invited", "change/"), LEADS, method="POST", note="nothing chosen"),
    Row("assistant_end", _assistant("invited", "end/"), LEADS | ADMIN),
    Row("assistant_end", _assistant("invited", "end/"), LEADS | ADMIN, method="POST", status=302),
    Row("assistant_keep", _assistant("left", "keep/"), LEADS, method="POST", status=302),
    Row("assistant_invite_again", _assistant("invited", "invite-again/"), LEADS, method="POST", status=302),
    Row("people", _fixed("/people/"), ADMIN),
    Row("person_invite", _fixed("/people/invite/"), ADMIN),
    Row("person_invite", _fixed("/people/invite/"), ADMIN, method="POST"),
    Row("people_files", _fixed("/people/in-one-go/"), ADMIN),
    Row("people_files", _fixed("/people/in-one-go/"), ADMIN, method="POST", note="no file"),
    Row("people_template", _fixed("/people/in-one-go/template.csv"), ADMIN),
    Row("people_file", lambda w: f"/people/in-one-go/{w.people_file.pk}/", ADMIN),
    Row("people_file", lambda w: f"/people/in-one-go/{w.people_file.pk}/", ADMIN, method="POST", note="nothing chosen"),
    Row("people_to_invite", _fixed("/people/to-invite/"), ADMIN),
    Row("people_to_invite", _fixed("/people/to-invite/"), ADMIN, method="POST", note="nobody ticked"),
    Row("register_heads", _fixed("/people/heads-of-the-register/"), ADMIN),
    Row("person", _person(), ADMIN),
    Row("person_edit", _person("edit/"), ADMIN),
    Row("person_edit", _person("edit/"), ADMIN, method="POST"),
    Row("person_invite_again", _person("invite-again/"), ADMIN, method="POST", status=302),
    Row("person_sign_out", _person("sign-out/"), ADMIN, method="POST", status=302),
    Row("person_close", _person("close/"), ADMIN),
    Row("person_close", _person("close/", actor="nobody"), ADMIN, method="POST", status=302),
    Row("role_give", _person("roles/give/"), ADMIN),
    Row("role_give", _person("roles/give/"), ADMIN, method="POST"),
    Row("second_step_lost", _person("lost-second-step/"), ADMIN),
    Row("second_step_lost", _person("lost-second-step/"), ADMIN, method="POST"),
    Row("role_end", lambda w: f"/roles/{_grant(w)}/end/", ADMIN),
    Row("role_end", lambda w: f"/roles/{_grant(w)}/end/", ADMIN, method="POST"),
    *(
        Row(f"change_request{act}", _change(path), ADMIN | DIRECTORS, method=method, status=status)
        for act, path, method, status in (
            ("", "", "GET", 200),
            ("_confirm", "confirm/", "POST", 302),
            ("_withdraw", "withdraw/", "POST", 302),
        )
    ),
    # Summaries of terms
    Row("summaries", _fixed("/summaries/"), PARTNERS | OVERSIGHT),
    Row("summaries_make_all", _summed("make/"), frozenset({"officer"})),
    Row("summary_run", _run(), frozenset({"officer"})),
    Row("summary_run_stop", _run("stop/"), frozenset({"officer"}), method="POST", status=302),
    Row("summary_run_resume", _run("resume/"), frozenset({"officer"}), method="POST", status=302),
    Row("summaries_make_all", _summed("make/"), frozenset({"officer"}), method="POST", note="being made"),
    Row("summary_make", _make_one, SIP | {"officer"}, method="POST", status=302),
    Row("summary", _summary(), SIP | OVERSIGHT),
    Row("summary", _summary(), SIP | {"officer"}, method="POST", status=302, note="nothing typed"),
    Row("summary_again", _summary("again/"), SIP | {"officer"}),
    Row("summary_again", _summary("again/"), SIP | {"officer"}, method="POST", status=302),
    # Partnership plans
    Row("partnership_plans", _fixed("/plans/"), PARTNERS | OVERSIGHT),
    *(
        Row("partnership_plan", _partnership(state), OFFICERS | LEADS | ASSISTANTS, note=state)
        for state in (_PS.ASKED, _PS.WRITING)
    ),
    *(
        Row("partnership_plan", _partnership(state), EVERY_READER | ASSISTANTS, note=state)
        for state in (_PS.AGREED, _PS.CHANGING, _PS.ENDED)
    ),
    Row("partnership_plan_version", _partnership(_PS.CHANGING, "versions/1/"), EVERY_READER | ASSISTANTS),
    Row("partnership_plan_version", _partnership(_PS.WRITING, "versions/1/"), frozenset(), note="none yet"),
    Row("partnership_plan_agree", _partnership(_PS.WRITING, "agree/"), SIDES),
    Row(
        "partnership_plan_agree",
        _partnership(_PS.WRITING, "agree/"),
        SIDES,
        method="POST",
        status=409,
        note="no text read",
    ),
    Row("partnership_plan_take_back", _partnership(_PS.WRITING, "take-back/"), SIDES, status=302, note="not agreed"),
    Row(
        "partnership_plan_take_back",
        _partnership(_PS.WRITING, "take-back/"),
        SIDES,
        method="POST",
        status=409,
        note="not agreed",
    ),
    Row("partnership_plan_change", _partnership(_PS.AGREED, "change/"), SIDES),
    Row("partnership_plan_change", _partnership(_PS.AGREED, "change/"), SIDES, method="POST", note="no reason"),
    Row("partnership_plan_give_up", _partnership(_PS.CHANGING, "give-up/"), SIDES),
    Row("partnership_plan_give_up", _partnership(_PS.CHANGING, "give-up/"), SIDES, method="POST", status=302),
    Row("partnership_plan_end", _partnership(_PS.AGREED, "end/"), REVIEWERS),
    Row("partnership_plan_end", _partnership(_PS.AGREED, "end/"), REVIEWERS, method="POST", note="no reason"),
    Row("partnership_plan_reopen", _partnership(_PS.ENDED, "reopen/"), REVIEWERS),
    Row("partnership_plan_reopen", _partnership(_PS.ENDED, "reopen/"), REVIEWERS, method="POST", note="no reason"),
    Row("plan_progress", _partnership(_PS.AGREED, "progress/"), EVERY_READER | ASSISTANTS),
    Row("plan_progress", _partnership(_PS.WRITING, "progress/"), frozenset(), note="not agreed yet"),
    Row("partnership_plan_paper", _partnership(_PS.AGREED, "paper/"), EVERY_READER),
    Row("partnership_plan_paper", _partnership(_PS.AGREED, "paper/"), EVERY_READER, method="POST", status=302),
    Row("partnership_plan_paper", _partnership(_PS.WRITING, "paper/"), frozenset(), note="not agreed yet"),
    Row("plan_paper_file", lambda world: f"/plan-papers/{world.plan_paper.pk}/plan.pdf", EVERY_READER),
    Row("plan_review_add", _partnership(_PS.AGREED, "reviews/add/"), REVIEWERS),
    Row("plan_review_add", _partnership(_PS.AGREED, "reviews/add/"), REVIEWERS, method="POST", note="nothing typed"),
    Row("plan_review", _review(), EVERY_READER | ASSISTANTS),
    Row("plan_review_document", _cited, EVERY_READER | ASSISTANTS),
    Row("plan_review_correct", _review("correct/"), REVIEWERS),
    Row("plan_review_correct", _review("correct/"), REVIEWERS, method="POST", note="nothing typed"),
    Row("plan_review_withdraw", _review("withdraw/"), REVIEWERS),
    Row("plan_review_withdraw", _review("withdraw/"), REVIEWERS, method="POST", note="no reason"),
    Row("plan_review_comment", _review("comment/"), LEADS),
    Row("plan_review_comment", _review("comment/"), LEADS, method="POST", note="no comment"),
    Row("plan_objective_add", _partnership(_PS.ASKED, "objectives/add/"), SIDES | ASSISTANTS),
    Row(
        "plan_objective_add",
        _partnership(_PS.ASKED, "objectives/add/"),
        SIDES | ASSISTANTS,
        method="POST",
        note="nothing chosen",
    ),
    Row("plan_objective", _objective(_PS.WRITING), SIDES | ASSISTANTS),
    Row("plan_objective", _objective(_PS.WRITING), SIDES | ASSISTANTS, method="POST", note="no version read"),
    Row("plan_objective_move", _objective(_PS.WRITING, "move/"), SIDES | ASSISTANTS, method="POST", status=302),
    Row("plan_objective_remove", _objective(_PS.WRITING, "remove/"), SIDES | ASSISTANTS),
    Row("plan_objective_remove", _objective(_PS.WRITING, "remove/"), SIDES | ASSISTANTS, method="POST", status=302),
    Row("plan_objective_put_back", _objective(_PS.WRITING, "put-back/"), SIDES | ASSISTANTS, method="POST", status=302),
    # Quality of the service
    Row("notes", _fixed("/notes/"), PARTNERS | OVERSIGHT),
    Row("note_add", _fixed("/notes/add/"), PARTNERS | {"officer"}),
    Row("note_add", _fixed("/notes/add/"), PARTNERS | {"officer"}, method="POST", note="nothing filled in"),
    Row("note_add_at", _school("notes/add/"), REVIEWERS),
    Row("note_add_at", _school("notes/add/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("note", lambda w: f"/notes/{w.note.pk}/", OFFICERS),
    Row("note", lambda w: f"/notes/{w.shared_note.pk}/", OFFICERS | LEADS, note="shared"),
    Row("note", lambda w: f"/notes/{w.withdrawn_note.pk}/", OFFICERS | LEADS, note="withdrawn"),
    Row("note_correct", lambda w: f"/notes/{w.note.pk}/correct/", REVIEWERS),
    Row("note_correct", lambda w: f"/notes/{w.note.pk}/correct/", REVIEWERS, method="POST", note="nothing filled in"),
    Row("note_share", lambda w: f"/notes/{w.note.pk}/share/", REVIEWERS),
    Row("note_share", lambda w: f"/notes/{w.note.pk}/share/", REVIEWERS, method="POST", status=302),
    Row("note_withdraw", lambda w: f"/notes/{w.shared_note.pk}/withdraw/", REVIEWERS),
    Row("note_withdraw", lambda w: f"/notes/{w.note.pk}/withdraw/", REVIEWERS, method="POST", note="no reason"),
    # Teams Around the School
    Row("teams", _fixed("/teams/"), PARTNERS | OVERSIGHT | HELPERS),
    Row("team_set_up", _allocation_school(C, "team/set-up/"), REVIEWERS),
    Row("team_set_up", _allocation_school(C, "team/set-up/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("team", _team(), TEAM_READERS),
    Row("team", _ended_team(), MONEY_READERS, note="ended"),
    Row("team_lead", _team("lead/"), REVIEWERS),
    Row("team_lead", _team("lead/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("team_end", _team("end/"), REVIEWERS),
    Row("team_end", _team("end/"), REVIEWERS, method="POST", note="no reason"),
    Row("team_reopen", _ended_team("reopen/"), REVIEWERS),
    Row("team_reopen", _ended_team("reopen/"), REVIEWERS, method="POST", note="no reason"),
    Row("team_join", _team("members/add/"), REVIEWERS),
    Row("team_join", _team("members/add/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("team_leave", lambda w: f"/teams/members/{w.team_member.pk}/end/", REVIEWERS),
    Row("team_leave", lambda w: f"/teams/members/{w.team_member.pk}/end/", REVIEWERS, method="POST", note="no reason"),
    Row("team_actions", _team("actions/"), TEAM_READERS),
    Row("team_action_add", _team("actions/add/"), REVIEWERS),
    Row("team_action_add", _team("actions/add/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("team_action", _team_action(), TEAM_READERS),
    Row("team_action_update", _team_action("update/"), REVIEWERS | HELPERS),
    Row("team_action_update", _team_action("update/"), REVIEWERS | HELPERS, method="POST", note="nothing filled in"),
    Row("team_action_change", _team_action("change/"), REVIEWERS),
    Row("team_action_change", _team_action("change/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("team_meeting_plan", _team("meetings/plan/"), REVIEWERS),
    Row("team_meeting_plan", _team("meetings/plan/"), REVIEWERS, method="POST", note="nothing filled in"),
    # The headteacher is invited, the chair is not.
    Row("team_meeting", _team_meeting("planned"), OFFICERS | LEADS | HELPERS, note="planned"),
    Row("team_meeting", _team_meeting("held"), OFFICERS | LEADS | HELPERS, note="held"),
    Row("team_meeting_record", _team_meeting("planned", "notes/"), REVIEWERS, note="planned"),
    Row("team_meeting_record", _team_meeting("held", "notes/"), REVIEWERS, note="held"),
    Row("team_meeting_record", _team_meeting("held", "notes/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("team_meeting_move", _team_meeting("planned", "move/"), REVIEWERS),
    Row("team_meeting_move", _team_meeting("planned", "move/"), REVIEWERS, method="POST", note="no reason"),
    Row("team_meeting_cancel", _team_meeting("planned", "cancel/"), REVIEWERS),
    Row("team_meeting_cancel", _team_meeting("planned", "cancel/"), REVIEWERS, method="POST", note="no reason"),
    Row("team_supports", _team("financial-support/"), MONEY_READERS),
    Row("team_support_ask", _team("financial-support/ask/"), REVIEWERS | LEADS),
    Row("team_support_ask", _team("financial-support/ask/"), REVIEWERS | LEADS, method="POST", note="nothing typed"),
    Row("team_support", _team_support("asked"), MONEY_READERS, note="asked"),
    Row("team_support", _team_support("agreed"), MONEY_READERS, note="agreed"),
    Row("team_support_decide", _team_support("asked", "decide/"), DECIDERS),
    Row("team_support_decide", _team_support("asked", "decide/"), DECIDERS, method="POST", note="nothing chosen"),
    Row("team_support_withdraw", _team_support("asked", "withdraw/"), REVIEWERS),
    Row("team_support_withdraw", _team_support("asked", "withdraw/"), REVIEWERS, method="POST", status=302),
    Row("team_support_pay", _team_support("agreed", "pay/"), REVIEWERS),
    Row("team_support_pay", _team_support("agreed", "pay/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("team_payment_take_back", _team_payment, REVIEWERS),
    Row("team_payment_take_back", _team_payment, REVIEWERS, method="POST", note="no reason"),
    Row("service_concerns", _fixed("/service-concerns/"), ANSWERERS),
    Row("service_concern_raise", _school("service-concerns/raise/"), LEADS | GOVERNANCE),
    Row("service_concern_raise", _school("service-concerns/raise/"), LEADS | GOVERNANCE, method="POST"),
    Row("service_concern", _concern("raised"), LEADS | GOVERNANCE | ANSWERERS, note="open"),
    Row("service_concern", _concern("answered"), LEADS | GOVERNANCE | ANSWERERS, note="answered"),
    Row("service_concern_answer", _concern("raised", "answer/"), ANSWERERS, method="POST"),
    Row("service_concern_correct", _concern("answered", "correct/"), ANSWERERS, method="POST"),
    Row("service_concern_pass_on", _concern("raised", "pass-on/"), ANSWERERS, method="POST"),
    Row("service_concern_reopen", _concern("answered", "reopen/"), LEADS | GOVERNANCE, method="POST"),
    # Surveys
    Row("holds", _fixed("/legal-holds/"), OVERSIGHT),
    Row("hold_place", _fixed("/legal-holds/place/"), OVERSIGHT),
    Row("hold_place", _fixed("/legal-holds/place/"), OVERSIGHT, method="POST", note="nothing filled in"),
    Row("hold_end", lambda w: f"/legal-holds/{w.hold.pk}/end/", OVERSIGHT),
    Row("hold_end", lambda w: f"/legal-holds/{w.hold.pk}/end/", OVERSIGHT, method="POST", note="nothing filled in"),
    Row("information_requests", _fixed("/information-requests/"), OVERSIGHT),
    Row("information_request_log", _fixed("/information-requests/log/"), OVERSIGHT),
    Row(
        "information_request_log",
        _fixed("/information-requests/log/"),
        OVERSIGHT,
        method="POST",
        note="nothing filled in",
    ),
    Row("information_request", _information(), OVERSIGHT),
    Row("information_request", _information(which="about_school"), OVERSIGHT, note="answered"),
    Row("information_request_correct", _information("correct/"), OVERSIGHT),
    Row("information_request_correct", _information("correct/"), OVERSIGHT, method="POST", note="nothing filled in"),
    Row("information_items", _information("items/"), OVERSIGHT),
    Row("information_request_collect", _information("collect/"), OVERSIGHT, method="POST", status=302),
    Row("information_bundle", _information("bundle/"), OVERSIGHT, method="POST", status=302, note="undecided"),
    Row("information_bundle_file", _answer_file("pdf"), OVERSIGHT),
    Row("information_bundle_file", _answer_file("zip"), OVERSIGHT, note="ZIP"),
    Row("information_item", _item, OVERSIGHT),
    Row("information_item", _item, OVERSIGHT, method="POST", note="nothing filled in"),
    Row("information_request_act", _information("act/identity/"), OVERSIGHT),
    Row("information_request_act", _information("act/identity/"), OVERSIGHT, method="POST", note="nothing filled in"),
    Row("disposals", _fixed("/disposals/"), DISPOSERS),
    Row("disposal_start", _fixed("/disposals/start/"), ADMIN, method="POST", status=302),
    Row("disposal", lambda w: f"/disposals/{w.disposal.pk}/", DISPOSERS),
    Row("disposal", lambda w: f"/disposals/{w.disposed.pk}/", DISPOSERS, note="done"),
    Row("disposal_decide", lambda w: f"/disposals/{w.disposal.pk}/decide/", DIRECTORS),
    Row(
        "disposal_decide",
        lambda w: f"/disposals/{w.disposal.pk}/decide/",
        DIRECTORS,
        method="POST",
        note="nothing filled in",
    ),
    Row("disposal_withdraw", lambda w: f"/disposals/{w.disposal.pk}/withdraw/", ADMIN, method="POST", status=302),
    Row("disposal_certificate", lambda w: f"/disposals/{w.disposed.pk}/certificate/", DISPOSERS),
    Row("disposal_digests", lambda w: f"/disposals/{w.disposed.pk}/digests.txt", DISPOSERS),
    Row("scrutiny_reports", _fixed("/scrutiny/"), OVERSIGHT),
    Row("scrutiny_make", _fixed("/scrutiny/make/"), OVERSIGHT),
    Row("scrutiny_make", _fixed("/scrutiny/make/"), OVERSIGHT, method="POST", note="nothing typed"),
    *(Row("scrutiny_report", _scrutiny(each), OVERSIGHT, note=each) for each in ("school", "authority")),
    Row("scrutiny_report", _scrutiny("waiting"), frozenset({"officer"}), note="waiting"),
    Row("scrutiny_report", _scrutiny("restricted"), frozenset({"officer", "dcs"}), note="restricted"),
    Row("term_reports", _fixed("/scrutiny/terms/"), OVERSIGHT),
    Row("term_report_start", _fixed("/scrutiny/terms/start/"), OVERSIGHT),
    Row("term_report_start", _fixed("/scrutiny/terms/start/"), OVERSIGHT, method="POST", note="nothing typed"),
    *(Row("term_report", _of_term(each), OVERSIGHT, note=each) for each in ("draft", "sent", "approved")),
    Row("term_report_write", _of_term("draft", "write/"), OVERSIGHT),
    Row("term_report_write", _of_term("draft", "write/"), OVERSIGHT, method="POST", status=302),
    # Who wrote it is led back to it.
    Row("term_report_decide", _of_term("sent", "decide/"), OVERSIGHT - {"officer"}, led_on=frozenset({"officer"})),
    Row("term_report_decide", _of_term("sent", "decide/"), OVERSIGHT, method="POST", note="nothing typed"),
    Row("term_report_correct", _of_term("approved", "correct/"), OVERSIGHT),
    Row("term_report_correct", _of_term("approved", "correct/"), OVERSIGHT, method="POST", note="nothing typed"),
    Row("term_report_file", _of_term("approved", "report.pdf"), OVERSIGHT),
    Row("scrutiny_file", _scrutiny("school", "report.pdf"), OVERSIGHT),
    Row("scrutiny_file", _scrutiny("restricted", "report.pdf"), frozenset({"officer", "dcs"}), note="restricted"),
    # Support from others
    Row("all_support", _fixed("/support/"), SUPPORT_READERS),
    Row("support_ask", _supported("support/ask/"), BROKERS | LEADS),
    Row("support_ask", _supported("support/ask/"), BROKERS | LEADS, method="POST", note="nothing typed"),
    *(Row("support", _support(each), SIP | OVERSIGHT | LEADS, note=each.value) for each in SupportState),
    *(
        Row(f"support_{act}", _support(state, f"{path}/"), who, method=method, note=note, status=status)
        for act, path, state, who, posted in SUPPORT_ACTS
        for method, note, status in (("GET", "", 200), ("POST", "nothing typed", posted))
    ),
    Row("support_delivery_correct", lambda w: f"/support-days/{w.delivery.pk}/correct/", BROKERS),
    Row(
        "support_delivery_correct",
        lambda w: f"/support-days/{w.delivery.pk}/correct/",
        BROKERS,
        method="POST",
        note="nothing typed",
    ),
    Row("support_leaders", _fixed("/support/leaders/"), SUPPORT_READERS),
    Row("support_leader", lambda w: f"/support/leaders/{w.leader.pk}/", SUPPORT_READERS),
    Row("support_offers", _fixed("/support/offers/"), SUPPORT_READERS),
    Row("support_offer", lambda w: f"/support/offers/{w.support_offer.pk}/", SUPPORT_READERS | LEADS),
    Row("support_offer_add", _supported("support-offers/add/"), BROKERS | LEADS),
    Row("support_offer_add", _supported("support-offers/add/"), BROKERS | LEADS, method="POST", note="nothing typed"),
    Row("support_offer_change", lambda w: f"/support/offers/{w.support_offer.pk}/change/", BROKERS | LEADS),
    Row(
        "support_offer_change",
        lambda w: f"/support/offers/{w.support_offer.pk}/change/",
        BROKERS | LEADS,
        method="POST",
        note="nothing typed",
    ),
    Row("support_providers", _fixed("/support/providers/"), SUPPORT_READERS),
    Row("support_provider", lambda w: f"/support/providers/{w.provider.pk}/", SUPPORT_READERS),
    Row("support_budgets", _fixed("/support/budgets/"), ANSWERERS),
    Row("support_budget", lambda w: f"/support/budgets/{w.budget.pk}/", ANSWERERS),
    *(
        Row(route, path, frozenset({"officer"}), method=method, note=note)
        for route, path in (
            ("support_leader_add", _fixed("/support/leaders/add/")),
            ("support_leader_change", lambda w: f"/support/leaders/{w.leader.pk}/change/"),
            ("support_leader_end", lambda w: f"/support/leaders/{w.leader.pk}/end/"),
            ("support_leaders_read", _fixed("/support/leaders/read/")),
            ("support_provider_add", _fixed("/support/providers/add/")),
            ("support_provider_change", lambda w: f"/support/providers/{w.provider.pk}/change/"),
            ("support_budget_add", _fixed("/support/budgets/add/")),
            ("support_budget_change", lambda w: f"/support/budgets/{w.budget.pk}/change/"),
        )
        for method, note in (("GET", ""), ("POST", "nothing typed"))
    ),
    Row("support_leaders_template", _fixed("/support/leaders/template.csv"), frozenset({"officer"})),
    Row("support_leaders_file", lambda w: f"/support/leaders/files/{w.leader_file.pk}/", frozenset({"officer"})),
    Row(
        "support_leaders_file",
        lambda w: f"/support/leaders/files/{w.leader_file.pk}/",
        frozenset({"officer"}),
        method="POST",
        status=302,
    ),
    # Surveys of heads and chairs
    Row("surveys", _fixed("/surveys/"), SURVEY_READERS),
    Row("survey_plan", _fixed("/surveys/plan/"), SURVEYORS),
    Row("survey_plan", _fixed("/surveys/plan/"), SURVEYORS, method="POST", note="nothing typed"),
    *(Row("survey", _survey(each), SURVEY_READERS, note=each) for each in ("planned", "confidence", "name", "closed")),
    Row("survey_change", _survey("planned", "change/"), SURVEYORS),
    Row("survey_change", _survey("planned", "change/"), SURVEYORS, method="POST", note="nothing typed"),
    Row("survey_open", _survey("planned", "open/"), SURVEYORS),
    Row("survey_open", _survey("planned", "open/"), SURVEYORS, method="POST", status=302),
    *(
        Row(f"survey_{act}", _survey("confidence", f"{act}/"), SURVEYORS, method=method)
        for act in ("extend", "close", "cancel")
        for method in ("GET", "POST")
    ),
    Row("survey_comments", _survey("closed", "comments/"), SURVEY_READERS),
    Row("survey_answers", _survey("closed", "answers/"), ANSWERERS),
    Row("survey_comment", _survey_comment, SURVEYORS),
    Row("survey_comment", _survey_comment, SURVEYORS, method="POST", status=302),
    Row("survey_theme_add", _survey("closed", "themes/add/"), SURVEYORS),
    Row("survey_theme_add", _survey("closed", "themes/add/"), SURVEYORS, method="POST", note="nothing typed"),
    Row("survey_theme", _survey_theme, SURVEYORS),
    Row("survey_theme", _survey_theme, SURVEYORS, method="POST", note="nothing typed"),
    Row("survey_share", _survey("closed", "share/"), SURVEYORS),
    Row("survey_share", _survey("closed", "share/"), SURVEYORS, method="POST", note="nothing typed"),
    Row("survey_told", _survey("closed", "told/"), LEADS),
    *(Row("survey_answer", _asked(each), LEADS, note=each) for each in ("confidence", "name", "closed")),
    Row("survey_answer", _asked("confidence"), LEADS, method="POST", note="nothing typed"),
    # Events under the framework's offer
    Row("events", _fixed("/events/"), EVENT_READERS),
    Row("event_plan", _fixed("/events/plan/"), EVENT_KEEPERS),
    Row("event_plan", _fixed("/events/plan/"), EVENT_KEEPERS, method="POST", note="nothing typed"),
    *(Row("event", _event(each), EVENT_READERS, note=each) for each in ("planned", "open", "held", "cancelled")),
    Row("event_change", _event("open", "change/"), EVENT_KEEPERS),
    Row("event_change", _event("open", "change/"), EVENT_KEEPERS, method="POST", note="nothing typed"),
    Row("event_open", _event("planned", "open/"), EVENT_KEEPERS),
    Row("event_open", _event("planned", "open/"), EVENT_KEEPERS, method="POST", status=302),
    Row("event_cancel", _event("open", "cancel/"), EVENT_KEEPERS),
    Row("event_cancel", _event("open", "cancel/"), EVENT_KEEPERS, method="POST", note="nothing typed"),
    Row("event_bookings", _event("open", "bookings/"), EVENT_READERS),
    Row("event_for_school", _event("open", "for-school/"), EVENT_KEEPERS),
    Row("event_attendance", _event("held", "attendance/"), EVENT_KEEPERS),
    Row("event_attendance", _event("held", "attendance/"), EVENT_KEEPERS, method="POST", status=302),
    Row("event_feedback", _event("held", "feedback/"), {"officer"}),
    Row("event_feedback_give", _event_booking("came", "feedback/"), LEADS | {"chair"}),
    Row(
        "event_feedback_give",
        _event_booking("came", "feedback/"),
        LEADS | {"chair"},
        method="POST",
        note="nothing typed",
    ),
    Row("event_calendar", _event("open", "event.ics"), EVENT_READERS | LEADS | GOVERNANCE | {"other_head"}),
    Row("event_calendar", _event("planned", "event.ics"), EVENT_READERS, note="planned"),
    Row("offer", lambda w: f"/schools/{w.school.pk}/offer/", OFFER_READERS),
    *(Row("school_event", _school_event(each), OFFER_READERS, note=each) for each in ("open", "held", "cancelled")),
    Row("school_event", _school_event("open"), BOOKERS, method="POST", note="nothing typed"),
    *(
        Row(f"event_booking_{act}", _event_booking(each, f"{act}/"), BOOKERS, note=each)
        for act in ("change", "cancel")
        for each in ("booked", "waiting")
    ),
    Row("event_booking_change", _event_booking("booked", "change/"), BOOKERS, method="POST", note="nothing typed"),
    Row("event_booking_cancel", _event_booking("booked", "cancel/"), BOOKERS, method="POST", status=302),
    Row("offer_request_ask", lambda w: f"/schools/{w.school.pk}/offer/consultancy/ask/", LEADS | {"chair"}),
    Row(
        "offer_request_ask",
        lambda w: f"/schools/{w.school.pk}/offer/consultancy/ask/",
        LEADS | {"chair"},
        method="POST",
        note="nothing typed",
    ),
    Row("offer_requests", _fixed("/offer-requests/"), EVENT_READERS | LEADS | GOVERNANCE | {"other_head"}),
    *(
        Row("offer_request", _asked_for(each), OFFER_READERS, note=each)
        for each in ("asked", "arranged", "declined", "with a visit")
    ),
    *(
        Row(f"offer_request_{act.replace('-', '_')}", _asked_for("asked", f"{act}/"), SIP | {"officer"}, method=method)
        for act in ("arrange", "decline", "plan-visit", "link-visit")
        for method in ("GET", "POST")
    ),
    Row("offer_request_arrange", _asked_for("arranged", "arrange/"), SIP | {"officer"}, note="arranged"),
    Row("offer_request_withdraw", _asked_for("asked", "withdraw/"), LEADS | {"chair"}),
    Row("offer_request_withdraw", _asked_for("asked", "withdraw/"), LEADS | {"chair"}, method="POST", status=302),
    # Newsletters
    Row("newsletters", _fixed("/newsletters/"), EVENT_READERS | LEADS | GOVERNANCE | {"other_head"}),
    Row("newsletter_write", _fixed("/newsletters/write/"), EVENT_KEEPERS),
    Row("newsletter_write", _fixed("/newsletters/write/"), EVENT_KEEPERS, method="POST", note="nothing typed"),
    Row("newsletter", _newsletter("draft"), EVENT_KEEPERS, note="draft"),
    Row("newsletter", _newsletter("sent"), EVENT_READERS | GOVERNANCE, note="sent to chairs"),
    *(
        Row(f"newsletter_{act}", _newsletter("draft", f"{act}/"), EVENT_KEEPERS, note="draft")
        for act in ("change", "send")
    ),
    Row("newsletter_change", _newsletter("draft", "change/"), EVENT_KEEPERS, method="POST", note="nothing typed"),
    Row("newsletter_send", _newsletter("draft", "send/"), EVENT_KEEPERS, method="POST", status=302),
    Row("newsletter_discard", _newsletter("draft", "discard/"), EVENT_KEEPERS, method="POST", status=302),
    Row("newsletter_file", _newsletter("sent", "file/"), EVENT_READERS | GOVERNANCE),
    Row("newsletters_stop", lambda w: f"/newsletters/stop/{stop_token(w.people['other_head'])}/", EVERYONE),
    Row("newsletters_stop", _fixed("/newsletters/stop/no-such-word/"), EVERYONE, status=404, note="no such token"),
    Row(
        "newsletters_stop",
        lambda w: f"/newsletters/stop/{stop_token(w.people['other_head'])}/",
        EVERYONE,
        method="POST",
    ),
    Row("mail_choice", _fixed("/account/emails/"), SIGNED_IN),
    Row("mail_choice", _fixed("/account/emails/"), SIGNED_IN, method="POST", note="nothing chosen"),
    # Saved filters and watched schools
    Row("saved_filters", _fixed("/saved-filters/"), SIGNED_IN),
    Row("saved_filter_add", _fixed("/saved-filters/add/?address=/schools/&words=All"), SIGNED_IN),
    Row("saved_filter_add", _fixed("/saved-filters/add/"), SIGNED_IN, method="POST", note="no address"),
    Row("saved_filter", lambda w: f"/saved-filters/{w.saved.pk}/", frozenset({"officer"})),
    Row(
        "saved_filter", lambda w: f"/saved-filters/{w.saved.pk}/", frozenset({"officer"}), method="POST", note="no name"
    ),
    Row(
        "saved_filter_delete",
        lambda w: f"/saved-filters/{w.saved.pk}/delete/",
        frozenset({"officer"}),
        method="POST",
        status=302,
    ),
    Row("watched_schools", _fixed("/schools/watched/"), PARTNERS | OVERSIGHT),
    Row("watched_read", _fixed("/schools/watched/read/"), PARTNERS | OVERSIGHT, method="POST", status=302),
    Row("school_watch", _school("watch/"), OFFICERS, method="POST", status=302),
    # Registers
    Row("registers", _fixed("/registers/"), ADMIN),
    Row("register_read", _fixed("/registers/read/"), ADMIN),
    Row("register_read", _fixed("/registers/read/"), ADMIN, method="POST", note="nothing chosen"),
    *(Row("register_file", _file(status), ADMIN, note=status) for status in RegisterFile.Status),
    Row("register_file_confirm", _file(Sent.CHECKED, "read-in/"), ADMIN, method="POST", status=302, data={"sure": "1"}),
    Row("register_file_confirm", _file(Sent.REFUSED, "read-in/"), ADMIN, method="POST", status=302, note="refused"),
    Row("register_file_set_aside", _file(Sent.CHECKED, "set-aside/"), ADMIN, method="POST", status=302),
    Row("register_run", lambda w: f"/registers/runs/{w.run.pk}/", ADMIN),
    Row("register_run_refused", lambda w: f"/registers/runs/{w.run.pk}/refused.csv", ADMIN),
    # Allocations
    Row("rounds", _fixed("/allocations/"), PARTNERS | OVERSIGHT),
    Row("round", _fixed("/allocations/rounds/2026/"), PARTNERS | OVERSIGHT),
    Row("round_dates", _fixed("/allocations/rounds/2026/dates/"), frozenset({"officer"})),
    Row(
        "round_dates", _fixed("/allocations/rounds/2026/dates/"), frozenset({"officer"}), method="POST", note="not read"
    ),
    Row("round_outliers", _fixed("/allocations/rounds/2026/outliers/"), OVERSIGHT),
    Row("round_remind", _fixed("/allocations/rounds/2026/remind/"), frozenset({"officer"}), method="POST", status=302),
    Row("more_time_ask", _allocation(P, "more-time/"), LEADS),
    Row("more_time_ask", _allocation(P, "more-time/"), LEADS, method="POST", note="nothing filled in"),
    Row("more_time", _more_time(), OFFICERS | LEADS),
    Row("more_time", _more_time(), REVIEWERS, method="POST", note="nothing filled in"),
    Row("more_time_withdraw", _more_time("withdraw/"), LEADS, method="POST", status=302),
    Row("allocation_remind", _allocation(P, "remind/"), SIP | {"officer"}, method="POST", status=302),
    Row("round_marks", _fixed("/allocations/rounds/2026/marks/"), OVERSIGHT),
    Row("allocation_similar", _allocation(P, "similar/"), OVERSIGHT),
    Row("outlier_dismiss", _allocation(M, "outliers/grade/dismiss/"), frozenset(), note="nothing stands out"),
    Row("bands_before", _fixed("/allocations/years-before/"), frozenset({"officer"})),
    Row("bands_before", _fixed("/allocations/years-before/"), frozenset({"officer"}), method="POST", note="no file"),
    Row("bands_template", _fixed("/allocations/years-before/template.csv"), frozenset({"officer"})),
    Row("bands_file", lambda w: f"/allocations/years-before/{w.bands.pk}/", frozenset({"officer"})),
    Row(
        "bands_file",
        lambda w: f"/allocations/years-before/{w.bands.pk}/",
        frozenset({"officer"}),
        method="POST",
        status=302,
    ),
    Row("bands_file", _brought_in_file(), frozenset({"officer"}), note="brought in"),
    Row("bands_take_back", _brought_in_file("take-back/"), frozenset({"officer"})),
    Row("bands_take_back", _brought_in_file("take-back/"), frozenset({"officer"}), method="POST", note="no reason"),
    Row("band_correct", lambda w: f"/allocations/{w.brought_in.pk}/correct/", frozenset({"officer"})),
    Row(
        "band_correct",
        lambda w: f"/allocations/{w.brought_in.pk}/correct/",
        frozenset({"officer"}),
        method="POST",
        note="nothing typed",
    ),
    Row("allocation", lambda w: f"/allocations/{w.brought_in.pk}/", OVERSIGHT, note="brought in"),
    Row("bulk_start", _fixed("/allocations/rounds/2026/drafts/"), PARTNERS | {"officer"}),
    Row(
        "bulk_start",
        _fixed("/allocations/rounds/2026/drafts/"),
        PARTNERS | {"officer"},
        method="POST",
        note="nothing asked for",
    ),
    Row("bulk_template", _fixed("/allocations/rounds/2026/drafts/template.csv"), PARTNERS | {"officer"}),
    Row("bulk_draft", lambda w: f"/allocations/drafts/{w.bulk.pk}/", frozenset({"officer"})),
    Row("bulk_draft", lambda w: f"/allocations/drafts/{w.bulk.pk}/", frozenset({"officer"}), method="POST", status=302),
    Row("round_board", _fixed("/allocations/rounds/2026/at-a-glance/"), OVERSIGHT),
    Row("round_open", _fixed("/allocations/rounds/2027/open/"), frozenset({"officer"})),
    Row(
        "round_open",
        _fixed("/allocations/rounds/2027/open/"),
        frozenset({"officer"}),
        method="POST",
        note="nothing read",
    ),
    Row("round_close", _fixed("/allocations/rounds/2026/close/"), frozenset({"officer"})),
    Row("round_close", _fixed("/allocations/rounds/2026/close/"), frozenset({"officer"}), method="POST", note="open"),
    Row("round_add", _fixed("/allocations/rounds/2026/add/"), frozenset({"officer"})),
    Row("round_add", _fixed("/allocations/rounds/2026/add/"), frozenset(), method="POST", note="no such school"),
    Row("allocation", _allocation(N), OFFICERS, note="identified"),
    Row("allocation", _allocation(P), OFFICERS | LEADS, note="proposed"),
    Row("allocation", _allocation(F), OFFICERS | LEADS, note="disputed"),
    Row("allocation", _allocation(D), OFFICERS | LEADS, note="decided"),
    Row("allocation", _allocation(X), OFFICERS | LEADS, note="referred"),
    Row("allocation", _allocation(A), EVERY_READER, note="agreed"),
    Row("allocation", _allocation(C), EVERY_READER, note="confirmed"),
    Row("allocation", _allocation(State.DETERMINED), EVERY_READER, note="determined"),
    Row("allocation", _allocation(W), OFFICERS, note="withdrawn"),
    Row("allocation", _other("recorded"), EVERY_READER, note="recorded"),
    Row("allocation", _other("flagged"), EVERY_READER, note="flagged"),
    Row("allocation_grid", _allocation(P, "grid/"), OFFICERS | LEADS, note="proposed"),
    Row("allocation_grid", _allocation(X, "grid/?only=differing"), OFFICERS | LEADS, note="referred"),
    Row("allocation_grid", _allocation(State.DETERMINED, "grid/"), EVERY_READER, note="determined"),
    Row("allocation_propose", _allocation(N, "propose/"), SIP, note="identified"),
    Row("allocation_propose", _allocation(P, "propose/"), SIP, note="proposed"),
    Row("allocation_propose", _allocation(A, "propose/"), SIP, status=302, note="agreed"),
    Row("allocation_propose", _allocation(N, "propose/"), SIP, method="POST", note="over a newer draft"),
    Row("allocation_check", _allocation(N, "propose/check/"), SIP),
    Row("allocation_check", _allocation(N, "propose/check/"), SIP, method="POST", note="incomplete"),
    Row("allocation_moderate", _allocation(M, "moderation/"), SIP | OVERSIGHT),
    Row("allocation_moderate", _allocation(P, "moderation/"), frozenset(), note="nothing to check"),
    Row("allocation_moderate", _allocation(M, "moderation/"), SIP | OVERSIGHT, method="POST", note="nothing typed"),
    Row("allocation_agree", _allocation(P, "agree/"), LEADS),
    Row("allocation_agree", _allocation(P, "agree/"), LEADS, method="POST", note="nothing read"),
    Row("allocation_agree", _allocation(A, "agree/"), LEADS, method="POST", status=302, note="agreed"),
    Row("allocation_accept", _allocation(D, "accept/"), LEADS),
    Row("allocation_accept", _allocation(D, "accept/"), LEADS, method="POST", note="nothing read"),
    Row("allocation_take_back", _allocation(A, "take-back/"), LEADS, status=302, note="too late"),
    Row("allocation_withdraw_answer", _allocation(F, "withdraw-answer/"), LEADS, note="a disagreement"),
    Row("allocation_withdraw_answer", _allocation(X, "withdraw-answer/"), LEADS, note="a referral"),
    Row("allocation_withdraw_answer", _allocation(D, "withdraw-answer/"), LEADS, status=302, note="decided"),
    Row("allocation_withdraw_answer", _allocation(F, "withdraw-answer/"), LEADS, method="POST", note="of the school"),
    Row("allocation_disagree", _allocation(P, "disagree/"), LEADS, note="proposed"),
    Row("allocation_disagree", _other("recorded", "disagree/"), LEADS, note="recorded"),
    Row("allocation_disagree", _allocation(P, "disagree/"), LEADS, method="POST", note="nothing chosen"),
    Row("allocation_disagree_step", _allocation(P, "disagree/reasons/"), LEADS, note="reasons"),
    Row("allocation_disagree_step", _allocation(P, "disagree/criteria/"), LEADS, note="criteria"),
    Row("allocation_disagree_step", _allocation(P, "disagree/marks/"), LEADS, note="marks"),
    Row("allocation_disagree_step", _allocation(P, "disagree/nothing/"), frozenset(), note="no such step"),
    Row("allocation_disagree_check", _allocation(P, "disagree/check/"), LEADS, status=302, note="nothing written"),
    Row("allocation_refer", _allocation(D, "refer/"), LEADS, note="decided"),
    Row("allocation_refer", _allocation(C, "refer/"), LEADS, note="confirmed"),
    Row("allocation_refer", _allocation(D, "refer/"), LEADS, method="POST", note="from an old window"),
    Row(
        "allocation_decide",
        _allocation(F, "decide/"),
        frozenset({"officer"}),
        led_on=frozenset({"director", "dcs"}),
        note="disputed",
    ),
    Row(
        "allocation_decide",
        _allocation(X, "decide/"),
        frozenset({"director"}),
        led_on=frozenset({"officer", "dcs"}),
        note="referred",
    ),
    Row(
        "allocation_decide",
        _allocation(F, "decide/"),
        frozenset({"officer"}),
        method="POST",
        status=302,
        led_on=frozenset({"director", "dcs"}),
    ),
    Row("allocation_decide_check", _allocation(F, "decide/check/"), OVERSIGHT, status=302),
    Row("allocation_record", _allocation(P, "record/"), SIP),
    Row("allocation_record", _allocation(P, "record/"), SIP, method="POST", note="nothing filled in"),
    Row("allocation_confirm", _other("late", "confirm/"), frozenset({"officer"}), note="late"),
    Row("allocation_confirm", _allocation(P, "confirm/"), frozenset({"officer"}), status=302, note="period runs"),
    Row(
        "allocation_conflict",
        _allocation(F, "conflict/"),
        frozenset({"officer"}),
        led_on=frozenset({"director", "dcs"}),
        note="disputed",
    ),
    Row(
        "allocation_conflict",
        _allocation(X, "conflict/"),
        frozenset({"director"}),
        led_on=frozenset({"officer", "dcs"}),
        note="referred",
    ),
    Row("allocation_withdraw", _other("closed", "withdraw/"), frozenset({"officer"})),
    Row("allocation_withdraw", _allocation(N, "withdraw/"), frozenset({"officer"}), status=302, note="open school"),
    Row("allocation_review", _allocation(A, "review/"), REVIEWERS),
    Row("allocation_flag", _other("flagged", "flag/"), REVIEWERS),
    Row("allocation_unflag", _other("flagged", "unflag/"), REVIEWERS),
    Row("evidence_add", _allocation(N, "evidence/"), SIP, note="identified"),
    Row("evidence_add", _allocation(P, "evidence/"), SIP | LEADS, note="proposed"),
    Row("evidence_add", _allocation(F, "evidence/"), frozenset({"officer"}), note="disputed"),
    Row("evidence_add", _allocation(P, "evidence/"), SIP | LEADS, method="POST", note="nothing filled in"),
    Row("evidence_document", lambda w: f"/evidence/{w.kept.pk}/document/", OFFICERS | LEADS, note="stood on"),
    Row("evidence_document", lambda w: f"/evidence/{w.loose.pk}/document/", SIP, note="of a draft"),
    Row("evidence_remove", lambda w: f"/evidence/{w.loose.pk}/remove/", SIP, method="POST", status=302),
    Row(
        "evidence_remove",
        lambda w: f"/evidence/{w.kept.pk}/remove/",
        OFFICERS | LEADS,
        method="POST",
        status=302,
        note="stood on",
    ),
    # Visits
    Row("visits", _fixed("/visits/"), SIGNED_IN),
    Row("agreed_actions", _fixed("/visits/actions/"), PARTNERS | OVERSIGHT | LEADS | {"other_head"}),
    Row("agreed_action", _action(), OFFICERS | LEADS),
    Row("agreed_action_update", _action("update/"), REVIEWERS),
    Row("agreed_action_update", _action("update/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("agreed_action_tell", _action("school/"), LEADS),
    Row("agreed_action_tell", _action("school/"), LEADS, method="POST", note="nothing filled in"),
    Row("visit_log", _fixed("/visits/log/"), PARTNERS | {"officer"}),
    Row("visit_log", _fixed("/visits/log/"), PARTNERS | {"officer"}, method="POST", note="nothing chosen"),
    Row("visit_plan", _school("visits/plan/"), REVIEWERS),
    Row("visit_plan", _school("visits/plan/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("visit_record", _school("visits/record/"), REVIEWERS),
    Row("visit_record", _school("visits/record/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("visit", _visit("planned"), EVERY_READER | ASSISTANTS, note="planned"),
    Row("visit", _visit("held"), EVERY_READER | ASSISTANTS, note="held"),
    Row("visit", _visit("cancelled"), (EVERY_READER - GOVERNANCE) | ASSISTANTS, note="cancelled"),
    Row("visit", _visit("missed"), (EVERY_READER - GOVERNANCE) | ASSISTANTS, note="missed"),
    Row("conversation", _conversation("planned"), OFFICERS | LEADS, note="begun"),
    Row("conversation", _conversation("held"), OFFICERS | LEADS, note="not begun"),
    Row("conversation", _conversation("planned"), REVIEWERS | LEADS, method="POST"),
    *(
        Row(f"visit_{act}", _visit("past", f"{path}/"), REVIEWERS, method=method)
        for act, path in (("reschedule", "move"), ("cancel", "cancel"), ("miss", "miss"))
        for method in ("GET", "POST")
    ),
    Row("visit_hold", _visit("past", "hold/"), REVIEWERS),
    Row("visit_hold", _visit("past", "hold/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("visit_hold", _visit("cancelled", "hold/"), REVIEWERS, status=302, note="cancelled"),
    Row("visit", _visit("mistaken"), OFFICERS, note="recorded by mistake"),
    *(Row("visit_undo", _visit(s, "undo/"), REVIEWERS, note=s) for s in ("held", "cancelled", "missed", "mistaken")),
    Row("visit_undo", _visit("held", "undo/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("visit_undo", _visit("planned", "undo/"), REVIEWERS, status=302, note="planned"),
    Row("visit_undo", _report("issued", "undo/"), REVIEWERS, note="its report is issued"),
    Row("visit_change", _visit("planned", "change/"), REVIEWERS, note="planned"),
    Row("visit_change", _visit("held", "change/"), REVIEWERS, note="held"),
    Row("visit_change", _visit("held", "change/"), REVIEWERS, method="POST", note="nothing filled in"),
    *(Row("visit_put_right", _visit(s, "put-right/"), REVIEWERS, note=s) for s in ("planned", "held", "mistaken")),
    Row("visit_put_right", _report("issued", "put-right/"), REVIEWERS, note="its report is issued"),
    Row("visit_put_right", _report("withdrawn", "put-right/"), REVIEWERS, note="its report is withdrawn"),
    *(
        Row(f"visit_{act}", _visit(state, f"put-right/{path}/"), REVIEWERS, method=method)
        for act, state, path in (
            ("redate", "held", "date"),
            ("move_school", "held", "school"),
            ("strike", "planned", "no-visit"),
        )
        for method in ("GET", "POST")
    ),
    Row("visit_move_school", _moves("issued"), REVIEWERS, note="its report goes with it"),
    Row("visit_strike", _report("issued", "put-right/no-visit/"), REVIEWERS, note="its report is issued"),
    Row("report_withdraw", _report("issued", "report/withdraw/"), REVIEWERS),
    Row("report_withdraw", _report("issued", "report/withdraw/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("report_withdraw", _report("draft", "report/withdraw/"), REVIEWERS, note="draft"),
    Row("report_rewrite", _report("withdrawn", "report/rewrite/"), REVIEWERS),
    Row("report_rewrite", _report("withdrawn", "report/rewrite/"), REVIEWERS, method="POST", status=302),
    Row("visit_again", _visit("missed", "again/"), REVIEWERS, method="POST", status=302),
    Row("visit_prepare", _visit("planned", "prepare/"), LEADS | ASSISTANTS),
    Row(
        "visit_prepare",
        _visit("planned", "prepare/"),
        LEADS | ASSISTANTS,
        method="POST",
        status=302,
        note="nothing filled in",
    ),
    Row("visit_prepare_withdraw", _visit("planned", "prepare/withdraw/"), LEADS, status=302, note="nothing sent"),
    *(Row("report", _report(s), OFFICERS, note=s) for s in ("draft", "in_review", "returned", "approved", "withdrawn")),
    *(
        Row("report", _report(s), OFFICERS | LEADS | ASSISTANTS | {"chair"}, note=s)
        for s in ("issued", "accurate", "corrections_asked", "stands")
    ),
    Row("report", _report("draft"), SIP, method="POST", status=302, note="nothing filled in"),
    *(
        Row("report_issue", _report(s, "report/issue/"), SIP, note=s)
        for s in ("draft", "approved", "corrections_asked")
    ),
    Row("report_issue", _report("issued", "report/issue/"), SIP, status=302, note="issued"),
    Row("report_issue", _report("draft", "report/issue/"), SIP, method="POST", note="nothing written"),
    Row("report_take_back", _report("in_review", "report/take-back/"), SIP, method="POST", status=302),
    Row("report_check", _report("in_review", "report/check/"), frozenset({"officer"})),
    Row("report_check", _report("draft", "report/check/"), frozenset({"officer"}), status=302, note="draft"),
    Row(
        "report_check",
        _report("in_review", "report/check/"),
        frozenset({"officer"}),
        method="POST",
        status=409,
        note="no text read",
    ),
    Row("report_answer", _report("issued", "report/answer/"), LEADS),
    Row("report_answer", _report("accurate", "report/answer/"), LEADS, status=302, note="answered"),
    Row("report_answer", _report("issued", "report/answer/"), LEADS, method="POST", status=409, note="no version read"),
    Row("reports_to_check", _fixed("/reports/to-check/"), frozenset({"officer"})),
    Row("reports_late", _fixed("/reports/late/"), PARTNERS | OVERSIGHT),
    Row("reports_quality", _fixed("/reports/quality/"), OVERSIGHT),
    Row("inspection_outcomes", _fixed("/inspections/outcomes/"), PARTNERS | OVERSIGHT),
    Row(
        "inspection_outcomes",
        _fixed("/inspections/outcomes/?now_day=40&now_month=1&now_year=2026&by=sector"),
        PARTNERS | OVERSIGHT,
        note="no such day",
    ),
    Row("outcome_schools", _fixed("/inspections/outcomes/schools/?figure=place:none"), PARTNERS | OVERSIGHT),
    Row("promises", _fixed("/promises/"), PARTNERS | OVERSIGHT),
    Row("promises", _fixed("/promises/?by=partner"), PARTNERS | OVERSIGHT, note="by partner"),
    Row("promise", _fixed("/promises/visit-reports/"), PARTNERS | OVERSIGHT),
    Row("promise", _fixed("/promises/action-plans/"), PARTNERS | OVERSIGHT, note="of governing bodies"),
    Row("promise", _fixed("/promises/service-concerns/"), frozenset({"officer", "director"}), note="of the service"),
    Row("criteria", _fixed("/promises/criteria/"), PARTNERS | OVERSIGHT),
    Row("checked_reports", _fixed("/promises/criteria/reports/"), PARTNERS | OVERSIGHT),
    Row("promise", _fixed("/promises/no-such-promise/"), frozenset(), note="no such promise"),
    Row("terms", _fixed("/settings/terms/"), ADMIN),
    Row("terms", _fixed("/settings/terms/"), ADMIN, method="POST", note="nothing filled in"),
    Row("term_change", _term(), ADMIN),
    Row("term_change", _term(), ADMIN, method="POST", note="nothing filled in"),
    Row("term_remove", _term("remove/"), ADMIN),
    Row("term_remove", _term("remove/"), ADMIN, method="POST", note="summaries stand on it"),
    Row("calendar", _fixed("/calendar/"), SIGNED_IN),
    Row("calendar_renew", _fixed("/calendar/renew/"), SIGNED_IN),
    Row("calendar_renew", _fixed("/calendar/renew/"), SIGNED_IN, method="POST", status=302),
    Row("notify_receipt", _fixed("/notify/receipts/"), EVERYONE, method="POST", status=404, note="without its token"),
    Row("calendar_feed", lambda w: f"/calendar/{w.feed.token}.ics", EVERYONE),
    Row("calendar_feed", _fixed("/calendar/no-such-address.ics"), EVERYONE, status=404, note="no such address"),
    # Judging notices, action plans
    Row("case_judge", lambda w: f"/cases/{w.notice.case_id}/judge/", CASE_READERS, status=302),
    Row("notice_judgement", _notice, CASE_READERS),
    Row("notice_judgement", _notice, CASE_KEEPERS, method="POST", note="nothing filled in"),
    Row("required_action", _required, CASE_KEEPERS),
    Row("required_action", _required, CASE_KEEPERS, method="POST", note="nothing filled in"),
    *(Row("action_plan", _plan(state), PLAN_READERS, note=state) for state in PlanState),
    Row("action_plan_write", _plan(PlanState.AWAITED, "write/"), GOVERNANCE, note="awaited"),
    Row("action_plan_write", _plan(PlanState.RETURNED, "write/"), GOVERNANCE, note="returned"),
    Row("action_plan_write", _plan(PlanState.ACCEPTED, "write/"), GOVERNANCE, status=302, note="accepted"),
    Row("action_plan_write", _plan(PlanState.ENDED, "write/"), GOVERNANCE, "POST", status=409, note="ended"),
    Row("action_plan_send", _plan(PlanState.RETURNED, "send/"), GOVERNANCE),
    Row("action_plan_send", _plan(PlanState.RETURNED, "send/"), GOVERNANCE, "POST", status=409, note="no version read"),
    Row("action_plan_withdraw", _plan(PlanState.RECEIVED, "withdraw/"), GOVERNANCE),
    Row("action_plan_withdraw", _plan(PlanState.RETURNED, "withdraw/"), GOVERNANCE, status=302, note="returned"),
    Row("action_plan_withdraw", _plan(PlanState.RECEIVED, "withdraw/"), GOVERNANCE, "POST", note="no reason"),
    Row("action_plan_detach", _plan(PlanState.RETURNED, "document/remove/"), GOVERNANCE, "POST", status=302),
    Row("action_plan_draft_document", _plan(PlanState.RETURNED, "document/"), GOVERNANCE),
    Row("action_plan_draft_document", _plan(PlanState.AWAITED, "document/"), frozenset(), note="none attached"),
    Row("action_plan_document", _sent_document, PLAN_READERS),
    Row("action_plan_record", _plan(PlanState.AWAITED, "record/"), CASE_KEEPERS),
    Row(
        "action_plan_record", _plan(PlanState.AWAITED, "record/"), CASE_KEEPERS, method="POST", note="nothing filled in"
    ),
    Row("action_plan_assess", _plan(PlanState.RECEIVED, "assess/"), CASE_KEEPERS),
    Row("action_plan_assess", _plan(PlanState.ACCEPTED, "assess/"), CASE_KEEPERS, note="a correction"),
    Row("action_plan_assess", _plan(PlanState.RECEIVED, "assess/"), CASE_KEEPERS, "POST", note="nothing filled in"),
    Row("action_plan_assess", _plan(PlanState.AWAITED, "assess/"), CASE_KEEPERS, status=302, note="awaited"),
    # What a school sends in after a notice
    *(Row("statement", _statement(purpose), PLAN_READERS, note=purpose) for purpose in Purpose),
    Row("statement", _statement("no-such-thing"), frozenset(), note="no such purpose"),
    *(Row("statement_write", _statement(purpose, "write/"), SENDERS, note=purpose) for purpose in Purpose),
    Row("statement_write", _statement("evidence", "write/"), SENDERS, "POST", note="old page"),
    *(Row("statement_send", _statement(purpose, "send/"), SENDERS, note=purpose) for purpose in Purpose),
    Row("statement_send", _statement("evidence", "send/"), SENDERS, "POST", status=409, note="no version read"),
    Row("statement_record", _statement("evidence", "record/"), CASE_KEEPERS, note="evidence"),
    Row("statement_record", _statement("evidence", "record/"), CASE_KEEPERS, "POST", note="nothing filled in"),
    Row("statement_document", _statement_document(sent=True), PLAN_READERS, note="sent"),
    Row("statement_document", _statement_document(sent=False), SENDERS, note="not sent yet"),
    Row("statement_detach", _statement_document(sent=True, rest="remove/"), frozenset(), "POST", note="sent"),
    Row("statement_detach", _statement_document(sent=False, rest="remove/"), SENDERS, "POST", status=302),
    Row("representation_answer", _answer, CASE_READERS),
    Row("representation_answer", _answer, CASE_READERS, "POST", note="nothing filled in"),
    # What passes between the authority and the Secretary of State about powers
    Row("case_state_notified", _told_case("secretary-of-state/notified/"), CASE_KEEPERS),
    Row("case_state_notified", _told_case("secretary-of-state/notified/"), CASE_KEEPERS, "POST", note="nothing said"),
    Row("case_state_acts", _told_case("secretary-of-state/acts/"), CASE_KEEPERS),
    Row("case_state_acts", _told_case("secretary-of-state/acts/"), CASE_KEEPERS, "POST", note="nothing said"),
    Row("case_state_acts_end", _act_of_state, CASE_KEEPERS),
    Row("case_state_acts_end", _act_of_state, CASE_KEEPERS, "POST", status=302),
    Row("state_notification_document", _notification, CASE_READERS),
    # Letters of concern cases
    *(Row("case_letter", _case_letter(state), CASE_READERS, note=state) for state in LetterState),
    Row("case_letter_prepare", _prepare("discarded"), REVIEWERS, note="discarded"),
    Row("case_letter_prepare", _prepare("drafted"), REVIEWERS, method="POST", status=409, note="another is under way"),
    Row("case_letter_prepare", _prepare("discarded", "formal_notice"), REVIEWERS, note="not the next step"),
    Row("case_letter_prepare", _prepare("discarded", "no-such-letter"), frozenset(), note="no such kind"),
    *(
        Row("case_letter_write", _case_letter(s, "write/"), REVIEWERS, note=s)
        for s in ("drafted", "returned", "lapsed")
    ),
    Row("case_letter_write", _case_letter("signed", "write/"), REVIEWERS, status=302, note="signed"),
    Row("case_letter_write", _case_letter("drafted", "write/"), REVIEWERS, method="POST", note="old page"),
    Row("case_letter_write", _case_letter("signed", "write/"), REVIEWERS, method="POST", status=409, note="signed"),
    Row("case_letter_check", _case_letter("drafted", "check/"), REVIEWERS),
    Row("case_letter_check", _case_letter("given", "check/"), REVIEWERS, status=302, note="given"),
    Row("case_letter_check", _case_letter("drafted", "check/"), REVIEWERS, method="POST", note="no day"),
    Row("case_letter_take_back", _case_letter("presented", "take-back/"), REVIEWERS, method="POST", status=302),
    Row("case_letter_discard", _case_letter("drafted", "discard/"), REVIEWERS),
    Row("case_letter_discard", _case_letter("lapsed", "discard/"), REVIEWERS, method="POST", status=302),
    Row("case_letter_pack", _case_letter("presented", "sign/"), DCS),
    Row("case_letter_pack", _case_letter("given", "sign/"), CASE_READERS, status=302, note="given"),
    Row("case_letter_pack", _case_letter("presented", "sign/"), DCS, method="POST", status=409, note="old page"),
    Row("case_letter_call_off", _case_letter("signed", "call-off/"), REVIEWERS | DCS),
    Row("case_letter_call_off", _case_letter("signed", "call-off/"), REVIEWERS | DCS, method="POST", note="no reason"),
    Row("case_letter_withdraw", _case_letter("given", "withdraw/"), DCS),
    Row("case_letter_withdraw", _case_letter("given", "withdraw/"), DCS, method="POST", note="no reason"),
    Row("case_letter_meeting", lambda w: f"/case-letters/{w.invitation.pk}/meeting.ics", LEADS | {"chair", "director"}),
    Row("case_letter_meeting", _case_letter("given", "meeting.ics"), frozenset(), note="no invitation"),
    Row("case_letter_serve", _served("signed", "serve/"), REVIEWERS),
    Row("case_letter_serve", _served("signed", "serve/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("case_letter_proof", _served("given", "proof/"), REVIEWERS),
    Row("case_letter_proof", _served("given", "proof/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("case_letter_proof", _served("signed", "proof/"), frozenset(), note="nothing recorded"),
    Row("forbidden_decision", _forbidden("decision/"), DCS),
    Row("forbidden_decision", _forbidden("decision/"), DCS, method="POST", note="nothing filled in"),
    Row("forbidden_decision", _case_letter("given", "decision/"), frozenset(), note="no formal notice"),
    Row("power_review", _power("power/"), DCS),
    Row("power_review", _power("power/"), DCS, method="POST", note="nothing filled in"),
    Row("power_review", _case_letter("given", "power/"), frozenset(), note="no power"),
    Row("power_periodic_review", _suspended("power/review/"), CASE_KEEPERS),
    Row("power_periodic_review", _suspended("power/review/"), CASE_KEEPERS, method="POST", note="nothing filled in"),
    Row("power_periodic_review", _case_letter("given", "power/review/"), frozenset(), note="no power"),
    Row("power_periodic_review", _power("power/review/"), frozenset(), note="a power that is not reviewed"),
    Row("power_review_day", _suspended("power/review-day/"), CASE_KEEPERS),
    Row("power_review_day", _suspended("power/review-day/"), CASE_KEEPERS, method="POST", note="nothing filled in"),
    Row("email_consents", _consents, REVIEWERS | LEADS | GOVERNANCE),
    Row("email_consent", _head_post("email-consent/"), REVIEWERS | {"head"}),
    Row("email_consent", _head_post("email-consent/"), REVIEWERS | {"head"}, method="POST", note="nothing filled in"),
    Row("email_consent_document", _consent_document, REVIEWERS | LEADS | GOVERNANCE),
    Row("email_consent_end", _consent, REVIEWERS | {"clerk"}),
    Row("email_consent_end", _consent, REVIEWERS | {"clerk"}, method="POST", status=302),
    Row("delegations", _fixed("/delegations/"), DIRECTORS),
    Row("delegation_give", _fixed("/delegations/give/"), DIRECTORS),
    Row("delegation_give", _fixed("/delegations/give/"), DIRECTORS, method="POST", note="nothing filled in"),
    Row("delegation_end", _delegation("end/"), DCS),
    Row("delegation_end", _delegation("end/"), DCS, method="POST", status=302),
    # Days of support
    Row("days", _school("days/"), EVERY_READER, note="no band yet"),
    Row("days", _allocation_school(A, "days/?year=2026"), EVERY_READER, note="agreed"),
    Row("days", _school("days/?year=1999"), frozenset(), note="no such year"),
    Row("days_approve", _school("days/more/"), frozenset({"officer"})),
    Row("days_approve", _school("days/more/"), frozenset({"officer"}), method="POST", note="nothing filled in"),
    Row("days_take_back", lambda w: f"/extra-days/{_extra_days(w)}/take-back/", frozenset({"officer"})),
    Row(
        "days_take_back",
        lambda w: f"/extra-days/{_extra_days(w)}/take-back/",
        frozenset({"officer"}),
        method="POST",
        note="no reason",
    ),
    Row("days_table", _fixed("/visits/days/"), PARTNERS | {"officer"}),
    Row("days_table", _fixed("/visits/days/?by=line"), PARTNERS | {"officer"}, note="by type of support"),
    Row("capacity", _fixed("/visits/capacity/"), frozenset({"officer"})),
    Row("capacity_scenario", _fixed("/visits/capacity/scenario/"), frozenset({"officer"})),
    Row("capacity_person", _capacity(), frozenset({"officer"})),
    Row("capacity_person", _capacity(), frozenset({"officer"}), method="POST", note="nothing filled in"),
    Row("capacity_contract", _capacity("contract/"), frozenset({"officer"})),
    Row("capacity_contract", _capacity("contract/"), frozenset({"officer"}), method="POST", note="nothing filled in"),
    Row("leave_remove", lambda w: f"/leave/{w.leave.pk}/remove/", frozenset({"officer"})),
    Row(
        "leave_remove",
        lambda w: f"/leave/{w.leave.pk}/remove/",
        frozenset({"officer"}),
        method="POST",
        status=302,
    ),
    Row("term_plan", _fixed("/visits/plan/"), PARTNERS | {"officer"}),
    Row("term_plan", _fixed("/visits/plan/"), PARTNERS | {"officer"}, method="POST", note="nothing filled in"),
    Row("times_offer", _school("times/offer/"), REVIEWERS | LEADS),
    Row("times_offer", _school("times/offer/"), REVIEWERS | LEADS, method="POST", note="nothing filled in"),
    Row("times", lambda w: f"/times/{w.offer.pk}/", OFFICERS | LEADS),
    Row("times", lambda w: f"/times/{w.own_offer.pk}/", OFFICERS | LEADS, note="of the school"),
    Row("times", lambda w: f"/times/{w.offer.pk}/", LEADS, method="POST", note="nothing chosen"),
    Row("times", lambda w: f"/times/{w.own_offer.pk}/", REVIEWERS, method="POST", note="of the school"),
    Row("times_none", lambda w: f"/times/{w.offer.pk}/none/", LEADS),
    Row("times_none", lambda w: f"/times/{w.offer.pk}/none/", LEADS, method="POST", note="nothing filled in"),
    Row("times_withdraw", lambda w: f"/times/{w.offer.pk}/withdraw/", REVIEWERS),
    Row("times_withdraw", lambda w: f"/times/{w.offer.pk}/withdraw/", REVIEWERS, method="POST", note="no reason"),
    Row("times_withdraw", lambda w: f"/times/{w.own_offer.pk}/withdraw/", LEADS, note="of the school"),
    Row("times_withdraw", lambda w: f"/times/{w.own_offer.pk}/withdraw/", LEADS, method="POST", note="no reason"),
    Row("visits_owed", _fixed("/visits/owed/"), PARTNERS | {"officer"}),
    Row("days_over", _fixed("/visits/over/"), PARTNERS | {"officer"}),
    Row("more_days_ask", _school("days/ask-partner/"), LEADS),
    Row("more_days_ask", _school("days/ask-partner/"), LEADS, method="POST", note="nothing filled in"),
    Row("more_days", _school_days(), OFFICERS | LEADS),
    *(
        Row(f"more_days_{act}", _school_days(f"{path}/"), REVIEWERS, method=method)
        for act, path in (("pass_on", "pass-on"), ("decline", "decline"))
        for method in ("GET", "POST")
    ),
    Row("more_days_withdraw", _school_days("withdraw/"), LEADS, method="POST", status=302),
    Row("days_ask", _school("days/ask/"), SIP),
    Row("days_ask", _school("days/ask/"), SIP, method="POST", note="nothing filled in"),
    Row("days_request", lambda w: f"/days-requests/{w.days_request.pk}/", frozenset({"officer"})),
    Row(
        "days_request",
        lambda w: f"/days-requests/{w.days_request.pk}/",
        frozenset({"officer"}),
        method="POST",
        note="nothing pressed",
    ),
    Row("priorities", _fixed("/visits/priorities/"), PARTNERS | OVERSIGHT),
    Row("priority", _fixed("/visits/priorities/visits/reading/"), PARTNERS | OVERSIGHT),
    Row("priority", _fixed("/visits/priorities/visits/nothing/"), frozenset(), note="there is no such priority"),
    # Oversight
    Row("causing_concern", _fixed("/causing-concern/"), PARTNERS | OVERSIGHT),
    Row("early_signs", _fixed("/early-signs/"), PARTNERS | OVERSIGHT),
    Row("sign_decide", lambda w: f"/early-signs/{w.school.pk}/absence/", frozenset({"officer"})),
    Row(
        "sign_decide",
        lambda w: f"/early-signs/{w.school.pk}/absence/",
        frozenset({"officer"}),
        method="POST",
        note="not read",
    ),
    # Schools causing concern: a school's partner and the Principal Officers keep its cases, oversight reads them
    Row("cases", _fixed("/cases/"), PARTNERS | OVERSIGHT),
    Row("case_choose_school", _fixed("/cases/open/"), PARTNERS | {"officer"}),
    Row("case_choose_school", _fixed("/cases/open/"), PARTNERS | {"officer"}, method="POST", note="nothing chosen"),
    Row("case_open", _school("cases/open/"), REVIEWERS),
    Row("case_open", _school("cases/open/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("case", _case("open"), OFFICERS, note="open"),
    Row("case", _case("academy"), OFFICERS, note="academy"),
    Row("case", _case("converted"), OFFICERS, note="converted"),
    Row("case", _case("restricted"), frozenset({"officer", "dcs"}), note="restricted"),
    Row("case_chronology", _case("open", "chronology/"), OFFICERS, note="open"),
    Row("case_chronology", _case("restricted", "chronology/"), frozenset({"officer", "dcs"}), note="restricted"),
    *(
        Row(f"case_{act}", _case("open", f"{act}/"), REVIEWERS, method=method, note="open")
        for act in ("change", "owner", "flag", "unflag", "restrict", "unrestrict", "name", "close")
        for method in ("GET", "POST")
    ),
    *(
        Row(f"case_{act}", _case("restricted", f"{act}/"), frozenset({"officer"}), note="restricted")
        for act in ("change", "owner", "flag", "unrestrict", "name", "close")
    ),
    *(
        Row(route, _case(which, path), REVIEWERS, method=method, note=which)
        for route, which, path in (
            ("case_category", "to be in category", "category/"),
            ("case_category_withdraw", "in category", "category-withdraw/"),
            ("case_academy_order", "in category", "academy-order/"),
        )
        for method in ("GET", "POST")
    ),
    Row("case", _case("in category"), OFFICERS, note="in category"),
    Row("case_convert", _case("open", "convert/"), REVIEWERS, status=302, note="no academy"),
    Row("case_convert", _case("converted", "convert/"), REVIEWERS, note="converted"),
    Row("case_convert", _case("converted", "convert/"), REVIEWERS, method="POST", status=302, note="converted"),
    Row(
        "case_unname",
        lambda w: f"/cases/{w.case['restricted'].pk}/people/{w.people['dcs'].pk}/remove/",
        frozenset({"officer"}),
        method="POST",
        status=302,
    ),
    *(
        Row(route, _case("open", path), REVIEWERS, method=method)
        for route, path in (
            ("case_evidence_add", "evidence/add/"),
            ("case_pick", "evidence/pick/"),
            ("case_discussion", "discussion/"),
        )
        for method in ("GET", "POST")
    ),
    *(
        Row(route, _case("restricted", path), frozenset({"officer"}), note="restricted")
        for route, path in (
            ("case_evidence_add", "evidence/add/"),
            ("case_pick", "evidence/pick/"),
            ("case_discussion", "discussion/"),
        )
    ),
    Row("case_letter_answer", _answered("answers/record/"), REVIEWERS),
    Row("case_letter_answer", _answered("answers/record/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row("case_letter_answer", _case_letter("given", "answers/record/"), REVIEWERS, status=302, note="no answer asked"),
    Row("case_letter_answer_document", _answer_document, OFFICERS),
    Row("case_bundle", _case("open", "bundles/"), OFFICERS),
    Row("case_bundle", _case("restricted", "bundles/"), frozenset({"officer", "dcs"}), note="restricted"),
    Row("case_bundle", _case("open", "bundles/"), OFFICERS, method="POST", status=302),
    Row("bundles_sealed", _fixed("/bundles/sealed/"), DIRECTORS),
    Row("bundle", _bundle("open"), OFFICERS),
    Row("bundle", _bundle("restricted"), frozenset({"officer", "dcs"}), note="restricted"),
    Row("bundle_file", _bundle("open", "bundle.zip"), OFFICERS),
    Row("bundle_file", _bundle("restricted", "bundle.zip"), frozenset({"officer", "dcs"}), note="restricted"),
    Row("case_discussion", _case("converted", "discussion/"), REVIEWERS, status=302, note="converted"),
    Row("case_evidence_remove", _case_evidence("open", "remove/"), REVIEWERS),
    Row("case_evidence_remove", _case_evidence("open", "remove/"), REVIEWERS, method="POST", note="no reason"),
    Row("case_evidence_remove", _case_evidence("restricted", "remove/"), frozenset({"officer"}), note="restricted"),
    Row("case_evidence_document", _case_evidence("open", "document/"), OFFICERS),
    Row(
        "case_evidence_document",
        _case_evidence("restricted", "document/"),
        frozenset({"officer", "dcs"}),
        note="restricted",
    ),
    Row("notice_of_state", _school("notices-of-state/record/"), REVIEWERS),
    Row("notice_of_state", _school("notices-of-state/record/"), REVIEWERS, method="POST", note="nothing filled in"),
    Row(
        "notice_of_state",
        _allocation_school(D, "notices-of-state/record/"),
        REVIEWERS,
        status=302,
        note="one stands",
    ),
    Row("notice_of_state_end", _of_state("end/"), REVIEWERS),
    Row("notice_of_state_end", _of_state("end/"), REVIEWERS, method="POST", status=302),
    # Letters and messages
    Row("letters", _fixed("/letters/"), LEADS | GOVERNANCE | {"other_head"}),
    Row("letter", _letter("signed"), OFFICERS, note="signed"),
    Row("letter", _letter("issued"), OFFICERS | LEADS | GOVERNANCE, note="issued"),
    Row("letter_document", _letter("issued", "letter.pdf"), OFFICERS | LEADS | GOVERNANCE),
    Row("letter_document", _letter("signed", "letter.pdf"), frozenset(), note="not made yet"),
    Row("letter_proof", lambda w: f"/letters/{w.issued.reference}/proof/{w.proof.pk}/", OFFICERS),
    Row(
        "letter_proof_later",
        lambda w: f"/letters/{w.issued.reference}/later-proof/{w.later_proof.pk}/",
        OFFICERS,
    ),
    Row("messages", _fixed("/messages/"), ADMIN),
    Row("message", lambda w: f"/messages/{worlds.failed_message().pk}/", ADMIN),
    Row("message_retry", lambda w: f"/messages/{worlds.failed_message().pk}/retry/", ADMIN, method="POST", status=302),
    Row("seals", _fixed("/settings/seals/"), ADMIN),
    Row("setting_up", _fixed("/settings/set-up/"), ADMIN),
    Row("setting_up", _fixed("/settings/set-up/"), ADMIN, method="POST", status=302),
    Row("service_state", _fixed("/settings/state/"), ADMIN),
)


def _grant(world: World) -> int:
    return RoleGrant.objects.get(user=world.people["sip"]).pk
