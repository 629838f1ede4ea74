"""Forms of administrators about people, posts and officers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import RoleGrant, User
from sil.accounts.roles import ASSISTANT, AUTHORITY_ROLES, LEADS, ROLES, SCHOOL_ROLES, Role
from sil.dates.sense import YEAR, Sense
from sil.web.forms import DateField, number_of
from sil.web.search.fields import SearchField, offer
from sil.web.search.people import PersonField, PersonFilter, named

from ..models import AssignmentRole, School
from ..search.fields import SchoolField
from .queries import officers

EVERY = ("", "All")
# People stay in a post for years, and it may be recorded late.
OF_A_POST = Sense(past=20 * YEAR, future=YEAR)

# Role -> what this authority calls it.
Titles = Mapping[str, str]


class PersonForm(forms.Form):
    """A person's name and address."""

    name = forms.CharField(
        label="Full name", max_length=150, error_messages={"required": "Enter the person's full name."}
    )
    email = forms.EmailField(
        label="Email address",
        help_text="They sign in with it, and messages about their schools go there.",
        max_length=254,
        error_messages={
            "required": "Enter the person's email address.",
            "invalid": "Enter an email address in the correct format, like name@example.org",
        },
    )


class EditForm(PersonForm):
    """A person's name, address and telephone."""

    telephone = forms.CharField(
        label="Telephone",
        help_text="Optional. For an officer, it stands in the emails and pages that say whom to ask.",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "govuk-input--width-20"}),
    )


