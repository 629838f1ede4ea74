"""Forms of brokered support, and the filter of its list."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from sil.dates.sense import MONTH, YEAR, Sense
from sil.framework.schema import Framework
from sil.web.forms import LONGEST_NOTE, DateField, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..choices import ALL, Choice, days_field, money_field, offer_choices
from ..models import BudgetLine, Conflict, Evaluation, Provider, Support
from ..states import SupportState
from ..years import label
from .actions.agreeing import Giver, Proposal
from .matches import Match, fitting_leaders, fitting_offers

YES_NO = [("yes", "Yes"), ("no", "No")]


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label="What kind of support?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the kind of support."},
    )
    topic = forms.ChoiceField(
        label="What is it about?", error_messages={"required": "Select what the support is about."}
    )
    need = area(
        "What does the school need?",
        "We will send this to the person or organisation that gives the support.",
        rows=6,
        longest=LONGEST_NOTE,
        missing="Enter what the school needs.",
    )
    priorities = forms.MultipleChoiceField(
        label="Which priorities does it help with? (optional)", widget=forms.CheckboxSelectMultiple, required=False
    )
    days = days_field("About how many days?")

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", [(each.id, each.name) for each in framework.support.kinds])
        offer_choices(self, "topic", [("", "Select"), *((each.id, each.name) for each in framework.criteria)])
        offer_choices(self, "priorities", [(each.id, each.name) for each in framework.priorities])


class MatchForm(forms.Form):
    giver = forms.ChoiceField(
        label="Who will give the support?", error_messages={"required": "Select who will give the support."}
    )
    days = days_field("How many days?")
    cost = money_field("What will it cost, in pounds?", hint="Enter 0 if it costs nothing.")
    budget = forms.ModelChoiceField(
        label="Which budget will pay for it?",
        queryset=BudgetLine.objects.none(),
        required=False,
        empty_label="No budget: it costs nothing",
    )
    starts_on = DateField(
        label="From which day?",
        sense=Sense(past=MONTH, future=YEAR),
        error_messages={"required": "Enter the first day, like 11 1 2027."},
    )
    ends_on = DateField(
        label="Until which day?",
        sense=Sense(past=MONTH, future=2 * YEAR),
        error_messages={"required": "Enter the last day, like 26 3 2027."},
    )

    def __init__(self, *args: Any, support: Support, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.support = support
        self._givers = _givers(support, on)
        groups: list[Choice] = [("", "Select")]
        groups += [(name, [(key, f"{giver}") for key, giver in there]) for name, there in self._givers if there]
        offer_choices(self, "giver", groups)
        budget = self.fields["budget"]
        assert isinstance(budget, forms.ModelChoiceField)
        budget.queryset = BudgetLine.objects.order_by("-financial_year", "name")

    @property
    def proposal(self) -> Proposal:
        given = dict(self.cleaned_data)
        chosen = {key: giver for _, there in self._givers for key, giver in there}
        return Proposal(giver=chosen[given.pop("giver")], **given)


class DeliverForm(forms.Form):
    day = DateField(
        label="On which day?",
        sense=Sense(past=YEAR / 2, future=None),
        error_messages={"required": "Enter the day, like 27 11 2026."},
    )
    days = days_field("How many days were given?")
    note = area("What was done? (optional)", "The school can read this.", rows=3, longest=LONGEST_NOTE)


class DeliveryForm(DeliverForm):
    """An entry as it should have been."""

    reason = area("Why is it corrected?", rows=3, longest=LONGEST_NOTE, missing="Enter why it is corrected.")


class CompleteForm(forms.Form):
    cost = money_field("What was the final cost, in pounds?", hint="This cannot be more than was agreed.")


class CostForm(CompleteForm):
    """What it cost, and why it was recorded otherwise."""

    reason = area(
        "Why is it corrected?",
        "The school can read this.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why it is corrected.",
    )


class ApproveForm(forms.Form):
    reason = area(
        "Why is it approved? (optional)",
        "You must give a reason if the budget does not have enough left.",
        rows=4,
        longest=LONGEST_NOTE,
    )


class EvaluateForm(forms.Form):
    impact = forms.ChoiceField(
        label="How much difference did it make?",
        choices=Evaluation.Impact.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how much difference it made."},
    )
    changed = area(
        "What changed?",
        "For example, what is different in lessons, and how you know.",
        rows=6,
        longest=LONGEST_NOTE,
        missing="Enter what changed.",
    )
    again = forms.TypedChoiceField(
        label="Would you use them again?",
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you would use them again."},
    )


class ConflictForm(forms.Form):
    what = forms.ChoiceField(
        label="What is your interest?",
        choices=Conflict.What.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what your interest is."},
    )
    text = area(
        "Describe your interest in a sentence", rows=3, longest=LONGEST_NOTE, missing="Enter what your interest is."
    )


class ReasonForm(forms.Form):
    reason = area("Why?", "The other side will read it.", rows=4, longest=LONGEST_NOTE, missing="Enter the reason.")


class SureForm(forms.Form):
    """An act that asks for nothing."""


class SupportFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False, max_length=120)
    state = forms.ChoiceField(label="State", required=False, choices=[ALL, *SupportState.choices])
    giver = forms.ChoiceField(
        label="Given by",
        required=False,
        choices=[ALL, ("leader", "A system leader"), ("offer", "A school"), ("provider", "A provider")],
    )
    year = forms.ChoiceField(label="Financial year", required=False)
    partner = PersonFilter(label="Partner")
    over = forms.BooleanField(label="Approved over budget", required=False)

    def __init__(self, *args: Any, years: Sequence[int], partners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "year", [ALL, *((str(year), label(year)) for year in years)])
        offer(self, "partner", partners)


def proposed_first(found: Sequence[Match], chosen: str) -> dict[str, Any]:
    """What the form holds when somebody was chosen among the matches."""
    return {"giver": chosen} if any(each.key == chosen for each in found) else {}


def _givers(support: Support, on: date) -> list[tuple[str, list[tuple[str, Giver]]]]:
    """Who can be chosen, by what they are: the key of each in the form, and who it is. Three queries."""
    leaders: list[Giver] = list(fitting_leaders(support, on).order_by("name", "pk"))
    offers: list[Giver] = list(fitting_offers(support, on).order_by("school__name", "pk"))
    providers: list[Giver] = [each for each in Provider.objects.all() if each.is_active(on)]
    # Who was proposed before stays, even if they have no days left for anybody else.
    for there, now in ((leaders, support.leader), (offers, support.offer), (providers, support.provider)):
        if now and now not in there:
            there.insert(0, now)
    return [
        ("System leaders", [(f"leader-{each.pk}", each) for each in leaders]),
        ("Schools", [(f"offer-{each.pk}", each) for each in offers]),
        ("Providers", [(f"provider-{each.pk}", each) for each in providers]),
    ]
