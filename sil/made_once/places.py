"""The places that a question which is made once has for what each caller asks with."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, cast

from django.db.models import Expression, Model
from django.db.models.sql.compiler import SQLCompiler

from sil.accounts.models import User

making: ContextVar[bool] = ContextVar("a question is being made", default=False)
# The SQL of a list of keys beside IN.
LIST = "(SELECT unnest(%s::bigint[]))"


class Given(Expression):
    """A place in a question for a value, or for a list of keys, which `read` finds among what it is asked with."""

    def __init__(self, read: Callable[[Sequence[Any]], Any], *, many: bool = False) -> None:
        super().__init__()
        self.read, self.many = read, many

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return LIST if self.many else "%s", (self,)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Model):
            raise TypeError("a question that is made once cannot depend on who its person is")
        return super().__eq__(other)

    __hash__ = Expression.__hash__

    @property
    def pk(self) -> "Given":
        """So that `who.user.pk` names the same place as `who.user`."""
        return self


def keys_of(user: User, read: Callable[[User], Sequence[int]]) -> list[int]:
    """Return the keys that belong to a person: the list itself, or the place for it where a question is made."""
    place: Any = user
    if isinstance(place, Given):
        whose = place.read
        return cast("list[int]", Given(lambda asked: list(read(whose(asked))), many=True))
    return list(read(user))


def keys(read: Callable[[], Sequence[int]]) -> list[int]:
    """As `keys_of`, of keys that are the same for everybody, and other ones tomorrow or a minute later."""
    return cast("list[int]", Given(lambda _: list(read()), many=True)) if making.get() else list(read())
