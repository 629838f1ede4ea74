"""Template tags and filters of every page: dates, days left, numbers of days, roles, error summaries."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BaseForm
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sil import clock
from sil.accounts.roles import ROLES
from sil.framework.queries import current, own_words
from sil.framework.schema import Framework, days_in_words, like, plain
from sil.framework.years import label
from sil.web import evidence
from sil.web.history.queries import kind_of
from sil.web.kept import SHOWN
from sil.web.shell.about import remember_school

register = template.Library()
register.filter("academic_year", label)
register.filter("number", plain)
register.filter("days", days_in_words)


class FormTokens(CsrfTokenNode):
    """Django's token, and what the page showed (sil.web.shown)."""

    def render(self, context: Context) -> SafeString:
        shown = getattr(context.get("request"), "shown", "")
        field = format_html('<input type="hidden" name="{}" value="{}">', SHOWN, shown) if shown else ""
        return format_html("{}{}", super().render(context), field)


@register.simple_tag(takes_context=True)
def about_school(context: Context, urn: int) -> str:
    """Say which school a page is about, for whatever records that it was read."""
    if (request := context.get("request")) is not None:
        remember_school(request, urn)
    return ""


@register.tag("csrf_token")
def csrf_token(parser: Parser, token: Token) -> FormTokens:
    """Draw what every form of the service carries, in place of Django's tag of this name."""
    return FormTokens()


@register.inclusion_tag("forms/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """Draw the error summary of a form: each error links to its field."""
    return {"form": form}


@register.filter
def invalid(attrs: dict[str, Any]) -> bool:
    """Return whether Django marked a control as invalid."""
    return attrs.get("aria-invalid") == "true"


@register.filter
def day(value: date | None) -> SafeString | str:
    """Return a date like "4 December 2026" in a <time> element."""
    if value is None:
        return ""
    moment = clock.in_london(value)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), clock.in_words(moment))


@register.filter
def isoday(text: str) -> date:
    """Return the day that JSON keeps as text, like "2026-12-04"."""
    return date.fromisoformat(text)


@register.filter
def weekday(value: date | None) -> SafeString | str:
    """Return a date like "Friday 4 December 2026" in a <time> element, where somebody has to be there or to act."""
    if value is None:
        return ""
    moment = clock.in_london(value)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), clock.weekday_in_words(moment))


@register.filter
def moment(value: datetime | None) -> str:
    """Return a moment like "Thursday 3 December at 9.12am"."""
    return clock.moment_in_words(value) if value else ""


@register.filter
def hour(value: time | None) -> str:
    """Return a time of day like "9.30am"."""
    return clock.time_in_words(value) if value else ""


@register.filter
def days_left(value: date | None) -> str:
    """Return how long is left, like "6 days left", "today" or "2 days late"."""
    if value is None:
        return ""
    left = (value - clock.today()).days
    if left == 0:
        return "today"
    number = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    return f"{number} left" if left > 0 else f"{number} late"


@register.simple_tag
def role_name(framework: Framework | None, slug: str) -> str:
    """Return the authority's title of a role."""
    return framework.title(slug) if framework else ROLES[slug].name


@register.simple_tag(takes_context=True)
def called(context: Context, word: str) -> str:
    """Return what the authority calls a band: "band", "bands", "Band" or "Bands" in its own word. An email brings the
    words with its `service`, so that a thousand of them ask once."""
    many, rules = word.lower() == "bands", context.get("service")
    if not hasattr(rules, "band_word"):
        rules = framework.allocation if (framework := current()) else None
    return like(word, rules.bands_word if many else rules.band_word) if rules else word


@register.filter("own_words", is_safe=True)
def in_own_words(sentence: object) -> str:
    """Return a sentence of the product with the authority's own word for a band."""
    return own_words(str(sentence))


@register.filter
def age(value: date | None) -> str:
    """Return how long ago a date was, like "3 years and 2 months ago"."""
    return evidence.age(value, clock.today()) if value else ""


@register.filter
def at(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """Return the value of a mapping for a key that is a variable, or blank."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def item(sequence: Sequence[Any], place: int) -> Any:
    """Return an item of a sequence by its place, from 0."""
    return sequence[place]


@register.inclusion_tag("web/_history.html")
def history(record: Model) -> dict[str, str]:
    """The link to the history of a record; nothing for what has none, or is not stored yet."""
    kind = kind_of(record)
    return {"href": reverse("history", kwargs={"slug": kind.slug, "key": record.pk}) if kind and record.pk else ""}
