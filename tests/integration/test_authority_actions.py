"""What the authority does about Ofsted's letters to it: who records it, what is kept, what is counted and listed."""

import csv
import re
import zipfile
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schools.letters.authority_actions import actions
from schools.letters.authority_actions.page import answered
from schools.letters.authority_actions.passages import passages_of
from schools.letters.authority_actions.policies import content_of, is_late
from schools.letters.authority_actions.queries import readable
from schools.models import ActionStatus, AuthorityAction, AuthorityActionVersion, OfstedLetter
from sil import clock
from sil.accounts.models import RoleGrant, User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.morning.actions import choose, write_mornings
from sil.outbox.models import MailChoice, Message
from sil.web.work import in_order, waiting_for
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import authority_actions as made_up
from tests.factories import letters, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("S4")]
DAY = timedelta(days=1)
# The areas of the letter come first, then its strengths.
GOVERNORS, PLAN, DATA, MENTORS = range(4)
TYPED = {
    "text": "Train governors in the evening.", "owner": "", "owner_name": "Tess Fictional",
    "due_on_day": "11", "due_on_month": "12", "due_on_year": "2026",
}  # fmt: skip


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


@pytest.fixture
def letter(officer: User) -> OfstedLetter:
    return made_up.letter(officer)


@pytest.fixture
def action(letter: OfstedLetter, officer: User) -> AuthorityAction:
    return made_up.added(letter, officer, owner=officer)


def page(user: User, path: str, data: dict[str, str] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(path) if data is None else client.post(path, data, follow=True)


def text(response: Any) -> str:
    """The page without the marks around dates."""
    return " ".join(unescape(re.sub(r"</?time[^>]*>", "", response.content.decode())).split())


def refused(code: str, act: Any, *args: Any, **said: Any) -> None:
    before = (Event.objects.count(), list(AuthorityAction.objects.order_by("pk").values()))
    with pytest.raises(Denied) as denied, transaction.atomic():
        act(*args, **said, on=TODAY)
    assert denied.value.code == code
    assert (Event.objects.count(), list(AuthorityAction.objects.order_by("pk").values())) == before


def progress(action: AuthorityAction, by: User, status: str, outcome: str = "", reason: str = "") -> AuthorityAction:
    said = {"status": status, "outcome": outcome, "reason": reason}
    return actions.record_progress(action, **said, by=by, on=TODAY)


def passage_key(letter: OfstedLetter, place: int) -> str:
    return passages_of(letter.held)[place].key


# Who records what: by hand, the two roles that deal with letters to the authority.
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("principal_officer", True),
        ("director_of_education", True),
        ("director_of_childrens_services", False),
        ("sip", False),
        ("administrator", False),
        ("", False),
    ],
)
def test_who_deals_with_letters_to_the_authority_records_what_is_done(
    role: str, may: bool, letter: OfstedLetter, action: AuthorityAction
) -> None:
    user = people.person("Una User", role=role)
    correction = made_up.said(letter, text="Other words.")
    assert readable(roles_of(user, TODAY)).exists() is may
    acts: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
        (actions.add, (letter, made_up.said(letter)), {}),
        (actions.record_progress, (action,), {"status": "under_way", "outcome": ""}),
        (actions.correct, (action, correction), {"reason": "A slip."}),
        (actions.withdraw, (action,), {"reason": "Twice."}),
    ]
    for act, args, said in acts:
        if may:
            act(*args, **said, by=user, on=TODAY)
        else:
            refused("to_authority", act, *args, **said, by=user)
    if may:
        made_up.added(letter, user, owner=user)
    else:
        refused("cannot_open", actions.add, letter, made_up.said(letter, owner=user), by=action.added_by)


def test_a_partner_who_uploaded_nothing_reads_nothing_of_it(letter: OfstedLetter, action: AuthorityAction) -> None:
    partner = people.assign(schools.school()).user
    for path in ("/ofsted-letters/actions/", action.get_absolute_url(), letter.get_absolute_url()):
        assert page(partner, path).status_code == 404
    assert "ofsted-letters/actions" not in text(page(partner, "/ofsted-letters/"))
    assert '"/ofsted-letters/actions/"' in text(page(action.added_by, "/ofsted-letters/"))


