"""The filters of a long history."""

import re
from typing import Any

from django import forms

from sil.audit.kinds import KINDS

_VALUE = re.compile(r"\{\w+\}")


def in_words(kind: str) -> str:
    """Return what a kind of event says, with an ellipsis for each value: "… proposed for …"."""
    return _VALUE.sub("…", KINDS[kind].sentence) if kind in KINDS else kind


class HistoryFilter(forms.Form):
    person = forms.ChoiceField(label="Person", required=False)
    kind = forms.ChoiceField(label="What", required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, empty, choices in (
            ("person", "Everybody", people),
            ("kind", "Everything", sorted(((kind, in_words(kind)) for kind in kinds), key=lambda each: each[1])),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", empty), *choices]
