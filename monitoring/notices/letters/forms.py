"""Forms of a letter: its words and recipients, and the reason for which it ends."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from sil.clock import in_words
from sil.dates.sense import MONTH, NOW, YEAR, Place, Sense
from sil.framework.intervention import Party
from sil.letters.models import Method
from sil.web.forms import DateField, PrintedField, TimeField, Typed, WholeNumberField, area

from ..act import GROUNDS, POWERS, STATE, Answer, Detail, key_of_detail
from ..kinds import Part
from ..models import CaseLetter, CaseRecipient
from .actions import Writing
from .early import parts_of
from .policies import LONGEST, LONGEST_NOTE
from .recipients import LONGEST as LONGEST_OF
from .recipients import LONGEST_ADDRESS, OF_A_PERSON, OF_AN_OFFICE, PARTY_NAMES
from .written import LONGEST_OF as LONGEST_DETAIL
from .written import LONGEST_PERIOD, LONGEST_PLACE, MODES, MOST, WHY_SO_LONG, details_asked

FEWEST_ROWS, MOST_ROWS = 3, 30
UNITS = (("calendar", "Calendar days"), ("working", "Working days"))
# Everybody whom some power asks an authority to consult.
CONSULTED = tuple(dict.fromkeys(who for power in POWERS.values() for who in power.consulted))
_POWER_NAMES = [(slug, f"{power.name} (section {power.section})") for slug, power in POWERS.items()]
_OFFICE_LABELS = {"name": "Name", "salutation": "Salutation", "address": "Address", "email": "Email address"}
# The consultation and the consent that a power needs come in the months before it is used.
_BEFORE_A_POWER = Sense(past=YEAR, future=NOW)
# A power takes effect on the day of its letter or soon after.
_TAKES_EFFECT = Sense(past=NOW, future=YEAR)

# A discussion that is offered is in the weeks to come, on a day on which the school is open.
_MEETING = Sense(past=NOW, future=3 * MONTH, place=Place.SCHOOL)


class LetterForm(Typed):
    """The words of a letter and its recipients. Nothing is required to save it.

    `offered` are all recipients that there are for it, unchanged, the optional copies among them.
    """

    def __init__(
        self, *args: Any, letter: CaseLetter, offered: Sequence[CaseRecipient], rows: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.letter, self.offered, self.count = letter, offered, rows
        kind = letter.kind_of
        for part in parts_of(letter):
            self.fields[f"part-{part.id}"] = area(part.name, part.hint, rows=8, longest=LONGEST, printed=True)
        if kind.meets:
            self._ask_meeting()
        if kind.notice:
            self._ask_actions()
        if kind.statutory:
            self.fields["grounds"] = _several(
                "On which grounds?", "Tick each ground that the evidence shows.", GROUNDS.items()
            )
        if kind.powers:
            hint = "Tick each power that the authority is minded to use."
            self.fields["powers"] = _several("Which powers does it name?", hint, _POWER_NAMES)
        if kind.may_intend:
            self._ask_intends()
        if kind.chooses_power:
            asked = "Which power is used?" if kind.power else "Which power is to be used?"
            self.fields["powers"] = forms.ChoiceField(
                label=asked, choices=_POWER_NAMES, widget=forms.RadioSelect, required=False
            )
        if kind.power:
            self._ask_power()
        for slug, detail in self._asked:
            self.fields[_field_of(slug, detail)] = _of_detail(detail)
        self.optional = {p.key: p.party for p in offered if p.party in _optional(letter)}
        for recipient in offered:
            self._ask_recipient(recipient)

    def _ask_actions(self) -> None:
        for place in range(self.count):
            self.fields[f"action-{place}-text"] = area(
                "What has to be done", rows=3, longest=LONGEST_NOTE, printed=True
            )
            self.fields[f"action-{place}-measure"] = area(
                "What will show that it is done (optional)", rows=2, longest=LONGEST_NOTE, printed=True
            )
        self.fields["compliance_count"] = WholeNumberField(
            label="How many days does the governing body have?",
            help_text=_usual_length(self.letter),
            required=False,
            min_value=1,
            max_value=LONGEST_PERIOD,
            widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
            error_messages={
                "invalid": "The number of days must be a whole number, such as 28.",
                "min_value": "The number of days must be 1 or more.",
                "max_value": f"The number of days must be {LONGEST_PERIOD} or fewer.",
            },
        )
        self.fields["compliance_unit"] = forms.ChoiceField(
            label="Which days count?", choices=UNITS, widget=forms.RadioSelect, required=False
        )
        hint = "It is kept with the notice, and the signatory reads it. It is not printed."
        self.fields["compliance_why"] = area(WHY_SO_LONG, hint, rows=3, longest=LONGEST_NOTE)

    def _ask_intends(self) -> None:
        self.fields["intends"] = forms.BooleanField(
            label="This notice also gives notice of the powers that the authority proposes to use",
            help_text="It is then the written notice of section 60(1)(d) as well, and names the day by which the "
            "governing body can make representations. Without it, a separate notice comes before any power is used.",
            required=False,
        )

    def _ask_meeting(self) -> None:
        self.fields["meeting-on"] = DateField(
            sense=_MEETING,
            label="On which day do you offer to meet?",
            help_text="For example, 27 11 2026",
            required=False,
        )
        self.fields["meeting-at"] = TimeField(label="At what time?", required=False)
        self.fields["meeting-mode"] = forms.ChoiceField(
            label="Is it in person or online?", choices=MODES, widget=forms.RadioSelect, required=False
        )
        hint = "The address and the room, or how to join online"
        self.fields["meeting-place"] = area("Where is it?", hint, rows=3, longest=LONGEST_PLACE, printed=True)

    def _ask_power(self) -> None:
        for place, who in enumerate(CONSULTED):
            self.fields[f"consulted-{place}-on"] = DateField(
                sense=_BEFORE_A_POWER,
                label=f"On which day was {_lower(who)} consulted?",
                required=False,
            )
            self.fields[f"consulted-{place}-said"] = area(
                "What did they say?", rows=3, longest=LONGEST_NOTE, printed=True
            )
        self.fields["consent-on"] = DateField(sense=_BEFORE_A_POWER, label="Date of the consent", required=False)
        self.fields["consent-reference"] = PrintedField(
            label="Reference of the consent", required=False, max_length=200, widget=forms.TextInput()
        )

    def _ask_recipient(self, recipient: CaseRecipient) -> None:
        named = f"to-{recipient.key}"
        if recipient.key in self.optional:
            label = f"Send a copy to {_lower(PARTY_NAMES[Party(recipient.party)])}"
            self.fields[f"{named}-added"] = forms.BooleanField(label=label, required=False)
        self.fields[f"{named}-method"] = forms.ChoiceField(
            label="How will it be delivered?", choices=Method.choices, widget=forms.RadioSelect, required=False
        )
        if recipient.user:
            return
        for what, label in _OFFICE_LABELS.items():
            self.fields[f"{named}-{what}"] = _of_an_office(what, label)

    @property
    def parts(self) -> list[tuple[Part, BoundField]]:
        return [(part, self[f"part-{part.id}"]) for part in parts_of(self.letter)]

    @property
    def actions(self) -> list[tuple[BoundField, BoundField]]:
        if not self.letter.kind_of.notice:
            return []
        return [(self[f"action-{n}-text"], self[f"action-{n}-measure"]) for n in range(self.count)]

    @property
    def _asked(self) -> list[tuple[str, Detail]]:
        """What is asked of which power: of each where one is to be chosen, of its own where a letter ends it."""
        slugs = self.letter.powers if self.letter.kind_of.ends_power else list(POWERS)
        return details_asked(self.letter.kind_of, slugs)

    @property
    def details(self) -> list[tuple[str, list[BoundField]]]:
        """What is said of each power, by its name and section."""
        return [
            (name, [self[_field_of(slug, each)] for of, each in self._asked if of == slug])
            for slug, name in (*_POWER_NAMES, (STATE, "The use of the power"))
            if any(of == slug for of, _ in self._asked)
        ]

    @property
    def meeting(self) -> list[BoundField]:
        names = ("on", "at", "mode", "place") if self.letter.kind_of.meets else ()
        return [self[f"meeting-{name}"] for name in names]

    @property
    def consulted(self) -> list[tuple[str, BoundField, BoundField]]:
        if not self.letter.kind_of.power:
            return []
        return [(who, self[f"consulted-{n}-on"], self[f"consulted-{n}-said"]) for n, who in enumerate(CONSULTED)]

    @property
    def consent(self) -> list[BoundField]:
        return [self["consent-on"], self["consent-reference"]] if self.letter.kind_of.power else []

    @property
    def to(self) -> list[tuple[CaseRecipient, BoundField | None, list[BoundField]]]:
        """Each recipient with the tick that adds it, where it is optional, and its fields."""
        found = []
        for each in self.offered:
            names = OF_A_PERSON if each.user else ("method", *_OFFICE_LABELS)
            added = self[f"to-{each.key}-added"] if each.key in self.optional else None
            found.append((each, added, [self[f"to-{each.key}-{name}"] for name in names]))
        return found

    def writing(self) -> Writing:
        """Everything that was typed, complete or not; what is as the framework has it is left out."""
        kind = self.letter.kind_of
        return Writing(
            parts={part.id: self.typed(f"part-{part.id}") for part in parts_of(self.letter)},
            actions=self._actions() if kind.notice else (),
            grounds=self.ticked("grounds") if kind.statutory else (),
            powers=self.ticked("powers") if kind.powers or kind.chooses_power else (),
            intends=kind.may_intend and "intends" in self.data,
            details=self._details(),
            consulted=self._consulted() if kind.power else (),
            consent=self._consent() if kind.power else {},
            compliance=self._compliance() if kind.notice else {},
            meeting=self._meeting() if kind.meets else {},
            recipients={each.key: self._said(each) for each in self.offered},
        )

    def _details(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for slug, each in self._asked:
            name = _field_of(slug, each)
            typed = self.typed_day(name) if each.answer is Answer.DAY else self.typed(name)
            if typed:
                found[key_of_detail(slug, each.id)] = typed
        return found

    def _actions(self) -> list[dict[str, str]]:
        return [{what: self.typed(f"action-{n}-{what}") for what in ("text", "measure")} for n in range(self.count)]

    def _consulted(self) -> list[dict[str, Any]]:
        rows = [
            {"who": who, "on": self.typed_day(f"consulted-{n}-on"), "said": self.typed(f"consulted-{n}-said")}
            for n, who in enumerate(CONSULTED)
        ]
        return [row for row in rows if row["on"] or row["said"]]

    def _consent(self) -> dict[str, Any]:
        return {"on": self.typed_day("consent-on"), "reference": self.typed("consent-reference")}

    def _meeting(self) -> dict[str, Any]:
        said = {name: self.typed(f"meeting-{name}") for name in ("at", "mode", "place")}
        return {"on": self.typed_day("meeting-on"), **said}

    def _compliance(self) -> dict[str, str]:
        period = self.letter.case.framework.periods.compliance_period
        count, unit = self.typed("compliance_count"), self.typed("compliance_unit")
        return {"count": count, "unit": "" if unit == period.unit else unit, "why": self.typed("compliance_why")}

    def _said(self, recipient: CaseRecipient) -> dict[str, Any]:
        named = f"to-{recipient.key}"
        said: dict[str, Any] = {}
        if recipient.key in self.optional and f"{named}-added" in self.data:
            said["added"] = True
        for name in OF_A_PERSON if recipient.user else OF_AN_OFFICE:
            typed = self.typed(f"{named}-{name}")
            if name == "method" and not typed:
                continue
            if typed != getattr(recipient, name):
                said[name] = typed
        return said


def rows_of(written: int, asked: str) -> int:
    """How many rows for required actions a page has: those that are filled, those asked for, at least some."""
    wanted = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    return min(max(written, wanted, FEWEST_ROWS), max(MOST_ROWS, written))


def initial_of(letter: CaseLetter, offered: Iterable[CaseRecipient], content: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a stored letter; `content` is `actions.letters.content_of` it."""
    period = letter.case.framework.periods.compliance_period
    initial: dict[str, Any] = {f"part-{key}": text for key, text in content["parts"].items()}
    for place, action in enumerate(content["actions"]):
        initial |= {f"action-{place}-{what}": action.get(what, "") for what in ("text", "measure")}
    powers = content["powers"]
    initial |= {
        "grounds": content["grounds"],
        "powers": powers[0] if letter.kind_of.chooses_power and powers else powers,
    }
    initial["intends"] = content["intends"]
    for key, said in content["details"].items():
        initial[f"detail-{key}"] = tuple(said) if isinstance(said, list) else said
    initial["compliance_count"] = content["compliance"].get("count", "")
    initial["compliance_why"] = content["compliance"].get("why", "")
    initial["compliance_unit"] = content["compliance"].get("unit") or period.unit
    held = {each["who"]: each for each in content["consulted"]}
    for place, who in enumerate(CONSULTED):
        said = held.get(who, {})
        initial |= {f"consulted-{place}-on": tuple(said.get("on", ())), f"consulted-{place}-said": said.get("said", "")}
    initial["consent-on"] = tuple(content["consent"].get("on", ()))
    initial["consent-reference"] = content["consent"].get("reference", "")
    meeting = content["meeting"]
    initial["meeting-on"] = tuple(meeting.get("on", ()))
    initial |= {f"meeting-{name}": meeting.get(name, "") for name in ("at", "mode", "place")}
    for each in offered:
        said = content["recipients"].get(each.key, {})
        initial[f"to-{each.key}-added"] = bool(said.get("added"))
        initial |= {f"to-{each.key}-{name}": said.get(name, getattr(each, name)) for name in OF_AN_OFFICE}
    return initial


