"""systemd_units: units that systemd understands, and that let a process write and gain nothing."""

import shutil
import subprocess
from configparser import ConfigParser
from io import StringIO
from pathlib import Path

from django.core.management import call_command

NAMES = {"web", "worker", "beat"}
WRITTEN = {"--bind 127.0.0.1:8001": "web", "ReadWritePaths=/srv/seals": "worker"}


class Unit(ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def test_systemd_understands_what_is_written(tmp_path: Path) -> None:
    call_command("systemd_units", write=tmp_path, seals="/srv/seals", stdout=StringIO())
    services = sorted(tmp_path.glob("*.service"))
    assert [file.stem for file in services] == [f"school-support-{name}" for name in sorted(NAMES)]
    for words, name in WRITTEN.items():
        assert [file.stem for file in services if words in file.read_text()] == [f"school-support-{name}"]
    for file in services:
        read = Unit(interpolation=None, delimiters=("=",))
        read.read_string(file.read_text())
        service = read["Service"]
        assert Path(service["ExecStart"].split()[0]).is_file()
        assert service["User"] == "school-support" and service["ProtectSystem"] == "strict"
        assert service["NoNewPrivileges"] == "yes" and service["CapabilityBoundingSet"] == ""
        assert service["EnvironmentFile"] == "/etc/school-support/environment"
        assert read["Unit"]["PartOf"] == read["Install"]["WantedBy"] == "school-support.target"
    if analyse := shutil.which("systemd-analyze"):
        done = subprocess.run(
            [analyse, "verify", "--man=no", *tmp_path.iterdir()], capture_output=True, text=True, timeout=60
        )
        said = [line for line in done.stderr.splitlines() if "school-support" in line]
        assert (done.returncode, said) == (0, [])


def test_printed_they_are_the_same(tmp_path: Path) -> None:
    printed = StringIO()
    call_command("systemd_units", write=tmp_path, stdout=StringIO())
    call_command("systemd_units", stdout=printed)
    assert all(file.read_text() in printed.getvalue() for file in tmp_path.iterdir())
