"""What the machine offers beside Python: system, libraries for letters, fonts, Chromium.

Facts about the machine are arguments, so that every kind of machine can be tried on one.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .project import Trouble, say

INSTALL = {
    "apt-get": "apt-get install -y",
    "dnf": "dnf install -y",
    "pacman": "pacman -S --needed",
    "brew": "brew install",
}

# What WeasyPrint 70 loads: the file on Linux, the file on macOS, the name to look it up by.
LIBRARIES = {
    "GObject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "gobject-2.0"),
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "pango-1.0"),
    "Pango FreeType": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "pangoft2-1.0"),
    "HarfBuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "harfbuzz"),
    "HarfBuzz subset": (
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "harfbuzz-subset",
    ),
    "Fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", "fontconfig"),
}
FONTS = ("LiberationSans", "DejaVuSans", "NotoSans-", "Arial", "Helvetica")
FONT_FOLDERS = tuple(
    Path(folder).expanduser()
    for folder in (
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "~/.local/share/fonts",
        "~/.fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
    )
)
# Liberation Sans is what Arial becomes, DejaVu Sans what a plain sans-serif becomes.
DEBIAN_FONTS = ("fonts-liberation", "fonts-dejavu-core")
# The writings of the languages that families and schools use, in 48 MB: Noto for all but Chinese, Japanese and Korean,
# of which WenQuanYi Micro Hei is the smallest font. A letter is made without them; what they have is not printed then.
MORE_FONTS = {
    "apt-get": ("fonts-noto-core", "fonts-wqy-microhei"),
    "dnf": ("google-noto-sans-fonts", "google-noto-sans-arabic-fonts", "wqy-microhei-fonts"),
    "pacman": ("noto-fonts", "wqy-microhei"),
}
# One font of each of them.
WRITINGS = {"Arabic, Bengali and other": "NotoSansBengali", "Chinese": "wqy-microhei"}
# They bring GObject, HarfBuzz and Fontconfig with them.
PACKAGES = {
    "apt-get": ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", *DEBIAN_FONTS),
    "dnf": ("pango", "harfbuzz", "liberation-sans-fonts", "dejavu-sans-fonts"),
    "pacman": ("pango", "harfbuzz", "ttf-liberation", "ttf-dejavu"),
    "brew": ("pango",),
}

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FILES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Where `playwright install chromium` puts its own.
PLAYWRIGHT = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*/Contents/MacOS/*",
)


@dataclass(frozen=True)
class Machine:
    """system: as sys.platform has it; root: may it install; manager: a key of INSTALL, or None."""

    system: str
    root: bool
    manager: str | None

    @classmethod
    def here(cls) -> Machine:
        manager = next((name for name in INSTALL if shutil.which(name)), None)
        return cls(sys.platform, os.geteuid() == 0, manager)

    def install_line(self, packages: Mapping[str, Iterable[str]]) -> str | None:
        """The line that installs these packages ({manager: names}) here, or None if unknown."""
        if self.manager is None or self.manager not in packages:
            return None
        sudo = "" if self.root or self.manager == "brew" else "sudo "
        return f"{sudo}{INSTALL[self.manager]} {' '.join(packages[self.manager])}"

    def install(self, packages: Mapping[str, Iterable[str]], log: Path) -> bool:
        """Install these packages if that is ours to do (root, apt); True when it was done."""
        if not (self.root and self.manager == "apt-get" and "apt-get" in packages):
            return False
        names = " ".join(packages["apt-get"])
        say(f"Installing system packages: {names}…")
        command = f"{INSTALL['apt-get']} --no-install-recommends -o DPkg::Lock::Timeout=300 {names}"
        # The package lists are fetched only if apt does not know these names, or where to get them.
        done = _apt(command, log) or (_apt("apt-get update", log) and _apt(command, log))
        if not done:
            say(f"apt-get failed. What it said is in {log}.")
        return done


def _apt(command: str, log: Path) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("ab") as output:
        done = subprocess.run(command.split(), env=quiet, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    return done.returncode == 0


def missing_for_letters(
    load: Callable[[str], object] = ctypes.CDLL,
    find: Callable[[str], str | None] = ctypes.util.find_library,
    font_folders: Iterable[Path] = FONT_FOLDERS,
) -> list[str]:
    """What WeasyPrint would miss here, in words; an empty list if a letter can be made."""
    missing = [name for name, files in LIBRARIES.items() if not _loads(files, load, find)]
    if not _has_font(FONTS, font_folders):
        missing.append("a sans-serif font")
    return missing


def missing_writings(font_folders: Iterable[Path] = FONT_FOLDERS) -> list[str]:
    """The writings that letters could not print here, in words."""
    folders = tuple(font_folders)
    return [name for name, font in WRITINGS.items() if not _has_font((font,), folders)]


def _has_font(names: tuple[str, ...], folders: Iterable[Path]) -> bool:
    return any(file.startswith(names) for top in folders for _, _, files in os.walk(top) for file in files)


def _loads(names: Iterable[str], load: Callable[[str], object], find: Callable[[str], str | None]) -> bool:
    for name in names:
        file = name if name.startswith("lib") else find(name)
        try:
            if file is not None:
                load(file)
                return True
        except OSError:
            continue
    return False


def ensure_letters(machine: Machine, log: Path, missing: Callable[[], list[str]] = missing_for_letters) -> None:
    """Install what WeasyPrint needs, or raise Trouble with the line that does."""
    lacking = missing()
    if lacking and machine.install(PACKAGES, log):
        lacking = missing()
    if lacking:
        line = machine.install_line(PACKAGES)
        do = f"run  {line}" if line else "install Pango, HarfBuzz and a sans-serif font"
        if machine.system == "darwin":
            do += " (and  export DYLD_FALLBACK_LIBRARY_PATH=$(brew --prefix)/lib )"
        raise Trouble(f"Letters need {', '.join(lacking)}: {do}  and then this command again.")


def ensure_writings(
    machine: Machine, log: Path, tried: Path, missing: Callable[[], list[str]] = missing_writings
) -> None:
    """Install fonts for all writings if that is ours to do, once: `tried` is the file that says it was tried. Where it
    is not ours, or failed, say how and go on: a page that sends a letter names what cannot be printed."""
    lacking = missing()
    if lacking and not tried.exists():
        tried.touch()
        lacking = missing() if machine.install(MORE_FONTS, log) else lacking
    if lacking and machine.system != "darwin":
        line = machine.install_line(MORE_FONTS)
        do = f"run  {line}" if line else "install the Noto fonts and a Chinese font"
        say(f"Letters cannot print {' and '.join(lacking)} writing here. To change that, {do} .")


def find_chromium(environ: Mapping[str, str], home: Path) -> str | None:
    """The Chromium to test with: SIL_CHROMIUM, one on PATH, macOS's, or Playwright's own below `home`.

    Raises Trouble when SIL_CHROMIUM names no program.
    """
    chosen = environ.get("SIL_CHROMIUM")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise Trouble(f"SIL_CHROMIUM is {chosen}, and no program is there: correct or unset it.")
        return chosen
    on_path = (shutil.which(name, path=environ.get("PATH")) for name in CHROMIUM)
    for file in (*on_path, *CHROMIUM_FILES):
        if file and os.access(file, os.X_OK) and not _is_snap(Path(file)):
            return file
    own = sorted(str(file) for pattern in PLAYWRIGHT for file in home.glob(pattern))
    return own[-1] if own else None


def _is_snap(file: Path) -> bool:
    # A snap's browser does not see the folders Playwright makes; Ubuntu's apt package is only a stub.
    real = file.resolve()
    if "snap" in real.parts or real.name == "snap":
        return True
    with real.open("rb") as program:
        start = program.read(4096)
    return start.startswith(b"#!") and b"snap" in start


def ensure_chromium(machine: Machine, log: Path, environ: Mapping[str, str], python: Path) -> str:
    """Find or install the Chromium to test with; raises Trouble with the line that installs it."""
    found = find_chromium(environ, Path.home())
    if found is None and machine.install({"apt-get": ("chromium",)}, log):
        found = find_chromium(environ, Path.home())
    if found is None:
        raise Trouble(
            "The browser tests need Chromium: run "
            f" {python} -m playwright install --with-deps chromium  or set SIL_CHROMIUM to a browser"
            " that is here, and then run this command again."
        )
    return found
