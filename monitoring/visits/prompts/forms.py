"""The form that a school fills in before a visit."""

from collections.abc import Iterable
from typing import Any

from django import forms

from sil.framework.parts import Named
from sil.web.forms import LONGEST_NOTE, Typed, area


class PromptsForm(Typed):
    """What a school writes before a visit, by the framework's prompts."""

    def __init__(self, *args: Any, prompts: Iterable[Named], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prompts = tuple(prompts)
        for prompt in self.prompts:
            self.fields[prompt.id] = area(prompt.name, prompt.hint)


class WithdrawForm(forms.Form):
    """Why a school withdraws what it sent before a visit."""

    reason = area(
        "Why do you withdraw it?",
        "The officers of the service can read it.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why you withdraw it.",
    )
