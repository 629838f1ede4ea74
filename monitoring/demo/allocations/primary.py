"""Made-up disagreements of primary schools with their partners, each with an end."""

from .argument import Argument, Side, View

PRIMARY = {
    "attendance": Argument(
        partner=Side(
            "C",
            "Attendance has been below that of similar schools for two years, and persistent absence is high among "
            "pupils entitled to free meals. The school's plan is sensible but was late.\n\nTeaching is sound. It "
            "cannot help pupils who are not there, and that is why I propose band C.",
            (
                View("attendance", "C", "Two years below similar schools.", "School census, spring and summer"),
                View("inclusion-and-send", "C", "Absence is highest where support plans are weakest.", "Visit note"),
                View("outcomes-and-gaps", "C", "The gap at eleven has not closed.", "Key stage 2 results"),
            ),
        ),
        school=Side(
            "B",
            "The proposal describes the school as it was eighteen months ago. We appointed an attendance lead in "
            "January, and absence has fallen in each half term since; we are now within half a point of similar "
            "schools.\n\nThe pupils who are still often away are eleven children from four families, each with a "
            "plan and a named adult. A core visit a term would take leaders' time from the work that is succeeding.",
            (
                View(
                    "attendance",
                    "B",
                    "94.6 per cent over the last two half terms, against 93.1 a year before.",
                    "Weekly attendance report to governors",
                ),
                View(
                    "inclusion-and-send",
                    "B",
                    "All eleven pupils have plans, reviewed every three weeks with the family.",
                    "Anonymised summary of the plans",
                ),
            ),
        ),
        officer=Side(
            "B",
            "I have read both cases and the attendance figures of the last two half terms, which the partner did not "
            "have. They bear out what the headteacher says: the improvement is steady and not the work of one good "
            "month.\n\nI decide for band B. The termly contacts should look at persistent absence each time, and if "
            "it rises again by Easter the band should be reviewed.",
            (
                View("attendance", "B", "Close to similar schools, and rising for three half terms."),
                View("inclusion-and-send", "B", "The plans exist and are followed up."),
            ),
        ),
    ),
    "phonics": Argument(
        partner=Side(
            "B",
            "The school is securely good. Leaders know where it is weaker, and their plan for early reading is "
            "clear.\n\nThe dip in phonics last summer is one cohort. I expect it to recover within what band B "
            "offers, with one of the termly contacts given to reading.",
            (
                View("reading", "B", "Taught well; catch-up groups meet daily.", "Phonics visit, June"),
                View("leadership-and-governance", "B", "A stable team that acts on advice.", "Minutes of governors"),
            ),
        ),
        school=Side(
            "C",
            "It is not one cohort. Both of our experienced year one teachers left at Easter, and so did the reading "
            "lead. Their successors are in their first two years of teaching.\n\nThe phonics check fell by fourteen "
            "points and our own assessments this autumn show the present year one no better. We would rather ask for "
            "help now than explain ourselves after an inspection.",
            (
                View(
                    "reading",
                    "C",
                    "Three of four classes are taught phonics by teachers new to the scheme.",
                    "Staffing list; autumn phonics assessments",
                ),
                View(
                    "outcomes-and-gaps",
                    "C",
                    "Down fourteen points, twenty-two for disadvantaged pupils.",
                    "Phonics check, last two summers",
                ),
                View("leadership-and-governance", "C", "Nobody has led reading since Easter.", "Staffing structure"),
            ),
        ),
        officer=Side(
            "C",
            "A school that asks for more support and says precisely why shows the leadership that the criteria look "
            "for. The fall is large, the staffing explains it, and it will not recover this year.\n\nI decide "
            "for band C, for this year. I expect the plan to name who leads reading by the spring.",
            (
                View("reading", "C", "The teaching of reading needs support until the new staff are secure."),
                View("leadership-and-governance", "B", "The leadership is sound; one post in it is empty."),
            ),
        ),
    ),
    "new-leaders": Argument(
        partner=Side(
            "B",
            "The new headteacher has made a confident start and results held up last summer. Governors recruited "
            "well.\n\nA change of leaders is not in itself a weakness. With the days for a first headship, band B "
            "gives enough.",
            (View("leadership-and-governance", "B", "A confident start; governors ask good questions.", "Core visit"),),
        ),
        school=Side(
            "C",
            "In one year the school has a new headteacher, a new deputy and five new governors of nine. None of us "
            "has led a school through an inspection, and ours is due.\n\nThis is not a complaint about the past. The "
            "capacity that the criteria ask for has yet to be shown, and we cannot show it by next summer alone.",
            (
                View(
                    "leadership-and-governance",
                    "C",
                    "Capacity is promising and untested.",
                    "Governing body membership; leadership structure",
                ),
                View("inspection-outlook", "C", "An inspection is due with a team new to it.", "Date of the last one"),
                View("self-evaluation", "C", "The document was written by people who have left.", "Self-evaluation"),
            ),
        ),
        officer=Side(
            "B",
            "I recognise the strain that the headteacher describes. The evidence in front of me is nevertheless of a "
            "school that runs well: results held, attendance is good, and the new governors are trained.\n\nI decide "
            "for band B. Untested is not the same as weak, and the framework gives further days for a first "
            "headship.",
            (View("leadership-and-governance", "B", "Enough capacity, on what can be seen today."),),
        ),
        referral="The decision weighs what has gone well since September. It does not weigh the inspection that is due "
        "before the summer, for which nobody in the new team has prepared before.\n\nSince the decision the business "
        "manager has also given notice. I ask for this to be looked at once more.",
        director=Side(
            "C",
            "Both cases are argued with care, and on the evidence of the autumn the first decision was open to the "
            "officer. Since then the school has lost a fourth senior member of staff.\n\nThe question is whether the "
            "school can keep up its standard with what it has. I am not satisfied that it can without regular help "
            "this year, and I determine band C. I expect it to return to band B once the team is settled.",
            (
                View("leadership-and-governance", "C", "Needs improvement while posts are empty."),
                View("inspection-outlook", "C", "Targeted help is needed before the inspection."),
            ),
        ),
    ),
    "curriculum": Argument(
        partner=Side(
            "C",
            "The curriculum is strong in English and mathematics and uneven elsewhere. In history and science pupils' "
            "books show topics repeated from one year to the next.\n\nLeaders have begun to put this right. Until it "
            "reaches every class the criteria for band C fit best.",
            (
                View("curriculum", "C", "Uneven beyond the core; topics come twice.", "Book look with subject leaders"),
                View("outcomes-and-gaps", "C", "Science is falling by the school's own measure.", "School's data"),
            ),
        ),
        school=Side(
            "B",
            "The book look took place in the second week of term, before the new plans had reached the classes. "
            "Since then every subject has its sequence, and staff have been trained in it.\n\nResults at eleven have "
            "risen for three years. The criteria ask for a curriculum that is at least good; one subject in "
            "transition does not make it weak.",
            (
                View(
                    "curriculum",
                    "B",
                    "Sequences are in place in all subjects since half term.",
                    "Curriculum plans; note of an external review",
                ),
                View("outcomes-and-gaps", "B", "Three years of rising results.", "Key stage 2 results"),
                View("inspection-outlook", "B", "Good at the last inspection and improving.", "Inspection report"),
            ),
        ),
        officer=Side(
            "C",
            "I visited with the partner after half term. The plans are there and they are good. In three of the "
            "seven classes they are not yet what is taught, and the assessment that would show whether pupils "
            "remember has not begun.\n\nI decide for band C. It is a fair description of a school half way through "
            "a change that it chose for good reasons.",
            (
                View("curriculum", "C", "Uneven between classes on the day of my visit."),
                View("outcomes-and-gaps", "B", "The published results are rising."),
            ),
        ),
        referral="We are grateful for the visit and do not dispute what was seen. We dispute what follows from it: "
        "four classes of seven had the new plans after five weeks, and two more have them now.\n\nA band is for a "
        "whole year. By the summer this description will be wrong for most of the time that it applies.",
        director=Side(
            "C",
            "The headteacher is right that a band is for a year, and right about the direction. The framework asks "
            "where the school fits best now, and gives the means to review a band when there is new evidence.\n\n"
            "I determine band C. If the partner finds at the spring visit that the plans are taught throughout, I "
            "ask that a review be started then.",
            (View("curriculum", "C", "In transition; to be looked at again in spring."),),
        ),
    ),
    "inclusion": Argument(
        partner=Side(
            "B",
            "Pupils do well here and the school is calm. Provision for special educational needs is led by an "
            "experienced member of staff who works across two schools.\n\nBand B gives what is needed to review "
            "the support plans, which some parents find hard to follow.",
            (
                View("inclusion-and-send", "B", "Effective; the plans could be plainer.", "Sample of six plans"),
                View("behaviour-and-exclusions", "B", "No exclusion for two years.", "Exclusions return"),
            ),
        ),
        school=Side(
            "C",
            "The number of pupils with an education, health and care plan has gone from four to thirteen in two "
            "years. Our coordinator is here for two days a week and spends them on paperwork.\n\nTwo parents have "
            "complained and one has gone to mediation. We ask for band C because of this one row, which matters "
            "more to us than the others together.",
            (
                View(
                    "inclusion-and-send",
                    "C",
                    "Provision is uneven; reviews of four plans were late.",
                    "Register of plans with their review dates",
                ),
                View("other-functions", "C", "Two complaints about one matter in a term.", "Complaints log"),
            ),
        ),
        officer=Side(
            "C",
            "One row does not usually carry a band. Here it stands for a third of the pupils in two classes, and the "
            "late reviews are a legal duty not met.\n\nI decide for band C and ask the partner to bring in the "
            "special educational needs team before the spring term begins.",
            (
                View("inclusion-and-send", "C", "Uneven, through numbers and not through neglect."),
                View("other-functions", "C", "The complaints show the same strain."),
            ),
        ),
    ),
    "small-cohort": Argument(
        partner=Side(
            "C",
            "Results fell for the second year and are below national figures in mathematics. The school explains "
            "this by the size of its cohort.\n\nThe books that I saw in the two years below do not show that the "
            "next results will be better.",
            (
                View("outcomes-and-gaps", "C", "Two years of falling results.", "Key stage 2 results"),
                View("curriculum", "C", "Mathematics is uneven in the middle years.", "Joint lesson visits"),
            ),
        ),
        school=Side(
            "B",
            "There were thirteen pupils in the year. Each is nearly eight per cent. Two joined in the spring with "
            "little English and one was ill for a term; without them the results are above the national figures.\n\n"
            "Our own assessments over four years, which we attach, show no fall.",
            (
                View(
                    "outcomes-and-gaps",
                    "B",
                    "Thirteen pupils; no fall over four years taken together.",
                    "Four-year averages from our own assessments",
                ),
                View("curriculum", "B", "The new scheme for mathematics is in its second year.", "Scheme overview"),
            ),
        ),
        officer=Side(
            "C",
            "Small numbers call for care, and I have put the published results to one side. What remains is the work "
            "in the books of the two years below, which I have seen. It is not yet at the standard the school "
            "hopes for.\n\nI decide for band C. Not because of thirteen pupils, but because of the forty who follow.",
            (
                View("outcomes-and-gaps", "B", "One small year proves nothing."),
                View("curriculum", "C", "Mathematics needs support in the middle years."),
            ),
        ),
    ),
    "outreach": Argument(
        partner=Side(
            "A",
            "The school is a strength of this city. It supports four others, its results are high, and its view of "
            "itself is searching.\n\nIt needs little from us, and band A says so.",
            (
                View("outreach", "A", "Supports four schools in reading and mathematics.", "Deployment records"),
                View("leadership-and-governance", "A", "A record of lasting improvement.", "Five years of visits"),
            ),
        ),
        school=Side(
            "B",
            "We are proud of the work with other schools and do not want to lose it. It takes two of our best "
            "teachers for a day each week, and last summer our own results in writing fell for the first time.\n\n"
            "We ask for the contact days of band B for one year while we train others to take a share.",
            (
                View("outcomes-and-gaps", "B", "Writing fell by six points.", "Teacher assessment, last two summers"),
                View("outreach", "B", "Effective where we do it; we cannot do more.", "Timetables of two teachers"),
            ),
        ),
        officer=Side(
            "B",
            "It would be odd to reward generosity with less support. The headteacher asks for two and a half days "
            "and says what they are for.\n\nI decide for band B. The school's standing is not in question.",
            (View("outreach", "B", "To be kept at its present size for a year."),),
        ),
    ),
}
