"""monitoring.notices.actions.plans: an action plan is asked for, written, sent in time or late, assessed."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.notices.assessments.actions import assess, record_received
from monitoring.notices.models import ActionPlan, Case, PlanVersion
from monitoring.notices.plans import actions as plans
from monitoring.notices.plans.entries import Entry, draft_of, entries_of
from monitoring.notices.plans.policies import gaps, wrong
from monitoring.notices.plans.queries import actions_of, plans_late, plans_owed, with_due
from monitoring.notices.plans.queries import plans as all_plans
from monitoring.notices.states import PlanState
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.deadlines.models import Deadline
from sil.outbox.models import Message
from sil.uploads.formats import examine
from sil.web.work import WorkItem, waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import action_plans, cases, people
from tests.factories.cases import FORMAL, PLAN_DUE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C5")]
DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n%a plan\n%%EOF\n"


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def denied(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Denied) as refused:
        act(*args, **kwargs)
    return refused.value.code


def typed(plan: ActionPlan, words: str = "Daily phonics.", **changes: str) -> dict[str, str]:
    """A whole plan as the page posts it."""
    found = {"version": str(plan.version), "act": "save", "note": ""}
    for action in actions_of(plan):
        key = action.pk
        found |= {f"do-{key}": words, f"who-{key}": "The headteacher", f"known-{key}": "Books."}
        found |= {f"by-{key}_day": "20", f"by-{key}_month": "11", f"by-{key}_year": "2026"}
    return found | changes


def work(user: User, on: date = TODAY) -> list[WorkItem]:
    return [item for item in waiting_for(roles_of(user, on)) if "/action-plans/" in item.href]


def findings(plan: ActionPlan, enough: bool = True, reason: str = "") -> dict[str, dict[str, Any]]:
    return {str(action.pk): {"enough": enough, "reason": reason} for action in actions_of(plan)}


def drafted(plan: ActionPlan) -> list[Entry]:
    return entries_of(actions_of(plan), draft_of(plan)["entries"])


class TestAskedFor:
    def test_within_fifteen_days_of_the_day_the_notice_is_given(self) -> None:
        made = cases.formal()
        deadline = Deadline.objects.get(rule="action_plan")
        assert (deadline.starts_on, deadline.due_on) == (FORMAL, PLAN_DUE)
        assert deadline.basis == (
            "Action plan: within 15 days of the day the formal notice is given, 9 November 2026, not counting that "
            "day: by 24 November 2026."
        )
        told = Message.objects.filter(kind="plan_asked").values_list("email", flat=True)
        assert set(told) == {made.chair.email, made.clerk.email}

    def test_the_first_page_of_chair_and_clerk_asks_for_it_with_date_and_basis(self) -> None:
        made = cases.formal()
        for user in (made.chair, made.clerk):
            (item,) = work(user)
            assert (item.due, item.act) == (PLAN_DUE, "Write the plan")
            assert "within 15 days" in item.basis
        assert work(made.head) == [] == work(made.officer) == work(made.dcs)
        shown = text(client(made.chair).get("/"))
        assert "Send the action plan that the formal warning notice asks for" in shown


class TestWritten:
    @pytest.mark.feature("T4")
    def test_saved_as_typed_with_versions_and_nothing_overwritten(self) -> None:
        made = cases.formal()
        browser, address = client(made.chair), f"/action-plans/{made.plan.pk}/write/"
        saved: Any = browser.post(address, typed(made.plan, "Daily ph") | {"act": "autosave"})
        assert saved.json() == {"version": 1, "saved": "10:00"}
        with clock.at(datetime(2026, 11, 20, 11, 5)):
            refused: Any = client(made.clerk).post(address, typed(made.plan, "Of the clerk", version="0"))
        shown = text(refused)
        assert "saved this at 10:00, while you were writing. What you typed is still in the form below." in shown
        assert "Daily ph" in shown and "Of the clerk" in shown
        browser_of_clerk = client(made.clerk)
        over = typed(made.plan, "Of the clerk", version="0") | {"act": "over"}
        assert "Daily ph" in text(browser_of_clerk.post(address, over, follow=True)), "the other text is kept"
        assert made.plan.version == 2

    def test_what_is_wrong_keeps_everything_that_was_typed(self) -> None:
        made = cases.formal()
        first = actions_of(made.plan)[0].pk
        changes = {f"by-{first}_day": "31", f"by-{first}_month": "2", "act": "go"}
        shown = text(client(made.chair).post(f"/action-plans/{made.plan.pk}/write/", typed(made.plan, **changes)))
        assert "Enter the date for “By when?”, like 27 11 2026." in shown and "Daily phonics." in shown
        assert 'value="31"' in shown
        assert [each.control for each in wrong(made.plan, drafted(made.plan))] == [f"id_by-{first}_day"]
        assert denied(plans.send, made.plan, by=made.chair, on=TODAY, version=1) == "incomplete"

    def test_nobody_else_reads_what_is_being_written(self) -> None:
        made = cases.formal()
        action_plans.save(made, "Not yet for others.")
        for user in (made.head, made.officer, made.dcs):
            browser = client(user)
            assert browser.get(f"/action-plans/{made.plan.pk}/write/").status_code == 404
            assert "Not yet for others." not in text(browser.get(f"/action-plans/{made.plan.pk}/"))

    def test_gaps_are_named_and_do_not_keep_it_from_being_sent(self) -> None:
        made = cases.formal()
        plan = made.plan
        first, _ = actions_of(plan)
        entry = {"text": "Daily phonics.", "who": "", "by_when": ["1", "12", "2026"], "known": "Books."}
        plan = plans.save_plan(
            plan, by=made.chair, on=TODAY, version=0, writing=plans.Writing(entries={str(first.pk): entry})
        )
        assert gaps(plan, drafted(plan)) == [
            "Required action 1 does not say who will do it.",
            "Required action 1 is to be done by 1 December 2026. The period ends on 23 November 2026.",
            "Required action 2: nothing has been written.",
        ]
        plans.send(plan, by=made.chair, on=TODAY, version=plan.version)
        assert made.plan.status == PlanState.RECEIVED

    def test_nothing_at_all_is_refused(self) -> None:
        made = cases.formal()
        assert denied(plans.send, made.plan, by=made.chair, on=TODAY, version=0) == "incomplete"


class TestSent:
    def test_by_the_pages_checked_confirmed_and_told(self) -> None:
        made = cases.formal()
        browser, address = client(made.chair), f"/action-plans/{made.plan.pk}/"
        check = text(browser.post(f"{address}write/", typed(made.plan) | {"act": "go"}, follow=True))
        assert "Check the action plan" in check and "Daily phonics." in check
        assert "An officer will say for each required action whether the plan is enough" in check
        sent = text(browser.post(f"{address}send/", {"version": "1"}, follow=True))
        assert "Version 1 of the plan has been sent." in sent
        version = PlanVersion.objects.get()
        assert (version.sent_by, version.sent_as, version.sent_on) == (made.chair, "Chair of governors", TODAY)
        assert list(Message.objects.filter(kind="plan_received").values_list("email", flat=True)) == [
            made.officer.email
        ]
        assert work(made.chair) == []
        assert [item.act for item in work(made.officer)] == ["Assess"]
        assert "Daily phonics." in text(client(made.head).get(address)), "the headteacher reads what was sent"

    def test_a_document_is_kept_beside_text_that_cannot_be_sent(self) -> None:
        made = cases.formal()
        browser, address = client(made.clerk), f"/action-plans/{made.plan.pk}/write/"
        file = SimpleUploadedFile("plan.pdf", PDF, content_type="application/pdf")
        long = "x" * 20_001
        page = browser.post(address, {"version": "0", "act": "go", "note": long, "document": file})
        assert page.status_code == 200 and "There is a problem" in text(page) and ">plan.pdf</a>" in text(page)
        assert made.plan.document and made.plan.draft["note"] == long
        # The page goes on from there: nobody else saved meanwhile.
        again = {"version": str(made.plan.version), "note": "Short."}
        assert f'name="version" value="{again["version"]}"' in page.content.decode()
        assert browser.post(address, again | {"act": "go"}).status_code == 302
        file.seek(0)
        old = browser.post(address, {"version": "0", "act": "save", "note": "Other.", "document": file})
        assert "Choose this again when you save: plan.pdf." in text(old)
        wrong = SimpleUploadedFile("plan.pdf", b"", content_type="application/pdf")
        refused = browser.post(address, {"version": str(made.plan.version), "act": "save", "document": wrong})
        assert refused.status_code == 200 and "The file is empty." in text(refused)

    def test_a_document_alone_will_do_and_leaves_as_a_download(self) -> None:
        made = cases.formal()
        browser, address = client(made.clerk), f"/action-plans/{made.plan.pk}/"
        file = SimpleUploadedFile("plan.pdf", PDF, content_type="application/pdf")
        data = {"version": "0", "act": "go", "note": "", "document": file}
        assert "plan.pdf" in text(browser.post(f"{address}write/", data, follow=True))
        old = text(browser.post(f"{address}document/remove/", {"version": 0}, follow=True))
        assert "The plan was changed after you opened this page." in old
        read = {"version": ActionPlan.objects.get().version}
        off = text(browser.post(f"{address}document/remove/", read, follow=True))
        assert "The document has been removed." in off
        assert "Write what will be done, or attach the plan as a document" in off
        file.seek(0)
        browser.post(f"{address}write/", data | {"version": str(made.plan.version)})
        browser.post(f"{address}send/", {"version": str(made.plan.version)})
        version = PlanVersion.objects.get()
        response: Any = client(made.officer).get(f"/action-plans/versions/{version.pk}/document/")
        assert response.content == PDF
        assert response["Content-Disposition"].startswith("attachment")

    def test_pressing_back_sends_nothing_twice(self) -> None:
        made = cases.formal()
        action_plans.send(made)
        assert denied(plans.send, made.plan, by=made.chair, on=TODAY, version=made.plan.version) == "same"
        assert PlanVersion.objects.count() == 1

    def test_a_page_that_is_older_than_the_plan_sends_nothing(self) -> None:
        made = cases.formal()
        action_plans.save(made)
        action_plans.save(made, "And more.")
        response: Any = client(made.chair).post(f"/action-plans/{made.plan.pk}/send/", {"version": "1"})
        assert response.status_code == 409
        assert "The plan was changed after you opened this page." in text(response)

    def test_met_if_and_only_if_sent_in_time(self) -> None:
        made = cases.formal()
        saved = action_plans.save(made)
        document = examine("plan.pdf", PDF)

        @given(after=st.integers(0, 40), on_paper=st.booleans())
        @settings(max_examples=20)
        def whenever(after: int, on_paper: bool) -> None:
            day = FORMAL + timedelta(days=after)
            with transaction.atomic():
                if on_paper:
                    now = FORMAL + timedelta(days=45)
                    record_received(saved, by=made.officer, on=now, received_on=day, document=document)
                else:
                    plans.send(saved, by=made.chair, on=day, version=saved.version)
                found = with_due(all_plans()).get()
                assert found.met_on == day
                assert (found.met_on <= found.due_on) == (day <= PLAN_DUE)
                assert not plans_late(with_due(all_plans()), day).exists()
                transaction.set_rollback(True)

        whenever()

    def test_until_it_is_sent_it_is_late_from_the_day_after(self) -> None:
        made = cases.formal()
        assert not plans_late(with_due(all_plans()), PLAN_DUE).exists()
        assert plans_late(with_due(all_plans()), PLAN_DUE + DAY).get() == made.plan
        assert work(made.dcs, PLAN_DUE) == []
        (item,) = work(made.dcs, PLAN_DUE + DAY)
        assert item.title == "The action plan of the governing body is late"
        director = people.person(role="director_of_education")
        assert work(director, PLAN_DUE + DAY) == [], "who does not sign the notice does not see it as theirs"


class TestRecordedOnPaper:
    def test_by_an_officer_from_the_day_it_came(self) -> None:
        made = cases.formal()
        address = f"/action-plans/{made.plan.pk}/record/"
        file = SimpleUploadedFile("plan.pdf", PDF, content_type="application/pdf")
        day = {"received_on_day": "18", "received_on_month": "11", "received_on_year": "2026"}
        data = day | {"document": file, "note": "Handed over by the clerk."}
        said = text(client(made.officer).post(address, data, follow=True))
        assert "Version 1 of the plan is recorded." in said
        assert 'Sent on <time datetime="2026-11-18">18 November 2026</time>' in said
        assert Deadline.objects.get(rule="action_plan").met_on == date(2026, 11, 18)

    @pytest.mark.parametrize(("day", "code"), [(TODAY + DAY, "not_yet"), (FORMAL - DAY, "before_the_notice")])
    def test_not_of_a_day_on_which_none_can_have_come(self, day: date, code: str) -> None:
        made = cases.formal()
        how: dict[str, Any] = {"by": made.officer, "on": TODAY, "document": examine("plan.pdf", PDF)}
        assert denied(record_received, made.plan, received_on=day, **how) == code


class TestAssessed:
    def test_by_the_page_returned_with_reasons_and_sent_again(self) -> None:
        made = cases.formal()
        action_plans.send(made)
        first, second = (action.pk for action in actions_of(made.plan))
        address = f"/action-plans/{made.plan.pk}/"
        said = {"read": "1", "act": "return", f"enough-{first}": "yes", f"enough-{second}": "no", "reasons": ""}
        officer = client(made.officer)
        bare = text(officer.post(f"{address}assess/", said))
        assert "Say why the plan is not enough for required action 2." in bare
        assert f'href="#id_reason-{second}"' in bare
        said[f"reason-{second}"] = "It does not say who looks at attendance."
        done = text(officer.post(f"{address}assess/", said, follow=True))
        assert "The plan was returned with your reasons." in done
        assert set(Message.objects.filter(kind="plan_assessed").values_list("email", flat=True)) == {
            made.chair.email,
            made.clerk.email,
        }
        assert not Deadline.objects.running().filter(rule="action_plan").exists(), "no new period runs"
        chair = client(made.chair)
        shown = text(chair.get(address))
        assert "It does not say who looks at attendance." in shown
        assert "The plan was returned and has to be sent again at once." in shown
        assert "Required action 2: It does not say who looks at attendance." in shown
        assert "<strong>Not enough yet.</strong> It does not say who" in text(chair.get(f"{address}write/"))
        assert [(item.act, item.due) for item in work(made.chair)] == [("Read why", None)]
        action_plans.send(made, "Now with names.")
        assert [version.number for version in made.plan.versions.all()] == [2, 1]
        assert action_plans.assess(made, accepted=True).status == PlanState.ACCEPTED

    @pytest.mark.parametrize(
        ("accepted", "changes", "reasons", "code"),
        [
            (True, {}, "", "not_assessed"),
            (False, {"enough": False}, "", "no_reason"),
            (False, {"enough": True}, " ", "no_reasons"),
            (True, {"enough": False, "reason": "No names."}, "", "sure"),
        ],
    )
    def test_what_an_assessment_has_to_say(
        self, accepted: bool, changes: dict[str, Any], reasons: str, code: str
    ) -> None:
        made = cases.formal()
        plan = action_plans.send(made)
        said = findings(plan, **changes) if changes else {}
        how: dict[str, Any] = {"by": made.officer, "on": TODAY, "number": 1, "findings": said, "reasons": reasons}
        assert denied(assess, plan, accepted=accepted, **how) == code

    def test_a_version_that_came_meanwhile_is_not_assessed_unread(self) -> None:
        made = cases.formal()
        action_plans.send(made)
        plan = action_plans.send(made, "Another one.")
        how: dict[str, Any] = {"by": made.officer, "on": TODAY, "accepted": True, "findings": findings(plan)}
        assert denied(assess, plan, number=1, **how) == "changed"


class TestWhoAndWhen:
    @pytest.mark.feature("C12")
    def test_of_a_restricted_case_its_governing_body_reads_and_no_officer_who_is_not_named(self) -> None:
        made = cases.formal()
        Case.objects.update(restricted=True)
        address = f"/action-plans/{made.plan.pk}/"
        reads = {user.name: client(user).get(address).status_code for user in (made.chair, made.sip, made.dcs)}
        assert reads == {made.chair.name: 200, made.sip.name: 404, made.dcs.name: 404}
        assert work(made.dcs, PLAN_DUE + DAY) == []

    def test_nothing_is_owed_once_the_notice_is_complied_with_or_ended(self) -> None:
        made = cases.formal()
        cases.found(made, "formal_notice", "met", "met")
        cases.judge(made, "formal_notice", secured=True)
        assert not plans_owed(with_due(all_plans())).exists()
        assert work(made.chair) == []
