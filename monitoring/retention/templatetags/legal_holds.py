"""What a page says of a legal hold on its record, for those who place holds: {% legal_hold school %}."""

from typing import Any

from django import template

from monitoring.notices.models import Case
from schools.models import School
from sil.accounts.access import user_roles
from sil.accounts.models import User
from sil.accounts.roles import Permission

from ..holds.queries import hold_on

register = template.Library()


@register.inclusion_tag("retention/_hold.html", takes_context=True)
def legal_hold(context: dict[str, Any], subject: School | Case | User) -> dict[str, Any]:
    """The hold and where to end it, or where to place one. One query for those who place holds; administrators see on
    a person's page that there is one, nobody else anything."""
    who = user_roles(context["request"])
    manages = who.may(Permission.LEGAL_HOLD)
    if not manages and not (isinstance(subject, User) and who.may(Permission.PEOPLE_MANAGE)):
        return {}
    name = "school" if isinstance(subject, School) else "case" if isinstance(subject, Case) else "person"
    return {"hold": hold_on(subject), "manages": manages, "name": name, "key": subject.pk}
