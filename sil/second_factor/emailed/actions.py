"""Email a code to whoever signs in, and record what became of it. What was sent is kept hashed, in the session of the
browser that asked, and nowhere else."""

from typing import TypedDict

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from sil import clock
from sil.accounts import sign_ins
from sil.accounts.models import User
from sil.outbox.post import link, put
from sil.workflow import Denied

from ..queries import has_step
from . import policies, queries
from .notifications import SignInCode


class Sent(TypedDict, total=False):
    """What a session keeps of the code that was sent last: its hash, until when it works (seconds since 1970) and how
    many wrong ones were entered. Without a hash it no longer works."""

    digest: str
    until: float
    wrong: int


@sensitive_variables("code")
@transaction.atomic
def send(user: User) -> Sent:
    """Email a new code to a person and return what the session keeps of it, in place of the one before.

    Raises Denied("too_many_codes") where they were sent `policies.MOST_SENT` within `policies.WITHIN`.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if again := queries.next_at(user):
        raise Denied(
            "too_many_codes",
            f"We have emailed you {policies.MOST_SENT} codes within an hour. You can have another one at"
            f" {policies.in_words(again)}.",
        )
    now, code = clock.now(), policies.new_code()
    until = now + policies.LASTS
    said = SignInCode(
        code=code,
        sent=clock.time_in_words(clock.local(now).time()),
        until=clock.time_in_words(clock.local(until).time()),
        url=link("account_reset_password"),
    )
    put(said, to=user.email, name=user.name)
    sign_ins.record("code_emailed", user, by=None)
    return Sent(digest=policies.digest_of(code, user), until=until.timestamp(), wrong=0)


@sensitive_variables("typed")
def is_right(user: User, sent: Sent, typed: str) -> bool:
    """Return whether what was typed, as `policies.cleaned` returns it, is the code that was sent, while it works; note
    in `sent` and in the history how it went. A code is right once, and ends after `policies.MOST_WRONG` wrong ones."""
    digest = sent.get("digest", "") if works(sent) else ""
    if digest and constant_time_compare(digest, policies.digest_of(typed, user)):
        del sent["digest"]
        return True
    sent["wrong"] = sent.get("wrong", 0) + 1
    if sent["wrong"] >= policies.MOST_WRONG:
        sent.pop("digest", None)
    sign_ins.record("emailed_code_failed", user, by=None)
    return False


def works(sent: Sent) -> bool:
    """Return whether the code that was sent last still works."""
    return bool(sent.get("digest")) and clock.now().timestamp() < sent["until"]


@transaction.atomic
def use(user: User) -> None:
    """Record that a person entered the right code. Raises Denied("has_step") where they have set up a second step in
    another browser in the meantime, which has to be asked for then."""
    User.objects.select_for_update().get(pk=user.pk)
    if has_step(user):
        raise Denied("has_step", "You have set up a second step already. Sign in with it.")
    sign_ins.record("emailed_code_used", user, by=user)
