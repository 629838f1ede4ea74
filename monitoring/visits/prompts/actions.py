"""Save what a school writes before a visit, and send it to whoever leads the visit."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words, weekday_in_words
from sil.drafts import stage_save
from sil.workflow import Denied

from ..models import Prompts, Visit
from .notifications import tell_prompts_sent, tell_prompts_withdrawn
from .permissions import check_may_prepare, check_may_write
from .policies import check_can_prepare, check_can_withdraw


@transaction.atomic
def save_prompts(
    visit: Visit, *, by: User, on: date, answers: Mapping[str, str], version: int, over: bool = False
) -> Prompts:
    """Save {id of a prompt: text}. Only the school reads it until it is sent. Raises Denied("saved_meanwhile") as
    `stage_save` does, and those of policies and permissions."""
    visit = _lock(visit)
    prompts = Prompts.objects.select_related("saved_by").filter(visit=visit).first()
    check_may_write(visit, by=by, on=on)
    check_can_prepare(visit, prompts)
    answers = {key: text for key, text in answers.items() if text}
    prompts = prompts or Prompts(visit=visit)
    if stage_save(prompts, answers, holds=prompts.answers, by=by, version=version, over=over):
        prompts.answers = answers
        prompts.save()
    return prompts


@transaction.atomic
def send_prompts(visit: Visit, *, by: User, on: date, version: int) -> Prompts:
    """Send what was saved to whoever leads the visit. Raises Denied("nothing_written", "changed") and those of
    `save_prompts`."""
    visit = _lock(visit)
    prompts = Prompts.objects.filter(visit=visit).first()
    check_may_prepare(visit, by=by, on=on)
    check_can_prepare(visit, prompts)
    if prompts is None or not any(text.strip() for text in prompts.answers.values()):
        raise Denied("nothing_written", "Answer at least one question before you send this.")
    if prompts.version != version:
        raise Denied("changed", "This was changed after you opened the page. Read it again below.")
    prompts.sent_on, prompts.sent_by = on, by
    prompts.save(update_fields=["sent_on", "sent_by"])
    events.record(
        "visit.prompts_sent",
        subject=visit,
        by=by,
        scope=scope(visit.school),
        kind_name=visit.kind_name,
        day=weekday_in_words(visit.starts_on),
    )
    tell_prompts_sent(prompts, by, on=on)
    return prompts


@transaction.atomic
def withdraw_prompts(visit: Visit, *, by: User, on: date, version: int, reason: str) -> Prompts:
    """Withdraw what was sent before a visit, until it is held: it is a draft again, and what was sent is kept. Raises
    Denied("not_sent", "not_planned", "changed", "no_reason") and those of permissions."""
    visit = _lock(visit)
    check_may_prepare(visit, by=by, on=on)
    prompts = check_can_withdraw(visit, Prompts.objects.select_related("sent_by").filter(visit=visit).first())
    if prompts.version != version:
        raise Denied("changed", "This was changed after you opened the page. Read it again below.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why you withdraw it.")
    assert prompts.sent_on is not None, "it was checked"
    kept = {
        "answers": prompts.answers,
        "sent_by": (prompts.sent_by or prompts.saved_by).name,
        "sent_on": in_words(prompts.sent_on),
        "by": by.name,
        "on": in_words(on),
        "reason": reason.strip(),
    }
    prompts.withdrawn = [kept, *prompts.withdrawn]
    prompts.sent_on = prompts.sent_by = None
    # A version of its own, so that what is sent next is told of as well.
    prompts.version += 1
    prompts.save(update_fields=["withdrawn", "sent_on", "sent_by", "version"])
    events.record(
        "visit.prompts_withdrawn",
        subject=visit,
        by=by,
        scope=scope(visit.school),
        reason=reason.strip(),
        kind_name=visit.kind_name,
        day=weekday_in_words(visit.starts_on),
    )
    tell_prompts_withdrawn(prompts, by, on=on)
    return prompts


def _lock(visit: Visit) -> Visit:
    Visit.objects.select_for_update().only("pk").get(pk=visit.pk)
    return Visit.objects.select_related("school", "lead", "framework_version").get(pk=visit.pk)
