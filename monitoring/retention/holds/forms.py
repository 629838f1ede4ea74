"""Forms about legal holds."""

from typing import Any

from django import forms

from monitoring.notices.models import Case
from schools.models import School
from schools.search.fields import SchoolField
from sil.accounts.models import User
from sil.web.forms import area
from sil.web.search.fields import SearchField, offer
from sil.web.search.people import PersonField

LONG = 4000


class CaseField(SearchField):
    """One case, by its reference or the name of its school."""

    def find(self, rows: Any, text: str) -> Any:
        found = rows.filter(reference__iexact=text)
        return found if found else rows.filter(school__name__icontains=text).order_by("school__name", "-pk")

    def label_of(self, row: Case) -> str:
        return f"{row.reference}, {row.school.name}"


class PlaceForm(forms.Form):
    """What is held, one of three, and why."""

    school = SchoolField(label="School", required=False, help_text="Everything of the school is then kept.")
    case = CaseField(label="Or one case", required=False, help_text="Type its reference or the name of the school.")
    person = PersonField(label="Or one person", required=False, help_text="Everything that names them is then kept.")
    reason = area(
        "Why must it be kept?",
        "For example a claim, an inquiry or a complaint. The other officers who can end it will read this.",
        rows=4,
        longest=LONG,
        missing="Enter why it must be kept.",
    )

    def __init__(self, *args: Any, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", School.objects.all())
        offer(self, "case", cases)
        offer(self, "person", User.objects.all())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = [name for name in ("school", "case", "person") if said.get(name)]
        if not chosen and not self.errors:
            self.add_error("school", "Select a school, a case or a person.")
        elif len(chosen) > 1:
            self.add_error(chosen[1], "Select only one: a school, a case or a person.")
        return said

    @property
    def subject(self) -> School | Case | User:
        said = self.cleaned_data
        found: School | Case | User = said["school"] or said["case"] or said["person"]
        return found


class EndForm(forms.Form):
    """Why it ends."""

    reason = area(
        "Why is it no longer needed?",
        "The history keeps this.",
        rows=4,
        longest=LONG,
        missing="Enter why it is no longer needed.",
    )
