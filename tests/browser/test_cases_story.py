"""A school that causes concern, from the concern to its end, in a browser: a pre-formal notice that is answered,
a formal one with its action plan, and an academy about which the Regional Director is written to."""

import re
import time
from datetime import date, datetime

import pypdfium2
import pytest
from playwright.sync_api import expect

from monitoring.notices.consents.actions import record_consent
from monitoring.notices.models import ActionPlan, Case, CaseLetter
from monitoring.notices.states import CaseState, LetterState, PlanState
from schools.models import AssignmentRole
from sil import clock
from tests.conftest import NOW
from tests.factories import case_letters, cases, inspections, people, schools
from tests.site import Site

from .conftest import PHONE, Arrive, Visitor

ANSWERED = datetime(2026, 12, 3, 10, 0, tzinfo=clock.LONDON)
USED = datetime(2026, 12, 7, 10, 0, tzinfo=clock.LONDON)


def choose(visitor: Visitor, option: str) -> None:
    visitor.page.get_by_label(option, exact=True).check(force=True)


def write(visitor: Visitor, box: str, words: str) -> None:
    visitor.page.get_by_label(box).first.fill(words)


def day(visitor: Visitor, group: str, when: date) -> None:
    inside = visitor.page.get_by_role("group", name=group).first
    for part, number in (("Day", when.day), ("Month", when.month), ("Year", when.year)):
        inside.get_by_label(part).fill(str(number))


def tick_everything(visitor: Visitor) -> None:
    for box in visitor.page.get_by_role("group", name="What did you check?").get_by_role("checkbox").all():
        box.check(force=True)


def present(visitor: Visitor, noun: str, when: date, title: str) -> None:
    """From what was written to whoever signs it, past a check that lacks something."""
    visitor.press("Save and continue")
    # The button waits for what is being saved.
    expect(visitor.page.get_by_text("Not checked yet").first).to_be_visible()
    visitor.press(f"Present it to the {title}")
    assert "Before it can be presented" in visitor.text, f"no {noun} goes unchecked"
    tick_everything(visitor)
    day(visitor, "On which day is it to be given?", when)
    visitor.looks_right()
    visitor.press(f"Present it to the {title}")
    assert f"presented to the {title}, to be given on {clock.weekday_in_words(when)}." in visitor.text


def read_and_sign(visitor: Visitor, task: str, noun: str) -> None:
    """From the first page by way of the pack."""
    visitor.go("/")
    assert task in visitor.text
    visitor.press("Read and sign")
    visitor.looks_right()
    visitor.press(f"Sign the {noun}")


def wait_until_given(kind: str) -> CaseLetter:
    """The worker has made the PDF; what goes by e-mail is given with it."""
    letter = CaseLetter.objects.get(kind=kind)
    for _ in range(150):
        letter.refresh_from_db()
        if letter.status == LetterState.GIVEN:
            return letter
        time.sleep(0.2)
    raise AssertionError(f"{kind} was not given: {letter.status}")


def post_it(visitor: Visitor, letter: CaseLetter, on: date) -> None:
    """Record that a signed letter was posted on its day, with a receipt."""
    for _ in range(150):
        letter.refresh_from_db()
        if letter.letter is not None and letter.letter.status == "issued":
            break
        visitor.page.wait_for_timeout(200)
    visitor.go(letter.get_absolute_url())
    visitor.press("Record that it was posted")
    day(visitor, "When was it posted?", on)
    write(visitor, "From where was it posted?", "Dale Street")
    write(visitor, "Number of the certificate of posting", "AB 123")
    visitor.page.set_input_files(
        "input[type=file]", {"name": "receipt.txt", "mimeType": "text/plain", "buffer": b"Receipt AB 123"}
    )
    visitor.looks_right()
    visitor.press("Record that it was posted")


