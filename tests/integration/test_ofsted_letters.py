"""Letters from Ofsted: sent in, checked, corrected and confirmed; and nothing on record before."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from schools.inspections import points
from schools.inspections.actions import Facts, Point, record
from schools.inspections.queries import of_school, restriction
from schools.letters import actions
from schools.letters.passages import Found
from schools.letters.queries import suggested
from schools.letters.values import day_or_month, items_of, points_of
from schools.models import AreaForImprovement, Inspection, OfstedLetter, School
from schools.ofsted_letters.letter import Letter
from schools.ofsted_letters.reader import read
from sil.accounts.models import User
from sil.audit.models import Event
from sil.uploads.models import Upload
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import letters, people, schools
from tests.factories.letters import TEXTS, sent, text
from tests.factories.pdfs import LAYOUTS, pdf, picture

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S3")]
AUTHORITY = letters.TO_AUTHORITY
NAME = "Westmere Technical College"


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


@pytest.fixture
def place() -> School:
    return schools.school(NAME, postcode="WM4 4DD")


@pytest.fixture
def sip(place: School) -> User:
    return people.assign(place).user


@pytest.fixture
def officer() -> User:
    return people.person(role="principal_officer")


def form_of(who: Client, letter: OfstedLetter, **changes: str) -> dict[str, str]:
    """What a browser would post of the page as it stands, with some fields changed."""
    form = who.get(letter.get_absolute_url()).context["form"]
    data: dict[str, str] = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field.widget, "template_name") and bound.field.widget.template_name == "forms/date.html":
            year, month, day = str(value).split("-") if value else ("", "", "")
            data |= {f"{bound.name}_day": day, f"{bound.name}_month": month, f"{bound.name}_year": year}
        elif value not in (None, False):
            data[bound.name] = str(value)
    return data | {"offered": getattr(form, "offered", "")} | changes


def confirm(who: Client, letter: OfstedLetter, place: School, **changes: str) -> Any:
    return who.post(letter.get_absolute_url(), form_of(who, letter, school=str(place.pk), **changes), follow=True)


def upload(who: Client, name: str, content: bytes, where: str = "") -> Any:
    return who.post(f"/ofsted-letters/send/{where}", {"document": SimpleUploadedFile(name, content)}, follow=True)


def test_a_pdf_is_sent_in_read_and_kept(sip: User, place: School) -> None:
    content = pdf(text(), LAYOUTS[1])
    response = upload(client(sip), "letter.pdf", content, f"?school={place.pk}")
    letter = OfstedLetter.objects.get()
    assert response.redirect_chain == [(letter.get_absolute_url(), 302)]
    assert (letter.status, letter.school, letter.reading["school_name"]) == ("read", place, NAME)
    assert bytes(letter.upload.content) == content and letter.sha256 == letter.upload.sha256
    assert not Inspection.objects.exists() and not AreaForImprovement.objects.exists()
    assert Event.objects.filter(kind="ofsted_letter.sent_in", scope=f"school:{place.pk}").count() == 1
    page = response.content.decode()
    assert "Nothing goes on record until you confirm it." in page
    assert page.count("<mark") == len(Found(letter.text, letter.reading).passages)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("report.txt", (TEXTS / "37-declined-full-report.txt").read_bytes(), "It is an inspection report"),
        ("empty.txt", b" \n", "There is no text in it"),
        ("scan.pdf", None, "only pictures of pages"),
        ("broken.pdf", b"%PDF-1.7 nothing", "It is damaged"),
        ("table.csv", b"a,b\n1,2\n", "The file must be a PDF or plain text"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "The file must be a PDF or plain text"),
        ("code.txt", b"<script>alert(1)</script>", "The file must be"),
        ("", b"", "Select the letter"),
    ],
)
def test_what_is_no_such_letter_is_refused_beside_the_field_and_not_kept(
    name: str, content: bytes | None, words: str, sip: User
) -> None:
    who = client(sip)
    response = (
        upload(who, name, picture() if content is None else content) if name else who.post("/ofsted-letters/send/")
    )
    page = response.content.decode()
    assert response.status_code == 200 and words in page and 'id="id_document-error"' in page
    assert "<title>Error: " in page
    assert not Upload.objects.exists() and not OfstedLetter.objects.exists()


def test_a_copy_leads_to_the_letter_that_is_here(sip: User, place: School) -> None:
    who = client(sip)
    upload(who, "letter.txt", text().encode(), f"?school={place.pk}")
    letter = OfstedLetter.objects.get()
    response = upload(who, "again.txt", text().encode())
    assert response.redirect_chain == [(letter.get_absolute_url(), 302)]
    assert "This letter is already here" in response.content.decode()
    other = people.person(role="sip")
    response = upload(client(other), "mine.txt", text().encode())
    assert "A copy of this letter is already here." in response.content.decode()
    assert OfstedLetter.objects.count() == Upload.objects.count() == 1


def test_confirming_puts_everything_on_record(sip: User, place: School) -> None:
    who, letter = client(sip), sent(sip)
    response = confirm(who, letter, place, category="SM")
    letter.refresh_from_db()
    inspection = Inspection.objects.get()
    assert response.redirect_chain == [(letter.get_absolute_url(), 302)]
    assert "The letter is confirmed, and the inspection of 4 June 2019 is on the record of Westmere" in " ".join(
        response.content.decode().split()
    )
    assert (letter.status, letter.settled_by, letter.settled_on) == ("confirmed", sip, TODAY)
    assert (letter.school, letter.inspection) == (place, inspection)
    assert letter.values == letter.reading | {"contradictions": []}
    assert (inspection.school, inspection.kind, inspection.category) == (place, "ungraded", "SM")
    assert (inspection.starts_on, inspection.ends_on) == (date(2019, 6, 4), date(2019, 6, 5))
    assert inspection.type_name == "Special measures monitoring inspection"
    assert inspection.source == "Letter from Ofsted of 19 June 2019"
    findings = {each.question: (each.value, each.sentence) for each in inspection.findings.all()}
    assert findings["effective_action"] == (
        False,
        "Leaders and managers are not taking effective action towards the removal of special measures.",
    )
    assert findings["plan_fit_for_purpose"][0] is findings["may_appoint_new_teachers"][0] is False
    areas = list(inspection.areas.all())
    assert [each.kind for each in areas].count("area_for_improvement") == 8
    assert [each.text for each in areas if each.kind == "additional_area"] == [
        "to give every pupil two hours of physical education a week."
    ]
    assert [each.text for each in areas if each.kind == "external_review"] == letter.reading["external_reviews"]
    assert areas[1].parent == areas[0] and areas[4].parent is None
    event = Event.objects.get(kind="ofsted_letter.confirmed")
    assert event.data["corrected"] == [] and event.scope == f"school:{place.pk}"


def test_what_is_corrected_is_kept_beside_what_was_read(sip: User, place: School) -> None:
    who, letter = client(sip), sent(sip)
    changes = {
        "visit_start_day": "3",
        "effective_action": "yes",
        "plan_fit_for_purpose": "",
        "further_actions": "one thing\n- a part of it\n",
        "copied_to": "chair of the governing body\n\n regional schools commissioner ",
        "previous_inspection": "14 March 2018",
    }
    page = confirm(who, letter, place, **changes).content.decode()
    letter.refresh_from_db()
    assert letter.values is not None and letter.inspection is not None
    assert letter.values["visit_start"] == "2019-06-03"
    assert letter.values["effective_action"] == letter.reading["effective_action"] | {"value": True}
    assert letter.values["copied_to"] == ["chair of the governing body", "regional schools commissioner"]
    assert letter.values["further_actions"] == [
        {"text": "one thing", "children": [{"text": "a part of it", "children": []}]}
    ]
    assert {each.question: each.value for each in letter.inspection.findings.all()} == {
        "effective_action": True,
        "may_appoint_new_teachers": False,
    }
    corrected = set(Event.objects.get(kind="ofsted_letter.confirmed").data["corrected"])
    assert corrected == {
        "visit_start", "effective_action", "plan_fit_for_purpose", "further_actions", "copied_to",
        "previous_inspection",
    }  # fmt: skip
    assert page.count("<strong>Corrected.</strong>") == 6
    assert "Read in the letter: 4 June 2019" in page and "14 March 2018" in page


def test_a_letter_belongs_to_an_inspection_that_is_on_record(sip: User, place: School) -> None:
    held = Inspection.objects.create(
        school=place, event_number="10012345", kind="ungraded", starts_on=date(2019, 6, 5), source="file"
    )
    who, letter = client(sip), sent(sip)
    page = who.get(letter.get_absolute_url()).content.decode()
    assert f"{NAME}: Ungraded or monitoring (section 8), 5 June 2019" in page
    data = form_of(who, letter, school=str(place.pk))
    data.pop("inspection", None)
    assert "Select the inspection, or a new one." in who.post(letter.get_absolute_url(), data).content.decode()
    confirm(who, letter, place, inspection=str(held.pk))
    letter.refresh_from_db()
    assert letter.inspection == held and Inspection.objects.count() == 1
    assert held.findings.count() == 3


def test_what_an_inspection_asks_already_is_not_asked_twice(sip: User, place: School) -> None:
    held = record(
        school=place, facts=Facts(kind="ungraded", starts_on=date(2019, 6, 4)), by=sip, on=TODAY, source="by hand"
    )
    AreaForImprovement.objects.create(inspection=held, place=1, text="Give students in the sixth form  better advice.")
    who, letter = client(sip), sent(sip)
    confirm(who, letter, place, inspection=str(held.pk))
    assert held.areas.filter(text__startswith="Give students").count() == 1
    assert held.areas.filter(text__startswith="Keep pupils safe").count() == 1


def test_a_second_inspection_of_a_day_is_refused_beside_the_field(sip: User, place: School) -> None:
    record(school=place, facts=Facts(kind="ungraded", starts_on=date(2019, 6, 4)), by=sip, on=TODAY)
    who, letter = client(sip), sent(sip)
    page = confirm(who, letter, place, inspection="new").content.decode()
    assert "An inspection of this kind that started on 4 June 2019 is already on record." in page
    assert OfstedLetter.objects.get().status == "read" and Inspection.objects.count() == 1


def test_an_inspection_that_comes_to_light_by_a_urn_is_asked_about(officer: User) -> None:
    elsewhere = schools.school("Nothing Like It")
    record(school=elsewhere, facts=Facts(kind="graded", starts_on=date(2019, 6, 5)), by=officer, on=TODAY)
    who, letter = client(officer), sent(officer)
    data = form_of(who, letter, school="other", urn=str(elsewhere.pk))
    response = who.post(letter.get_absolute_url(), data)
    page = response.content.decode()
    assert "An inspection of Nothing Like It that started on 5 June 2019 is on record." in page
    again = who.post(letter.get_absolute_url(), data | {"offered": response.context["form"].offered}, follow=True)
    assert "The letter is confirmed" in again.content.decode()


def test_bad_input_stays_with_its_error_beside_the_field(sip: User, place: School) -> None:
    who, letter = client(sip), sent(sip)
    changes = {
        "letter_date_month": "13",
        "visit_start_day": "", "visit_start_month": "", "visit_start_year": "",
        "previous_inspection": "last spring",
        "visit_number": "second",
        "external_support": "typed & <b>kept</b>",
    }  # fmt: skip
    data = form_of(who, letter, **changes)
    data.pop("school", None)
    response = who.post(letter.get_absolute_url(), data)
    page = response.content.decode()
    for words in (
        "Select the school.",
        "Enter the date for “Date of the letter”, like 27 11 2026.",
        "Enter the first day of the visit: a new inspection needs it.",
        "Enter a day or a month, such as 8 May 2018 or May 2018.",
        "Which monitoring visit it was must be a whole number, like 12.",
    ):
        assert page.count(words) == 2, words
    assert 'value="last spring"' in page and "typed &amp; &lt;b&gt;kept&lt;/b&gt;" in page
    assert OfstedLetter.objects.get().status == "read" and not Inspection.objects.exists()


def test_a_letter_dated_before_its_visit_is_confirmed_with_its_contradiction(sip: User, place: School) -> None:
    who, letter = client(sip), sent(sip, **{"19 June 2019": "19 June 2018"})
    page = who.get(letter.get_absolute_url()).content.decode()
    sentence = "The letter is dated 19 June 2018, before the end of the visit it reports (5 June 2019)."
    assert page.index("The letter contradicts itself.") < page.index(sentence) < page.index("What Ofsted found")
    confirm(who, letter, place)
    letter.refresh_from_db()
    assert letter.values is not None and letter.values["contradictions"] == [sentence]


def test_the_second_of_two_is_told_who_was_first(sip: User, officer: User, place: School) -> None:
    first, second, letter = client(sip), client(officer), sent(sip)
    late = form_of(second, letter, school=str(place.pk))
    confirm(first, letter, place)
    response = second.post(letter.get_absolute_url(), late, follow=True)
    assert f"{sip.name} already confirmed this letter, on 20 November 2026." in response.content.decode()
    assert Inspection.objects.count() == 1 and Event.objects.filter(kind="ofsted_letter.confirmed").count() == 1
    stale = OfstedLetter.objects.get()
    with pytest.raises(Denied, match="already confirmed this letter") as refused:
        actions.set_aside(stale, reason="x", by=officer, on=TODAY)
    assert refused.value.code == "wrong_state"


def test_set_aside_and_taken_up_again(sip: User, place: School) -> None:
    who, letter = client(sip), sent(sip)
    address = f"{letter.get_absolute_url()}set-aside/"
    assert "Enter why you are setting the letter aside." in who.post(address, {"reason": " "}).content.decode()
    page = who.post(address, {"reason": "Of another <authority>."}, follow=True).content.decode()
    assert "Nothing from it is on record. You can reopen it." in page
    assert "Of another &lt;authority&gt;." in page
    letter.refresh_from_db()
    assert letter.status == "set_aside" and not Inspection.objects.exists()
    page = who.post(f"{letter.get_absolute_url()}take-up/", follow=True).content.decode()
    assert "The letter is waiting to be confirmed again." in page
    letter.refresh_from_db()
    assert (letter.status, letter.settled_by, letter.settled_on) == ("read", None, None)
    confirm(who, letter, place)
    assert OfstedLetter.objects.get().status == "confirmed"
    page = who.post(f"{letter.get_absolute_url()}take-up/", follow=True).content.decode()
    assert "already confirmed this letter" in page


def test_others_find_no_letter(sip: User, officer: User, place: School) -> None:
    letter = sent(sip)
    stranger = people.assign(schools.school()).user
    for rest in ("", "original/", "set-aside/"):
        assert client(stranger).get(f"{letter.get_absolute_url()}{rest}").status_code == 404
        assert client(officer).get(f"{letter.get_absolute_url()}{rest}").status_code == 200
    assert letter.get_absolute_url() not in client(stranger).get("/ofsted-letters/").content.decode()
    assert letter.get_absolute_url() in client(sip).get("/ofsted-letters/").content.decode()


def test_a_letter_cannot_go_on_the_record_of_a_school_one_does_not_keep(sip: User, place: School) -> None:
    foreign = schools.school("Westmere Infants", postcode="WM4 4DD")
    who, letter = client(sip), sent(sip)
    page = who.get(letter.get_absolute_url()).content.decode()
    assert "Westmere Infants" not in page
    for changes in ({"school": str(foreign.pk)}, {"school": "other", "urn": str(foreign.pk)}):
        assert who.post(letter.get_absolute_url(), form_of(who, letter, **changes)).status_code == 200
    confirmed = actions.Confirmed(values=letter.reading, school=foreign, facts=Facts(kind="ungraded", starts_on=TODAY))
    with pytest.raises(Denied) as refused:
        actions.confirm(letter, confirmed=confirmed, by=sip, on=TODAY)
    assert refused.value.code == "not_the_record_keeper"
    assert not Inspection.objects.exists()


def test_the_acts_ask_for_themselves_who_may(sip: User, officer: User, place: School) -> None:
    """Whatever view calls them: nobody has a letter in hand that they may not open."""
    mine, to_authority = sent(sip), sent(officer, AUTHORITY)
    stranger = people.assign(schools.school()).user
    for letter, by in ((mine, stranger), (to_authority, sip), (mine, people.person())):
        confirmed = actions.Confirmed(values=letter.reading)
        for act in (
            lambda letter, by, confirmed=confirmed: actions.confirm(letter, confirmed=confirmed, by=by, on=TODAY),
            lambda letter, by: actions.set_aside(letter, reason="x", by=by, on=TODAY),
            lambda letter, by: actions.take_up(letter, by=by, on=TODAY),
        ):
            with pytest.raises(Denied) as refused:
                act(letter, by)
            assert refused.value.code == "not_the_record_keeper"
    with pytest.raises(Denied) as refused:
        sent(people.person())
    assert refused.value.code == "not_the_record_keeper"
    assert {letter.status for letter in OfstedLetter.objects.all()} == {"read"}


def test_when_recording_fails_nothing_is_kept(sip: User, place: School) -> None:
    letter = sent(sip)
    facts = Facts(kind="ungraded", starts_on=date(2027, 1, 1))
    with pytest.raises(Denied), transaction.atomic():
        actions.confirm(
            letter, confirmed=actions.Confirmed(values=letter.reading, school=place, facts=facts), by=sip, on=TODAY
        )
    letter.refresh_from_db()
    assert letter.status == "read" and not Event.objects.filter(kind="ofsted_letter.confirmed").exists()


def test_markup_in_a_letter_is_text(sip: User, place: School) -> None:
    who, letter = (
        client(sip),
        sent(sip, Westmere="<b>West</b>mere", **{"Give students": "Give <script>x</script> them"}),
    )
    page = who.get(letter.get_absolute_url()).content.decode()
    assert "<script>x" not in page and "&lt;script&gt;x" in page and "<b>West" not in page
    page = confirm(who, letter, place).content.decode()
    assert "<script>x" not in page and "&lt;b&gt;West&lt;/b&gt;mere" in page


def test_a_letter_of_a_hundred_thousand_characters_is_shown(sip: User) -> None:
    filler = "\n\nMain findings\n\n" + "Pupils read well and like it. " * 3_150
    letter = sent(sip, **{"\n\nContext\n": f"{filler}\n\nContext\n"})
    assert len(letter.text) > 95_000
    response = client(sip).get(letter.get_absolute_url())
    assert response.status_code == 200 and response.content.count(b"Pupils read well") > 3_000


@pytest.mark.feature("S4")
def test_a_letter_to_the_authority_is_kept_with_its_tallies(officer: User, sip: User) -> None:
    page = upload(client(sip), "letter.txt", text(AUTHORITY).encode()).content.decode()
    assert "Only officers who oversee every school can deal with a letter to the authority." in page
    assert not OfstedLetter.objects.exists()
    who = client(officer)
    page = upload(who, "letter.txt", text(AUTHORITY).encode()).content.decode()
    assert "8 schools were inspected, but the kinds of school named add up to 7." in page
    assert "Which school is it about?" not in page
    letter = OfstedLetter.objects.get()
    bad = who.post(letter.get_absolute_url(), form_of(who, letter, parts_0="five primary schools")).content.decode()
    assert "Start each line with a number, such as: 9 primary schools." in bad
    data = form_of(who, letter, parts_0="6 primary schools\n2 secondary schools")
    page = " ".join(who.post(letter.get_absolute_url(), data, follow=True).content.decode().split())
    letter.refresh_from_db()
    assert (letter.status, letter.school, letter.inspection) == ("confirmed", None, None)
    assert letter.values is not None
    assert [part["count"] for part in letter.values["tallies"][0]["parts"]] == [6, 2]
    assert letter.values["tallies"][1] == letter.reading["tallies"][1]
    assert "The letter counts 8 schools, but the ones it names add up to 7." in page
    assert "figures are right" in page and "Visits are rare." in page
    assert client(sip).get(letter.get_absolute_url()).status_code == 404


def test_the_list_sorts_filters_and_exports(officer: User, sip: User, place: School) -> None:
    first, second = sent(sip), sent(officer, AUTHORITY)
    actions.set_aside(second, reason="x", by=officer, on=TODAY)
    who = client(officer)
    page = who.get("/ofsted-letters/").content.decode()
    assert page.index(first.get_absolute_url()) < page.index(second.get_absolute_url())
    page = who.get("/ofsted-letters/?sort=date").content.decode()
    assert page.index(second.get_absolute_url()) < page.index(first.get_absolute_url())
    for query, count in (
        ("status=set_aside", 1), ("kind=letter_to_authority", 1), (f"sender={sip.pk}", 1), ("search=westmere", 1),
        ("search=nowhere", 0), ("", 2), ("sort=-school", 2), ("sort=kind", 2), ("sort=sender", 2),
    ):  # fmt: skip
        assert who.get(f"/ofsted-letters/?{query}").context["listing"].count == count, query
    lines = b"".join(who.get("/ofsted-letters/?export=csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[1].startswith(
        f"Waiting to be confirmed,{NAME},Special measures monitoring inspection,2019-06-19,2026-11-20"
    )


def test_schools_are_suggested_by_name_and_postcode(place: School) -> None:
    schools.school("Westmere Primary School")
    twin = schools.school("The Foundry", postcode="WM4 4DD")
    schools.school("Somewhere Else School")
    reading = read(text())
    assert isinstance(reading, Letter)
    found = suggested(text(), reading.as_json(), School.objects.all())
    assert found[0] == place and twin in found and "Somewhere Else School" not in map(str, found)
    assert suggested(text(), reading.as_json() | {"school_name": None}, School.objects.filter(pk=twin.pk)) == [twin]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([(2017, False)], 2017),
        ([(2017, False), (2018, True)], None),
        ([(2017, True), (2018, False)], 2018),
        ([(2018, True)], None),
        ([], None),
    ],
)
def test_a_restriction_holds_until_it_is_lifted(
    answers: list[tuple[int, bool]], expected: int | None, sip: User, place: School
) -> None:
    for year, value in answers:
        inspection = record(school=place, facts=Facts(kind="ungraded", starts_on=date(year, 5, 1)), by=sip, on=TODAY)
        inspection.findings.create(question="may_appoint_new_teachers", value=value, sentence=f"In {year}.")
    found = restriction(of_school(place))
    assert (found and found.starts_on.year) == expected


def test_a_restriction_names_its_letter_and_ends_with_special_measures(sip: User, place: School) -> None:
    confirm(client(sip), sent(sip), place)
    held = restriction(of_school(place))
    assert held is not None and held.letters.get() == OfstedLetter.objects.get() and held.starts_on == date(2019, 6, 4)
    said = held.findings.get(question="may_appoint_new_teachers").sentence
    assert said.startswith("The school may not appoint newly qualified teachers")
    again = record(
        school=place,
        facts=Facts(kind="graded", starts_on=date(2020, 1, 1), overall="4", category="SM"),
        by=sip,
        on=TODAY,
    )
    assert restriction(of_school(place)), "still in special measures"
    Inspection.objects.filter(pk=again.pk).update(category="", overall="3")
    assert restriction(of_school(place)) is None


def test_every_passage_stands_where_it_says() -> None:
    for file in TEXTS.glob("*.txt"):
        words = file.read_text(encoding="utf-8")
        letter = read(words)
        if not isinstance(letter, Letter):
            continue
        reading = json.loads(json.dumps(letter.as_json()))
        found = Found(words, reading)
        assert "".join(each.text for each in found.stretches) == words
        for name in ("effective_action", "plan_fit_for_purpose", "may_appoint_new_teachers"):
            if sentence := reading[name]["sentence"]:
                passage = found.first(name)
                assert passage and words[passage.start : passage.end] == sentence
        for name in ("letter_date", "visit_start", "further_actions", "areas", "areas_for_improvement"):
            assert not reading.get(name) or found.first(name), f"{file.name}: {name}"


WORDS = st.text(alphabet="abcde fg.,'é", min_size=1, max_size=30).filter(lambda text: text.strip())
POINTS = st.recursive(
    WORDS.map(lambda text: Point(" ".join(text.split()))),
    lambda inner: st.builds(
        lambda text, children: Point(" ".join(text.split()), tuple(children)), WORDS, st.lists(inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.lists(POINTS, max_size=5).map(tuple))
def test_points_come_back_as_they_were_written(given_points: tuple[Point, ...]) -> None:
    assert points.parse(points.written(given_points)) == given_points
    assert points_of(items_of(given_points)) == given_points


@pytest.mark.parametrize(
    ("typed", "iso"),
    [("8 May 2018", "2018-05-08"), ("May 2018", "2018-05"), (" 8  May 2018", "2018-05-08"), ("spring", None),
     ("31 February 2018", None)],
)  # fmt: skip
def test_a_day_or_a_month_is_typed_in_words(typed: str, iso: str | None) -> None:
    assert day_or_month(typed) == iso


def test_the_page_says_what_a_value_was_read_from_and_what_to_check_first(sip: User, place: School) -> None:
    who = client(sip)
    letter = sent(sip, **{" of Westmere Technical College\n": "\n", "WM4 4DD": "WM4 4DD\nURN 99999"})
    page = who.get(letter.get_absolute_url()).content.decode()
    checks = page.partition("Check these values first")[2].partition("</ul>")[0]
    assert "Read in the address block only. It is usually in the title." in checks
    assert f"In the register, this school has URN {place.pk}. The letter gives URN 99999." in checks
    assert 'href="#value-school_name"' in checks
    assert "Read in the opening paragraphs and the part after “Yours …”, which agree." in page


def test_a_qualifier_safeguarding_and_the_authoritys_statement_go_on_record(sip: User, place: School) -> None:
    added = "The local authority's statement of action is fit for purpose.\n\nSafeguarding is not effective.\n\n"
    letter = sent(sip, **{"The school’s action plan": f"{added}The school’s action plan"})
    letter.reading["effective_action"]["qualifier"] = "However, some do."
    letter.save(update_fields=["reading"])
    who = client(sip)
    assert "The letter qualifies this: “However, some do.”" in who.get(letter.get_absolute_url()).content.decode()
    confirm(who, letter, place)
    found = {finding.question: finding for finding in Inspection.objects.get().findings.all()}
    assert found["effective_action"].sentence.endswith(" However, some do.")
    assert (found["plan_fit_for_purpose"].value, found["authority_statement_fit"].value) == (False, True)
    assert found["safeguarding_effective"].value is False


def test_a_letter_that_an_earlier_release_read_is_confirmed_with_the_fields_it_has(sip: User, place: School) -> None:
    letter = sent(sip)
    for name in ("school_urn", "authority_statement_fit", "safeguarding_effective"):
        del letter.reading[name]
    for name in ("effective_action", "plan_fit_for_purpose", "may_appoint_new_teachers"):
        del letter.reading[name]["qualifier"]
    letter.save(update_fields=["reading"])
    who = client(sip)
    assert 'name="school_urn"' not in who.get(letter.get_absolute_url()).content.decode()
    confirm(who, letter, place)
    letter.refresh_from_db()
    assert letter.status == "confirmed" and Inspection.objects.get().findings.count() == 3
