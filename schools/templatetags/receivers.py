"""What a page says at the start of a piece of work where nobody at the school could receive it: {% nobody_at %}."""

from dataclasses import dataclass
from typing import Any

from django import template

from sil import clock
from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.framework.queries import titles

from ..models import School
from ..queries import receivers

register = template.Library()


@dataclass(frozen=True)
class Asked:
    """Who receives one kind of work: holders of `roles`, where there are none those of `instead`. `nobody` says what
    follows where nobody can receive it, `other` where {name} does instead."""

    roles: tuple[str, ...]
    instead: tuple[str, ...]
    nobody: str
    other: str = ""


ASKED = {
    "proposal": Asked(LEADS, (), "You can save a draft, but you cannot propose a band until somebody has the post."),
    "decision": Asked(
        LEADS,
        GOVERNANCE,
        "The letter cannot be signed until somebody at the school can receive it.",
        "The letter is addressed to the post, and {name} gets it. Nobody can answer it until somebody has the post.",
    ),
    "report": Asked(
        LEADS,
        ("chair",),
        "You can write the report, but you cannot issue it until somebody has the post.",
        "You can issue the report to {name} instead, or keep it until somebody has the post.",
    ),
    "visit": Asked(LEADS, (), "Nobody at the school will be emailed about the visit. Tell the school yourself."),
    "note": Asked(LEADS, (), "Nobody at the school will be emailed about the note. Tell the school yourself."),
    "head": Asked(LEADS, (), "The letter is addressed to the post and has to be handed over or posted."),
    "governors": Asked(
        GOVERNANCE,
        LEADS,
        "The letter is addressed to the post and has to be handed over or posted. Nobody can answer it here.",
        "The letter is addressed to the post and has to be handed over or posted. Ask {name} who chairs the governors.",
    ),
}


@register.inclusion_tag("schools/_nobody_at.html", takes_context=True)
def nobody_at(context: dict[str, Any], school: School, kind: str) -> dict[str, Any]:
    """Say that nobody holds the post which a kind of work is sent to, what follows, and who can help."""
    asked, on = ASKED[kind], clock.today()
    found = receivers(school, on, asked.roles, asked.instead)
    if any(post.role in asked.roles for post in found):
        return {}
    called = titles()
    names = ", ".join(f"{post.user.name}, {called[post.role].lower()}" for post in found)
    roles = context["request"].user_roles
    held = RoleGrant.objects.filter(in_force(on), role="administrator")
    return {
        "school": school,
        "post": called[asked.roles[0]].lower(),
        "follows": asked.other.format(name=names) if found and asked.other else asked.nobody,
        "manages": roles.may(Permission.PEOPLE_MANAGE),
        "administrators": User.objects.filter(pk__in=held.values("user"), is_active=True),
    }
