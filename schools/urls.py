from django.urls import path

from . import views
from .appointments import views as appointments
from .assistants import views as assistants
from .casework_access import views as casework_access
from .confirmations import views as confirmations
from .covers import views as covers
from .documents import views as documents
from .handovers import views as handovers
from .indicators import views as indicators
from .inspections import views as inspections
from .leaving import views as leaving
from .letters import views as letters
from .letters.authority_actions import views as authority_actions
from .onboarding import views as onboarding
from .people import officers
from .people import views as people
from .registers.file import views as registers
from .signs import views as signs
from .trusts import views as trusts
from .watching import views as watching

urlpatterns = [
    path("schools/", views.schools, name="schools"),
    path("schools/watched/", watching.watched_schools, name="watched_schools"),
    path("schools/watched/read/", watching.watched_read, name="watched_read"),
    path("schools/<int:urn>/watch/", watching.school_watch, name="school_watch"),
    path("schools/<int:urn>/", views.school, name="school"),
    path("schools/<int:urn>/results/", indicators.results, name="school_results"),
    path("schools/<int:urn>/documents/", documents.documents, name="school_documents"),
    path("schools/<int:urn>/documents/add/", documents.add, name="school_document_add"),
    path("school-documents/<int:pk>/", documents.document, name="school_document"),
    path("school-documents/<int:pk>/versions/add/", documents.add_version, name="school_document_version_add"),
    path("school-documents/<int:pk>/change/", documents.change, name="school_document_change"),
    path("school-documents/<int:pk>/take-off/", documents.take_off, name="school_document_take_off"),
    path("school-documents/<int:pk>/put-back/", documents.put_back, name="school_document_put_back"),
    path("school-documents/versions/<int:pk>/file/", documents.file, name="school_document_file"),
    path("schools/<int:urn>/timeline/", views.timeline, name="school_timeline"),
    path("schools/<int:urn>/inspections/record/", inspections.record, name="inspection_record"),
    path("inspections/<int:pk>/", inspections.inspection, name="inspection"),
    path("inspections/<int:pk>/correct/", inspections.correct, name="inspection_correct"),
    path("inspections/<int:pk>/withdraw/", inspections.withdraw, name="inspection_withdraw"),
    path("inspections/<int:pk>/areas/add/", inspections.ask, name="inspection_ask"),
    path("areas/<int:pk>/", inspections.area, name="area"),
    path("areas/<int:pk>/words/", inspections.words, name="area_words"),
    path("ofsted-letters/", letters.letters, name="ofsted_letters"),
    path("ofsted-letters/send/", letters.send, name="ofsted_letter_send"),
    path("ofsted-letters/<int:pk>/", letters.letter, name="ofsted_letter"),
    path("ofsted-letters/<int:pk>/set-aside/", letters.set_aside, name="ofsted_letter_set_aside"),
    path("ofsted-letters/<int:pk>/take-up/", letters.take_up, name="ofsted_letter_take_up"),
    path("ofsted-letters/<int:pk>/original/", letters.original, name="ofsted_letter_original"),
    path("ofsted-letters/<int:pk>/actions/add/", authority_actions.add, name="authority_action_add"),
    path("ofsted-letters/actions/", authority_actions.authority_actions, name="authority_actions"),
    path("ofsted-letters/actions/<int:pk>/", authority_actions.action, name="authority_action"),
    path("ofsted-letters/actions/<int:pk>/progress/", authority_actions.progress, name="authority_action_progress"),
    path("ofsted-letters/actions/<int:pk>/correct/", authority_actions.correct, name="authority_action_correct"),
    path("ofsted-letters/actions/<int:pk>/withdraw/", authority_actions.withdraw, name="authority_action_withdraw"),
    path("schools/<int:urn>/posts/give/", people.give_post, name="post_give"),
    path("posts/<int:pk>/end/", leaving.end_post, name="post_end"),
    path("schools/<int:urn>/assistants/", assistants.assistants, name="assistants"),
    path("schools/<int:urn>/assistants/give/", assistants.give, name="assistant_give"),
    path("assistants/<int:pk>/change/", assistants.change, name="assistant_change"),
    path("assistants/<int:pk>/end/", assistants.end, name="assistant_end"),
    path("assistants/<int:pk>/keep/", assistants.keep, name="assistant_keep"),
    path("assistants/<int:pk>/invite-again/", assistants.invite_again, name="assistant_invite_again"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="person_invite"),
    path("people/in-one-go/", onboarding.people_files, name="people_files"),
    path("people/in-one-go/template.<slug:ending>", onboarding.people_template, name="people_template"),
    path("people/in-one-go/<int:pk>/", onboarding.people_file, name="people_file"),
    path("people/to-invite/", onboarding.people_to_invite, name="people_to_invite"),
    path("people/heads-of-the-register/", onboarding.register_heads, name="register_heads"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="person_edit"),
    path("people/<int:pk>/invite-again/", people.invite_again, name="person_invite_again"),
    path("people/<int:pk>/close/", leaving.close, name="person_close"),
    path("people/<int:pk>/sign-out/", people.sign_out, name="person_sign_out"),
    path("people/<int:pk>/leaving/", leaving.leaving, name="person_leaving"),
    path("without-a-person/", leaving.without_a_person, name="without_a_person"),
    path("people/<int:pk>/roles/give/", people.give_role, name="role_give"),
    path("roles/<int:pk>/end/", leaving.end_role, name="role_end"),
    path("people/<int:pk>/lost-second-step/", confirmations.lost_step, name="second_step_lost"),
    path("people/changes/<int:pk>/", confirmations.change_request, name="change_request"),
    path("people/changes/<int:pk>/confirm/", confirmations.confirm, name="change_request_confirm"),
    path("people/changes/<int:pk>/withdraw/", confirmations.withdraw, name="change_request_withdraw"),
    path("appointments/<slug:kind>/<int:pk>/put-right/", appointments.put_right, name="appointment_put_right"),
    path("appointments/<slug:kind>/<int:pk>/days/", appointments.days, name="appointment_days"),
    path("appointments/<slug:kind>/<int:pk>/mistake/", appointments.mistake, name="appointment_mistake"),
    path("casework-access/", casework_access.accesses, name="casework_accesses"),
    path("casework-access/ask/", casework_access.ask, name="casework_access_ask"),
    path("casework-access/<int:pk>/", casework_access.access, name="casework_access"),
    path("casework-access/<int:pk>/grant/", casework_access.grant, name="casework_access_grant"),
    path("casework-access/<int:pk>/decline/", casework_access.decline, name="casework_access_decline"),
    path("casework-access/<int:pk>/end/", casework_access.end, name="casework_access_end"),
    path("officers/", officers.officers, name="officers"),
    path("officers/cover/", covers.covers, name="covers"),
    path("officers/cover/arrange/", covers.arrange, name="cover_arrange"),
    path("officers/cover/<int:pk>/change/", covers.change, name="cover_change"),
    path("officers/cover/<int:pk>/end/", covers.end, name="cover_end"),
    path("officers/handovers/", handovers.handovers, name="handovers"),
    path("officers/<int:pk>/hand-over/", handovers.start, name="handover_start"),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/read/", handovers.read, name="handover_read"),
    path("early-signs/", signs.early_signs, name="early_signs"),
    path("early-signs/<int:urn>/<slug:rule>/", signs.sign_decide, name="sign_decide"),
    path("trusts/", trusts.people_at_trusts, name="trusts"),
    path("trusts/posts/add/", trusts.add, name="trust_post_add"),
    path("trusts/posts/<int:pk>/correct/", trusts.correct, name="trust_post_correct"),
    path("trusts/posts/<int:pk>/end/", trusts.end, name="trust_post_end"),
    path("registers/", registers.registers, name="registers"),
    path("registers/read/", registers.read_in, name="register_read"),
    path("registers/files/<int:pk>/", registers.file, name="register_file"),
    path("registers/files/<int:pk>/read-in/", registers.confirm, name="register_file_confirm"),
    path("registers/files/<int:pk>/set-aside/", registers.set_aside, name="register_file_set_aside"),
    path("registers/runs/<int:pk>/", registers.run, name="register_run"),
    path("registers/runs/<int:pk>/refused.csv", registers.refused, name="register_run_refused"),
]
