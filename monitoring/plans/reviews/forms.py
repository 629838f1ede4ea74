"""Forms of reviews: what is said of each objective, the correction, the withdrawal and the comments of the head."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from monitoring.visits.models import Visit
from sil.clock import in_words
from sil.dates.sense import MONTH, Sense
from sil.web.forms import LONGEST_NOTE, DateField, area

from ..draft.content import agreed_step
from ..models import AgreedObjective, ObjectiveRating
from ..states import Rating
from .actions import Said

# A review is recorded soon after it was done; one that is to come is refused by the action.
OF_A_REVIEW = Sense(past=3 * MONTH, future=None)
RATINGS = tuple((rating.value, rating.words) for rating in Rating)


class RatingsForm(forms.Form):
    """What a review says of each objective."""

    def __init__(self, *args: Any, objectives: Sequence[AgreedObjective], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objectives = objectives
        for each in objectives:
            self._ask(each)

    def _ask(self, each: AgreedObjective) -> None:
        key, number = each.pk, each.place
        self.fields[f"rating-{key}"] = forms.TypedChoiceField(
            label="How is it going?",
            choices=RATINGS,
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": f"Select how objective {number} is going."},
        )
        self.fields[f"reason-{key}"] = area(
            "Why?",
            "What you saw that says so.",
            rows=3,
            longest=LONGEST_NOTE,
            missing=f"Enter why you rate objective {number} like this.",
        )
        self.fields[f"value-{key}"] = area("Where is the indicator now?", rows=2, longest=LONGEST_NOTE)
        self.fields[f"evidence-{key}"] = area("What is the evidence?", rows=2, longest=LONGEST_NOTE)
        if each.actions:
            self.fields[f"done-{key}"] = forms.TypedMultipleChoiceField(
                label="Which actions are done?",
                choices=[(place, agreed_step(step)) for place, step in enumerate(each.actions)],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def parts(self) -> list[tuple[AgreedObjective, list[BoundField]]]:
        names = ("rating", "reason", "value", "evidence", "done")
        return [
            (each, [self[f"{name}-{each.pk}"] for name in names if f"{name}-{each.pk}" in self.fields])
            for each in self.objectives
        ]

    def said(self) -> dict[int, Said]:
        """Return what was typed by the key of the objective; of a valid form."""
        typed = self.cleaned_data
        return {
            each.pk: Said(
                rating=typed[f"rating-{each.pk}"],
                reason=typed[f"reason-{each.pk}"],
                value=typed[f"value-{each.pk}"],
                evidence=typed[f"evidence-{each.pk}"],
                done=tuple(typed.get(f"done-{each.pk}", ())),
            )
            for each in self.objectives
        }


class ReviewForm(RatingsForm):
    """A review, with its day and the visit at which it was done."""

    day = DateField(
        sense=OF_A_REVIEW,
        label="When was the plan reviewed?",
        error_messages={"required": "Enter the day of the review, like 27 11 2026"},
    )
    visit = forms.TypedChoiceField(
        label="At which visit?", required=False, coerce=int, empty_value=None, help_text="Optional."
    )

    def __init__(self, *args: Any, visits: Sequence[Visit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["visit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Not at a visit"), *((each.pk, _named(each)) for each in visits)]


class CorrectForm(RatingsForm):
    """What a review should have said, and why it is corrected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = area(
            "Why is the review corrected?",
            "Everybody who can read the review can read this.",
            rows=3,
            longest=LONGEST_NOTE,
            missing="Enter why the review is corrected.",
        )


class WithdrawForm(forms.Form):
    reason = area(
        "Why is the review withdrawn?",
        "The school can read this.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why the review is withdrawn.",
    )


class CommentForm(forms.Form):
    """A comment on each objective that has none yet."""

    def __init__(self, *args: Any, objectives: Sequence[AgreedObjective], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in objectives:
            self.fields[f"comment-{each.pk}"] = area(
                f"Your comment on objective {each.place}: {each.title}", "Optional.", rows=3, longest=LONGEST_NOTE
            )

    def said(self) -> dict[int, str]:
        """Return what was typed by the key of the objective; of a valid form."""
        return {int(name.partition("-")[2]): text for name, text in self.cleaned_data.items()}


def typed_of(ratings: Sequence[ObjectiveRating]) -> dict[str, Any]:
    """Return what ratings hold as the form shows it."""
    found: dict[str, Any] = {}
    for each in ratings:
        names = ("rating", "reason", "value", "evidence", "done")
        found |= {f"{name}-{each.agreed_id}": getattr(each, name) for name in names}
    return found


def _named(visit: Visit) -> str:
    return f"{visit.kind_name}, {in_words(visit.starts_on)}"
