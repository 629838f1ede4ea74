"""Which pages the browser opens as whom: every page template by each group of roles, and every row of the access table.

`SHOWN` is the list of page templates with the rows of the access table that show them. test_access.py compares it with
what each row shows to each person, and test_pages.py with the templates there are.
"""

from collections.abc import Iterator

from .access_table import ROWS, Row

# People whose pages hold the same parts.
GROUPS = {
    "anonymous": "nobody",
    "nobody": "nobody",
    "sip": "officers",
    "other_sip": "officers",
    "officer": "officers",
    "head": "schools",
    "acting_head": "schools",
    "other_head": "schools",
    "chair": "schools",
    "clerk": "schools",
    "director": "directors",
    "dcs": "directors",
    "admin": "administrators",
}
# Addresses that answer with a file or a redirect.
NO_PAGE = {
    "action_plan_document",
    "action_plan_draft_document",
    "bulk_template",
    "bundle_file",
    "calendar_feed",
    "case_evidence_document",
    "case_letter_answer_document",
    "case_letter_meeting",
    "email_consent_document",
    "evidence_document",
    "healthz",
    "letter_document",
    "letter_proof",
    "letter_proof_later",
    "ofsted_letter_original",
    "register_run_refused",
    "scrutiny_file",
    "theme",
    "state_notification_document",
    "statement_document",
    "unsent_text",
}
PAGES = [row for row in ROWS if row.method == "GET" and row.status == 200 and row.who and row.route not in NO_PAGE]
# Page templates that no row of the access table shows to those who may open it, and why.
ELSEWHERE = {
    "allocations/outlier_dismiss.html": "nothing stands out among the records of the walk: test_proposing.py",
    "400.html": "the answer to a request that is malformed",
    "403.html": "the answer to a form without its token",
    "404.html": "the answer for what does not exist or is not theirs: the table tries it as everybody",
    "413.html": "the answer to text that is too large to be read: test_kept.py",
    "429.html": "the answer to too many attempts at signing in",
    "account/base.html": "only extended by others",
    "account/password_set.html": "only for accounts without a password, who are led to it by the library",
    "allocations/decide_check.html": "shown in answer to a form: test_negotiation.py",
    "allocations/disagree/base.html": "only extended by others",
    "allocations/disagree/check.html": "shown once the steps are answered: test_negotiation.py",
    "allocations/take_back.html": "shown until the next working day: test_negotiation.py",
    "notices/form.html": "only extended by others",
    "notices/none.html": "for an authority whose framework says nothing of notices",
    "schools/handovers/check.html": "shown in answer to a form",
    "visits/none.html": "for an authority whose framework says nothing of visits",
    "visits/prepare_withdraw.html": "shown once what the school wrote has been sent: test_sent_put_right.py",
    "visits/prepared.html": "shown once what the school wrote has been sent",
    "web/changed.html": "the answer to an act that was refused: test_shown_everywhere.py",
    "web/kept.html": "the answer to a form that was sent after the session ended: test_nothing_lost.py",
    "web/too_late.html": "the answer to what was typed too late: test_saved_as_typed.py",
}


def templates_of(row: Row) -> set[str]:
    """Return the page templates that a row shows: one, unless it shows groups of roles different pages."""
    return {template for template, rows in SHOWN.items() if row.id.removeprefix("GET ") in rows}


def chosen() -> Iterator[tuple[Row, str]]:
    """Each row and the person as whom a usual run opens it.

    Every template is opened by each group of roles that may open it, and every row by somebody. A row that shows
    several templates is opened by everybody."""
    for template, names in SHOWN.items():
        rows = [row for row in PAGES if row.id.removeprefix("GET ") in names]
        wanted = {GROUPS[actor] for row in rows for actor in row.who}
        for row in rows:
            actors = sorted(row.who)
            if len(templates_of(row)) > 1:
                # Once, though it stands under several templates.
                if template == min(templates_of(row)):
                    yield from ((row, actor) for actor in actors)
                continue
            persons = {GROUPS[actor]: actor for actor in reversed(actors)}
            met = persons.keys() & wanted or {min(persons)}
            wanted -= met
            yield from ((row, persons[group]) for group in sorted(met))


def first_of_each() -> set[tuple[str, str]]:
    """The first of `chosen` for each template, as the row's name and the person."""
    first: dict[str, tuple[str, str]] = {}
    for row, actor in chosen():
        for template in templates_of(row):
            first.setdefault(template, (row.id, actor))
    return set(first.values())


