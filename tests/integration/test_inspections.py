"""Is an inspection recorded, corrected, withdrawn and followed up by whoever keeps the record, and nobody else?"""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from schools.inspections import actions
from schools.inspections.actions import Facts
from schools.inspections.queries import asked_of, of_school
from schools.models import AreaForImprovement, Inspection, School
from sil.accounts.models import User
from sil.audit.models import Event
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import inspections, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("S2")]
DAY = date(2026, 5, 12)


@pytest.fixture
def school() -> School:
    return schools.school("Example Primary School")


@pytest.fixture
def sip(school: School) -> User:
    return people.assign(school).user


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def code(denied: Any) -> str:
    return str(denied.value.code)


def card(**facts: Any) -> Facts:
    return Facts(kind="report_card", starts_on=DAY, judgements={"Inclusion": "Strong standard"}, **facts)


def test_what_is_recorded_is_on_record_with_its_event(school: School, sip: User) -> None:
    made = actions.record(school=school, facts=card(category="RSI"), by=sip, on=TODAY)
    assert (made.event_number, made.source, made.headline) == (
        None,
        f"Recorded by {sip.name}",
        "Requires significant improvement, Strong standard (1)",
    )
    event = Event.objects.get(kind="inspection.recorded")
    assert (event.scope, event.actor_id) == (f"school:{school.urn}", str(sip.pk))


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"starts_on": date(2099, 1, 1)}, "not_yet"),
        ({"ends_on": date(2026, 5, 11)}, "ends_before"),
        ({}, "there_already"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(
    school: School, sip: User, facts: dict[str, Any], refusal: str
) -> None:
    inspections.by_hand(school, sip, DAY)
    with pytest.raises(Denied) as denied:
        actions.record(school=school, facts=Facts(**{"kind": "graded", "starts_on": DAY, **facts}), by=sip, on=TODAY)
    assert code(denied) == refusal and Inspection.objects.count() == 1


def test_a_correction_keeps_what_was_there_and_says_which_columns_files_leave_alone(school: School, sip: User) -> None:
    found = inspections.from_a_file(school, DAY, overall="2", published_on=date(2026, 6, 1))
    facts = Facts(kind="graded", starts_on=DAY, overall="3", published_on=date(2026, 6, 2))
    actions.correct(found, facts=facts, reason="The letter says so.", by=sip, on=TODAY)
    found.refresh_from_db()
    assert (found.overall, found.corrected) == ("3", ["overall", "published_on"])
    event = Event.objects.get(kind="inspection.corrected")
    assert event.data["old"] == {"overall": "2", "published_on": "2026-06-01"} and event.reason == "The letter says so."
    with pytest.raises(Denied) as denied:
        actions.correct(found, facts=facts, reason="Again.", by=sip, on=TODAY)
    assert code(denied) == "no_change"


def test_a_withdrawn_inspection_is_off_the_record_and_in_the_history(school: School, sip: User) -> None:
    found = inspections.from_a_file(school, DAY, category="SM")
    actions.withdraw(found, reason="Another school.", by=sip, on=TODAY)
    assert of_school(school) == [] and Inspection.everything.get().withdrawn_on == TODAY
    assert Event.objects.get(kind="inspection.withdrawn").reason == "Another school."


def test_what_was_asked_is_kept_as_a_tree_and_followed_up(school: School, sip: User) -> None:
    found = inspections.by_hand(school, sip, DAY)
    page = client(sip)
    page.post(f"/inspections/{found.pk}/areas/add/", {"areas": "Teach reading\n- train adults\nRaise attendance"})
    (asked,) = [asked_of(each) for each in of_school(school)]
    assert [(each.text, [part.text for part in each.parts]) for each in asked] == [
        ("Teach reading", ["train adults"]),
        ("Raise attendance", []),
    ]
    area = AreaForImprovement.objects.get(text="Teach reading")
    page.post(f"/areas/{area.pk}/", {"progress": "improved", "note": "Seen in <b>March</b>."})
    area.refresh_from_db()
    assert (area.progress, area.progress_on, area.progress_by) == ("improved", TODAY, sip)
    event = Event.objects.get(kind="area.judged")
    assert (event.data["old"], event.data["progress"], event.reason) == (
        "Not looked at yet",
        "Improved",
        "Seen in <b>March</b>.",
    )
    assert "&lt;b&gt;March" in page.get(found.get_absolute_url()).content.decode()
    page.post(f"/areas/{area.pk}/words/", {"text": "Teach early reading"})
    assert Event.objects.get(kind="area.reworded").data["old"] == "Teach reading"
    page.post(f"/areas/{area.pk}/words/", {"remove": "yes"})
    assert [each.text for each in AreaForImprovement.objects.all()] == ["Raise attendance"]
    assert Event.objects.get(kind="area.removed").data["text"] == "Teach early reading"


def test_an_inspection_is_recorded_in_the_terms_of_its_day(school: School, sip: User) -> None:
    page = client(sip)
    start = f"/schools/{school.urn}/inspections/record/"
    address = f"{start}?starts_on_day=12&starts_on_month=5&starts_on_year=2026&sort=full"
    shown = page.get(address).content.decode()
    assert "report card" in shown and "Leadership and governance" in shown and "Overall effectiveness" not in shown
    posted = {"area_0": "Needs attention", "area_8": "Met", "category": "RSI", "areas": "One\n- two"}
    done = page.post(address, posted, follow=True)
    made = Inspection.objects.get()
    assert made.judgements == {"Inclusion": "Needs attention", "Safeguarding standards": "Met"}
    assert (made.kind, made.category, made.areas.count()) == ("report_card", "RSI", 2)
    assert "The inspection of 12 May 2026 is on record." in done.content.decode()


def test_a_letter_known_by_heart_is_recorded_as_a_monitoring_inspection(school: School, sip: User) -> None:
    page, start = client(sip), f"/schools/{school.urn}/inspections/record/"
    address = f"{start}?starts_on_day=8&starts_on_month=5&starts_on_year=2019&sort=ungraded"
    page.post(address, {"type_name": "Special measures monitoring", "may_appoint_new_teachers": "no"})
    found = Inspection.objects.get()
    assert found.kind == "ungraded" and found.findings.get().value is False
    shown = page.get(f"/schools/{school.urn}/?part=inspections").content.decode()
    assert "may not appoint early career teachers" in shown


@pytest.mark.parametrize(
    ("posted", "error"),
    [
        ({"starts_on_day": "40", "starts_on_month": "5", "starts_on_year": "2026", "sort": "full"}, "like 27 11 2026"),
        (
            {"starts_on_day": "1", "starts_on_month": "5", "starts_on_year": "2099", "sort": "full"},
            "today or in the past",
        ),
        ({"starts_on_day": "1", "starts_on_month": "5", "starts_on_year": "2026"}, "Select what kind"),
    ],
)
def test_a_wrong_day_or_sort_is_said_beside_the_field(
    school: School, sip: User, posted: dict[str, str], error: str
) -> None:
    shown = client(sip).get(f"/schools/{school.urn}/inspections/record/", posted).content.decode()
    assert error in shown and 'class="govuk-error-message"' in shown and f'value="{posted["starts_on_day"]}"' in shown


def test_wrong_input_keeps_everything_that_was_typed(school: School, sip: User) -> None:
    address = (
        f"/schools/{school.urn}/inspections/record/?starts_on_day=12&starts_on_month=5&starts_on_year=2026&sort=full"
    )
    typed = {
        "ends_on_day": "1",
        "ends_on_month": "5",
        "ends_on_year": "2026",
        "area_1": "Exceptional",
        "areas": "Kept words",
    }
    shown = client(sip).post(address, typed).content.decode()
    assert "must be on or after 12 May 2026" in shown and "Kept words" in shown
    assert '<option value="Exceptional" selected>' in shown and not Inspection.objects.exists()


def test_a_correction_in_the_browser_offers_what_is_on_record(school: School, sip: User) -> None:
    found = inspections.from_a_file(
        school, date(2021, 5, 12), overall="2", judgements={"Quality of education": "2", "Ethos": "Strong"}
    )
    page = client(sip)
    shown = page.get(f"/inspections/{found.pk}/correct/").content.decode()
    assert "Ethos" in shown and '<option value="Strong" selected>' in shown
    posted = {
        "starts_on_day": "12",
        "starts_on_month": "5",
        "starts_on_year": "2026",
        "overall": "3",
        "area_0": "2",
        "reason": "x",
    }
    refused = page.post(f"/inspections/{found.pk}/correct/", posted).content.decode()
    assert "other terms (report card)" in refused
    names = [name for name, label in _fields(refused).items() if label == "Ethos"]
    page.post(f"/inspections/{found.pk}/correct/", posted | {"starts_on_year": "2021", names[0]: "Strong"})
    found.refresh_from_db()
    assert found.overall == "3" and found.judgements == {"Quality of education": "2", "Ethos": "Strong"}
    assert found.corrected == ["overall"]


def _fields(page: str) -> dict[str, str]:
    import re

    return dict(re.findall(r'<label class="govuk-label[^"]*" for="id_(\w+)">\s*([^<]+?)\s*</label>', page))


def test_only_officers_of_the_school_and_oversight_keep_its_record(school: School, sip: User) -> None:
    found = inspections.by_hand(school, sip, DAY)
    (area,) = inspections.asked(found, sip)
    head = people.post(school, "headteacher").user
    other_sip = people.assign(schools.school("Example Other School")).user
    officer = people.person(role="principal_officer")
    admin = people.person(role="administrator")
    pages = (
        f"/schools/{school.urn}/inspections/record/",
        f"/inspections/{found.pk}/correct/",
        f"/inspections/{found.pk}/withdraw/",
        f"/inspections/{found.pk}/areas/add/",
        f"/areas/{area.pk}/",
        f"/areas/{area.pk}/words/",
    )
    for page in pages:
        for user, status in ((sip, 200), (officer, 200), (head, 404), (other_sip, 404), (admin, 404)):
            assert client(user).get(page).status_code == status, (page, user.name)
    for user, status in ((sip, 200), (officer, 200), (head, 200), (admin, 200), (other_sip, 404)):
        assert client(user).get(found.get_absolute_url()).status_code == status
    for user in (head, other_sip, admin):
        for act in (
            lambda by: actions.record(school=school, facts=card(), by=by, on=TODAY),
            lambda by: actions.correct(found, facts=card(), reason="x", by=by, on=TODAY),
            lambda by: actions.withdraw(found, reason="x", by=by, on=TODAY),
            lambda by: actions.record_progress(area, progress="improved", note="", by=by, on=TODAY),
            lambda by: actions.remove_area(area, reason="", by=by, on=TODAY),
        ):
            with pytest.raises(Denied) as denied:
                act(user)
            assert code(denied) == "not_the_record_keeper"


def test_a_school_reads_what_became_of_it_and_not_the_note(school: School, sip: User) -> None:
    found = inspections.by_hand(school, sip, DAY)
    (area,) = inspections.asked(found, sip, "Teach reading")
    actions.record_progress(area, progress="not_improved", note="Between officers.", by=sip, on=TODAY)
    head = client(people.post(school, "headteacher").user)
    for page in (found.get_absolute_url(), f"{school.get_absolute_url()}?part=inspections"):
        shown = head.get(page).content.decode()
        assert "Teach reading" in shown and "Not improved enough" in shown and "Between officers" not in shown
    assert "Between officers" in client(sip).get(found.get_absolute_url()).content.decode()
