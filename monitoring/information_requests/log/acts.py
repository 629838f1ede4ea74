"""The acts on a request, each with its page: heading, what is asked, what follows, the form and the action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..models import InformationRequest
from . import actions
from .forms import ActForm, ExtendForm, IdentityForm, ReasonForm, RefuseForm


@dataclass(frozen=True, kw_only=True)
class Act:
    """`title` heads the page and is its button, `label`, `hint` and `missing` are of the text, `follows` says what
    happens, `done` what was done."""

    title: str
    label: str
    missing: str
    follows: str
    done: str
    does: Callable[..., InformationRequest]
    hint: str = ""
    form: type[ActForm] = ActForm
    warns: bool = False


def _closes(act: str) -> Callable[..., InformationRequest]:
    def does(request: InformationRequest, **said: Any) -> InformationRequest:
        return actions.close(request, act, **said)

    return does


ACTS = {
    "answer": Act(
        title="Record the answer",
        label="What was sent, and how?",
        missing="Enter what was sent and how.",
        follows="The request is closed. Send the answer yourself: the service sends nothing to the person who asked.",
        done="You recorded the answer to request {number}.",
        does=_closes("answer"),
    ),
    "clarify": Act(
        title="Record that clarification was asked for",
        label="What did you ask?",
        missing="Enter what you asked.",
        follows="The time stops until you record that the clarification is there.",
        done="The time of request {number} has stopped.",
        does=actions.clarify,
    ),
    "clarified": Act(
        title="Record the clarification",
        label="What did they say?",
        missing="Enter what they said.",
        follows="For freedom of information the 20 working days start again from that day. For subject access the days "
        "of waiting do not count.",
        done="The time of request {number} runs again.",
        does=actions.clarified,
    ),
    "identity": Act(
        title="Record the check of identity",
        label="How do you know that they are who they say?",
        missing="Enter how you know who they are.",
        hint="For example “I saw her passport at the office”. Keep no copy of it.",
        follows="Ask for proof only where you have doubts.",
        done="You recorded the check of identity for request {number}.",
        does=actions.identity,
        form=IdentityForm,
    ),
    "extend": Act(
        title="Extend the time",
        label="Why is more time needed?",
        missing="Enter why more time is needed.",
        hint="Tell the person who asked this reason today.",
        follows="Subject access can be extended once, by two months, where it is complex or there are several. Freedom "
        "of information can be extended only to weigh the public interest in a qualified exemption.",
        done="You extended the time of request {number}.",
        does=actions.extend,
        form=ExtendForm,
    ),
    "refuse": Act(
        title="Record the refusal",
        label="Why, in the words of the answer?",
        missing="Enter why it is refused, in the words of the answer.",
        follows="The request is closed. The answer has to name the exemption, and how to ask for a review.",
        done="You recorded the refusal of request {number}.",
        does=_closes("refuse"),
        form=RefuseForm,
        warns=True,
    ),
    "withdraw": Act(
        title="Record that it was withdrawn",
        label="Who withdrew it, and how?",
        missing="Enter who withdrew it and how.",
        hint="Or why nothing is owed any longer, for example because they never sent the clarification.",
        follows="The request is closed without an answer.",
        done="You recorded that request {number} was withdrawn.",
        does=_closes("withdraw"),
        warns=True,
    ),
    "reopen": Act(
        title="Open it again",
        label="Why is it opened again?",
        missing="Enter why it is opened again.",
        follows="It has to be answered by the same day as before.",
        done="Request {number} is open again.",
        does=actions.reopen,
        form=ReasonForm,
    ),
}
