"""The recipients of a letter of a case, by the step of the framework and the kind of school.

People at the school come from their posts on the day, a diocese from the register, offices outside from
the framework file. Whoever prepares the letter may complete an office's address and choose how each gets it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from schools.models import Post, School, TrustPost
from schools.queries import holders
from schools.trusts.queries import posts_at_trust
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.framework.intervention import OUTSIDE, Body, Intervention, Party
from sil.framework.schema import Framework
from sil.letters.models import Method, Recipient

from ..consents.queries import consenting
from ..models import CaseLetter, CaseRecipient

# Types of the register whose foundation governors somebody appoints: voluntary aided and controlled,
# foundation and foundation special schools (Education and Inspections Act 2006, section 60(6)).
WITH_FOUNDATION_GOVERNORS = frozenset({2, 3, 5, 12})

PARTY_NAMES = {
    Party.GOVERNING_BODY: "The governing body",
    Party.HEADTEACHER: "Headteacher",
    Party.CHAIR: "Chair of governors",
    Party.DIOCESE: "The diocesan authority",
    Party.FOUNDATION: "The person who appoints the foundation governors",
    Party.ACADEMY_LEADERSHIP: "The leadership of the academy",
    Party.REGIONAL_DIRECTOR: "The Regional Director",
    Party.SECRETARY_OF_STATE: "The Secretary of State",
    Party.OFSTED: "Ofsted",
}
# What somebody may write of an office, and of a person at the school.
OF_AN_OFFICE = ("name", "salutation", "address", "email", "method")
OF_A_PERSON = ("method",)
LONGEST = {"name": 150, "salutation": 150, "email": 254}
LONGEST_ADDRESS = 500

# While a letter is prepared, and as it was signed.
R = TypeVar("R", CaseRecipient, Recipient)


@dataclass(frozen=True)
class Lookup:
    """Where the parties of a letter are looked for."""

    school: School
    framework: Framework
    rules: Intervention
    posts: list[Post]
    on: date
    # The posts whose holders agreed to have notices by email.
    consenting: frozenset[int]

    def at_school(self, *roles: str) -> list[Post]:
        return [post for post in self.posts if post.role in roles]


def recipients_of(
    letter: CaseLetter, on: date, written: Mapping[str, Mapping[str, Any]], *, with_optional: bool = False
) -> list[CaseRecipient]:
    """The recipients as they would be on a day, in the step's order, with what was written of each by its
    key: {"method", "name", "salutation", "address", "email"}, and {"added": true} for an optional copy;
    `with_optional` gives all of those. Not stored."""
    framework, school = letter.case.framework, letter.case.school
    rules, step = framework.intervention, letter.step
    assert rules is not None, "a case is under a framework that has them"
    posts = list(holders(school, on, (*LEADS, *GOVERNANCE)).order_by("starts_on", "pk"))
    seek = Lookup(school, framework, rules, posts, on, consenting(posts, on))
    found: list[CaseRecipient] = []
    for party in (*step.to, *step.copies, *step.optional_copies):
        for recipient in _FIND.get(party, _office)(seek, party):
            said = written.get(recipient.key, {})
            if party in step.optional_copies and not (with_optional or said.get("added")):
                continue
            # Nobody gets a letter twice: not as a copy, nor for a second post.
            if recipient.user and any(each.user == recipient.user for each in found):
                continue
            _apply(recipient, said)
            recipient.letter, recipient.place, recipient.is_copy = letter, len(found), party not in step.to
            found.append(recipient)
    return found


def wanted(letter: CaseLetter) -> list[Party]:
    """Return the parties that a letter must go to, of those that there are for this school."""
    step, school = letter.step, letter.case.school
    return [party for party in (*step.to, *step.copies) if is_relevant(party, school)]


def is_relevant(party: Party, school: School) -> bool:
    """Whether a school has such a party: a diocese, foundation governors."""
    if party == Party.DIOCESE:
        return school.has_diocese
    return party != Party.FOUNDATION or school.type_code in WITH_FOUNDATION_GOVERNORS


def principal(recipients: Iterable[R], letter: CaseLetter) -> R | None:
    """Return the recipient on whom a letter is served: the first of the first party that it is addressed to."""
    return next((each for each in recipients if each.party == letter.step.to[0]), None)


def has_address(recipient: CaseRecipient) -> bool:
    """Whether the letter can reach a recipient by the method that is chosen."""
    if not recipient.name.strip():
        return False
    if recipient.method == Method.EMAIL:
        return bool(recipient.email)
    return bool(recipient.address.strip())


def _apply(recipient: CaseRecipient, said: Mapping[str, Any]) -> None:
    """What was written of a recipient; a value that cannot stand there leaves a gap, which is missing then."""
    for name in OF_A_PERSON if recipient.user else OF_AN_OFFICE:
        value = said.get(name, "").strip()
        if name in said and (name != "method" or value in Method.values):
            setattr(recipient, name, value if _fits(name, value) else "")


def _fits(name: str, value: str) -> bool:
    if name == "email" and value:
        try:
            validate_email(value)
        except ValidationError:
            return False
    return len(value) <= LONGEST.get(name, LONGEST_ADDRESS)


def _governing_body(seek: Lookup, party: Party) -> Iterator[CaseRecipient]:
    """Served on its chair, or on its clerk where there is no chair; offered by email only to whoever agreed to that."""
    posts = seek.at_school("chair") or seek.at_school("clerk")
    if posts:
        found = _person(seek, party, posts[0])
        found.method = Method.EMAIL if posts[0].pk in seek.consenting else Method.HAND
        yield found
    else:
        chair = seek.framework.title("chair")
        yield _unnamed(seek, party, f"The {chair}", f"Dear {chair}")


def _headteacher(seek: Lookup, party: Party) -> Iterator[CaseRecipient]:
    posts = seek.at_school(*LEADS)
    yield from (_person(seek, party, post) for post in posts)
    if not posts:
        head = seek.framework.title("headteacher")
        yield _unnamed(seek, party, f"The {head}", f"Dear {head}")


def _chair(seek: Lookup, party: Party) -> Iterator[CaseRecipient]:
    posts = seek.at_school("chair")
    yield from (_person(seek, party, post) for post in posts[:1])
    if not posts:
        chair = seek.framework.title("chair")
        yield _unnamed(seek, party, f"The {chair}", f"Dear {chair}")


def _leadership(seek: Lookup, party: Party) -> Iterator[CaseRecipient]:
    """The head and the local chair, and of the trust its accounting officer and its chair of trustees."""
    posts = [*seek.at_school(*LEADS), *seek.at_school("chair")]
    at_trust = list(posts_at_trust(seek.school, seek.on))
    yield from (_person(seek, party, post) for post in posts)
    yield from (_at_trust(party, post) for post in at_trust)
    if not (posts or at_trust):
        yield _unnamed(seek, party, f"The leadership of {seek.school.name}", "Dear colleagues")


def _diocese(seek: Lookup, party: Party) -> Iterator[CaseRecipient]:
    if seek.school.has_diocese:
        body = seek.rules.body(seek.school.diocese_code)
        yield (
            _of_body(party, body)
            if body
            else CaseRecipient(
                party=party,
                key=party,
                name=seek.school.diocese_name,
                post=PARTY_NAMES[party],
                salutation="Dear colleague",
                method=Method.POST,
            )
        )


def _foundation(seek: Lookup, party: Party) -> Iterator[CaseRecipient]:
    if is_relevant(party, seek.school):
        yield CaseRecipient(
            party=party,
            key=party,
            name=seek.school.trust_name,
            post=PARTY_NAMES[party],
            salutation="Dear colleague",
            method=Method.POST,
        )


def _office(seek: Lookup, party: Party) -> Iterator[CaseRecipient]:
    assert party in OUTSIDE, "every other party is looked for in its own way"
    body = seek.rules.body(party)
    assert body is not None, "a framework lists the bodies that its letters go to"
    yield _of_body(party, body)


_FIND: dict[Party, Callable[[Lookup, Party], Iterator[CaseRecipient]]] = {
    Party.GOVERNING_BODY: _governing_body,
    Party.HEADTEACHER: _headteacher,
    Party.CHAIR: _chair,
    Party.ACADEMY_LEADERSHIP: _leadership,
    Party.DIOCESE: _diocese,
    Party.FOUNDATION: _foundation,
}


def _person(seek: Lookup, party: Party, post: Post) -> CaseRecipient:
    return CaseRecipient(
        party=party,
        key=f"{party}:{post.user_id}",
        user=post.user,
        name=post.user.name,
        post=seek.framework.title(post.role),
        salutation=f"Dear {post.user.name}",
        address="\n".join((seek.school.name, *seek.school.address_lines)),
        email=post.user.email,
        method=Method.EMAIL,
    )


def _at_trust(party: Party, post: TrustPost) -> CaseRecipient:
    """Somebody at a trust does not sign in: they are written to as an office is."""
    return CaseRecipient(
        party=party,
        key=f"{party}:trust:{post.pk}",
        name=post.name,
        post=f"{post.get_role_display()} of the trust",
        salutation=f"Dear {post.name}",
        address="\n".join((post.trust_name, *post.address.splitlines())) if post.address else "",
        email=post.email,
        method=Method.EMAIL if post.email else Method.POST,
    )


def has_own_post(recipient: CaseRecipient) -> bool:
    """Whether a recipient is a person with a post, at the school or at its trust, and not an office."""
    return bool(recipient.user_id or (recipient.party == Party.ACADEMY_LEADERSHIP and recipient.post))


def nobody_at_trust(letter: CaseLetter) -> str:
    """Return the warning that a letter to the leadership of an academy does not go to its trust; else blank."""
    trust = letter.case.school.trust_name
    if not trust or Party.ACADEMY_LEADERSHIP not in wanted(letter):
        return ""
    if any(":trust:" in each.key for each in letter.recipients.all()):
        return ""
    return (
        f"No accounting officer and no chair of trustees of {trust} is on record, so the letter does not go to the "
        "trust. An administrator can add them, under People."
    )


def _unnamed(seek: Lookup, party: Party, name: str, salutation: str) -> CaseRecipient:
    """Where nobody is on record: to the post, at the school."""
    return CaseRecipient(
        party=party,
        key=party,
        name=name,
        salutation=salutation,
        address="\n".join((seek.school.name, *seek.school.address_lines)),
        method=Method.HAND,
    )


def _of_body(party: Party, body: Body) -> CaseRecipient:
    return CaseRecipient(
        party=party,
        key=party,
        name=body.name,
        post=PARTY_NAMES[party],
        salutation=body.salutation,
        address="\n".join(body.address),
        email=body.email,
        method=Method.EMAIL if body.email else Method.POST,
    )


def served_on(letter: CaseLetter) -> Recipient | None:
    """Whose service is day one: the first of the party that the letter is addressed to, as signed."""
    return principal(letter.letter.recipients.all(), letter) if letter.letter else None
