"""Is a school found by whatever somebody knows of it, and does the list leave as it is shown?"""

import csv
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from schools.models import AssignmentRole, School, Word
from schools.search.queries import search, words_of
from schools.seeding import keep_words
from sil.accounts.models import User
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("S8")]


@pytest.fixture
def willow() -> School:
    return schools.school(
        "St Placeholder's CofE Primary School, Willow Lane",
        urn=900777,
        establishment_number="2034",
        town="Mocktown",
        postcode="ZZ12 3AB",
        trust_name="",
        head_name="Ms Ada Fiction",
    )


@pytest.fixture
def academy() -> School:
    return schools.school(
        "Broadgreen Example Academy",
        urn=900778,
        establishment_number="4001",
        town="Sampleton",
        postcode="ZZ1 9XY",
        trust_name="The Invented Learning Trust",
        **schools.CONVERTER,
    )


def found(text: str) -> list[str]:
    return [school.name.split()[0] for school in search(School.objects.all(), text, TODAY).order_by("-search_rank")]


@pytest.mark.parametrize(
    "text",
    [
        "900777",
        "341/2034",
        "341 / 2034",
        "3412034",
        "2034",
        "zz12 3ab",
        "ZZ123AB",
        "zz12",
        "St Placeholders",
        "saint placeholder's",
        "placeholder willow",
        "Church of England placeholder",
        "c of e placeholder",
        "mocktown",
        "mocktown primary",
        "ada fiction",
        "FICTION",
        # Written otherwise.
        "Plaecholder",
        "willw lane",
        "st placeholdr primry",
    ],
)
def test_it_is_found_by_what_somebody_knows(willow: School, academy: School, text: str) -> None:
    assert found(text) == ["St"]


@pytest.mark.parametrize("text", ["broadgreen", "Brodgreen", "broad green academy", "invented learning", "sampleton"])
def test_the_academy_is_found_too(willow: School, academy: School, text: str) -> None:
    assert found(text)[0] == "Broadgreen"


@pytest.mark.parametrize(
    "text", ["", "   ", "'", "!!!", "qqqqqq", "99999", "900999", "& | !", "x:* & y", "\\", "%", "_"]
)
def test_odd_text_finds_nothing_and_breaks_nothing(willow: School, academy: School, text: str) -> None:
    assert found(text) == []


def test_people_are_found_by_their_posts_of_today_alone(willow: School, academy: School) -> None:
    people.assign(willow, people.person("Zebedee Examplesson", role="sip"))
    held = people.post(academy, "chair", people.person("Yolanda Mockingham"))
    assert found("zebedee") == ["St"] and found("examplesson zebedee") == ["St"]
    assert found("Yolanda Mockingham") == ["Broadgreen"] and found("yolanda mockinham") == ["Broadgreen"]
    held.ends_on = TODAY.replace(year=2021)
    held.save()
    assert found("yolanda") == []
    principal = people.person("Xavier Sampleford", role="principal_officer")
    people.assign(academy, principal, role=AssignmentRole.PRINCIPAL_OFFICER)
    assert found("xavier") == ["Broadgreen"]


def test_what_fits_the_name_comes_before_what_fits_elsewhere(willow: School) -> None:
    schools.school("Example Primary School", town="Willow Lane")
    schools.school("Willow Example School")
    assert found("willow") == ["Willow", "St", "Example"]


def test_one_word_that_fits_nowhere_hides_nothing(willow: School, academy: School) -> None:
    assert found("qqqqqq placeholdr") == ["St"], "like no word that is known"
    assert found("placeholdr sampleton willow") == ["St"], "all but one are of one school"
    assert sorted(found("placeholdr broadgreen")) == ["Broadgreen", "St"]


def known() -> set[str]:
    return set(Word.objects.values_list("word", flat=True))


