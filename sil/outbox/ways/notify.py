"""Send emails by GOV.UK Notify: https://docs.notifications.service.gov.uk/rest-api.html.

The service has two templates there, whose subject is ((subject)) and whose message is ((body)); the second one has
((file)) below it, and is used where a PDF goes with the message. Their own client is not used: it needs a package that
nobody has built, and one address of one interface is all that is asked here.
"""

import base64
from typing import Any

import jwt
import requests
from django.conf import settings

from sil import clock

from ..models import Attachment, Message
from . import Failure, NotSent

SECONDS = 30
MOST_OF_FILE = 2 * 2**20
# A key is a name, the key of the service and the secret, each of the last two a UUID.
_UUID = 36


class Notify:
    """A session with Notify, with the key of the settings."""

    def __init__(self) -> None:
        self._session = requests.Session()

    def open(self) -> None:
        """Nothing: each message is a request of its own."""

    def send(self, message: Message) -> None:
        # Notify takes the same reference twice, so what may have been sent before a worker died is asked about first.
        if message.attempts and self._is_there(message):
            return
        personal: dict[str, Any] = {"subject": message.subject, "body": message.body}
        if message.attachment_name:
            personal["file"] = _file(message)
        template = settings.NOTIFY_FILE_TEMPLATE if message.attachment_name else settings.NOTIFY_TEMPLATE
        self._ask(
            "POST",
            "/v2/notifications/email",
            json={
                "email_address": message.email,
                "template_id": template,
                "personalisation": personal,
                "reference": str(message.pk),
            },
        )

    def close(self) -> None:
        self._session.close()

    def _is_there(self, message: Message) -> bool:
        found = self._ask("GET", "/v2/notifications", params={"reference": str(message.pk)})
        return bool(found.get("notifications"))

    def _ask(self, method: str, path: str, **said: Any) -> dict[str, Any]:
        try:
            answer = self._session.request(
                method,
                settings.NOTIFY_URL + path,
                headers={"Authorization": f"Bearer {_token()}"},
                timeout=SECONDS,
                allow_redirects=False,
                **said,
            )
            found: dict[str, Any] = answer.json()
        except requests.RequestException as error:
            raise NotSent(Failure.SERVER, f"GOV.UK Notify could not be reached ({type(error).__name__}).") from error
        if not answer.ok or not isinstance(found, dict):
            raise _refused(answer.status_code, found)
        return found


def _token() -> str:
    key = settings.NOTIFY_KEY
    claims = {"iss": key[-2 * _UUID - 1 : -_UUID - 1], "iat": int(clock.now().timestamp())}
    return jwt.encode(claims, key[-_UUID:], algorithm="HS256")


def _file(message: Message) -> dict[str, Any]:
    content = bytes(Attachment.objects.values_list("content", flat=True).get(message=message))
    if len(content) > MOST_OF_FILE:
        raise NotSent(Failure.RECIPIENT, f"GOV.UK Notify takes files of {MOST_OF_FILE // 2**20} MB at most.")
    # The address of its recipient opens it; without that anybody with the link could.
    return {
        "file": base64.b64encode(content).decode(),
        "filename": message.attachment_name,
        "confirm_email_before_download": True,
        "retention_period": "26 weeks",
    }


def _refused(status: int, found: Any) -> NotSent:
    errors = found.get("errors", []) if isinstance(found, dict) else []
    words = "; ".join(str(each.get("message", "")) for each in errors if isinstance(each, dict))
    words = f"{status} {words}".strip()
    if status == 413:
        return NotSent(Failure.RECIPIENT, words)
    # What is wrong with the address is said of "email_address"; all else is about our key or our templates.
    if status == 400 and ("email_address" in words or "recipient" in words):
        return NotSent(Failure.RECIPIENT, words)
    return NotSent(Failure.SERVER, words)
