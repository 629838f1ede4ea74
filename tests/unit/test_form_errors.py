"""No form shows a sentence that a library wrote: each error is in the product's voice and names its field."""

import ast
import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core import validators
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from django.utils.functional import Promise

from sil.accounts.adapter import AccountAdapter
from sil.accounts.forms import PlainWordsMixin
from sil.web.forms import ANY_DAY, DateField

ROOT = Path(__file__).parent.parent.parent
OURS = ("sil", "schools", "allocations", "monitoring")
STOCK = (
    "This field",
    "Ensure ",
    "Enter a valid",
    "Select a valid",
    "No file was",
    "The submitted file",
    "Enter a list",
)


def subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def form_classes() -> list[type[forms.Form]]:
    """Every form of the product, found through its views."""
    assert get_resolver().url_patterns
    return sorted(
        {each for each in subclasses(forms.Form) if each.__module__.split(".")[0] in OURS}, key=lambda each: str(each)
    )


def bound(field: forms.Field, label: str = "Reason") -> forms.Field:
    """The copy of a field that a form checks and shows."""

    class Holder(forms.Form): ...

    form = Holder({})
    form.fields["field"] = copy.deepcopy(field)
    form.fields["field"].label = field.label or label
    return form["field"].field


def stock_of(field: forms.Field) -> list[str]:
    """What a library says through a field, in spite of all."""
    found = [str(message) for message in field.error_messages.values() if isinstance(message, Promise)]
    found += [str(message) for message in field.error_messages.values() if str(message).startswith(STOCK)]
    for validator in field.validators:
        if type(validator).__module__ != validators.__name__:
            continue
        codes = [*getattr(validator, "messages", {})] or [validator.code]
        custom = not isinstance(getattr(validator, "message", Promise()), Promise)
        found += [f"{validator!r} {code}" for code in codes if code not in field.error_messages and not custom]
    return found


def test_no_form_of_the_product_shows_a_sentence_of_a_library() -> None:
    found = form_classes()
    assert len(found) > 60
    fields = [(form, name, field) for form in found for name, field in form.base_fields.items()]
    shown = {f"{form.__qualname__}.{name}": stock_of(bound(field, name)) for form, name, field in fields}
    assert {place: said for place, said in shown.items() if said} == {}


DATES = [
    (f"{form.__module__}.{form.__name__}.{name}", field)
    for form in form_classes()
    for name, field in form.base_fields.items()  # type: ignore[attr-defined]
    if isinstance(field, DateField)
]


@pytest.mark.parametrize("field", [field for _, field in DATES], ids=[name for name, _ in DATES])
def test_a_date_that_is_none_is_refused_with_one_example(field: DateField) -> None:
    with pytest.raises(ValidationError) as refused:
        bound(field).clean(("32", "13", "2026"))
    assert refused.value.messages[0].count("like 27 11 2026") == 1