# From each state to each other one, by hand: the audit event, "no_reason" where it is refused without a reason, or
# "withdrawn", after which nothing changes. "Done" needs what was found.
TO_DO, UNDER_WAY, DONE, NOT_DONE, WITHDRAWN = "to_do", "under_way", "done", "not_done", "withdrawn"
MATRIX = {
    TO_DO: {TO_DO: "no_change", UNDER_WAY: "moved", DONE: "moved", NOT_DONE: "moved"},
    UNDER_WAY: {TO_DO: "moved", UNDER_WAY: "no_change", DONE: "moved", NOT_DONE: "moved"},
    DONE: {TO_DO: "no_reason", UNDER_WAY: "no_reason", DONE: "no_change", NOT_DONE: "no_reason"},
    NOT_DONE: {TO_DO: "no_reason", UNDER_WAY: "no_reason", DONE: "no_reason", NOT_DONE: "no_change"},
    WITHDRAWN: dict.fromkeys((TO_DO, UNDER_WAY, DONE, NOT_DONE), "withdrawn"),
}
CASES = [(source, target, said) for source, row in MATRIX.items() for target, said in row.items()]


def brought_to(action: AuthorityAction, status: str, by: User) -> AuthorityAction:
    if status == WITHDRAWN:
        return actions.withdraw(action, reason="Twice.", by=by, on=TODAY)
    return action if status == TO_DO else progress(action, by, status, "Seen.")


@pytest.mark.parametrize(("source", "target", "said"), CASES)
def test_from_each_state_to_each(source: str, target: str, said: str, action: AuthorityAction, officer: User) -> None:
    action = brought_to(action, source, officer)
    outcome = action.outcome if source == target or target != DONE else action.outcome or "Seen."
    asked = {"status": target, "outcome": outcome, "by": officer}
    if said == "moved":
        moved = actions.record_progress(action, **asked, on=TODAY)
    else:
        refused(said, actions.record_progress, action, **asked)
        if said != "no_reason":
            return
        moved = actions.record_progress(action, **asked, reason="Entered too early.", on=TODAY)
    event = Event.objects.get(kind="authority_action.moved", data__status=[source, target])
    assert moved.status == target and event.subject_id == str(action.pk)
    assert event.reason == ("Entered too early." if said == "no_reason" else "")
    kept = action.versions.latest("pk")
    assert (kept.status, kept.by, kept.on, kept.reason) == (source, officer, TODAY, event.reason)


@pytest.mark.parametrize("source", [TO_DO, UNDER_WAY, DONE, NOT_DONE])
def test_withdrawn_from_every_state_with_a_reason_and_never_deleted(
    source: str, action: AuthorityAction, officer: User
) -> None:
    action = brought_to(action, source, officer)
    refused("no_reason", actions.withdraw, action, reason=" ", by=officer)
    gone = actions.withdraw(action, reason="It is there twice.", by=officer, on=TODAY)
    assert gone.status == WITHDRAWN and gone.text == "Visit each school once a term."
    refused("withdrawn", actions.withdraw, gone, reason="Again.", by=officer)
    refused("withdrawn", actions.correct, gone, content_of(gone), reason="Again.", by=officer)
    refused("withdrawn", actions.hand_to, gone, officer, by=officer)
    shown = text(page(officer, gone.get_absolute_url()))
    assert "Withdrawn" in shown and "It is there twice." in shown and "Record progress" not in shown
    for act in ("progress", "correct", "withdraw"):
        assert page(officer, f"{gone.get_absolute_url()}{act}/").status_code == 404


def test_done_needs_what_was_found(action: AuthorityAction, officer: User) -> None:
    refused("no_outcome", actions.record_progress, action, status=DONE, outcome=" ", by=officer)
    refused("no_state", actions.record_progress, action, status=WITHDRAWN, outcome="Seen.", by=officer)
    shown = page(officer, f"{action.get_absolute_url()}progress/", {"status": DONE, "outcome": ""})
    assert "Enter what was found." in text(shown) and 'value="done"' in text(shown)
    done = progress(action, officer, DONE, "Twelve schools were visited.")
    assert done.outcome == "Twelve schools were visited."
    with pytest.raises(IntegrityError, match="authority_action_done_with_outcome"), transaction.atomic():
        AuthorityAction.objects.filter(pk=action.pk).update(outcome="")


