"""Whether a sentence judges, and whether it says yes or no.

Formulae by year: domain notes §4.1. A judgement stands in a sentence of its own among the opening paragraphs, never
in a bullet. Its negation is looked for between the verb and the words that judge, and before the verb where a
subject can carry it (“neither leaders nor governors”). What is doubted, hoped or told by others is quoted without a
value, for a person to read. A yes under a condition is a yes: its sentence stands beside it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .letter import Judgement
from .plain import Plain


@dataclass(frozen=True)
class Formula:
    """Words that judge; what the groups `no` and `within` hold is part of the judgement."""

    core: str
    # What the sentence has to speak of before, or anywhere; what `not_of` finds before belongs to somebody else.
    subject: str = ""
    not_of: str = ""
    speaks_of: str = ""
    # The verb that may stand before the core, when it is not a statement of what is.
    permits: bool = False


_NEW_TEACHERS = r"newly qualified teacher|\bNQT|early career teacher|\bECT"
_PROGRESS_GOAL = r"(?:towards the removal|in removing|in tackling|in addressing|to improve the school)"
_GRADED = (
    r"(?:(?:reasonable|sufficient|enough|good|satisfactory|outstanding"
    r"|(?P<no>inadequate|insufficient|unsatisfactory|too little)) )?"
)
_SCHOOL = r"\b(?:school|leaders?|managers?|governors|trust|trustees|academy|college)\b"
_AUTHORITY = r"(?:(?:local |education )?authority|council|LA|county|borough|city)"
_OF_AUTHORITY = (
    rf"\b{_AUTHORITY}(?:'s?)? (?:[\w-]+ ){{0,3}}?(?:statements? of action|plans?)\b"
    rf"|\b(?:statements? of action|plans?)(?: \w+){{0,2}} (?:of|by|from) the {_AUTHORITY}\b"
)
_SAFEGUARDING = (
    r"^(?:[A-Z][\w ]{0,20}, )?(?:the )?(?:(?:school|academy|trust|college|nursery|provision|leader)s?'s? )?"
    r"(?:(?:arrangements|culture|procedures|systems|standards) (?:for|of|on) )?(?:the )?safeguarding"
)
FORMULAE: dict[str, tuple[Formula, ...]] = {
    "effective_action": (
        Formula(
            r"\b(?:tak(?:ing|en|es?)|took) (?:(?:highly|more|sufficiently|(?P<no>insufficiently)) )?effective action\b"
        ),
        Formula(r"\b(?:tak(?:ing|en|es?)|took) (?P<no>ineffective|insufficient|too little) action\b"),
        Formula(
            r"(?:\b(?P<no>too little|little|no|insufficient|not enough) )?\beffective action (?:is|are|has|have|was)"
            r"(?P<within>[^.,;]{0,30}?) (?:being |been )?taken\b"
        ),
        Formula(rf"\b(?:making|made) {_GRADED}progress {_PROGRESS_GOAL}"),
        Formula(rf"\b(?:making|made) {_GRADED}progress (?:in|on|with|against|towards)\b", subject=_SCHOOL),
        Formula(
            r"\bprogress since [^.;:]{0,60}? ?[-:] ?(?:good|satisfactory|outstanding"
            r"|(?P<no>inadequate|unsatisfactory))\b"
        ),
    ),
    "plan_fit_for_purpose": (
        Formula(
            r"\b(?P<no>un)?fit for (?:its )?purpose\b",
            subject=r"\bplans?\b|\bstatements? of action\b",
            not_of=_OF_AUTHORITY,
        ),
    ),
    "authority_statement_fit": (Formula(r"\b(?P<no>un)?fit for (?:its )?purpose\b", subject=_OF_AUTHORITY),),
    "may_appoint_new_teachers": (Formula(r"\bappoint(?:s|ed|ing)?\b", speaks_of=_NEW_TEACHERS, permits=True),),
    "safeguarding_effective": (
        Formula(
            r"\b(?P<no>in)?effective\b(?! action)|\b(?P<short>un|non-|non)?(?:compliant|satisfactory)\b"
            r"|\bmeets? (?:all |the |current )*(?:(?:statutory|legal|government|national) )?requirements\b",
            subject=rf"{_SAFEGUARDING}\b[^.;:,]{{0,60}}$",
        ),
        Formula(r"\b(?P<no>un)?met\b", subject=rf"{_SAFEGUARDING}(?: standards?| requirements?)\b[^.;:,]{{0,40}}$"),
    ),
}
# What a letter says in one place, and denies in another.
BOTH_WAYS = {
    "effective_action": "effective action is being taken and in another that it is not",
    "plan_fit_for_purpose": "the plan is fit for purpose and in another that it is not",
    "authority_statement_fit": "the authority's statement of action is fit for purpose and in another that it is not",
    "may_appoint_new_teachers": "new teachers may be appointed and in another that they may not",
    "safeguarding_effective": "safeguarding is effective and in another that it is not",
}
# What a letter may say after its opening too, as a heading of its own.
_ANYWHERE = ("safeguarding_effective",)
_LIMITS = re.compile(
    r"[,;]? (?:(?:but|yet) (?P<but>.+)|(?P<rest>(?:although|though|provided that|unless|except|only (?:in|for|with|if))"
    r"\b.+))",
    re.IGNORECASE,
)
_LIMITS_NEXT = re.compile(
    r"(?:However|Nevertheless|Nonetheless|Even so|But|Yet|Despite this|That said|Having said that|Still)\b"
)
_CLAUSE = re.compile(
    r"[;:]|\b(?:but|although|though|while|whereas|because|since|however|so that|and that)\b", re.IGNORECASE
)
_STATES = r"is|are|was|were|has|have|had|do|does|did|remains?"
_MODALS = r"may|can|could|should|must|shall|will|would|might|needs?"
_VERB = re.compile(
    rf"\b(?:(?:{_STATES}|{_MODALS})(?:n't)?|cannot|can't|won't|shan't)\b(?!.*\b(?:{_STATES}|{_MODALS})\b)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|never|no longer|nowhere|fail(?:s|ed|ing)? to|yet to|unable to|unwilling to|cannot|far from|by no means"
    r"|in no way|at no time|hardly|scarcely|barely|rarely|seldom|neither|nor|without|ceased|stopped)\b|n't\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?:neither|nobody|no one|none of|few|under no circumstances|at no time|no (?!longer|formal|doubt)\w+)\b",
    re.IGNORECASE,
)
# “I am satisfied that”: the words up to here say whose judgement it is, and whether it is one.
_SAID_OF = re.compile(
    r"(?P<outer>.*\b(?:satisfied|persuaded|convinced|believe[sd]?|believing|think|thinks|thought|consider(?:s|ed)?"
    r"|opinion|view|judge[sd]?|judgement|conclu(?:de[sd]?|sion)|find|found|evidence|sa(?:y|id)|case|true|untrue|doubt"
    r"|told|know[sn]?|knew|sure|confident|agree[sd]?|accept(?:s|ed)?|claim(?:s|ed)?|feel|felt|clear|confirm(?:s|ed)?|report(?:s|ed)?"
    r"|sign|indications?|shows?|showed|assur(?:es?|ed)|assurance|likely|unlikely|hope[sd]?|expect(?:s|ed)?|confidence"
    r"|recommend(?:s|ed)?|suggest(?:s|ed)?|me|us)\b,?(?: (?:is|was))?(?: [\w ]+,)? that\b"
    r"|.*\b(?:governors|leaders|trustees|staff|they) (?:think|believe|feel|say)\b)(?P<inner>.*)",
    re.IGNORECASE | re.DOTALL,
)
_JUDGES = re.compile(r"\b(?:I|we|my|our|inspectors?|HMI|evidence|inspection|clear)\b", re.IGNORECASE)
_NO_JUDGEMENT = re.compile(
    r"\b(?:no|not|never|nobody|little|few|cannot|too early|untrue|unclear|wrong|doubt\w*|remains to be|told|asked"
    r"|hop(?:e|es|ed)|expect\w*|assur\w+|un(?:likely|able|persuaded|convinced)|whether|if|would|suggest\w*)\b|n't\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(r"\s*(?:no|neither|not)\b", re.IGNORECASE)
_ASKS = re.compile(r"\bwhether\b", re.IGNORECASE)
_NOT_SAID = re.compile(r"\b(?:if|whether|until|unless|when)\b", re.IGNORECASE)
# What was so at an earlier inspection is no judgement of this one.
_PAST = re.compile(r"\b(?:was|were|had|did)(?:n't)?\b", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:(?:previous|last|earlier|first|second|third|then) (?:[\w-]+ ){0,3}?(?:inspection|visit)"
    r"|(?:previous|former|last) (?:head\w*|principal|leaders?|governors|governing body|trust)"
    r"|when I (?:last|first)|at that time|until then)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(rf"\b(?:{_MODALS})\b", re.IGNORECASE)
_PERMITS = re.compile(r"\b(?:may|can|permitted|allowed|free|able)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    value: bool | None
    sentence: Plain
    # What follows the words that judge, in the sentence.
    after: str


def judged(question: str, front: Sequence[Plain], others: Sequence[Plain]) -> tuple[Judgement, str | None]:
    """What the opening sentences hold of a question, and the sentence about a contradiction if they differ.

    `others` are the sentences of paragraphs after the opening; they are asked where a question can be answered there.
    """
    found = [finding for sentence in front for finding in _findings(question, sentence)]
    if question in _ANYWHERE:
        elsewhere = (finding for sentence in others for finding in _findings(question, sentence))
        found = [finding for finding in (*found, *elsewhere) if finding.value is not None]
    if {finding.value for finding in found} >= {True, False}:
        return Judgement(), f"The letter says in one place that {BOTH_WAYS[question]}."
    if not found:
        return Judgement(), None
    first = next((finding for finding in found if finding.value is not None), found[0])
    return Judgement(first.value, *first.sentence.quoted(), _qualifier(first, [*front, *others])), None


def _findings(question: str, sentence: Plain) -> Iterator[Finding]:
    for formula in FORMULAE[question]:
        yield from _find(formula, sentence)


def _qualifier(found: Finding, sentences: Sequence[Plain]) -> str | None:
    """What the sentence, or the next one of its paragraph, says to limit what was judged."""
    if limits := _LIMITS.search(found.after):
        said = found.sentence.cut(len(found.sentence.text) - len(found.after), len(found.sentence.text))
        return said.cut(*limits.span("but" if limits["but"] else "rest")).tidy().rstrip(".") or None
    place = sentences.index(found.sentence) + 1
    if place == len(sentences) or not _LIMITS_NEXT.match(sentences[place].text):
        return None
    following = sentences[place]
    between = following.given[found.sentence.at[-1] : following.at[0]]
    if re.search(r"\n\s*\n", between) or any(True for each in FORMULAE for _ in _findings(each, following)):
        return None
    return following.tidy()


def _find(formula: Formula, sentence: Plain) -> Iterator[Finding]:
    start = 0
    for core in re.finditer(formula.core, sentence.text, re.IGNORECASE):
        finding = _found(formula, sentence, core, sentence.text[start : core.start()])
        if finding:
            yield finding
        if not formula.subject:
            return
        start = core.end()


def _found(formula: Formula, sentence: Plain, core: re.Match[str], before: str) -> Finding | None:
    """What the sentence says with the words of a formula; `before` are those since the last such words."""
    if not re.search(formula.speaks_of, sentence.text, re.IGNORECASE):
        return None
    outer, inner = _parted(before)
    of_others = re.sub(formula.not_of, "", inner, flags=re.IGNORECASE) if formula.not_of else inner
    if not re.search(formula.subject, of_others.strip(), re.IGNORECASE):
        return None
    clause = _last_clause(inner)
    groups = core.groupdict()
    verb = None if groups.get("within") is not None else _VERB.search(clause)
    verbal = clause[verb.start() :] if verb else clause
    after = sentence.text[core.end() :]
    denials = len(_NOT.findall(verbal + (groups.get("within") or ""))) + bool(groups.get("no") or groups.get("short"))
    denials += bool(_NOBODY.search(clause[: verb.start()] if verb else clause)) or bool(
        formula.permits and _DENIED_AFTER.match(after)
    )
    if _ASKS.search(inner):
        return None
    if not denials and (_NOT_SAID.search(clause) or (formula.permits and not _PERMITS.search(verbal))):
        return None
    if _PAST.search(verbal) and _EARLIER.search(sentence.text):
        return None
    # “should take” and “in order to take” ask for it; they do not say that it is so.
    if not formula.permits and (_MODAL.search(verbal) or (not denials and verbal.endswith(" to "))):
        return None
    return Finding({0: True, 1: False}.get(denials) if _is_judged(outer) else None, sentence, after)


def _parted(before: str) -> tuple[str, str]:
    """The words that say whose judgement follows, and those that judge."""
    found = _SAID_OF.match(before)
    return (found["outer"], found["inner"]) if found else ("", before)


def _is_judged(outer: str) -> bool:
    return not outer or bool(_JUDGES.search(outer) and not _NO_JUDGEMENT.search(outer))


def _last_clause(before: str) -> str:
    """The words since the last word that begins another clause."""
    start = 0
    for boundary in _CLAUSE.finditer(before):
        start = boundary.end()
    return before[start:]
