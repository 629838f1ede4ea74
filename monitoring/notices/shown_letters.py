"""What do the pages of a letter show: its state in words, whose turn it is, its words, its days, its proof?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from monitoring.visits.policies_reports import day_of
from sil.accounts.models import User
from sil.accounts.standing import Standing
from sil.clock import in_words
from sil.letters.models import Method, Recipient, Status
from sil.workflow import Denied, can

from .actions.letters import content_of
from .contents import GROUNDS, POWERS
from .mails import mails_of
from .models import CaseLetter
from .permissions import check_call_off, check_withdraw, may_keep, may_sign, signers, step_of
from .policies import Missing, Timing, case_row, period_of
from .policies_powers import WINDOW, window_of
from .queries_letters import earlier, history, signed_of
from .recipients import PARTY_NAMES, principal
from .states import CaseState, LetterState
from .transitions import GIVES

_S = LetterState
_METHODS: dict[object, str] = dict(Method.choices)
_HOW = {Method.EMAIL: "by email, automatically", Method.HAND: "by hand", Method.POST: "by first-class post"}
_DONE = {Method.HAND: "handed over", Method.POST: "posted"}


@dataclass(frozen=True)
class Act:
    """A link or, with `post`, a button of a page."""

    label: str
    href: str
    post: bool = False


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, in a sentence, and the act that is this reader's, where there is one."""

    sentence: str
    act: Act | None = None


@dataclass(frozen=True)
class Day:
    what: str
    on: date
    why: str


def noun(letter: CaseLetter) -> str:
    """What a person calls it: a notice, or a letter."""
    kind = letter.kind_of
    return "notice" if kind.notice or kind.powers or kind.power else "letter"


def title_of_signatory(letter: CaseLetter) -> str:
    return letter.case.framework.title(step_of(letter).signed_by)


def page_of(letter: CaseLetter, who: Standing) -> dict[str, Any]:
    """What the page of a letter shows to whoever may read its case."""
    keeps = may_keep(letter.case, who)
    signed = signed_of(letter)
    current = next((each for each in signed if each.pk == letter.letter_id), None)
    recipients = list(current.recipients.all()) if current else []
    mails = mails_of(recipients)
    return {
        "letter": letter,
        "case": letter.case,
        "school": letter.case.school,
        "noun": noun(letter),
        "signatory": title_of_signatory(letter),
        "turn": turn_of(letter, who, recipients, keeps=keeps),
        "mails": mails,
        "unsent": [(each, mails[each.pk]) for each in recipients if each.pk in mails and mails[each.pk].in_trouble],
        "others": others_of(letter, who, keeps=keeps),
        "days": days_of(letter, recipients),
        "words": words_of(letter),
        "recipients": recipients,
        "planned": [] if recipients else list(letter.recipients.all()),
        "keeps": keeps,
        "checks": checks_of(letter),
        "remarks": list(letter.remarks.all()),
        "signed": signed,
        "earlier": earlier(letter),
        "history": history(letter),
    }


def turn_of(letter: CaseLetter, who: Standing, recipients: Sequence[Recipient], *, keeps: bool) -> Turn:
    sentence, act = _TURNS[_S(letter.status)](letter, who, recipients)
    if act and act[0] == "sign":
        return Turn(sentence, Act(act[1], reverse("case_letter_pack", args=[letter.pk])))
    return Turn(sentence, Act(act[1], act[2]) if act and keeps else None)


# (the sentence, what kind of act it is, its label and its address)
_Found = tuple[str, tuple[str, str, str] | None]


def _drafted(letter: CaseLetter, who: Standing, recipients: Sequence[Recipient]) -> _Found:
    by = f" by {letter.saved_by.name}" if letter.saved_by else ""
    return f"It is being prepared{by}. Nobody outside can read it yet.", ("keep", "Keep writing", _to(letter, "write"))


def _presented(letter: CaseLetter, who: Standing, recipients: Sequence[Recipient]) -> _Found:
    assert letter.dated is not None, "it was presented for a day"
    day = in_words(letter.dated)
    if letter.dated < who.on:
        late = f"It was to be given on {day}, which has passed. It cannot be signed, and needs another date."
        return late, ("sign", "Read and return it", "") if may_sign(letter, who) else None
    if may_sign(letter, who):
        asked = f"{_prepared_by(letter)} asks you to sign it. It is to be given on {day}."
        return asked, ("sign", "Read it, then sign or return it", "")
    names = _together([user.name for user in signers(letter, who.on)]) or "nobody at the moment"
    return f"It needs the signature of the {title_of_signatory(letter)}: {names}. It is to be given on {day}.", None


def _returned(letter: CaseLetter, who: Standing, recipients: Sequence[Recipient]) -> _Found:
    return "It was returned with comments. Change it and present it again.", (
        "keep",
        "Change the letter",
        _to(letter, "write"),
    )


