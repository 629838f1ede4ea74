"""The receipt of what somebody at a school sent: what, when, what is next and whom to ask. It goes to the sender and to
those who hold the same part for the school, once for each thing that is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.outbox.post import Content, put
from sil.outbox.reached import reached
from sil.outbox.sender import Sender, sender

from ..models import AssignmentRole, School
from ..queries import holders, officer
from .kinds import Sent
from .queries import PREFIX

_PARTIES = (LEADS, GOVERNANCE)


@dataclass(frozen=True, kw_only=True)
class Receipt(Content):
    """To the sender (`is_own`) and to those who hold the same part: what was sent, by whom, when, and what is next."""

    kind: ClassVar[str] = "receipt"
    school: str
    what: str
    sent_by: str
    moment: str
    is_own: bool
    # What the school still has to do, as a sentence; blank for nothing.
    asked: str
    # Sentences: who does what by when, and until when what was sent can be withdrawn.
    next: str
    # Whom to ask; None where nobody works with the school at present.
    contact: Sender | None
    url: str


MESSAGES = (Receipt,)


def give_receipt(
    sent: Sent,
    *,
    key: str,
    school: School,
    by: User,
    on: date,
    next_: str,
    url: str,
    asked: str = "",
    ask: Sequence[AssignmentRole] = (AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER),
    names: Mapping[str, str] | None = None,
) -> None:
    """Write the receipt of what `by` sent for a school: to them, and to the others who lead the school or, where they
    speak for its governing body, to the others who do. `key` names what was sent, each thing once; `names` fill the
    name of the kind, and `asked` is what the school has to do now. Questions go to the school's officer in the first
    of the roles `ask` that it has one in. The caller holds the transaction of the act."""
    own = next((found for role in ask if (found := officer(school, role, on))), None)
    for person in reached(readers(school, by, on), Receipt):
        content = Receipt(
            school=school.name,
            what=sent.name.format_map(names or {}),
            sent_by=by.name,
            moment=clock.moment_in_words(clock.now()),
            is_own=person == by,
            asked=asked,
            next=next_,
            contact=sender(own) if own else None,
            url=url,
        )
        put(content, to=person.email, name=person.name, dedupe_key=f"{PREFIX}{key}:{person.pk}")


def readers(school: School, by: User, on: date) -> list[User]:
    """Return whoever gets the receipt: the sender first, and those who hold a post of the same party."""
    posts = holders(school, on, tuple(role for party in _PARTIES for role in party))
    held = {post.role for post in posts if post.user_id == by.pk}
    party = next((roles for roles in _PARTIES if held & {*roles}), ())
    others = [post.user for post in posts if post.role in party and post.user != by and post.user.is_active]
    return list(dict.fromkeys([by, *others]))
