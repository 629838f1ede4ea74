from django.urls import path

from .views import acts, cases, evidence, state

one = "cases/<int:pk>/"

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/open/", cases.choose_school, name="case_choose_school"),
    path("schools/<int:urn>/cases/open/", cases.open_one, name="case_open"),
    path(one, cases.case, name="case"),
    *(path(f"{one}{slug}/", acts.view_of(slug), name=f"case_{slug}") for slug in acts.BY_SLUG),
    path(f"{one}people/<int:person>/remove/", acts.unname, name="case_unname"),
    path(f"{one}evidence/add/", evidence.add, name="case_evidence_add"),
    path(f"{one}evidence/pick/", evidence.pick, name="case_pick"),
    path("case-evidence/<int:pk>/remove/", evidence.remove, name="case_evidence_remove"),
    path("case-evidence/<int:pk>/document/", evidence.document, name="case_evidence_document"),
    path(f"{one}discussion/", evidence.discuss, name="case_discussion"),
    path("schools/<int:urn>/notices-of-state/record/", state.record, name="notice_of_state"),
    path("notices-of-state/<int:pk>/end/", state.end, name="notice_of_state_end"),
]