def _signed(letter: CaseLetter, who: Standing, recipients: Sequence[Recipient]) -> _Found:
    assert letter.dated is not None and letter.letter is not None, "it is signed"
    to, day = principal(recipients, letter), in_words(letter.dated)
    if to is None or to.method == Method.EMAIL:
        made = "" if letter.letter.status == Status.ISSUED else " Its PDF is still being made."
        return f"It is signed and will be emailed automatically on {day}.{made}", None
    done = _DONE[Method(to.method)]
    if letter.dated > who.on:
        return f"It is signed. It has to be {done} to {to.name} on {day}, and then recorded here.", None
    label, href = f"Record that it was {done}", reverse("case_letter_serve", args=[letter.pk, to.pk])
    if letter.dated < who.on:
        late = (
            f"It was to be {done} on {day}. If it was, record it here. If not, call it off: it can no longer be given."
        )
        return late, ("keep", label, href)
    return f"It is signed and has to be {done} to {to.name} today. Record it here once that is done.", (
        "keep",
        label,
        href,
    )


def _given(letter: CaseLetter, who: Standing, recipients: Sequence[Recipient]) -> _Found:
    assert letter.given_on is not None, "it was given"
    given = f"It was given on {in_words(letter.given_on)}."
    owed = [each for each in recipients if getattr(each, "delivery", None) is None and each.method != Method.EMAIL]
    if not owed:
        return f"{given} Nothing is left to hand over or post.", None
    first = owed[0]
    label = f"Record the copy to {first.name}"
    return f"{given} {_copies(len(owed))} still to be handed over or posted.", (
        "keep",
        label,
        reverse("case_letter_serve", args=[letter.pk, first.pk]),
    )


def _lapsed(letter: CaseLetter, who: Standing, recipients: Sequence[Recipient]) -> _Found:
    return "It was signed but not given. Choose another date and present it again, or discard it.", (
        "keep",
        "Check it and present it again",
        _to(letter, "check"),
    )


def _discarded(letter: CaseLetter, who: Standing, recipients: Sequence[Recipient]) -> _Found:
    return "It was discarded before it was given. You can still read it here.", _again(letter)


def _withdrawn(letter: CaseLetter, who: Standing, recipients: Sequence[Recipient]) -> _Found:
    return "It was given and later withdrawn. You can still read it, but it no longer applies.", _again(letter)


_TURNS: dict[_S, Callable[[CaseLetter, Standing, Sequence[Recipient]], _Found]] = {
    _S.DRAFTED: _drafted,
    _S.PRESENTED: _presented,
    _S.RETURNED: _returned,
    _S.SIGNED: _signed,
    _S.GIVEN: _given,
    _S.LAPSED: _lapsed,
    _S.DISCARDED: _discarded,
    _S.WITHDRAWN: _withdrawn,
}


def others_of(letter: CaseLetter, who: Standing, *, keeps: bool) -> list[Act]:
    """What else this reader may do with it."""
    status, found = _S(letter.status), []
    if keeps and status in (_S.DRAFTED, _S.RETURNED, _S.LAPSED):
        if status == _S.LAPSED:
            found.append(Act("Change the text", _to(letter, "write")))
        else:
            found.append(Act("Check it and present it", _to(letter, "check")))
        found.append(Act("Discard it", _to(letter, "discard")))
    if keeps and status == _S.PRESENTED:
        found.append(Act("Take it back and change it", _to(letter, "take_back"), post=True))
    if status == _S.SIGNED and can(check_call_off)(letter, by=who.user, on=who.on):
        found.append(Act("Call it off", _to(letter, "call_off")))
    if status == _S.GIVEN and can(check_withdraw)(letter, by=who.user, on=who.on):
        found.append(Act("Withdraw it", _to(letter, "withdraw")))
    return found


def days_of(letter: CaseLetter, recipients: Sequence[Recipient]) -> list[Day]:
    """The days of a letter, each with what it rests on."""
    found = []
    if letter.dated:
        found.append(Day("Dated", letter.dated, "It can be given only on this day."))
    if letter.given_on:
        delivery = getattr(principal(recipients, letter), "delivery", None)
        found.append(Day("Given", letter.given_on, delivery.rule if delivery else ""))
    if letter.period_ends_on and letter.status in (_S.SIGNED, _S.GIVEN, _S.WITHDRAWN):
        found.append(Day("Compliance period ends", letter.period_ends_on, letter.period_basis))
    return found


def days_printed(letter: CaseLetter, timing: Timing | None) -> list[Day]:
    """The days that follow where a letter goes as it is timed, as they will be printed."""
    if timing is None:
        return []
    found = [Day("Given", timing.service.given, timing.service.rule)]
    if timing.period:
        found.append(Day("Compliance period ends", timing.period.due, timing.period.basis))
    if timing.plan:
        found.append(Day("Action plan due", timing.plan.due, timing.plan.basis))
    if letter.powers and (window := window_of(letter)):
        found.append(Day("Powers can be used until", window[1], f"{WINDOW}."))
    return found


