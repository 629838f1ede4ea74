"""The people of the made-up authority and of its schools."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from schools.models import AssignmentRole, Post, School
from schools.people import actions as people
from sil.accounts import actions as accounts
from sil.accounts.demo import ACCOUNTS, DOMAIN, PASSWORD
from sil.accounts.models import User
from sil.accounts.roles import ASSISTANT

from .schools.rows import FIRST_URN

_FIRST = (
    "Alma", "Bertram", "Cora", "Dexter", "Edda", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Linus",
    "Mabel", "Nils", "Orla", "Piers", "Quinn", "Rhona", "Silas", "Thea", "Ulla", "Victor", "Wanda", "Xaver",
)  # fmt: skip
_LAST = (
    "Example", "Sample", "Placeholder", "Template", "Specimen", "Mockman", "Testperson", "Pretender", "Fictional",
    "Imaginary", "Invented", "Madeup", "Nobody", "Dummy", "Prototype", "Hypothetical", "Supposed", "Notional",
)  # fmt: skip
HEAD_SCHOOL, HEAD2_SCHOOL = FIRST_URN, FIRST_URN + 1
# Who leads HEAD2_SCHOOL leads this one as well: a trust shares its headteacher.
SHARED_SCHOOL = FIRST_URN + 48
# A school without a chair of its own, which the chair of HEAD_SCHOOL was asked to help.
CHAIR2_SCHOOL = FIRST_URN + 40
# A headteacher who left, and one whose deputy stands in.
HEADLESS, ACTING = FIRST_URN + 16, FIRST_URN + 9
# Schools to which a headteacher came for their first headship, before last year's round and before this year's.
NEW_LAST_YEAR = tuple(FIRST_URN + place for place in (4, 13, 22, 31, 40, 49))
NEW_THIS_YEAR = (FIRST_URN + 35,)


def make_accounts(on: date) -> dict[str, User]:
    """The accounts that can sign in, by the part of their address before the @."""
    found = {}
    for account in ACCOUNTS:
        user = accounts.add(by=None, on=on, email=account.email, name=account.name, password=PASSWORD)
        found[account.email.partition("@")[0]] = user
        if account.role not in ("headteacher", "chair", ASSISTANT):
            accounts.give_role(user, by=None, on=on, role=account.role, starts_on=on)
    return found


def fill_posts(schools: Iterable[School], known: dict[str, User], on: date) -> None:
    """A headteacher for every school and a chair for most."""
    heads = {HEAD_SCHOOL: known["head"], HEAD2_SCHOOL: known["head2"], SHARED_SCHOOL: known["head2"]}
    chairs = {HEAD_SCHOOL: known["chair"], CHAIR2_SCHOOL: known["chair"]}
    for school in schools:
        _appoint(school, "headteacher", heads.get(school.urn), on)
        if school.urn % 12 != 5 or school.urn in chairs:
            _appoint(school, "chair", chairs.get(school.urn), on)


def assign_officers(schools: list[School], known: dict[str, User], on: date) -> None:
    """A partner and a Principal Officer for each of the schools that have been there all the time."""
    third = _somebody("sip3", on)
    accounts.give_role(third, by=None, on=on, role="sip", starts_on=on)
    shares = {known["sip"]: schools[:18], known["sip2"]: schools[18:38], third: schools[38:]}
    for partner, share in shares.items():
        people.assign(share, user=partner, role=AssignmentRole.SIP, starts_on=on, by=None, on=on)
    shares = {known["officer"]: schools[:49], known["officer2"]: schools[49:]}
    for officer, share in shares.items():
        assign_principal(share, officer, on)


def assign_principal(schools: list[School], officer: User, on: date) -> None:
    """Assign a Principal Officer to schools from a day."""
    people.assign(schools, user=officer, role=AssignmentRole.PRINCIPAL_OFFICER, starts_on=on, by=None, on=on)


def change_heads(urns: Iterable[int], on: date) -> None:
    """New headteachers, in their first headship, from a day."""
    for post in _heads(urns):
        _leave(post, on - timedelta(days=1))
        _appoint(post.school, "headteacher", None, on, first_headship=True)


def lose_heads(on: date) -> None:
    """One headteacher leaves, and nobody comes."""
    for post in _heads([HEADLESS]):
        _leave(post, on)


def stand_in(on: date) -> None:
    """From a day one headteacher has a deputy acting for them."""
    for post in _heads([ACTING]):
        _leave(post, on - timedelta(days=1))
        _appoint(post.school, "acting_headteacher", None, on)


def follow(old: int, new: int, on: date) -> None:
    """The people of a school that became another go with it, from a day."""
    school = School.objects.get(pk=new)
    for post in _present(old):
        people.give_post(school=school, user=post.user, role=post.role, starts_on=on, by=None, on=on)
    leave(old, on - timedelta(days=1))


def leave(urn: int, on: date) -> None:
    """The last day of everybody at a school."""
    for post in _present(urn):
        _leave(post, on)


def _present(urn: int) -> list[Post]:
    return list(Post.objects.filter(school=urn, ends_on__isnull=True).select_related("user", "school"))


def _heads(urns: Iterable[int]) -> list[Post]:
    return [post for urn in urns for post in _present(urn) if post.role == "headteacher"]


def _leave(post: Post, on: date) -> None:
    people.end_post(post, by=None, on=on, ends_on=on)


def _appoint(school: School, role: str, user: User | None, on: date, *, first_headship: bool = False) -> None:
    # An address is used once, and a school may have had several people in a post.
    earlier = Post.objects.filter(school=school, role=role).count()
    address = f"{role.removesuffix('teacher')}{earlier + 1 if earlier else ''}.{school.urn}"
    user = user or _somebody(address, on)
    people.give_post(school=school, user=user, role=role, starts_on=on, by=None, on=on, first_headship=first_headship)


def _somebody(address: str, on: date) -> User:
    return accounts.add(by=None, on=on, email=f"{address}@{DOMAIN}", name=_name(Random(address)))


def _name(chance: Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
