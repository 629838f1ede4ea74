"""Remove the name and address of an account whose period is over. Its key stays, by which records name who acted."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from monitoring.visits.models import Feed
from schools.models import Watch
from sil.accounts import actions as accounts
from sil.accounts.models import ChangeRequest, User
from sil.audit import events
from sil.outbox.models import MailChoice
from sil.saved.models import SavedFilter
from sil.unsent.models import UnsentText

from ..due.people import REMOVED

NAME = "Former user {key}"


def remove_name(key: str) -> int:
    """Replace what tells who a person is, and close the account. Returns the number of rows that changed; the caller
    holds a transaction and has asked for holds."""
    user = User.objects.select_for_update().get(pk=key)
    address = f"former-user-{user.pk}{REMOVED}"
    events.record("person.name_removed", subject=user, by=None, scope=accounts.scope(user))
    user.name, user.email, user.telephone = NAME.format(key=user.pk), address, ""
    user.is_active = False
    user.set_unusable_password()
    user.save()
    rows = 1
    rows += ChangeRequest.objects.filter(person=user).exclude(new_email="").update(new_email=address)
    rows += ChangeRequest.objects.filter(person=user).update(email=address, reason="")
    for model in (EmailAddress, Authenticator, SocialAccount, UnsentText, SavedFilter, MailChoice, Watch, Feed):
        rows += model.objects.filter(user=user).delete()[0]
    return rows
