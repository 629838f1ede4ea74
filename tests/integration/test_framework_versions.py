"""Framework files of other authorities and of the next year: they load, and pages speak their words alone."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape

from schools.people.actions import check_assign
from sil import clock
from sil.accounts.roles import ROLES
from sil.framework import actions
from sil.framework.models import FrameworkVersion
from sil.framework.queries import titles, version_for
from sil.framework.schema import Framework
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parents[1] / "data" / "frameworks"
OTHERS = ("colours.toml", "letters.toml", "priorities.toml")
# Words that only Liverpool's file may bring to a page.
OF_LIVERPOOL = (
    "Band A",
    "School Improvement Partner",
    "Principal Officer",
    "Director of Education",
    "School Support Allocation",
    "Liverpool",
    "SSA",
)


def load(file: str) -> Framework:
    return actions.load((FILES / file).read_text(encoding="utf-8"), file_name=file, by=None)[0].framework


def page(client: Client, path: str) -> str:
    response: Any = client.get(path)
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", response.content.decode())


def after(client: Client, path: str, data: dict[str, str]) -> str:
    response: Any = client.post(path, data, follow=True)
    assert response.status_code == 200, path
    text: str = response.content.decode()
    return text


@pytest.mark.feature("A14")
@pytest.mark.parametrize("file", OTHERS)
class TestAnotherAuthority:
    def test_its_file_loads_alone_and_warns_of_its_wording_only(
        self, file: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("load_framework", str(FILES / file))
        said = capsys.readouterr()
        assert "Loaded from" in said.out
        assert said.err == "Note: The criteria are demonstration wording, not the authority's own text.\n"
        assert FrameworkVersion.objects.count() == 1

    def test_the_page_shows_all_of_it_and_nothing_of_liverpools(self, client: Client, file: str) -> None:
        rules = load(file)
        client.force_login(people.person(role="sip"))
        text = page(client, "/framework/")
        expected = [rules.framework.name, rules.allocation.name, rules.allocation.principle, rules.authority.service]
        expected += [f'govuk-tag--{band.colour}">{band.name}</strong>' for band in rules.bands]
        expected += [escape(line.text) for band in rules.bands for line in band.lines]
        expected += [f'summary-text">{escape(criterion.name)}<' for criterion in rules.criteria]
        expected += [escape(reading.text) for criterion in rules.criteria for reading in criterion.readings]
        expected += [f'__key">{period.name}</dt>' for period in rules.periods.given.values()]
        expected += [f'__key">{escape(rules.title(role))}</dt>' for role in ROLES]
        assert [words for words in expected if words not in text] == []
        assert [words for words in OF_LIVERPOOL if words in text] == []
        ids = [f">{part.id}<" for part in (*rules.bands, *rules.criteria)]
        assert [words for words in ids if words in text] == []

    def test_people_are_called_what_it_calls_them(self, client: Client, file: str) -> None:
        rules = load(file)
        assert titles() == {role: rules.title(role) for role in ROLES}
        sip, admin = people.person(role="sip"), people.person(role="administrator")
        school = schools.school(la_code=rules.authority.code)
        people.assign(school, sip)
        client.force_login(admin)
        paths = (
            "/officers/",
            "/people/",
            "/people/invite/",
            f"/people/{admin.pk}/roles/give/",
            f"/schools/{school.urn}/?part=all",
        )
        for path in (*paths, "/"):
            text = page(client, path)
            assert rules.title("sip") in text, path
            assert [words for words in OF_LIVERPOOL if words in text] == [], path
        exported: Any = client.get("/officers/?export=csv")
        heads = b"".join(exported.streaming_content).decode().splitlines()[0]
        assert heads.endswith(f"{rules.title('sip')},{rules.title('principal_officer')}")

    def test_what_happened_is_told_in_its_words(self, client: Client, file: str) -> None:
        title, officer = load(file).title("sip"), load(file).title("principal_officer")
        admin, person = people.person(role="administrator"), people.person("Ada Example")
        client.force_login(admin)
        first = {"starts_on_day": "1", "starts_on_month": "9", "starts_on_year": "2026"}
        give, end = f"/people/{person.pk}/roles/give/", "/roles/{}/end/"
        given = after(client, give, {"role": "sip"} | first)
        assert f"Ada Example now has the role {title}." in given
        assert [words for words in OF_LIVERPOOL if words in given] == []
        assert f"Ada Example already holds the role {title}." in after(client, give, {"role": "sip"} | first)
        grant = person.grants.get()
        last = {"ends_on_day": "1", "ends_on_month": "12", "ends_on_year": "2026"}
        assert f"You have recorded when the role {title} of Ada Example ends." in after(
            client, end.format(grant.pk), last
        )
        text = page(client, f"/people/{person.pk}/")
        assert f"Ada Example was given the role {title} from 1 September 2026" in text
        assert f"Ada Example held the role {title} until 1 December 2026" in text
        with pytest.raises(Denied, match=f"Only the {officer} or an administrator"):
            check_assign(by=person, on=TODAY)

    def test_a_partner_without_schools_is_told_who_gives_them(self, client: Client, file: str) -> None:
        rules = load(file)
        client.force_login(people.person(role="sip"))
        text = page(client, "/")
        assert f"You are not the {rules.title('sip')} of any school yet." in text
        assert f"The {rules.title('principal_officer')} or an administrator assigns schools to you." in text
        assert [words for words in OF_LIVERPOOL if words in text] == []


@pytest.mark.feature("A14")
def test_a_period_that_an_authority_has_not_is_neither_shown_nor_counted(client: Client) -> None:
    load("priorities.toml")
    client.force_login(people.person())
    _, _, periods = page(client, "/framework/").partition('id="periods"')
    assert periods.partition("</dl>")[0].count("summary-list__row") == 4
    with pytest.raises(CommandError, match="no period “decision”"):
        call_command("due", "decision", TODAY.isoformat())


def test_bands_that_list_a_school_say_so(client: Client) -> None:
    load("letters.toml")
    client.force_login(people.person())
    text = page(client, "/framework/")
    for letter, words in (
        ("A", "These schools are listed among those causing concern."),
        ("B", "A school flagged as high-risk is listed among those causing concern."),
        ("D", "These schools are listed among those causing concern."),
    ):
        assert re.search(rf">Letter {letter}</strong><p [^>]*>{words}</p></th>", text)
    assert text.count("causing concern") == 3
    assert ">Letter C</strong></th>" in text


@pytest.mark.feature("A13")
class TestNextYear:
    def test_each_year_has_its_own_and_neither_touches_the_other(self, liverpool: FrameworkVersion) -> None:
        rules = load("next-year.toml")
        now, then = version_for(2026), version_for(2027)
        assert now == liverpool
        assert then is not None and then.framework == rules
        assert then.authority_code == liverpool.authority_code == "341"
        assert [band.name for band in liverpool.framework.bands] == ["Band A", "Band B", "Band C", "Band D"]
        assert [band.name for band in rules.bands] == ["Level A", "Level B", "Level C", "Level D", "Level E"]
        assert rules.band("A").headline_days == Decimal(2)
        assert (liverpool.framework.periods.answer.count, rules.periods.answer.count) == (10, 5)

    def test_criteria_come_and_go(self, liverpool: FrameworkVersion) -> None:
        before, after = ({c.id for c in f.criteria} for f in (liverpool.framework, load("next-year.toml")))
        assert before - after == {"self-evaluation", "outreach"}
        assert after - before == {"staff-well-being"}

    def test_the_page_turns_with_the_academic_year(self, liverpool: FrameworkVersion, client: Client) -> None:
        load("next-year.toml")
        client.force_login(people.person())
        for day, mine, other in (
            (date(2027, 8, 31), "Band C", "Level C"),
            (date(2027, 9, 1), "Level C", "Band C"),
        ):
            with clock.at(day):
                text = page(client, "/framework/")
            assert mine in text and other not in text
