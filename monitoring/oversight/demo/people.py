"""Who works in the made-up authority and its schools?"""

from collections.abc import Iterator
from datetime import date
from random import Random

from schools.models import AssignmentRole, School
from schools.people import actions as people
from sil.accounts import actions as accounts
from sil.accounts.demo import ACCOUNTS, DOMAIN, PASSWORD
from sil.accounts.models import User

from .schools import FIRST_URN

_FIRST = (
    "Alma", "Bertram", "Cora", "Dexter", "Edda", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Linus",
    "Mabel", "Nils", "Orla", "Piers", "Quinn", "Rhona", "Silas", "Thea", "Ulla", "Victor", "Wanda", "Xaver",
)  # fmt: skip
_LAST = (
    "Example", "Sample", "Placeholder", "Template", "Specimen", "Mockman", "Testperson", "Pretender", "Fictional",
    "Imaginary", "Invented", "Madeup", "Nobody", "Dummy", "Prototype", "Hypothetical", "Supposed", "Notional",
)  # fmt: skip
HEAD_SCHOOL, HEAD2_SCHOOL = FIRST_URN, FIRST_URN + 1


def make_accounts(on: date) -> dict[str, User]:
    """The accounts that can sign in, by the part of their address before the @."""
    found = {}
    for account in ACCOUNTS:
        user = accounts.add(by=None, on=on, email=account.email, name=account.name, password=PASSWORD)
        found[account.email.partition("@")[0]] = user
        if account.role not in ("headteacher", "chair"):
            accounts.give_role(user, by=None, on=on, role=account.role, starts_on=on)
    return found


def fill_posts(schools: list[School], known: dict[str, User], on: date) -> None:
    """A headteacher and a chair for every school but a few."""
    names = _names(Random(17))
    for place, school in enumerate(schools):
        head = {HEAD_SCHOOL: known["head"], HEAD2_SCHOOL: known["head2"]}.get(school.urn)
        if place != 40:
            head = head or _somebody(names, f"head.{school.urn}", on)
            people.give_post(
                school=school,
                user=head,
                role="headteacher",
                starts_on=on,
                by=None,
                on=on,
                first_headship=place % 9 == 4,
            )
        if place % 12 != 5:
            chair = known["chair"] if school.urn == HEAD_SCHOOL else _somebody(names, f"chair.{school.urn}", on)
            people.give_post(school=school, user=chair, role="chair", starts_on=on, by=None, on=on)


def assign_officers(schools: list[School], known: dict[str, User], on: date) -> User:
    """A partner for every school but two, a Principal Officer for all; gives a third partner."""
    third = _somebody(_names(Random(3)), "sip3", on)
    accounts.give_role(third, by=None, on=on, role="sip", starts_on=on)
    shares = {known["sip"]: schools[:18], known["sip2"]: schools[18:38], third: schools[38:58]}
    for partner, share in shares.items():
        people.assign(share, user=partner, role=AssignmentRole.SIP, starts_on=on, by=None, on=on)
    people.assign(schools, user=known["officer"], role=AssignmentRole.PRINCIPAL_OFFICER, starts_on=on, by=None, on=on)
    return third


def _somebody(names: Iterator[str], address: str, on: date) -> User:
    return accounts.add(by=None, on=on, email=f"{address}@{DOMAIN}", name=next(names))


def _names(chance: Random) -> Iterator[str]:
    while True:
        yield f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
