"""How each address that takes a post makes sure that it does what its page showed: one row for each of them.

An address that stands in none of these tables is walked by tests/integration/test_shown_everywhere.py: somebody else
changes the record while the page is open, and pressing its button does nothing. `FILLED` holds what the walk types
where a form needs more than any words, `PLACES` in which row of the access table the act is possible, `PEOPLE` who
does it, `RECORDS` which record the other person changes, and how, where the act's own events do not say so.
`ELSEWHERE` says of the others why nothing can change between page and press, or which test holds it.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from allocations.states import State
from monitoring.conversations.models import Conversation
from monitoring.notices.states import LetterState
from monitoring.plans.states import PlanState as PartnershipState

from .factories import pdfs
from .world import World


def _partnership(state: str) -> Callable[[World], Model]:
    return lambda world: world.partnership_plan[PartnershipState(state)]


FILLED: dict[str, dict[str, Any]] = {
    "information_request_correct": {"reason": "A slip.", "named": "", "school": ""},
    "information_request_act": {"text": "Passport."},
    "disposal_decide": {"decision": "refuse", "note": "An inquiry is expected."},
    "agreed_action_update": {"state": "done", "note": "Seen in three lessons."},
    "agreed_action_tell": {"progress": "done", "note": "All teachers do it."},
    "appointment_days": {"starts_on_day": "2", "reason": "The day was wrong."},
    "action_plan_record": {"document": lambda world: SimpleUploadedFile("plan.pdf", pdfs.picture())},
    "allocation_refer": {"act": "refer"},
    "area_words": {"text": "Teach early reading better."},
    "authority_action_correct": {"text": "Visit each school twice a term.", "owner_name": "", "reason": "A slip."},
    "authority_action_progress": {"status": "under_way"},
    "capacity_contract": {"days": "80"},
    "case_change": {"concern": "Another concern."},
    "case_letter_check": {"act": "present", "check": ["concern", "inability", "reasonable", "facts"]},
    "more_days_pass_on": {"line": "-"},
    "more_days_decline": {"reason": "A network would help more."},
    "more_time": {"decision": "decline", "reason": "The round ends."},
    "conversation": {"text": "Thank you."},
    "cover_change": {"ends_on_day": "3"},
    "ofsted_letter": {"urn": ""},
    "officers": {
        "schools": lambda world: [str(world.school.pk)],
        "officer": lambda world: f"sip:{world.people['other_sip'].pk}",
    },
    "person_edit": {"name": "Sip Changed"},
    "assistant_change": {"parts": ["assists_plan"]},
    "school_document_change": {"title": "Another title"},
    "school_document_take_off": {"reason": "A wrong file."},
    "school_document_version_add": {"file": lambda world: SimpleUploadedFile("new.txt", b"New."), "note": "New."},
    "service_concern_correct": {"outcome": "upheld", "text": "We will come.", "reason": "A slip."},
    "team_join": {"user": lambda world: str(world.people["other_sip"].pk), "service": "hr"},
    "team_lead": {"lead": lambda world: str(world.people["officer"].pk)},
    "team_action_update": {"state": "done", "note": "It is done."},
    "team_action_change": {"text": "Another action.", "reason": "A slip."},
    "team_meeting_move": {"begins": "3pm", "reason": "Many are ill."},
    "team_meeting_record": {"present": "Two people.", "discussed": "The budget.", "reason": "A slip."},
    "team_support_decide": {"decision": "agree"},
    "team_support_pay": {"amount": "100"},
    "note_correct": {"text": "Three teachers are ill.", "reason": "A slip."},
    "report_answer": {"answer": "no"},
    "report_withdraw": {"then": "for_good"},
    "service_concern_answer": {"outcome": "upheld", "text": "We will come."},
    "service_concern_pass_on": {"to": lambda world: world.people["director"].pk},
    "service_concern_reopen": {"text": "Nobody came."},
    "times": {"time": lambda world: str(world.offer.times.all()[0].pk)},
    "times_none": {"reason": "We are away."} | {f"{part}_{n}": "" for part in ("day", "at") for n in (1, 2, 3)},
    "term_change": {"name": "Autumn", "school": ""},
    "visit_redate": {"starts_on_day": "4", "starts_on_month": "11", "ends_on_day": "4", "ends_on_month": "11"},
    "case_letter_serve": {"at": "10.40am"},
    "partnership_plan_change": {"reason": "The target was met."},
    "partnership_plan_end": {"why": "improved"},
    "plan_review_correct": {"reason": "A wrong figure."},
    "plan_review_withdraw": {"reason": "A mistake."},
    "partnership_plan_reopen": {"reason": "A mistake."},
    "event_booking_change": {"name": "Another Example"},
    "event_feedback_give": {"useful": "5", "recommend": "3", "next_step": "4"},
    "event_cancel": {"reason": "Snow."},
    "event_change": {"title": "Another title", "link": "", "per_school": ""},
    "offer_request_arrange": {"day_day": "15", "day_month": "12", "day_year": "2026"},
    "newsletter_change": {"title": "Another title"},
    "offer_request_decline": {"answer": "No."},
    "offer_request_plan_visit": {
        "kind": "brokered",
        "starts_on_day": "15",
        "starts_on_month": "12",
        "starts_on_year": "2026",
        "ends_on_day": "",
        "ends_on_month": "",
        "ends_on_year": "",
        "starts_at": "",
        "days": "1",
        "others": "",
    },
    "offer_request_link_visit": {"visit": lambda world: str(world.asked["with a visit"].visit_id)},
    "school_event": {"name_1": "Ann Example", "role_1": "Headteacher"},
    "support_match": {
        "giver": lambda world: f"provider-{world.provider.pk}",
        "budget": lambda world: str(world.budget.pk),
        "days": "2",
        "cost": "100",
        "starts_on_day": "20",
        "starts_on_month": "11",
        "starts_on_year": "2026",
        "ends_on_day": "27",
        "ends_on_month": "11",
        "ends_on_year": "2026",
    },
    "support_deliver": {"days": "0.5", "day_day": "20", "day_month": "11", "day_year": "2026"},
    "support_complete": {"cost": "10"},
    "support_cost": {"cost": "10", "reason": "A slip."},
    "support_evaluate": {"impact": "some", "changed": "Reading.", "again": "yes"},
    "support_conflict": {"what": "other", "text": "I know them."},
    "support_delivery_correct": {"days": "1", "reason": "A slip."},
    "support_leader_change": {"days_a_year": "7", "school": ""},
    "support_provider_change": {"contact_name": "Another Hub"},
    "support_offer_change": {"days_a_year": "7"},
    "support_budget_change": {"amount": "95000"},
    "survey_answer": {"act": "send", "knows": "4", "supports": "3", "impact": "2"},
    "survey_change": {"name": "Another name"},
    "survey_comment": {"themes": []},
    "survey_extend": {"day_day": "8", "day_month": "1", "day_year": "2027", "reason": "Snow."},
    "survey_close": {"reason": "Done."},
    "survey_cancel": {"reason": "A slip."},
    "survey_share": {"summary": "You told us much."},
    "survey_theme": {"name": "Another name"},
    "visit_reschedule": {"starts_at": "9:30", "ends_on_day": "13", "ends_on_month": "11"},
}
PLACES: dict[str, str] = {
    "team_meeting_record": "held",
    "report_issue": "approved",
    "visit_move_school": "its report goes with it",
}
PEOPLE: dict[str, str] = {
    "allocation_moderate": "officer",
    "change_request_confirm": "director",
    "more_time": "officer",
    "notice_judgement": "officer",
    "service_concern_pass_on": "officer",
}
RECORDS: dict[str, tuple[Callable[[World], Model], str]] = {
    **{
        f"partnership_plan_{act}": (_partnership(state), "partnership_plan.carried_on")
        for act, state in (("change", "agreed"), ("give_up", "changing"), ("end", "agreed"), ("reopen", "ended"))
    },
    **dict.fromkeys(
        ("plan_review_correct", "plan_review_withdraw", "plan_review_comment"),
        (lambda world: world.plan_review, "plan_review.corrected"),
    ),
    "plan_objective_remove": (
        lambda w: w.partnership_plan[PartnershipState.WRITING].objectives.get(),
        "plan_objective.put_back",
    ),
    "hold_end": (lambda w: w.hold, "hold.placed"),
    **dict.fromkeys(
        ("information_request_correct", "information_request_act"),
        (lambda w: w.about_head, "information_request.corrected"),
    ),
    **dict.fromkeys(("disposal_decide", "disposal_withdraw"), (lambda w: w.disposal, "disposal.started")),
    "assistant_keep": (lambda w: w.assistant["left"], "assistant.changed"),
    **dict.fromkeys(
        ("more_days_pass_on", "more_days_decline", "more_days_withdraw"),
        (lambda w: w.school_days, "extra_days.school_asked"),
    ),
    **dict.fromkeys(("more_time", "more_time_withdraw"), (lambda w: w.time_request, "allocation.time_given")),
    "conversation": (lambda w: Conversation.objects.get(key=w.visit["planned"].pk), "conversation.entry"),
    "allocation_review": (lambda w: w.allocation[State.AGREED], "allocation.confirmed"),
    "leave_remove": (lambda w: w.leave, "leave.added"),
    "visit_again": (lambda w: w.visit["missed"], "visit.missed"),
    "times": (lambda w: w.offer, "times.offered"),
    "times_none": (lambda w: w.offer, "times.offered"),
    "times_withdraw": (lambda w: w.offer, "times.offered"),
    "case_letter_prepare": (lambda w: w.case_letter[LetterState.DISCARDED].case, "case.changed"),
    "case_state_acts": (lambda w: w.told.case, "case.changed"),  # type: ignore[union-attr]
    "case_unflag": (lambda w: w.case["open"], "case.changed"),
    "case_unrestrict": (lambda w: w.case["open"], "case.changed"),
    "notice_judgement": (lambda w: w.notice.case, "case.changed"),
    "summary_run_resume": (lambda w: w.summary_run, "summaries.stopped"),
    # A team with a planned meeting does not end.
    "team_end": (lambda w: w.team, "team.lead_changed"),
    "school_event": (lambda w: w.event["open"], "offer_event.changed"),
    "event_feedback_give": (lambda w: w.booking["came"], "event_booking.corrected"),
    "event_attendance": (lambda w: w.event["held"], "offer_event.attendance"),
    "term_remove": (lambda w: w.term, "term.changed"),
    "term_report_correct": (lambda w: w.term_report["approved"], "term_report.written"),
}

# What is made anew from what is typed or chosen there: nothing that the page showed is changed by it.
_NEW = "makes something new from what was typed; a second one of the same is the matter of test_once.py"
# A text that is saved as it is typed, or its document: the post names the version that was read.
_DRAFT = "changes a draft under the version that was read: test_drafts.py, test_saved_as_typed.py, test_action_plans.py"
_LEADS_ON = "does nothing but lead on to the next page"
_APART = "adds to a record what changes nothing that others confirm"
ELSEWHERE: dict[str, str] = {
    **dict.fromkeys(
        (
            "authority_action_add",
            "bank_holidays",
            "calendar_renew",
            "capacity_person",
            "case_open",
            "casework_access_ask",
            "disposal_start",
            "hold_place",
            "information_request_log",
            "cover_arrange",
            "days_approve",
            "delegation_give",
            "event_plan",
            "newsletter_write",
            "more_days_ask",
            "more_time_ask",
            "offer_request_ask",
            "inspection_record",
            "notice_of_state",
            "ofsted_letter_send",
            "person_invite",
            "post_give",
            "register_read",
            "role_give",
            "second_step_lost",
            "school_document_add",
            "assistant_give",
            "scrutiny_make",
            "term_report_start",
            "service_concern_raise",
            "summaries_make_all",
            "summary_make",
            "support_ask",
            "support_budget_add",
            "support_leader_add",
            "support_offer_add",
            "support_provider_add",
            "survey_plan",
            "survey_theme_add",
            "terms",
            "trust_post_add",
            "days_ask",
            "times_offer",
            "note_add",
            "team_set_up",
            "team_meeting_plan",
            "team_action_add",
            "team_support_ask",
            "note_add_at",
            "plan_objective_add",
            "plan_review_add",
            "partnership_plan_paper",
            "visit_plan",
            "visit_record",
        ),
        _NEW,
    ),
    **dict.fromkeys(
        (
            "action_plan_detach",
            "action_plan_write",
            "allocation_decide",
            "allocation_disagree",
            "allocation_disagree_step",
            "allocation_propose",
            "case_letter_write",
            "plan_objective",
            "report",
            "statement_detach",
            "statement_write",
        ),
        _DRAFT,
    ),
    **dict.fromkeys(("case_choose_school", "framework_load", "visit_log"), _LEADS_ON),
    "framework_confirm": "adds a version that was looked at, and changes none: test_framework_page.py",
    **dict.fromkeys(
        ("access_review", "access_review_end", "access_review_finish"),
        "decides or ends what waits, and is refused for what somebody decided: test_access_review.py",
    ),
    **dict.fromkeys(
        ("information_request_collect", "information_item", "information_bundle"),
        "collects or bundles anew, or decides on one record anew, and the history keeps both: test_information_held.py",
    ),
    "partnership_plan_agree": "agrees the text of the version that was read: test_partnership_plans.py",
    "partnership_plan_take_back": "is refused where one's side agrees nothing: test_partnership_plans.py",
    "plan_objective_move": "moves one objective by one place and overwrites no text: test_partnership_plans.py",
    "plan_objective_put_back": "is refused where the objective is in the plan already: test_partnership_plans.py",
    "term_plan": "moves each visit as visit_reschedule does, and says which row is gone: test_term_plan.py",
    "email_consent": "records one agreement of a post, and no second one while it holds: test_consents.py",
    "forbidden_decision": "adds an entry that is never changed to one notice: test_forbidden_notices.py",
    "power_periodic_review": "adds an entry that is never changed to one power: test_power_reviews.py",
    "power_review_day": "replaces one day, and the history keeps both: test_power_reviews.py",
    "power_review": "adds an entry that is never changed to one power: test_withdrawals.py",
    **dict.fromkeys(
        ("case_bundle", "case_evidence_add", "case_letter_answer", "evidence_add", "statement_record"), _APART
    ),
    "allocation_check": "compares the words that it showed: test_shown.py",
    "allocation_decide_check": "compares the words that it showed: test_shown.py",
    "allocation_disagree_check": "compares the words that it showed: test_shown.py",
    "allocation_remind": "sends a reminder once a day and changes no record: test_reminding_schools.py",
    "round_remind": "sends a reminder once a day and changes no record: test_reminding_schools.py",
    **dict.fromkeys(
        (
            "mail_choice",
            "newsletters_stop",
            "saved_filter_add",
            "saved_filter",
            "saved_filter_delete",
            "school_watch",
            "watched_read",
        ),
        "keeps something for its maker alone, and changes no record",
    ),
    "support_leaders_read": "makes a preview of one's own and changes no record",
    "support_leaders_file": "compares each record with what the file was compared with: test_support_directory.py",
    "bulk_start": "makes a preview of one's own and changes no record",
    "bulk_draft": "compares the saves of each draft with those that it was made from: test_bulk_drafts.py",
    "sign_decide": "compares the words that it showed: test_early_signs.py",
    "outlier_dismiss": "compares the words that it showed: test_outliers.py",
    "round_dates": "compares the words that it showed: test_round_dates.py",
    "visit_prepare_withdraw": "withdraws the version that was read: test_sent_put_right.py",
    "case_letter_proof": "adds a row to one proof, in words of its own; the one before stays: test_sent_put_right.py",
    "allocation_take_back": "the world has no agreement of yesterday: test_shown.py",
    "case_pick": "each item carries a fingerprint of what it said; one that changed is not there: test_case_pages.py",
    "evidence_remove": "removes one document of one's own side, never one that was sent: test_evidence.py",
    "handover_read": "notes that a person has read something",
    "handover_start": "compares a fingerprint of everything that moves: test_handover_together.py",
    "person_leaving": "compares the words that it showed: test_leaving.py",
    "assistant_invite_again": "sends a link to the address that is on record and changes nothing",
    "person_invite_again": "sends a link to the address that is on record and changes nothing",
    "round_add": "adds one school, and no school twice: test_allocation_rounds.py",
    "round_close": "closes a round only when no allocation is open, counted under its lock: test_allocation_rounds.py",
    "round_open": "compares the numbers that it showed: test_shown.py",
    "notify_receipt": "comes from GOV.UK Notify, which read no page: test_notify.py",
    **dict.fromkeys(
        (
            *("mfa_authenticate", "mfa_set_up", "mfa_set_up_codes", "mfa_app", "mfa_codes", "mfa_remove"),
            *("mfa_set_up_passkey", "mfa_passkey_add", "mfa_passkey_rename", "mfa_reauthenticate_webauthn"),
            *("mfa_emailed", "mfa_emailed_again"),
        ),
        "is about one's own signing in, and changes no record: test_second_factor.py, test_emailed_codes.py",
    ),
    **dict.fromkeys(
        ("session_end", "person_sign_out"),
        "is about where somebody is signed in, and changes no record: test_sessions.py",
    ),
    "setting_up": "sends an email to the person themselves, and changes no record: test_setting_up.py",
    **dict.fromkeys(
        ("account_provider_start", "account_provider_confirm"),
        "leads to the identity provider, and changes no record: test_identity_provider.py",
    ),
    "unsent_text": "keeps what one person types, for themselves alone: test_unsent.py",
    "summary": "approves the version that was read: test_summaries_together.py",
}
