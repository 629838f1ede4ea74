"""What emails say: the thing, the school, what is asked and by when, and whom to ask."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client

from schools.people import actions
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.tokens import TokenGenerator
from sil.outbox.models import Message
from sil.outbox.post import KINDS, render, store
from sil.outbox.ways import smtp
from tests.conftest import TODAY
from tests.factories import people, schools
from tests.message_samples import SAMPLES, URL, Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T14")]

# From the framework file of the tests.
SERVICE, TELEPHONE, REPLY = "School Improvement Liverpool", "0151 233 3901", "sil@si.liverpool.gov.uk"
ASKS = re.compile(r"\b[Pp]lease [a-z]+")
NOTHING = re.compile(r"you do not need to do (anything|what it asked for)", re.IGNORECASE)

BAD = ("None", "{{", "{%", "&#", "&amp;", "\n\n\n", " \n", "  ", " ,", " .", "..", "True", "False", "[]")


def told(sample: Sample) -> tuple[str, str]:
    with clock.at(date(2026, 11, 27)):
        return render(sample.content.kind, {**asdict(sample.content), "recipient": "Ada Example"})


def test_each_kind_of_message_has_a_sample() -> None:
    assert {sample.content.kind for sample in SAMPLES} == {key for key, _ in KINDS.declared()}


def lacks(sample: Sample, subject: str, body: str) -> Iterator[str]:
    """Yield what a message lacks of what the promise says."""
    dear, first, *_, ask = body.strip().split("\n\n")
    sentence = re.split(r"(?<=[.!?])\s", first)[0]
    yield from (f"the subject does not name {named}" for named in sample.subject if named not in subject)
    yield from (f"the first paragraph does not name {named}" for named in sample.first if named not in first)
    if len(subject) > 150 or dear != "Dear Ada Example,":
        yield "a subject of 150 characters and a greeting"
    if bool(ASKS.search(sentence)) is not sample.asks:
        yield "the first sentence asks for something where it should not, or does not where it should"
    if not sample.asks and not NOTHING.search(first) and not ASKS.search(first):
        yield "it does not say that nothing needs to be done"
    if (URL in body.splitlines()) is bool(sample.no_link):
        yield "the link"
    if SERVICE not in body or TELEPHONE not in ask:
        yield "whom to ask"
    if (who := sample.content.sender) and f"{who.name}\n{who.role}\nTelephone {who.telephone}\n" not in body:
        yield "who signs it"


def traces(subject: str, body: str) -> Iterator[str]:
    """Yield what shows how a message was made."""
    yield from (f"{bad!r} in it" for bad in BAD if bad in subject or bad in body)
    for line in [subject, *body.splitlines()]:
        yield from (f"a long line: {line}" for _ in range(len(line) > 450))
        yield from (f"a long sentence: {each}" for each in re.split(r"(?<=[.!?])\s", line) if len(each) > 260)


@pytest.mark.promise("weight")
def test_every_message_says_what_it_is_and_what_to_do() -> None:
    """The subject of every email names the school, the thing and the day. Its first sentences say what you are asked to
    do and by when, or that you do not need to do anything. It has the link to exactly that page, and says who wrote it
    and whom to call."""
    found = [(*told(sample), sample) for sample in SAMPLES]
    assert not [(s, body, fault) for s, body, sample in found for fault in lacks(sample, s, body)]


@pytest.mark.promise("weight")
def test_no_message_shows_how_it_was_made() -> None:
    """No email has a gap, a doubled blank line, a word of the computer's or a sentence that goes on and on."""
    assert not [(*told(sample), fault) for sample in SAMPLES for fault in traces(*told(sample))]


@pytest.mark.promise("weight")
def test_a_notice_is_known_from_the_email_alone() -> None:
    """The email that brings a notice says that a notice was given, on which day, which period runs and what is
    owed by when: nobody has to sign in to learn it."""
    for sample in SAMPLES:
        if getattr(sample.content, "period", "") and sample.content.kind.startswith("concern_letter"):
            _, body = told(sample)
            for named in ("warning notice", "27 November 2026", "from 27 November 2026 to 18 December 2026"):
                assert named in body
            if sample.content.plan_due:  # type: ignore[attr-defined]
                assert "action plan by 11 December 2026" in body


