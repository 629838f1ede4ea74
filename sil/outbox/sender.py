"""Who signs an email, and whom to ask: an officer with their role and telephone, and the service as the framework file
has it."""

from dataclasses import dataclass

from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import ROLES
from sil.accounts.user_roles import roles_of
from sil.framework.queries import current, titles


@dataclass(frozen=True, kw_only=True)
class Sender:
    """A person who signs an email. `telephone` is blank where theirs is not known."""

    name: str
    role: str
    telephone: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Service:
    """The service, to which replies go. All but `name` are blank before a framework is loaded."""

    name: str
    authority: str = ""
    telephone: str = ""
    email: str = ""
    # What it calls one of the bands, and several (`Allocation.band_word`).
    band_word: str = "band"
    bands_word: str = "bands"


def sender(person: User, role: str = "") -> Sender:
    """Return a person as they sign: as `role`, otherwise by the first of their roles today, as the authority calls
    it."""
    named = role or _first_title(person)
    return Sender(name=person.name, role=named, telephone=person.telephone, email=person.email)


def _first_title(person: User) -> str:
    held = roles_of(person, clock.today()).roles
    return next((titles()[slug] for slug in ROLES if slug in held), "")


def service() -> Service:
    """Return the service of the framework in force today."""
    framework = current()
    if framework is None:
        return Service(name="School support service")
    said = framework.authority
    words = framework.allocation
    return Service(
        name=said.service,
        authority=said.name,
        telephone=said.telephone,
        email=said.email,
        band_word=words.band_word,
        bands_word=words.bands_word,
    )
