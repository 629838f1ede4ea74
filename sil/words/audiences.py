"""The audience of each file, in a table by hand that follows who may open the pages (tests/access_table.py).

A row has one glob or several with spaces between them, and a file belongs to the first row with one that fits it. `*`
is any characters, `/` among them. A new folder at the top needs a row.
"""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache


class Audience(StrEnum):
    """Schools with their governors; officers, partners and directors of the authority; administrators and operators."""

    SCHOOL = "school"
    OFFICERS = "officers"
    ADMINISTRATORS = "administrators"


_SCHOOL = (Audience.SCHOOL,)
_OFFICERS = (Audience.OFFICERS,)
_CASEWORK = (Audience.SCHOOL, Audience.OFFICERS)
_ADMINISTRATORS = (Audience.ADMINISTRATORS,)
_ASSIGNERS = (Audience.OFFICERS, Audience.ADMINISTRATORS)
_EVERYBODY = tuple(Audience)

TABLE: tuple[tuple[str, tuple[Audience, ...]], ...] = (
    # Letters and messages
    ("templates/letters/*", _SCHOOL),
    (
        "templates/messages/allocation_nobody* templates/messages/history_differs* templates/messages/test_email*",
        _ADMINISTRATORS,
    ),
    ("templates/messages/invitation* templates/messages/_base* templates/messages/second_step_*", _EVERYBODY),
    (
        "templates/messages/allocation_reminder* templates/messages/report_reminder*"
        " templates/messages/allocation_withdrawn* templates/messages/extra_days*"
        " templates/messages/letter_issued* templates/messages/visit_[!s]* templates/messages/support_ended*",
        _CASEWORK,
    ),
    (
        "templates/messages/allocation_a*ed* templates/messages/allocation_d*ed* templates/messages/allocation_late*"
        " templates/messages/allocation_review_* templates/messages/allocation_referred*"
        " templates/messages/allocation_confirmed* templates/messages/allocation_to_d*"
        " templates/messages/case_* templates/messages/cover_*"
        " templates/messages/handover* templates/messages/notice_period* templates/messages/plan_late*"
        " templates/messages/plan_withdrawn* templates/messages/allocation_answer_withdrawn*"
        " templates/messages/plan_received* templates/messages/report_[!i]* templates/messages/service_concern_raised*"
        " templates/messages/signing* templates/messages/work_taken* templates/messages/support_asked*"
        " templates/messages/support_to_approve*",
        _OFFICERS,
    ),
    ("templates/messages/information_request_* templates/information_requests/*", _OFFICERS),
    ("monitoring/information_requests/*", _OFFICERS),
    ("templates/messages/casework_access_* templates/messages/access_review_*", _ASSIGNERS),
    # Asked for, withdrawn.
    ("templates/messages/more_time_[aw]* templates/messages/school_days_[aw]*", _OFFICERS),
    ("templates/messages/partnership_plan_* templates/messages/conversation_*", _CASEWORK),
    ("templates/messages/*", _SCHOOL),
    ("templates/retention/* monitoring/retention/*", _ASSIGNERS),
    ("templates/access_review/* monitoring/access_review/*", _ASSIGNERS),
    # Pages of allocations
    ("templates/allocations/disagree/*", _SCHOOL),
    ("templates/allocations/refer* templates/allocations/more_time/ask*", _SCHOOL),
    ("templates/allocations/acts/*", _OFFICERS),
    ("templates/allocations/bulk/*", _OFFICERS),
    ("templates/allocations/brought_in/[!_]*", _OFFICERS),
    ("templates/saved/*", _OFFICERS),
    ("templates/morning/*", _EVERYBODY),
    ("templates/schools/watched*", _OFFICERS),
    ("templates/allocations/*round*", _OFFICERS),
    ("templates/allocations/add_schools*", _OFFICERS),
    ("templates/allocations/marks*", _OFFICERS),
    ("templates/allocations/*similar*", _OFFICERS),
    ("templates/allocations/propose*", _OFFICERS),
    ("templates/allocations/check*", _OFFICERS),
    ("templates/allocations/decide*", _OFFICERS),
    ("templates/allocations/*", _CASEWORK),
    # Pages of concern cases: schools open their action plans alone
    ("templates/notices/plan_[ar]*", _OFFICERS),  # assess, record
    ("templates/notices/plan_[sw]*", _SCHOOL),  # send, write
    ("templates/notices/*plan*", _CASEWORK),
    ("templates/notices/statement_[sw]*", _SCHOOL),  # send, write
    ("templates/notices/statement_record.html", _OFFICERS),
    ("templates/notices/*statement*", _CASEWORK),
    ("templates/notices/*", _OFFICERS),
    ("templates/plans/plans*", _OFFICERS),
    ("templates/plans/*", _CASEWORK),
    # Pages of visits
    ("templates/visits/term*", _ADMINISTRATORS),
    ("templates/visits/calendar*", _EVERYBODY),
    ("templates/visits/times* templates/visits/_time*", _CASEWORK),
    ("templates/visits/prepare.*", _SCHOOL),
    ("templates/visits/action_tell*", _SCHOOL),
    ("templates/visits/action_update*", _OFFICERS),
    ("templates/visits/report_answer*", _SCHOOL),
    ("templates/visits/report_* templates/visits/reports_*", _OFFICERS),
    (
        "templates/visits/days_form* templates/visits/form* templates/visits/log* templates/visits/owed*"
        " templates/visits/over* templates/visits/days_table* templates/visits/_days_table_school*"
        " templates/visits/capacity* templates/visits/_capacity* templates/visits/days_request*"
        " templates/visits/put_right* templates/visits/move_school* templates/visits/priorit*",
        _OFFICERS,
    ),
    ("templates/visits/*", _CASEWORK),
    # Pages of schools
    ("templates/schools/registers/*", _ADMINISTRATORS),
    ("templates/schools/people/officers*", _ASSIGNERS),
    ("templates/schools/people/* templates/schools/onboarding/*", _ADMINISTRATORS),
    ("templates/schools/appointments/*", _ASSIGNERS),
    ("templates/schools/covers/*", _ASSIGNERS),
    ("templates/schools/casework_access/*", _ASSIGNERS),
    ("templates/schools/leaving/*", _ASSIGNERS),
    ("templates/schools/_nobody_at*", _OFFICERS),
    ("templates/schools/handovers/*", _ASSIGNERS),
    ("templates/schools/letters/*", _OFFICERS),
    ("templates/schools/authority_actions/*", _OFFICERS),
    ("templates/schools/inspections/inspection*", _EVERYBODY),
    ("templates/schools/inspections/*", _OFFICERS),
    ("templates/schools/assistants/*", _SCHOOL),
    ("templates/schools/documents/*", _CASEWORK),
    ("templates/schools/signs/*", _OFFICERS),
    ("templates/schools/*", _EVERYBODY),
    # Other pages
    ("templates/oversight/home*", _EVERYBODY),
    ("templates/oversight/desks/my_school.* templates/oversight/desks/assisting*", _SCHOOL),
    (
        "templates/oversight/desks/gaps* templates/oversight/desks/setting_up* templates/oversight/setting_up*",
        _ADMINISTRATORS,
    ),
    ("templates/oversight/_steps*", _ADMINISTRATORS),
    ("templates/oversight/audit*", _ASSIGNERS),
    ("templates/oversight/running*", _ADMINISTRATORS),
    ("templates/oversight/*", _OFFICERS),
    ("templates/outbox/* templates/seals/*", _ADMINISTRATORS),
    ("templates/conversations/*", _CASEWORK),
    ("templates/notes/note.html templates/notes/_state*", _CASEWORK),
    ("templates/notes/*", _OFFICERS),
    ("templates/newsletters/newsletter* templates/newsletters/_*", _CASEWORK),
    ("templates/newsletters/stop*", _SCHOOL),
    ("templates/newsletters/*", _OFFICERS),
    ("templates/scrutiny/*", _OFFICERS),
    ("templates/offer/offer* templates/offer/school_event* templates/offer/booking_*", _CASEWORK),
    ("templates/offer/panel* templates/offer/_*", _CASEWORK),
    ("templates/offer/ask* templates/offer/withdraw* templates/offer/feedback_give*", _SCHOOL),
    ("templates/offer/request*", _CASEWORK),
    ("templates/offer/*", _OFFICERS),
    ("templates/service/concerns*", _OFFICERS),
    ("templates/service/raise*", _SCHOOL),
    ("templates/service/*", _CASEWORK),
    ("templates/summaries/*", _OFFICERS),
    (
        "templates/support/support.html templates/support/act.html templates/support/_facts* templates/support/_state*"
        " templates/support/ask.html templates/support/offer.html templates/support/keep.html"
        " templates/support/panel.html",
        _CASEWORK,
    ),
    ("templates/support/*", _OFFICERS),
    ("templates/surveys/answer.html", _SCHOOL),
    ("templates/surveys/told* templates/surveys/_themes*", _CASEWORK),
    ("templates/surveys/*", _OFFICERS),
    ("templates/team/*", _CASEWORK),
    ("templates/web/bank_holiday*", _ADMINISTRATORS),
    ("templates/web/_draft*", _CASEWORK),
    ("templates/*", _EVERYBODY),
    ("static/drafts/unsent* static/drafts/sign_out*", _EVERYBODY),
    ("static/drafts*", _CASEWORK),
    ("static/offline*", _EVERYBODY),
    ("static/session*", _EVERYBODY),
    ("static/search*", _EVERYBODY),
    ("static/marks.js", _OFFICERS),
    # Commands, and what starts the service
    ("*/management/commands/*", _ADMINISTRATORS),
    ("sil/bootstrap/*", _ADMINISTRATORS),
    ("sil/settings.py", _ADMINISTRATORS),
    ("sil/celery.py", _ADMINISTRATORS),
    # The kernel
    ("sil/framework/files/*", _CASEWORK),
    ("sil/framework/*", _ADMINISTRATORS),
    ("sil/outbox/* sil/seals/* sil/advisories/*", _ADMINISTRATORS),
    ("sil/letters/*", _CASEWORK),
    ("sil/*", _EVERYBODY),
    # Schools
    ("schools/registers/*", _ADMINISTRATORS),
    ("schools/onboarding/*", _ADMINISTRATORS),
    ("schools/people/*", _ASSIGNERS),
    ("schools/covers/*", _ASSIGNERS),
    ("schools/casework_access/*", _ASSIGNERS),
    ("schools/handovers/*", _ASSIGNERS),
    ("schools/letters/*", _OFFICERS),
    ("schools/ofsted_letters/*", _OFFICERS),
    ("schools/assistants/*", _SCHOOL),
    ("schools/documents/*", _CASEWORK),
    ("schools/signs/*", _OFFICERS),
    ("schools/*", _EVERYBODY),
    # Casework
    ("allocations/*", _CASEWORK),
    ("monitoring/*demo/*", _CASEWORK),  # what the people of the made-up authority write
    ("monitoring/*sample*", _ADMINISTRATORS),
    ("monitoring/*reference*", _ADMINISTRATORS),
    ("monitoring/oversight/running/*", _ADMINISTRATORS),
    ("monitoring/oversight/*", _CASEWORK),
    ("monitoring/notices/*plan*", _CASEWORK),
    ("monitoring/notices/*statement*", _CASEWORK),
    ("monitoring/notices/act.py", _CASEWORK),
    # What the letters print
    ("monitoring/notices/*cont* monitoring/notices/*print* monitoring/notices/*kinds*", _CASEWORK),
    ("monitoring/notices/*", _OFFICERS),
    ("monitoring/visits/*terms*", _ADMINISTRATORS),
    ("monitoring/visits/*", _CASEWORK),
    ("monitoring/newsletters/*", _OFFICERS),
    ("monitoring/conversations/*", _CASEWORK),
    ("monitoring/notes/*", _CASEWORK),
    ("monitoring/offer/event/*", _OFFICERS),
    ("monitoring/offer/*", _CASEWORK),
    ("monitoring/plans/*", _CASEWORK),
    ("monitoring/scrutiny/*", _OFFICERS),
    ("monitoring/service/*", _CASEWORK),
    ("monitoring/support/*", _CASEWORK),
    ("monitoring/surveys/*", _CASEWORK),
    ("monitoring/team/*", _CASEWORK),
    ("monitoring/summaries/*letter*", _CASEWORK),
    ("monitoring/summaries/*", _OFFICERS),
)


def audiences(file: str) -> tuple[Audience, ...]:
    """Who reads a file, by its path in the project. Raises LookupError for a file that no row fits."""
    return TABLE[row(file)][1]


@cache
def row(file: str) -> int:
    """The place in the table of the row that a file belongs to. Raises LookupError where there is none."""
    for place, (globs, _) in enumerate(TABLE):
        if any(fnmatchcase(file, glob) for glob in globs.split()):
            return place
    raise LookupError(f"{file} is in no row of sil/words/audiences.py: say there who reads it.")
