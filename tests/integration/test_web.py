"""sil.web: lists, forms, headers and first pages as a browser gets them."""

import csv
import html
import io
import re
from typing import Any

import pytest
from django.test import Client

from allocations.models import Draft
from allocations.proposal import actions as proposals
from allocations.states import State
from schools.models import School
from sil.accounts.models import User
from sil.outbox.models import Message
from sil.web.lists import paging
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]


def text_of(client: Client, path: str, **headers: str) -> str:
    response: Any = client.get(path, headers=headers)
    assert response.status_code == 200, path
    text: str = response.content.decode()
    return text


def link(text: str, words: str) -> str:
    """The address of a link of a page, by the words that it begins with."""
    found = re.search(rf'href="([^"]+)"[^>]*>(?:<span[^>]*>)?{words}', text)
    assert found, words
    return html.unescape(found[1])


def names(text: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*>\s*<a[^>]*>([^<]+)', text)


@pytest.fixture
def officer(client: Client) -> User:
    user = people.person("Olive Fictional", role="principal_officer")
    client.force_login(user)
    return user


@pytest.mark.feature("S8")
@pytest.mark.usefixtures("officer")
class TestLists:
    @pytest.fixture(autouse=True)
    def schools(self) -> list[School]:
        made = [schools.school(f"Example {n:02} School", urn=920000 + n) for n in range(30)]
        made.append(schools.school("Mock Academy", urn=930001, phase="Secondary", **schools.CONVERTER))
        made.append(schools.school("Gone School", urn=930002, status="Closed"))
        return made

    def test_a_page_holds_25_and_says_how_many_there_are(self, client: Client) -> None:
        first = text_of(client, "/schools/")
        second = text_of(client, link(first, "Next"))
        assert "31 schools" in first
        assert first.count('<th scope="row"') == 25
        assert second.count('<th scope="row"') == 6
        assert "Previous" not in first
        # A page before the end and a page after the beginning are whole ones.
        assert text_of(client, link(first, "Last 25")).count('<th scope="row"') == 25
        assert names(text_of(client, link(second, "Previous"))) == names(first)

    @pytest.mark.parametrize(
        "place",
        [
            "page=2",
            "after=x",
            "after=[]",
            'after=["Mock",null]',
            'after=["a%5Cu0000",1]',
            'after=["Example","one"]',
            f"after=[{'9' * 5000}]",
            f"after={'[' * 9000}",
            'before=["A",1]',
        ],
    )
    def test_a_page_that_is_not_there_is_the_first(self, client: Client, place: str) -> None:
        text = text_of(client, f"/schools/?{place}")
        assert "31 schools" in text
        assert "Example 00 School" in text

    def test_a_page_after_the_end_is_the_last(self, client: Client) -> None:
        text = text_of(client, '/schools/?after=["Zzz",1]')
        assert "Mock Academy" in text
        assert "Next" not in text

    def test_what_comes_and_goes_before_a_page_moves_nothing(self, client: Client) -> None:
        second = link(text_of(client, "/schools/"), "Next")
        before = names(text_of(client, second))
        schools.school("Another Example School", urn=920500)
        School.objects.filter(urn=920003).update(name="Aaa School")
        assert names(text_of(client, second)) == before

    def test_more_than_anybody_reads_is_not_counted(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(paging, "MOST_COUNTED", 30)
        assert "More than 30 schools</h2>" in text_of(client, "/schools/")

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("search=mock", 1),
            ("search=920007", 1),
            ("search=exampel", 30),
            ("phase=Secondary", 1),
            ("sector=academy", 1),
            ("sector=maintained&search=mock", 0),
            ("closed=on", 32),
            ("phase=nonsense", 31),
            ("search=%00", 31),
            ("search=%27%3B--", 0),
            ("sort=nonsense", 31),
        ],
    )
    def test_filters(self, client: Client, query: str, count: int) -> None:
        assert f"{count} school{'' if count == 1 else 's'}</h2>" in text_of(client, f"/schools/?{query}")

    def test_a_filter_is_a_tag_that_can_be_taken_away(self, client: Client) -> None:
        text = text_of(client, "/schools/?search=Example&phase=Primary&sort=-urn")
        assert 'href="/schools/?phase=Primary&amp;sort=-urn"' in text
        assert "Phase: Primary" in text
        assert 'aria-sort="descending"' in text

    def test_sorting_is_kept_while_paging(self, client: Client) -> None:
        text = text_of(client, "/schools/?sort=-urn")
        assert text.index("930001") < text.index("920029")
        assert link(text, "Next").startswith("/schools/?sort=-urn&after=")
        assert text_of(client, link(text, "Next")).count("Example 0") == 6

    def test_nothing_found_says_so(self, client: Client) -> None:
        assert "No school fits these filters." in text_of(client, "/schools/?search=zzz")

    def test_htmx_gets_the_results_alone_and_caches_tell_them_apart(self, client: Client) -> None:
        response: Any = client.get("/schools/?search=mock", headers={"HX-Request": "true"})
        text = response.content.decode()
        assert text.strip().startswith('<div id="results">')
        assert "<html" not in text
        assert "HX-Request" in response["Vary"]

    def test_the_export_is_what_is_shown_and_no_formula(self, client: Client) -> None:
        schools.school("=HYPERLINK(1)", urn=930003)
        response: Any = client.get("/schools/?export=csv&search=hyperlink&sort=-urn")
        rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
        assert rows[0] == ["School", "URN", "DfE number", "Phase", "Maintained or academy", "Town", "Postcode"]
        assert rows[1][0] == "'=HYPERLINK(1)"
        assert "attachment" in response["Content-Disposition"]


