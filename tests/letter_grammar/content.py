"""What a letter asks for, what it tells, who has a copy, and who signed."""

from . import judgements, names, openings
from .days import month
from .draw import Draw, Facts, Part, Point, bullets, heading, paragraph

_ACTIONS = (
    "make sure that teachers check what pupils remember before they move on",
    "reduce the number of pupils who are often away from school",
    "write a plan for mathematics that says who does what, and by when",
    "train governors to ask about the progress of disadvantaged pupils",
    "see that staff follow the behaviour policy at lunchtime as well as in lessons",
    "give pupils who find reading hard books that match the sounds they know",
    "check that leaders take timely and effective action when a pupil's attendance falls",
    "appoint a leader of the early years with the time to do the work",
    "improve the teaching of science in Years 3 to 6",
    "share what works well in English with the teachers of other subjects",
    "keep records of safeguarding concerns that are complete and up to date",
)
_PARENTS = (
    "Improve the quality of teaching so that pupils make better progress by:",
    "Strengthen leadership and management by ensuring that:",
    "Raise attendance, particularly that of disadvantaged pupils, by:",
    "Improve behaviour, so that:",
)
_CHILDREN = (
    "using what assessments show to plan lessons",
    "every teacher expects pupils to finish their work",
    "governors check the use of the pupil premium",
    "subject leaders visit lessons and act on what they see",
    "staff apply the rules in the same way",
    "pupils know what to do when they are stuck",
)
_FURTHER = (
    "The school should take further action to:",
    "I recommend that further action is taken to:",
    "Leaders and governors should now:",
    "In order to improve further, the school needs to:",
    "The school should now take further action to:",
    "Those responsible for the school must:",
)
_NEXT_STEPS = (
    "Leaders and those responsible for governance should ensure that they:",
    "Leaders should:",
    "Leaders and governors should make sure that they:",
    "To improve further, leaders need to:",
)
_AREAS = (
    "The areas for improvement identified during the inspection that took place in {when}.",
    "Areas for improvement from the inspection in {when}",
    "The inspection in {when} identified these areas for improvement:",
    "What the school was asked to improve by the inspection in {when}:",
)
_ADDITIONAL = (
    "Additional area for improvement:",
    "Inspectors identified an additional area for improvement:",
    "Further areas for improvement:",
    "In addition, this inspection asks the school to:",
)
_REVIEWS = (
    "An external review of governance should be undertaken to assess how this aspect of leadership may be improved.",
    "An external review of the school's use of the pupil premium should be undertaken.",
    "I recommend an external review of governance.",
    "The school is required to commission an external review of its use of the pupil premium.",
)
_REVIEWS_DONE = (
    "An external review of governance was completed in the spring and leaders have acted on it.",
    "No external review of governance is needed.",
    "Governors have commissioned an external review of the pupil premium.",
)
_SUPPORT = (
    "The local authority's adviser visits once a month and checks the work of leaders.",
    "A national leader of education has helped the headteacher to plan staff training.",
    "Brokered support from a nearby school has improved the teaching of reading.",
    "The trust provides two specialist leaders, whose help is valued by teachers.",
    "Support from the diocese has been slow to arrive, and its effect cannot be seen yet.",
)
_TOLD = (
    "During the inspection, meetings were held with the headteacher, other leaders and members of the governing body.",
    "I visited nine lessons, spoke with pupils in the playground and read the school's records of visits.",
    "Two teachers have joined the school, and the deputy headteacher left in January.",
    "The number of pupils on roll has fallen by thirty since the last inspection.",
    "Pupils' books show that handwriting is neater, though spelling is still weak in Year 4.",
    "Attendance has risen but is below the national average for those who are disadvantaged.",
    "Governors now visit each term, and they ask leaders good questions about what they see.",
    "The new curriculum for history has been planned with care and is taught to all classes.",
    "Parents whom I met spoke well of the changes made at the start and the end of the day.",
    "Leaders of English have a clear view of what is better and of what has yet to be tackled.",
)
_LOOKED_AT = (
    "During the inspection, we:",
    "Inspectors considered the following:",
    "Since the last inspection, leaders have:",
    "Pupils told me that they:",
)
_SEEN = (
    "visited lessons in most subjects",
    "the minutes of meetings of the governing body",
    "changed the way in which reading is taught",
    "like the new library and the clubs after school",
    "talked with a group of newly appointed staff",
)
_SECTIONS = ("Evidence", "Context", "Main findings", "The quality of education", "Behaviour and attitudes")
_SECTIONS_BEFORE_2019 = (
    "Evidence",
    "Context",
    "Main findings",
    "Quality of teaching, learning and assessment",
    "Achievement and standards",
)
_SERVICES = ("children's services", "children's services", "children's services", "children and families")
THANKS = (
    "Thank you for your welcome and for the time that you and your colleagues set aside.",
    "I am grateful for the help that I was given, and for the frank discussions we had.",
    "Please pass on my thanks to the pupils, who were polite and told me much about their work.",
    "Please thank your staff for their help.",
)
COPIES = (
    "I am copying this letter to {names}.",
    "I am copying this letter and the attached report to {names}.",
    "This letter and the monitoring inspection report are being copied to {names}.",
    "A copy of this letter goes to {names}.",
    "This letter is copied to {names}.",
    "Copies of this letter have been sent to {names}.",
)
_PUBLISHED = (
    " This letter will be published on the Ofsted website.",
    " It will be published on our reports website.",
    "",
)


