"""GOV.UK markup for Django's forms, a date in three boxes, and helpers to read what was posted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property

from sil import clock
from sil.dates import times
from sil.dates.asking import ASKED, ask, name_of, questions_of
from sil.dates.cells import MONTHS, YEARS
from sil.dates.sense import NOTHING_KNOWN, Known, Sense, question
from sil.printable import hidden_words, unprintable_words, without_hidden

from .errors import DATE_EXAMPLE, set_messages
from .widgets import DRAWN

# Digits of the largest key that the database can hold.
LONGEST_KEY = 18
# And of a number that people count with.
LONGEST_NUMBER = 6
# Characters of a long text, about eight printed pages; of a note; and of a line.
LONGEST, LONGEST_NOTE, LONGEST_LINE = 20_000, 2000, 200
# For a date that is only read, so that nothing is asked.
ANY_DAY = Sense(past=None, future=None)

# The class of each kind of control; those without one are drawn by their own template.
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "govuk-textarea"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.widgets.Input, "govuk-input"),
)
_MARKED = ("govuk-textarea", "govuk-select", "govuk-file-upload", "govuk-input")


class GovukField(forms.BoundField):
    """A field with its CSS classes, the ids of its hint and error, and error messages in the product's words."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        set_messages(field, str(self.label))

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def description(self) -> str:
        ids = [self.hint_id] if self.help_text else []
        return " ".join([*ids, self.error_id] if self.errors or self.caution else ids)

    @cached_property
    def caution(self) -> list[str]:
        """Why the text that is stored cannot be sent yet, in the sentences of errors, where the form shows a draft."""
        if self.form.is_bound or not isinstance(self.form, Typed) or self.initial in self.field.empty_values:
            return []
        try:
            self.field.clean(self.initial)
        except ValidationError as error:
            return error.messages
        return []

    def value(self) -> Any:
        """What the control shows: a draft as it was typed, and a text that was refused for a letter without the
        characters that nobody can see."""
        found = super().value()
        refused = self.form.is_bound and isinstance(self.field, PrintedField) and bool(self.errors)
        return without_hidden(found) if refused and isinstance(found, str) else found

    @property
    def asked(self) -> list[str]:
        """What was asked about the answer, confirmed or not."""
        return questions_of(self)

    @property
    def asks(self) -> bool:
        """Whether an answer has to be confirmed."""
        return bool(self.errors) and any(error.code == ASKED for error in self.errors.as_data())

    @property
    def asked_name(self) -> str:
        return name_of(self)

    @property
    def first_id(self) -> str:
        """The id of the control that a link in the error summary goes to."""
        if getattr(self.field.widget, "matches", ()):
            return f"{self.auto_id}_0"
        if self.use_fieldset:
            return str(self.subwidgets[0].id_for_label) if self.subwidgets else str(self.auto_id)
        return str(self.id_for_label)

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def counts(self) -> int | None:
        """The limit in characters that a long text counts down to, or None."""
        limit = getattr(self.field, "max_length", None)
        return limit if isinstance(self.field.widget, forms.Textarea) else None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        built.pop("aria-describedby", None)
        base = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
        names = [base, f"{base}--error" if self.errors and base in _MARKED else "", widget.attrs.get("class", "")]
        if self.counts:
            names.append("govuk-js-character-count")
        if classes := " ".join(filter(None, names)):
            built["class"] = classes
        if self.description and not self.use_fieldset:
            built["aria-describedby"] = self.description
        # The browser's own bubbles would hide our messages, and it would cut off what is pasted without a word; the
        # rules themselves are checked here.
        built.pop("required", None)
        if "maxlength" in widget.attrs:
            built["maxlength"] = False
        return built


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = GovukField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        drawn = DRAWN.get(template_name)
        return drawn(context["widget"]) if drawn else super().render(template_name, context, request)