class TestHeaders:
    def test_every_page_forbids_what_it_does_not_need(self, client: Client) -> None:
        response: Any = client.get("/accounts/login/")
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == response["Cross-Origin-Resource-Policy"] == "same-origin"
        permissions = response["Permissions-Policy"].split(", ")
        assert {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= set(permissions)
        assert [each for each in permissions if not each.endswith("=()")] == [
            "publickey-credentials-create=(self)",
            "publickey-credentials-get=(self)",
        ]

    def test_pages_of_signed_in_people_are_kept_by_nobody(self, client: Client, officer: User) -> None:
        response: Any = client.get("/")
        assert "no-store" in response["Cache-Control"]

    def test_there_is_no_inline_script_or_style(self, client: Client, officer: User) -> None:
        text = text_of(client, "/schools/")
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick" not in text
        assert text.count("<script") == text.count("<script src=") + text.count('<script type="module" src=')

    def test_a_form_without_its_token_is_refused_with_a_page_that_helps(self) -> None:
        client = Client(enforce_csrf_checks=True)
        response: Any = client.post("/accounts/login/", {"login": "x"})
        assert response.status_code == 403

    def test_a_page_that_does_not_exist_helps(self, client: Client, officer: User) -> None:
        response: Any = client.get("/nonsense/")
        assert response.status_code == 404
        assert "Either there is no such page, or it is about a school or a person whose record you cannot open." in (
            response.content.decode()
        )


class TestSigningIn:
    def test_mail_for_a_new_password_goes_through_the_outbox(self, client: Client) -> None:
        user = people.person(password=people.PASSWORD)
        client.post("/accounts/password/reset/", {"email": user.email})
        message = Message.objects.get()
        assert (message.email, message.holds_secret) == (user.email, True)
        assert "/accounts/password/reset/key/" in message.body

    def test_nobody_learns_which_addresses_have_accounts(self, client: Client) -> None:
        response: Any = client.post("/accounts/password/reset/", {"email": "nobody@test.example"}, follow=True)
        assert "If the address belongs to an account" in response.content.decode()
        assert not Message.objects.exists()

    def test_wrong_passwords_are_counted(self, client: Client) -> None:
        people.person(email="counted@test.example", password=people.PASSWORD)
        wrong = {"login": "counted@test.example", "password": "wrong"}
        for _ in range(5):
            response: Any = client.post("/accounts/login/", wrong)
        right: Any = client.post("/accounts/login/", wrong | {"password": people.PASSWORD})
        assert right.status_code == 200
        assert "There were too many attempts to sign in." in right.content.decode()
        assert 'value="counted@test.example"' in response.content.decode()

    def test_a_password_needs_twelve_characters(self, client: Client) -> None:
        user = people.person(password=people.PASSWORD)
        client.force_login(user)
        response: Any = client.post(
            "/accounts/password/change/",
            {"oldpassword": people.PASSWORD, "password1": "short", "password2": "short"},
        )
        assert "at least 12 characters" in response.content.decode()


@pytest.mark.feature("O1")
class TestFirstPages:
    def test_each_sees_what_waits_for_them_and_nothing_of_others(self, client: Client) -> None:
        scene = allocations.scene(State.PROPOSED)
        found = {}
        for name in ("sip", "head", "chair", "officer"):
            client.force_login(getattr(scene, name))
            text = text_of(client, "/")
            found[name] = ("Read and answer" in text, "Answers late" in text, "Band B" in text or "B <span" in text)
        assert found == {
            "sip": (False, True, True),
            "head": (True, False, False),
            "chair": (False, False, False),
            "officer": (False, True, False),
        }

    def test_a_person_without_a_role_is_told_so(self, client: Client) -> None:
        client.force_login(people.person())
        text = text_of(client, "/")
        assert "You have no role or post at present" in text and "nothing we need from you" not in text


@pytest.mark.feature("A15")
class TestSchoolPage:
    """One page for all, with fewer parts for some."""

    @pytest.fixture
    def scene(self) -> Scene:
        return allocations.scene(State.PROPOSED)

    @pytest.mark.parametrize(
        ("who", "band", "history"),
        [
            ("sip", True, True),
            ("officer", True, True),
            ("head", True, False),
            ("chair", False, False),
            ("admin", False, True),
        ],
    )
    def test_parts(self, client: Client, scene: Scene, who: str, band: bool, history: bool) -> None:
        client.force_login(people.person(role="administrator") if who == "admin" else getattr(scene, who))
        text = text_of(client, f"/schools/{scene.school.urn}/?part=all")
        assert ("Open<span" in text) is band
        assert ("became the school" in text) is history
        assert ("Band B proposed for 2026 to 2027" in text) is (history and who != "admin")

    def test_a_partner_who_governs_another_school_reads_no_casework_there(self, client: Client, scene: Scene) -> None:
        other = people.assign(schools.school()).user
        people.post(scene.school, "chair", other)
        client.force_login(other)
        text = text_of(client, f"/schools/{scene.school.urn}/?part=all")
        assert "Band B proposed" not in text

    def test_a_head_reads_that_it_is_being_prepared_and_no_more(self, client: Client) -> None:
        scene = allocations.scene()
        client.force_login(scene.head)
        assert "is being prepared. We will email you when there is something to read." in text_of(
            client, f"/schools/{scene.school.urn}/"
        )


@pytest.mark.feature("A2", "T4")
class TestProposing:
    @pytest.fixture
    def scene(self, client: Client) -> Scene:
        scene = allocations.scene()
        client.force_login(scene.sip)
        return scene

    def test_a_draft_keeps_everything_typed_and_comes_back(self, client: Client, scene: Scene) -> None:
        typed = {
            "act": "save",
            "band": "C",
            "reasons": "So far <so> good.",
            "mark-reading": "2",
            "reason-reading": "Heard readers.",
            "evidence-reading": "Visit in October.",
            "mark-post-16": "none",
        }
        client.post(f"/allocations/{scene.allocation.pk}/propose/", typed)
        draft = Draft.objects.get()
        assert (draft.band, draft.marks["reading"]["reading"]) == ("C", "2")
        text = text_of(client, f"/allocations/{scene.allocation.pk}/propose/")
        for shown in ("So far &lt;so&gt; good.", "Heard readers.", "Visit in October.", "Saved 20 November 2026"):
            assert shown in text
        assert text.count(" checked") == 3

    def test_too_long_a_reason_is_kept_and_refused_where_it_is_sent(self, client: Client, scene: Scene) -> None:
        long, path = "x" * 4001, f"/allocations/{scene.allocation.pk}/propose/"
        refusal = "The reasons must be 4,000 characters or fewer. You have used 4,001."
        saved = client.post(path, {"act": "save", "band": "B", "reasons": long}, follow=True).content.decode()
        assert "Draft saved." in saved and long in saved
        assert f"This is saved, but you cannot send it yet.</strong> {refusal}" in saved
        sent = client.post(path, {"act": "check", "version": "1", "band": "B", "reasons": long})
        assert sent.status_code == 200 and refusal in sent.content.decode() and long in sent.content.decode()
        assert "Shorten the reasons to 4,000 characters" in text_of(client, f"{path}check/")

    @pytest.mark.parametrize("value", ["99", "-1", "x", "<script>"])
    def test_a_mark_that_is_no_choice_is_refused(self, client: Client, scene: Scene, value: str) -> None:
        response: Any = client.post(
            f"/allocations/{scene.allocation.pk}/propose/", {"act": "check", "mark-reading": value}
        )
        assert "select the band that fits best" in response.content.decode()

    def test_going_on_asks_for_every_mark_at_once(self, client: Client, scene: Scene) -> None:
        response: Any = client.post(f"/allocations/{scene.allocation.pk}/propose/", {"act": "check"})
        text = response.content.decode()
        for criterion in scene.allocation.framework.criteria:
            assert f'href="#id_mark-{criterion.id}_0"' in text
            assert f'id="id_mark-{criterion.id}_0"' in text

    def test_a_proposal_is_the_start_of_its_revision(self, client: Client, scene: Scene) -> None:
        allocations.walk(scene, State.PROPOSED)
        text = text_of(client, f"/allocations/{scene.allocation.pk}/propose/")
        assert "Leaders know the school well, and results are rising." in text
        assert text.count(" checked") == len(scene.allocation.framework.criteria) + 1

    def test_a_head_who_reads_an_old_version_is_told(self, client: Client, scene: Scene) -> None:
        allocations.walk(scene, State.PROPOSED)
        client.force_login(scene.head)
        at = f"/allocations/{scene.allocation.pk}/agree/"
        read: Any = client.get(at)
        case = allocations.case(scene.allocation.framework, "A")
        proposals.revise(scene.allocation, by=scene.sip, on=TODAY, choice=case)
        old = {"position": read.context["position"].pk, "read": read.context["read"].token}
        text = client.post(at, old).content.decode()
        assert "Nothing has been done" in text and "Band A" in text and "Band B" in text
        scene.allocation.refresh_from_db()
        assert scene.allocation.status == State.PROPOSED