class WhichPowerForm(forms.Form):
    """Which of the powers in use a letter ends; nothing is asked where there is only one."""

    def __init__(self, *args: Any, powers: Sequence[CaseLetter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.powers = {str(each.pk): each for each in powers}
        if len(powers) > 1:
            self.fields["power"] = forms.ChoiceField(
                label="Which power ends?",
                choices=[(key, _name_of_use(each)) for key, each in self.powers.items()],
                widget=forms.RadioSelect,
                error_messages={"required": "Select the power that is to end."},
            )

    @property
    def chosen(self) -> CaseLetter | None:
        return self.powers.get(self.cleaned_data.get("power", ""))


def _name_of_use(letter: CaseLetter) -> str:
    assert letter.given_on is not None, "it was given"
    return f"{dict(_POWER_NAMES)[letter.powers[0]]}, used by the letter given on {in_words(letter.given_on)}"


class ReasonForm(Typed):
    """Why a letter does not go, or is withdrawn."""

    def __init__(self, *args: Any, label: str, hint: str, missing: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = area(label, hint, rows=4, longest=LONGEST_NOTE, missing=missing)


def _field_of(power: str, detail: Detail) -> str:
    return f"detail-{key_of_detail(power, detail.id)}"


def _of_detail(detail: Detail) -> forms.Field:
    said: dict[str, Any] = {"label": detail.name, "help_text": detail.hint, "required": False}
    if detail.answer is Answer.DAY:
        return DateField(sense=_TAKES_EFFECT, **said)
    if detail.answer is Answer.TEXT:
        return area(detail.name, detail.hint, rows=4, longest=LONGEST_NOTE, printed=True)
    if detail.answer is Answer.LINE:
        return PrintedField(max_length=LONGEST_DETAIL[Answer.LINE], widget=forms.TextInput(), **said)
    wrong = f"“{detail.name}” must be a whole number from 1 to {MOST}."
    return WholeNumberField(
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
        **said,
    )


def _several(label: str, hint: str, choices: Iterable[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=hint, choices=list(choices), widget=forms.CheckboxSelectMultiple, required=False
    )


def _of_an_office(what: str, label: str) -> forms.CharField:
    if what == "email":
        return forms.EmailField(label=label, required=False, max_length=LONGEST_OF["email"])
    if what != "address":
        return PrintedField(label=label, required=False, max_length=LONGEST_OF[what])
    return area(label, rows=4, longest=LONGEST_ADDRESS, printed=True)


def _optional(letter: CaseLetter) -> frozenset[str]:
    rules = letter.case.framework.intervention
    return frozenset(rules.step(letter.kind).optional_copies) if rules else frozenset()


def _usual_length(letter: CaseLetter) -> str:
    """What is said of the length where it is entered: the action plan's 15 days are not the length of this period."""
    nobody_says = "Neither the Act nor the framework gives a number."
    rules = letter.case.framework.intervention
    usual = rules.length(letter.kind) if rules else None
    if usual is None or not (usual.usual_days or usual.shortest_days):
        return f"{nobody_says} Enter it for this notice."
    length = f"usually {usual.usual_days}" if usual.usual_days else f"at least {usual.shortest_days}"
    return f"{nobody_says} For this kind of notice it is {length} calendar days ({usual.source})."


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
