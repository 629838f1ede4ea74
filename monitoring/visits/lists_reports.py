"""By what are lists of reports narrowed?"""

from typing import Any

from django import forms
from django.db.models import QuerySet

from schools.queries import by_name_or_urn
from sil.web.listing import CountedFilter


class SchoolFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False)


def by_school(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    text = asked.get("search")
    return rows.filter(by_name_or_urn(text, school="visit__school__")) if text else rows


class QualityFilter(CountedFilter):
    partner = forms.ChoiceField(label="Partner", required=False)
    year = forms.ChoiceField(label="Academic year", required=False)
    term = forms.ChoiceField(label="Term", required=False)
