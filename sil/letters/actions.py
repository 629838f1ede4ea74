"""Sign a letter, which freezes its words, and issue it, which stores its PDF."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import connection, models, transaction
from django.template.loader import render_to_string

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.framework.schema import Framework
from sil.outbox.queue import enqueue
from sil.workflow import Denied

from .kinds import KINDS, Content
from .models import Document, Letter, Method, Receipt, Recipient, Status, Withdrawal
from .pdf import make

NOBODY = (
    "Nobody at the school can receive this letter today. Ask an administrator to give somebody the post of headteacher "
    "or chair first."
)


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Somebody a letter goes to: a person who signs in here, or an office outside with an address.

    `party` is the party for which they get it, if it is for one; `address` has one line of the address to a line.
    """

    name: str
    post: str
    user: User | None = None
    party: str = ""
    is_copy: bool = False
    method: str = Method.EMAIL
    email: str = ""
    address: str = ""


def sign(
    kind: str,
    content: Content,
    *,
    about: models.Model,
    urn: int,
    history: str,
    framework: Framework,
    version: str,
    by: User,
    signed_as: str,
    to: Sequence[Addressee],
    on: date,
    replaces: Letter | None = None,
) -> Letter:
    """Freeze the words of a letter, date it `on` and return it; a worker then makes its PDF.

    `urn` is the key of the school it belongs to, `history` the scope of its events. The caller holds a transaction.
    Raises Denied("nobody_receives") for a letter to nobody, KeyError for a kind that nobody declared and TypeError for
    content of another kind.
    """
    check_reaches(to)
    declared = KINDS[kind]
    if type(content) is not declared.content:
        raise TypeError(f"{kind} letters hold {declared.content.__name__}, not {type(content).__name__}")
    reference = _next_reference(on)
    html = render(
        kind, version, content, framework=framework, reference=reference, dated=on, signatory=(by.name, signed_as)
    )
    letter = Letter.objects.create(
        reference=reference,
        kind=kind,
        template_version=version,
        subject=content.subject,
        about_table=about._meta.db_table,
        about_id=about.pk,
        urn=urn,
        history=history,
        context=asdict(content),
        html=html,
        html_sha256=hashlib.sha256(html.encode()).hexdigest(),
        signed_by=by,
        signed_as=signed_as,
        signed_at=clock.now(),
        dated=on,
        replaces=replaces,
    )
    Recipient.objects.bulk_create([Recipient(letter=letter, **vars(addressee)) for addressee in to])
    events.record(
        "letter.signed",
        subject=letter,
        by=by,
        scope=history,
        reference=reference,
        subject_line=letter.subject,
    )
    enqueue("sil.letters.tasks.issue_letter", letter.pk)
    return letter


def check_reaches(to: Iterable[Addressee]) -> None:
    """Raises Denied("nobody_receives") where a letter would go to nobody, or on copies alone: to no office, and to
    nobody with an open account."""
    if not any(not each.is_copy and each.name.strip() and (each.user is None or each.user.is_active) for each in to):
        raise Denied("nobody_receives", NOBODY)


def render(
    kind: str,
    version: str,
    content: Content,
    *,
    framework: Framework,
    reference: str,
    dated: date,
    signatory: tuple[str, str],
) -> str:
    """Return the whole HTML of a letter, also for a preview before it is signed."""
    return render_to_string(
        f"letters/{kind}/{version}.html",
        {
            "letter": content,
            "authority": framework.authority,
            "paragraphs": framework.paragraphs(kind),
            "band_word": framework.allocation.band_word,
            "bands_word": framework.allocation.bands_word,
            "demonstration_wording": framework.framework.demonstration_wording,
            "reference": reference,
            "dated": dated,
            "signatory": signatory,
        },
    )


@transaction.atomic
def issue(letter_id: int) -> bool:
    """Make and store the PDF of a signed letter. Returns False if that was done or another worker is doing it."""
    letter = Letter.objects.select_for_update(skip_locked=True).filter(pk=letter_id, status=Status.SIGNED).first()
    if letter is None:
        return False
    pdf = make(letter.html)
    now = clock.now()
    Document.objects.create(letter=letter, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), made_at=now)
    recipients = ", ".join(str(recipient) for recipient in letter.recipients.all())
    events.record(
        "letter.issued",
        subject=letter,
        by=None,
        scope=letter.history,
        status=(Status.SIGNED, Status.ISSUED),
        reference=letter.reference,
        recipients=recipients,
    )
    letter.status, letter.issued_at = Status.ISSUED, now
    letter.save(update_fields=["status", "issued_at"])
    KINDS[letter.kind].on_issue(letter)
    return True


def withdraw(letter: Letter, *, reason: str, by: User | None, on: date, withheld: bool = False) -> Withdrawal:
    """Record that a signed letter no longer applies. It stays readable; where its text is `withheld`, to the
    authority's people alone. The caller holds the lock of what it is about."""
    return Withdrawal.objects.create(letter=letter, reason=reason, by=by, on=on, at=clock.now(), withheld=withheld)


def note_opened(letter: Letter, *, by: User) -> None:
    """Record when a recipient first opened an issued letter, once even if two requests come together. Other readers
    are not recorded."""
    mine = letter.recipients.filter(user=by, receipt__isnull=True)
    if letter.status == Status.ISSUED and (recipient := mine.first()):
        Receipt.objects.bulk_create([Receipt(recipient=recipient, at=clock.now())], ignore_conflicts=True)


def at_posts(posts: Iterable[tuple[User, str]]) -> list[Addressee]:
    """Return addressees at a school from (person, name of their post). They are told by email to read it here."""
    return [Addressee(name=user.name, post=post, user=user, email=user.email) for user, post in posts]


def _next_reference(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('letters_reference')")
        (number,) = cursor.fetchone()
    return f"L{on.year}-{number:05d}"
