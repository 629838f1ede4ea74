"""Keep the filters of a list under a name, rename them, delete them."""

from django.db import transaction
from django.db.models import QuerySet
from django.urls import Resolver404, resolve

from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied

from .models import ADDRESS, WORDS, SavedFilter

# More than anybody finds their way in.
MOST = 50


def check_address(address: str) -> None:
    """Raises Denied("address") unless it is that of a page of this site."""
    path = address.partition("?")[0]
    try:
        # A page of another site begins with "//" or with a name.
        local = address.startswith("/") and not address.startswith(("//", "/\\")) and len(address) <= ADDRESS
        found = local and resolve(path)
    except Resolver404:
        found = False
    if not found:
        raise Denied("address", "This is no address of a list here. Open the list and save its filters from there.")


@transaction.atomic
def save_filter(*, by: User, name: str, address: str, words: str) -> SavedFilter:
    """Keep an address under a name. Raises Denied("address", "taken", "too_many")."""
    check_address(address)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    theirs = SavedFilter.objects.filter(user=by)
    _check_free(theirs, name)
    if theirs.count() >= MOST:
        raise Denied("too_many", f"You have {MOST} saved filters. Delete one that you no longer need.")
    return SavedFilter.objects.create(user=by, name=name, address=address, words=words[:WORDS], saved_at=clock.now())


@transaction.atomic
def rename_filter(found: SavedFilter, *, by: User, name: str) -> None:
    """Raises Denied("taken")."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    _check_free(SavedFilter.objects.filter(user=by).exclude(pk=found.pk), name)
    SavedFilter.objects.filter(pk=found.pk, user=by).update(name=name)


def delete_filter(found: SavedFilter, *, by: User) -> None:
    SavedFilter.objects.filter(pk=found.pk, user=by).delete()


def _check_free(others: QuerySet[SavedFilter], name: str) -> None:
    if others.filter(name__iexact=name).exists():
        raise Denied("taken", f"You already have saved filters called “{name}”. Enter another name.")
