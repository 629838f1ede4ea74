"""Amounts of money in templates."""

from decimal import Decimal

from django import template

from ..support.policies import in_pounds

register = template.Library()


@register.filter
def pounds(amount: Decimal) -> str:
    """1234.5 -> 1,234.50"""
    return in_pounds(amount)