def test_what_was_found_is_added_to_on_the_way_and_the_earlier_text_is_kept(
    action: AuthorityAction, officer: User
) -> None:
    progress(action, officer, UNDER_WAY, "Six visited.")
    progress(action, officer, UNDER_WAY, "Eight visited.")
    assert Event.objects.filter(kind="authority_action.found").count() == 1
    done = progress(action, officer, DONE, "Twelve visited.")
    refused("no_reason", actions.record_progress, done, status=DONE, outcome="Ten visited.", by=officer)
    progress(done, officer, DONE, "Ten visited.", reason="Two were visited last year.")
    assert [each.outcome for each in action.versions.all()] == ["Twelve visited.", "Eight visited.", "Six visited.", ""]
    shown = text(page(officer, action.get_absolute_url()))
    _, earlier = shown.split("Earlier versions")
    assert "What was found: Twelve visited." in earlier and "Why: Two were visited last year." in earlier
    assert f"Changed by Olive Officer, {clock.in_words(TODAY)}." in earlier


def test_a_correction_keeps_what_it_said_with_the_reason(
    letter: OfstedLetter, action: AuthorityAction, officer: User
) -> None:
    better = made_up.said(letter, PLAN, text="Write to each head.", due_on=TODAY + 30 * DAY)
    refused("no_reason", actions.correct, action, better, reason=" ", by=officer)
    refused("no_change", actions.correct, action, content_of(action), reason="A slip.", by=officer)
    actions.correct(action, better, reason="It was about the other area.", by=officer, on=TODAY)
    now = AuthorityAction.objects.get(pk=action.pk)
    assert content_of(now) == better and now.status == TO_DO
    (kept,) = action.versions.all()
    assert (kept.text, kept.passage, kept.owner, kept.due_on) == (
        "Visit each school once a term.", "Few governors have been trained.", officer, made_up.DUE,
    )  # fmt: skip
    assert (kept.by, kept.on, kept.reason) == (officer, TODAY, "It was about the other area.")
    assert Event.objects.get(kind="authority_action.corrected").reason == "It was about the other area."
    shown = text(page(officer, action.get_absolute_url()))
    _, earlier = shown.split("Earlier versions")
    assert "Visit each school once a term." in earlier and "Few governors have been trained." in earlier


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("no_passage", {"passage": " "}),
        ("no_text", {"text": " "}),
        ("no_owner", {"owner_name": " "}),
        ("two_owners", {"owner": True, "owner_name": "Tess Fictional"}),
    ],
)
def test_an_action_is_complete(code: str, changes: dict[str, Any], letter: OfstedLetter, officer: User) -> None:
    if "owner" in changes:
        changes = changes | {"owner": officer}
    refused(code, actions.add, letter, made_up.said(letter, **changes), by=officer)
    action = made_up.added(letter, officer)
    refused(code, actions.correct, action, made_up.said(letter, **changes), reason="A slip.", by=officer)


def test_only_a_confirmed_letter_to_the_authority_has_actions(letter: OfstedLetter, officer: User) -> None:
    waiting = letters.sent(officer, letters.TO_AUTHORITY)
    school = schools.school()
    about_a_school = letters.confirmed(letters.sent(officer, school=school), school, officer)
    for other in (waiting, about_a_school):
        refused("not_confirmed", actions.add, other, made_up.said(letter), by=officer)
        assert page(officer, f"{other.get_absolute_url()}actions/add/").status_code == 404
        assert "Add an action" not in text(page(officer, other.get_absolute_url()))


def test_the_database_keeps_it(action: AuthorityAction, officer: User) -> None:
    actions.correct(action, made_up.said(action.letter, text="Ring."), reason="A slip.", by=officer, on=TODAY)
    for table, sql in (
        ("schools_authorityactionversion", "DELETE FROM schools_authorityactionversion"),
        ("schools_authorityactionversion", "UPDATE schools_authorityactionversion SET text = 'x'"),
        ("schools_authorityaction", "UPDATE schools_authorityaction SET status = 'done', outcome = 'x'"),
    ):
        with pytest.raises(IntegrityError, match=table), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="has_one_owner"), transaction.atomic():
        AuthorityAction.objects.update(owner_name="Somebody", owner=officer)