@pytest.mark.feature("C1", "C2", "C3", "C4", "C8", "C9")
def test_a_notice_that_is_answered(arrive: Arrive, site: Site) -> None:
    """The officer opens the case, picks evidence, records the discussion, prepares the notice and presents it;
    the Director of Children's Services reads the pack and signs; it goes to the chair by itself, who reads it;
    the officer judges each action done, and a letter removes the notice."""
    school = schools.school("Example Primary School", urn=900001, street="1 Sample Street", postcode="ZZ99 1AA")
    made = people.person("Olive Fictional", role="principal_officer")
    people.assign(school, made, role=AssignmentRole.PRINCIPAL_OFFICER)
    director = people.person("Dora Imaginary", role="director_of_education")
    signs = people.person("Desmond Invented", role="director_of_childrens_services")
    people.post(school, "headteacher")
    post = people.post(school, "chair", people.person("Charlie Placeholder"))
    chairs = post.user
    record_consent(post, given_on=NOW.date(), words="Said so at the meeting.", by=made, on=NOW.date())
    found = inspections.from_a_file(school, date(2026, 10, 6), overall="4")
    inspections.asked(found, made, "Teach early reading in one way.")
    officer, dcs, chair = arrive(made), arrive(signs), arrive(chairs, size=PHONE)

    officer.go("/schools/900001/cases/open/")
    choose(officer, "An inspection or a letter from Ofsted")
    day(officer, "When did this concern arise?", date(2026, 10, 6))
    write(officer, "What is the concern?", "Early reading is taught in three ways.")
    officer.page.get_by_label("Who will be the case owner?").fill("Olive Fictional")
    officer.looks_right()
    officer.press("Open the case")
    assert "is open. Next, add evidence to it." in officer.text
    case = Case.objects.get()
    officer.looks_right()

    officer.press("Add evidence from the school's record")
    thing = officer.page.get_by_role("group").filter(has_text="Teach early reading in one way.").last
    thing.get_by_label("The concern", exact=True).check(force=True)
    thing.get_by_label("Reluctance or inability to act in time").check(force=True)
    officer.looks_right()
    officer.press("Add the ticked items to the case")
    assert "added to the case, with today's wording." in officer.text

    officer.follow("Record the discussion")
    day(officer, "When was it held?", date(2026, 11, 18))
    officer.page.get_by_label("Who held it for the authority?").fill(director.name)
    choose(officer, "The headteacher was there")
    write(officer, "What was said?", "How reading is taught, and what the school will change.")
    officer.press("Record the discussion")
    assert "Say why the headteacher or the chair was not there." in officer.text
    choose(officer, "The chair of governors was there")
    officer.press("Record the discussion")
    assert "The discussion has been recorded." in officer.text

    officer.press("Prepare a pre-formal warning notice")
    officer.press("Prepare the notice")
    write(officer, "Matters of concern", "Early reading is taught in three ways.")
    write(officer, "Timeframe", "We come in the second week.")
    write(officer, "What the authority will do otherwise", "I will consider a formal warning notice.")
    write(officer, "What has to be done", "Teach early reading in one way.")
    write(officer, "How many days does the governing body have?", "15")
    write(officer, "Why this many days?", "It can be seen in every class within two weeks.")
    officer.looks_right()
    present(officer, "notice", NOW.date(), "Director of Children's Services")
    assert chair.page.goto(f"/case-letters/{CaseLetter.objects.get().pk}/").status == 404  # type: ignore[union-attr]
    chair.complaints.clear()

    read_and_sign(dcs, "Example Primary School", "notice")
    assert "It will be emailed automatically on Friday 20 November 2026." in dcs.text
    notice = wait_until_given("preformal_notice")
    assert (notice.given_on, notice.period_ends_on) == (date(2026, 11, 20), date(2026, 12, 4))

    chair.go("/")
    chair.follow("Pre-formal warning notice")
    assert "Teach early reading in one way." in chair.text
    assert "4 December 2026" in chair.text
    chair.looks_right()
    with chair.page.expect_download() as download:
        chair.page.get_by_role("button", name="Download the letter (PDF)").click()
    with pypdfium2.PdfDocument(download.value.path()) as document:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert "Dear Charlie Placeholder" in text and "ends on Friday 4 December 2026" in text

    site.hold(ANSWERED)
    officer.go(case.get_absolute_url())
    officer.looks_right()
    officer.press("Judge what has been done")
    officer.follow("Judge this action")
    choose(officer, "Done")
    write(officer, "What evidence is this based on?", "Six lessons on 2 December, all taught in the same way.")
    officer.press("Judge the required action")
    assert "Required action 1 was found “done”." in officer.text
    choose(officer, "Improvement secured: the notice is removed by letter")
    write(officer, "Reasons", "It was seen in every class.")
    officer.looks_right()
    officer.press("Judge the notice")
    officer.press("Prepare the letter that removes the notice")
    officer.press("Prepare the letter")
    write(officer, "What has improved", "Early reading is taught in one way, in every class.")
    present(officer, "letter", ANSWERED.date(), "Director of Children's Services")
    read_and_sign(dcs, "Removal of the notice", "letter")
    wait_until_given("notice_removed")
    case.refresh_from_db()
    assert (case.status, case.ended_on) == (CaseState.REMOVED, ANSWERED.date())
    officer.go(case.get_absolute_url())
    assert "The case ended on 3 December 2026." in officer.text
    chair.go("/")
    chair.follow("Notice removed: Example Primary School")
    assert "Early reading is taught in one way, in every class." in chair.text