def without_scripts() -> Iterator[tuple[Row, str]]:
    """Each template once, as one of those who may open it: without scripts a page is the same for all of them."""
    taken: set[str] = set()
    for names in SHOWN.values():
        row = next(row for row in PAGES if row.id.removeprefix("GET ") in names)
        if row.id not in taken:
            taken.add(row.id)
            yield row, min(row.who)


SHOWN: dict[str, tuple[str, ...]] = {
    "account/account_inactive.html": ("account_inactive",),
    "account/login.html": ("account_login (not signed in)",),
    "account/logout.html": ("account_logout",),
    "account/password_change.html": ("account_change_password",),
    "account/password_reset.html": ("account_reset_password",),
    "account/password_reset_done.html": ("account_reset_password_done",),
    "account/password_reset_from_key.html": ("account_reset_password_from_key (a stale link)",),
    "account/password_reset_from_key_done.html": ("account_reset_password_from_key_done",),
    "account/reauthenticate.html": ("account_reauthenticate",),
    "account/signup_closed.html": ("account_signup (not signed in)",),
    "allocations/acts/base.html": (
        "allocation_record",
        "allocation_confirm (late)",
        "allocation_conflict (disputed)",
        "allocation_conflict (referred)",
        "allocation_withdraw",
        "allocation_review",
        "allocation_flag",
        "allocation_unflag",
    ),
    "allocations/add_evidence.html": (
        "evidence_add (identified)",
        "evidence_add (proposed)",
        "evidence_add (disputed)",
    ),
    "allocations/add_schools.html": ("round_add",),
    "allocations/withdraw_answer.html": (
        "allocation_withdraw_answer (a disagreement)",
        "allocation_withdraw_answer (a referral)",
    ),
    "allocations/agree.html": ("allocation_agree", "allocation_accept"),
    "allocations/allocation.html": (
        "allocation (identified)",
        "allocation (proposed)",
        "allocation (disputed)",
        "allocation (decided)",
        "allocation (referred)",
        "allocation (agreed)",
        "allocation (confirmed)",
        "allocation (determined)",
        "allocation (withdrawn)",
        "allocation (recorded)",
        "allocation (flagged)",
    ),
    "allocations/board.html": ("round_board",),
    "allocations/bulk/start.html": ("bulk_start",),
    "allocations/bulk/draft.html": ("bulk_draft",),
    "allocations/round_dates.html": ("round_dates",),
    "allocations/marks.html": ("round_marks",),
    "allocations/similar.html": ("allocation_similar",),
    "allocations/outliers.html": ("round_outliers",),
    "allocations/check.html": ("allocation_check",),
    "allocations/close_round.html": ("round_close",),
    "allocations/decide.html": (
        "allocation_decide (disputed)",
        "allocation_decide (referred)",
    ),
    "allocations/disagree/band.html": (
        "allocation_disagree (proposed)",
        "allocation_disagree (recorded)",
    ),
    "allocations/disagree/criteria.html": ("allocation_disagree_step (criteria)",),
    "allocations/disagree/marks.html": ("allocation_disagree_step (marks)",),
    "allocations/disagree/reasons.html": ("allocation_disagree_step (reasons)",),
    "allocations/moderate.html": ("allocation_moderate",),
    "allocations/grid.html": (
        "allocation_grid (proposed)",
        "allocation_grid (referred)",
        "allocation_grid (determined)",
    ),
    "allocations/open_round.html": ("round_open",),
    "allocations/propose.html": (
        "allocation_propose (identified)",
        "allocation_propose (proposed)",
    ),
    "allocations/refer.html": (
        "allocation_refer (decided)",
        "allocation_refer (confirmed)",
    ),
    "allocations/round.html": ("round",),
    "allocations/rounds.html": ("rounds",),
    "letters/letter.html": (
        "letter (signed)",
        "letter (issued)",
    ),
    "notices/acts/base.html": (
        "case_change (open)",
        "case_owner (open)",
        "case_flag (open)",
        "case_unflag (open)",
        "case_restrict (open)",
        "case_unrestrict (open)",
        "case_name (open)",
        "case_close (open)",
        "case_change (restricted)",
        "case_owner (restricted)",
        "case_flag (restricted)",
        "case_unrestrict (restricted)",
        "case_name (restricted)",
        "case_close (restricted)",
        "case_convert (converted)",
        "case_category (to be in category)",
        "case_category_withdraw (in category)",
        "case_academy_order (in category)",
    ),
    "notices/answer.html": ("case_letter_answer",),
    "notices/bundle.html": (
        "bundle",
        "bundle (restricted)",
    ),
    "schools/confirmations/change_request.html": ("change_request",),
    "notices/bundles_sealed.html": ("bundles_sealed",),
    "notices/bundles.html": (
        "case_bundle",
        "case_bundle (restricted)",
    ),
    "notices/case.html": (
        "case (open)",
        "case (academy)",
        "case (in category)",
        "case (converted)",
        "case (restricted)",
    ),
    "notices/cases.html": ("cases",),
    "notices/chronology.html": ("case_chronology (open)", "case_chronology (restricted)"),
    "notices/choose_school.html": ("case_choose_school",),
    "notices/consent.html": ("email_consent",),
    "notices/consent_end.html": ("email_consent_end",),
    "notices/consents.html": ("email_consents",),
    "notices/delegation_end.html": ("delegation_end",),
    "notices/delegation_give.html": ("delegation_give",),
    "notices/delegations.html": ("delegations",),
    "notices/discussion.html": (
        "case_discussion",
        "case_discussion (restricted)",
    ),
    "notices/evidence_add.html": (
        "case_evidence_add",
        "case_evidence_add (restricted)",
    ),
    "notices/evidence_pick.html": (
        "case_pick",
        "case_pick (restricted)",
    ),
    "notices/evidence_remove.html": (
        "case_evidence_remove",
        "case_evidence_remove (restricted)",
    ),
    "notices/judgement.html": ("notice_judgement",),
    "notices/letter.html": (
        "case_letter (drafted)",
        "case_letter (presented)",
        "case_letter (returned)",
        "case_letter (signed)",
        "case_letter (given)",
        "case_letter (lapsed)",
        "case_letter (discarded)",
        "case_letter (withdrawn)",
    ),
    "notices/letter_check.html": ("case_letter_check",),
    "notices/letter_end.html": (
        "case_letter_discard",
        "case_letter_call_off",
        "case_letter_withdraw",
    ),
    "notices/letter_pack.html": ("case_letter_pack",),
    "notices/letter_prepare.html": (
        "case_letter_prepare (discarded)",
        "case_letter_prepare (not the next step)",
    ),
    "notices/letter_serve.html": ("case_letter_serve",),
    "notices/letter_write.html": (
        "case_letter_write (drafted)",
        "case_letter_write (returned)",
        "case_letter_write (lapsed)",
    ),
    "notices/open.html": ("case_open",),
    "notices/plan.html": (
        "action_plan (awaited)",
        "action_plan (received)",
        "action_plan (returned)",
        "action_plan (accepted)",
        "action_plan (ended)",
    ),
    "notices/plan_assess.html": ("action_plan_assess", "action_plan_assess (a correction)"),
    "notices/plan_record.html": ("action_plan_record",),
    "notices/plan_withdraw.html": ("action_plan_withdraw",),
    "notices/letter_proof.html": ("case_letter_proof",),
    "notices/plan_send.html": ("action_plan_send",),
    "notices/plan_write.html": (
        "action_plan_write (awaited)",
        "action_plan_write (returned)",
    ),
    "notices/forbidden_decision.html": ("forbidden_decision",),
    "notices/periodic_review.html": ("power_periodic_review",),
    "notices/power_review.html": ("power_review",),
    "notices/review_day.html": ("power_review_day",),
    "notices/required_action.html": ("required_action",),
    "notices/representation_answer.html": ("representation_answer",),
    "notices/state_acts.html": ("case_state_acts",),
    "notices/state_acts_end.html": ("case_state_acts_end",),
    "notices/state_notified.html": ("case_state_notified",),
    "notices/statement.html": ("statement (evidence)", "statement (representations)"),
    "notices/statement_record.html": ("statement_record (evidence)",),
    "notices/statement_send.html": ("statement_send (evidence)", "statement_send (representations)"),
    "notices/statement_write.html": ("statement_write (evidence)", "statement_write (representations)"),
    "notices/state_notice.html": ("notice_of_state",),
    "notices/state_notice_end.html": ("notice_of_state_end",),
    "outbox/message.html": ("message",),
    "outbox/messages.html": ("messages",),
    "oversight/account.html": ("account",),
    "oversight/concern.html": ("causing_concern",),
    "oversight/home.html": ("home",),
    "oversight/letters.html": ("letters",),
    "schools/appointments/form.html": (
        "appointment_days (post)",
        "appointment_mistake (post)",
        "appointment_days (role)",
        "appointment_mistake (role)",
        "appointment_days (assignment)",
        "appointment_mistake (assignment)",
        "appointment_days (cover)",
        "appointment_mistake (cover)",
        "appointment_days (delegation)",
        "appointment_mistake (delegation)",
    ),
    "schools/leaving/end.html": (
        "post_end",
        "role_end",
    ),
    "schools/leaving/leaving.html": ("person_leaving",),
    "schools/leaving/without_a_person.html": ("without_a_person",),
    "schools/trusts/trusts.html": ("trusts",),
    "schools/trusts/form.html": (
        "trust_post_add",
        "trust_post_correct",
        "trust_post_end",
    ),
    "schools/covers/covers.html": ("covers",),
    "schools/covers/end.html": ("cover_end",),
    "schools/covers/form.html": (
        "cover_arrange",
        "cover_change",
    ),
    "schools/handovers/handover.html": ("handover",),
    "schools/handovers/handovers.html": ("handovers",),
    "schools/handovers/start.html": ("handover_start",),
    "schools/inspections/area.html": (
        "area",
        "area_words",
    ),
    "schools/inspections/form.html": (
        "inspection_correct",
        "inspection_withdraw",
        "inspection_ask",
    ),
    "schools/inspections/inspection.html": ("inspection",),
    "schools/inspections/record.html": (
        "inspection_record (report card)",
        "inspection_record (ungraded)",
    ),
    "schools/inspections/start.html": ("inspection_record",),
    "schools/letters/confirm.html": (
        "ofsted_letter (read)",
        "ofsted_letter (to the authority)",
    ),
    "schools/letters/letters.html": ("ofsted_letters",),
    "schools/letters/send.html": ("ofsted_letter_send",),
    "schools/letters/set_aside.html": ("ofsted_letter_set_aside",),
    "schools/letters/settled.html": (
        "ofsted_letter (confirmed)",
        "ofsted_letter (set_aside)",
    ),
    "schools/people/close.html": ("person_close",),
    "schools/people/form.html": (
        "person_edit",
        "role_give",
    ),
    "schools/people/give_post.html": ("post_give",),
    "schools/people/invite.html": ("person_invite",),
    "schools/people/officers.html": ("officers",),
    "schools/people/people.html": ("people",),
    "schools/people/person.html": ("person",),
    "schools/registers/file.html": (
        "register_file (waiting)",
        "register_file (checked)",
        "register_file (confirmed)",
        "register_file (taken_in)",
        "register_file (refused)",
        "register_file (set_aside)",
    ),
    "schools/registers/read.html": ("register_read",),
    "schools/registers/registers.html": ("registers",),
    "schools/registers/run.html": ("register_run",),
    "schools/results.html": ("school_results",),
    "schools/school.html": ("school", "school (all on one page)"),
    "schools/schools.html": ("schools",),
    "schools/timeline.html": (
        "school_timeline",
        "school_timeline (to print)",
    ),
    "service/concern.html": (
        "service_concern (open)",
        "service_concern (answered)",
    ),
    "scrutiny/make.html": ("scrutiny_make",),
    "scrutiny/report.html": (
        "scrutiny_report (school)",
        "scrutiny_report (authority)",
        "scrutiny_report (waiting)",
        "scrutiny_report (restricted)",
    ),
    "scrutiny/reports.html": ("scrutiny_reports",),
    "service/concerns.html": ("service_concerns",),
    "service/raise.html": ("service_concern_raise",),
    "summaries/again.html": ("summary_again",),
    "summaries/make_all.html": ("summaries_make_all",),
    "summaries/run.html": ("summary_run",),
    "summaries/summaries.html": ("summaries",),
    "summaries/summary.html": ("summary",),
    "surveys/answer.html": ("survey_answer (confidence)", "survey_answer (name)", "survey_answer (closed)"),
    "surveys/answers.html": ("survey_answers",),
    "surveys/cancel.html": ("survey_cancel",),
    "surveys/close.html": ("survey_close",),
    "surveys/comment.html": ("survey_comment",),
    "surveys/comments.html": ("survey_comments",),
    "surveys/extend.html": ("survey_extend",),
    "surveys/form.html": ("survey_plan", "survey_change"),
    "surveys/open.html": ("survey_open",),
    "surveys/share.html": ("survey_share",),
    "surveys/survey.html": ("survey (planned)", "survey (confidence)", "survey (name)", "survey (closed)"),
    "surveys/surveys.html": ("surveys",),
    "surveys/theme.html": ("survey_theme_add", "survey_theme"),
    "surveys/told.html": ("survey_told",),
    "visits/calendar.html": ("calendar",),
    "visits/calendar_renew.html": ("calendar_renew",),
    "visits/days_form.html": (
        "days_approve",
        "days_ask",
        "days_take_back",
    ),
    "visits/days_request.html": ("days_request",),
    "visits/form.html": (
        "visit_plan",
        "visit_record",
        "visit_contact",
        "visit_reschedule",
        "visit_cancel",
        "visit_miss",
        "visit_hold",
    ),
    "visits/capacity.html": ("capacity",),
    "visits/capacity_contract.html": ("capacity_contract",),
    "visits/capacity_leave_remove.html": ("leave_remove",),
    "visits/capacity_person.html": ("capacity_person",),
    "visits/capacity_scenario.html": ("capacity_scenario",),
    "oversight/outcomes.html": ("inspection_outcomes", "inspection_outcomes (no such day)"),
    "oversight/outcome_schools.html": ("outcome_schools",),
    "oversight/criteria.html": ("criteria",),
    "oversight/checked_reports.html": ("checked_reports",),
    "oversight/promises.html": ("promises", "promises (by partner)"),
    "oversight/promise.html": ("promise", "promise (of governing bodies)", "promise (of the service)"),
    "visits/days_table.html": ("days_table", "days_table (by type of support)"),
    "visits/ledger.html": (
        "days (no band yet)",
        "days (agreed)",
    ),
    "visits/log.html": ("visit_log",),
    "visits/term.html": ("term_plan",),
    "visits/times.html": ("times", "times (of the school)"),
    "visits/times_none.html": ("times_none",),
    "visits/times_offer.html": ("times_offer",),
    "visits/times_withdraw.html": ("times_withdraw", "times_withdraw (of the school)"),
    "visits/over.html": ("days_over",),
    "visits/owed.html": ("visits_owed",),
    "visits/prepare.html": ("visit_prepare",),
    "visits/report.html": (
        "report (draft)",
        "report (in_review)",
        "report (returned)",
        "report (approved)",
        "report (issued)",
        "report (accurate)",
        "report (corrections_asked)",
        "report (stands)",
        "report (withdrawn)",
    ),
    "visits/report_answer.html": ("report_answer",),
    "visits/report_check.html": ("report_check",),
    "visits/report_issue.html": (
        "report_issue (draft)",
        "report_issue (approved)",
        "report_issue (corrections_asked)",
    ),
    "visits/report_write.html": (
        "report (draft)",
        "report (returned)",
        "report (corrections_asked)",
    ),
    "visits/reports_late.html": ("reports_late",),
    "visits/reports_quality.html": ("reports_quality",),
    "visits/reports_to_check.html": ("reports_to_check",),
    "visits/term_change.html": ("term_change",),
    "visits/term_remove.html": ("term_remove",),
    "visits/terms.html": ("terms",),
    "visits/move_school.html": ("visit_move_school",),
    "visits/put_right_act.html": (
        "visit_change (planned)",
        "visit_change (held)",
        "visit_move_school (its report goes with it)",
        "visit_redate",
        "visit_strike",
        "visit_strike (its report is issued)",
        "visit_undo (held)",
        "visit_undo (cancelled)",
        "visit_undo (missed)",
        "visit_undo (mistaken)",
        "visit_undo (its report is issued)",
        "report_rewrite",
        "report_withdraw",
        "report_withdraw (draft)",
    ),
    "visits/visit.html": (
        "visit (planned)",
        "visit (held)",
        "visit (cancelled)",
        "visit (missed)",
        "visit (recorded by mistake)",
    ),
    "visits/visits.html": ("visits",),
    "web/put_right.html": (
        "appointment_put_right (post)",
        "appointment_put_right (role)",
        "appointment_put_right (assignment)",
        "appointment_put_right (cover)",
        "appointment_put_right (delegation)",
        "visit_put_right (planned)",
        "visit_put_right (held)",
        "visit_put_right (mistaken)",
        "visit_put_right (its report is issued)",
        "visit_put_right (its report is withdrawn)",
    ),
    "web/accessibility.html": ("accessibility",),
    "web/contact.html": ("contact",),
    "web/bank_holiday_remove.html": ("bank_holiday_remove",),
    "web/bank_holidays.html": ("bank_holidays",),
    "web/framework.html": ("framework",),
    "web/help.html": ("help",),
    "web/privacy.html": ("privacy",),
}