def test_an_action_is_added_on_the_page_of_the_letter(letter: OfstedLetter, officer: User) -> None:
    assert "2 areas for improvement, none with an action, no actions late" in text(
        page(officer, letter.get_absolute_url())
    )
    path = f"{letter.get_absolute_url()}actions/add/"
    key = passage_key(letter, PLAN)
    assert re.search(rf'value="{key}"[^>]*checked', page(officer, f"{path}?about={key}").content.decode())
    wrong = page(officer, path, TYPED | {"owner_name": "", "passage": key})
    assert "Enter who will do it." in text(wrong) and "Train governors in the evening." in text(wrong)
    added = page(officer, path, TYPED | {"passage": passage_key(letter, GOVERNORS)})
    assert "The action is added. Tess Fictional does not see it here: tell them yourself." in text(added)
    shown = text(added)
    assert "2 areas for improvement, 1 with an action, no actions late" in shown
    governors, plan = shown.index("Few governors have been trained."), shown.index("The plan for school-to-school")
    assert governors < shown.index("Train governors in the evening.") < plan < shown.index("No action yet")
    assert shown.count("No action yet") == 1, "a strength needs no action"
    assert shown.index("No action yet") < shown.index("Officers know the data of each school."), "areas come first"
    action = AuthorityAction.objects.get()
    assert (action.kind, action.passage, action.owned_by, action.added_by, action.added_on) == (
        "areas", "Few governors have been trained.", "Tess Fictional", officer, TODAY,
    )  # fmt: skip
    assert Event.objects.get(kind="authority_action.added").subject_id == str(action.pk)


def test_the_owner_is_found_by_a_part_of_the_name(letter: OfstedLetter, officer: User) -> None:
    people.person("Dora Director", role="director_of_education"), people.person("Dora Partner", role="sip")
    path = f"{letter.get_absolute_url()}actions/add/"
    found = page(officer, f"{path}?find=owner&typed=dora").json()["found"]
    assert [each["label"].split(" (")[0] for each in found] == ["Dora Director"]
    typed = TYPED | {"passage": passage_key(letter, MENTORS), "owner": "Dora Director", "owner_name": ""}
    assert "Dora Director sees it on their home page" in text(page(officer, path, typed))
    assert AuthorityAction.objects.get().kind == "strengths"


# What becomes of the letter's passages -> under which words the page shows the actions on "Few governors have been
# trained." and "The plan …": the passage, or the words that are gone.
def test_no_action_is_lost_when_the_passages_of_the_letter_change(letter: OfstedLetter, officer: User) -> None:
    one = made_up.added(letter, officer, GOVERNORS, text="Train them.")
    two = made_up.added(letter, officer, PLAN, text="Print it.")
    three = made_up.added(letter, officer, MENTORS, text="Thank them.")
    before = {each.pk: each.passage for each in (one, two, three)}

    def reads(**values: Any) -> Any:
        OfstedLetter.objects.filter(pk=letter.pk).update(values={**letter.held, **values})
        found = OfstedLetter.objects.get(pk=letter.pk)
        shown = answered(found, found.authority_actions.all(), TODAY)
        groups = (shown.areas, shown.strengths, shown.others)
        listed = [{each.words: [action.pk for action in each.actions] for each in group} for group in groups]
        assert sorted(pk for group in listed for pks in group.values() for pk in pks) == sorted(before)
        assert dict(AuthorityAction.objects.values_list("pk", "passage")) == before
        return listed

    governors, plan = letter.held["areas"]
    assert reads(areas=[plan, governors])[0] == {before[two.pk]: [two.pk], before[one.pk]: [one.pk]}, "another order"
    new = {"text": "Visits are rare.", "children": []}
    assert reads(areas=[new, governors, plan])[0] == {
        new["text"]: [], before[one.pk]: [one.pk], before[two.pk]: [two.pk],
    }, "one more"  # fmt: skip
    spaced = {"text": "few  GOVERNORS have\nbeen trained.", "children": []}
    assert reads(areas=[spaced, plan])[2] == {}, "spaces and capitals"
    reworded = {"text": "Few governors are trained well.", "children": []}
    areas, _, others = reads(areas=[reworded, plan])
    assert areas == {reworded["text"]: [], before[two.pk]: [two.pk]}
    assert others == {before[one.pk]: [one.pk]}, "other words"
    areas, strengths, others = reads(areas=[], strengths=[])
    assert not areas and not strengths and len(others) == 3, "none left"


