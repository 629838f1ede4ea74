"""Forms about an inspection that is recorded or corrected by hand."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms

from sil.clock import in_words
from sil.dates.sense import NOW, YEAR, Known, Limit, Sense
from sil.web.forms import DateField, know

from ..models import AreaForImprovement, Inspection
from ..models.inspections import CATEGORIES
from . import points
from .actions import Facts
from .queries import DATE_OF_GRADE
from .questions import QUESTIONS
from .terms import OPTIONAL, Terms, terms_on

FULL, UNGRADED = "full", "ungraded"
OUTCOMES = (
    "School remains Good",
    "School remains Good (Concerns) - S5 Next",
    "School remains Good (Improving) - S5 Next",
    "School remains Outstanding",
    "School remains Outstanding (Concerns) - S5 Next",
    "Standards maintained",
    "Improved significantly",
    "Some aspects not as strong",
)


# Records go back to the first report that is kept.
PAST = Sense(past=20 * YEAR, future=NOW)


class StartForm(forms.Form):
    """Which inspection? Its first day and sort decide in which terms Ofsted judged."""

    starts_on = DateField(
        sense=Sense(past=PAST.past, future=None),
        label="First day of the inspection",
        help_text="Such as 8 5 2024",
        error_messages={"required": "Enter the first day of the inspection."},
    )
    sort = forms.ChoiceField(
        label="What kind of inspection was it?",
        choices=[
            (FULL, "One that judged the school as a whole: graded, or with a report card"),
            (UNGRADED, "An ungraded or monitoring inspection, or another visit under section 8"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of inspection it was."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day > self.today:
            raise forms.ValidationError("The first day must be today or in the past.")
        return day

    @property
    def terms(self) -> Terms:
        return terms_on(self.cleaned_data["starts_on"], full=self.cleaned_data["sort"] == FULL)


class FactsForm(forms.Form):
    """What the inspection found, with a field for each judgement of the framework of its day."""

    ends_on = DateField(sense=PAST, label="Last day of the inspection", required=False)
    published_on = DateField(sense=PAST, label="Published on", required=False)
    type_name = forms.CharField(
        label="What Ofsted calls it", required=False, max_length=100, help_text="Such as “Special measures monitoring”."
    )

    def __init__(self, *args: Any, terms: Terms, starts_on: date, held: Facts | None = None, **kwargs: Any) -> None:
        self.terms, self.day, self.held = terms, starts_on, held
        kwargs["initial"] = {**_initial(held, terms), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        know(self, "published_on", Known(first=Limit(starts_on, "the inspection")))
        self.fields.update(_fields(terms, held))

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day and day < self.cleaned_data.get("starts_on", self.day):
            raise forms.ValidationError(f"The last day must be on or after {in_words(self.day)}.")
        return day

    @property
    def facts(self) -> Facts:
        """What was filled in. Judgements that the form does not ask for stay as they are held."""
        data = self.cleaned_data
        asked = _areas(self.terms, self.held)
        kept = {k: v for k, v in (self.held.judgements if self.held else {}).items() if k not in asked.values()}
        judged = {area: data[name] for name, area in asked.items() if data[name]}
        return Facts(
            kind=self.terms.kind.value,
            starts_on=data.get("starts_on", self.day),
            judgements={**kept, **judged},
            **{
                name: data.get(name, getattr(self.held, name) if self.held else default)
                for name, default in _PLAIN.items()
            },
        )


class RecordForm(FactsForm):
    """A new inspection, with what a letter answers and what the school was asked to improve."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.terms.kind == Inspection.Kind.UNGRADED:
            for question, words in QUESTIONS.items():
                self.fields[question.value] = _choice(words, (("yes", "Yes"), ("no", "No")))
        self.fields["areas"] = forms.CharField(
            label="What was the school asked to improve?",
            help_text=points.HINT,
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 8}),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError("Enter what the inspection found.")
        return data

    @property
    def answers(self) -> dict[str, tuple[bool | None, str]]:
        said = {question.value: self.cleaned_data.get(question.value) for question in QUESTIONS}
        return {question: (value == "yes", "") for question, value in said.items() if value}


