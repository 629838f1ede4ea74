"""Forms of reviews: what is said of each objective, the correction, the withdrawal and the comments of the head."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField

from monitoring.visits.models import Visit
from schools.documents.citing import ask_version
from schools.models import DocumentVersion
from sil.clock import in_words
from sil.dates.sense import MONTH, Sense
from sil.web.forms import LONGEST_NOTE, DateField, area, number_of

from ..draft.content import agreed_step
from ..models import AgreedObjective, ObjectiveRating, PartnershipPlan
from ..states import Rating
from .actions import Said
from .queries import agreed_of, in_force

# A review is recorded soon after it was done; one that is to come is refused by the action.
OF_A_REVIEW = Sense(past=3 * MONTH, future=None)
CITED = "Optional. The present version is cited. Documents that only the school reads are not listed."
RATINGS = tuple((rating.value, rating.words) for rating in Rating)


class OfObjectives(forms.Form):
    """A form with fields for each of some objectives, by the key of the objective, which is the same in every version.
    What was typed of others, which were there when the page was opened, is given back by `left_over`."""

    texts: ClassVar[tuple[str, ...]]

    def __init__(self, *args: Any, objectives: Sequence[AgreedObjective], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objectives = objectives
        for each in objectives:
            self._ask(each)

    def _ask(self, each: AgreedObjective) -> None:
        """Add the fields for an objective: what a form asks is its own."""
        raise NotImplementedError

    @property
    def left_over(self) -> list[tuple[str, str]]:
        """Return (name of the field, text) of what was typed about objectives that the form no longer asks about."""
        found = ((name, self.data.get(name, "").strip()) for name in self.data)
        return [(name, text) for name, text in found if text and name not in self.fields and self._is_text(name)]

    def _is_text(self, name: str) -> bool:
        kind, _, key = name.partition("-")
        return kind in self.texts and key.isdecimal()


class RatingsForm(OfObjectives):
    """What a review says of each objective."""

    texts = ("reason", "value", "evidence")

    def __init__(
        self, *args: Any, objectives: Sequence[AgreedObjective], versions: QuerySet[DocumentVersion], **kwargs: Any
    ) -> None:
        super().__init__(*args, objectives=objectives, **kwargs)
        names = [f"cited-{each.objective_id}" for each in objectives]
        ask_version(self, names, versions, label="Which of the school’s documents shows it?", help_text=CITED)

    def _ask(self, each: AgreedObjective) -> None:
        key, number = each.objective_id, each.place
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
        return [
            (each, [self[name] for name in _names(each.objective_id) if name in self.fields])
            for each in self.objectives
        ]

    def said(self) -> dict[int, Said]:
        """Return what was typed by the key of the agreed objective; of a valid form."""
        return {each.pk: self._said(each.objective_id) for each in self.objectives}

    def _said(self, key: int) -> Said:
        typed = self.cleaned_data
        return Said(
            rating=typed[f"rating-{key}"],
            reason=typed[f"reason-{key}"],
            value=typed[f"value-{key}"],
            evidence=typed[f"evidence-{key}"],
            cited=typed.get(f"cited-{key}"),
            done=tuple(typed.get(f"done-{key}", ())),
        )


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

    def __init__(
        self,
        data: Any,
        *,
        plan: PartnershipPlan,
        visits: Sequence[Visit],
        versions: QuerySet[DocumentVersion],
        **kwargs: Any,
    ) -> None:
        """`data` is what was posted, None for nothing. It names the version of the plan that the page showed."""
        objectives, self.plan = in_force(plan), plan
        if data and self._is_of_another(data):
            data = _carried_over(data, plan, objectives)
        super().__init__(data, objectives=objectives, versions=versions, **kwargs)
        field = self.fields["visit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Not at a visit"), *((each.pk, _named(each)) for each in visits)]

    def clean(self) -> dict[str, Any]:
        if self._is_of_another(self.data):
            self.add_error(
                None,
                f"Version {self.plan.number} of the plan was agreed after you opened this page. Read its objectives "
                "below. What you typed is still here: check that it fits, and record the review again.",
            )
        return super().clean() or self.cleaned_data

    def _is_of_another(self, data: Any) -> bool:
        return data.get("plan_version", str(self.plan.number)) != str(self.plan.number)


def _carried_over(data: Any, plan: PartnershipPlan, objectives: Sequence[AgreedObjective]) -> Any:
    """What was posted about an earlier version, with the actions that are done by their numbers in the present one."""
    before = {each.objective_id: each for each in agreed_of(plan, number_of(data["plan_version"]) or 0)}
    carried = data.copy()
    for each in objectives:
        name = f"done-{each.objective_id}"
        old = before.get(each.objective_id)
        ticked = set(map(number_of, data.getlist(name)))
        done = [step for place, step in enumerate(old.actions) if place in ticked] if old else []
        carried.setlist(name, [str(place) for place, step in enumerate(each.actions) if step in done])
    return carried


class CorrectForm(RatingsForm):
    """What a review should have said, and why it is corrected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = area(
            "Why are you correcting the review?",
            "Everybody who can read the review can read this.",
            rows=3,
            longest=LONGEST_NOTE,
            missing="Enter why you are correcting the review.",
        )


class WithdrawForm(forms.Form):
    reason = area(
        "Why are you withdrawing the review?",
        "The school can read this.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why you are withdrawing the review.",
    )


class CommentForm(OfObjectives):
    """A comment on each objective that has none yet."""

    texts = ("comment",)

    def _ask(self, each: AgreedObjective) -> None:
        self.fields[f"comment-{each.objective_id}"] = area(
            f"Your comment on objective {each.place}: {each.title}", "Optional.", rows=3, longest=LONGEST_NOTE
        )

    def clean(self) -> dict[str, Any]:
        if self.left_over:
            self.add_error(
                None,
                "Somebody else commented on an objective while you were writing. Your text about it is below, so that "
                "you can copy it. Nothing was sent yet.",
            )
        return super().clean() or self.cleaned_data

    def said(self) -> dict[int, str]:
        """Return what was typed by the key of the agreed objective; of a valid form."""
        return {each.pk: self.cleaned_data[f"comment-{each.objective_id}"] for each in self.objectives}


def typed_of(ratings: Sequence[ObjectiveRating]) -> dict[str, Any]:
    """Return what ratings hold as the form shows it."""
    found: dict[str, Any] = {}
    for each in ratings:
        held = (each.rating, each.reason, each.value, each.evidence, each.cited, each.done)
        found |= dict(zip(_names(each.agreed.objective_id), held, strict=True))
    return found


def _names(objective: int) -> list[str]:
    return [f"{name}-{objective}" for name in ("rating", "reason", "value", "evidence", "cited", "done")]


def _named(visit: Visit) -> str:
    return f"{visit.kind_name}, {in_words(visit.starts_on)}"