def test_an_action_whose_words_are_gone_is_shown_and_put_on_another_passage(
    letter: OfstedLetter, action: AuthorityAction, officer: User
) -> None:
    values = {**letter.held, "areas": [{"text": "Governors lack training.", "children": []}]}
    OfstedLetter.objects.filter(pk=letter.pk).update(values=values)
    letter.refresh_from_db()
    shown = text(page(officer, letter.get_absolute_url()))
    assert "1 area for improvement, none with an action, no actions late" in shown
    _, gone = shown.split("Actions on words that the letter no longer has")
    assert "Few governors have been trained." in gone and "Visit each school once a term." in gone
    path = f"{action.get_absolute_url()}correct/"
    assert "Area for improvement: Few governors have been trained." in text(page(officer, path))
    typed = TYPED | {"passage": passage_key(letter, 0), "reason": "The letter was read wrongly."}
    assert "The action is corrected." in text(page(officer, path, typed))
    shown = text(page(officer, letter.get_absolute_url()))
    assert "1 area for improvement, 1 with an action" in shown and "no longer has" not in shown


STATUSES = st.sampled_from([TO_DO, UNDER_WAY, DONE, NOT_DONE, WITHDRAWN])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(st.tuples(st.integers(0, 3), STATUSES, st.integers(-3, 3)), max_size=7),
    areas=st.sets(st.integers(0, 1)),
)
def test_the_tally_is_the_number_of_its_records(
    letter: OfstedLetter, officer: User, records: list[tuple[int, str, int]], areas: set[int]
) -> None:
    """Whatever was added, in whatever state, and whichever areas the letter has: the tally and the list count alike."""
    with transaction.atomic():
        for place, status, days in records:
            added = made_up.added(letter, officer, place, due_on=TODAY + days * DAY)
            brought_to(added, status, officer)
        held = letter.held["areas"]
        OfstedLetter.objects.filter(pk=letter.pk).update(
            values={**letter.held, "areas": [held[each] for each in sorted(areas)]}
        )
        having = len({place for place, status, _ in records if place in areas and status != WITHDRAWN})
        late = sum(status in (TO_DO, UNDER_WAY) and days < 0 for _, status, days in records)
        number = {0: "No areas", 1: "1 area", 2: "2 areas"}[len(areas)]
        having_words = f", {having or 'none'} with an action" if areas else ""
        expected = f"{number} for improvement{having_words}, {late or 'no'} action{'' if late == 1 else 's'} late"
        assert page(officer, letter.get_absolute_url()).context["answered"].tally == expected
        assert page(officer, "/ofsted-letters/actions/?late=on").context["listing"].count == late
        assert sum(is_late(each, TODAY) for each in AuthorityAction.objects.all()) == late
        assert page(officer, "/ofsted-letters/actions/").context["listing"].count == len(records)
        transaction.set_rollback(True)


def test_the_owner_has_it_on_the_home_page_and_in_the_morning(letter: OfstedLetter, officer: User) -> None:
    director = people.person("Dora Director", role="director_of_education")
    late = made_up.added(letter, officer, owner=officer, due_on=TODAY - DAY, text="Ring each head.")
    progress(late, officer, UNDER_WAY)
    soon = made_up.added(letter, officer, owner=officer, due_on=TODAY)
    made_up.added(letter, officer, owner=director), made_up.added(letter, officer)
    for status in (DONE, NOT_DONE, WITHDRAWN):
        brought_to(made_up.added(letter, officer, owner=officer), status, officer)
    mine = [item for item in waiting_for(roles_of(officer, TODAY)) if "ofsted-letters/actions" in str(item.href)]
    assert [(item.about, item.due, item.act) for item in mine] == [
        ("Ring each head.", TODAY - DAY, "Record progress"), (soon.text, TODAY, "Record progress"),
    ]  # fmt: skip
    assert [group.slug for group in in_order(mine, TODAY)] == ["late", "today"]
    home = text(page(officer, "/"))
    assert "Ring each head." in home and f'href="/ofsted-letters/actions/{late.pk}/progress/"' in home
    assert "1 late" in home
    assert "Record progress" in text(page(officer, f"/ofsted-letters/actions/{late.pk}/progress/"))
    RoleGrant.objects.filter(user=officer).delete()
    assert not waiting_for(roles_of(User.objects.get(pk=officer.pk), TODAY)), "nothing that they could not open"


