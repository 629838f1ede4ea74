"""Newsletters: who writes, who takes and who reads them, and that each email is written once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allocations.states import State
from monitoring.newsletters import actions
from monitoring.newsletters.models import Newsletter
from monitoring.newsletters.notifications import person_of, stop_token
from monitoring.newsletters.queries import takers
from monitoring.newsletters.text import as_email, blocks
from schools.models import Post, School
from sil import clock
from sil.accounts.models import User
from sil.outbox.models import MailChoice, Message, Status
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, frameworks, newsletters, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P6")]


@pytest.fixture
def writer() -> User:
    return people.person("Sam Writer", role="sip")


@pytest.fixture
def school() -> School:
    return schools.school("Example Reading School")


@pytest.fixture
def head(school: School) -> User:
    return people.post(school, "headteacher").user


@pytest.fixture
def chair(school: School) -> User:
    return people.post(school, "chair").user


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def emails(newsletter: Newsletter) -> list[str]:
    found = Message.objects.filter(dedupe_key__startswith=f"newsletter:{newsletter.pk}:")
    return sorted(found.values_list("email", flat=True))


def page(user: User | None, address: str) -> str:
    browser = Client()
    if user:
        browser.force_login(user)
    found = browser.get(address)
    return found.text if found.status_code == 200 else ""


# By hand: a text, what a page makes of it, and what an email does.
TEXTS = (
    (
        "# News\nOf the term.\nMore.",
        [("heading", ["News"]), ("paragraph", ["Of the term.", "More."])],
        "News\n\nOf the term.\nMore.",
    ),
    ("One.\n\n\n\nTwo.", [("paragraph", ["One."]), ("paragraph", ["Two."])], "One.\n\nTwo."),
    ("- one\n- two\nthen", [("list", ["one", "two"]), ("paragraph", ["then"])], "- one\n- two\n\nthen"),
    (
        "See [the page](https://a.example/x?y=1&z=2), please.",
        [("paragraph", ['See <a class="govuk-link" href="https://a.example/x?y=1&amp;z=2">the page</a>, please.'])],
        "See the page: https://a.example/x?y=1&z=2, please.",
    ),
    (
        "https://a.example/b.",
        [("paragraph", ['<a class="govuk-link" href="https://a.example/b">https://a.example/b</a>.'])],
        "https://a.example/b.",
    ),
    # Nothing that is typed runs, and no address but those of the web is a link.
    (
        "<b>x</b> [y](javascript:z)",
        [("paragraph", ["&lt;b&gt;x&lt;/b&gt; [y](javascript:z)"])],
        "<b>x</b> [y](javascript:z)",
    ),
)


@pytest.mark.parametrize(("typed", "shown", "mailed"), TEXTS)
def test_what_is_typed_is_shown(typed: str, shown: list[tuple[str, list[str]]], mailed: str) -> None:
    assert [(block.kind, list(block.lines)) for block in blocks(typed)] == shown
    assert as_email(typed) == mailed


def test_officers_write_and_nobody_else(writer: User, head: User) -> None:
    assert refusal(lambda: newsletters.written(head)) == "not_allowed"
    made = newsletters.written(writer)
    for act in (
        lambda: actions.change(made, newsletters.typed(title="No"), by=head, on=TODAY),
        lambda: actions.send(made, by=head, on=TODAY),
        lambda: actions.discard(made, by=head, on=TODAY),
    ):
        assert refusal(act) == "not_allowed"
    for facts, code in (({"title": " "}, "no_title"), ({"text": ""}, "no_text"), ({"audience": "all"}, "no_audience")):
        assert refusal(lambda facts=facts: newsletters.written(writer, **facts)) == code


@pytest.mark.parametrize(
    ("audience", "who"), [("heads", {"head"}), ("governors", {"chair"}), ("both", {"head", "chair"})]
)
def test_it_goes_to_those_who_take_it(
    audience: str, who: set[str], writer: User, school: School, head: User, chair: User
) -> None:
    people.post(school, "clerk")
    closed = people.post(schools.school("Example Closed School", status="Closed"), "headteacher").user
    left = people.post(school, "headteacher")
    Post.objects.filter(pk=left.pk).update(ends_on=TODAY - timedelta(days=1))
    stopped = people.post(schools.school("Example Other School"), "headteacher").user
    actions.stop(stopped)
    there = {"head": head, "chair": chair}
    made = newsletters.sent(newsletters.written(writer, audience=audience), writer)
    assert emails(made) == sorted(there[each].email for each in who)
    assert not {closed.email, left.user.email, stopped.email} & set(emails(made))
    assert (made.status, made.takers, made.written) == ("sent", len(who), len(who))


def test_somebody_with_two_posts_gets_one(writer: User, school: School, head: User) -> None:
    people.post(schools.school("Example Other School"), "chair", head)
    assert emails(newsletters.sent(newsletters.written(writer), writer)) == [head.email]


def test_it_waits_for_the_one_email_of_the_morning(writer: User, head: User, chair: User) -> None:
    MailChoice.objects.create(user=head, emails=MailChoice.Emails.MORNING, chosen_at=clock.now())
    made = newsletters.sent(newsletters.written(writer), writer)
    states = Message.objects.filter(kind="newsletter").values_list("email", "status")
    assert dict(states) == {head.email: Status.HELD, chair.email: Status.WAITING} and made.written == 2


def test_a_band_without_newsletters_gets_none() -> None:
    made = allocations.scene(State.AGREED, band="B")
    assert takers("governors", TODAY).filter(pk=made.chair.pk).exists()
    text = frameworks.liverpool().replace(
        'kind = "newsletter"\nbands = ["A", "B", "C", "D"]', 'kind = "newsletter"\nbands = ["A", "C", "D"]'
    )
    assert text != frameworks.liverpool()
    frameworks.load(text)
    assert not takers("governors", TODAY).filter(pk=made.chair.pk).exists()


def test_what_was_sent_stays_and_is_corrected_by_another(writer: User, head: User) -> None:
    draft = newsletters.written(writer)
    assert refusal(lambda: newsletters.written(writer, corrects=draft)) == "not_sent"
    made = newsletters.sent(draft, writer)
    for act in (
        lambda: actions.change(made, newsletters.typed(title="Other"), by=writer, on=TODAY),
        lambda: actions.send(made, by=writer, on=TODAY),
        lambda: actions.discard(made, by=writer, on=TODAY),
    ):
        assert refusal(act) in {"sent", "wrong_state"}
    second = newsletters.sent(newsletters.written(writer, title="The right day", corrects=made), writer)
    assert "We corrected this on" in page(head, made.get_absolute_url())
    assert "This corrects our newsletter" in page(head, second.get_absolute_url())
    told = Message.objects.get(dedupe_key=f"newsletter:{second.pk}:{head.pk}")
    assert "It corrects our newsletter “News of the term”." in told.body


def test_those_it_was_for_read_it(writer: User, school: School, head: User, chair: User) -> None:
    clerk = people.post(school, "clerk").user
    draft, made = newsletters.written(writer), newsletters.written(writer, title="For the boards", audience="governors")
    assert not page(chair, made.get_absolute_url())
    newsletters.sent(made, writer)
    for user, found in ((chair, True), (clerk, True), (head, False), (writer, True)):
        assert bool(page(user, made.get_absolute_url())) is found
        assert (made.title in page(user, "/newsletters/")) is found
    assert not page(chair, draft.get_absolute_url()) and page(writer, draft.get_absolute_url())


class TestParts:
    """A worker that stops between two parts loses nothing, and no email is written twice."""

    def test_each_part_is_written_once(self, writer: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actions, "PART", 2)
        there = [people.post(schools.school(f"Example School {n}"), "headteacher").user for n in range(5)]
        made = newsletters.written(writer)
        actions.send(made, by=writer, on=TODAY)
        assert actions.write_part(made.pk) == 2
        # As a worker leaves it that is killed after its messages and before its mark.
        Newsletter.objects.filter(pk=made.pk).update(last_taker=0, written=0)
        actions.send_waiting()
        assert emails(made) == sorted(each.email for each in there)
        made.refresh_from_db()
        assert made.status == "sent" and actions.write_part(made.pk) is None

    def test_a_part_asks_no_more_for_more_people(self, writer: User) -> None:
        asked = []
        for number in (2, 9):
            for _ in range(number):
                people.post(schools.school(f"Example School {people.person().pk}"), "headteacher")
            made = newsletters.written(writer)
            actions.send(made, by=writer, on=TODAY)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                actions.write_part(made.pk)
            asked.append(len(queries))
        assert asked[0] == asked[1] < 20

    def test_what_could_not_be_sent_is_shown(self, writer: User, head: User, chair: User) -> None:
        made = newsletters.sent(newsletters.written(writer), writer)
        Message.objects.filter(email=head.email, kind="newsletter").update(status=Status.FAILED)
        shown = page(writer, made.get_absolute_url())
        assert "0 sent, 1 waiting, 1 could not be sent." in shown and head.email in shown and chair.email not in shown


class TestStop:
    """On the page of one's choices, or by the link of the email, which only a post follows."""

    def test_the_link_asks_before_it_stops(self, head: User) -> None:
        address, browser = f"/newsletters/stop/{stop_token(head)}/", Client()
        assert head.email in page(None, address)
        assert not MailChoice.objects.filter(user=head).exists()
        assert "Newsletters stopped" in browser.post(address).text
        assert not takers("both", TODAY).filter(pk=head.pk).exists()
        choice = MailChoice.objects.get(user=head)
        assert (choice.emails, choice.lists, choice.newsletters) == ("each", "never", False)

    def test_an_officer_who_reads_the_email_stops_nothing_by_it(self, writer: User) -> None:
        shown = page(writer, newsletters.written(writer).get_absolute_url())
        assert "(the reader’s own link)" in shown and "/newsletters/stop/" not in shown

    def test_nobody_can_make_a_link(self, head: User) -> None:
        token = stop_token(head)
        assert person_of(token) == head
        for wrong in (str(head.pk), token[:-1], token + "x", "x"):
            assert person_of(wrong) is None

    @pytest.mark.parametrize(("chosen", "takes"), [("no", False), ("yes", True)])
    def test_the_page_of_choices(self, chosen: str, takes: bool, head: User) -> None:
        actions.stop(head)
        browser = Client()
        browser.force_login(head)
        browser.post("/account/emails/", {"emails": "each", "lists": "never", "newsletters": chosen})
        assert takers("both", TODAY).filter(pk=head.pk).exists() is takes

    def test_it_is_not_asked_of_those_who_get_none(self, writer: User) -> None:
        assert "Do not send them to me" not in page(writer, "/account/emails/")
        browser = Client()
        browser.force_login(writer)
        assert browser.post("/account/emails/", {"emails": "each", "lists": "never"}).status_code == 302
