"""The rules by which the product refuses a step of a case or asks about it, each with its source.

For the authority's lawyers: docs/reference/law.md is written from these tables and from the code (`page.py`). A test
finds each refusal in the code and fails where one has no rule here and is no matter of the record (`record.RECORD`).
"""

from dataclasses import dataclass
from datetime import date

# The day on which the project read the statutes in public copies.
READ = date(2026, 11, 21)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where rules come from. `since` and `until` are the first and the last day on which the words hold that the
    product keeps, None where the project does not know them or there is none; `read` is the day on which it read
    them. `lawyer`: what only the authority's lawyers can confirm, as a sentence."""

    name: str
    since: date | None = None
    until: date | None = None
    read: date | None = READ
    lawyer: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule in a sentence, and the refusals and questions that keep it: "<package>.<code>" of Denied and Missing."""

    says: str
    source: str
    keeps: tuple[str, ...] = ()
    lawyer: str = ""


SOURCES = {
    "59": Source(
        name="Education and Inspections Act 2006, section 59", lawyer="Whether pupil referral units are within."
    ),
    "60": Source(
        name="Education and Inspections Act 2006, section 60, as amended by the Education and Adoption Act 2016",
        since=date(2016, 4, 18),
        lawyer="The day from which the words hold, and the list of copies of subsections (6) and (6A).",
    ),
    "61": Source(name="Education and Inspections Act 2006, sections 61 and 62"),
    "70A": Source(
        name="Education and Inspections Act 2006, sections 70A to 70C (Education and Adoption Act 2016, section 6)",
        lawyer="The headings are confirmed, the detail is not.",
    ),
    "63": Source(name="Education and Inspections Act 2006, section 63"),
    "64": Source(name="Education and Inspections Act 2006, section 64"),
    "65": Source(name="Education and Inspections Act 2006, section 65 and Schedule 6"),
    "66": Source(
        name="Education and Inspections Act 2006, section 66",
        lawyer="The two months, and from when a suspension takes effect.",
    ),
    "65 end": Source(
        name="Education and Inspections Act 2006, section 65 and Schedule 6, paragraph 17",
        lawyer="That the letter is the notice of resumption, and who has to have it: every interim executive member "
        "among them.",
    ),
    "1998": Source(
        name="School Standards and Framework Act 1998, Schedule 15",
        lawyer="That its review before each funding period holds for a suspension under section 66.",
    ),
    "post": Source(
        name="Interpretation Act 1978, section 7, with the Practice Direction of 1985 on service by post",
        lawyer="Whether a link or a file by email is notice in writing to a governing body.",
    ),
    "framework": Source(name="The authority's framework, Intervention", read=READ),
    "local": Source(name="A local setting of this product, which the authority can change", read=None),
}

RULES = (
    Rule(
        says="A notice goes to the governing body of a maintained school. An academy gets none: the authority writes "
        "to the Regional Director and the academy's leadership.",
        source="59",
        keeps=(
            "case.converted",
            "case.other_sector",
            "case.wrong_step",
            "letters.wrong_step",
            "ends.no_academy",
            "questions.not_in_section_59",
        ),
    ),
    Rule(
        says="The headteacher and the chair are invited to discuss the concerns, and the discussion is recorded, "
        "before a pre-formal or directive notice.",
        source="framework",
        keeps=("letters.no_discussion", "letters.absent", "discussions.no_absence", "discussions.not_the_director"),
    ),
    Rule(
        says="A pre-formal or directive notice rests on evidence of the concern, and of the school's reluctance or "
        "inability to address it in a reasonable time.",
        source="framework",
        keeps=("letters.no_evidence", "letters.no_inability"),
    ),
    Rule(
        says="A formal warning notice names a ground: standards, management or governance, or safety.",
        source="60",
        keeps=("letters.no_grounds",),
    ),
    Rule(
        says="A notice says what the governing body has to do and how long it has.",
        source="60",
        keeps=("letters.no_actions", "letters.empty_action", "letters.no_period", "letters.no_why"),
    ),
    Rule(
        says="A formal warning notice names the powers that the authority is minded to use.",
        source="60",
        keeps=("letters.no_powers",),
    ),
    Rule(
        says="While the Secretary of State's own notice is in force the authority gives none, and one that the "
        "authority gave before hers ends.",
        source="60",
        keeps=("letters.notice_of_state", "ends.same_day"),
        lawyer="What becomes of a notice given on the day of hers.",
    ),
    Rule(
        says="The Secretary of State's notice does not end one that the authority gives after it. The Director who "
        "signs such notices decides whether one that was given while subsection (4A) forbade it is withdrawn or kept, "
        "with the reason and the legal advice that was taken.",
        source="60",
        keeps=("ends.not_forbidden", "ends.no_outcome", "ends.no_adviser", "ends.no_day", "ends.too_early"),
        lawyer="Whether a notice that subsection (4A) forbade when it was given has effect, and can be kept.",
    ),
    Rule(
        says="A notice goes to everybody who must have it, and nobody is left without a name and an address.",
        source="60",
        keeps=("letters.no_recipient", "letters.no_address", "questions.posts_changed"),
    ),
    Rule(
        says="A notice cannot be found to be unanswered, and no power proposed or used, before its compliance period "
        "has ended.",
        source="60",
        keeps=("outcomes.period_runs", "letters.period_runs"),
    ),
    Rule(
        says="A school is eligible for intervention once the governing body has not complied and has been told in "
        "writing which powers the authority proposes to use.",
        source="60",
        keeps=(
            "letters.not_eligible",
            "letters.no_notice",
            "letters.not_intended",
            "letters.too_early",
            "state.no_notice",
        ),
        lawyer="How long before the use of a power the notice is reasonable.",
    ),
    Rule(
        says="The power can be used within two months after the compliance period.",
        source="64",
        keeps=("letters.window_over", "questions.window_over"),
        lawyer="That the same holds for sections 63 and 66.",
    ),
    Rule(
        says="The governing body, and the diocesan authority or the person who appoints foundation governors, are "
        "consulted before arrangements are required or an interim executive board is appointed.",
        source="63",
        keeps=("letters.not_consulted", "letters.consulted_before"),
    ),
    Rule(
        says="An interim executive board needs the Secretary of State's consent in writing.",
        source="65",
        keeps=("letters.no_consent", "letters.no_reference", "letters.consent_before"),
    ),
    Rule(
        says="A letter that uses a power uses one, and its conditions are met on its day.",
        source="66",
        keeps=("letters.no_power", "letters.conditions", "letters.starts_before", "state.no_power"),
    ),
    Rule(
        says="The governing body sends an action plan within the days that the framework names, after a formal warning "
        "notice. It says something of each required action, and each is assessed with reasons.",
        source="framework",
        keeps=(
            "plans.incomplete",
            "plans.not_the_governing_body",
            "assessments.not_assessed",
            "assessments.before_the_notice",
            "assessments.no_reason",
            "assessments.no_reasons",
        ),
    ),
    Rule(
        says="Whether a notice was answered is judged action by action, on evidence, with reasons.",
        source="framework",
        keeps=("outcomes.no_result", "outcomes.no_evidence", "outcomes.no_reasons", "outcomes.not_judged"),
    ),
    Rule(
        says="A letter is signed by the Director whom the framework names, or by somebody who signs in their place "
        "under a delegation.",
        source="framework",
        keeps=(
            "signing.not_the_signatory",
            "signing.nobody_signs",
            "delegations.not_a_director",
            "delegations.no_authority",
            "delegations.no_reader",
        ),
    ),
    Rule(says="Nobody signs a letter that they helped to write.", source="local", keeps=("signing.own_letter",)),
    Rule(
        says="A letter is given on the day it bears and on no other, and service is recorded with its proof.",
        source="post",
        keeps=(
            "giving.another_day",
            "giving.not_given_yet",
            "giving.no_taker",
            "giving.no_place",
            "giving.no_receipt",
            "giving.by_email",
            "questions.after_hours",
            "questions.day",
            "questions.late_on_friday",
            "letters.dated_before",
            "letters.calendar",
            "signing.odd_day",
        ),
    ),
    Rule(
        says="A school whose inspection put it into a category is eligible for intervention without a notice. Whether "
        "an academy order was made is recorded, never assumed.",
        source="61",
        keeps=(
            "categories.academy",
            "categories.not_in_category",
            "categories.notice_in_force",
            "categories.wrong_step",
            "categories.no_day",
            "categories.not_made",
        ),
    ),
    Rule(
        says="A notice without the earlier steps is for a threat to the safety of pupils or staff, with the reason why "
        "they are left out.",
        source="60",
        keeps=("letters.not_for_safety",),
        lawyer="That the framework's earlier steps can be left out then.",
    ),
    Rule(
        says="The Secretary of State is notified before a power is used, and a notice that the Secretary of State acts "
        "instead stops the authority's powers.",
        source="70A",
        keeps=(
            "letters.not_notified",
            "letters.planned_before",
            "letters.state_acts",
            "state.no_proof",
            "state.recorded",
        ),
    ),
    Rule(
        says="The governing body can make representations about the powers until the printed day, and each is answered "
        "with reasons.",
        source="local",
        keeps=(
            "statements.closed",
            "statements.not_the_school",
            "statements.no_outcome",
            "statements.no_reasons",
            "questions.unanswered",
        ),
        lawyer="Whether a power used before representations are answered would be unfair.",
    ),
    Rule(
        says="A compliance period has no length of its own: a short one, one mostly outside term, and a plan that is "
        "due when the period is over are asked about.",
        source="local",
        keeps=(
            "questions.short_period",
            "questions.outside_terms",
            "questions.plan_after_period",
            "questions.no_plan_reason",
            "questions.notice_in_force",
        ),
    ),
    Rule(
        says="An officer who accepts a plan or judges a notice is told where the plan and the period do not fit.",
        source="local",
        keeps=(
            "questions.plan_sent_after_period",
            "questions.plan_assessed_after_period",
            "questions.planned_after_period",
            "questions.plan_not_assessed",
            "questions.plan_accepted_same_day",
            "questions.planned_after_judgement",
        ),
    ),
    Rule(
        says="A notice by email to a governing body is asked about where nobody has agreed to that.",
        source="post",
        keeps=("questions.no_consent", "consents.no_words", "consents.not_theirs"),
    ),
    Rule(
        says="A letter about an academy goes to the leadership of its trust too, and asks for an answer by a day.",
        source="framework",
        keeps=("questions.nobody_at_trust", "answers.not_addressed", "answers.no_answer_asked"),
    ),
    Rule(
        says="What rests on a withdrawn notice is marked, and a Director records what becomes of a power already used.",
        source="local",
        keeps=("withdrawals.not_resting", "withdrawals.no_outcome", "withdrawals.no_day", "withdrawals.too_early"),
        lawyer="What becomes of a power whose notice is withdrawn.",
    ),
    Rule(
        says="A board or a suspended budget is reviewed until it ends: each review says who was there, what was found, "
        "and when the next one is, or that it is to end.",
        source="1998",
        keeps=(
            "powers.not_reviewed",
            "powers.no_outcome",
            "powers.no_next",
            "powers.next_passed",
            "powers.next_too_late",
        ),
        lawyer="How often an interim executive board is reviewed.",
    ),
    Rule(
        says="A power ends by a letter that prints its last day, to those who had the letter that used it.",
        source="65 end",
        keeps=("letters.not_in_use", "letters.which_power", "letters.ends_already", "letters.ends_before"),
        lawyer="The operative words of each section.",
    ),
    Rule(
        says="No case ends, by a lifting letter or by closing it, while a board or a suspension is in use.",
        source="local",
        keeps=("case.power_in_use",),
    ),
    Rule(
        says="Each check that the framework names is made before a letter is presented for signature.",
        source="framework",
        keeps=("letters.not_checked", "letters.incomplete"),
    ),
    Rule(
        says="A notice in force ends by a letter, by withdrawal, by conversion or by the Secretary of State's notice, "
        "not by closing its case.",
        source="framework",
        keeps=("case.notice_in_force", "outcomes.not_in_force", "statements.not_in_force", "signing.no_way_back"),
    ),
)
