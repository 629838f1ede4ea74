"""Controls drawn without a template look as Django draws them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from sil.web.forms import Renderer
from sil.web.widgets import DRAWN

PLAIN = (
    forms.TextInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.URLInput,
    forms.PasswordInput,
    forms.HiddenInput,
    forms.TimeInput,
    forms.FileInput,
    forms.CheckboxInput,
    forms.Textarea,
)
VALUES = (None, "", "plain", '"><script>alert(1)</script>', "two\nlines & more", 0, 12_500, True, False)
ATTRS = {"id": "id_x", "class": "govuk-input", "data-said": '"<&>', "maxlength": False, "readonly": True, "rows": 5}


@pytest.mark.parametrize("kind", PLAIN)
@pytest.mark.parametrize("value", VALUES)
def test_drawn_as_django_draws(kind: type[forms.Widget], value: object) -> None:
    widget = kind(attrs=ATTRS)
    assert widget.template_name in DRAWN
    ours = widget.render("x<y", value, {"aria-describedby": "a & b"}, renderer=Renderer())
    theirs = widget.render("x<y", value, {"aria-describedby": "a & b"}, renderer=DjangoTemplates())
    # Django writes attributes without a value where they stand; the order of attributes says nothing.
    assert parse_html(ours) == parse_html(theirs)
