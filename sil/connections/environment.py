"""Variables of the environment, each of which can be in a file that NAME_FILE names, such as a secret of Docker."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping


class Files(FileAwareMapping):
    """The environment, with the contents of files in place of their names, without the line break at their end."""

    def __getitem__(self, key: str) -> str:
        try:
            found: str = super().__getitem__(key)
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{key}_FILE: the file cannot be read ({type(error).__name__}).") from error
        return found.rstrip("\r\n") if self.env.get(f"{key}_FILE") else found


class Env(environ.FileAwareEnv):
    """django-environ's, but a text is taken as it stands: the library reads one that begins with $ as the name of
    another variable, and passwords may begin with it."""

    ENVIRON = Files()

    def str(self, var: str, default: Any = "", multiline: bool = False) -> Any:
        return self.ENVIRON.get(var, default)
