"""The page of a letter: how it reached each recipient, with proof; when it was opened; what a withdrawal shows."""

from datetime import datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.notices.giving import actions as giving
from monitoring.notices.giving.proof import Proof
from monitoring.notices.models import CaseLetter
from monitoring.notices.states import CaseState
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.letters.models import Delivery, Document, Letter, Method, Receipt, Recipient
from sil.uploads.formats import examine
from tests.conftest import NOW, TODAY
from tests.factories import case_letters, cases, schools
from tests.factories.case_scene import Scene

DIOCESE = {"diocese_code": "XX00", "diocese_name": "Diocese of Exampleton"}
LATER = datetime(2026, 11, 21, 9, 30, tzinfo=clock.LONDON)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]


def given(kind: str = "preformal_notice") -> tuple[Scene, Letter]:
    """A notice that was handed to the chair, with a proof; the headteacher has a copy by e-mail, and the diocese is
    to have one by post."""
    made = cases.scene(CaseState.DISCUSSED, school=schools.school("Example Primary School", **DIOCESE))
    letter = case_letters.signed(made, kind, method=Method.HAND)
    serve(made, letter)
    return made, Letter.objects.get(pk=letter.letter_id)


def serve(made: Scene, letter: CaseLetter) -> None:
    document = examine("receipt.csv", b"who,when\nchair,9:00\n")
    proof = Proof(taken_by="Taken by <b>her</b>", place="at the gate", at=time(9))
    case_letters.serve(made, letter, proof=proof, document=document)


def page(person: User, letter: Letter, rest: str = "", *, status: int = 200, method: str = "get") -> Any:
    client = Client()
    client.force_login(person)
    response = getattr(client, method)(f"/letters/{letter.reference}/{rest}")
    assert response.status_code == status
    return response


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.feature("C3")
class TestProof:
    def test_officers_see_how_it_reached_each_and_who_recorded_it(self) -> None:
        made, letter = given()
        case_letters.send()
        chair, _, diocese = letter.recipients.all()
        served = Delivery.objects.get(recipient=chair)
        page(made.chair, letter)
        seen = words(page(made.officer, letter))
        assert "Handed over on 20 November 2026: given that day." in seen
        assert "Taken by &lt;b&gt;her&lt;/b&gt;, at the gate, at 9am" in seen
        assert f"Recorded by {made.officer.name}" in seen and "Sent by the service" in seen
        assert "not yet sent" in seen, diocese
        assert "Cannot sign in" in seen and "Not yet" in seen
        document = page(made.officer, letter, f"proof/{served.pk}/")
        assert document.content.startswith(b"who,when") and "attachment" in document["Content-Disposition"]

    def test_the_school_sees_the_days_and_nothing_that_officers_wrote_of_it(self) -> None:
        made, letter = given()
        served = Delivery.objects.get(recipient=letter.recipients.all()[0])
        # A clerk who also helps schools for another service of the authority is a clerk here.
        accounts.give_role(made.clerk, by=None, on=TODAY, role="service_officer", starts_on=TODAY)
        for person in (made.chair, made.head, made.clerk):
            seen = words(page(person, letter))
            assert "Handed over on 20 November 2026: given that day." in seen
            assert "at the gate" not in seen and "Recorded by" not in seen and "First opened" not in seen
            page(person, letter, f"proof/{served.pk}/", status=404)

    def test_a_proof_belongs_to_its_letter_and_may_be_words_alone(self) -> None:
        made, letter = given()
        _, other = given()
        foreign = Delivery.objects.get(recipient=other.recipients.all()[0])
        page(made.officer, letter, f"proof/{foreign.pk}/", status=404)
        case_letters.send()
        without = Delivery.objects.get(recipient=letter.recipients.all()[1])
        page(made.officer, letter, f"proof/{without.pk}/", status=404)


