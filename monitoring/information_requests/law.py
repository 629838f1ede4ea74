"""The exemptions by which information is withheld or a request refused, each with its place in the Act."""

from dataclasses import dataclass

from .states import Kind

_FREEDOM, _ACCESS = frozenset({Kind.FREEDOM}), frozenset({Kind.SUBJECT_ACCESS})


@dataclass(frozen=True)
class Exemption:
    """`section` is what stands in place of what is withheld, `words` say what it covers, `source` names the Act.
    `refuses` alone: a reason to refuse the whole request, not one to withhold a part."""

    slug: str
    section: str
    words: str
    kinds: frozenset[Kind]
    refuses: bool = False

    @property
    def source(self) -> str:
        if self.section.startswith("Article"):
            return "UK GDPR"
        return "Data Protection Act 2018" if "Schedule" in self.section else "Freedom of Information Act 2000"

    def __str__(self) -> str:
        return f"{self.section[0].upper()}{self.section[1:]}: {self.words} ({self.source})"


_ALL = (
    Exemption("s12", "section 12", "answering would cost more than the limit", _FREEDOM, refuses=True),
    Exemption("s14", "section 14", "the request is vexatious or repeated", _FREEDOM, refuses=True),
    Exemption("s21", "section 21", "it can be had by other means", _FREEDOM),
    Exemption("s22", "section 22", "it is to be published", _FREEDOM),
    Exemption("s31", "section 31", "it would prejudice law enforcement or an inspection", _FREEDOM),
    Exemption("s36", "section 36", "it would prejudice the conduct of public affairs", _FREEDOM),
    Exemption("s38", "section 38", "it would endanger somebody’s health or safety", _FREEDOM),
    Exemption("s40-1", "section 40(1)", "it is the personal data of the person who asks", _FREEDOM),
    Exemption("s40-2", "section 40(2)", "it is the personal data of somebody else", _FREEDOM),
    Exemption("s41", "section 41", "it was given in confidence", _FREEDOM),
    Exemption("s42", "section 42", "it is legal advice or was made for a claim", _FREEDOM),
    Exemption("s43", "section 43", "it would prejudice commercial interests", _FREEDOM),
    Exemption("a12-5", "Article 12(5)", "the request is manifestly unfounded or excessive", _ACCESS, refuses=True),
    Exemption("a15", "Article 15(1)", "it is not the personal data of the person who asks", _ACCESS),
    Exemption("sch2-2", "Schedule 2, paragraph 2", "it would prejudice crime and taxation matters", _ACCESS),
    Exemption("sch2-5", "Schedule 2, paragraph 5", "it is needed for legal proceedings", _ACCESS),
    Exemption("sch2-16", "Schedule 2, paragraph 16", "it would tell of somebody else", _ACCESS),
    Exemption("sch2-19", "Schedule 2, paragraph 19", "it is legal advice or was made for a claim", _ACCESS),
    Exemption("sch2-22", "Schedule 2, paragraph 22", "it would prejudice the planning of management", _ACCESS),
    Exemption("sch2-23", "Schedule 2, paragraph 23", "it would prejudice negotiations", _ACCESS),
    Exemption("sch2-24", "Schedule 2, paragraph 24", "it is a reference given in confidence", _ACCESS),
    Exemption("sch3", "Schedule 3, paragraph 19", "it is education data and would cause serious harm", _ACCESS),
)
EXEMPTIONS = {each.slug: each for each in _ALL}


def exemptions(kind: str, *, refuses: bool) -> list[tuple[str, str]]:
    """Return the choices of a kind of request: those that withhold a part, and with `refuses` those that refuse it all,
    too."""
    return [(each.slug, str(each)) for each in _ALL if kind in each.kinds and (refuses or not each.refuses)]
