"""confirm_change: confirm a change to an account from the server, where nobody else can."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.confirmations import actions, queries
from sil import clock
from sil.accounts.models import ChangeRequest
from sil.workflow import Denied


class Command(BaseCommand):
    help = (
        "List the changes to accounts that wait for a second person, or confirm one. For an authority with one "
        "administrator and no director yet; everybody concerned is emailed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", type=int, help="the number of the request; none to list them")

    def handle(self, *, number: int | None, **options: Any) -> None:
        on = clock.today()
        if number is None:
            for each in queries.waiting(on):
                asked = f"asked for by {each.asked_by.name} until {clock.in_words(queries.last_day(each))}"
                self.stdout.write(f"{each.pk}: {_in_words(each)}, {asked}")
            return
        found = queries.related().filter(pk=number).first()
        if found is None:
            raise CommandError(f"There is no request {number}.")
        try:
            actions.confirm(found, by=None, on=on)
        except Denied as denied:
            raise CommandError(denied.sentence) from denied
        self.stdout.write(f"Confirmed: {_in_words(found)}")


def _in_words(request: ChangeRequest) -> str:
    to = f" ({request.new_email})" if request.new_email else ""
    return f"{queries.in_words(request)}{to} of {request.person.name}, {request.email}"
