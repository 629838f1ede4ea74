from django.urls import path

from .answers import views as answers
from .assessments import views as assessments
from .bundle import views as bundle
from .case import acts
from .case import views as cases
from .categories import views as categories
from .consents import views as consents
from .delegations import views as delegations
from .discussions import views as discussions
from .ends import views as ends
from .evidence import views as evidence
from .giving import views as giving
from .letters import views as letters
from .outcomes import views as outcomes
from .page import views as page
from .plans import views as plans
from .powers import views as powers
from .signing import views as signing
from .state import views as state
from .statements import views as statements
from .withdrawals import views as withdrawals

one = "cases/<int:pk>/"
letter = "case-letters/<int:pk>/"
from_school = f"{letter}from-the-school/<slug:purpose>/"

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/open/", cases.choose_school, name="case_choose_school"),
    path("schools/<int:urn>/cases/open/", cases.open_one, name="case_open"),
    path(one, page.case, name="case"),
    path(f"{one}chronology/", page.chronology, name="case_chronology"),
    *(
        path(f"{one}{slug}/", acts.view_of(act), name=f"case_{slug.replace('-', '_')}")
        for slug, act in (acts.ACTS | categories.ACTS | ends.ACTS).items()
    ),
    path(f"{one}people/<int:person>/remove/", acts.unname, name="case_unname"),
    path(f"{one}evidence/add/", evidence.add, name="case_evidence_add"),
    path(f"{one}evidence/pick/", evidence.pick, name="case_pick"),
    path("case-evidence/<int:pk>/remove/", evidence.remove, name="case_evidence_remove"),
    path("case-evidence/<int:pk>/document/", evidence.document, name="case_evidence_document"),
    path(f"{one}discussion/", discussions.discuss, name="case_discussion"),
    path("schools/<int:urn>/notices-of-state/record/", ends.record, name="notice_of_state"),
    path("notices-of-state/<int:pk>/end/", ends.end, name="notice_of_state_end"),
    path(f"{one}secretary-of-state/notified/", state.notified, name="case_state_notified"),
    path(f"{one}secretary-of-state/acts/", state.acts, name="case_state_acts"),
    path(f"{one}secretary-of-state/acts/<int:act>/end/", state.end, name="case_state_acts_end"),
    path("state-notifications/<int:pk>/document/", state.document, name="state_notification_document"),
    path(f"{one}judge/", outcomes.judge_case, name="case_judge"),
    path("case-letters/<int:pk>/judgement/", outcomes.judgement, name="notice_judgement"),
    path("required-actions/<int:pk>/", outcomes.required_action, name="required_action"),
    path("action-plans/<int:pk>/", plans.plan, name="action_plan"),
    path("action-plans/<int:pk>/write/", plans.write, name="action_plan_write"),
    path("action-plans/<int:pk>/send/", plans.send, name="action_plan_send"),
    path("action-plans/<int:pk>/withdraw/", plans.withdraw, name="action_plan_withdraw"),
    path("action-plans/<int:pk>/document/remove/", plans.detach, name="action_plan_detach"),
    path("action-plans/<int:pk>/document/", plans.draft_document, name="action_plan_draft_document"),
    path("action-plans/versions/<int:pk>/document/", plans.document, name="action_plan_document"),
    path("action-plans/<int:pk>/record/", assessments.record, name="action_plan_record"),
    path("action-plans/<int:pk>/assess/", assessments.assess, name="action_plan_assess"),
    path(from_school, statements.statement, name="statement"),
    path(f"{from_school}write/", statements.write, name="statement_write"),
    path(f"{from_school}send/", statements.send, name="statement_send"),
    path(f"{from_school}record/", statements.record, name="statement_record"),
    path("statement-documents/<int:pk>/", statements.document, name="statement_document"),
    path("statement-documents/<int:pk>/remove/", statements.detach, name="statement_detach"),
    path("representations/<int:pk>/answer/", statements.answer, name="representation_answer"),
    path(f"{one}bundles/", bundle.bundles, name="case_bundle"),
    path("bundles/sealed/", bundle.sealed, name="bundles_sealed"),
    path("bundles/<int:pk>/", bundle.bundle, name="bundle"),
    path("bundles/<int:pk>/bundle.<str:ending>", bundle.take, name="bundle_file"),
    path(f"{one}letters/prepare/<slug:kind>/", letters.prepare, name="case_letter_prepare"),
    path(letter, giving.letter, name="case_letter"),
    path(f"{letter}write/", letters.write, name="case_letter_write"),
    path(f"{letter}check/", signing.check, name="case_letter_check"),
    path(f"{letter}take-back/", signing.take_back, name="case_letter_take_back"),
    path(f"{letter}discard/", letters.discard, name="case_letter_discard"),
    path(f"{letter}sign/", signing.pack, name="case_letter_pack"),
    path(f"{letter}call-off/", signing.call_off, name="case_letter_call_off"),
    path(f"{letter}withdraw/", giving.withdraw, name="case_letter_withdraw"),
    path(f"{letter}meeting.ics", giving.meeting, name="case_letter_meeting"),
    path(f"{letter}decision/", ends.decide, name="forbidden_decision"),
    path(f"{letter}power/", withdrawals.review, name="power_review"),
    path(f"{letter}power/review/", powers.review, name="power_periodic_review"),
    path(f"{letter}power/review-day/", powers.day, name="power_review_day"),
    path(f"{letter}answers/record/", answers.record, name="case_letter_answer"),
    path("case-letter-answers/<int:pk>/document/", answers.document, name="case_letter_answer_document"),
    path(f"{letter}recipients/<int:recipient>/serve/", giving.serve, name="case_letter_serve"),
    path(f"{letter}recipients/<int:recipient>/proof/", giving.correct, name="case_letter_proof"),
    path("schools/<int:urn>/email-consents/", consents.consents, name="email_consents"),
    path("posts/<int:pk>/email-consent/", consents.record, name="email_consent"),
    path("email-consents/<int:pk>/end/", consents.end, name="email_consent_end"),
    path("email-consents/<int:pk>/document/", consents.document, name="email_consent_document"),
    path("delegations/", delegations.delegations_page, name="delegations"),
    path("delegations/give/", delegations.give, name="delegation_give"),
    path("delegations/<int:pk>/end/", delegations.end, name="delegation_end"),
]
