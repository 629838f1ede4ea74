"""sil.unsent: text that is not sent yet is kept for its writer alone, and goes with the sending."""

import ast
import importlib
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.conf import settings
from django.test import Client

from monitoring.service.models import ServiceConcern
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.unsent import actions
from sil.unsent.models import UnsentText
from sil.unsent.tasks import discard_old_texts
from sil.web.forms import Typed
from tests.conftest import NOW
from tests.factories import people, reports, schools
from tests.integration.test_typed_is_kept import subclasses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T4", "T12")]
ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("sil", "schools", "allocations", "monitoring")
FORM = "application/x-www-form-urlencoded"
TEXT = "  Nobody answered.\n\nTwice. 👍\x00 \ud800"

# Every form with a box of several lines: whether it is written in a draft of its own, with an editor
# (test_typed_is_kept.py), or kept by static/drafts/unsent.js like any other. A new one needs a row.
DRAFTS = {
    "allocations.answer.forms.ReasonsStep",
    "allocations.answer.forms.ReferForm",
    "allocations.decision.forms.DecisionForm",
    "allocations.grid.forms.GridForm",
    "allocations.proposal.forms.ProposalForm",
    "monitoring.notices.letters.forms.LetterForm",
    "monitoring.notices.plans.forms.PlanForm",
    "monitoring.notices.statements.forms.StatementForm",
    "monitoring.plans.draft.forms.ObjectiveForm",
    "monitoring.summaries.summary.forms.TextForm",
    "monitoring.visits.prompts.forms.PromptsForm",
    "monitoring.visits.report.forms.AnswerForm",
    "monitoring.visits.report.forms.CheckForm",
    "monitoring.visits.report.forms.ReportForm",
}
UNSENT = {
    "monitoring.access_review.forms.EndForm",
    "allocations.acts.forms.ReasonForm",
    "allocations.acts.forms.ReviewForm",
    "allocations.answer.forms.AgreeForm",
    "allocations.answer.forms.TakeBackForm",
    "allocations.answer.forms.WithdrawCaseForm",
    "allocations.brought_in.forms.CorrectForm",
    "allocations.brought_in.forms.TakeBackForm",
    "allocations.moderation.forms.SayForm",
    "allocations.more_time.forms.AnswerForm",
    "allocations.more_time.forms.AskForm",
    "allocations.outliers.forms.DismissForm",
    "schools.documents.forms.TakeOffForm",
    "schools.signs.forms.DecisionForm",
    "monitoring.offer.event.forms.CancelForm",
    "monitoring.offer.event.forms.EventForm",
    "monitoring.offer.feedback.forms.FeedbackForm",
    "monitoring.newsletters.forms.NewsletterForm",
    "monitoring.offer.request.forms.AskForm",
    "monitoring.offer.request.forms.ArrangeForm",
    "monitoring.offer.request.forms.LinkVisitForm",
    "monitoring.offer.request.forms.PlanVisitForm",
    "monitoring.offer.request.forms.DeclineForm",
    "monitoring.offer.request.forms.WithdrawForm",
    "monitoring.notices.answers.forms.AnswerForm",
    "monitoring.notes.forms.NoteForm",
    "monitoring.notes.forms.AddForm",
    "monitoring.notes.forms.CorrectForm",
    "monitoring.notes.forms.WithdrawForm",
    "monitoring.team.action.forms.AddForm",
    "monitoring.team.action.forms.ChangeForm",
    "monitoring.team.action.forms.UpdateForm",
    "monitoring.team.meeting.forms.CancelForm",
    "monitoring.team.meeting.forms.MoveForm",
    "monitoring.team.meeting.forms.NotesForm",
    "monitoring.team.meeting.forms.PlanForm",
    "monitoring.team.support.forms.AskForm",
    "monitoring.team.support.forms.DecideForm",
    "monitoring.team.support.forms.PayForm",
    "monitoring.team.support.forms.TakeBackForm",
    "monitoring.team.support.forms.WithdrawForm",
    "monitoring.team.team.forms.EndForm",
    "monitoring.team.team.forms.LeaveForm",
    "monitoring.team.team.forms.ReopenForm",
    "monitoring.team.team.forms.SetUpForm",
    "monitoring.visits.agreed.forms.TellForm",
    "monitoring.visits.agreed.forms.UpdateForm",
    "monitoring.visits.more_days.forms.AskForm",
    "monitoring.visits.more_days.forms.DeclineForm",
    "monitoring.visits.offers.forms.NoneForm",
    "monitoring.visits.offers.forms.OfferForm",
    "monitoring.visits.offers.forms.WithdrawForm",
    "monitoring.conversations.forms.EntryForm",
    "monitoring.notices.assessments.forms.AssessForm",
    "monitoring.notices.assessments.forms.RecordForm",
    "monitoring.notices.case.forms.ConcernForm",
    "monitoring.notices.case.forms.OpenForm",
    "monitoring.notices.case.forms.ReasonForm",
    "monitoring.notices.consents.forms.ConsentForm",
    "monitoring.notices.consents.forms.EndForm",
    "monitoring.notices.delegations.forms.DelegateForm",
    "monitoring.notices.discussions.forms.DiscussionForm",
    "monitoring.notices.ends.forms.DecisionForm",
    "monitoring.notices.ends.forms.StateNoticeForm",
    "monitoring.notices.evidence.forms.EvidenceForm",
    "monitoring.notices.giving.forms.ProofForm",
    "monitoring.notices.giving.forms.ServeForm",
    "monitoring.notices.giving.forms._ProofForm",
    "monitoring.notices.letters.forms.ReasonForm",
    "monitoring.notices.outcomes.forms.FindingForm",
    "monitoring.notices.plans.forms.WithdrawForm",
    "monitoring.notices.outcomes.forms.JudgementForm",
    "monitoring.notices.powers.forms.ReviewDayForm",
    "monitoring.notices.powers.forms.ReviewForm",
    "monitoring.notices.signing.forms.PresentForm",
    "monitoring.notices.signing.forms.ReturnForm",
    "monitoring.notices.signing.forms.SignForm",
    "monitoring.notices.state.forms.ActForm",
    "monitoring.notices.statements.forms.AnswerForm",
    "monitoring.notices.statements.forms.RecordForm",
    "monitoring.notices.withdrawals.forms.PowerReviewForm",
    "monitoring.scrutiny.report.forms.MakeForm",
    "monitoring.scrutiny.terms.forms.CorrectForm",
    "monitoring.scrutiny.terms.forms.DecideForm",
    "monitoring.scrutiny.terms.forms.TextsForm",
    "monitoring.plans.plan.forms.ChangeForm",
    "monitoring.plans.plan.forms.EndForm",
    "monitoring.plans.plan.forms.ReopenForm",
    "monitoring.plans.reviews.forms.CommentForm",
    "monitoring.plans.reviews.forms.CorrectForm",
    "monitoring.plans.reviews.forms.RatingsForm",
    "monitoring.plans.reviews.forms.ReviewForm",
    "monitoring.plans.reviews.forms.WithdrawForm",
    "monitoring.information_requests.log.forms.ActForm",
    "monitoring.information_requests.log.forms.CorrectForm",
    "monitoring.information_requests.log.forms.ExtendForm",
    "monitoring.information_requests.log.forms.IdentityForm",
    "monitoring.information_requests.log.forms.LogForm",
    "monitoring.information_requests.log.forms.ReasonForm",
    "monitoring.information_requests.log.forms.RefuseForm",
    "monitoring.information_requests.marks.forms.DecideForm",
    "monitoring.retention.disposals.forms.DecideForm",
    "monitoring.retention.holds.forms.EndForm",
    "monitoring.retention.holds.forms.PlaceForm",
    "monitoring.service.forms.AnswerForm",
    "monitoring.service.forms.CorrectForm",
    "monitoring.service.forms.RaiseForm",
    "monitoring.service.forms.ReopenForm",
    "monitoring.support.brokered.forms.ApproveForm",
    "monitoring.support.brokered.forms.AskForm",
    "monitoring.support.brokered.forms.ConflictForm",
    "monitoring.support.brokered.forms.CostForm",
    "monitoring.support.brokered.forms.DeliverForm",
    "monitoring.support.brokered.forms.DeliveryForm",
    "monitoring.support.brokered.forms.EvaluateForm",
    "monitoring.support.brokered.forms.ReasonForm",
    "monitoring.support.leaders.forms.EndForm",
    "monitoring.support.leaders.forms.LeaderForm",
    "monitoring.support.offers.forms.OfferForm",
    "monitoring.support.providers.forms.ProviderForm",
    "monitoring.surveys.answer.forms.AnswerForm",
    "monitoring.surveys.cycle.forms.ExtendForm",
    "monitoring.surveys.cycle.forms.ReasonForm",
    "monitoring.surveys.results.forms.ShareForm",
    "monitoring.surveys.results.forms.ThemeForm",
    "monitoring.visits.days.forms.ApproveForm",
    "monitoring.visits.days.forms.TakeBackForm",
    "monitoring.visits.prompts.forms.WithdrawForm",
    "monitoring.visits.put_right.forms.MoveForm",
    "monitoring.visits.put_right.forms.RedateForm",
    "monitoring.visits.put_right.forms.StrikeForm",
    "monitoring.visits.put_right.forms.WithdrawForm",
    "monitoring.visits.report.forms.LateForm",
    "monitoring.visits.requests.forms.AnswerForm",
    "monitoring.visits.visit.forms.CancelForm",
    "monitoring.visits.visit.forms.ChangePlanForm",
    "monitoring.visits.visit.forms.CorrectForm",
    "monitoring.visits.visit.forms.DetailsForm",
    "monitoring.visits.visit.forms.HoldForm",
    "monitoring.visits.visit.forms.MissForm",
    "monitoring.visits.visit.forms.PlanForm",
    "monitoring.visits.visit.forms.RecordForm",
    "monitoring.visits.visit.forms.RescheduleForm",
    "monitoring.visits.visit.forms.UndoForm",
    "schools.letters.authority_actions.forms.ActionForm",
    "schools.letters.authority_actions.forms.CorrectForm",
    "schools.letters.authority_actions.forms.ProgressForm",
    "schools.letters.authority_actions.forms.WithdrawForm",
    "schools.appointments.forms.DaysForm",
    "schools.appointments.forms.MistakeForm",
    "schools.casework_access.forms.AskForm",
    "schools.casework_access.forms.DeclineForm",
    "schools.confirmations.forms.LostStepForm",
    "schools.covers.forms.ArrangeForm",
    "schools.handovers.forms.HandOverForm",
    "schools.inspections.forms.AreaForm",
    "schools.inspections.forms.AskForm",
    "schools.inspections.forms.CorrectForm",
    "schools.inspections.forms.FactsForm",
    "schools.inspections.forms.RecordForm",
    "schools.inspections.forms.WithdrawForm",
    "schools.inspections.forms.WordsForm",
    "schools.leaving.forms.CloseForm",
    "schools.leaving.forms.EndWaitingForm",
    "schools.leaving.forms.LeaveForm",
    "schools.letters.forms.ConfirmForm",
    "schools.letters.forms.SetAsideForm",
    "schools.trusts.forms.DetailsForm",
    "schools.trusts.forms.TrustPostForm",
}


