"""What is asked about a proof of service, by hand from the practice: first-class post counts without a certificate."""

from datetime import time

import pytest

from monitoring.notices.giving.proof import Proof, check_proof, proof_warnings
from sil.letters.models import Method
from tests.refusals import refusal

WHERE = "Exampleton post office"
NO_CERTIFICATE = "You have not entered the number of a certificate of posting, and added no document that shows it."


@pytest.mark.parametrize(
    ("method", "proof", "has_document", "asked"),
    [
        (Method.POST, Proof(place=WHERE), False, [NO_CERTIFICATE]),
        (Method.POST, Proof(place=WHERE, receipt=" "), False, [NO_CERTIFICATE]),
        # Many certificates have no number: a picture of one is as good.
        (Method.POST, Proof(place=WHERE), True, []),
        (Method.POST, Proof(place=WHERE, receipt="AB 123"), False, []),
        (Method.RECORDED, Proof(place=WHERE, receipt="AB 123"), False, []),
        (Method.HAND, Proof(place="The office", taken_by="Ada Example", at=time(10)), False, []),
        (
            Method.HAND,
            Proof(place="?", taken_by="A.", at=None),
            True,
            [
                "“A.” does not say who took the letter.",
                "“?” does not say where that was.",
                "You have not entered at what time it was handed over.",
            ],
        ),
    ],
)
def test_what_is_thin_is_asked_about(method: Method, proof: Proof, has_document: bool, asked: list[str]) -> None:
    check_proof(method, proof)
    assert proof_warnings(method, proof, has_document=has_document) == asked


def test_what_cannot_be_missing() -> None:
    assert refusal(lambda: check_proof(Method.HAND, Proof(place=WHERE))) == "no_taker"
    assert refusal(lambda: check_proof(Method.POST, Proof(receipt="AB 123"))) == "no_place"
    assert refusal(lambda: check_proof(Method.RECORDED, Proof(place=WHERE))) == "no_receipt"
    assert refusal(lambda: check_proof(Method.RECORDED, Proof(receipt="AB 123"))) == "no_place"
