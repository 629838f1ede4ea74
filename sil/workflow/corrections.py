"""What a page says before something on record is put right: the same four answers for every kind of record."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What a correction or a withdrawal does, in sentences for the person who is about to do it.

    `changes` what will be different; `told` who has been told of what is wrong, with name, role and day; `tells` who
    will be told of the correction, which is nobody where nothing has gone out; `stays` what the history keeps.
    The page is web/_effects.html.
    """

    changes: Sequence[str]
    told: Sequence[str] = ()
    tells: Sequence[str] = ()
    stays: Sequence[str] = ("The history keeps what was recorded before, who changed it, when and why.",)


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """One way to put a record right, on the page "Put this right" of the record (web/put_right.html).

    `name` is the link, `hint` one sentence when to use it, `refused` why it is not possible at present.
    """

    name: str
    hint: str
    address: str = ""
    refused: str = ""
