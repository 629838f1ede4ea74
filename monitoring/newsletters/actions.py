"""Write, change, discard and send a newsletter; and stop taking them."""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.outbox.models import MailChoice
from sil.outbox.queue import enqueue
from sil.uploads.actions import store
from sil.workflow import Denied, find

from .models import Newsletter
from .notifications import write_to
from .permissions import check_write
from .policies import NewsletterInput, check_corrects, check_draft, check_input
from .queries import takers
from .transitions import ROWS

# So many emails are written in one transaction.
PART = 200
_REFUSAL = "This newsletter has already been sent or discarded."


@transaction.atomic
def write(typed: NewsletterInput, *, by: User, on: date, corrects: Newsletter | None = None) -> Newsletter:
    """Write a newsletter, which nobody is sent yet. Raises Denied("not_allowed", "not_sent") and those of
    `check_input`."""
    check_write(by=by, on=on)
    check_corrects(corrects)
    check_input(typed)
    made = Newsletter(written_by=by, written_on=on, corrects=corrects)
    _fill(made, typed, by=by, on=on)
    made.save()
    events.record("newsletter.written", subject=made, by=by, title=made.title)
    return made


@transaction.atomic
def change(newsletter: Newsletter, typed: NewsletterInput, *, by: User, on: date) -> Newsletter:
    """Change one that was not sent. Raises Denied("not_allowed", "changed", "sent", "discarded") and those of
    `check_input`."""
    check_write(by=by, on=on)
    newsletter = _locked(newsletter)
    check_draft(newsletter)
    check_input(typed)
    old = _values(newsletter)
    _fill(newsletter, typed, by=by, on=on)
    events.record("newsletter.changed", subject=newsletter, by=by, title=newsletter.title, old=old)
    newsletter.save()
    return newsletter


@transaction.atomic
def discard(newsletter: Newsletter, *, by: User, on: date) -> Newsletter:
    """Discard one that was not sent. Raises Denied("not_allowed", "changed", "wrong_state")."""
    check_write(by=by, on=on)
    newsletter = _locked(newsletter)
    _move(newsletter, "discard", by=by)
    newsletter.save(update_fields=["status"])
    return newsletter


@transaction.atomic
def send(newsletter: Newsletter, *, by: User, on: date) -> Newsletter:
    """Have a newsletter sent to everybody who takes it: a worker writes the emails, a part at a time. It cannot be
    changed afterwards. Raises Denied("not_allowed", "changed", "wrong_state", "nobody")."""
    check_write(by=by, on=on)
    newsletter = _locked(newsletter)
    number = takers(newsletter.audience, on).count()
    if not number:
        raise Denied("nobody", "Nobody takes this newsletter. Change whom it is for.")
    _move(newsletter, "send", by=by, number=str(number))
    newsletter.sent_by, newsletter.sent_on, newsletter.takers = by, on, number
    newsletter.save(update_fields=["status", "sent_by", "sent_on", "takers"])
    enqueue("monitoring.newsletters.tasks.send_newsletters")
    return newsletter


def send_waiting() -> int:
    """Write all emails of the newsletters that are being sent. Returns the number written. A worker that is stopped
    loses nothing: the next one goes on after the last part, and no email is written twice."""
    written = 0
    for key in list(
        Newsletter.objects.filter(status=Newsletter.Status.SENDING).order_by("pk").values_list("pk", flat=True)
    ):
        while (part := write_part(key)) is not None:
            written += part
    return written


@transaction.atomic
def write_part(key: int) -> int | None:
    """Write the next emails of a newsletter, by its key, at most PART. Returns their number; None where another worker
    writes them or none is left. A number of queries that does not depend on PART."""
    waiting = Newsletter.objects.select_related("corrects", "sent_by").filter(status=Newsletter.Status.SENDING, pk=key)
    found = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if found is None:
        return None
    on = clock.today()
    people = list(takers(found.audience, on).filter(pk__gt=found.last_taker).select_related("mail_choice")[:PART])
    written = write_to(found, people) if people else 0
    found.written += written
    if len(people) < PART:
        _move(found, "finish", by=None, number=str(found.written))
    else:
        found.last_taker = people[-1].pk
    found.save(update_fields=["status", "written", "last_taker"])
    return written


@transaction.atomic
def stop(person: User) -> None:
    """Send a person no newsletters any more, until they choose otherwise."""
    MailChoice.objects.update_or_create(user=person, defaults={"newsletters": False, "chosen_at": clock.now()})


def _fill(newsletter: Newsletter, typed: NewsletterInput, *, by: User, on: date) -> None:
    newsletter.title, newsletter.text, newsletter.audience = typed.title.strip(), typed.text.strip(), typed.audience
    if typed.file:
        newsletter.file = store(typed.file, by=by, on=on)
    elif typed.without_file:
        newsletter.file = None


def _values(newsletter: Newsletter) -> dict[str, str]:
    return {
        "title": newsletter.title,
        "text": newsletter.text,
        "audience": newsletter.audience,
        "file": newsletter.file.name if newsletter.file else "",
    }


def _locked(newsletter: Newsletter) -> Newsletter:
    found = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    require_as_shown(found)
    return found


def _move(newsletter: Newsletter, action: str, *, by: User | None, **facts: str) -> None:
    row = find(ROWS, action=action, source=newsletter.status, refusal=_REFUSAL)
    moves = (newsletter.status, row.target)
    events.record(row.event, subject=newsletter, by=by, status=moves, title=newsletter.title, **facts)
    newsletter.status = row.target
