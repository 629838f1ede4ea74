"""Queries of answers: the surveys that ask a person, and what they answered by name."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from schools.queries import in_post
from sil.accounts.user_roles import UserRoles

from ..models import POSTS, Answer, Cycle, Invitation
from ..questions import QUESTIONS, WORDS


def asked_posts() -> Iterable[str]:
    return [role for roles in POSTS.values() for role in roles]


def of_person(who: UserRoles) -> QuerySet[Invitation]:
    """Return the invitations to the posts that a person holds, of surveys that were opened and not cancelled."""
    mine = reduce(or_, (Q(in_post(who.user, who.on, posts), role=role) for role, posts in POSTS.items()))
    shown = (Cycle.Status.OPEN, Cycle.Status.CLOSED)
    return Invitation.objects.filter(mine, cycle__status__in=shown).select_related("cycle", "school")


def given_by_name(invitation: Invitation) -> dict[str, str]:
    """Return what the form shows of an answer by name; {} where there is none."""
    found: dict[str, str] = {}
    for question, score in invitation.answers.values_list("question", "score"):
        found[question] = str(score)
    for question, text in invitation.comments.values_list("question", "text"):
        found[f"{question}_comment"] = text
    return found


def in_words(invitation: Invitation) -> list[tuple[str, str, str]]:
    """Return the question, the answer and the comment of an answer by name, in order."""
    given = given_by_name(invitation)
    return [
        (each.words, WORDS[int(given[each.slug])], given.get(f"{each.slug}_comment", ""))
        for each in QUESTIONS
        if each.slug in given
    ]


def last_answer(invitation: Invitation) -> Answer | None:
    return invitation.answers.select_related("answered_by").first()
