"""What the pages that put an appointment right say: the ways to do it, and what each of them does."""

from datetime import date
from typing import Any

from django.urls import reverse

from sil.workflow.corrections import Effects, Remedy

from .kinds import AppointmentKind, days_in_words


def remedies(kind: AppointmentKind, row: Any) -> list[Remedy]:
    """The two ways to put an appointment right."""
    where = {"kind": kind.slug, "pk": row.pk}
    return [
        Remedy(
            name="Correct the first or last day",
            hint="They do hold it, or did, but on other days.",
            address=reverse("appointment_days", kwargs=where),
        ),
        Remedy(
            name="It was entered by mistake",
            hint="They never held it, or it should not begin: the wrong person, school or role.",
            address=reverse("appointment_mistake", kwargs=where),
        ),
    ]


def effects_of_days(kind: AppointmentKind, row: Any) -> Effects:
    """What another first or last day does."""
    name = kind.person(row).name
    now = days_in_words(row.starts_on, row.ends_on)
    return Effects(
        changes=(
            f"It is on record {now}. You enter the right days below.",
            f"{name} {kind.gives(row)} on the days that you enter, and on no others.",
            "What was done on a day that no longer counts stays on record under the name of the person who did it.",
        ),
        **_who(kind, row),
    )


def effects_of_mistake(kind: AppointmentKind, row: Any, on: date) -> Effects:
    """What taking an appointment back does."""
    name = kind.person(row).name
    begun = row.starts_on <= on
    first = f"{name} no longer {kind.gives(row)}" if begun else f"It will not begin. {name} never {kind.gives(row)}"
    return Effects(
        changes=(
            f"{first}: it counts on no day, in the past or in the future.",
            "What they did meanwhile stays on record under their name. Check whether any of it has to be done again.",
        ),
        stays=("The history shows it as entered by mistake, with who took it back, when and why.",),
        **_who(kind, row),
    )


def _who(kind: AppointmentKind, row: Any) -> dict[str, Any]:
    told = tuple(kind.told(row))
    return {
        "told": tuple(f"{each} was told by email when it was recorded." for each in told),
        "tells": tuple(f"We will email {each}." for each in told),
    }