def checks_of(letter: CaseLetter) -> list[tuple[Any, Any]]:
    """Each check of the framework's list, with who made it and when."""
    made = {tick.check_id: tick for tick in letter.ticks.all()}
    return [(check, made.get(check.id)) for check in step_of(letter).checks]


def words_of(letter: CaseLetter) -> dict[str, str]:
    """What it says; whom it goes to is shown by itself."""
    return in_words_of(letter, content_of(letter) | {"recipients": {}})


def in_words_of(letter: CaseLetter, content: Mapping[str, Any]) -> dict[str, str]:
    """What is written of a letter, by what each thing is about: to be read, compared or copied."""
    kind = letter.kind_of
    words = {part.name: content["parts"].get(part.id, "") for part in kind.parts}
    for place, action in enumerate(content["actions"], 1):
        measure = action.get("measure", "")
        words[f"Required action {place}"] = "\n".join(
            filter(None, (action.get("text", ""), f"Shown by: {measure}" if measure else ""))
        )
    if kind.notice:
        period = period_of(letter)
        count = content["compliance"].get("count") or (period.count if period else "")
        unit = content["compliance"].get("unit") or (period.unit if period else "calendar")
        words["Compliance period"] = f"{count} {unit} days, beginning with the day the notice is given"
    if kind.statutory:
        words["Grounds"] = "\n".join(GROUNDS[slug] for slug in content["grounds"])
    if kind.powers or kind.power:
        words["Powers" if kind.powers else "Power"] = "\n".join(
            f"{POWERS[slug].name} (section {POWERS[slug].section})" for slug in content["powers"]
        )
    for each in content["consulted"]:
        words[f"Consulted: {each['who']}"] = "\n".join(filter(None, (_typed_day(each["on"]), each["said"])))
    if content["consent"]:
        consent = content["consent"]
        words["Consent of the Secretary of State"] = "\n".join(
            filter(None, (_typed_day(consent.get("on", ())), consent.get("reference", "")))
        )
    for key, said in content["recipients"].items():
        lines = [_METHODS.get(value, str(value)) for name, value in said.items() if name != "added" and value]
        name = PARTY_NAMES[key.split(":")[0]]
        words[f"To {name[0].lower()}{name[1:]}"] = "\n".join(["added", *lines] if said.get("added") else lines)
    return words


def missing_links(letter: CaseLetter, lacks: Sequence[Missing]) -> list[tuple[str, str]]:
    """What is missing, each with the address of where it is put right."""
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
        return f"{_to(letter, 'write')}#recipients"
    if not lack.field:
        return letter.case.get_absolute_url()
    if lack.code == "not_checked":
        return f"#id_{lack.field}"
    # A group is gone to by its first control.
    field = _FIELDS.get(lack.field) or (f"{lack.field}_0" if lack.field.endswith("-method") else lack.field)
    return f"{_to(letter, 'write')}#id_{field}"


def effects_of(letter: CaseLetter) -> list[str]:
    """What happens if it is signed, in sentences."""
    assert letter.dated is not None, "it was presented for a day"
    day = in_words(letter.dated)
    found = ["Its text, recipients and dates are fixed as printed. Nobody can change them."]
    for each in letter.recipients.all():
        how = _HOW[Method(each.method)]
        found.append(f"A copy goes to {each}, {how}." if each.is_copy else f"It goes to {each} on {day}, {how}.")
    try:
        row = case_row(letter.case, GIVES[letter.kind], letter=letter.kind)
    except Denied:
        pass
    else:
        if row.target != letter.case.status:
            found.append(f"Once it is given, the case is at “{CaseState(row.target).label}”.")
    found.append(
        "Until it is given you can call it off. After that it can only be withdrawn, and those who have it are told."
    )
    return found


def names_who_are_told(letter: CaseLetter) -> str:
    people: list[User] = [person for person in (letter.prepared_by, letter.case.owner) if person]
    return _together(list(dict.fromkeys(person.name for person in people)))


def _again(letter: CaseLetter) -> tuple[str, str, str] | None:
    if not letter.case.is_open:
        return None
    return "keep", "Prepare it again", reverse("case_letter_prepare", args=[letter.case_id, letter.kind])


def _to(letter: CaseLetter, page: str) -> str:
    return reverse(f"case_letter_{page}", args=[letter.pk])


def _prepared_by(letter: CaseLetter) -> str:
    return letter.prepared_by.name if letter.prepared_by else "The person who prepared it"


def _copies(number: int) -> str:
    return "One copy is" if number == 1 else f"{number} copies are"


def _typed_day(typed: Sequence[str]) -> str:
    """A day as typed, in words where it is a real one."""
    day = day_of(typed)
    return in_words(day) if day else " ".join(typed)


def _together(names: Sequence[str]) -> str:
    """One, two and three."""
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last
