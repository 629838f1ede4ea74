"""Answer a survey, by name or in confidence."""

from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown

from ..models import Answer, Comment, ConfidentialMark, Cycle, Invitation
from ..results.groups import groups_of
from .permissions import check_answer
from .policies import Given, check_takes_answers, check_whole


@transaction.atomic
def answer(invitation: Invitation, given: Given, *, by: User, on: date) -> Invitation:
    """Answer a survey for the post that a person holds. By name, a second answer takes the place of the first, which
    the history keeps; in confidence there is no second one.

    Raises Denied("not_asked", "not_open", "answered", "incomplete").
    """
    # The survey too, so that it is not closed meanwhile.
    Cycle.objects.select_for_update().get(pk=invitation.cycle_id)
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("cycle", "school").get(pk=invitation.pk)
    )
    require_as_shown(invitation)
    check_answer(invitation, by=by, on=on)
    check_takes_answers(invitation, on)
    check_whole(invitation, given)
    if invitation.cycle.in_confidence:
        events.record("survey.answered", subject=invitation, by=by)
        _keep_in_confidence(invitation, given)
    else:
        _keep_by_name(invitation, given, by=by, on=on)
    invitation.is_answered = True
    invitation.save(update_fields=["is_answered"])
    return invitation


def _keep_in_confidence(invitation: Invitation, given: Given) -> None:
    """Nothing here names the invitation, the school or the person, and no two rows name one another."""
    cycle = invitation.cycle
    ConfidentialMark.objects.bulk_create(
        ConfidentialMark(cycle=cycle, dimension=dimension, group=group, question=question, score=score)
        for question, (score, _) in given.items()
        for dimension, group in groups_of(invitation.phase, invitation.role, invitation.is_good)
    )
    Comment.objects.bulk_create(
        Comment(cycle=cycle, question=question, text=text) for question, (_, text) in given.items() if text
    )


def _keep_by_name(invitation: Invitation, given: Given, *, by: User, on: date) -> None:
    old = {
        "scores": dict(invitation.answers.values_list("question", "score")),
        "comments": dict(invitation.comments.values_list("question", "text")),
    }
    if invitation.is_answered:
        new = {question: score for question, (score, _) in given.items()}
        if old == {"scores": new, "comments": {question: text for question, (_, text) in given.items() if text}}:
            return
        events.record("survey.answer_changed", subject=invitation, by=by, old=old)
        invitation.answers.all().delete()
        invitation.comments.all().delete()
    else:
        events.record("survey.answered", subject=invitation, by=by)
    Answer.objects.bulk_create(
        Answer(invitation=invitation, question=question, score=score, answered_by=by, answered_on=on)
        for question, (score, _) in given.items()
    )
    Comment.objects.bulk_create(
        Comment(cycle=invitation.cycle, question=question, text=text, invitation=invitation)
        for question, (_, text) in given.items()
        if text
    )
