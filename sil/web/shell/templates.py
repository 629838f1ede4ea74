"""The engine of the templates: while a page, a letter or an email is written, what its parts ask is asked once."""

from typing import Any

from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates, Template

from sil.memo import asked_at_once


class Written(Template):
    """A template that reads and never changes anything, so that answers hold for as long as it is written: also for the
    form that comes back from a post."""

    @asked_at_once
    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        return super().render(context, request)


class Templates(DjangoTemplates):
    """Django's engine with templates as `Written`."""

    def get_template(self, template_name: str) -> Written:
        return Written(super().get_template(template_name).template, self)

    def from_string(self, template_code: str) -> Written:
        return Written(super().from_string(template_code).template, self)
