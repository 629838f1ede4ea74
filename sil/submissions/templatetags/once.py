"""The tag that gives a form its token."""

from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sil.submissions.once import FIELD, posted_token

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: dict[str, Any]) -> SafeString:
    """Draw the token of a form that makes something, beside {% csrf_token %}.

    A page that comes back with errors keeps the token that was posted, so that the pages before it are the same form.
    """
    request = context.get("request")
    token = (posted_token(request) if request else None) or uuid4()
    return format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', FIELD, token)
