"""read_letter: print what a letter from Ofsted says."""

import json as text_of
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.ofsted_letters.files import text_in
from schools.ofsted_letters.letter import Declined, Letter
from schools.ofsted_letters.pdf.text import Unreadable
from schools.ofsted_letters.reader import read

NOT_SUCH_A_LETTER = 3


class Command(BaseCommand):
    help = "Read a letter from Ofsted about a school or to an authority, from a text or PDF file. Nothing is stored."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the letter, as text or PDF")
        parser.add_argument("--json", action="store_true", help="print the values as JSON")

    def handle(self, *, file: Path, json: bool, **options: Any) -> None:
        letter = _read(file)
        if isinstance(letter, Declined):
            if json:
                self.stdout.write(text_of.dumps({"declined": letter.reason}, ensure_ascii=False))
            raise CommandError(f"{file.name} was not read: {letter.reason}", returncode=NOT_SUCH_A_LETTER)
        values = letter.as_json()
        if json:
            self.stdout.write(text_of.dumps(values, indent=2, ensure_ascii=False))
            return
        for name, value in values.items():
            self.stdout.write("\n".join(_lines(name.replace("_", " ").capitalize(), value)))


def _read(file: Path) -> Letter | Declined:
    try:
        return read(text_in(file.read_bytes()))
    except OSError as error:
        raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
    except Unreadable as refused:
        return Declined(refused.sentence)


def _lines(label: str, value: Any) -> list[str]:
    """A value for people: a judgement with its sentence, a list line by line."""
    if isinstance(value, dict):
        answer = {True: "yes", False: "no"}.get(value["value"], "not clear" if value["sentence"] else "not stated")
        if not value["sentence"]:
            return [f"{label}: {answer}"]
        sentence = " ".join(value["sentence"].split())
        qualified = [f"  qualified by: “{value['qualifier']}”"] if value["qualifier"] else []
        return [f"{label}: {answer}", f"  “{sentence}” (character {value['offset']})", *qualified]
    if isinstance(value, list | tuple):
        return [f"{label}: none"] if not value else [f"{label}:", *_below(value, "  ")]
    return [f"{label}: {'not stated' if value is None else value}"]


def _below(values: list[Any] | tuple[Any, ...], space: str) -> list[str]:
    lines = []
    for each in values:
        if isinstance(each, str):
            lines.append(f"{space}- {each}")
        elif "parts" in each:
            counts = ", ".join(f"{part['count']} ({part['text']})" for part in each["parts"])
            lines.append(f"{space}- {each['about'].replace('_', ' ')}: {each['total']} in all: {counts}")
        else:
            lines += [f"{space}- {each['text']}", *_below(each["children"], f"{space}  ")]
    return lines