def test_the_morning_email_names_it(letter: OfstedLetter, officer: User) -> None:
    made_up.added(letter, officer, owner=officer, due_on=TODAY - DAY, text="Ring each head.")
    choose(by=officer, emails=MailChoice.Emails.EACH, lists=MailChoice.Lists.DAILY)
    assert write_mornings(NOW) == 1
    assert "Ring each head." in Message.objects.get(kind="morning", email=officer.email).body


def test_the_list_is_filtered_sorted_paged_and_exported(letter: OfstedLetter, officer: User) -> None:
    director = people.person("Dora Director", role="director_of_education")
    made_up.added(letter, officer, GOVERNORS, owner=officer, due_on=TODAY - DAY, text="Ring each head.")
    done = made_up.added(letter, officer, PLAN, owner=director, due_on=date(2026, 11, 1), text="Print the plan.")
    progress(done, director, DONE, "It is printed.")
    made_up.added(letter, officer, DATA, due_on=date(2027, 1, 8), text="Go on as now.")
    twice = made_up.added(letter, officer, GOVERNORS, due_on=date(2027, 2, 8), text="Ring heads.")
    brought_to(twice, WITHDRAWN, officer)

    def listed(query: str = "") -> list[str]:
        return [each.text for each in page(officer, f"/ofsted-letters/actions/?{query}").context["listing"].page]

    everything = ["Print the plan.", "Ring each head.", "Go on as now.", "Ring heads."]
    assert listed() == everything and listed("sort=-due") == everything[::-1]
    assert listed("sort=owner") == ["Print the plan.", "Ring each head.", "Go on as now.", "Ring heads."]
    assert listed("state=open") == ["Ring each head.", "Go on as now."]
    assert listed("state=done") == ["Print the plan."] and listed("state=withdrawn") == ["Ring heads."]
    assert listed("late=on") == ["Ring each head."]
    assert listed("kind=strengths") == ["Go on as now."]
    assert listed("owner=Dora") == ["Print the plan."] and listed("owner=none") == ["Go on as now.", "Ring heads."]
    assert listed("search=tess") == ["Go on as now.", "Ring heads."]
    assert listed("search=governors") == ["Ring each head.", "Ring heads."]
    shown = text(page(officer, "/ofsted-letters/actions/?search=nothing+like+it"))
    assert "No actions match these filters." in shown
    exported = b"".join(page(officer, "/ofsted-letters/actions/?export=csv&state=done").streaming_content).decode(
        "utf-8-sig"
    )
    (row,) = csv.DictReader(exported.splitlines())
    assert row == {
        "Action": "Print the plan.", "About": "Area for improvement",
        "Words of the letter": passages_of(letter.held)[PLAN].words, "Owner": "Dora Director", "Due": "2026-11-01",
        "State": "Done", "What was found": "It is printed.", "Letter of": letter.held["letter_date"],
        "Added": "2026-11-20",
    }  # fmt: skip
    workbook = page(officer, "/ofsted-letters/actions/?export=xlsx")
    assert 'filename="actions-after-letters-to-the-authority-2026-11-20.xlsx"' in workbook["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(b"".join(workbook.streaming_content))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == 5 and "It is printed." in sheet
    for number in range(22):
        made_up.added(letter, officer, text=f"Visit school {number}.")
    first = page(officer, "/ofsted-letters/actions/").context["listing"]
    assert (len(first.page), first.count) == (25, 26)
    assert len(page(officer, first.next).context["listing"].page) == 1


def test_an_action_is_handed_over_when_its_owner_leaves(action: AuthorityAction, officer: User) -> None:
    director = people.person("Dora Director", role="director_of_education")
    with transaction.atomic():
        actions.hand_to(action, director, by=officer, on=TODAY)
    action.refresh_from_db()
    assert action.owner == director and action.versions.get().owner == officer
    with pytest.raises(Denied, match="cannot open letters"), transaction.atomic():
        actions.hand_to(action, people.person("Sam", role="sip"), by=officer, on=TODAY)


def test_every_state_has_its_words() -> None:
    assert dict(ActionStatus.choices) == {
        "to_do": "To do", "under_way": "Under way", "done": "Done", "not_done": "Not done", "withdrawn": "Withdrawn",
    }  # fmt: skip
    assert AuthorityActionVersion._meta.ordering == ["-pk"]
