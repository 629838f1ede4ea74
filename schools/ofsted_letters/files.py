"""The text of a file that somebody adds as a letter."""

from .pdf.text import Unreadable, text_of

# Many times what the reader takes, so that it is the reader who says why not.
LARGEST_TEXT = 2_000_000


def text_in(content: bytes) -> str:
    """The text of a PDF or of a text file, in UTF-8 or as Windows wrote it. Raises Unreadable."""
    if content.startswith(b"%PDF"):
        return text_of(content)
    if len(content) > LARGEST_TEXT or b"\0" in content:
        raise Unreadable("It is not a PDF or a text file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
