"""Whether this Python can run the project, or else which one can.

In syntax that Python 2.7 parses: no annotations, no f-strings.
"""

import os
import subprocess

NEEDED = (3, 11)
NEWER = ("python3.11", "python3.12", "python3.13", "python3.14", "python3.15")


def complaint(version, platform, arguments, path):
    # type: (tuple[int, ...], str, list[str], str) -> str | None
    """Say in one sentence why this Python cannot run the project, or None if it can.

    version: (major, minor); platform: as os.name has it; arguments: sys.argv; path: the PATH.
    """
    if platform == "nt":
        return "Windows cannot run this directly: open a WSL shell (wsl --install) and run it there."
    if tuple(version) >= NEEDED:
        return None
    needed, this = [".".join(str(part) for part in numbers) for numbers in (NEEDED, version)]
    sentence = "Python " + needed + " or later is needed and this is Python " + this + ": "
    newer = first_that_runs(NEWER, path)
    if newer is None:
        return sentence + "install a newer Python and run the same command with it."
    return sentence + "run instead  " + newer + " " + subprocess.list2cmdline(arguments)


def first_that_runs(names, path):
    # type: (tuple[str, ...], str) -> str | None
    """Find the first of these programs in the folders of PATH that really starts."""
    for name in names:
        for folder in path.split(os.pathsep):
            program = os.path.join(folder, name)
            if os.access(program, os.X_OK) and not os.path.isdir(program) and _runs(program):
                return name
    return None


def _runs(program):
    # type: (str) -> bool
    # A version manager's shim exists for versions that are not chosen, and then only complains.
    try:
        process = subprocess.Popen([program, "-c", ""], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.communicate()
    except OSError:
        return False
    return process.returncode == 0
