"""Where sessions are kept (settings.SESSION_ENGINE): as Django keeps them in the database, with whose each is."""

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from sil import clock

BEGAN, BROWSER = "signed_in_at", "browser"


class SessionStore(db.SessionStore):
    """`used_at` is when the session was last used (`sessions.note_use`), None before somebody is signed in."""

    used_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        from .models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        row = cast(Any, super())._get_session_from_db()
        self.used_at = row.used_at if row else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        if BEGAN in data:
            row.began_at = clock.local(datetime.fromtimestamp(data[BEGAN], clock.LONDON))
            row.used_at = self.used_at = self.used_at or row.began_at
        row.browser = data.get(BROWSER, "")
        return row