class DateParts(forms.Widget):
    """Day, month and year as three boxes, which keep what was typed."""

    template_name = "forms/date.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str, str] | None:
        day, month, year = (str(data.get(f"{name}_{part}", "")) for part in ("day", "month", "year"))
        return (day, month, year) if day or month or year else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_day" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = (value.day, value.month, value.year) if isinstance(value, date) else value or ("", "", "")
        sizes = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))
        context["parts"] = [
            {"slug": slug, "label": label, "width": width, "value": text}
            for (slug, label, width), text in zip(sizes, typed, strict=True)
        ]
        return context

    def subwidgets(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        return iter(())

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_day" if id_ else id_


class DateField(forms.DateField):
    """A date in three boxes. Errors name the part that is wrong; the month may be a word.

    `sense` says what is usual for the date: a form that is posted asks once about one that is not. What a page knows
    besides is said by `know`.
    """

    widget = DateParts

    def __init__(self, *, sense: Sense, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sense, self.known = sense, NOTHING_KNOWN

    def _clean_bound_field(self, bf: forms.BoundField) -> date | None:
        """Django's hook for a field of a form that was posted; `clean` alone asks nothing."""
        day: date | None = super()._clean_bound_field(bf)  # type: ignore[misc]
        if day:
            ask(bf, [question(day, self.sense, on=clock.today(), known=self.known)])
        return day

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        day, month, year = (part.strip() for part in value)
        if not (day or month or year):
            return None
        missing = [part for part, text in (("a day", day), ("a month", month), ("a year", year)) if not text]
        if missing:
            raise ValidationError(f"The date must include {' and '.join(missing)}.", code="incomplete")
        number = MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in MONTHS else month
        if not str(number).isdecimal() or not day.isdecimal() or not year.isdecimal():
            raise ValidationError(self._example(), code="invalid")
        if len(year) != 4:
            raise ValidationError("The year must have 4 numbers, like 2026.", code="invalid")
        try:
            found = date(int(year), int(number), int(day))
        except (ValueError, OverflowError) as error:
            raise ValidationError(self._example(), code="invalid") from error
        if not YEARS.start <= found.year < YEARS.stop:
            raise ValidationError(f"The year must be between {YEARS.start} and {YEARS.stop - 1}.", code="invalid")
        return found

    def _example(self) -> str:
        """Return what to enter, in the form's own words, with an example."""
        asked = str(self.error_messages["required"]).rstrip(".")
        if DATE_EXAMPLE in asked:
            return f"{asked}."
        return f"{asked if asked.startswith('Enter ') else 'Enter the date'}, like {DATE_EXAMPLE}."


def whole_number(typed: str) -> int | None:
    """Return the number that was typed in figures, as forms and what reads a draft take it; None for anything else."""
    plain = typed.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= LONGEST_NUMBER else None


class WholeNumberField(forms.IntegerField):
    """A number in figures: no sign, no point, and no more than six of them."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int) or value in self.empty_values or not str(value).strip():
            return value if isinstance(value, int) else None
        found = whole_number(str(value))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class TimeField(forms.TimeField):
    """A time of day as people write it: 9am, 9.30am, 09:30, 0930, 2.15 pm, noon."""

    default_error_messages = {"invalid": "Enter a time, like 9.30am or 2pm."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": "For example, 9.30am or 2pm"} | kwargs)
        self.widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time) or not str(value or "").strip():
            return value or None
        found = times.read(str(value))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        return clock.time_in_words(value) if isinstance(value, time) else value


class PrintedField(forms.CharField):
    """A text that goes into a letter. It is refused with the characters that cannot be printed by name, and once where
    it has characters that nobody can see: the control then shows it without them."""

    def clean(self, value: Any) -> str:
        cleaned: str = super().clean(value)
        if sentence := " ".join(filter(None, (unprintable_words(cleaned), hidden_words(str(value or ""))))):
            raise ValidationError(sentence, code="unprintable")
        return cleaned


class Typed(forms.Form):
    """A form whose text is stored as it was posted, whether it is valid or not.

    Only line ends are made plain, and NUL, which PostgreSQL cannot hold, is taken out. What is sent is judged, and
    stripped, by the step that sends it.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_storable(data), *args, **kwargs)

    def typed(self, name: str) -> str:
        """Return the text of a control."""
        return str(self.data.get(name, ""))

    def ticked(self, name: str) -> list[str]:
        """Return what was posted of a control with several values, also what is no longer offered."""
        if isinstance(self.data, QueryDict):
            return list(dict.fromkeys(self.data.getlist(name)))
        return [str(value) for value in self.data.get(name, [])]

    def typed_day(self, name: str) -> list[str]:
        """Return the three boxes of a date, or [] where all are blank."""
        boxes = [self.typed(f"{name}_{part}") for part in ("day", "month", "year")]
        return boxes if any(boxes) else []

    def goes_on(self, *, sends: bool) -> bool:
        """Whether the page may lead on once the text is stored. It may with text that cannot be sent yet, unless it
        `sends`, but not with a file that was refused, since that is not stored. Call it on a form that was posted."""
        refused = [name for name in self.errors if isinstance(self.fields.get(name), forms.FileField)]
        return not (self.errors if sends else refused)

    def content(self) -> dict[str, Any]:
        """Return everything that was typed, chosen or ticked, by the names of the fields, without blanks.
        It can be the `initial` of such a form. Only for fields of text and choices."""
        found = {name: self._given(name, field) for name, field in self.fields.items()}
        return {name: given for name, given in found.items() if given}

    def in_words(self, content: Mapping[str, Any]) -> dict[str, str]:
        """Return `content` in words, by the labels of the fields, to be compared or copied."""
        return {str(field.label): _words(field, content.get(name, "")) for name, field in self.fields.items()}

    def _given(self, name: str, field: forms.Field) -> str | list[str]:
        return self.ticked(name) if isinstance(field, forms.MultipleChoiceField) else self.typed(name)


def _storable(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return what was posted as PostgreSQL can hold it, with the line ends of a file instead of those of a form."""
    if not isinstance(data, QueryDict):
        return data
    plain = data.copy()
    for name, values in plain.lists():
        plain.setlist(name, [str(value).replace("\r\n", "\n").replace("\x00", "") for value in values])
    return plain


def _words(field: forms.Field, given: str | list[str]) -> str:
    if not isinstance(field, forms.ChoiceField):
        return str(given)
    names = _choices(field)
    chosen = given if isinstance(given, list) else [given]
    return "\n".join(names.get(key, key) for key in chosen)


def _choices(field: forms.ChoiceField) -> dict[str, str]:
    """Return the label of each choice by its value. The choices may not be grouped."""
    choices: Any = field.choices
    return {str(value): str(words) for value, words in choices}


def area(
    name: str, hint: str = "", *, rows: int = 5, longest: int = LONGEST, missing: str = "", printed: bool = False
) -> forms.CharField:
    """Return a field for text of several lines; `longest` in characters. Required if `missing` says what to do;
    `printed` is for what goes into a letter."""
    kind = PrintedField if printed else forms.CharField
    return kind(
        label=name,
        help_text=hint,
        required=bool(missing),
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def day_of(typed: Sequence[str]) -> date | None:
    """Return the date that was typed in three boxes, or None if there is none or it does not exist."""
    try:
        return DateField(required=False, sense=ANY_DAY).clean(tuple(typed)) if typed else None
    except ValidationError:
        return None


def know(form: forms.Form, name: str, known: Known = NOTHING_KNOWN, *, sense: Sense | None = None) -> None:
    """Tell a date of a form what the page knows about it, and what else is usual for it on this page."""
    field = form.fields[name]
    assert isinstance(field, DateField)
    field.known, field.sense = known, sense or field.sense


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, even if that is empty; None for a GET or HEAD request."""
    return request.POST if request.method == "POST" else None


def number(request: HttpRequest, name: str) -> int:
    """Return the whole number that a hidden field posted, or 0, which is no record's key."""
    return number_of(request.POST.get(name, "")) or 0


def number_of(text: str) -> int | None:
    """Return the key of a record that a text is, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY else None


def refuse(form: forms.Form, sentence: str, field: str | None = None) -> None:
    """Show a refusal from an action as an error of the form, with everything typed still there."""
    form.add_error(field, ValidationError(sentence))
