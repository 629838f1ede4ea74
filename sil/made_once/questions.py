"""Questions that are put into SQL once for everybody with the same roles, and then asked with the keys of whoever asks
(docs/adr/0082)."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.memo import reading

from .places import LIST, Given, making

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
R = TypeVar("R")
# So many are kept, and the oldest gives way: a day that is over is asked for no more.
MOST = 500


def made_once(ask: Callable[P, QuerySet[M, R]]) -> Callable[P, QuerySet[M, R]]:
    """Decorator of a function that returns rows to be read as they are, not filtered further.

    It runs once for each set of roles, day and other argument, and is then asked with another person or other lists:
    `who` has a place for the key of its person, a record is the place for its key, a list that for its keys, and they
    are good for nothing else. It must ask the database nothing.
    """

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> QuerySet[M, R]:
        if kwargs:
            raise TypeError("asked by the places of its arguments")
        key = (ask, *map(_kind, args))
        if (made := _made.get(key)) is None:
            made = _make(ask, args)
            _made[key] = made
            if len(_made) > MOST:
                _made.popitem(last=False)
        return made.asked_with(args)

    return asked


@dataclass(frozen=True)
class _Made:
    """A question in SQL; `sql` is None where nothing can ever be found."""

    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str | None
    params: Sequence[Any]

    def asked_with(self, args: Sequence[Any]) -> QuerySet[Any, Any]:
        found = QuerySet.__new__(type(self.rows))
        query = _Asked.__new__(_Asked)
        filled = replace(self, params=[_value(param, args) for param in self.params])
        query.__dict__.update(self.rows.query.__dict__, made=filled)
        found.__dict__.update(self.rows.__dict__, _query=query)
        return found


_made: OrderedDict[Any, _Made] = OrderedDict()


class _Asked(Query):
    """A query whose SQL is there already."""

    made: _Made

    def get_compiler(self, using: str | None = None, connection: Any = None, elide_empty: bool = True) -> SQLCompiler:
        compiler = copy(self.made.compiler)
        compiler.connection = connection or connections[using or "default"]
        # The copy's own, and no longer the method of all compilers.
        vars(compiler)["as_sql"] = self._sql
        return compiler

    def clone(self) -> Query:
        raise TypeError("a question that was made once is not changed: filter where it is made")

    def chain(self, klass: type[Query] | None = None) -> Query:
        return self.clone()

    def _sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> tuple[str, tuple[Any, ...]]:
        if self.made.sql is None:
            raise EmptyResultSet
        return self.made.sql, tuple(self.made.params)


def _value(param: Any, asked: Sequence[Any]) -> Any:
    found = param.read(asked) if isinstance(param, Given) else param
    return found.pk if isinstance(found, Model) else found


def _kind(value: Any) -> Any:
    """What of an argument decides about the SQL."""
    if isinstance(value, UserRoles):
        return value.on, value.roles
    return type(value) if isinstance(value, (list, Model)) else value


def _make(ask: Callable[..., QuerySet[Any, Any]], args: Sequence[Any]) -> _Made:
    with reading(), _asking_nothing():
        rows = ask(*(_place(number, value) for number, value in enumerate(args)))
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return _Made(rows, compiler, None, ())
    return _Made(rows, compiler, sql.replace(f"IN {LIST}", "= ANY(%s::bigint[])"), params)


def _place(number: int, value: Any) -> Any:
    if isinstance(value, UserRoles):
        place = Given(lambda asked: asked[number].user)
        return UserRoles(user=cast("User", place), on=value.on, roles=value.roles)
    if isinstance(value, (list, Model)):
        return Given(lambda asked: asked[number], many=isinstance(value, list))
    return value


@contextmanager
def _asking_nothing() -> Iterator[None]:
    def refuse(*_: Any) -> Any:
        raise RuntimeError("a question that is made once asks the database nothing while it is made")

    token = making.set(True)
    try:
        with connections["default"].execute_wrapper(refuse):
            yield
    finally:
        making.reset(token)
