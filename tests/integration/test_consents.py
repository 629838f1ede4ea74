"""Notices go by email to those who agreed to that; who did not is asked about, and offered by hand."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from monitoring.notices.consents.actions import end_consent, record_consent
from monitoring.notices.letters.recipients import recipients_of
from monitoring.notices.models import CaseLetter, EmailConsent
from monitoring.notices.states import CaseState
from schools.models import Post
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.letters.models import Method
from sil.uploads.formats import examine
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters, cases, people
from tests.factories.case_scene import Scene
from tests.refusals import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C3", "C17")]
ASKED = "There is no consent on record from {} to be given notices by email."


@pytest.fixture
def made() -> Scene:
    """Nobody at the school has agreed."""
    made = cases.scene(CaseState.DISCUSSED)
    EmailConsent.objects.all().delete()
    return made


def post(made: Scene, role: str = "chair") -> Post:
    return Post.objects.get(school=made.school, role=role)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def offered(made: Scene) -> str:
    """How the governing body is offered to get the next notice."""
    letter = CaseLetter(case=made.case, kind="preformal_notice")
    return recipients_of(letter, TODAY, {})[0].method


def test_by_hand_is_offered_first_without_a_consent(made: Scene) -> None:
    assert offered(made) == Method.HAND
    found = record_consent(post(made), given_on=TODAY, words="By email of today.", by=made.officer, on=TODAY)
    assert offered(made) == Method.EMAIL
    end_consent(found, by=made.chair, on=TODAY, reason="I would rather have paper.")
    assert offered(made) == Method.HAND


def test_an_email_without_a_consent_is_asked_about_when_it_is_presented_and_signed(made: Scene) -> None:
    letter = case_letters.prepared(made)
    letter = CaseLetter.objects.get(pk=letter.pk)
    asked = ASKED.format(made.chair.name)
    with pytest.raises(Denied) as denied:
        case_letters.signing.present(letter, dated=TODAY, by=made.officer, on=TODAY, version=letter.version)
    assert denied.value.code == "sure" and asked in denied.value.sentence
    letter = case_letters.present(made, letter)
    with pytest.raises(Denied) as denied:
        case_letters.signing.sign(letter, by=made.dcs, on=TODAY, version=letter.version)
    assert denied.value.code == "sure" and asked in denied.value.sentence
    record_consent(post(made), given_on=TODAY, words="Said so.", by=made.officer, on=TODAY)
    assert case_letters.asked(CaseLetter.objects.get(pk=letter.pk), TODAY, clock.now()) == []


def test_a_consent_of_later_or_of_another_post_does_not_help(made: Scene) -> None:
    letter = case_letters.presented(made)
    record_consent(post(made, "clerk"), given_on=TODAY, words="Said so.", by=made.clerk, on=TODAY)
    asked = ASKED.format(made.chair.name)
    assert asked in " ".join(case_letters.asked(letter, TODAY, clock.now()))
    record_consent(post(made), given_on=TODAY, words="Said so.", by=made.chair, on=TODAY)
    assert asked in " ".join(case_letters.asked(letter, TODAY - timedelta(days=1), clock.now()))


def test_it_ends_with_the_post(made: Scene) -> None:
    record_consent(post(made), given_on=date(2026, 11, 2), words="Said so.", by=made.chair, on=TODAY)
    Post.objects.filter(pk=post(made).pk).update(ends_on=TODAY - timedelta(days=1))
    newer = people.post(made.school, "chair")
    assert newer.user != made.chair and offered(made) == Method.HAND


def test_who_records_and_ends_it(made: Scene) -> None:
    said: dict[str, Any] = {"given_on": TODAY, "words": "Said so.", "on": TODAY}
    stranger = people.post(cases.schools.school("Another School"), "chair").user
    for person in (made.head, made.clerk, made.dcs, made.director, stranger, people.person(role="administrator")):
        assert refusal(lambda by=person: record_consent(post(made), by=by, **said)) == "not_theirs"
    tomorrow = said | {"given_on": TODAY + timedelta(days=1)}
    assert refusal(lambda: record_consent(post(made), by=made.chair, **tomorrow)) == "to_come"
    assert refusal(lambda: record_consent(post(made), by=made.chair, **said | {"words": " "})) == "no_words"
    found = record_consent(post(made), by=made.chair, **said)
    assert refusal(lambda: record_consent(post(made), by=made.officer, **said)) == "recorded"
    assert refusal(lambda: end_consent(found, by=made.head, on=TODAY)) == "not_theirs"
    end_consent(found, by=made.officer, on=TODAY, reason="The chair asked for paper.")
    assert refusal(lambda: end_consent(found, by=made.officer, on=TODAY)) == "ended"
    kinds = Event.objects.filter(kind__startswith="case.email_consent").order_by("pk").values_list("kind", "reason")
    assert list(kinds) == [("case.email_consent", ""), ("case.email_consent_ended", "The chair asked for paper.")]
    assert EmailConsent.objects.get().end_reason == "The chair asked for paper."


def test_its_document_is_read_by_those_who_see_it(made: Scene) -> None:
    """While the post is held, as the page shows it: by officers, and by those who are given notices."""
    minutes = examine("minutes.csv", b"day,said\n1,agreed\n")
    said: dict[str, Any] = {"given_on": TODAY, "words": "Said so.", "by": made.officer, "on": TODAY}
    with_one = record_consent(post(made), document=minutes, **said)
    without = record_consent(post(made, "clerk"), **said)
    address = f"/email-consents/{with_one.pk}/document/"
    stranger = people.post(cases.schools.school("Another School"), "chair").user

    def status(person: User, path: str = address) -> int:
        return client_of(person).get(path).status_code

    read = client_of(made.chair).get(address)
    assert read.content == b"day,said\n1,agreed\n" and "attachment" in read["Content-Disposition"]
    assert (
        f'href="{address}"' in client_of(made.clerk).get(f"/schools/{made.school.pk}/email-consents/").content.decode()
    )
    assert {status(person) for person in (made.officer, made.sip, made.head, made.chair, made.clerk)} == {200}
    others = (made.director, made.dcs, stranger, people.person(role="administrator"))
    assert {status(person) for person in others} == {404}
    assert status(made.officer, f"/email-consents/{without.pk}/document/") == 404
    Post.objects.filter(pk=post(made).pk).update(ends_on=TODAY - timedelta(days=1))
    assert {status(person) for person in (made.officer, made.head, made.chair)} == {404}


def test_the_pages(made: Scene) -> None:
    client = Client()
    client.force_login(made.chair)
    listed = f"/schools/{made.school.pk}/email-consents/"
    assert f'href="{listed}"' in client.get("/").content.decode()
    page = client.get(listed).content.decode()
    assert page.count("No agreement is on record") == 3 and page.count("Record that notices can go by email") == 1
    address = f"/posts/{post(made).pk}/email-consent/"
    assert "I agree to have notices by email" in client.get(address).content.decode()
    day = {"given_on_day": "20", "given_on_month": "11", "given_on_year": "2026"}
    empty = client.post(address, day | {"words": ""}).content.decode()
    assert "Say how this was agreed." in empty and 'value="20"' in empty
    assert client.post(address, day | {"words": "I agree."}).status_code == 302
    assert "I agree." in client.get(listed).content.decode()
    found = EmailConsent.objects.get()
    assert client.post(f"/email-consents/{found.pk}/end/", {"reason": ""}).status_code == 302
    ended = re.sub(r"<[^>]+>", "", client.get(listed).content.decode()).replace("\xa0", " ")
    assert "Agreed from 20 November 2026 to 20 November 2026" in " ".join(ended.split())
    officer = Client()
    officer.force_login(made.officer)
    assert "Who has notices by email" in officer.get(f"/schools/{made.school.pk}/").content.decode()
