"""What the domains lend to pages, letters and messages that they share: one kind of list for all of it.

A domain declares its entries in AppConfig.ready(), by explicit calls: `panels.PANELS.declare(self.name, PANEL)`. What
is declared where is printed in docs/reference/registries.md.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Entries by key, in their order, each with the app that declared it.

    `key` gives the key of an entry; `order` what the entries are sorted by, the order of declaration if none is given.
    """

    registries: ClassVar[dict[str, "Registry[Any]"]] = {}

    def __init__(self, name: str, *, key: Callable[[T], str], order: Callable[[T], int] | None = None) -> None:
        if name in self.registries:
            raise ValueError(f"there is a registry “{name}” already")
        self.name = name
        self._key, self._order = key, order
        self._entries: dict[str, tuple[T, str]] = {}
        self.registries[name] = self

    def declare(self, app: str, *entries: T) -> None:
        """Add entries of an app ("monitoring.visits"). Raises ValueError for a key that was declared before."""
        for entry in entries:
            key = self._key(entry)
            if key in self._entries:
                raise ValueError(f"{self.name}: “{key}” of {app} was declared before by {self._entries[key][1]}")
            self._entries[key] = (entry, app)
        if self._order is not None:
            order = self._order
            self._entries = dict(sorted(self._entries.items(), key=lambda item: order(item[1][0])))

    def declared(self) -> list[tuple[str, str]]:
        """Each key with the app that declared it."""
        return [(key, app) for key, (_, app) in self._entries.items()]

    @contextmanager
    def lent(self, *entries: T) -> Iterator[None]:
        """Have some more entries within a block, as a domain that does not exist yet would declare them."""
        before = dict(self._entries)
        self.declare("lent", *entries)
        try:
            yield
        finally:
            self._entries = before

    def __iter__(self) -> Iterator[T]:
        return iter([entry for entry, _ in self._entries.values()])

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __getitem__(self, key: str) -> T:
        """Raises KeyError for a key that nobody declared."""
        return self._entries[key][0]
