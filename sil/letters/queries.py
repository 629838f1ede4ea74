"""The letters that a person may read, and what they see of the proof of delivery."""

from collections.abc import Callable, Collection, Iterable, Mapping

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from .kinds import KINDS
from .models import Letter, ProofCorrection, Recipient

# What the officers who write letters and keep their proof may do, and those who oversee them.
CASEWORK = (Permission.RECORD_KEEP, Permission.ALLOCATIONS_READ_ALL)


def readable(who: UserRoles) -> QuerySet[Letter]:
    """Return the letters that a person may read, by the rule of each kind, without their text."""
    alike: dict[Callable[[UserRoles], Q], list[str]] = {}
    for kind in KINDS:
        alike.setdefault(kind.readers, []).append(kind.slug)
    may = Q(pk__in=[])
    for readers, slugs in alike.items():
        may |= Q(kind__in=slugs) & readers(who)
    return Letter.objects.filter(may).defer("html", "context")


def marks_of(letters: Iterable[Letter]) -> dict[int, str]:
    """Return what a reader has to know of each letter beside its text, by its key, as a sentence."""
    # Several kinds can be marked by one function, which then asks once.
    alike: dict[Callable[[Collection[Letter]], Mapping[int, str]], list[Letter]] = {}
    for letter in letters:
        alike.setdefault(KINDS[letter.kind].marks, []).append(letter)
    return {key: mark for marks, found in alike.items() for key, mark in marks(found).items()}


def about(record: models.Model) -> Q:
    """Return the condition for letters about one record."""
    return Q(about_table=record._meta.db_table, about_id=record.pk)


def with_proof(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Return letters with their recipients, deliveries, proof, and withdrawal, in a fixed number of queries. Whether a
    proof was corrected is `is_corrected` of the recipient; the corrections, which are rare, are read where it was."""
    related = ("user", "delivery__document", "delivery__recorded_by", "receipt")
    corrected = Exists(ProofCorrection.objects.filter(delivery__recipient=OuterRef("pk")))
    recipients = Recipient.objects.select_related(*related).defer("delivery__document__content")
    recipients = recipients.annotate(is_corrected=corrected)
    return letters.select_related("withdrawal").prefetch_related(Prefetch("recipients", recipients))


def reads_text(letter: Letter, who: UserRoles) -> bool:
    """Return whether somebody who may open a letter reads its words: everybody, unless it was withdrawn and its text is
    withheld; then officers of casework who are not recipients."""
    withdrawal = getattr(letter, "withdrawal", None)
    return withdrawal is None or not withdrawal.withheld or sees_proof(letter, who)


def sees_proof(letter: Letter, who: UserRoles) -> bool:
    """Return whether a reader sees who recorded the proof and when the letter was opened: officers of casework who are
    not recipients. A role in another service of the authority does not make an officer of casework of a clerk."""
    return who.may(*CASEWORK) and who.user.pk not in {each.user_id for each in letter.recipients.all()}