def points(draw: Draw, *, deep: bool) -> list[Point]:
    """Bullets, a sentence over several; with others below some of them where `deep`."""
    if not deep:
        return [Point(f"{text}{end}") for text, end in _ended(draw.some(_ACTIONS, 1, 4))]
    found = []
    for text in draw.some(_PARENTS, 1, 3):
        children = [Point(f"{child}{end}") for child, end in _ended(draw.some(_CHILDREN, 2, 3))]
        found.append(Point(text, tuple(children)))
    return found


def _ended(texts: list[str]) -> list[tuple[str, str]]:
    return [(text, "." if place == len(texts) - 1 else "") for place, text in enumerate(texts)]


def further(draw: Draw, facts: Facts) -> list[Part]:
    is_short = facts.kind in (openings.SHORT, openings.UNGRADED)
    found = points(draw, deep=draw.chance(20))
    facts.expected["further_actions"] = [point.as_json() for point in found]
    lead = draw.wording(_NEXT_STEPS if is_short else _FURTHER)
    title = [heading(draw.wording(("Next steps for the school", "Next steps")))] if is_short else []
    return [*title, paragraph(lead), bullets(found)]


def areas(draw: Draw, facts: Facts, made: openings.Visit) -> list[Part]:
    found = points(draw, deep=draw.chance(70))
    facts.expected["areas_for_improvement"] = [point.as_json() for point in found]
    # The annex names the inspection that led to the visit, whether or not the letter itself did.
    facts.expected.setdefault("previous_inspection", made.led_to_it.isoformat()[:7])
    lead = draw.wording(_AREAS).format(when=month(made.led_to_it))
    if draw.chance(20):
        return [paragraph(f"Annex: {lead[0].lower()}{lead[1:]}"), bullets(found)]
    return [heading(draw.wording(("Annex", "Annex", "ANNEX", "Annex A"))), paragraph(lead), bullets(found)]


def additional(draw: Draw, facts: Facts) -> list[Part]:
    found = [Point(f"{draw.one(_ACTIONS)}.")]
    facts.expected["additional_areas"] = [point.as_json() for point in found]
    return [paragraph(draw.wording(_ADDITIONAL)), bullets(found)]


def review(draw: Draw, facts: Facts) -> list[Part]:
    sentence = draw.wording(_REVIEWS)
    facts.expected["external_reviews"] = [sentence]
    return [paragraph(sentence)]


def support(draw: Draw, facts: Facts) -> list[Part]:
    paragraphs = [" ".join(draw.some(_SUPPORT, 1, 2)) for _ in range(draw.random.randint(1, 2))]
    paragraphs = list(dict.fromkeys(paragraphs))
    facts.expected["external_support"] = "\n\n".join(paragraphs)
    return [heading("External support"), *(paragraph(each) for each in paragraphs)]


def told(draw: Draw, facts: Facts) -> list[Part]:
    """The middle of the letter, in which nothing is to be read but must not be read wrongly either."""
    found: list[Part] = []
    sections = _SECTIONS if facts.year >= 2019 else _SECTIONS_BEFORE_2019
    for title in sections[: draw.random.randint(1, len(sections))]:
        text = draw.some((*_TOLD, *judgements.LOOK_ALIKES, *_REVIEWS_DONE), 2, 4)
        found += [heading(title), paragraph(" ".join(text))]
        if draw.chance(20):
            seen = [Point(f"{each}{end}") for each, end in _ended(draw.some(_SEEN, 2, 3))]
            found += [paragraph(draw.wording(_LOOKED_AT)), bullets(seen)]
    return found


def copied(draw: Draw, facts: Facts) -> list[Part]:
    """The sentence that says who has a copy; in some letters a line "cc"."""
    authority = draw.one(names.AUTHORITIES)
    pool = [
        "chair of the governing body",
        f"director of {draw.one(_SERVICES)} for {authority}",
        f"chief executive of the {draw.one(names.PLACES)} Learning Trust",
    ]
    if facts.year < 2012:
        pool.insert(0, "Secretary of State")
    if 2014 <= facts.year < 2022:
        pool.insert(1, "regional schools commissioner")
    if facts.year >= 2022:
        pool.insert(1, "Department for Education's regional director")
    names_ = [each for each in pool if draw.chance(75)] or pool[:1]
    facts.expected["copied_to"] = names_
    the = [f"the {each}" for each in names_]
    listed = the[0] if len(the) == 1 else f"{', '.join(the[:-1])} and {the[-1]}"
    if draw.chance(10):
        ended = [Point(f"{each}{end}") for each, end in _ended(the)]
        return [paragraph("I am copying this letter to:"), bullets(ended)]
    if draw.chance(12):
        return [Part("lines", lines=(f"{draw.wording(('cc', 'Cc', 'CC:'))} {'; '.join(names_)}",))]
    return [paragraph(draw.wording(COPIES).format(names=listed) + draw.wording(_PUBLISHED))]
