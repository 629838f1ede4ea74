"""What emails say: the thing, the school, what is asked and by when, and whom to ask."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

import pytest
from django.test import Client

from sil import clock
from sil.outbox.models import Message
from sil.outbox.post import KINDS, render
from tests.factories import people
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
    if not sample.asks and not NOTHING.search(first):
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
