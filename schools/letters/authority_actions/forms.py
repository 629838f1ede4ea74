"""Forms of the authority's actions, and the filters of their list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonField, PersonFilter

from ...models import ActionStatus, PassageKind
from .passages import Passage
from .policies import ActionInput
from .transitions import PROGRESS

EVERY = ("", "All")
# The open ones, whichever of the two states they are in.
OPEN = "open"


class ActionForm(forms.Form):
    """What is done about a passage of a letter, by whom and by when."""

    passage = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the action is about."},
    )
    text = area(
        "What will the authority do?", rows=4, longest=LONGEST_NOTE, missing="Enter what the authority will do."
    )
    owner = PersonField(
        label="Who will do it?",
        help_text="Type a part of their name or email address. They see the action on their home page.",
        required=False,
    )
    owner_name = forms.CharField(
        label="Or the name of somebody who cannot open letters to the authority",
        help_text="They do not see it here, so tell them yourself.",
        required=False,
        max_length=LONGEST_LINE,
    )
    due_on = DateField(
        sense=Sense(past=NOW, future=2 * YEAR),
        label="By when?",
        error_messages={"required": "Enter the day by which it is to be done, like 27 11 2026."},
    )

    def __init__(self, *args: Any, passages: Sequence[Passage], owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passages = {passage.key: passage for passage in passages}
        choices = self.fields["passage"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(each.key, f"{PassageKind(each.kind).label}: {each.words}") for each in passages]
        offer(self, "owner", owners)

    @property
    def said(self) -> ActionInput:
        """What was filled in."""
        typed, passage = self.cleaned_data, self.passages[self.cleaned_data["passage"]]
        return ActionInput(
            kind=passage.kind,
            passage=passage.words,
            text=typed["text"],
            owner=typed["owner"],
            owner_name=typed["owner_name"],
            due_on=typed["due_on"],
        )


class CorrectForm(ActionForm):
    """A corrected action, with the reason."""

    reason = area("Why is it corrected?", rows=2, longest=LONGEST_NOTE, missing="Enter why the action is corrected.")


class ProgressForm(forms.Form):
    """How far an action is and what was found. One that has ended is changed with a reason."""

    status = forms.ChoiceField(
        label="How far is it?",
        choices=[(status.value, status.label) for status in PROGRESS],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how far it is."},
    )
    outcome = area("What was found?", "You must answer this if the action is done.", rows=4, longest=LONGEST_NOTE)
    reason = area("Why is this changed?", rows=2, longest=LONGEST_NOTE, missing="Enter why this is changed.")

    def __init__(self, *args: Any, has_ended: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_ended:
            del self.fields["reason"]


class WithdrawForm(forms.Form):
    reason = area("Why is it withdrawn?", rows=2, longest=LONGEST_NOTE, missing="Enter why the action is withdrawn.")


class ActionsFilter(forms.Form):
    """Which actions to show."""

    search = forms.CharField(label="Action, words of the letter or name", required=False, max_length=LONGEST_LINE)
    kind = forms.ChoiceField(label="About", required=False, choices=[EVERY, *PassageKind.choices])
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[EVERY, (OPEN, "To do or under way"), *ActionStatus.choices],
    )
    owner = PersonFilter(label="Owner", others={"none": "Somebody who cannot open it"})
    late = forms.BooleanField(label="Late", required=False)

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", owners)