@pytest.mark.feature("C5")
def test_a_formal_notice_and_its_action_plan(arrive: Arrive) -> None:
    """The pre-formal notice was not answered: a formal one is signed and given, the chair writes the action plan
    on a phone and sends it, and the officer accepts it."""
    made = cases.scene(CaseState.NOT_SECURED)
    case_letters.send()
    letter = case_letters.presented(made, "formal_notice")
    dcs, officer, chair = arrive(made.dcs), arrive(made.officer), arrive(made.chair, size=PHONE)
    # The plan is due after the period, which the signatory keeps with a reason, and the period is short.
    read_and_sign(dcs, "Formal warning notice", "notice")
    assert "Say why the action plan can be due on or after the last day" in dcs.text
    write(dcs, "Why can the action plan be due on or after the last day", "The governing body meets in the first week.")
    dcs.press("Sign the notice")
    choose(dcs, "Yes, go ahead")
    dcs.press("Sign the notice")
    wait_until_given("formal_notice")
    plan = ActionPlan.objects.get(notice=letter)

    chair.go("/")
    assert "action plan" in chair.text
    chair.looks_right()
    chair.go(plan.get_absolute_url())
    chair.looks_right()
    chair.press("Write the plan")
    rows = chair.page.locator("fieldset", has_text="Required action")
    count = letter.required_actions.count()
    for place in range(count):
        row = rows.filter(has_text=f"Required action {place + 1}").first
        row.get_by_label("What will be done?").fill(f"Step {place + 1} is taken by the deputy.")
        row.get_by_label("Who does it?").fill("The deputy headteacher")
        for part, number in (("Day", "30"), ("Month", "11"), ("Year", "2026")):
            row.get_by_label(part).fill(number)
        row.get_by_label("How will you show that it has been done?").fill("The chair looks each Friday.")
    expect(chair.page.locator("main")).to_contain_text(re.compile(r"Saved \d\d:\d\d"), timeout=15_000)
    chair.looks_right()
    assert officer.go(plan.get_absolute_url()) and "Step 1" not in officer.text, "nobody reads it before it is sent"
    chair.press("Save and check")
    chair.looks_right()
    chair.press("Send the plan")
    assert "Version 1 of the plan has been sent." in chair.text

    officer.go("/")
    assert "action plan" in officer.text
    officer.go(plan.get_absolute_url())
    officer.press("Assess the plan")
    assert "Step 1 is taken by the deputy." in officer.text
    for group in officer.page.get_by_role("group", name="Is the plan enough for this?").all():
        group.get_by_label("Yes").check(force=True)
    officer.looks_right()
    officer.press("Accept the plan")
    assert "The plan was accepted." in officer.text
    plan.refresh_from_db()
    assert plan.status == PlanState.ACCEPTED
    chair.go(plan.get_absolute_url())
    assert "Accepted" in chair.text


@pytest.mark.feature("C6")
def test_the_regional_director_is_written_to(arrive: Arrive, site: Site) -> None:
    """About an academy: a letter is prepared, signed, and posted; the officer records it with the receipt."""
    made = cases.scene(CaseState.DISCUSSED, academy=True)
    officer, director = arrive(made.officer), arrive(made.director)
    officer.go(made.case.get_absolute_url())
    assert "warning notice" not in officer.text, "an authority gives an academy no notice"
    officer.press("Write to the Regional Director")
    officer.press("Prepare the letter")
    write(officer, "Concerns", "Reading is weak, and nobody answers us.")
    officer.looks_right()
    present(officer, "letter", NOW.date(), "Director of Education")
    read_and_sign(director, "Concerns about an academy, to the Regional Director", "letter")
    assert "It has to be posted on Friday 20 November 2026" in director.text

    letter = CaseLetter.objects.get()
    post_it(officer, letter, NOW.date())
    letter.refresh_from_db()
    assert (letter.status, letter.given_on) == (LetterState.GIVEN, date(2026, 11, 24))
    assert "receipt.txt" in officer.text and "Dale Street" in officer.text and "AB 123" in officer.text
    officer.looks_right()
    assert made.case.status == CaseState.CONSIDERED


