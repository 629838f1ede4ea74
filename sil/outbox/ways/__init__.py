"""How an email leaves: by SMTP or by GOV.UK Notify, behind one interface."""

from enum import Enum, auto
from typing import Protocol

from ..models import Message


class Failure(Enum):
    """Whose fault it is that a message was not sent, which decides whether it is tried again."""

    RECIPIENT = auto()  # this address is refused, or cannot be written: final
    MESSAGE = auto()  # this message, perhaps for now: tried again until the last of the waits
    SERVER = auto()  # the server or our account with it, so all messages: tried again for as long as it lasts


class NotSent(Exception):
    """A message was not sent; `words` is why, as an administrator reads it."""

    def __init__(self, failure: Failure, words: str) -> None:
        super().__init__(words)
        self.failure, self.words = failure, words


class Way(Protocol):
    """Takes one message after the other."""

    def open(self) -> None:
        """Be ready for a message. Raises NotSent where nothing can be sent now."""

    def send(self, message: Message) -> None:
        """Hand a message over. Raises NotSent, and Attachment.DoesNotExist if its file was deleted because another
        worker has sent it."""

    def close(self) -> None:
        """End what is open, in whatever state an error left it."""
