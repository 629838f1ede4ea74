"""What the pages of a case show, to whom, and what a form on them does."""

import pytest
from django.test import Client
from typing import Any

from monitoring.notices.states import CaseState, Branch
from tests.factories import cases, schools

pytestmark = pytest.mark.django_db

def get(user: Any, path: str, **more: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(path, **more)

@pytest.mark.parametrize("state", cases.WAYS)
def test_smoke(liverpool: Any, state: str) -> None:
    facts = schools.CONVERTER if state in (CaseState.CONSIDERED, CaseState.CONCERNS_WRITTEN, CaseState.NOT_IMPROVED, CaseState.IMPROVED) else {}
    made = cases.scene(state, school=schools.school("Example School", **facts))
    cases.evidence(made) if made.case.is_open else None
    for path in ("/cases/", f"/cases/{made.case.pk}/", f"/schools/{made.school.pk}/", "/causing-concern/", "/", f"/cases/{made.case.pk}/evidence/pick/",f"/schools/{made.school.pk}/timeline/", f"/schools/{made.school.pk}/cases/open/", "/cases/open/"):
        r = get(made.owner, path)
        assert r.status_code in (200,302), path
    for slug in ("change","owner","flag","restrict","name","close","discussion","evidence/add"):
        r = get(made.owner, f"/cases/{made.case.pk}/{slug}/")
        assert r.status_code in (200,302), slug