@pytest.mark.feature("C7", "C14")
def test_from_a_formal_notice_to_a_power(arrive: Arrive, site: Site) -> None:
    """The formal notice was not complied with: the governing body is told which powers are proposed, no power is used
    before the day that the letter prints, nor before the Secretary of State was notified, and then one is."""
    made = cases.scene(CaseState.NOT_COMPLIED)
    officer, dcs = arrive(made.officer), arrive(made.dcs)
    officer.go(made.case.get_absolute_url())
    officer.press("Prepare the notice that powers are to be used")
    officer.press("Prepare the notice")
    write(officer, "Reasons", "No plan was shown to us, and nothing was taught otherwise.")
    choose(officer, "Appoint additional governors (section 64)")
    officer.looks_right()
    present(officer, "notice", NOW.date(), "Director of Children's Services")
    read_and_sign(dcs, "Notice of proposed use of powers", "notice")
    told = wait_until_given("intention_notice")
    # Ten working days after Friday 20 November 2026 end on Friday 4 December.
    assert told.usable_from == date(2026, 12, 5)

    site.hold(USED)
    officer.go(made.case.get_absolute_url())
    officer.follow("Record that the Secretary of State was notified of a power")
    choose(officer, "Appoint additional governors (section 64)")
    day(officer, "On which day was the Secretary of State notified?", USED.date())
    write(officer, "How, and to whom?", "By email to the Regional Director's office.")
    officer.looks_right()
    officer.press("Record the notification")
    officer.press("Prepare the notice of the use of a power")
    officer.press("Prepare the notice")
    write(officer, "Reasons", "The governing body did not comply.")
    choose(officer, "Appoint additional governors (section 64)")
    write(officer, "How many additional governors?", "2")
    write(officer, "Who are they?", "Gita Example and Hal Example")
    write(officer, "For how long are they appointed?", "Four years.")
    officer.looks_right()
    present(officer, "notice", USED.date(), "Director of Children's Services")
    read_and_sign(dcs, "Notice of the use of a power", "notice")
    wait_until_given("power_used")
    assert made.case.status == CaseState.POWERS_USED
    officer.go(made.case.get_absolute_url())
    officer.looks_right()


@pytest.mark.feature("C6")
def test_an_academy_that_does_not_improve_and_then_does(arrive: Arrive) -> None:
    """No improvement is reported to the Regional Director, and later the improvement, which ends the case."""
    made = cases.scene(CaseState.CONCERNS_WRITTEN, academy=True)
    officer, dcs = arrive(made.officer), arrive(made.dcs)
    for act, kind, parts in (
        ("Report that nothing has improved", "academy_no_improvement", ("Concerns", "What was done")),
        ("Report the improvement", "academy_improvement", ("What has improved",)),
    ):
        officer.go(made.case.get_absolute_url())
        officer.press(act) if officer.page.get_by_role("button", name=act).count() else officer.follow(act)
        officer.press("Prepare the letter")
        for part in parts:
            write(officer, part, "As we saw on our visit of 12 November 2026.")
        present(officer, "letter", NOW.date(), "Director of Children's Services")
        dcs.go("/")
        dcs.press("Read and sign")
        dcs.press("Sign the letter")
        post_it(officer, CaseLetter.objects.get(kind=kind), NOW.date())
    assert made.case.status == CaseState.IMPROVED
    officer.go(made.case.get_absolute_url())
    assert "The case ended on" in officer.text


@pytest.mark.feature("C15")
def test_a_school_in_a_category_without_a_notice(arrive: Arrive) -> None:
    """An inspection put the school into special measures: it is eligible without a notice, and a power is used."""
    made = cases.scene()
    cases.evidence(made)
    inspections.from_a_file(made.school, date(2026, 9, 15), category="SM")
    officer, dcs = arrive(made.officer), arrive(made.dcs)
    officer.go(made.case.get_absolute_url())
    officer.follow("Record that the school is in a category")
    officer.page.get_by_role("radio").first.check(force=True)
    officer.looks_right()
    officer.press("Record the category")
    assert made.case.status == CaseState.IN_CATEGORY
    case_letters.notified(made, "governors")
    officer.go(made.case.get_absolute_url())
    officer.looks_right()
    officer.press("Prepare the notice of the use of a power")
    officer.press("Prepare the notice")
    write(officer, "Reasons", "The school is in special measures, and its governing body lacks members.")
    choose(officer, "Appoint additional governors (section 64)")
    write(officer, "How many additional governors?", "2")
    write(officer, "Who are they?", "Gita Example and Hal Example")
    write(officer, "For how long are they appointed?", "Four years.")
    present(officer, "notice", NOW.date(), "Director of Children's Services")
    read_and_sign(dcs, "Notice of the use of a power", "notice")
    wait_until_given("power_used")
    assert made.case.status == CaseState.CATEGORY_POWER
