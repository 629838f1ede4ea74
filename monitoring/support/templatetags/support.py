"""Filters of the pages of support."""

from django import template

from ..years import label, pounds

register = template.Library()
register.filter("pounds", pounds)
register.filter("financial_year", label)
