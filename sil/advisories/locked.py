"""Which packages the project locks: for Python in the requirements files, for the browser in package-lock.json."""

import json
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name

from sil.bootstrap.environment import pins

from .policies import Locked
from .rows import NPM, PYPI

# Each has what the one before it has; a package is named with the first.
_REQUIREMENTS = ("requirements.txt", "requirements-demo.txt", "requirements-dev.txt")
_NPM_LOCK, _MODULES = "package-lock.json", "node_modules/"


def locked(root: Path) -> list[Locked]:
    """Return every locked package of the project in a folder, each version once."""
    found: dict[tuple[str, str, str], Locked] = {}
    for each in (*_python(root), *_browser(root)):
        found.setdefault((each.ecosystem, each.name, each.version), each)
    return list(found.values())


def _python(root: Path) -> Iterator[Locked]:
    for file in _REQUIREMENTS:
        for name, version, _ in pins(root / file):
            yield Locked(PYPI, canonicalize_name(name), version, file)


def _browser(root: Path) -> Iterator[Locked]:
    packages = json.loads((root / _NPM_LOCK).read_text(encoding="utf-8"))["packages"]
    for path, row in packages.items():
        if _MODULES in path:
            yield Locked(NPM, path.rpartition(_MODULES)[2], row["version"], _NPM_LOCK)
