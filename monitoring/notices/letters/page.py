"""What the pages of a letter show of its text, its checks and its dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from sil import clock
from sil.deadlines.rules import recorded_calendar
from sil.letters.models import Method
from sil.letters.views import body_of
from sil.workflow import Denied

from ..act import GROUNDS, POWERS
from ..models import CaseLetter
from . import letters as printed
from .actions import content_of
from .early import parts_of
from .policies import Missing, Timing, timing_of
from .powers import WINDOW, window_of
from .recipients import PARTY_NAMES
from .written import WHY_SO_LONG, read_meeting, said_of, typed_of, written_in

_METHODS: dict[object, str] = dict(Method.choices)


@dataclass(frozen=True)
class Day:
    what: str
    on: date
    why: str


def notice_or_letter(letter: CaseLetter) -> str:
    """Return what a person calls it: "notice" or "letter"."""
    return letter.kind_of.called


def title_of_signatory(letter: CaseLetter) -> str:
    return letter.case.framework.title(letter.step.signed_by)


def days_printed(letter: CaseLetter, timing: Timing | None) -> list[Day]:
    """Return the days that a letter will print if it goes as it is timed; none where it cannot be timed."""
    if timing is None:
        return []
    found = [Day("Given", timing.service.given, timing.service.rule)]
    if timing.period:
        found.append(Day("Compliance period ends", timing.period.due, timing.period.basis))
    if timing.plan:
        found.append(Day("Action plan due", timing.plan.due, timing.plan.basis))
    if told := timing.intention:
        found.append(Day("Representations can be made until", told.represent_by, ""))
        found.append(Day("First day on which a power can be used", told.usable_from, told.basis))
    if timing.comment:
        found.append(Day("Comments asked for by", timing.comment.due, timing.comment.basis))
    if timing.answer:
        found.append(Day("Answer asked for by", timing.answer.due, timing.answer.basis))
    if letter.powers and (window := window_of(letter)):
        found.append(Day("Powers can be used until", window[1], f"{WINDOW}."))
    return found


def checks_of(letter: CaseLetter) -> list[tuple[Any, Any]]:
    """Return each check of the framework's list, with who made it and when."""
    made = {tick.check_id: tick for tick in letter.ticks.all()}
    return [(check, made.get(check.id)) for check in letter.step.checks]


def words_of(letter: CaseLetter) -> dict[str, str]:
    """Return the text of a letter by its headings, without its recipients, which are shown on their own."""
    printed = {said.key: letter.details.get(said.key, "") for said in said_of(letter)}
    return in_words_of(letter, content_of(letter) | {"recipients": {}, "details": printed})


def in_words_of(letter: CaseLetter, content: Mapping[str, Any]) -> dict[str, str]:
    """Return what is written in a version of a letter by headings, to be read, compared or copied."""
    kind, written = letter.kind_of, written_in(letter, content)
    words = {part.name: content["parts"].get(part.id, "") for part in parts_of(letter)}
    for place, action in enumerate(content["actions"], 1):
        measure = action.get("measure", "")
        words[f"Required action {place}"] = "\n".join(
            filter(None, (action.get("text", ""), f"Shown by: {measure}" if measure else ""))
        )
    if kind.meets:
        meeting = read_meeting(content["meeting"])
        offered = (meeting.when_in_words, meeting.mode_in_words, meeting.place)
        words["The discussion that is offered"] = "\n".join(filter(None, offered))
    if kind.notice:
        # One that was signed while the framework gave the length says it in its printed days.
        words["Compliance period"] = written.period_in_words or letter.period_basis
        words[WHY_SO_LONG] = written.why_so_long
    if kind.statutory:
        words["Grounds"] = "\n".join(GROUNDS.get(slug, slug) for slug in content["grounds"])
    if kind.powers or kind.names_power:
        words["Powers" if kind.powers else "Power"] = "\n".join(
            f"{POWERS[slug].name} (section {POWERS[slug].section})" if slug in POWERS else slug
            for slug in content["powers"]
        )
    if kind.may_intend:
        words["Notice of the powers to be used"] = "Given with this notice" if content.get("intends") else ""
    for said in typed_of(content.get("details", {})):
        words[said.detail.name] = str(said)
    for each in written.consulted:
        words[f"Consulted: {each.who}"] = "\n".join(filter(None, (str(each.day), each.said)))
    if consent := written.consent:
        words["Consent of the Secretary of State"] = "\n".join(filter(None, (str(consent.day), consent.reference)))
    for key, said in content["recipients"].items():
        lines = [_METHODS.get(value, str(value)) for name, value in said.items() if name != "added" and value]
        name = PARTY_NAMES[key.split(":")[0]]
        words[f"To {name[0].lower()}{name[1:]}"] = "\n".join(["added", *lines] if said.get("added") else lines)
    return words


def missing_links(letter: CaseLetter, lacks: Sequence[Missing]) -> list[tuple[str, str]]:
    """Return each thing that is missing, with the address of where it is put right."""
    return [(each.sentence, _where(letter, each)) for each in lacks]


# What is put right elsewhere than in the letter, or not at all: no field stands for it.
_FIELDS = {
    "consulted": "consulted-0-said",
    "consent_on": "consent-on_day",
    "consent_reference": "consent-reference",
    "grounds": "grounds_0",
    "powers": "powers_0",
}


def _where(letter: CaseLetter, lack: Missing) -> str:
    if lack.code == "no_recipient":
        return f"{address_of(letter, 'write')}#recipients"
    if not lack.field:
        return letter.case.get_absolute_url()
    if lack.code == "not_checked":
        return f"#id_{lack.field}"
    if lack.field.startswith("detail-") and lack.field.endswith(("-starts", "-ends", "-planned")):
        return f"{address_of(letter, 'write')}#id_{lack.field}_day"
    # A group is gone to by its first control.
    field = _FIELDS.get(lack.field) or (f"{lack.field}_0" if lack.field.endswith("-method") else lack.field)
    return f"{address_of(letter, 'write')}#id_{field}"


def preview(found: CaseLetter, timing: Timing | None, signatory: tuple[str, str]) -> SafeString | str:
    """Return the letter as it will go, to be read in a page; blank where its dates cannot be counted."""
    return body_of(printed.preview(found, timing, signatory=signatory)) if timing else ""


def timing_or_refusal(found: CaseLetter, dated: date) -> tuple[Timing | None, str]:
    try:
        return timing_of(found, dated, recorded_calendar(), clock.now()), ""
    except Denied as denied:
        return None, denied.sentence


def address_of(letter: CaseLetter, page: str) -> str:
    """Return the address of one of the pages of a letter, such as "write"."""
    return reverse(f"case_letter_{page}", args=[letter.pk])
