"""What somebody wrote in a reply, without the email that they answer, as mail programs in English quote it."""

import re

# How far down the lines of one heading can reach: "On … wrote:" is broken into some lines by Gmail.
_WRAPPED = 4
_HEADERS = 6

_WROTE = re.compile(r"On\b(?=.*\d).{6,300}\bwrote:", re.IGNORECASE)
_RULE = re.compile(r"\s*(_{10,}|-{2,}\s*(Original Message|Forwarded message|Original Appointment)\s*-{2,})\s*", re.I)
_FROM = re.compile(r"\s*\*?From:\*?\s.*", re.IGNORECASE)
_SENT = re.compile(r"\s*\*?(Sent|Date):\*?\s.*", re.IGNORECASE)
_APPENDED = re.compile(
    r"\s*(Sent from my \w[\w ]{0,30}|(Sent from (Outlook|Mail|Yahoo Mail|Samsung)|Get Outlook for)\b.{0,80})\s*",
    re.IGNORECASE,
)


def without_quoted(text: str) -> str:
    """Return a reply up to the email that it answers, without signature and what telephones append. Of a reply that is
    written between the quoted lines all stays, since it cannot be understood without them."""
    lines = [line.rstrip().replace("\xa0", " ") for line in re.split(r"\r\n|\r|\n", text)]
    end = next((place for place in range(len(lines)) if _begins(lines, place)), len(lines))
    if not _answers_between(lines[end:]):
        lines = lines[:end]
    if "--" in lines:
        lines = lines[: lines.index("--")]
    while lines and (not lines[-1] or _APPENDED.fullmatch(lines[-1])):
        lines.pop()
    return "\n".join(lines).strip()


def _begins(lines: list[str], place: int) -> bool:
    """Whether the email that is answered begins at a line."""
    line = lines[place]
    if line.startswith(">"):
        return True
    if _RULE.fullmatch(line):
        return line.strip("_ ") != "" or any(map(_FROM.fullmatch, lines[place + 1 : place + 3]))
    if _FROM.fullmatch(line):
        return any(map(_SENT.fullmatch, lines[place + 1 : place + _HEADERS]))
    if not line.lstrip().startswith(("On ", "on ")):
        return False
    return any(_WROTE.fullmatch(" ".join(lines[place : place + count]).strip()) for count in range(1, _WRAPPED + 1))


def _answers_between(lines: list[str]) -> bool:
    """Whether something is written below quoted lines that are marked as such."""
    marked = [place for place, line in enumerate(lines) if line.startswith(">")]
    if not marked:
        return False
    below = lines[marked[0] :]
    return any(line and not line.startswith(">") and not _APPENDED.fullmatch(line) for line in below)
