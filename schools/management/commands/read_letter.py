"""read_letter: what does a letter from Ofsted say?"""

import json as text_of
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.ofsted_letters.letter import Declined
from schools.ofsted_letters.reader import read

NOT_SUCH_A_LETTER = 3
LARGEST = 2_000_000


class Command(BaseCommand):
    help = "Read a letter from Ofsted about a school or to an authority, from a text file. Nothing is stored."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the letter's text")
        parser.add_argument("--json", action="store_true", help="print the values as JSON")

    def handle(self, *, file: Path, json: bool, **options: Any) -> None:
        letter = read(_text(file))
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


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
    if content.startswith(b"%PDF") or len(content) > LARGEST or b"\0" in content:
        raise CommandError(f"{file.name} was not read: It is not a text file.", returncode=NOT_SUCH_A_LETTER)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(label: str, value: Any) -> list[str]:
    """A value for people: a judgement with its sentence, a list line by line."""
    if isinstance(value, dict):
        answer = {True: "yes", False: "no"}.get(value["value"], "not clear" if value["sentence"] else "not said")
        if not value["sentence"]:
            return [f"{label}: {answer}"]
        sentence = " ".join(value["sentence"].split())
        return [f"{label}: {answer}", f"  “{sentence}” (character {value['offset']})"]
    if isinstance(value, list | tuple):
        return [f"{label}: none"] if not value else [f"{label}:", *_below(value, "  ")]
    return [f"{label}: {'not said' if value is None else value}"]


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
