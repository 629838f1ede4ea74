"""What the page says to the signatory: what follows from the signature, and who is told."""

from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.letters.models import Method
from sil.workflow import Denied

from ..case.policies import case_row
from ..letters.head import join_names
from ..models import CaseLetter
from ..states import CaseState
from ..transitions import GIVES

HOW = {
    Method.EMAIL: "by email, automatically",
    Method.HAND: "by hand",
    Method.POST: "by first-class post",
    Method.RECORDED: "by recorded delivery",
}


def effects_of(letter: CaseLetter) -> list[str]:
    """Return what happens if a letter is signed, in sentences."""
    assert letter.dated is not None, "it was presented for a day"
    day = weekday_in_words(letter.dated)
    found = ["Its text, recipients and dates are fixed as printed. Nobody can change them."]
    for each in letter.recipients.all():
        how = HOW[Method(each.method)]
        found.append(f"A copy goes to {each}, {how}." if each.is_copy else f"It goes to {each} on {day}, {how}.")
    if letter.kind_of.meets:
        found.append("Those whom it invites get the meeting for their calendar.")
    try:
        row = case_row(letter.case, GIVES[letter.kind], letter=letter.kind)
    except Denied:
        pass
    else:
        if row.target != letter.case.status:
            found.append(f"Once it is given, the case is at “{CaseState(row.target).label}”.")
    found.append(
        "Until it is given you can call it off. After that it can only be withdrawn, and those who have it are told."
    )
    return found


def names_who_are_told(letter: CaseLetter) -> str:
    people: list[User] = [person for person in (letter.prepared_by, letter.case.owner) if person]
    return join_names(list(dict.fromkeys(person.name for person in people)))
