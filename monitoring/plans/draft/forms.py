"""Forms of objectives: what one is drawn from, and what it says."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from sil.dates.sense import NOW, YEAR, Sense
from sil.framework.parts import Named
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, Typed, area

from ..sources import Source, Suggestion

# A plan looks ahead; some of what it names may lie a little behind.
OF_A_PLAN = Sense(past=NOW, future=3 * YEAR)
FEWEST_ROWS, MOST_ROWS = 2, 30
ANEW = "new"
_TEXTS = ("title", "indicator", "baseline", "target")


class ObjectiveForm(Typed):
    """An objective with its measure, actions and milestones. Nothing is required to save it."""

    def __init__(self, *args: Any, priorities: Sequence[Named], rows: tuple[int, int], **kwargs: Any) -> None:
        """`rows` are the numbers of rows for actions and for milestones."""
        super().__init__(*args, **kwargs)
        self.rows = {"action": rows[0], "milestone": rows[1]}
        self.fields["title"] = area("What do we want to achieve?", rows=3, longest=LONGEST_NOTE)
        self.fields["indicator"] = area(
            "What shows that it has worked?",
            "Something that can be counted or seen, such as the share of pupils who pass the phonics check.",
            rows=2,
            longest=LONGEST_NOTE,
        )
        self.fields["baseline"] = area(
            "Where are we now?", "The baseline: the same measure today.", rows=2, longest=LONGEST_NOTE
        )
        self.fields["target"] = area("What is the target?", rows=2, longest=LONGEST_NOTE)
        self.fields["target_on"] = DateField(sense=OF_A_PLAN, label="By when is the target reached?", required=False)
        if priorities:
            self.fields["priorities"] = forms.MultipleChoiceField(
                label="Which priorities of the authority does it serve?",
                choices=[(each.id, each.name) for each in priorities],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        for kind, count in self.rows.items():
            for place in range(count):
                self.fields[f"{kind}-{place}-what"] = area("What", rows=2, longest=LONGEST_NOTE)
                if kind == "action":
                    self.fields[f"{kind}-{place}-who"] = forms.CharField(
                        label="Who", required=False, max_length=LONGEST_LINE
                    )
                self.fields[f"{kind}-{place}-by"] = DateField(sense=OF_A_PLAN, label="By when", required=False)

    @property
    def measure(self) -> list[BoundField]:
        return [self[name] for name in ("indicator", "baseline", "target", "target_on")]

    @property
    def actions(self) -> list[list[BoundField]]:
        return self._steps("action", ("what", "who", "by"))

    @property
    def milestones(self) -> list[list[BoundField]]:
        return self._steps("milestone", ("what", "by"))

    def content(self) -> dict[str, Any]:
        """Return everything that was typed, complete or not, as an objective holds it."""
        return {
            **{name: self.typed(name) for name in _TEXTS},
            "target_on": self.typed_day("target_on"),
            "priorities": self.ticked("priorities") if "priorities" in self.fields else [],
            "actions": self._typed("action", with_who=True),
            "milestones": self._typed("milestone", with_who=False),
        }

    def _steps(self, kind: str, parts: Sequence[str]) -> list[list[BoundField]]:
        return [[self[f"{kind}-{place}-{part}"] for part in parts] for place in range(self.rows[kind])]

    def _typed(self, kind: str, *, with_who: bool) -> list[dict[str, Any]]:
        found = []
        for place in range(self.rows[kind]):
            name = f"{kind}-{place}"
            row: dict[str, Any] = {"what": self.typed(f"{name}-what"), "by": self.typed_day(f"{name}-by")}
            found.append(row | ({"who": self.typed(f"{name}-who")} if with_who else {}))
        while found and not any(found[-1].values()):
            found.pop()
        return found


def rows_of(steps: Sequence[object], asked: str, sent: int) -> int:
    """Return the number of rows to show for steps: those there are, were asked for or sent, and at least a minimum."""
    wanted = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    return max(min(max(len(steps), wanted, FEWEST_ROWS), max(MOST_ROWS, len(steps))), sent)


def initial_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return what an objective holds as the form shows it."""
    found: dict[str, Any] = {name: content[name] for name in (*_TEXTS, "priorities")}
    found["target_on"] = tuple(content["target_on"]) or None
    for kind in ("action", "milestone"):
        for place, row in enumerate(content[f"{kind}s"]):
            found[f"{kind}-{place}-what"], found[f"{kind}-{place}-who"] = row["what"], row.get("who", "")
            found[f"{kind}-{place}-by"] = tuple(row["by"]) or None
    return found


class AddForm(forms.Form):
    """What a new objective is drawn from: one suggestion of a source, or nothing."""

    drawn_from = forms.ChoiceField(
        label="What is the objective drawn from?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the objective is drawn from."},
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[Source, Sequence[Suggestion]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {f"{source.slug}:{each.key}": (source, each) for source, given in offered for each in given}
        field = self.fields["drawn_from"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (ANEW, "None of these: we will write our own"),
            *((key, each.known) for key, (_, each) in self.offered.items()),
        ]

    def chosen(self) -> tuple[Source | None, Suggestion | None]:
        return self.offered.get(self.cleaned_data["drawn_from"], (None, None))
