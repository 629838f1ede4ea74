"""Form fields that choose one or several of very many by searching, so that no page lists them all.

Without JavaScript one types and sends the form: what is found by its full name or number is taken, else the form comes
back with at most MOST matches to choose from. `static/search.js` shows the same matches while one types; it asks the
page itself (`suggest`), so that nobody finds what the page would not let them choose.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, JsonResponse

from ..forms import number_of

# How many matches are shown at most.
MOST = 15
# More characters are no name.
LONGEST_SEARCH = 200
# The names in the query of a page by which its fields are asked: which field, and what was typed.
ASKS, TYPED = "find", "typed"

_NONE = "Nothing here matches “{text}”. Check the spelling, or type only a part of it."
_ONE = "1 {one} matches “{text}”. If it is the right one, send the form again. If not, search again."
_SOME = "{number} {many} match “{text}”. Select one, or search again."
_MORE = "More than {number} {many} match “{text}”. Select one, or type more of it."
# From how many matches on which sentence is said.
_SAID = ((MOST + 1, _MORE), (2, _SOME), (1, _ONE), (0, _NONE))


@dataclass(frozen=True)
class Match:
    """Something to choose: how it is posted, how it reads and what tells it from others alike."""

    value: str
    label: str
    detail: str = ""
    chosen: bool = False


class SearchInput(forms.TextInput):
    """A box to search in; above it the matches of what was typed, below it what may be chosen instead of any."""

    template_name = "forms/search.html"
    several = False
    matches: Sequence[Match] = ()
    # What may be chosen instead: value -> label.
    others: Mapping[str, str] = {}
    # Where the page is asked, if it is not the address that the browser shows.
    address = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        given = [value.strip() for value in _values(data, name) if value.strip()]
        # The box stands after the matches, so that a new search counts more than one of the old matches.
        return next(iter([v for v in reversed(given) if v not in self.others] or given), "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, self._typed(value), attrs)
        others = [Match(key, words, chosen=value == key) for key, words in self.others.items()]
        context["widget"] |= {"matches": self._listed(value), "others": others, "several": self.several}
        context["widget"] |= {"address": self.address}
        return context

    def _typed(self, value: Any) -> str:
        return "" if self.matches or value in self.others else str(value or "")

    def _listed(self, value: Any) -> Sequence[Match]:
        return self.matches


class SearchManyInput(SearchInput):
    """The same for several: what is chosen stands above the box, ticked."""

    several = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(dict.fromkeys(value.strip() for value in _values(data, name) if value.strip()))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def _typed(self, value: Any) -> str:
        return " ".join(each for each in value or () if isinstance(each, str))

    def _listed(self, value: Any) -> Sequence[Match]:
        return [*(each for each in value or () if isinstance(each, Match)), *self.matches]


class SearchField(ABC, forms.Field):
    """One row of a queryset, found by searching. Cleaned, it is the row, or None.

    A kind of field says how rows are found (`find`), how one reads (`label_of`, `detail_of`) and by which key it is
    posted. `others` may be chosen instead, and are cleaned as their key.
    """

    widget = SearchInput
    # What is searched, as one and as many.
    one, many = "person", "people"

    def __init__(
        self, *, queryset: QuerySet[Any] | None = None, others: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.queryset = queryset
        self.widget.others = self.others = dict(others or {})

    @abstractmethod
    def find(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Return the rows that a text names, the best first."""

    @abstractmethod
    def label_of(self, row: Any) -> str:
        """Return how a row reads. `find` finds it by this, and only it reads so."""

    def names_of(self, row: Any) -> tuple[str, ...]:
        """Return what is taken for a row where no other is called so."""
        return self.label_of(row), str(row)

    def detail_of(self, row: Any) -> str:
        return ""

    def with_key(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        """Return the row of a key, as it is posted; empty for what is no key."""
        number = number_of(key)
        return rows.none() if number is None else rows.filter(pk=number)

    def key_of(self, row: Any) -> str:
        return str(row.pk)

    def matches(self, text: str) -> tuple[list[Match], bool]:
        """Return at most MOST of the rows that a text names, and whether there are more."""
        found = self._found(text[:LONGEST_SEARCH])
        return [self._match(row) for row in found[:MOST]], len(found) > MOST

    def clean(self, value: Any) -> Any:
        if isinstance(value, Model) or value in self.others:
            return value
        if value in self.empty_values:
            self.validate(value)
            return None
        return self.resolve(str(value))

    def resolve(self, text: str) -> Any:
        """Return the one row that a key, a full name or a label names; else show what it may mean and raise."""
        text = text[:LONGEST_SEARCH]
        if row := self._of_key(text):
            return row
        found = self._found(text)
        same = [row for row in found if text.casefold() in map(str.casefold, self.names_of(row))]
        if len(same) == 1:
            return same[0]
        shown = [self._match(row, chosen=len(found) == 1) for row in found[:MOST]]
        self.widget.matches = [*self.widget.matches, *shown]
        raise ValidationError(self._sentence(text, len(found)), code="search")

    def prepare_value(self, value: Any) -> Any:
        """Return what the box shows: a row by its label, what was typed as it was."""
        if isinstance(value, Model):
            return self.label_of(value)
        row = None if value in self.empty_values or value in self.others else self._of_key(str(value))
        return self.label_of(row) if row else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != self.prepare_value(data))

    def __deepcopy__(self, memo: dict[int, Any]) -> "SearchField":
        copied: SearchField = super().__deepcopy__(memo)
        copied.queryset = None if self.queryset is None else self.queryset.all()
        return copied

    @property
    def _rows(self) -> QuerySet[Any]:
        assert self.queryset is not None, "the form says what can be chosen"
        return self.queryset

    def _of_key(self, key: str) -> Any:
        return self.with_key(self._rows, key).first()

    def _found(self, text: str) -> list[Any]:
        """Return the rows that a text names, each key once, and one more than are shown."""
        return list({self.key_of(row): row for row in self.find(self._rows, text)[: MOST + 1]}.values())

    def _match(self, row: Any, *, chosen: bool = False) -> Match:
        return Match(self.key_of(row), self.label_of(row), self.detail_of(row), chosen)

    def _sentence(self, text: str, number: int) -> str:
        said = next(words for least, words in _SAID if number >= least)
        return said.format(text=text, number=min(number, MOST), one=self.one, many=self.many)


