"""The e-mails by which letters of cases go: whether each was sent, on its day and by its hour.

A letter by e-mail is given when its PDF is stored and its message is written down. A mail server that refuses the
message, or cannot be reached in time, makes that untrue: people have to know in time to hand it over. A copy is not
said to be sent before its message was: until then it has no delivery (Education and Inspections Act 2006, section 60(6)
and (6A)).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from sil import clock
from sil.accounts.models import User
from sil.clock import in_london, in_words, local, time_in_words, today
from sil.deadlines.service import Service, is_late
from sil.letters.models import Delivery, Method, Recipient
from sil.outbox.models import Message, Status
from sil.uploads.models import Upload

from ..models import CaseLetter
from .proof import Proof

_PREFIX = "letter:"


@dataclass(frozen=True, kw_only=True)
class LetterEmail:
    """The e-mail to one recipient: its day and, where its letter counts as given that day, the last hour; when it was
    sent, and what the mail server answered otherwise."""

    day: date
    latest: time | None
    is_copy: bool
    left_at: datetime | None
    gave_up: bool
    tried: bool
    error: str

    @property
    def is_late(self) -> bool:
        """Whether it was sent, but not on its day, or after the hour by which it counts as given that day."""
        if self.left_at is None:
            return False
        late = self.latest is not None and is_late(local(self.left_at).time(), self.latest)
        return in_london(self.left_at) > self.day or late

    @property
    def in_trouble(self) -> bool:
        """Whether it was not sent, or too late for the letter to count as given when it says."""
        waits = self.left_at is None and (self.tried or self.day < today())
        return self.gave_up or waits or (self.is_late and not self.is_copy)

    @property
    def words(self) -> str:
        """A sentence: when it was sent, or that it was not and why."""
        if self.left_at is not None:
            left = f"The email was sent on {in_words(in_london(self.left_at))} at {local(self.left_at):%H:%M}"
            if in_london(self.left_at) > self.day:
                return f"{left}, after its date."
            return f"{left}, after {time_in_words(self.latest)}." if self.latest and self.is_late else f"{left}."
        if self.gave_up:
            answer = f"The email could not be sent. The last answer was: “{self.error}”."
            return f"{answer} Your administrator can have it tried again."
        if self.tried:
            return f"The email has not been sent yet. It will be tried again. The last answer was: “{self.error}”."
        return "The email has not been sent yet."


def key(letter: int, recipient: int) -> str:
    """Return the key of the message by which a letter goes to a recipient."""
    return f"{_PREFIX}{letter}:{recipient}"


def emails_of(recipients: Iterable[Recipient], latest: time) -> dict[int, LetterEmail]:
    """Return the e-mail of each recipient to whom one was written, by recipient; `latest` is the hour by which it has
    to be sent to count as given on its day. The letter of each was read. One query at most."""
    keys = {key(each.letter_id, each.pk): each for each in recipients if each.method == Method.EMAIL}
    if not keys:
        return {}
    found = Message.objects.filter(dedupe_key__in=keys).defer("body", "appointment")
    return {
        (to := keys[str(message.dedupe_key)]).pk: _email(to, message, latest, getattr(to, "delivery", None))
        for message in found
    }


def owed(recipients: Iterable[Recipient], emails: Mapping[int, LetterEmail]) -> list[Recipient]:
    """Return those to whom a letter that was given has still to be handed over or posted: nothing proves that it went,
    and no email is on its way."""
    return [
        each
        for each in recipients
        if getattr(each, "delivery", None) is None
        and (each.method != Method.EMAIL or each.pk not in emails or emails[each.pk].in_trouble)
    ]


def _email(to: Recipient, message: Message, latest: time, delivery: Delivery | None) -> LetterEmail:
    """Whoever is served has a delivery from the moment the letter is given; a copy is measured by the letter's date."""
    served = delivery if delivery is not None and not to.is_copy else None
    return LetterEmail(
        day=served.sent_on if served else to.letter.dated,
        latest=latest if served and served.given_on == served.sent_on else None,
        is_copy=to.is_copy,
        left_at=message.sent_at,
        gave_up=message.status == Status.FAILED,
        tried=message.attempts > 0,
        error=message.error,
    )


def recipients_owed(letter: OuterRef, on: date) -> QuerySet[Any]:
    """Return those to whom a letter that was given has still to be handed over or posted, as `owed` does of some that
    were read."""
    mail = Message.objects.filter(dedupe_key=OuterRef("message_key"))
    waits = mail.filter(status=Status.WAITING)
    trouble = Exists(mail.filter(status=Status.FAILED)) | Exists(waits.filter(attempts__gt=0))
    late = Q(letter__dated__lt=on) & Exists(waits)
    on_its_way = Q(Exists(mail), method=Method.EMAIL) & ~(Q(trouble) | late)
    return _with_key(Recipient.objects.filter(letter=letter, delivery=None)).exclude(on_its_way)


def _keyed(recipients: QuerySet[Recipient]) -> QuerySet[Any]:
    return _with_key(recipients.filter(method=Method.EMAIL))


def _with_key(recipients: QuerySet[Recipient]) -> QuerySet[Any]:
    """Recipients with the key of the message by which the letter goes to them, as `message_key`."""
    named = Concat(
        Value(_PREFIX),
        Cast(F("letter"), CharField()),
        Value(":"),
        Cast(F("pk"), CharField()),
        output_field=CharField(),
    )
    return recipients.annotate(message_key=named)


def recipients_with_unsent_email(letter: OuterRef, on: date) -> QuerySet[Recipient]:
    """Return the recipients of a letter whose e-mail was tried, or is of an earlier day, and was not sent, and whom it
    did not reach another way."""
    waits = Q(status=Status.WAITING) & (Q(attempts__gt=0) | Q(created_at__date__lt=on))
    message = Message.objects.filter(Q(status=Status.FAILED) | waits, dedupe_key=OuterRef("message_key"))
    another_way = Q(delivery__recorded_by__isnull=False)
    # Looked up for each recipient by its key: joined, all messages that wait would be read for each letter.
    found = _keyed(Recipient.objects.filter(letter=letter)).alias(message=Subquery(message.values("pk")[:1]))
    return found.filter(message__isnull=False).exclude(another_way)


def sent_without_delivery() -> QuerySet[Any]:
    """Return the recipients of letters of cases whose e-mail was sent and is not recorded yet, with the moment as
    `left_at`."""
    sent = Message.objects.filter(dedupe_key=OuterRef("message_key"), status=Status.SENT)
    owed = Recipient.objects.filter(delivery=None, letter__about_table=CaseLetter._meta.db_table)
    found = _keyed(owed).annotate(left_at=Subquery(sent.values("sent_at")[:1])).filter(left_at__isnull=False)
    return found.select_related("letter").defer("letter__html", "letter__context").order_by("pk")


def delivery_of(
    recipient: Recipient,
    served: Service,
    *,
    method: str,
    by: User | None,
    proof: Proof | None = None,
    document: Upload | None = None,
) -> Delivery:
    """Return the delivery of a letter to a recipient, not stored yet; `by` is None where the service sent it."""
    return Delivery(
        recipient=recipient,
        method=method,
        sent_on=served.sent,
        given_on=served.given,
        rule=served.rule,
        document=document,
        recorded_by=by,
        recorded_at=clock.now(),
        **(proof.columns() if proof else {}),
    )