def test_words_are_known_as_they_come(willow: School, academy: School) -> None:
    """Whatever writes them: one row, many at once, a statement."""
    assert {"placeholders", "willow", "mocktown", "zz123ab", "fiction", "broadgreen", "invented"} <= known()
    assert not {"zebedee", "yarrow", "ashfield"} & known()
    person = people.person("Zebedee Examplesson")
    School.objects.filter(pk=willow.pk).update(town="Yarrow")
    academy.pk, academy.name = 900800, "Ashfield Academy"
    School.objects.bulk_create([academy])
    assert {"zebedee", "examplesson", "yarrow", "ashfield"} <= known()
    User.objects.filter(pk=person.pk).update(name="Xanthe O’Mock-Sample")
    assert {"xanthe", "sample"} <= known()


def test_a_known_word_that_is_gone_hides_nothing(willow: School, academy: School) -> None:
    School.objects.filter(pk=academy.pk).update(name="Willoww Academy")
    School.objects.filter(pk=academy.pk).update(name="Broadgreen Academy")
    assert "willoww" in known() and found("willowww") == ["St"]
    assert keep_words() == 0 and "willoww" not in known() and "willow" in known()
    assert found("willowww") == ["St"]


def test_of_very_many_with_the_same_words_the_first_by_name_are_shown(willow: School) -> None:
    many = [School(**values(willow) | {"urn": 910000 + n, "name": f"Willow Bank {999 - n}"}) for n in range(120)]
    School.objects.bulk_create(many)
    rows = search(School.objects.all(), "bannk", TODAY).order_by("-search_rank", "name")
    assert [row.name for row in rows] == [f"Willow Bank {n}" for n in range(880, 980)]
    assert len(found("bank willw")) == 100


def values(school: School) -> dict[str, Any]:
    return {field.attname: getattr(school, field.attname) for field in School._meta.local_fields if not field.generated}


def test_words_are_those_of_the_register() -> None:
    assert words_of("saint mary's and the church of england school") == ["st", "marys", "cofe"]
    assert words_of("zz12 3ab academy") == ["zz123ab", "academy"] and words_of("the school") == ["the", "school"]


def shown(user: User, query: str = "") -> Any:
    browser = Client()
    browser.force_login(user)
    return browser.get(f"/schools/{query}")


def test_the_list_is_searched_filtered_and_kept_in_the_address(willow: School, academy: School) -> None:
    officer = people.person(role="principal_officer")
    page = shown(officer, "?search=brodgreen&sector=academy").content.decode()
    assert "Broadgreen Example Academy" in page and "St Placeholder" not in page
    assert "/schools/?search=brodgreen&amp;sector=academy&amp;sort=-urn" in page.replace("sort=urn", "sort=-urn")
    assert "/schools/?search=brodgreen&amp;sector=academy&amp;export=xlsx" in page
    assert "No school fits" in shown(officer, "?search=brodgreen&sector=maintained").content.decode()


def test_a_partner_finds_only_their_schools(willow: School, academy: School) -> None:
    sip = people.assign(willow).user
    assert "Broadgreen" not in shown(sip, "?search=example").content.decode()
    assert "St Placeholder" in shown(sip, "?search=placeholder").content.decode()


def test_both_files_hold_what_is_shown_and_no_formula(willow: School, academy: School) -> None:
    School.objects.filter(pk=academy.pk).update(name='=HYPERLINK("https://evil.example","Academy")')
    officer = people.person(role="principal_officer")
    told = b"".join(shown(officer, "?export=csv&sort=urn").streaming_content).decode()
    rows = list(csv.reader(StringIO(told.removeprefix("\ufeff"))))
    assert rows[0] == ["School", "URN", "DfE number", "Phase", "Maintained or academy", "Town", "Postcode"]
    assert rows[2][0] == '\'=HYPERLINK("https://evil.example","Academy")' and rows[1][1] == "900777"
    response = shown(officer, "?export=xlsx&sort=urn")
    assert response["Content-Disposition"] == 'attachment; filename="schools-2026-11-20.xlsx"'
    with ZipFile(BytesIO(b"".join(response.streaming_content))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "=HYPERLINK(" in sheet and "<v>900777</v>" in sheet
    assert sheet.count("<row ") == 3
    narrowed = b"".join(shown(officer, "?export=csv&sector=maintained").streaming_content).decode()
    assert "900777" in narrowed and "900778" not in narrowed
