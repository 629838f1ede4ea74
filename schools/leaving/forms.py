"""Forms of somebody who leaves: who takes each kind of thing that waits, and why something is left."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet, TextField, Value

from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import LONGEST_NOTE, DateField, area
from sil.web.search.people import PersonField

from ..models import Cover
from ..people.forms import EndForm
from .queries import Waiting

NOBODY = "none"
TAKE = "take_"


class LeaveForm(forms.Form):
    """From which day, who takes each kind, and what happens to their roles, posts and account."""

    starts_on = DateField(
        sense=Sense(past=NOW, future=YEAR),
        label="From which day?",
        help_text="The first day on which the others have it. Schools change on that day, and visits from that day on "
        "move. Reports, cases and concerns move now.",
        error_messages={"required": "Enter the day."},
    )
    note = forms.CharField(
        label="What should the next people know? (optional)",
        help_text="Officers who take over schools can read this. Schools cannot.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_NOTE,
        required=False,
    )
    reason = forms.CharField(
        label="If something is left without a person: why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        required=False,
    )
    ends = forms.BooleanField(label="End their roles and posts the day before", required=False, initial=True)
    closes = forms.BooleanField(label="Close their account now", required=False)

    def __init__(
        self, *args: Any, person: User, today: date, waiting: Sequence[Waiting], manages: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        if not manages:
            del self.fields["ends"], self.fields["closes"]
        takers = {each.part: each.part.takers(person, today) for each in waiting if each.part.takers is not None}
        covering = Cover.objects.filter(away=person, starts_on__lte=today, ends_on__gte=today, called_off_at=None)
        suggested = _suggested({part.slug: rows for part, rows in takers.items()}, covering)
        for part, rows in takers.items():
            self.fields[TAKE + part.slug] = PersonField(
                label=f"Who takes these: {part.title}?",
                queryset=rows,
                others={NOBODY: "Nobody yet: leave them without a person"},
                initial=suggested.get(part.slug),
                error_messages={"required": f"Enter who takes these: {part.title}."},
            )

    @property
    def takes(self) -> dict[str, User | None]:
        """Who takes each kind, None for what is left without a person."""
        chosen = {name.removeprefix(TAKE): user for name, user in self.cleaned_data.items() if name.startswith(TAKE)}
        return {slug: None if user == NOBODY else user for slug, user in chosen.items()}


def _suggested(takers: Mapping[str, QuerySet[User]], covering: QuerySet[Cover]) -> dict[str, User]:
    """Return by kind who covers for the person now, or the only one there is. One query where there is neither."""
    if not takers:
        return {}
    covers = covering.order_by().annotate(slug=Value("", TextField())).values_list("slug", "covering")
    found = _by_slug([*(_keys(slug, rows)[:2] for slug, rows in takers.items()), covers])
    away = found.pop("", [])
    chosen = {slug: keys for slug, keys in found.items() if len(keys) == 1}
    if away:
        chosen |= _by_slug([_keys(slug, rows.filter(pk__in=away)) for slug, rows in takers.items()])
    people = list(User.objects.filter(pk__in={key for keys in chosen.values() for key in keys}))
    return {slug: next(person for person in people if person.pk in keys) for slug, keys in chosen.items()}


def _keys(slug: str, rows: QuerySet[User]) -> QuerySet[User, tuple[str, int]]:
    return rows.order_by().annotate(slug=Value(slug, TextField())).values_list("slug", "pk")


def _by_slug(asked: Sequence[QuerySet[Any, tuple[str, int]]]) -> dict[str, list[int]]:
    """Return the keys that some queries give, by their slugs. One query."""
    found: dict[str, list[int]] = {}
    for slug, key in asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]:
        found.setdefault(slug, []).append(key)
    return found


class CloseForm(forms.Form):
    """Why an account is closed although something waits for the person."""

    reason = forms.CharField(
        label="Why is this left without a person?",
        help_text="The history keeps your reason. Officers find what is left on their home page.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        required=False,
    )


class EndWaitingForm(EndForm):
    """The last day of a role or a post by which something waits, and why that is left."""

    reason = area("Why is this left without a person?", rows=3, longest=LONGEST_NOTE)

    def __init__(self, *args: Any, waits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        if not waits:
            del self.fields["reason"]