class SearchManyField(SearchField):
    """Several rows of a queryset. What is chosen stays while one searches for another; several names in the box are
    separated by commas."""

    widget = SearchManyInput

    def clean(self, value: Any) -> list[Any]:
        chosen: list[Any] = []
        refused: list[str] = []
        for each in value or ():
            try:
                chosen += self._each(each)
            except ValidationError as error:
                refused += error.messages
        if refused:
            raise ValidationError(refused)
        if not chosen:
            self.validate(None)
        return list(dict.fromkeys(chosen))

    def prepare_value(self, value: Any) -> Any:
        """Return what is chosen as matches, and what was typed as it was."""
        shown: list[Any] = []
        for each in value or ():
            row = each if isinstance(each, Model) else self._known(str(each))
            shown.append(self._match(row, chosen=True) if row else each)
        keys = {each.value for each in self.widget.matches}
        return [each for each in shown if not (isinstance(each, str) and keys)]

    def _each(self, value: Any) -> list[Any]:
        if isinstance(value, Model):
            return [value]
        if row := self._known(value):
            return [row]
        return [self.resolve(part.strip()) for part in value.split(",") if part.strip()]

    def _known(self, text: str) -> Any:
        """Return the row that a key or a label names, or None."""
        if row := self._of_key(text):
            return row
        found = [row for row in self._found(text) if text.casefold() == self.label_of(row).casefold()]
        return found[0] if len(found) == 1 else None


def offer(form: forms.Form, name: str, rows: QuerySet[Any], *, address: str = "") -> None:
    """Say what can be chosen in a field of a form; `address` is the page that shows the form, where it is not the one
    that takes it."""
    field = form.fields[name]
    assert isinstance(field, SearchField)
    field.queryset, field.widget.address = rows, address


def suggest(request: HttpRequest, *asked: forms.Form) -> JsonResponse | None:
    """Return the matches for what is being typed into a field of some forms, where a request asks for them."""
    if request.method != "GET" or ASKS not in request.GET:
        return None
    for form in asked:
        field = form.fields.get(request.GET[ASKS])
        if isinstance(field, SearchField):
            found, more = field.matches(request.GET.get(TYPED, "").strip())
            return JsonResponse({"found": [{"label": m.label, "detail": m.detail} for m in found], "more": more})
    raise Http404


def _values(data: Any, name: str) -> Iterable[str]:
    """What was sent for a field, without NUL, for which the database cannot be searched."""
    given = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or ()
    return [str(value).replace("\x00", "") for value in (given if isinstance(given, list | tuple) else [given])]