def files_of_forms() -> list[Path]:
    found = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return [file for file in found if "forms" in (file.stem, file.parent.name) or file.name == "fields.py"]


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def names_in(node: ast.AST) -> set[str]:
    found = (n for n in ast.walk(node) if isinstance(n, (ast.Attribute, ast.Name)))
    return {n.attr if isinstance(n, ast.Attribute) else n.id for n in found}


def forms_with_text() -> set[str]:
    """The forms whose class, or a function that it names, makes a box of several lines, and those that inherit it."""
    trees = {name_of(file): ast.parse(file.read_text(encoding="utf-8")).body for file in files_of_forms()}
    makers = {"Textarea"}
    for _ in range(4):
        functions = (n for body in trees.values() for n in body if isinstance(n, ast.FunctionDef))
        makers |= {n.name for n in functions if names_in(n) & makers}
    found = {
        f"{module}.{n.name}"
        for module, body in trees.items()
        for n in body
        if isinstance(n, ast.ClassDef) and names_in(n) & makers
    }
    for module in trees:
        importlib.import_module(module)
    kinds = [kind for kind in subclasses(forms.BaseForm) if kind.__module__.startswith(PACKAGES)]
    return {full(kind) for kind in kinds if found & {full(each) for each in kind.__mro__}}


def full(kind: type[Any]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def test_every_form_with_a_long_text_keeps_it() -> None:
    assert forms_with_text() == DRAFTS | UNSENT
    drafts = {full(kind) for kind in subclasses(Typed)}
    assert drafts >= DRAFTS, "the form of an editor stores what is typed, valid or not"


def test_the_script_finds_every_form() -> None:
    """It looks for `form[method="post"]`, and posts the token of the form."""
    for file in sorted((ROOT / "templates").rglob("*.html")):
        page = file.read_text(encoding="utf-8")
        for form in re.finditer(r"<form\b[^>]*>.*?</form>", page, re.DOTALL):
            opening = form[0][: form[0].index(">")]
            assert 'method="post"' in opening or 'method="get"' in opening, file
            assert 'method="get"' in opening or "{% csrf_token %}" in form[0], file


@pytest.fixture
def school() -> School:
    return schools.school()


@pytest.fixture
def head(school: School) -> User:
    return people.post(school, "headteacher").user


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def kept(user: User, path: str) -> Any:
    return client(user).get("/unsent/", {"path": path}).json()["texts"]


def keep(user: User, path: str, text: str = TEXT, **more: Any) -> Any:
    content = json.dumps([["text", text], ["password", "secret"], ["csrfmiddlewaretoken", "x"]])
    return client(user).post("/unsent/", {"path": path, "place": "0", "content": content, **more})


@pytest.mark.promise("kept")
def test_what_is_not_sent_is_there_again_for_its_writer_alone(school: School, head: User) -> None:
    """What you type in any form is kept while you type it, also where there is no draft. If you leave before you send
    it, the page offers it to you when you come back, on any device. Nobody else can read it."""
    path = f"/schools/{school.urn}/service-concerns/raise/"
    assert keep(head, path).json() == {"saved": "10:00"}
    found = kept(head, path)
    assert [(each["path"], each["place"], each["when"]) for each in found] == [
        (path, 0, "on Friday 20 November 2026 at 10am")
    ]
    assert found[0]["content"] == [["text", "  Nobody answered.\n\nTwice. 👍 ?"]], (
        "no secrets; only what cannot be held"
    )
    other = people.post(school, "chair").user
    assert kept(other, path) == [] == kept(head, "/account/")
    client(other).post("/unsent/", {"path": path, "place": "0", "act": "discard"})
    assert kept(head, path) == found
    keep(head, path, "Shorter.")
    assert [each["content"] for each in kept(head, path)] == [[["text", "Shorter."]]]
    assert client(head).post("/unsent/", {"path": path, "place": "0", "act": "discard"}).json() == {}
    assert kept(head, path) == []


def test_it_goes_with_the_sending_and_stays_where_that_is_refused(school: School, head: User) -> None:
    path = f"/schools/{school.urn}/service-concerns/raise/"
    keep(head, path)
    assert client(head).post(path, {"text": " "}).status_code == 200
    assert len(kept(head, path)) == 1, "the form came back"
    keep(head, "/account/")
    assert client(head).post(path, {"text": "Nobody answered."}).status_code == 302
    assert ServiceConcern.objects.count() == 1
    assert kept(head, path) == [] and len(kept(head, "/account/")) == 1


def test_it_stays_where_the_page_leads_on_with_a_warning() -> None:
    made = reports.scene()
    path = f"/visits/{made.visit.pk}/report/take-back/"
    keep(made.sip, path)
    answer = client(made.sip).post(path, follow=True)
    assert "This report is not being checked" in answer.content.decode(), "the warning is still shown"
    assert len(kept(made.sip, path)) == 1


def test_what_is_no_text_of_a_form_of_ours_is_refused(head: User) -> None:
    for said in (
        {"path": "/nowhere/"},
        {"path": "https://elsewhere.example/account/"},
        {"path": "/account/\x00"},
        {"place": "100"},
        {"place": "-1"},
        {"place": ""},
        {"content": "text"},
        {"content": '{"a": 1}'},
        {"content": '[["text", 1]]'},
        {"content": "[" * 10_000},
    ):
        assert keep(head, **{"path": "/account/", **said}).status_code == 400, said
    assert Client().get("/unsent/", {"path": "/account/"}).status_code == 302
    assert not UnsentText.objects.exists()


def test_it_goes_after_two_weeks_and_one_person_has_fifty_at_most(head: User) -> None:
    for number in range(actions.MOST + 2):
        actions.keep(head, f"/allocations/{number}/agree/", 0, [("text", "a")], at=NOW + timedelta(minutes=number))
    paths = set(UnsentText.objects.values_list("path", flat=True))
    assert len(paths) == actions.MOST and "/allocations/0/agree/" not in paths
    with clock.at(NOW + timedelta(days=14)):
        discard_old_texts()
    assert UnsentText.objects.count() == actions.MOST - 2 + 2
    with clock.at(NOW + timedelta(days=15)):
        discard_old_texts()
    assert not UnsentText.objects.exists()


@pytest.mark.promise("kept")
def test_too_much_text_is_refused_with_a_sentence(school: School, head: User) -> None:
    """If a text is too large to save at once, the page says so and what to do. It is still in your browser."""
    huge = "ä" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    path = f"/schools/{school.urn}/service-concerns/raise/"
    for form in ({"text": huge}, {f"text-{number}": "x" for number in range(2000)}):
        page = client(head).post(path, form)
        assert page.status_code == 413
        assert "This is too much to save at once" in page.content.decode()
        told = client(head).post(path, form, headers={"X-Requested-With": "drafts"})
        assert told.status_code == 413 and told.json()["sentence"].startswith("This is too much text")
    plain = client(head).post(path, urlencode({"text": "x" * 6_000_000}), content_type=FORM)
    assert plain.status_code == 413


def test_signing_out_clears_what_the_browser_holds(head: User) -> None:
    browser = client(head)
    assert "Clear-Site-Data" not in browser.get("/account/").headers
    out = browser.post("/accounts/logout/")
    assert out.status_code == 302 and out["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in browser.get("/accounts/login/").headers
