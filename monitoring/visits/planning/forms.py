"""The form of a term: a day, an hour and a length for each visit that is owed, and a day for each that is planned."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from sil import clock
from sil.accounts.models import User
from sil.dates.asking import ASKED
from sil.dates.sense import Known
from sil.framework.schema import plain
from sil.framework.visits import Visits
from sil.web.forms import DateField, TimeField, know
from sil.web.search.fields import offer
from sil.web.search.people import PersonField

from ..models import Term
from ..visit.forms import PLANNED, length_field, mode_field
from ..visit.policies import VisitDates, dates_of
from .queries import OwedVisit, PlannedVisit

_PARTS = 3
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[\s,]+", re.IGNORECASE)
_EXAMPLE = "Enter the day of the visit, like 27 11 2026."


class DayField(DateField):
    """A date in one box, for the rows of a table: 27 11 2026, 27/11/2026, 27 November 2026 or 2026-11-27, with the day
    of the week or without it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            sense=PLANNED,
            error_messages={"required": _EXAMPLE},
            widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day} {value.month} {value.year}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        parts = [part for part in re.split(r"[\s/.\-]+", _WEEKDAY.sub("", str(value).strip())) if part]
        if not parts:
            return None
        if len(parts) != _PARTS:
            raise ValidationError(_EXAMPLE, code="invalid")
        year_first = len(parts[0]) == len("2026")
        return super().to_python(parts[::-1] if year_first else parts)


class ChooseForm(forms.Form):
    """Which term is shown, and whose."""

    term = forms.ChoiceField(label="Term", required=False)
    partner = PersonField(label="Partner", required=False)

    def __init__(self, *args: Any, terms: Sequence[Term], partners: QuerySet[User] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        term = self.fields["term"]
        assert isinstance(term, forms.ChoiceField)
        term.choices = [(str(each.pk), str(each)) for each in terms]
        if partners is None:
            del self.fields["partner"]
        else:
            offer(self, "partner", partners)


class TermForm(forms.Form):
    """Everything typed on the page. The controls of a row bear its name: `<name>-day`, `<name>-at`, `<name>-days`."""

    # The summary of errors says of which row each is.
    names_fields = True

    def __init__(
        self,
        *args: Any,
        owed: Sequence[OwedVisit],
        planned: Sequence[PlannedVisit],
        visits: Visits | None,
        typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`typed` are controls as somebody filled them in, for a form that is not judged yet."""
        super().__init__(*args, **kwargs)
        self.owed = [each for each in owed if each.kind]
        self.planned = [each for each in planned if each.moves]
        for each, of in zip(self.owed, _told_apart(self.owed), strict=True):
            self._add(each.name, of, Known(school=each.school))
            days = length_field()
            days.help_text = ""
            days.label = f"{of}: length in days"
            self.fields[f"{each.name}-days"] = days
            self.initial[f"{each.name}-days"] = plain(each.days) if each.days is not None else ""
        for row in self.planned:
            planned_for = clock.weekday_in_words(row.visit.starts_on)
            of = f"{row.visit.school.name}, {row.visit.kind_name}, planned for {planned_for}"
            self._add(row.name, of, Known(school=row.visit.school, recorded=row.visit.starts_on))
            self.initial[f"{row.name}-day"] = row.visit.starts_on
            self.initial[f"{row.name}-at"] = row.visit.starts_at
            self.fields[f"{row.name}-day"].required = True
        if visits and self.owed:
            self.fields["mode"] = mode_field(visits, past=False)
        self.initial.update(typed or {})

    def _add(self, name: str, of: str, known: Known) -> None:
        self.fields[f"{name}-day"] = DayField(label=f"{of}: day", required=False)
        self.fields[f"{name}-at"] = TimeField(label=f"{of}: start time", help_text="", required=False)
        know(self, f"{name}-day", known)

    def clean(self) -> None:
        """A time without a day plans nothing, and what is no longer owed has no row any more."""
        for each in self.owed:
            day, at = f"{each.name}-day", f"{each.name}-at"
            if self.cleaned_data.get(at) and day in self.cleaned_data and not self.cleaned_data[day]:
                self.add_error(day, "Enter the day as well, or clear the time.")
        if lost := [name for name, typed in self.data.items() if self._is_lost(name, str(typed))]:
            visits = "A visit to which you gave a day is" if len(lost) == 1 else f"{len(lost)} of the visits are"
            raise ValidationError(
                f"{visits} no longer on this page: somebody planned, moved or cancelled it meanwhile. "
                "Look through the page and save it again."
            )

    def _is_lost(self, name: str, typed: str) -> bool:
        if name in self.fields or not name.endswith("-day") or not typed.strip():
            return False
        return name.startswith(("owed-", "visit-"))

    def _is_good(self, name: str) -> bool:
        """Whether the controls of a row have no error but a question about the day, which the other questions about
        the row stand beside. The form was judged."""
        errors = [error for part in ("day", "at", "days") for error in self._errors_of(f"{name}-{part}")]
        return all(error.code == ASKED for error in errors)

    def _errors_of(self, field: str) -> list[ValidationError]:
        return self.errors[field].as_data() if field in self.errors else []

    def to_plan(self) -> list[tuple[OwedVisit, VisitDates, Decimal]]:
        """Return the visits that were given a day, without those that have an error."""
        found = []
        for each in self.owed:
            day = weekday_of(self[f"{each.name}-day"])
            if day and self._is_good(each.name):
                days = self.cleaned_data[f"{each.name}-days"]
                dates = VisitDates(starts_on=day, ends_on=day, starts_at=self.cleaned_data[f"{each.name}-at"])
                found.append((each, dates, each.days or Decimal(0) if days is None else days))
        return found

    def to_move(self) -> list[tuple[PlannedVisit, VisitDates]]:
        """Return the planned visits that were given another day or hour; one of several days stays as long."""
        found = []
        for row in self.planned:
            day = weekday_of(self[f"{row.name}-day"])
            if day is None or not self._is_good(row.name):
                continue
            before = dates_of(row.visit)
            length: timedelta = before.ends_on - before.starts_on
            after = VisitDates(starts_on=day, ends_on=day + length, starts_at=self.cleaned_data[f"{row.name}-at"])
            if after != before:
                found.append((row, after))
        return found


def weekday_of(field: forms.BoundField) -> date | None:
    """Return the date that a box holds, for its day of the week to be shown; None where it holds none."""
    try:
        found: date | None = field.field.to_python(field.value())
    except ValidationError:
        return None
    return found


def _told_apart(owed: Sequence[OwedVisit]) -> list[str]:
    """Return the words for each visit owed, numbered where one school is owed several of a kind."""
    words = [f"{each.school.name}, {each.kind_name}" for each in owed]
    of, seen, told = Counter(words), Counter[str](), []
    for each in words:
        seen[each] += 1
        told.append(f"{each}, {seen[each]} of {of[each]}" if of[each] > 1 else each)
    return told
