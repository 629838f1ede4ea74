"""Transitions of a file that was sent in, from one status to the next."""

from sil.workflow import Transition

from ...models import RegisterFile

_S = RegisterFile.Status
WORKER, SENDER = "worker", "administrator"


def _row(action: str, source: str, target: str, holder: str) -> Transition:
    return Transition(
        action=action,
        source=source,
        target=target,
        holder=holder,
        event=f"register_file.{target}",
        rule="A local rule: nothing is overwritten before a person has seen what would change",
    )


ROWS = (
    _row("check", _S.WAITING, _S.CHECKED, WORKER),
    _row("refuse", _S.WAITING, _S.REFUSED, WORKER),
    _row("set_aside", _S.WAITING, _S.SET_ASIDE, SENDER),
    _row("confirm", _S.CHECKED, _S.CONFIRMED, SENDER),
    _row("set_aside", _S.CHECKED, _S.SET_ASIDE, SENDER),
    _row("take_in", _S.CONFIRMED, _S.TAKEN_IN, WORKER),
    _row("refuse", _S.CONFIRMED, _S.REFUSED, WORKER),
)
EVENTS = {
    "register_file.sent_in": "{register}: {file} uploaded, to be checked",
    "register_file.fetched": "{register}: {file} fetched, to be checked",
    "register_file.checked": "{register}: {file} checked, {added} to be added and {changed} to be changed",
    "register_file.confirmed": "{register}: {file} to be read in",
    "register_file.taken_in": "{register}: {file} read in",
    "register_file.refused": "{register}: {file} refused. {sentence}",
    "register_file.set_aside": "{register}: {file} set aside",
}
