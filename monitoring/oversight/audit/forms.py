"""The filters of the audit page."""

from typing import Any

from django import forms

from schools.models import School
from schools.search.fields import SchoolField
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.search.fields import offer
from sil.web.search.people import PersonField
from sil.web.timeline import GROUPS, OTHER

from .queries import ACCESS, ACCOUNTS, FILES, SETTINGS, SIGNING_IN

_OF_ALL = {
    "accounts": ("Accounts, roles and posts", ACCOUNTS),
    "files": ("Files and lists downloaded", FILES),
    "access": ("Access to casework", ACCESS),
    "settings": ("Registers, settings and delegations", SETTINGS),
}
_DAY = {"type": "date"}


def kinds_for(who: UserRoles) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the kinds of events that a person can choose: slug -> (label, beginnings of the kinds)."""
    found = dict(_OF_ALL)
    if who.may(Permission.PEOPLE_MANAGE):
        found["signing-in"] = ("Signing in", SIGNING_IN)
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        found |= {each.slug: (each.label, each.prefixes) for each in GROUPS if each.slug != OTHER and each.prefixes}
    return dict(sorted(found.items(), key=lambda each: each[1][0]))


class AuditFilter(forms.Form):
    person = PersonField(label="Person", required=False)
    school = SchoolField(label="School", required=False)
    kind = forms.ChoiceField(label="What", required=False)
    from_ = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs=_DAY))
    to = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs=_DAY))
    search = forms.CharField(label="Words", required=False, max_length=200)

    def __init__(self, *args: Any, who: UserRoles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", User.objects.all())
        offer(self, "school", School.objects.all())
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "Everything"), *((slug, label) for slug, (label, _) in kinds_for(who).items())]
