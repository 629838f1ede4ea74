"""An email by which an administrator sees that emails arrive."""

from dataclasses import dataclass
from typing import ClassVar

from sil.outbox.post import Content


@dataclass(frozen=True, kw_only=True)
class TestEmail(Content):
    """To the administrator who asked for it."""

    # No test, whatever its name begins with.
    __test__: ClassVar[bool] = False
    kind: ClassVar[str] = "test_email"
    is_neutral: ClassVar[bool] = True
    url: str


MESSAGES = (TestEmail,)
