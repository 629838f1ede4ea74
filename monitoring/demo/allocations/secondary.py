"""Made-up disagreements of secondary schools with their partners, each with an end."""

from .argument import Argument, Side, View

SECONDARY = {
    "key-stage-four": Argument(
        partner=Side(
            "B",
            "Results at sixteen rose last summer and the curriculum is broad. Leaders have acted on the points of the "
            "last inspection, and governors hold them to it.\n\nAttendance in years ten and eleven is the weak spot. "
            "The termly contacts of band B are enough to keep an eye on it.",
            (
                View("outcomes-and-gaps", "B", "Rising for two years.", "GCSE results"),
                View("attendance", "C", "Years ten and eleven are below the rest.", "School census"),
                View("leadership-and-governance", "B", "Enough capacity to go on improving.", "Governors' minutes"),
            ),
        ),
        school=Side(
            "C",
            "The rise last summer was the work of one exceptional year group. The present year eleven came to us with "
            "lower starting points, and mock results are well below those of a year ago.\n\nWe have been without a "
            "head of mathematics since Easter. Forecast honestly, results will fall, and I would rather have the "
            "visits before that than after it.",
            (
                View(
                    "outcomes-and-gaps",
                    "C",
                    "Mock results are nine points down in mathematics.",
                    "Mock examinations, autumn; starting points of the year group",
                ),
                View("attendance", "D", "One pupil in three in year eleven is often absent.", "Attendance by year"),
                View("leadership-and-governance", "C", "Mathematics has had no head since Easter.", "Vacancy list"),
            ),
        ),
        officer=Side(
            "B",
            "I have compared the mock results with those of three earlier years. They are lower, and they are where "
            "the mocks stood two years ago, before a summer that went well. The vacancy has been filled from "
            "January.\n\nThe attendance of year eleven worries me as it does the headteacher. I decide for band B and "
            "ask the partner to give the spring contact to attendance alone; should the spring figures not have "
            "moved, the band is to be reviewed.",
            (
                View("outcomes-and-gaps", "B", "Forecasts are not results; the trend is upwards."),
                View("attendance", "C", "Needs to improve, and the school says so itself."),
                View("leadership-and-governance", "B", "The vacancy is filled from January."),
            ),
        ),
    ),
    "exclusions": Argument(
        partner=Side(
            "C",
            "Suspensions doubled in two years, most of them in year nine, and a third were of pupils with special "
            "educational needs. Leaders speak openly about this.\n\nThe new behaviour policy is clear. It has been "
            "in force for one half term.",
            (
                View("behaviour-and-exclusions", "C", "Suspensions doubled in two years.", "Exclusions return"),
                View("inclusion-and-send", "C", "A third of them had identified needs.", "Exclusions return"),
            ),
        ),
        school=Side(
            "B",
            "The figures include the term in which we set a firm line, as we told the partner we would. In the half "
            "term since there were nine suspensions; in the same weeks last year there were thirty-one.\n\nPupils "
            "and parents say in our survey that lessons are calmer. We ask to be judged on what the policy does.",
            (
                View(
                    "behaviour-and-exclusions",
                    "B",
                    "Nine suspensions this half term, thirty-one in the same weeks last year.",
                    "Weekly log",
                ),
                View(
                    "inclusion-and-send",
                    "B",
                    "Every suspended pupil now has a review of needs within a week.",
                    "Reviews of nine pupils",
                ),
            ),
        ),
        officer=Side(
            "C",
            "The latest weeks are encouraging, and the review of needs within a week is good practice that others "
            "could copy. Seven weeks are not enough to call exclusions low, which is what the criteria for band B "
            "ask.\n\nI decide for band C. If the spring term is like this half term I shall support a review.",
            (
                View("behaviour-and-exclusions", "C", "High over the year, falling since the policy."),
                View("inclusion-and-send", "B", "The reviews within a week are effective."),
            ),
        ),
    ),
    "turning-point": Argument(
        partner=Side(
            "D",
            "The school has required improvement at two inspections. Results have stayed below national figures for "
            "four years, and staff absence has left a third of lessons to supply teachers.\n\nThe trust's plan is "
            "good. Nothing yet shows that the turn is secure, and a Team Around the School would bring the "
            "services together.",
            (
                View("inspection-outlook", "D", "Required improvement twice running.", "Inspection reports"),
                View("outcomes-and-gaps", "D", "Four years below, with no secure turn.", "GCSE results"),
                View("leadership-and-governance", "C", "New leaders; governance was rebuilt in spring.", "Trust plan"),
            ),
        ),
        school=Side(
            "C",
            "We do not pretend that the school is where it should be. But the monitoring visit in spring found that "
            "leaders have the right priorities, supply cover is down to one lesson in twelve, and the autumn "
            "assessments are the best for years.\n\nBeing placed among the schools causing concern now would make "
            "it harder to keep the teachers whom we have just appointed.",
            (
                View("outcomes-and-gaps", "C", "Autumn assessments are up in every core subject.", "Assessments"),
                View("inspection-outlook", "C", "The monitoring visit was positive.", "Letter after the visit"),
                View("leadership-and-governance", "B", "Every senior post is filled.", "Leadership structure"),
            ),
        ),
        officer=Side(
            "D",
            "I give weight to the monitoring visit. The criteria for band D name two inspections running and results "
            "that have stayed low; both are so. How a band may look to applicants is not among the criteria.\n\n"
            "I decide for band D, with the intention that it be for one year only.",
            (
                View("outcomes-and-gaps", "D", "Assessments are promising; results are not there yet."),
                View("leadership-and-governance", "B", "Every post is filled, as the school says."),
            ),
        ),
        referral="The decision accepts our evidence on leadership and sets it aside on outcomes. The criteria for band "
        "D speak of a school that may well require improvement again; the inspectorate's own letter says that it "
        "expects otherwise.\n\nWe ask for band C with a review in the summer.",
        director=Side(
            "C",
            "This is a close case. Two things decide it for me: the letter after the monitoring visit, which is the "
            "latest judgement from outside, and a leadership team that both sides call complete.\n\nI determine band "
            "C. The school is to be looked at each half term, and I ask the partner to report to me in the summer.",
            (
                View("inspection-outlook", "C", "The latest judgement from outside is positive."),
                View("outcomes-and-gaps", "D", "Low, and it must show this summer."),
            ),
        ),
    ),
}