class InviteForm(PersonForm):
    """A new person, with what they are on the authority's side or at one school."""

    role = forms.ChoiceField(label="What is their role?", error_messages={"required": "Select the person's role."})
    school = SchoolField(
        label="School",
        required=False,
        help_text="Only for somebody at a school. Type its name or URN. You can add more posts later.",
    )
    starts_on = DateField(
        sense=OF_A_POST,
        label="From",
        help_text="Their first day, like 1 9 2026",
        error_messages={"required": "Enter the first day."},
    )
    first_headship = forms.BooleanField(
        label="This is their first headship",
        help_text="A headteacher who is new to headship may get more days of support.",
        required=False,
    )

    def __init__(self, *args: Any, today: date, titles: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        offer(self, "school", School.objects.all())
        sides = (("At the authority", AUTHORITY_ROLES), ("At a school", SCHOOL_ROLES))
        _offer(self, "role", [(side, _named(roles, titles)) for side, roles in sides])

    @property
    def at_school(self) -> bool:
        return self.cleaned_data.get("role") in {r.slug for r in SCHOOL_ROLES}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.at_school:
            data["school"] = None
        elif not data.get("school") and "school" not in self.errors:
            self.add_error("school", "Select the school where they hold the post.")
        if data.get("first_headship") and data.get("role") not in LEADS:
            self.add_error("first_headship", "Only a headteacher can be new to headship.")
        return data


class OfficerField(SearchField):
    """Somebody in a role on the authority's side: a grant, since one person may hold several."""

    one, many = "officer", "officers"
    # What this authority calls the roles.
    titles: Titles = {}

    def find(self, rows: QuerySet[RoleGrant], text: str) -> QuerySet[RoleGrant]:
        return rows.filter(named(text, prefix="user__")).select_related("user").order_by("user__name", "role", "pk")

    def label_of(self, row: RoleGrant) -> str:
        return f"{row.user.name} ({row.user.email}), {self.titles[row.role]}"

    def names_of(self, row: RoleGrant) -> tuple[str, ...]:
        return self.label_of(row), row.user.name

    def with_key(self, rows: QuerySet[RoleGrant], key: str) -> QuerySet[RoleGrant]:
        role, _, person = key.partition(":")
        number = number_of(person)
        return rows.none() if number is None else rows.filter(role=role, user=number).select_related("user")

    def key_of(self, row: RoleGrant) -> str:
        return f"{row.role}:{row.user_id}"


def offer_officers(form: forms.Form, name: str, *, on: date, titles: Titles) -> None:
    """Offer everybody who is a partner or a Principal Officer on a day."""
    field = form.fields[name]
    assert isinstance(field, OfficerField)
    field.titles = titles
    offer(form, name, officers(on))


class PostForm(forms.Form):
    """A post at a given school, for a person who is here already."""

    user = PersonField(
        label="Person",
        help_text="Type a part of their name or email address.",
        error_messages={"required": "Enter the name or email address of the person."},
    )
    role = forms.ChoiceField(
        label="Post",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the post."},
    )
    starts_on = DateField(sense=OF_A_POST, label="From", error_messages={"required": "Enter the first day."})
    first_headship = forms.BooleanField(
        label="This is their first headship",
        help_text="A headteacher who is new to headship may get more days of support.",
        required=False,
    )

    def __init__(self, *args: Any, today: date, titles: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        _offer(self, "role", _named(SCHOOL_ROLES, titles))
        offer(self, "user", User.objects.filter(is_active=True))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first_headship") and data.get("role") not in LEADS:
            self.add_error("first_headship", "Only a headteacher can be new to headship.")
        return data


class RoleForm(forms.Form):
    """A role on the authority's side."""

    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the role."},
    )
    starts_on = DateField(sense=OF_A_POST, label="From", error_messages={"required": "Enter the first day."})

    def __init__(self, *args: Any, today: date, titles: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        _offer(self, "role", _named(AUTHORITY_ROLES, titles))


class EndForm(forms.Form):
    """The last day of a post or a role."""

    ends_on = DateField(
        sense=Sense(past=YEAR, future=YEAR),
        label="Last day",
        help_text="The last day on which they hold it.",
        error_messages={"required": "Enter the last day."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = today


class PeopleFilter(forms.Form):
    search = forms.CharField(label="Name or email", required=False)
    role = forms.ChoiceField(label="Role or post", required=False)
    state = forms.ChoiceField(
        label="Account",
        required=False,
        choices=[EVERY, ("active", "In use"), ("invited", "Invited, not signed in yet"), ("closed", "Closed")],
    )

    def __init__(self, *args: Any, titles: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "role", [EVERY, *_named((*AUTHORITY_ROLES, *SCHOOL_ROLES, ROLES[ASSISTANT]), titles)])


class OfficerFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False)
    phase = forms.ChoiceField(label="Phase", required=False)
    sip = PersonFilter(others={"none": "Nobody"})
    po = PersonFilter(others={"none": "Nobody"})

    def __init__(
        self,
        *args: Any,
        phases: list[str],
        sips: QuerySet[User],
        principals: QuerySet[User],
        titles: Titles,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "phase", [EVERY, *((phase, phase) for phase in phases)])
        for name, role, people in (
            ("sip", AssignmentRole.SIP, sips),
            ("po", AssignmentRole.PRINCIPAL_OFFICER, principals),
        ):
            self.fields[name].label = titles[role]
            offer(self, name, people)


class AssignForm(forms.Form):
    """An officer for the schools that are ticked in the list, or for all that fit its filters: `every` holds how many
    the page showed."""

    schools = forms.ModelMultipleChoiceField(
        label="Schools",
        queryset=School.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Select schools from the list."},
    )
    every = forms.IntegerField(required=False, widget=forms.HiddenInput)
    officer = OfficerField(
        label="Officer",
        help_text="Type a part of their name or email address.",
        error_messages={"required": "Enter the name of the officer who will work with these schools."},
    )
    starts_on = DateField(
        sense=Sense(past=YEAR, future=YEAR), label="From", error_messages={"required": "Enter the first day."}
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        schools: QuerySet[School],
        fitting: QuerySet[School],
        titles: Titles,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fitting = fitting
        self.fields["starts_on"].initial = today
        ticked = self.fields["schools"]
        assert isinstance(ticked, forms.ModelMultipleChoiceField)
        ticked.queryset = schools
        offer_officers(self, "officer", on=today, titles=titles)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("every") is not None:
            fitting = list(self.fitting)
            if len(fitting) != data["every"]:
                self.add_error(
                    "schools", f"{len(fitting)} schools fit the filters now. Check the list, then tick again."
                )
            data["schools"] = fitting
        elif "schools" not in self.errors and not data.get("schools"):
            self.add_error("schools", "Tick at least one school in the list.")
        return data

    @property
    def chosen(self) -> tuple[AssignmentRole, User]:
        """The role and the person behind the choice."""
        grant = self.cleaned_data["officer"]
        return AssignmentRole(grant.role), grant.user


def _named(roles: Iterable[Role], titles: Titles) -> list[tuple[str, str]]:
    return [(role.slug, titles[role.slug]) for role in roles]


def _offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
