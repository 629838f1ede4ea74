"""Messages about a role or an email address that a second person confirms, and about an address that was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from sil.accounts.models import ChangeRequest, User
from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.sender import sender

from .permissions import confirmers
from .queries import in_words as asked_in_words
from .queries import last_day


@dataclass(frozen=True, kw_only=True)
class AboutChange(Content):
    """What every message about such a change says: `what` is asked for, for the person `whom`, by `who`."""

    is_neutral: ClassVar[bool] = True
    what: str
    whom: str
    who: str
    day: str = ""
    url: str = ""
    # Whether it is the end of a second step that was lost.
    lost_step: bool = False


class ToConfirm(AboutChange):
    """To those who may confirm it."""

    kind: ClassVar[str] = "change_to_confirm"


class Asked(AboutChange):
    """To the person it is about, at the address that they have."""

    kind: ClassVar[str] = "change_asked"


class Confirmed(AboutChange):
    """To the person, at the old and the new address, to who asked for it, and to the others who may confirm."""

    kind: ClassVar[str] = "change_confirmed"


class Refused(AboutChange):
    """To who asked for it and to the person, where somebody else ended it."""

    kind: ClassVar[str] = "change_withdrawn"


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Content):
    """To the old and the new address of a person."""

    kind: ClassVar[str] = "address_changed"
    is_neutral: ClassVar[bool] = True
    new: str
    who: str


MESSAGES = (ToConfirm, Asked, Confirmed, Refused, AddressChanged)


def tell_asked(request: ChangeRequest, *, by: User) -> None:
    said: dict[str, Any] = {
        "what": asked_in_words(request),
        "whom": request.person.name,
        "who": by.name,
        "lost_step": request.lost_step,
        "sender": sender(by),
    }
    url, day = link("change_request", pk=request.pk), in_words(last_day(request))
    others = confirmers(request.asked_on).exclude(pk__in=(by.pk, request.person_id))
    _tell(ToConfirm(**said, url=url, day=day), ((user.email, user.name) for user in others))
    if by != request.person:
        _tell(Asked(**said, day=day), [(request.email, request.person.name)])


def tell_confirmed(request: ChangeRequest, *, by: User | None) -> None:
    """`request.email` is the address before, `request.person.email` that after."""
    person, who = request.person, by.name if by else "The server's administrator"
    content = Confirmed(
        what=asked_in_words(request),
        whom=person.name,
        who=who,
        lost_step=request.lost_step,
        sender=sender(by) if by else None,
    )
    assert request.ended_on is not None, "it is confirmed"
    others = confirmers(request.ended_on)
    if by is not None:
        others = others.exclude(pk=by.pk)
    everybody = [(request.email, person.name), (person.email, person.name)]
    everybody += [(user.email, user.name) for user in (request.asked_by, *others)]
    _tell(content, everybody)


def tell_withdrawn(request: ChangeRequest, *, by: User) -> None:
    content = Refused(what=asked_in_words(request), whom=request.person.name, who=by.name, sender=sender(by))
    people = [user for user in (request.asked_by, request.person) if user != by]
    _tell(content, ((user.email, user.name) for user in people))


def tell_address(person: User, *, before: str, by: User) -> None:
    content = AddressChanged(new=person.email, who=by.name, sender=sender(by))
    _tell(content, [(before, person.name), (person.email, person.name)])


def _tell(content: Content, people: Iterable[tuple[str, str]]) -> None:
    """One message for each address."""
    for email, name in dict(people).items():
        put(content, to=email, name=name)
