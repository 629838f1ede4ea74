"""Record an organisation that gives support, and change what is recorded."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from sil.accounts.models import User
from sil.audit.shown import require_as_shown
from sil.workflow import Denied

from ..listed import stored
from ..models import Provider
from ..permissions import check_keep


@transaction.atomic
def keep_provider(provider: Provider | None, typed: Mapping[str, Any], *, by: User, on: date) -> Provider:
    """Record a provider, or change one. Raises Denied("not_allowed", "order", "name", "no_change")."""
    check_keep(by=by, on=on)
    found = Provider.objects.select_for_update().get(pk=provider.pk) if provider else Provider()
    if provider:
        require_as_shown(found)
    if typed["active_to"] and typed["active_to"] < typed["active_from"]:
        raise Denied("order", "The last day must not be before the first day.")
    if Provider.objects.filter(name__iexact=typed["name"]).exclude(pk=found.pk).exists():
        raise Denied("name", "There is a provider of this name already.")
    return stored(found, typed, "support.provider_kept", by=by, named={"name": typed["name"]})