def test_nor_does_any_field_that_a_form_makes_as_it_needs_it() -> None:
    made: list[forms.Field] = [
        forms.CharField(max_length=3, min_length=1),
        forms.IntegerField(min_value=1, max_value=2, step_size=1),
        forms.DecimalField(max_digits=3, decimal_places=1),
        forms.FloatField(),
        forms.ChoiceField(),
        forms.TypedChoiceField(),
        forms.MultipleChoiceField(),
        forms.BooleanField(),
        forms.FileField(max_length=3),
        forms.EmailField(),
        forms.URLField(assume_scheme="https"),
        forms.RegexField("a"),
        forms.SlugField(),
        forms.DateField(),
        forms.TimeField(),
        DateField(sense=ANY_DAY),
    ]
    assert {type(field).__name__: stock_of(bound(field)) for field in made if stock_of(bound(field))} == {}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (forms.CharField(label="Reason"), "", "Enter reason."),
        (forms.CharField(label="URN of the school"), "", "Enter URN of the school."),
        (forms.CharField(label="What is it?"), "", "Enter an answer to “What is it?”."),
        (
            forms.CharField(label="Notes (optional)", max_length=1000),
            "x" * 1019,
            "Notes must be 1,000 characters or fewer. You have used 1,019.",
        ),
        (
            forms.CharField(label="What is 100% of it?", max_length=3),
            "long",
            "Your answer must be 3 characters or fewer. You have used 4.",
        ),
        (
            forms.CharField(label="5% more", max_length=3),
            "long",
            "5% more must be 3 characters or fewer. You have used 4.",
        ),
        (
            forms.CharField(label="Notes"),
            "a\0b",
            "Notes has a character that cannot be saved. Delete the text and type it again.",
        ),
        (forms.IntegerField(label="Pupils"), "some", "Pupils must be a whole number, like 12."),
        (forms.IntegerField(label="Pupils", max_value=9999), "10000", "Pupils must be 9,999 or less."),
        (forms.DecimalField(label="Days"), "some", "Days must be a number, like 2.5."),
        (
            forms.DecimalField(label="Days", max_digits=3, decimal_places=1),
            "1.25",
            "Days must have no more than 1 decimal places.",
        ),
        (
            forms.EmailField(label="Email address"),
            "me",
            "Enter an email address in the correct format, like name@example.org",
        ),
        (forms.ChoiceField(label="Band", choices=[("A", "Band A")]), "", "Select band."),
        (forms.ChoiceField(label="Band", choices=[("A", "Band A")]), "B", "Select one of the options for “Band”."),
        (
            forms.ChoiceField(label="Band", choices=[("A", "Band A")], error_messages={"required": "Select the band."}),
            "B",
            "Select the band.",
        ),
        (forms.BooleanField(label="I have read it"), "", "Tick the box to confirm: I have read it."),
        (forms.FileField(label="Letter"), SimpleUploadedFile("a.txt", b""), "The file is empty. Select another one."),
        (DateField(sense=ANY_DAY, label="From"), None, "Enter the date for “From”."),
        (DateField(sense=ANY_DAY, label="From"), ("31", "2", "2027"), "Enter the date for “From”, like 27 11 2026."),
        (
            DateField(sense=ANY_DAY, error_messages={"required": "Enter the first day."}),
            ("x", "2", "2027"),
            "Enter the first day, like 27 11 2026.",
        ),
        (DateField(sense=ANY_DAY, label="From"), ("1", "", "2027"), "The date must include a month."),
        (DateField(sense=ANY_DAY, label="From"), ("1", "1", "27"), "The year must have 4 numbers, like 2026."),
    ],
)
def test_an_error_says_what_to_do_once_and_by_the_name_of_the_field(
    field: forms.Field, value: Any, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        bound(field).clean(value)
    assert refused.value.messages == [sentence]


def test_a_form_checks_itself_with_the_sentences_that_it_shows() -> None:
    class Made(forms.Form):
        notes = forms.CharField(label="Notes", max_length=2)

    form = Made({"notes": "long"})
    assert form.errors == {"notes": ["Notes must be 2 characters or fewer. You have used 4."]}
    assert str(form).count("You have used 4.") == 1
    assert Made.base_fields["notes"].error_messages["required"] == "This field is required."


def test_passwords_are_refused_in_the_products_voice() -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password("password")
    assert refused.value.messages == [
        "The password must be 12 characters or more.",
        "This password is easy to guess. Choose another one, for example three random words.",
    ]
    modules = {type(each).__module__ for each in get_default_password_validators()}
    assert modules == {"sil.accounts.passwords", "sil.sign_in.passwords.guessable"}


def test_what_allauth_can_say_here_is_in_the_products_voice() -> None:
    """Telephone numbers, user names, several addresses, codes and sign-up are switched off, and so are its own limits
    of signing in: those of sil.sign_in have a sentence of their own."""
    off = {name for name in DefaultAccountAdapter.error_messages if name.startswith(("phone", "username"))} | {
        "cannot_remove_primary_email", "duplicate_email", "incorrect_code", "invalid_or_expired_key",
        "max_email_addresses", "select_only_one", "too_many_login_attempts", "unknown_phone",
        "unverified_primary_email",
    }  # fmt: skip
    ours = {name for name, words in AccountAdapter.error_messages.items() if not isinstance(words, Promise)}
    assert ours | off == set(DefaultAccountAdapter.error_messages) and not ours & off


def test_two_new_passwords_that_differ_are_refused_in_the_products_voice() -> None:
    class Pair(PlainWordsMixin):
        password2 = forms.CharField()

    form = Pair({"password2": "x"})
    form.full_clean()
    form.add_error("password2", "You must type the same password each time.")
    assert form.errors == {"password2": ["The two new passwords must be the same."]}


def sentences(tree: ast.Module) -> Iterator[str]:
    """The texts of a module without its docstrings, each whole, with {} for what is filled in."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (docstrings | parts):
            yield node.value


def test_an_error_of_a_choice_says_select() -> None:
    """Sentences, not titles and links: a title has no full stop. A password is made up and not selected from a list."""
    says = re.compile(r"(^|[.:] )Choose .*\.$|[.:] Choose ", re.DOTALL)
    found = [
        (file.relative_to(ROOT).as_posix(), text)
        for package in OURS
        for file in (ROOT / package).rglob("*.py")
        if "migrations" not in file.parts
        for text in sentences(ast.parse(file.read_text(encoding="utf-8")))
        if says.search(text)
    ]
    assert {place for place, _ in found} == {"sil/accounts/passwords.py", "sil/sign_in/passwords/guessable.py"}, found
