"""The text of a PDF, read in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

MOST_PAGES = 40
# Longer than any letter takes, and short enough for a person who waits.
MOST_SECONDS = 20
_READER = Path(__file__).with_name("pages.py")
_REFUSALS = {
    "locked": "It is locked with a password. Save it without one first.",
    "broken": "It is damaged, or not a PDF.",
    "long": f"It is longer than any letter: more than {MOST_PAGES} pages.",
    "picture": "It has no text, only pictures of pages. Put it through text recognition (OCR), or copy the letter's "
    "words into a text file.",
    "picture_on_page": "Page {page} has no text, only a picture. Put the file through text recognition (OCR) first.",
    "heavy": "It takes too long to read. Print it to PDF again, or copy the letter's words into a text file.",
}


class Unreadable(Exception):
    """A PDF without text that can be read; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def text_of(content: bytes) -> str:
    """The words of a PDF in the order a person reads them, without page headers, footers and numbers.

    An empty line stands between paragraphs, and spaces before a bullet say how far in it stands.
    Raises Unreadable. At most MOST_SECONDS and a gigabyte, whatever the file holds.
    """
    try:
        # The file comes by its standard input; `-I` keeps folders and settings of ours out.
        done = subprocess.run(  # noqa: S603 - our own program, nothing from outside in its arguments
            [sys.executable, "-I", _READER, str(MOST_PAGES)],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(_REFUSALS["heavy"]) from error
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise Unreadable(_REFUSALS["heavy"])
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise Unreadable(_REFUSALS["broken"]) from error
    if "refused" in answer:
        raise Unreadable(_REFUSALS[answer["refused"]].format(page=answer["page"]))
    text: str = answer["text"]
    return text
