"""systemd_units: units for web, worker and beat on a Linux machine without Docker."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# The same for all: a process that can write nothing but what is named, and gain no right. Pages of memory that can be
# written and run are not refused, since the libraries that draw letters make some.
HARDENED = """NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0077"""
UNIT = """[Unit]
Description=School support: {about}
After=network-online.target postgresql.service valkey-server.service
Wants=network-online.target
PartOf=school-support.target

[Service]
Type=simple
User={user}
Group={user}
WorkingDirectory={folder}
EnvironmentFile={environment}
Environment=DJANGO_SETTINGS_MODULE=sil.settings PYTHONUNBUFFERED=1
ExecStart={command}
Restart=always
RestartSec=5
TimeoutStopSec={stop}
StateDirectory=school-support
StateDirectoryMode=0700
{writes}{limits}
{hardened}

[Install]
WantedBy=school-support.target
"""
TARGET = """[Unit]
Description=School support: web, worker and beat
Wants=school-support-web.service school-support-worker.service school-support-beat.service

[Install]
WantedBy=multi-user.target
"""
# What each is, its program, the seconds that it has to end, and the most that it may take.
PROCESSES = {
    "web": (
        "the web process",
        "gunicorn --config python:sil.server sil.wsgi:application --bind {bind}",
        30,
        "MemoryMax=2G\nCPUQuota=200%",
    ),
    "worker": (
        "the worker, which sends emails and makes letters",
        "celery -A sil.celery worker --loglevel INFO --concurrency 2",
        60,
        "MemoryMax=2G\nCPUQuota=200%",
    ),
    "beat": (
        "beat, which says each minute what is due (one alone)",
        "celery -A sil.celery beat --loglevel INFO --schedule /var/lib/school-support/celerybeat-schedule --pidfile=",
        10,
        "MemoryMax=512M\nCPUQuota=50%",
    ),
}


class Command(BaseCommand):
    help = (
        "Print units of systemd for web, worker and beat, with as few rights as they need, or write them to a folder."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", default="school-support", help="who runs them (default: %(default)s)")
        parser.add_argument(
            "--environment",
            default="/etc/school-support/environment",
            help="file with the variables of .env.example (default: %(default)s)",
        )
        parser.add_argument("--bind", default="127.0.0.1:8001", help="where web listens (default: %(default)s)")
        parser.add_argument("--seals", default="", help="folder of SIL_SEAL_DIR, which the worker writes")
        parser.add_argument("--write", type=Path, metavar="FOLDER", help="such as /etc/systemd/system")

    def handle(self, *, write: Path | None = None, **options: Any) -> None:
        made = units(options["user"], options["environment"], options["bind"], options["seals"])
        for name, text in made.items():
            if not write:
                self.stdout.write(f"# {name}\n{text}")
                continue
            try:
                (write / name).write_text(text, encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{write / name} cannot be written: {error.strerror}.") from error
            self.stdout.write(f"Written: {write / name}")
        if write:
            self.stdout.write("Now: systemctl daemon-reload && systemctl enable --now school-support.target")


def units(user: str, environment: str, bind: str, seals: str) -> dict[str, str]:
    """Return the text of each unit by the name of its file. They run the Python that runs this, in this folder."""
    programs = Path(sys.executable).parent
    made = {"school-support.target": TARGET}
    for name, (about, words, stop, limits) in PROCESSES.items():
        made[f"school-support-{name}.service"] = UNIT.format(
            about=about,
            user=user,
            folder=settings.BASE_DIR,
            environment=environment,
            command=f"{programs}/{words.format(bind=bind)}",
            stop=stop,
            writes=f"ReadWritePaths={seals}\n" if seals and name == "worker" else "",
            limits=limits,
            hardened=HARDENED,
        )
    return made