class CorrectForm(FactsForm):
    """A correction, with the first day and why."""

    starts_on = DateField(
        sense=PAST,
        label="First day of the inspection",
        error_messages={"required": "Enter the first day of the inspection."},
    )
    reason = forms.CharField(
        label="Why are you correcting it?",
        help_text="We keep this in the history, with what was there before.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why you are correcting the record."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(
            ["starts_on", *(name for name in self.fields if name not in ("starts_on", "reason")), "reason"]
        )

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        others = terms_on(day, full=self.terms.kind != Inspection.Kind.UNGRADED)
        if others != self.terms:
            raise forms.ValidationError(
                f"On {in_words(day)} Ofsted used other terms ({others.name}). "
                "Withdraw this inspection and record it again."
            )
        return day


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why was it recorded by mistake?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why it was recorded by mistake."},
    )


class AskForm(forms.Form):
    areas = forms.CharField(
        label="What was the school asked to improve?",
        help_text=points.HINT,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Enter at least one thing the school was asked to improve."},
    )

    def clean_areas(self) -> Any:
        if not (found := points.parse(self.cleaned_data["areas"])):
            raise forms.ValidationError("Enter at least one thing the school was asked to improve.")
        return found


class AreaForm(forms.Form):
    """What became of one thing that was asked."""

    progress = forms.ChoiceField(
        label="What progress has been made?",
        choices=AreaForImprovement.Progress.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="How do you know?",
        help_text="Only officers can read this.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WordsForm(forms.Form):
    """The words of what was asked, corrected or taken out."""

    text = forms.CharField(
        label="Words of the letter or report",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter the words, or remove the area below."},
    )


# Columns that are filled in as they are -> what they are where nobody fills them in.
_PLAIN: dict[str, Any] = {
    "ends_on": None,
    "published_on": None,
    "type_name": "",
    "overall": "",
    "category": "",
    "lifts_category": False,
    "outcome": "",
}


def _initial(held: Facts | None, terms: Terms) -> dict[str, Any]:
    if held is None:
        return {}
    said = {name: held.judgements.get(area, "") for name, area in _areas(terms, held).items()}
    return {**asdict(held), **said}


def _areas(terms: Terms, held: Facts | None) -> dict[str, str]:
    """Name of a field -> the judgement it asks for: those of the framework, and any other on record."""
    named = [*terms.areas, *([terms.safeguarding] if terms.safeguarding else [])]
    others = [area for area in (held.judgements if held else {}) if area not in named]
    asked = [*named, *(area for area in others if not area.endswith(DATE_OF_GRADE))]
    return {f"area_{place}": area for place, area in enumerate(asked)}


def _fields(terms: Terms, held: Facts | None) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    if terms.overall:
        found["overall"] = _choice("Overall effectiveness", terms.overall, held.overall if held else "")
    for name, area in _areas(terms, held).items():
        safeguarding = area == terms.safeguarding
        choices = tuple((word, word) for word in terms.safeguarding_words) if safeguarding else terms.grades
        on_record = str(held.judgements.get(area, "")) if held else ""
        found[name] = _choice(area, choices, on_record, hint="Only if the school has it." if area in OPTIONAL else "")
    if terms.kind == Inspection.Kind.UNGRADED:
        found["outcome"] = forms.CharField(
            label="Outcome", required=False, max_length=120, help_text=f"In Ofsted's words, such as “{OUTCOMES[0]}”."
        )
    categories = tuple((code, CATEGORIES[code]) for code in terms.categories)
    full = terms.kind in Inspection.FULL
    found["category"] = _choice(
        "Category of concern",
        categories,
        held.category if held else "",
        none="None",
        hint="“None” ends a category that an earlier inspection found." if full else "",
    )
    if terms.kind == Inspection.Kind.UNGRADED:
        found["lifts_category"] = forms.BooleanField(
            label="It took the school out of its category of concern", required=False
        )
    return found


def _choice(
    label: str, choices: tuple[tuple[str, str], ...], held: str = "", *, none: str = "Not stated", hint: str = ""
) -> forms.ChoiceField:
    """A choice that need not be made; what is on record is offered even where the framework has no such word."""
    extra = () if held in ("", *(value for value, _ in choices)) else ((held, held),)
    return forms.ChoiceField(label=label, required=False, choices=[("", none), *choices, *extra], help_text=hint)
