"""The secrets of one installation as files: made once and never written over, since what they protect would be lost."""

import secrets
from pathlib import Path

from sil import clock

from .certificates import make

# Those that are random texts; letters and figures, so that they can stand anywhere.
TEXTS = ("secret_key", "owner_password", "serving_password", "broker_password")
# Whose certificates are made, by the names that docker-compose.yml has for them.
SERVERS = ("web", "postgres", "valkey")
AUTHORITY = "authority"
_BYTES = 40


def write(folder: Path, *, renew: bool = False) -> list[str]:
    """Write each secret that is not there yet, and return the names of the files written. The folder is open to its
    owner alone; the files are open to the containers that they are given to.

    renew: make the certificates anew, all of them. Secrets stay as they are.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = {name: secrets.token_hex(_BYTES).encode() for name in TEXTS if not (folder / name).exists()}
    names = [f"{server}_{part}" for server in SERVERS for part in ("certificate", "key")]
    if renew or not all((folder / name).exists() for name in (AUTHORITY, *names)):
        made[AUTHORITY], issued = make(SERVERS, clock.now())
        for server, each in issued.items():
            made |= {f"{server}_certificate": each.certificate, f"{server}_key": each.key}
    for name, content in made.items():
        part = folder / f".{name}.new"
        part.write_bytes(content)
        part.chmod(0o644)
        part.replace(folder / name)
    return list(made)
