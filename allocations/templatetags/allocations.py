"""Template filters of allocations."""

from django import template

from ..round.queries import last_band_name

register = template.Library()
register.filter("last_band_name", last_band_name)
