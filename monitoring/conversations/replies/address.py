"""The address to which somebody answers the email about an entry. It is signed, for one person in one conversation.

A token is the keys of both and a truncated HMAC of them, in characters that survive a mail server which changes their
case: `2s-1f-` and 16 characters of base32.
"""

import re
from base64 import b32encode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

# RFC 5321, 4.5.3.1.1; `sil.settings` leaves a token room.
LONGEST_LOCAL = 64
_SALT = "monitoring.conversations.replies"
# 80 bits. Whoever guesses has to send an email for each guess.
_BYTES = 10
_TOKEN = re.compile(r"([0-9a-z]{1,13})-([0-9a-z]{1,13})-[a-z2-7]{16}", re.ASCII)


def reply_address(conversation: int, person: int) -> str:
    """Return where a person answers in a conversation, both as keys; blank where the service takes no replies."""
    local, _, domain = settings.INBOUND_ADDRESS.partition("@")
    return f"{local}+{token_of(conversation, person)}@{domain}" if domain else ""


def token_of(conversation: int, person: int) -> str:
    keys = f"{int_to_base36(conversation)}-{int_to_base36(person)}"
    signed = salted_hmac(_SALT, keys, algorithm="sha256").digest()[:_BYTES]
    return f"{keys}-{b32encode(signed).decode().lower()}"


def keys_of(address: str) -> tuple[int, int] | None:
    """Return the keys of the conversation and the person for whom an address was signed, in whatever case, or None for
    any other address."""
    ours, _, our_domain = settings.INBOUND_ADDRESS.partition("@")
    local, _, domain = address.strip().lower().rpartition("@")
    name, _, token = local.partition("+")
    match = _TOKEN.fullmatch(token)
    if match is None or not our_domain or (name, domain) != (ours, our_domain):
        return None
    conversation, person = (base36_to_int(key) for key in match.groups())
    return (conversation, person) if constant_time_compare(token, token_of(conversation, person)) else None
