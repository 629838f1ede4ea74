"""Record that somebody consents to have notices by email, and that they no longer do (ADR 58)."""

from datetime import date

from django.db import transaction

from schools.models import Post
from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied

from ..models import EmailConsent
from .permissions import check_consent
from .sent import ENDED, GIVEN, give_sent_receipt


@transaction.atomic
def record_consent(
    post: Post, *, given_on: date, words: str, by: User, on: date, document: Document | None = None
) -> EmailConsent:
    """Record that whoever holds a post agreed on a day to have notices by email: what they said, or where it is
    written.

    Raises Denied("not_theirs", "no_post", "to_come", "no_words", "recorded").
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("school", "user").get(pk=post.pk)
    check_consent(post, by=by, on=on)
    if given_on > on:
        raise Denied("to_come", f"{in_words(given_on)} is in the future.")
    if not words.strip():
        raise Denied("no_words", "Say how they agreed.")
    if EmailConsent.objects.filter(post=post, ended_on__isnull=True).exists():
        raise Denied("recorded", f"The consent of {post.user.name} has already been recorded.")
    made = EmailConsent.objects.create(
        post=post,
        given_on=given_on,
        words=words.strip(),
        document=store(document, by=by, on=on) if document else None,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    _record("case.email_consent", made, by=by, day=in_words(given_on))
    give_sent_receipt(GIVEN, made, by=by, on=on)
    return made


@transaction.atomic
def end_consent(consent: EmailConsent, *, by: User, on: date, reason: str = "") -> EmailConsent:
    """Record that somebody no longer consents, from today. Raises Denied("not_theirs", "no_post", "ended")."""
    related = EmailConsent.objects.select_for_update(of=("self",)).select_related("post__school", "post__user")
    consent = related.get(pk=consent.pk)
    check_consent(consent.post, by=by, on=on)
    if consent.ended_on:
        raise Denied("ended", "This consent has already ended.")
    consent.ended_on, consent.ended_by, consent.end_reason = max(on, consent.given_on), by, reason.strip()
    consent.save(update_fields=["ended_on", "ended_by", "end_reason"])
    _record("case.email_consent_ended", consent, by=by, reason=consent.end_reason)
    give_sent_receipt(ENDED, consent, by=by, on=on)
    return consent


def _record(kind: str, consent: EmailConsent, *, by: User, reason: str = "", day: str = "") -> None:
    school = scope(consent.post.school)
    events.record(kind, subject=consent, by=by, scope=school, reason=reason, name=consent.post.user.name, day=day)
