"""What partners and officers of the made-up authority write where everybody agrees."""

# By band, why it was proposed.
REASONS = {
    "A": (
        "Leaders know the school well and act on what they find. Results have kept above the national figures for "
        "three years, and the school helps two others with early reading.\n\nNothing in the evidence points to a risk "
        "before the next inspection.",
        "This is a confident school with a governing body that asks hard questions. Staff stay, and those who leave "
        "are promoted elsewhere.\n\nPupils who are disadvantaged do as well here as others do nationally. I propose "
        "the lightest contact, and thank the school for what it gives to its neighbours.",
        "Every area that we looked at together this autumn was at least good and most were better. The school's own "
        "evaluation names its two weaker points before anybody else does.\n\nIt is expected to keep its standing.",
    ),
    "B": (
        "The school is securely good. Leaders have acted on the points of the last inspection and pupils' books show "
        "the effect.\n\nOutcomes for pupils who are disadvantaged are rising and still below the others; this is where "
        "we would spend the days.",
        "Teaching is consistent and the curriculum is well ordered. The new assessment system tells teachers what "
        "pupils remember, which the old one did not.\n\nWriting is the subject that has recovered least. The termly "
        "contacts should follow it.",
        "Leaders and governors have enough capacity to go on improving. Attendance is in line with similar schools, "
        "and behaviour in lessons and at break is calm.\n\nWe agreed that the school's view of its early years is a "
        "little kind; the core visit will begin there.",
        "A steady year. Staff turnover was low, results held, and the plan is short enough to be used.\n\nThe partner "
        "and the headteacher see the same two priorities: vocabulary, and the work of middle leaders.",
    ),
    "C": (
        "Results have fallen two years running and the curriculum is uneven beyond the core subjects. Leaders see "
        "this and have a plan, which needs support to work in time.\n\nAttendance has not come back to where it was.",
        "The school was good at its last inspection and would find it hard to show that today. Three experienced "
        "members of staff left within a year and their successors are still finding their feet.\n\nA core visit each "
        "term will help leaders to judge whether what they have begun is working.",
        "Governance is thin: two posts are empty and the committee for standards has not met since spring. "
        "Teaching is better than this suggests.\n\nProvision for special educational needs is uneven between "
        "classes. I propose band C so that both can be worked on at once.",
    ),
    "D": (
        "The school required improvement at its last two inspections and leadership has changed three times since. "
        "Provision for vulnerable pupils does not work well enough.\n\nA group of officers should meet with the "
        "school each half term.",
        "There are significant concerns about leadership and about the budget, and one affects the other. Results "
        "have stayed below national figures for four years.\n\nPupils are safe and staff are willing. What is needed "
        "is a plan with few points, and services that work to it together.",
    ),
}  # fmt: skip

# By criterion and band, what a partner notes about it and on what evidence.
NOTES = {
    ("leadership-and-governance", "A"): ("Leaders are ahead of us on every point we raised.", "Core visit, autumn"),
    ("leadership-and-governance", "B"): ("Roles are clear and governors visit with a purpose.", "Governors' minutes"),
    ("leadership-and-governance", "C"): ("Middle leaders are new and need time and coaching.", "Leadership structure"),
    ("leadership-and-governance", "D"): ("The third headteacher in four years; two governors left.", "Staffing list"),
    ("self-evaluation", "A"): ("Searching, short, and borne out by what we saw.", "Self-evaluation document"),
    ("curriculum", "A"): ("Well ordered in every subject that we looked at.", "Book look with subject leaders"),
    ("curriculum", "C"): ("Topics come twice in history; science skips a step.", "Book look with subject leaders"),
    ("curriculum", "D"): ("Gaps in the plans are gaps in what pupils know.", "Visits to lessons in two terms"),
    ("reading", "B"): ("Daily groups for pupils who find it hard, and they catch up.", "Visit to early reading"),
    ("reading", "C"): ("The scheme is followed in name; books do not match the sounds taught.", "Visit to reading"),
    ("outcomes-and-gaps", "A"): ("Above the national figures for three years.", "Published results"),
    ("outcomes-and-gaps", "B"): ("Rising, and the gap is closing slowly.", "Published results; school's data"),
    ("outcomes-and-gaps", "C"): ("Down for a second year in mathematics.", "Published results"),
    ("outcomes-and-gaps", "D"): ("Below for four years, without a secure turn.", "Published results"),
    ("inclusion-and-send", "C"): ("Support plans differ in quality from class to class.", "Sample of eight plans"),
    ("behaviour-and-exclusions", "C"): ("Suspensions rose in the summer term.", "Exclusions return"),
    ("attendance", "A"): ("Above similar schools; the first call home is made by nine.", "School census"),
    ("attendance", "C"): ("Persistent absence is high among a few families.", "School census"),
    ("attendance", "D"): ("One pupil in four is often absent, and the trend is down.", "School census"),
    ("other-functions", "C"): ("The budget will be in deficit within two years.", "Three-year budget"),
}

# What every school of the authority is like, whatever its band.
STEADY = {"safeguarding": "A", "formal-powers": "A"}

REVISED = (
    "After our conversation on what the school has done since the summer I have looked again at the evidence that "
    "you sent, and I now see the band otherwise.\n\n"
)
DRAFT = "Core visit on improvement was useful. Still to write up: what we saw in the books, and attendance by group."
DRAFT_NOTE = "To be checked against the data of the autumn."

CONFIRMED = (
    "Two reminders and a telephone call on the last day had no answer. The school is not to be left without its days.",
    "The school office said that the headteacher would write, and nothing came. I confirm what was proposed.",
    "No answer within the period. The partner spoke to the school, which raised no objection.",
)
CONFLICT = "My sister has taught at this school since September, so I should not be the one to decide."

INSPECTED = (
    "The inspection found that some aspects of the school's work are not as strong as at the last one, and names "
    "reading and the work of subject leaders."
)
AFTER_INSPECTION = (
    "The band that we agreed in the autumn rested on a school that was secure in its standing. The inspection since "
    "then says otherwise of reading and of the work of subject leaders, and the school does not dispute it.\n\nA core "
    "visit each term from now on will help leaders to act on it before the graded inspection that is to follow."
)
NEW_EVIDENCE = (
    "Autumn assessments arrived after we had agreed, and two year groups are well below where we took them to be."
)
HIGH_RISK = (
    "An inspection is expected by the summer, the deputy headteacher has left, and the school's own forecast is a "
    "further fall in results."
)
CLOSED = "The school closed when it was joined with its neighbour; its pupils are on the roll there."
