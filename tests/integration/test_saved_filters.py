"""Filters of a list kept under a name, and schools that are watched: for their maker alone."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from schools.models import School, Watch
from schools.watching.actions import watch
from sil.accounts.models import User
from sil.audit import events
from sil.saved.actions import MOST, save_filter
from sil.saved.models import SavedFilter
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O12")]

AT = "/saved-filters/add/"


@pytest.fixture
def officer() -> User:
    return people.person(role="principal_officer")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


class TestSaved:
    def test_a_filtered_list_offers_to_save_its_filters_without_the_place_in_it(self, officer: User) -> None:
        client = signed_in(officer)
        schools.school()
        assert "Save these filters" not in client.get("/schools/").text
        page = client.get("/schools/?phase=Primary&sort=-urn&page=last").text
        href = page.split('">Save these filters')[0].rpartition('href="')[2].replace("&amp;", "&")
        asked = parse_qs(urlsplit(href).query)
        assert asked == {"address": ["/schools/?phase=Primary&sort=-urn"], "words": ["Phase: Primary"]}
        form = client.get(href)
        assert "Phase: Primary" in form.text
        sent = {"name": "My primary schools", "address": asked["address"][0], "words": "Phase: Primary"}
        done = client.post(AT, sent, follow=True)
        assert done.redirect_chain == [("/schools/?phase=Primary&sort=-urn", 302)]
        assert "The filters are saved as “My primary schools”." in done.text
        listed = client.get("/saved-filters/").text
        assert 'href="/schools/?phase=Primary&amp;sort=-urn">My primary schools</a>' in listed

    @pytest.mark.parametrize(
        "address",
        ["", "https://evil.example/", "//evil.example/", "/\\evil.example", "schools/", "/nowhere/", "javascript:1"],
    )
    def test_only_addresses_of_this_site_are_kept(self, officer: User, address: str) -> None:
        with pytest.raises(Denied, match="no address of a list"):
            save_filter(by=officer, name="Mine", address=address, words="")
        page = signed_in(officer).post(AT, {"name": "Mine", "address": address})
        assert "This is no address of a list here." in page.text and not SavedFilter.objects.exists()

    def test_a_name_is_taken_once_and_everything_typed_stays(self, officer: User) -> None:
        save_filter(by=officer, name="Mine", address="/schools/", words="")
        page = signed_in(officer).post(AT, {"name": "mine", "address": "/visits/", "words": "Late"})
        assert "You already have saved filters called “mine”. Enter another name." in page.text
        assert 'value="mine"' in page.text and 'value="/visits/"' in page.text
        save_filter(by=people.person(), name="Mine", address="/schools/", words="")

    def test_renamed_and_deleted_by_their_maker_alone(self, officer: User) -> None:
        made = save_filter(by=officer, name="Mine", address="/schools/", words="")
        other = save_filter(by=officer, name="Other", address="/schools/", words="")
        stranger, client = signed_in(people.person(role="principal_officer")), signed_in(officer)
        for path in (f"/saved-filters/{made.pk}/", f"/saved-filters/{made.pk}/delete/"):
            assert stranger.post(path, {"name": "Theirs"}).status_code == 404
        assert "You already have" in client.post(f"/saved-filters/{made.pk}/", {"name": other.name}).text
        client.post(f"/saved-filters/{made.pk}/", {"name": "Ours"})
        made.refresh_from_db()
        assert made.name == "Ours"
        assert "“Ours” was deleted." in client.post(f"/saved-filters/{made.pk}/delete/", follow=True).text
        assert set(SavedFilter.objects.all()) == {other}

    def test_there_is_an_end(self, officer: User) -> None:
        for number in range(MOST):
            save_filter(by=officer, name=str(number), address="/schools/", words="")
        page = signed_in(officer).post(AT, {"name": "More", "address": "/schools/"})
        assert f"You have {MOST} saved filters. Delete one that you no longer need." in page.text


class TestWatched:
    @pytest.fixture
    def school(self) -> School:
        return schools.school(name="Example Primary School")

    def happens(self, school: School, *, by: User | None, later: int = 1) -> None:
        """Something is done at a school, so many hours from now."""
        event = events.record("allocation.added", subject=school, by=by, scope=f"school:{school.pk}", year="2026")
        assert event.at == NOW, "the clock stands"
        Watch.objects.filter(school=school).update(seen_at=NOW - timedelta(hours=later))

    def test_watched_from_its_page_and_no_longer(self, officer: User, school: School) -> None:
        client = signed_in(officer)
        assert "Watch this school" in client.get(school.get_absolute_url()).text
        done = client.post(f"/schools/{school.pk}/watch/", follow=True)
        assert "You watch Example Primary School." in done.text and "Stop watching it" in done.text
        client.post(f"/schools/{school.pk}/watch/")
        assert Watch.objects.count() == 1
        gone = client.post(f"/schools/{school.pk}/watch/", {"act": "stop", "back": "1"}, follow=True)
        assert "You watch no school yet." in gone.text

    def test_what_others_did_since_is_counted_until_it_is_marked_as_read(self, officer: User, school: School) -> None:
        watch(school, by=officer, on=TODAY)
        client = signed_in(officer)
        self.happens(school, by=people.person())
        self.happens(school, by=None)
        self.happens(school, by=officer)
        (row,) = client.get("/schools/watched/").context["listing"].page
        assert row.new == 2, "one's own acts are no news"
        client.post("/schools/watched/read/")
        (row,) = client.get("/schools/watched/").context["listing"].page
        assert row.new == 0

    def test_a_school_that_is_no_longer_theirs_is_not_listed(self, school: School) -> None:
        sip = people.assign(school).user
        watch(school, by=sip, on=TODAY)
        assert "Example Primary School" in signed_in(sip).get("/schools/watched/").text
        sip.assignments.all().delete()
        assert "Example Primary School" not in signed_in(sip).get("/schools/watched/").text

    def test_who_reads_no_casework_watches_none(self, school: School) -> None:
        people.assign(school)
        for person in (people.post(school, "headteacher").user, people.person(role="administrator")):
            client = signed_in(person)
            assert "Watch this school" not in client.get(school.get_absolute_url()).text
            assert client.post(f"/schools/{school.pk}/watch/").status_code in {403, 404}
            with pytest.raises(Denied):
                watch(school, by=person, on=TODAY)