@pytest.mark.feature("C3")
class TestReceipt:
    @pytest.mark.parametrize("rest", ["", "letter.pdf"])
    def test_the_first_opening_by_a_recipient_is_kept(self, rest: str) -> None:
        made, letter = given()
        page(made.chair, letter, rest)
        with clock.at(LATER):
            page(made.chair, letter)
            page(made.chair, letter, "letter.pdf")
        assert list(Receipt.objects.values_list("recipient__user", "at")) == [(made.chair.pk, NOW)]
        assert "20 November 2026</time>, 10:00" in words(page(made.officer, letter))

    def test_nobody_else_leaves_a_trace(self) -> None:
        made, letter = given()
        page(made.officer, letter)
        page(made.clerk, letter, "letter.pdf")
        page(made.chair, letter, method="head")
        page(made.chair, letter, "letter.pdf", method="head")
        assert not Receipt.objects.exists()

    def test_two_requests_at_once_leave_one(self) -> None:
        """What the second one does, which asked before the first had written."""
        made, letter = given()
        page(made.chair, letter)
        again = Receipt(recipient=letter.recipients.get(user=made.chair), at=LATER)
        with pytest.raises(IntegrityError), transaction.atomic():
            Receipt.objects.bulk_create([again])
        Receipt.objects.bulk_create([again], ignore_conflicts=True)
        assert Receipt.objects.get().at == NOW


class TestWithdrawn:
    @pytest.fixture
    def withdrawn(self) -> tuple[Scene, Letter]:
        made, letter = given()
        found = CaseLetter.objects.get(letter=letter)
        giving.withdraw(found, reason="A wrong <i>date</i>.", by=made.dcs, on=TODAY)
        return made, letter

    def test_it_says_so_first_and_stays_readable_as_it_was(self, withdrawn: tuple[Scene, Letter]) -> None:
        made, letter = withdrawn
        before = bytes(Document.objects.get(letter=letter).pdf)
        for person in (made.officer, made.chair, made.head):
            seen = words(page(person, letter))
            assert seen.index("This letter was withdrawn on") < seen.index("Download the letter as it was")
            assert "A wrong &lt;i&gt;date&lt;/i&gt;." in seen and "It has not been replaced yet." in seen
            assert "Pre-formal warning notice" in seen and "Not sent" in seen
        assert page(made.chair, letter, "letter.pdf").content == before

    def test_what_takes_its_place_is_shown_to_the_school_once_it_is_given(
        self, withdrawn: tuple[Scene, Letter]
    ) -> None:
        made, letter = withdrawn
        again = case_letters.signed(made, method=Method.HAND)
        next_one = again.letter
        assert next_one is not None
        link = f'href="/letters/{next_one.reference}/"'
        assert link in words(page(made.officer, letter)) and link not in words(page(made.chair, letter))
        serve(made, again)
        assert link in words(page(made.chair, letter))
        back = words(page(made.chair, next_one))
        assert "Replaces" in back and f'href="/letters/{letter.reference}/"' in back

    def test_a_letter_that_stands_says_nothing_of_it(self) -> None:
        made, letter = given()
        assert "ithdrawn" not in words(page(made.chair, letter))


def test_the_page_asks_no_more_with_more_recipients() -> None:
    few, many = (measured(recipients) for recipients in (0, 20))
    assert few == many
    assert max(few.values()) <= 15


def measured(more: int) -> dict[str, int]:
    made = cases.scene(CaseState.DISCUSSED, school=schools.school("Example Primary School", **DIOCESE))
    found = case_letters.sign(made, case_letters.presented(made, method=Method.HAND))
    offices = [Recipient(letter=found, name=f"Office {n}", party="diocese", method="post") for n in range(more)]
    Recipient.objects.bulk_create(offices)
    case_letters.make(found)
    letter = CaseLetter.objects.get(letter=found)
    serve(made, letter)
    for recipient in found.recipients.filter(party="diocese"):
        giving.record_service(letter, recipient, done_on=TODAY, proof=case_letters.POSTED, by=made.officer, on=TODAY)
    asked = {}
    for who in ("officer", "chair", "clerk"):
        client = Client()
        client.force_login(getattr(made, who))
        for turn in ("first", "again"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/letters/{found.reference}/").status_code == 200
            asked[f"{who} {turn}"] = len(queries)
    return asked
