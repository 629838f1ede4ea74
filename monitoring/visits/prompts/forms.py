"""The form that a school fills in before a visit."""

from collections.abc import Iterable
from typing import Any

from sil.framework.parts import Named
from sil.web.forms import Typed, area


class PromptsForm(Typed):
    """What a school writes before a visit, by the framework's prompts."""

    def __init__(self, *args: Any, prompts: Iterable[Named], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prompts = tuple(prompts)
        for prompt in self.prompts:
            self.fields[prompt.id] = area(prompt.name, prompt.hint)
