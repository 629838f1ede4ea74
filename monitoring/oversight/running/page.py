"""The figures in words: each part, how it is, and what to do where it is not well."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sil.clock import in_london, in_words, moment_in_words

from .queries import MAIL_LATE, Disk, Figures

GIGABYTE = 1024**3
# Less than this is free: the service soon cannot take files in, or the database nothing at all.
LITTLE_ROOM, LEAST_SHARE = 2 * GIGABYTE, 0.1
# A question that takes a moment takes this long where something is wrong.
SLOW_SECONDS = 1.0
# Registers are published each day, month or year; one that nobody has read in for so long is forgotten.
REGISTER_LATE = timedelta(days=35)
YEARLY = ("performance",)
YEARLY_LATE = timedelta(days=400)
CERTIFICATE_SOON = timedelta(days=30)

SEE = "number {number} in docs/how-to/troubles.md"
ASK = "Ask those who run the service to"


@dataclass(frozen=True)
class Row:
    """One part: `is_well` decides the tag. `do` is a sentence that says what to do, where it is not well."""

    name: str
    is_well: bool
    said: str
    do: str = ""
    route: str = ""
    link: str = ""


def rows(found: Figures) -> list[Row]:
    """Return every part of the service in words."""
    disks = [_disk(disk) for disk in found.disks]
    return [*_processes(found), *disks, _mail(found), *_seals(found), *_registers(found)]


def _processes(found: Figures) -> Iterator[Row]:
    yield Row("Web", True, "You read this page, so it works.")
    slow = found.database.seconds > SLOW_SECONDS
    yield Row(
        "Database",
        not slow,
        f"It answers in {found.database.seconds * 1000:.0f} milliseconds and holds {_size(found.database.size)}.",
        f"Ask those who run the service what else its machine is doing ({SEE.format(number=1)})." if slow else "",
    )
    for part, (name, number, effect) in zip(found.processes, _PROCESSES, strict=True):
        do = "" if part.works else f"{effect} {ASK} start it again ({SEE.format(number=number)})."
        yield Row(name, part.works, f"It {part.said}.", do)
    if found.certificates_end or found.unreadable:
        yield _certificates(found)


# In the order of sil.health.queries.parts: name, number of the trouble, and what people notice.
_PROCESSES = (
    ("Broker", 3, "What the worker does for people waits for up to a minute longer, or until the broker answers."),
    ("Worker", 2, "No email goes out and no letter is made until it works. Nothing is lost."),
    ("Beat", 2, "Nothing is sent, reminded of or sealed at its time until it works. Nothing is lost."),
)


def _certificates(found: Figures) -> Row:
    name, renew = "Certificates of the service’s own parts", f"{ASK} make new ones ({SEE.format(number=9)})."
    if not found.certificates_end:
        return Row(name, False, "The file of SIL_TRUSTED_CERTIFICATES cannot be read.", renew)
    is_well = found.certificates_end - found.now > CERTIFICATE_SOON
    said = f"The first of them ends on {in_words(in_london(found.certificates_end))}."
    then = "After that day the service does not reach its database."
    return Row(name, is_well, said, "" if is_well else f"{then} {renew}")


def _disk(disk: Disk) -> Row:
    is_well = disk.free >= min(LITTLE_ROOM, disk.total * LEAST_SHARE)
    return Row(
        f"Disk: {disk.what.lower()}",
        is_well,
        f"{_size(disk.free)} of {_size(disk.total)} are free.",
        "" if is_well else f"Soon no file can be attached. {ASK} make room ({SEE.format(number=6)}).",
    )


def _mail(found: Figures) -> Row:
    mail = found.mail
    late = mail.oldest is not None and found.now - mail.oldest > MAIL_LATE
    said = f"{mail.waiting} due {_plural('email', mail.waiting)}."
    if mail.oldest and late:
        said = f"{mail.waiting} due {_plural('email', mail.waiting)}, the oldest since {moment_in_words(mail.oldest)}."
    if mail.failed:
        said += f" {mail.failed} could not be sent within the last 7 days."
    do = f"The mail server may be down. Look under “Messages” for the reason ({SEE.format(number=4)})."
    if not late:
        do = "Correct the addresses of those people." if mail.failed else ""
    return Row("Emails that wait", not late and not mail.failed, said, do, *_MESSAGES if late or mail.failed else ())


_MESSAGES = ("messages", "Messages")


def _seals(found: Figures) -> Iterator[Row]:
    state = found.seals
    count = state.verification.count if state.verification else 0
    said = f"The last one was made on {moment_in_words(state.seal.sealed_at)}." if state.seal else "There is none yet."
    do = ""
    if count:
        said += f" {count} {_plural('difference', count)} found."
        do = f"Do not change anything, and tell your information governance officer ({SEE.format(number=8)})."
    elif state.seal_is_late or (state.verification and state.verification_is_late) or state.waiting:
        do = f"The worker may be down, or the folder of the seals full ({SEE.format(number=8)})."
    elif not state.has_files:
        do = f"Seals are in the database alone. {ASK} set SIL_SEAL_DIR."
    yield Row("Seals of the history", not do, said, do, *("seals", "Seals of the history") if do else ())


def _registers(found: Figures) -> Iterator[Row]:
    for status in found.registers:
        late = YEARLY_LATE if status.register.slug in YEARLY else REGISTER_LATE
        is_well = status.run is not None and found.now - status.run.started_at <= late
        yield Row(
            f"Register: {status.register.title}",
            is_well,
            f"It was read in {status.age}." if status.run else "It was never read in.",
            "" if is_well else "Download the newest file from its publisher and read it in.",
            *() if is_well else ("registers", "Registers"),
        )

    if found.fetches:
        failed = [each for each in found.fetches if each.last and each.last.refusal]
        yield Row(
            "Registers that are fetched",
            not failed,
            f"The last try failed for {len(failed)} of {len(found.fetches)} addresses.",
            "See why, and correct the address in SIL_REGISTER_ADDRESSES if the file has moved." if failed else "",
            *("registers", "Registers") if failed else (),
        )


def _size(count: int) -> str:
    return f"{count / GIGABYTE:,.1f} GB" if count >= GIGABYTE else f"{count / 1024**2:,.0f} MB"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