def test_the_link_to_set_a_new_password_is_an_email_like_the_others(client: Client) -> None:
    ada = people.person("Ada Example", email="ada@test.example")
    ada.set_password("three unrelated words")
    ada.save()
    client.post("/accounts/password/reset/", {"email": ada.email})
    message = Message.objects.get(email=ada.email)
    assert message.subject == "Set a new password for the school support service within three days"
    dear, first, *_, ask = message.body.strip().split("\n\n")
    assert dear == "Dear Ada Example," and "Please set a new password" in first and "within three days" in first
    assert SERVICE in message.body and TELEPHONE in ask and REPLY in ask and "\n\n\n" not in message.body
    assert re.search(r"^http\S+$", message.body, re.MULTILINE)


@pytest.mark.promise("weight")
def test_an_invitation_says_who_invites_whom_as_what_and_works_for_two_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invitation names the person who sent it, your role and school, and the last day on which its link works: two
    weeks. A link to set a new password works for three days."""
    admin, school = people.person("Addie Example", role="administrator"), schools.school("Quillfeather Primary School")
    accounts.edit(admin, by=admin, on=TODAY, email=admin.email, name=admin.name, telephone=" 0151 496 0000 ")
    admin.refresh_from_db()
    with clock.at(TODAY):
        ada = actions.invite(
            by=admin, on=TODAY, email="ada@test.example", name="Ada Example", role="Headteacher", school=school
        )
    message = Message.objects.get(email=ada.email)
    assert message.subject == (
        "Addie Example has invited you to the school support service for Quillfeather Primary School: "
        "set your password by 4 December 2026"
    )
    for said in (
        "Please set your password by 4 December 2026: Addie Example has set up an account for you",
        "as Headteacher of Quillfeather Primary School",
        f"If it no longer works, ask Addie Example, {admin.email}, to send you a new one.",
        "Addie Example\nAdministrator\nTelephone 0151 496 0000\n",
    ):
        assert said in message.body
    generator = TokenGenerator()
    bob = people.person("Bob Example", password=people.PASSWORD)
    for person, last in ((ada, timedelta(days=14)), (bob, timedelta(days=3))):
        token = generator.make_token(person)
        for after, works in ((last, True), (last + timedelta(minutes=1), False)):
            later = datetime.now() + after - timedelta(seconds=5)
            monkeypatch.setattr(TokenGenerator, "_now", lambda _, later=later: later)
            assert generator.check_token(person, token) is works
        monkeypatch.undo()


def test_a_newer_invitation_ends_the_earlier_one(client: Client) -> None:
    admin = people.person(role="administrator")
    with clock.at(TODAY):
        ada = actions.invite(by=admin, on=TODAY, email="ada@test.example", name="Ada Example", role="Headteacher")
    first = _link(Message.objects.get(email=ada.email))
    with clock.at(TODAY + timedelta(days=1)):
        actions.invite_again(ada, by=admin, on=TODAY)
    second = _link(Message.objects.filter(email=ada.email).latest("created_at"))
    assert "or a newer one was sent" in client.get(first, follow=True).content.decode()
    page: Any = client.get(second, follow=True)
    typed = {"password1": "three unrelated words", "password2": "three unrelated words"}
    client.post(page.redirect_chain[-1][0], typed)
    ada.refresh_from_db()
    assert ada.check_password("three unrelated words")


def _link(message: Message) -> str:
    found = re.search(r"^http\S+$", message.body, re.MULTILINE)
    assert found
    return found[0].removeprefix(settings.SITE_URL)


def test_an_administrator_adds_a_telephone_on_the_page_of_the_person(client: Client) -> None:
    sam = people.person("Sam Sample", email="sam@test.example")
    client.force_login(people.person(role="administrator"))
    said = {"name": sam.name, "email": sam.email, "telephone": "0151 496 0001"}
    assert client.post(f"/people/{sam.pk}/edit/", said).status_code == 302
    assert "0151 496 0001" in client.get(f"/people/{sam.pk}/").content.decode()


def test_replies_go_to_the_service() -> None:
    stored = store(kind="sign-in", email="ada@test.example", subject="A subject", body="A body")
    assert stored is not None
    assert smtp._mail(stored, EmailBackend()).reply_to == [REPLY]
