"""Choose when to be written to, and write the emails of a working morning."""

import logging
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.deadlines.rules import recorded_calendar
from sil.deadlines.working_days import Calendar
from sil.outbox.models import MailChoice, Message, Status
from sil.outbox.queue import enqueue
from sil.web.work import WorkItem, waiting_for

from .notifications import write_to

log = logging.getLogger(__name__)

# Before people start work.
FROM = time(7)
# An email that was held for somebody who no longer gets a morning email is sent on its own after so long.
LONGEST_HELD = timedelta(days=4)


@transaction.atomic
def choose(*, by: User, emails: str, lists: str, newsletters: bool | None = None) -> MailChoice:
    """Say when a person wants to be written to, and whether newsletters are sent to them (None: no change). What was
    held for them is sent where they want each email again."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    said: dict[str, object] = {"emails": emails, "lists": lists, "chosen_at": clock.now()}
    if newsletters is not None:
        said["newsletters"] = newsletters
    choice, _ = MailChoice.objects.update_or_create(user=by, defaults=said)
    if emails == MailChoice.Emails.EACH:
        _release(Message.objects.filter(status=Status.HELD, email=by.email))
    return choice


def write_mornings(now: datetime) -> int:
    """Write the email of the day to everybody who is to have one and has none yet; nothing on a day on which nobody
    works, or before `FROM`. One person's error stops no other. Return the number written."""
    here = clock.local(now)
    on, calendar = here.date(), recorded_calendar()
    if here.time() < FROM or not calendar.is_working_day(on):
        return 0
    _release(Message.objects.filter(status=Status.HELD, created_at__lt=now - LONGEST_HELD))
    return sum(_try(person, on, calendar) for person in _readers(on))


def is_first_of_week(on: date, calendar: Calendar) -> bool:
    """Whether a working day is the first one of its week, from Monday."""
    return not any(calendar.is_working_day(on - timedelta(days=back)) for back in range(1, on.weekday() + 1))


def _readers(on: date) -> QuerySet[User]:
    """Those who may have an email today and have none yet."""
    held = Message.objects.filter(status=Status.HELD, email=OuterRef("email"))
    wants = ~Q(mail_choice__lists=MailChoice.Lists.NEVER) & Q(mail_choice__isnull=False)
    people = User.objects.filter(wants | Exists(held), is_active=True).select_related("mail_choice")
    # By the moment, which has an index.
    began = datetime.combine(on, time.min, tzinfo=clock.LONDON)
    written = Message.objects.filter(kind="morning", created_at__gte=began).values("email")
    return people.exclude(email__in=written).order_by("pk")


def _try(person: User, on: date, calendar: Calendar) -> bool:
    try:
        return _write(person, on, calendar)
    except Exception:
        log.exception("The morning email of account %s could not be written", person.pk)
        return False


@transaction.atomic
def _write(person: User, on: date, calendar: Calendar) -> bool:
    """Write one person's email, if there is anything to say, and mark what it carries."""
    held = list(
        Message.objects.select_for_update().filter(status=Status.HELD, email=person.email).order_by("created_at", "pk")
    )
    work = _work(person, on, calendar)
    if not held and not work:
        return False
    written = write_to(person, held, work, on=on)
    if written is None:
        return False
    changes = {"status": Status.CARRIED, "carried_by": written}
    Message.objects.filter(pk__in=[message.pk for message in held]).update(**changes)
    return True


def _work(person: User, on: date, calendar: Calendar) -> list[WorkItem]:
    """What waits for a person, on the days for which they want a list."""
    choice = getattr(person, "mail_choice", None)
    lists = choice.lists if choice else MailChoice.Lists.NEVER
    is_due = lists == MailChoice.Lists.DAILY or (lists == MailChoice.Lists.WEEKLY and is_first_of_week(on, calendar))
    return waiting_for(roles_of(person, on)) if is_due else []


def _release(held: QuerySet[Message]) -> None:
    """Send what was held, each on its own."""
    if held.update(status=Status.WAITING, due_at=clock.now()):
        enqueue("sil.outbox.tasks.send_due")
