"""Messages to people who sign in a director's place."""

from dataclasses import dataclass
from typing import ClassVar

from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.sender import sender

from ..models import Delegation


@dataclass(frozen=True, kw_only=True)
class Delegated(Content):
    """To whoever signs in a director's place."""

    kind: ClassVar[str] = "signing_delegated"
    who: str
    first: str
    last: str
    url: str


@dataclass(frozen=True, kw_only=True)
class DelegationCorrected(Content):
    """To whoever signs, or was to sign, in a director's place: the days are other ones, or it was never meant."""

    kind: ClassVar[str] = "signing_corrected"
    who: str
    first: str
    last: str
    was_mistake: bool
    url: str


MESSAGES = (Delegated, DelegationCorrected)


def tell_delegated(delegation: Delegation) -> None:
    content = Delegated(
        who=delegation.director.name,
        first=in_words(delegation.starts_on),
        last=in_words(delegation.ends_on),
        url=link("home"),
        sender=sender(delegation.director),
    )
    to = delegation.delegate
    put(content, to=to.email, name=to.name, dedupe_key=f"delegated:{delegation.pk}")


def tell_corrected(delegation: Delegation, *, was_mistake: bool) -> None:
    """Write to whoever signs that the days are other ones, or that it was entered by mistake."""
    to = delegation.delegate
    if to.is_active:
        content = DelegationCorrected(
            who=delegation.director.name,
            first=in_words(delegation.starts_on),
            last=in_words(delegation.ends_on),
            was_mistake=was_mistake,
            url=link("home"),
            sender=sender(delegation.director),
        )
        put(content, to=to.email, name=to.name)
