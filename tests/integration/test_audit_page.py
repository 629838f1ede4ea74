"""Who reads what of the history on the audit page, how it is narrowed, and what is recorded of files that are taken."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sil.accounts import sign_ins
from sil.audit.models import Event
from tests.conftest import TODAY, load_liverpool
from tests.factories import cases, people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T3")]


@pytest.fixture
def there() -> dict[str, Any]:
    """An open case and a restricted one, each with its officer, and an administrator."""
    load_liverpool()
    hidden = cases.scene(restricted=True, concern="Something that few may know.")
    admin = people.person("Addie Admin", email="addie@test.example", role="administrator")
    sign_ins.record("done", admin, by=admin)
    return {
        "hidden": hidden,
        "open": cases.scene(),
        "owner": hidden.officer,
        "admin": admin,
        "other": people.person("Otto Officer", email="otto@test.example", role="principal_officer"),
    }


def page(who: Any, query: str = "") -> Any:
    client = Client()
    client.force_login(who)
    return client.get(f"/audit/?{query}")


def shown(who: Any, query: str = "") -> list[Event]:
    return [event for event, _, _ in page(who, query).context["rows"]]


@pytest.mark.promise("read")
def test_each_reads_what_they_may(there: dict[str, Any]) -> None:
    """The list of what was done shows administrators no casework, and nobody anything of a case that is restricted to
    others."""
    hidden, other = f"case:{there['hidden'].pk}", f"case:{there['open'].pk}"
    assert Event.objects.filter(scope=hidden).exists()
    assert {hidden, other} <= {event.scope for event in shown(there["owner"])}
    scopes = {event.scope for event in shown(there["other"])}
    assert hidden not in scopes and other in scopes
    found = shown(there["admin"])
    assert found
    assert not [event for event in found if event.scope in (hidden, other) or event.kind.startswith("case")]
    text = page(there["admin"], "search=few").content.decode()
    assert "Nothing fits these filters" in text
    assert not [event for event in shown(there["other"]) if event.kind.startswith("sign_in.")]
    assert [event for event in found if event.kind.startswith("sign_in.")]


def test_it_is_narrowed_by_person_school_kind_day_and_words(there: dict[str, Any]) -> None:
    owner, school = there["owner"], there["open"].school
    assert {event.actor_id for event in shown(owner, f"person={owner.pk}")} == {str(owner.pk)}
    belongs = {f"school:{school.pk}", f"case:{there['open'].pk}"}
    assert f"case:{there['open'].pk}" in {event.scope for event in shown(owner, f"school={school.pk}")} <= belongs
    assert {event.kind.split(".")[0] for event in shown(there["admin"], "kind=signing-in")} == {"sign_in"}
    tomorrow = TODAY + timedelta(days=1)
    assert shown(owner, f"from_={tomorrow}") == []
    assert page(owner).context["since"] == TODAY - timedelta(days=30)
    assert shown(owner, "search=Otto Officer") == [
        event for event in Event.objects.order_by("-at", "-pk") if "Otto Officer" in f"{event.actor_name} {event.data}"
    ]


@pytest.mark.promise("read")
def test_who_took_which_list_is_recorded_and_not_what_they_searched_for(there: dict[str, Any]) -> None:
    """Who downloads a file or exports a list is recorded, with the filters of the list. What they searched for is not.
    Nothing that is only read on a page is recorded."""
    client = Client()
    client.force_login(there["admin"])
    before = Event.objects.count()
    for path in ("/", "/schools/?search=quill", "/audit/?search=quill"):
        assert client.get(path).status_code == 200
    assert Event.objects.count() == before
    client.get("/schools/?search=quill&sector=academy&closed=on&export=csv")
    event = Event.objects.latest("pk")
    assert (event.kind, event.actor_id) == ("file.list", str(there["admin"].pk))
    assert event.data["file"].startswith("schools-") and event.data["file"].endswith(".csv")
    assert event.data["path"] == "/schools/"
    assert event.data["filters"]["Maintained or academy"] == "Academy"
    assert "quill" not in str(event.data)
    lines = b"".join(client.get("/audit/?kind=files&export=csv").streaming_content).decode().splitlines()
    assert lines[0].endswith("When,Time,Who,What,About,Old and new,Why,Filters of the list")
    assert "Maintained or academy: Academy" in lines[-1]
    row = page(there["admin"], "kind=files").content.decode()
    assert "Addie Admin exported a list as the file schools-" in row and "Maintained or academy: Academy" in row
