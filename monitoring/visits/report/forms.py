"""Forms of a report: for its author, its checker and the school; filters of the lists."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from sil.dates.asking import ask_of
from sil.dates.sense import NOW, YEAR, Sense
from sil.framework.parts import Named
from sil.framework.visits import Visits
from sil.framework.years import academic_year, label
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, PrintedField, Typed, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..follow_ups.sources import AskedQuestion, Question
from ..models import Report
from ..terms.queries import BETWEEN, terms_of
from .actions.writing import Writing
from .figures import NO_TERMS
from .kept import first_year, latest_year, leads_of

# What was agreed is done after the visit, and within a year or so.
OF_AN_ACTION = Sense(past=NOW, future=YEAR)
FEWEST_ROWS, MOST_ROWS = 3, 30
# The names of the two controls of a follow-up question.
_PAST = re.compile(r"past-(.+)-(?:progress|note)")


class ReportForm(Typed):
    """A report: follow-up questions, sections, agreed actions. Nothing is required to save it."""

    def __init__(self, *args: Any, visits: Visits, asked: Sequence[AskedQuestion], rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visits, self.asked, self.count = visits, asked, rows
        for each in asked:
            self.fields[f"past-{each.key}-progress"] = forms.ChoiceField(
                label="What happened to it?", choices=each.source.answers, widget=forms.RadioSelect, required=False
            )
            self.fields[f"past-{each.key}-note"] = area("How do you know?", rows=2, longest=LONGEST_NOTE, printed=True)
        for section in visits.sections:
            name = section.name if section.required else f"{section.name} (optional)"
            self.fields[f"section-{section.id}"] = area(name, section.hint, rows=6, printed=True)
        for place in range(rows):
            self.fields[f"action-{place}-text"] = area("What", rows=2, longest=LONGEST_NOTE, printed=True)
            self.fields[f"action-{place}-owner"] = PrintedField(label="Who", required=False, max_length=LONGEST_LINE)
            self.fields[f"action-{place}-due"] = DateField(sense=OF_AN_ACTION, label="By when", required=False)

    @property
    def past(self) -> list[tuple[str, list[tuple[Question, BoundField, BoundField]]]]:
        """By source, with the words above its questions."""
        return [
            (source.asked, [(e.question, self[f"past-{e.key}-progress"], self[f"past-{e.key}-note"]) for e in of_it])
            for source, of_it in groupby(self.asked, key=lambda each: each.source)
        ]

    @property
    def sections(self) -> list[tuple[Named, BoundField]]:
        return [(section, self[f"section-{section.id}"]) for section in self.visits.sections]

    @property
    def agreed(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        return [tuple(self[f"action-{n}-{what}"] for what in ("text", "owner", "due")) for n in range(self.count)]  # type: ignore[misc]

    def ask_for_owners(self) -> None:
        """Ask beside each agreed action that names nobody."""
        for place in range(self.count):
            if self.typed(f"action-{place}-text").strip() and not self.typed(f"action-{place}-owner").strip():
                ask_of(
                    self,
                    f"action-{place}-owner",
                    [f"Agreed action {place + 1} does not say who does it. Is that right?"],
                )

    def writing(self) -> Writing:
        """Everything that was typed, complete or not."""
        actions = [self._action(place) for place in range(self.count)]
        while actions and not any(actions[-1].values()):
            actions.pop()
        return Writing(
            sections={s.id: self.typed(f"section-{s.id}") for s in self.visits.sections},
            actions=actions,
            followed={key: self._followed(key) for key in self._followed_keys()},
        )

    def _followed_keys(self) -> Iterable[str]:
        """Return the keys of the questions, also of those that are no longer asked and were answered."""
        answered = (_PAST.fullmatch(name) for name in (*self.initial, *self.data))
        return dict.fromkeys([*(each.key for each in self.asked), *(found[1] for found in answered if found)])

    def _followed(self, key: str) -> dict[str, str]:
        names = {what: f"past-{key}-{what}" for what in ("progress", "note")}
        gone = names["note"] not in self.fields and names["note"] not in self.data
        return {what: str(self.initial.get(name, "")) if gone else self.typed(name) for what, name in names.items()}

    def _action(self, place: int) -> dict[str, Any]:
        return {
            "text": self.typed(f"action-{place}-text"),
            "owner": self.typed(f"action-{place}-owner"),
            "due_on": self.typed_day(f"action-{place}-due"),
        }


def rows_of(report: Report, asked: str) -> int:
    """Return the number of rows for agreed actions: those filled or asked for, and at least a minimum."""
    wanted = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    return min(max(len(report.actions), wanted, FEWEST_ROWS), max(MOST_ROWS, len(report.actions)))


def initial_of(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = {f"section-{key}": text for key, text in report.sections.items()}
    for key, said in report.followed.items():
        found |= {f"past-{key}-progress": said["progress"], f"past-{key}-note": said["note"]}
    for place, action in enumerate(report.actions):
        found |= {f"action-{place}-text": action["text"], f"action-{place}-owner": action["owner"]}
        found[f"action-{place}-due"] = tuple(action["due_on"]) or None
    return found


class CheckForm(Typed):
    """A comment for each section and for the whole, and which criteria of a good report are met."""

    def __init__(self, *args: Any, visits: Visits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visits = visits
        for section in visits.sections:
            self.fields[f"comment-{section.id}"] = area(f"Comment on “{section.name}”", rows=2, longest=LONGEST_NOTE)
        self.fields["comment-"] = area("Comment on the whole report", rows=3, longest=LONGEST_NOTE)
        self.fields["criteria"] = forms.MultipleChoiceField(
            label="Does this report meet the criteria?",
            help_text="Select all that are met. The author can read this.",
            choices=[(c.id, c.name) for c in visits.quality.criteria],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def ask_for_criteria(self) -> None:
        """Ask about the criteria of a good report that are not ticked, before it is approved."""
        ticked = self.ticked("criteria")
        lacks = [c.name for c in self.visits.quality.criteria if c.id not in ticked]
        if lacks:
            ask_of(self, "criteria", [f"You have not ticked: {'; '.join(lacks)}. Approve the report all the same?"])

    def comments(self) -> dict[str, str]:
        return {key: self.typed(f"comment-{key}").strip() for key in (*(s.id for s in self.visits.sections), "")}

    def criteria(self) -> dict[str, bool]:
        ticked = self.cleaned_data.get("criteria", [])
        return {c.id: c.id in ticked for c in self.visits.quality.criteria}


class AnswerForm(Typed):
    """Whether a report is accurate, and what should be corrected. To save it (not `sends`) nothing is required."""

    answer = forms.ChoiceField(
        label="Is the report accurate?",
        choices=[("yes", "Yes, it is accurate"), ("no", "No, something should be corrected")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether the report is accurate."},
    )

    def __init__(self, *args: Any, sections: Sequence[Mapping[str, str]], sends: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections, self.sends = sections, sends
        self.fields["answer"].required = sends
        for section in sections:
            label = f"Correction to “{section['name']}”"
            self.fields[f"correct-{section['id']}"] = area(label, rows=3, longest=LONGEST_NOTE)
        self.fields["correct-"] = area("Correction to anything else", rows=3, longest=LONGEST_NOTE)

    @property
    def parts(self) -> list[tuple[str, BoundField]]:
        """What the report says, and where its correction is written; the last is about all the rest."""
        said = [(section["text"], self[f"correct-{section['id']}"]) for section in self.sections]
        return [*said, ("", self["correct-"])]

    def corrections(self) -> dict[str, str]:
        keys = (*(section["id"] for section in self.sections), "")
        return {key: self.typed(f"correct-{key}").strip() for key in keys}

    def clean(self) -> dict[str, Any]:
        """Refuse “accurate” beside corrections, so that nobody loses them by mistake."""
        if self.sends and self.cleaned_data.get("answer") == "yes" and any(self.corrections().values()):
            self.add_error("answer", "You wrote corrections. Select “No” to send them, or delete them.")
        return self.cleaned_data


class LateForm(forms.Form):
    late_reason = area("Why is the report late?", "This is kept with the report.", rows=3, longest=LONGEST_NOTE)


class SchoolFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False)


class QualityFilter(forms.Form):
    """Whose figures to show, of which year: the present one, where none is chosen that has figures."""

    year = forms.TypedChoiceField(label="Academic year", required=False, coerce=int)
    partner = PersonFilter(label="Partner")
    term = forms.ChoiceField(label="Term", required=False)

    def __init__(self, data: QueryDict, *, on: date) -> None:
        super().__init__(data)
        present = academic_year(on)
        known = range(max(present, latest_year()), min(present, first_year()) - 1, -1)
        self.chosen = next((year for year in known if str(year) == data.get("year")), present)
        terms = [*dict.fromkeys(term.name for term in terms_of(self.chosen)), BETWEEN, NO_TERMS]
        self._offer("year", [(str(year), label(year)) for year in known])
        offer(self, "partner", leads_of(self.chosen))
        self._offer("term", [("", "All"), *((name, name) for name in terms)])
        self.initial["year"] = self.chosen

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
