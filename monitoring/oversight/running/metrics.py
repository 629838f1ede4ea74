"""The figures in Prometheus's text format (exposition format 0.0.4), without a name, an address or a school."""

from collections.abc import Iterator

from .queries import Figures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[str, float]


def text(found: Figures) -> str:
    """Return the figures as Prometheus reads them: each with what it means, its kind and its samples."""
    lines = []
    for name, meaning, samples in _gauges(found):
        lines += [f"# HELP school_support_{name} {meaning}", f"# TYPE school_support_{name} gauge"]
        lines += [f"school_support_{name}{label} {value:g}" for label, value in samples]
    return "\n".join([*lines, ""])


def _gauges(found: Figures) -> Iterator[tuple[str, str, list[Sample]]]:
    yield (
        "up",
        "1 where a process beside web works.",
        [(f'{{process="{part.name}"}}', float(part.works)) for part in found.processes],
    )
    yield "database_seconds", "How long the database took to answer.", [("", found.database.seconds)]
    yield "database_bytes", "How large the database is.", [("", float(found.database.size))]
    yield (
        "disk_free_bytes",
        "What is free where web writes.",
        [(f'{{what="{disk.what}"}}', float(disk.free)) for disk in found.disks],
    )
    mail = found.mail
    waits = (found.now - mail.oldest).total_seconds() if mail.oldest else 0.0
    yield "mail_due", "Emails that are due and wait.", [("", float(mail.waiting))]
    yield "mail_oldest_seconds", "For how long the oldest of them has been due.", [("", waits)]
    yield "mail_failed", "Emails of the last 7 days that could not be sent.", [("", float(mail.failed))]
    if found.seals.seal:
        age = (found.now - found.seals.seal.sealed_at).total_seconds()
        yield "seal_age_seconds", "How old the newest seal is.", [("", age)]
    if found.seals.verification:
        yield (
            "seal_differences",
            "Differences that the last comparison found.",
            [("", float(found.seals.verification.count))],
        )
    read = [(each.register.slug, each.run.started_at) for each in found.registers if each.run]
    yield (
        "register_age_seconds",
        "How long ago each register was read in.",
        [(f'{{register="{slug}"}}', (found.now - at).total_seconds()) for slug, at in read],
    )
    if found.certificates_end:
        left = (found.certificates_end - found.now).total_seconds()
        yield "certificate_seconds", "How long the first of the service's own certificates still holds.", [("", left)]
