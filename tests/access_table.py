"""Who may open what? One row for each address and each kind of object behind it.

Everybody not named in `who` gets 404, or the sign-in page when they are not signed in. A test fails
for an address without a row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from allocations.states import State
from sil.accounts.models import RoleGrant

from . import world as worlds
from .world import ACTORS, World

EVERYONE = frozenset(ACTORS)
SIGNED_IN = EVERYONE - {"anonymous"}
SIP = frozenset({"sip"})
LEADS = frozenset({"head", "acting_head"})
GOVERNANCE = frozenset({"chair", "clerk"})
OVERSIGHT = frozenset({"officer", "director", "dcs"})
ADMIN = frozenset({"admin"})
PARTNERS = frozenset({"sip", "other_sip"})


@dataclass(frozen=True)
class Row:
    route: str
    path: Callable[[World], str]
    who: frozenset[str]
    method: str = "GET"
    # What those who may get: 302 for an act that leads on to another page.
    status: int = 200
    data: dict[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def id(self) -> str:
        return f"{self.method} {self.route}{f' ({self.note})' if self.note else ''}"


def _fixed(path: str) -> Callable[[World], str]:
    return lambda world: path


def _allocation(state: State, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/allocations/{world.allocation[state].pk}/{rest}"


def _school(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/schools/{world.school.urn}/{rest}"


def _person(rest: str = "", actor: str = "sip") -> Callable[[World], str]:
    return lambda world: f"/people/{world.people[actor].pk}/{rest}"


def _letter(which: str, rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/letters/{getattr(world, which).reference}/{rest}"


I, P, A = State.IDENTIFIED, State.PROPOSED, State.AGREED  # noqa: E741
OFFICERS = SIP | OVERSIGHT

ROWS = (
    # The shell
    Row("home", _fixed("/"), SIGNED_IN),
    Row("healthz", _fixed("/healthz"), EVERYONE),
    Row("theme", _fixed("/theme.css"), EVERYONE),
    Row("accessibility", _fixed("/accessibility/"), EVERYONE),
    Row("privacy", _fixed("/privacy/"), EVERYONE),
    Row("account", _fixed("/account/"), SIGNED_IN),
    Row("framework", _fixed("/framework/"), SIGNED_IN),
    Row("bank_holidays", _fixed("/settings/bank-holidays/"), ADMIN),
    Row("bank_holidays", _fixed("/settings/bank-holidays/"), ADMIN, method="POST"),
    Row("bank_holiday_remove", lambda w: f"/settings/bank-holidays/{worlds.bank_holiday().pk}/remove/", ADMIN),
    Row(
        "bank_holiday_remove",
        lambda w: f"/settings/bank-holidays/{worlds.bank_holiday().pk}/remove/",
        ADMIN,
        method="POST",
        status=302,
    ),
    # Signing in
    Row("account_login", _fixed("/accounts/login/"), frozenset({"anonymous"}), note="not signed in"),
    Row("account_login", _fixed("/accounts/login/"), SIGNED_IN, status=302, note="signed in"),
    Row("account_logout", _fixed("/accounts/logout/"), SIGNED_IN),
    Row("account_logout", _fixed("/accounts/logout/"), EVERYONE, method="POST", status=302),
    Row("account_inactive", _fixed("/accounts/inactive/"), EVERYONE),
    Row("account_signup", _fixed("/accounts/signup/"), frozenset({"anonymous"}), note="not signed in"),
    Row("account_reauthenticate", _fixed("/accounts/reauthenticate/"), SIGNED_IN),
    Row("account_change_password", _fixed("/accounts/password/change/"), SIGNED_IN),
    Row("account_set_password", _fixed("/accounts/password/set/"), SIGNED_IN, status=302, note="has one"),
    Row("account_reset_password", _fixed("/accounts/password/reset/"), EVERYONE),
    Row("account_reset_password_done", _fixed("/accounts/password/reset/done/"), EVERYONE),
    Row("account_reset_password_from_key", worlds.invitation_path, EVERYONE, status=302, note="a fresh link"),
    Row(
        "account_reset_password_from_key",
        _fixed("/accounts/password/reset/key/1-stale-link/"),
        EVERYONE,
        note="a stale link",
    ),
    Row("account_reset_password_from_key_done", _fixed("/accounts/password/reset/key/done/"), EVERYONE),
    # Schools
    Row("schools", _fixed("/schools/"), SIGNED_IN),
    Row("school", _school(), SIP | LEADS | GOVERNANCE | OVERSIGHT | ADMIN),
    Row("post_give", _school("posts/give/"), ADMIN),
    Row("post_give", _school("posts/give/"), ADMIN, method="POST"),
    Row("post_end", lambda w: f"/posts/{w.school.posts.get(role='clerk').pk}/end/", ADMIN),
    Row("post_end", lambda w: f"/posts/{w.school.posts.get(role='clerk').pk}/end/", ADMIN, method="POST"),
    Row("officers", _fixed("/officers/"), ADMIN | {"officer"}),
    Row("officers", _fixed("/officers/"), ADMIN | {"officer"}, method="POST"),
    # People
    Row("people", _fixed("/people/"), ADMIN),
    Row("person_invite", _fixed("/people/invite/"), ADMIN),
    Row("person_invite", _fixed("/people/invite/"), ADMIN, method="POST"),
    Row("person", _person(), ADMIN),
    Row("person_edit", _person("edit/"), ADMIN),
    Row("person_edit", _person("edit/"), ADMIN, method="POST"),
    Row("person_invite_again", _person("invite-again/"), ADMIN, method="POST", status=302),
    Row("person_close", _person("close/"), ADMIN),
    Row("person_close", _person("close/", actor="nobody"), ADMIN, method="POST", status=302),
    Row("role_give", _person("roles/give/"), ADMIN),
    Row("role_give", _person("roles/give/"), ADMIN, method="POST"),
    Row("role_end", lambda w: f"/roles/{_grant(w)}/end/", ADMIN),
    Row("role_end", lambda w: f"/roles/{_grant(w)}/end/", ADMIN, method="POST"),
    # Allocations
    Row("rounds", _fixed("/allocations/"), PARTNERS | OVERSIGHT),
    Row("round", _fixed("/allocations/rounds/2026/"), PARTNERS | OVERSIGHT),
    Row("round_open", _fixed("/allocations/rounds/2027/open/"), frozenset({"officer"})),
    Row("round_open", _fixed("/allocations/rounds/2027/open/"), frozenset({"officer"}), method="POST", status=302),
    Row("allocation", _allocation(I), OFFICERS, note="identified"),
    Row("allocation", _allocation(P), OFFICERS | LEADS, note="proposed"),
    Row("allocation", _allocation(A), OFFICERS | LEADS | GOVERNANCE, note="agreed"),
    Row("allocation_propose", _allocation(I, "propose/"), SIP, note="identified"),
    Row("allocation_propose", _allocation(P, "propose/"), SIP, note="proposed"),
    Row("allocation_propose", _allocation(A, "propose/"), SIP, status=302, note="agreed"),
    Row("allocation_propose", _allocation(I, "propose/"), SIP, method="POST", status=302),
    Row("allocation_check", _allocation(I, "propose/check/"), SIP),
    Row("allocation_check", _allocation(I, "propose/check/"), SIP, method="POST", note="incomplete"),
    Row("allocation_agree", _allocation(P, "agree/"), LEADS, method="POST", status=302),
    Row("allocation_agree", _allocation(A, "agree/"), LEADS | GOVERNANCE, method="POST", status=302, note="agreed"),
    # Letters and messages
    Row("letter", _letter("signed"), OFFICERS, note="signed"),
    Row("letter", _letter("issued"), OFFICERS | LEADS | GOVERNANCE, note="issued"),
    Row("letter_document", _letter("issued", "letter.pdf"), OFFICERS | LEADS | GOVERNANCE),
    Row("letter_document", _letter("signed", "letter.pdf"), frozenset(), note="not made yet"),
    Row("messages", _fixed("/messages/"), ADMIN),
    Row("message", lambda w: f"/messages/{worlds.failed_message().pk}/", ADMIN),
    Row("message_retry", lambda w: f"/messages/{worlds.failed_message().pk}/retry/", ADMIN, method="POST", status=302),
)


def _grant(world: World) -> int:
    return RoleGrant.objects.get(user=world.people["sip"]).pk
