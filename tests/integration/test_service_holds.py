"""Service that holds: the notice is in the e-mail, it counts by its hour, and no copy is called sent that was not."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from monitoring.notices.bundle.front import record
from monitoring.notices.giving import actions as giving
from monitoring.notices.letters.recipients import served_on
from monitoring.notices.models import CaseLetter
from monitoring.notices.states import CaseState, LetterState
from sil import clock
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.letters import actions as letters
from sil.letters.models import Delivery, Method, Recipient
from sil.outbox import delivery
from sil.outbox.models import Message
from sil.web.work import in_order, waiting_for
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import case_letters, cases, schools
from tests.factories.case_scene import Scene
from tests.inbox import Inbox
from tests.page_words import words as page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
DIOCESE = {"diocese_code": "XX00", "diocese_name": "Diocese of Exampleton"}
EMAILS = {"diocese": "diocese@test.example"}
FRIDAY = TODAY
assert date(2026, 11, 20) == TODAY, "a Friday"


def formal() -> Scene:
    """A case whose next letter is the formal warning notice, of a school with a diocese."""
    made = cases.scene(CaseState.NOT_SECURED, school=schools.school("Example Primary School", **DIOCESE))
    notice = made.notice("preformal_notice")
    Message.objects.update(status="sent", sent_at=NOW)
    giving.record_sent()
    for each in Recipient.objects.filter(letter=notice.letter_id, delivery=None):
        case_letters.serve_copy(made, notice, each)
    return made


def signed(made: Scene, *, at: time, dated: date = FRIDAY, method: str = Method.EMAIL) -> CaseLetter:
    """A formal notice signed at an hour of the day that it bears."""
    with clock.at(datetime.combine(dated, at)):
        letter = case_letters.presented(made, "formal_notice", dated=dated, method=method, emails=EMAILS)
        case_letters.sign(made, letter)
    return CaseLetter.objects.get(pk=letter.pk)


def shown(made: Scene, letter: CaseLetter) -> dict[str, str]:
    """Every place that lists the copies of a letter, in words."""
    assert letter.letter is not None
    told = type("Told", (), {"line": [made.case], "eyes": None})()
    bundle = type("Asked", (), {"case": made.case})()
    leaves = record(bundle, told)  # type: ignore[arg-type]
    served = [
        row for leaf in leaves if leaf.context["section"].endswith("/served.html") for row in leaf.context["rows"]
    ]
    return {
        "the page of the letter": page(made, letter.get_absolute_url()),
        "the page of the case": page(made, made.case.get_absolute_url()),
        "the letter as the school reads it": page(made, f"/letters/{letter.letter.reference}/", "chair"),
        "the bundle": "; ".join(
            f"{each}: {'sent' if hasattr(each, 'delivery') else 'not yet sent'}"
            for each in served
            if each.letter_id == letter.letter_id
        ),
    }


@pytest.mark.feature("C3", "C17")
class TestByEmail:
    def test_the_notice_itself_is_in_the_email(self, inbox: Inbox, django_capture_on_commit_callbacks: Any) -> None:
        """What arrives at the mail server names the notice, the school and the day, and has the PDF."""
        made = formal()
        letter = signed(made, at=time(10))
        assert letters.issue(letter.letter_id or 0)
        letter.refresh_from_db()
        assert letter.status == LetterState.GIVEN and letter.letter is not None
        delivery.send_batch()
        theirs = {str(each["To"]): each for each in inbox.received if each.is_multipart()}
        got = next(each for to, each in theirs.items() if made.chair.email in to)
        named = f"Formal warning notice under section 60: {made.school.name}, Friday 20 November 2026"
        assert str(got["Subject"]) == named
        text = got.get_body(("plain",))
        assert text is not None
        (first, *_) = [line for line in text.get_content().splitlines()[2:] if line.strip()]
        assert first.startswith(
            "Please read this notice, which is attached to this email as a PDF: Formal warning notice under "
            f"section 60, {made.school.name}, Friday 20 November 2026."
        )
        (attached,) = list(got.iter_attachments())
        assert attached.get_content_type() == "application/pdf"
        assert attached.get_content() == bytes(letter.letter.document.pdf)
        assert bytes(attached.get_content()).startswith(b"%PDF-") and len(attached.get_content()) > 5000
        copy = next(each for to, each in theirs.items() if EMAILS["diocese"] in to)
        assert str(copy["Subject"]) == f"Copy: {named}"
        assert [each.get_content_type() for each in copy.iter_attachments()] == ["application/pdf"]

    @pytest.mark.parametrize(
        ("at", "given", "starts"),
        [
            (time(16, 30), FRIDAY, FRIDAY),
            (time(16, 31), date(2026, 11, 23), date(2026, 11, 23)),
        ],
    )
    def test_after_the_hour_it_counts_on_the_next_working_day(self, at: time, given: date, starts: date) -> None:
        """The printed period, the day given and the delivery agree."""
        made = formal()
        letter = signed(made, at=at)
        assert letter.letter is not None
        with clock.at(datetime.combine(FRIDAY, at)):
            case_letters.make(letter.letter)
        letter.refresh_from_db()
        to = served_on(letter)
        assert to is not None
        assert (letter.given_on, letter.period_starts_on) == (given, starts)
        assert to.delivery.given_on == given and to.delivery.sent_on == FRIDAY
        assert f"This notice is given on {clock.in_words(given)}." in letter.letter.html

    def test_what_was_signed_in_time_and_ready_too_late_is_not_given(self) -> None:
        made = formal()
        letter = signed(made, at=time(16, 29))
        assert letter.letter is not None
        with clock.at(datetime.combine(FRIDAY, time(16, 31))):
            case_letters.make(letter.letter)
        letter.refresh_from_db()
        assert letter.status == LetterState.LAPSED and letter.given_on is None
        why = Event.objects.get(kind="case_letter.lapse").reason
        assert why == (
            "It says that it is given on Friday 20 November 2026. Sent now, after 4.30pm, it would count as given on "
            "Monday 23 November 2026."
        )
        assert not Message.objects.filter(dedupe_key__startswith=f"letter:{letter.letter_id}:").exists()

    def test_the_signatory_is_asked_after_the_hour(self) -> None:
        made = formal()
        letter = case_letters.presented(made, "formal_notice", emails=EMAILS)
        late = datetime.combine(FRIDAY, time(17))
        with clock.at(late), pytest.raises(Denied) as denied:
            case_letters.signing.sign(
                letter, by=made.dcs, on=FRIDAY, version=letter.version, plan_reason=case_letters.REASON
            )
        assert denied.value.code == "sure"
        assert "It is after 4.30pm: an email sent now counts as given on the next working day." in denied.value.sentence

    def test_beat_gives_it_at_the_beginning_of_its_day(self) -> None:
        made, monday = formal(), FRIDAY + timedelta(days=3)
        letter = case_letters.presented(made, "formal_notice", dated=monday, emails=EMAILS)
        case_letters.make(case_letters.sign(made, letter))
        with clock.at(datetime.combine(monday, time(0, 1))):
            assert giving.give_due(monday) == 1
        letter.refresh_from_db()
        assert letter.given_on == letter.period_starts_on == monday

    def test_an_account_that_was_closed_is_not_emailed(self) -> None:
        made = formal()
        letter = signed(made, at=time(10))
        type(made.chair).objects.filter(pk=made.chair.pk).update(is_active=False)
        assert letter.letter is not None
        case_letters.make(letter.letter)
        letter.refresh_from_db()
        assert letter.status == LetterState.LAPSED
        assert "has been closed" in Event.objects.get(kind="case_letter.lapse").reason


@pytest.mark.feature("C3", "C17")
class TestCopies:
    """The headteacher and the diocese have copies by e-mail, the Secretary of State and Ofsted by post."""

    def given(self) -> tuple[Scene, CaseLetter]:
        made = formal()
        letter = case_letters.given(made, "formal_notice", method=Method.HAND, emails=EMAILS)
        return made, letter

    @pytest.mark.promise("same")
    def test_none_is_called_sent_before_it_was(self, inbox: Inbox) -> None:
        """A copy of a notice is said to be sent only where its own proof says so: by hand or post once somebody has
        recorded it, by email once the email has been sent. Until then every list says “not yet sent”."""
        made, letter = self.given()
        copies = list(Recipient.objects.filter(letter=letter.letter_id, is_copy=True))
        by_email = [each for each in copies if each.method == Method.EMAIL]
        by_post = [each for each in copies if each.method != Method.EMAIL]
        assert len(by_email) == 2 and len(by_post) == 2
        assert not Delivery.objects.filter(recipient__in=copies).exists()
        for where, words in shown(made, letter).items():
            assert words.lower().count("not yet sent") == 4, (where, words)
        assert "issued to" not in page(made, f"/schools/{made.school.pk}/timeline/")
        inbox.refuse = {EMAILS["diocese"]: "550 nobody here"}
        delivery.send_batch()
        giving.record_sent()
        assert {each.recipient for each in Delivery.objects.filter(recipient__in=copies)} == {
            each for each in by_email if each.email != EMAILS["diocese"]
        }
        for where, words in shown(made, letter).items():
            assert words.lower().count("not yet sent") == 3, (where, words)
        case_letters.serve_copy(made, letter, by_post[0])
        for where, words in shown(made, letter).items():
            assert words.lower().count("not yet sent") == 2, (where, words)
        emailed = Event.objects.filter(kind="case_letter.emailed", subject_id=str(letter.pk))
        told = emailed.values_list("data__recipient", flat=True)
        assert list(told) == [str(each) for each in by_email if each.email != EMAILS["diocese"]]

    def test_what_was_not_sent_is_first_on_the_officers_page(self, inbox: Inbox) -> None:
        made, _ = self.given()
        inbox.refuse = {EMAILS["diocese"]: "550 nobody here"}
        delivery.send_batch()
        giving.record_sent()
        with clock.at(NOW + timedelta(days=3)):
            first, *_ = in_order(waiting_for(roles_of(made.officer, clock.today())), clock.today())
        assert first.heading == "By law"
        assert {item.by_law for item in first.items} == {"Education and Inspections Act 2006, section 60"}
        titles = [item.title for item in first.items]
        names = ["Diocese of Exampleton", "the Secretary of State", "Ofsted"]
        since = ", not yet sent since Friday 20 November 2026"
        assert all(each.startswith("Send the copy of the formal warning notice to ") for each in titles[:3]), titles
        assert all(each.endswith(since) for each in titles[:3]), (titles, names)

    def test_a_copy_whose_email_failed_is_sent_another_way(self, inbox: Inbox) -> None:
        made, letter = self.given()
        inbox.refuse = {EMAILS["diocese"]: "550 nobody here"}
        delivery.send_batch()
        giving.record_sent()
        to = Recipient.objects.get(letter=letter.letter_id, email=EMAILS["diocese"])
        client = Client()
        client.force_login(made.officer)
        address = f"/case-letters/{letter.pk}/recipients/{to.pk}/serve/"
        assert "How did it go instead of the email?" in page(made, address)
        day = {"done_on_day": "20", "done_on_month": "11", "done_on_year": "2026"}
        proof = {"place": "Exampleton post office", "receipt": "AB 1234 5678 9GB"}
        assert client.post(address, day | proof | {"method": "email"}).status_code == 200
        done = client.post(address, day | proof | {"method": "recorded"})
        assert done.status_code == 302
        sent = Delivery.objects.get(recipient=to)
        assert (sent.method, sent.given_on, sent.receipt) == ("recorded", date(2026, 11, 24), "AB 1234 5678 9GB")
        (head,) = Recipient.objects.filter(letter=letter.letter_id, user=made.head)
        assert client.get(f"/case-letters/{letter.pk}/recipients/{head.pk}/serve/").status_code == 200, "it is recorded"

    def test_a_formal_notice_waits_for_the_addresses_of_its_copies(self) -> None:
        made = formal()
        letter = case_letters.prepared(made, "formal_notice", emails=EMAILS)
        said = dict(letter.written_of_recipients)
        said["ofsted"] = {"method": "hand", "name": "Ofsted", "address": "", "email": ""}
        content = case_letters.writing(letter, emails=EMAILS, recipients=said)
        saved = case_letters.actions.save(
            letter, by=made.officer, on=TODAY, writing=content, version=CaseLetter.objects.get(pk=letter.pk).version
        )
        case_letters.tick_all(saved, made.officer)
        with pytest.raises(Denied) as denied:
            case_letters.present(made, saved)
        assert denied.value.code == "incomplete"
        assert "Ofsted cannot be reached by by hand: complete the name and the address." in denied.value.sentence


RELATIVE = re.compile(r"\b(today|tomorrow|yesterday|tonight|this (week|month)|next (week|month)|from now)\b", re.I)


@pytest.mark.feature("C4", "C5")
def test_no_letter_prints_a_day_that_is_read_from_the_day_of_reading() -> None:
    """A letter is read on another day than it was written: it prints dates."""
    folder = Path(configured.BASE_DIR) / "templates" / "letters"
    found = {
        str(path.relative_to(folder)): RELATIVE.findall(path.read_text())
        for path in folder.rglob("*.html")
        if path.name not in ("letter.html",)
    }
    assert found and not {name: words for name, words in found.items() if words}
