"""monitoring.notices.statements: what a school shows has been done, its representations, and how they are answered."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from monitoring.notices.bundle.collecting import collect
from monitoring.notices.bundle.front import record
from monitoring.notices.bundle.permissions import Shared
from monitoring.notices.models import CaseLetter, Statement, StatementDocument, StatementEntry
from monitoring.notices.statements import actions
from monitoring.notices.statements.queries import evidence_by_action, sent_in
from monitoring.notices.states import CaseState, Purpose
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.letters.models import Method
from sil.outbox.models import Message
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters, cases, people, statements
from tests.factories.case_scene import Scene
from tests.factories.cases import FORMAL, INTENDED, PERIOD_ENDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
# The formal notice of the scene was given on Monday 9 November 2026; its period ends on Monday 23 November.
LAST, AFTER = PERIOD_ENDS, date(2026, 11, 24)
# Seven working days after the notice of powers of Wednesday 4 November 2026.
HEARD_UNTIL, TOO_LATE = date(2026, 11, 13), date(2026, 11, 14)
R = Purpose.REPRESENTATIONS


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page(made: Scene, notice: CaseLetter, purpose: Purpose = Purpose.EVIDENCE, step: str = "") -> str:
    return f"/case-letters/{notice.pk}/from-the-school/{purpose}/{step}"


def refusal(act: Any, *args: Any, **kwargs: Any) -> tuple[str, str]:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act(*args, **kwargs)
    return denied.value.code, denied.value.sentence


def work(user: User, on: date) -> list[str]:
    return [item.title for item in waiting_for(roles_of(user, on)) if "from-the-school" in item.href]


@pytest.mark.feature("C16")
class TestEvidence:
    @pytest.fixture
    def made(self) -> Scene:
        return cases.formal()

    def test_each_of_the_school_writes_and_sends_it(self, made: Scene) -> None:
        notice = made.notice()
        for number, who in enumerate((made.head, made.chair, made.clerk), 1):
            with clock.at(TODAY):
                path, first = page(made, notice, step="write/"), notice.required_actions.all()[0]
                shown = client(who).get(path)
                assert "Show what has been done" in text(shown) and first.text in text(shown)
                version = shown.context["editor"].version
                file = SimpleUploadedFile("seen.csv", b"lesson,seen\n1,daily\n")
                typed = {f"text-{first.pk}": f"Done, says {who.name}.", f"document-{first.pk}": file}
                answer = client(who).post(path, {"version": str(version), "act": "go", **typed})
                assert answer.status_code == 302, text(answer)
                check = client(who).get(page(made, notice, step="send/"))
                assert "seen.csv" in text(check) and f"Done, says {who.name}." in text(check)
                version = check.context["statement"].version
            entry = self.send(made, who, version)
            assert (entry.number, entry.sent_on, entry.is_late) == (number, TODAY, False)
            assert entry.sent_as == {made.head: "Headteacher", made.chair: "Chair of governors"}.get(who, entry.sent_as)
        assert sorted(Message.objects.filter(kind="statement_received").values_list("email", flat=True)) == (
            [made.officer.email] * 3
        )

    @staticmethod
    def send(made: Scene, who: User, version: int) -> StatementEntry:
        with clock.at(TODAY):
            return actions.send(statements.of(made.notice(), Purpose.EVIDENCE), by=who, on=TODAY, version=version)

    def test_it_can_be_sent_until_the_last_day_of_the_period(self, made: Scene) -> None:
        assert statements.sent(made, made.notice(), on=LAST).number == 1
        found = statements.of(made.notice(), Purpose.EVIDENCE)
        how: dict[str, Any] = {"by": made.chair, "on": AFTER, "version": found.version}
        said = (
            "The compliance period of the notice ended on 23 November 2026. If you still have something to send, send "
            f"it to {made.officer.email}."
        )
        assert refusal(actions.send, found, **how) == ("closed", said)
        assert (
            refusal(actions.save_statement, found, writing=actions.Writing(texts={"note": "x"}), **how)[0] == "closed"
        )
        with clock.at(AFTER):
            assert said in text(client(made.chair).get(page(made, made.notice())))

    def test_what_is_late_is_recorded_by_an_officer(self, made: Scene) -> None:
        notice = made.notice()
        first = notice.required_actions.all()[0]
        typed = {"received_on_day": "24", "received_on_month": "11", "received_on_year": "2026"}
        with clock.at(AFTER):
            path = page(made, notice, step="record/")
            shown = client(made.officer).get(path)
            assert shown.status_code == 200
            how = {f"text-{first.pk}": "Phonics began.", "on_behalf_of": "Clara Example, clerk"} | typed
            once = {name: value for name, value in _hidden(shown).items() if name != "csrfmiddlewaretoken"}
            answer = client(made.officer).post(path, once | how)
            assert answer.status_code == 302, text(answer)
            judged = text(client(made.officer).get(f"/case-letters/{notice.pk}/judgement/"))
        entry = StatementEntry.objects.get()
        assert entry.is_late and entry.sent_by == made.officer
        assert "Phonics began." in judged and "Late" in judged and "Clara Example, clerk" in judged
        assert "The school has sent no evidence about this action." in judged

    @pytest.mark.parametrize(
        ("day", "code"), [(date(2026, 11, 8), "before_the_notice"), (date(2026, 11, 21), "not_yet")]
    )
    def test_a_record_has_a_possible_day(self, made: Scene, day: date, code: str) -> None:
        found = statements.of(made.notice(), Purpose.EVIDENCE)
        how: dict[str, Any] = {"by": made.officer, "on": TODAY, "on_behalf_of": "The clerk", "texts": {"note": "x"}}
        assert refusal(actions.record_entry, found, received_on=day, **how)[0] == code

    def test_it_stands_beside_the_action_and_in_the_bundle(self, made: Scene) -> None:
        notice = made.notice()
        statements.sent(made, notice)
        first, second = notice.required_actions.all()
        found = evidence_by_action(notice)
        assert [part.text for _, part in found[first.pk]] == [statements.TEXT] and found[second.pk] == []
        titles = [item.title for item in collect([made.case])]
        assert "Evidence of what has been done, entry 1: seen.csv" in titles
        bundle: Any = type("Made", (), {"case": made.case})()
        leaves = {
            leaf.title: leaf.context
            for leaf in record(bundle, Shared(line=[made.case], eyes=None, has_school_record=False))
        }
        assert [sent.parts[0].text for sent in leaves["What the school sent in"]["rows"]] == [statements.TEXT]
        with clock.at(TODAY):
            case = text(client(made.officer).get(f"/cases/{made.case.pk}/"))
            action = text(client(made.officer).get(f"/required-actions/{first.pk}/"))
        assert page(made, notice) in case and statements.TEXT in action and "seen.csv" in action

    def test_nothing_is_sent_as_nothing(self, made: Scene) -> None:
        found = statements.of(made.notice(), Purpose.EVIDENCE)
        with clock.at(TODAY):
            saved = actions.save_statement(
                found, by=made.chair, on=TODAY, writing=actions.Writing(texts={"note": " "}), version=0
            )
            how: dict[str, Any] = {"by": made.chair, "on": TODAY, "version": saved.version}
            code, sentence = refusal(actions.send, saved, **how)
        assert (code, sentence) == ("incomplete", "Before it can be sent: Write something, or attach a document.")

    def test_a_document_can_be_removed_until_it_is_sent(self, made: Scene) -> None:
        notice = made.notice()
        statements.saved(made, notice)
        document = StatementDocument.objects.get()
        actions.detach(document, by=made.clerk, on=TODAY)
        assert not StatementDocument.objects.exists()
        statements.sent(made, notice)
        kept = StatementDocument.objects.get()
        assert refusal(actions.detach, kept, by=made.clerk, on=TODAY)[0] == "sent"
        for act in (kept.delete, StatementEntry.objects.all().delete, lambda: StatementEntry.objects.update(number=9)):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_a_later_entry_adds_to_the_earlier_one(self, made: Scene) -> None:
        notice = made.notice()
        statements.sent(made, notice)
        statements.sent(made, notice, by=made.head, text="All classes now.")
        found = statements.of(notice, Purpose.EVIDENCE)
        sent = sent_in(found, list(notice.required_actions.all()))
        assert [(each.entry.number, each.parts[0].text) for each in sent] == [
            (1, statements.TEXT),
            (2, "All classes now."),
        ]
        assert found.draft == {}

    def test_nobody_else_sends_and_nothing_is_sent_about_a_withdrawn_notice(self, made: Scene) -> None:
        found = statements.of(made.notice(), Purpose.EVIDENCE)
        how: dict[str, Any] = {"on": TODAY, "writing": actions.Writing(texts={"note": "x"}), "version": 0}
        for nobody in (made.officer, made.dcs, people.person("Nora Nobody")):
            assert refusal(actions.save_statement, found, by=nobody, **how)[0] == "not_the_school"
        earlier = made.notice("preformal_notice")
        answered = statements.of(earlier, Purpose.EVIDENCE)
        assert refusal(actions.save_statement, answered, by=made.chair, **how)[0] == "not_in_force"

    def test_the_school_is_led_to_it_while_the_period_runs(self, made: Scene) -> None:
        for who in (made.head, made.chair, made.clerk):
            assert work(who, LAST) == ["Show what has been done about the formal warning notice"]
            assert work(who, AFTER) == []
        statements.sent(made, made.notice())
        assert work(made.head, LAST) == []


def _hidden(shown: Any) -> dict[str, str]:
    from tests.forms_on_page import forms_to_post

    form = next(each for each in forms_to_post(shown.content.decode(), "/") if "on_behalf_of" in each.names)
    return dict(form.values)


@pytest.mark.feature("C14")
class TestRepresentations:
    @pytest.fixture
    def made(self) -> Scene:
        return cases.scene(CaseState.ELIGIBLE)

    def notice(self, made: Scene) -> CaseLetter:
        return made.notice("intention_notice")

    def test_they_are_open_until_the_day_that_the_notice_prints(self, made: Scene) -> None:
        notice = self.notice(made)
        assert (notice.given_on, notice.represent_by) == (INTENDED, HEARD_UNTIL)
        assert notice.letter is not None
        assert "You can make representations to us by Friday 13 November 2026." in notice.letter.html
        for who in (made.head, made.chair, made.clerk):
            assert work(who, HEARD_UNTIL) == [
                "Make representations about the powers that the authority proposes to use"
            ]
            assert work(who, TOO_LATE) == []
        assert statements.sent(made, notice, R, on=HEARD_UNTIL).number == 1
        assert work(made.chair, HEARD_UNTIL) == []
        found = statements.of(notice, R)
        code, sentence = refusal(actions.send, found, by=made.chair, on=TOO_LATE, version=found.version)
        assert code == "closed" and sentence.startswith("Representations could be made until 13 November 2026.")

    def test_each_is_answered_and_the_school_is_told(self, made: Scene) -> None:
        notice = self.notice(made)
        entry = statements.sent(made, notice, R, on=HEARD_UNTIL)
        titles = {who: [i.title for i in waiting_for(roles_of(who, TODAY))] for who in (made.officer, made.dcs)}
        for found in titles.values():
            assert "Answer the representations about the powers" in found
        Message.objects.all().delete()
        how: dict[str, Any] = {"by": made.dcs, "on": TODAY, "outcome": "partly"}
        assert refusal(actions.answer, entry, reasons=" ", **how)[0] == "no_reasons"
        with clock.at(TODAY):
            actions.answer(entry, reasons="One governor fewer.", **how)
            shown = text(client(made.head).get(page(made, notice, R)))
        assert "It changes it in part." in shown and "One governor fewer." in shown
        assert "Dan Director, Director of Children" in shown and "Answer these" not in shown
        told = Message.objects.filter(kind="representation_answered")
        assert {each.email for each in told} == {made.head.email, made.chair.email, made.clerk.email}
        for who in (made.officer, made.dcs):
            assert "Answer the representations about the powers" not in [
                item.title for item in waiting_for(roles_of(who, TODAY))
            ]
        # An hour later: of two messages of one moment none is the first.
        with clock.at(clock.now() + timedelta(hours=1)):
            actions.answer(entry, reasons="Two governors fewer.", **how | {"outcome": "changes"})
        assert [each.reasons for each in entry.answers.all()] == ["Two governors fewer.", "One governor fewer."]
        told = Message.objects.filter(kind="representation_answered", email=made.head.email).order_by("created_at")
        said = "This corrects the answer that we gave you before."
        assert [said in each.body for each in told] == [False, True]

    def test_the_school_and_partners_of_others_do_not_answer(self, made: Scene) -> None:
        entry = statements.sent(made, self.notice(made), R, on=HEARD_UNTIL)
        other = people.person("Otto Other", role="sip")
        for nobody in (made.chair, made.head, other):
            how: dict[str, Any] = {"by": nobody, "on": TODAY, "outcome": "keeps", "reasons": "No."}
            assert refusal(actions.answer, entry, **how)[0] == "not_an_officer"

    def test_evidence_is_judged_and_not_answered(self) -> None:
        made = cases.formal()
        entry = statements.sent(made, made.notice())
        how: dict[str, Any] = {"by": made.dcs, "on": TODAY, "outcome": "keeps", "reasons": "No."}
        assert refusal(actions.answer, entry, **how)[0] == "no_answer_due"
        assert client(made.dcs).get(f"/representations/{entry.pk}/answer/").status_code == 404

    def test_a_power_is_asked_about_while_one_has_no_answer(self, made: Scene) -> None:
        entry = statements.sent(made, self.notice(made), R, on=HEARD_UNTIL)
        letter = case_letters.prepared(made, "power_used", method=Method.HAND)
        with clock.at(TODAY):
            asked = case_letters.asked(letter, TODAY, clock.now())
            assert "The representations of 13 November 2026 have not been answered yet." in asked
            actions.answer(entry, by=made.officer, on=TODAY, outcome="keeps", reasons="The cost was weighed.")
            assert not [each for each in case_letters.asked(letter, TODAY, clock.now()) if "representations" in each]

    def test_nothing_is_kept_of_what_is_only_read(self, made: Scene) -> None:
        with clock.at(date(2026, 11, 10)):
            client(made.chair).get(page(made, self.notice(made), R))
            client(made.chair).get(page(made, self.notice(made), R, "write/"))
        assert not Statement.objects.exists()
        assert date(2026, 11, 9) == FORMAL
