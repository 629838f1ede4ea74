"""The pages of a letter: written and kept, checked, signed or returned, proved, withdrawn; and who signs for whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from monitoring.notices.letters import actions
from monitoring.notices.letters.policies import missing
from monitoring.notices.letters.recipients import served_on
from monitoring.notices.models import CaseLetter, Delegation
from monitoring.notices.signing import actions as signing
from monitoring.notices.states import CaseState, LetterState
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.letters.models import Delivery, Method
from sil.outbox.models import Message
from sil.web.work import WorkItem, waiting_for
from tests.conftest import NOW, TODAY
from tests.factories import case_letters as letters
from tests.factories import cases, people
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
S = LetterState


@pytest.fixture
def made() -> Scene:
    return cases.scene(CaseState.DISCUSSED)


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def again(letter: CaseLetter) -> CaseLetter:
    return CaseLetter.objects.get(pk=letter.pk)


def page(letter: CaseLetter, rest: str = "") -> str:
    return f"/case-letters/{letter.pk}/{rest}"


def day(name: str, value: Any) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def typed(letter: CaseLetter, **changes: Any) -> dict[str, Any]:
    """The form of a notice as a browser posts it."""
    found: dict[str, Any] = {
        "version": again(letter).version,
        "part-matters": "Reading is weak.",
        "part-timeframe": "By Easter.",
        "part-consequence": "A formal notice.",
        "action-0-text": "Teach phonics each day.",
        "action-1-text": "Appoint a leader.",
        "action-1-measure": "The minutes.",
        "compliance_count": "15",
        "compliance_unit": "calendar",
        "compliance_why": "The plan can be written in two weeks.",
    }
    for each in letter.recipients.all():
        found[f"to-{each.key}-method"] = each.method
    return found | changes


@pytest.mark.feature("C2")
def test_prepare_says_what_it_is_who_signs_and_to_whom_it_goes(made: Scene) -> None:
    address = f"/cases/{made.case.pk}/letters/prepare/preformal_notice/"
    shown = text(client(made.officer).get(address))
    for words in (
        "Pre-formal warning notice",
        "Director of Children",
        made.chair.name,
        made.head.name,
        "Prepare the notice",
    ):
        assert words in shown
    response: Any = client(made.officer).post(address, follow=True)
    letter = CaseLetter.objects.get()
    assert response.redirect_chain[-1][0] == page(letter, "write/")
    assert "Pre-formal warning notice started. Write it" in text(response)
    # There is one at a time, and the page says so before the button.
    second = client(made.officer).get(address)
    assert "Another letter of this case is in progress" in text(second) and "Prepare the notice</button>" not in text(
        second
    )
    assert "Another letter of this case is in progress" in text(client(made.officer).post(address))
    assert CaseLetter.objects.count() == 1


@pytest.mark.feature("C6")
def test_a_letter_that_is_not_the_next_step_is_not_prepared(made: Scene) -> None:
    shown = text(client(made.officer).get(f"/cases/{made.case.pk}/letters/prepare/formal_lifted/"))
    assert "This is not the next step" in shown and "Prepare the letter</button>" not in shown
    assert client(made.officer).get(f"/cases/{made.case.pk}/letters/prepare/love_letter/").status_code == 404
    assert client(made.dcs).get(f"/cases/{made.case.pk}/letters/prepare/preformal_notice/").status_code == 404


@pytest.mark.feature("C2", "T4")
def test_a_notice_is_written_and_kept(made: Scene) -> None:
    letter = actions.prepare(made.case, kind="preformal_notice", by=made.officer, on=TODAY)
    browser = client(made.sip)
    first = browser.get(page(letter, "write/"))
    assert 'name="part-matters"' in first.content.decode() and "Two lessons of six were weak." in text(first)
    assert "No length has been entered yet, so it has no last day." in text(first)
    response: Any = browser.post(page(letter, "write/"), typed(letter) | {"act": "save"}, follow=True)
    assert "Letter saved" in text(response)
    letter = again(letter)
    assert letter.parts["matters"] == "Reading is weak."
    assert [(a.text, a.measure) for a in letter.required_actions.all()] == [
        ("Teach phonics each day.", ""),
        ("Appoint a leader.", "The minutes."),
    ]
    said = {"count": "15", "unit": "", "why": "The plan can be written in two weeks."}
    assert (letter.compliance, letter.written_of_recipients, letter.version) == (said, {}, 1)
    shown = text(browser.get(page(letter, "write/")))
    assert "the period would end on" in shown and "Friday 4 December 2026" in shown
    assert made.sip in letter.writers.all()
    # Saved as it stands again it is no other version.
    browser.post(page(letter, "write/"), typed(letter) | {"act": "save"})
    assert again(letter).version == 1
    more: Any = browser.post(page(letter, "write/"), typed(letter) | {"act": "more"}, follow=True)
    assert 'name="action-3-text"' in more.content.decode()
    go: Any = browser.post(page(letter, "write/"), typed(letter) | {"act": "go"}, follow=True)
    assert go.redirect_chain[-1][0] == page(letter, "check/")


@pytest.mark.feature("T4")
def test_it_is_saved_as_it_is_typed_and_two_people_are_told(made: Scene) -> None:
    letter = actions.prepare(made.case, kind="preformal_notice", by=made.officer, on=TODAY)
    one, other = client(made.officer), client(made.sip)
    saved = one.post(page(letter, "write/"), typed(letter) | {"act": "autosave"})
    assert saved.json() == {"version": 1, "saved": "10:00"}
    old = typed(letter, version=0, **{"part-matters": "Attendance is low."})
    assert other.post(page(letter, "write/"), old | {"act": "autosave"}).status_code == 409
    both = text(other.post(page(letter, "write/"), old | {"act": "save"}))
    assert "Olive Officer saved this at 10:00" in both and "Attendance is low." in both and "Reading is weak." in both
    assert again(letter).parts["matters"] == "Reading is weak."
    other.post(page(letter, "write/"), old | {"act": "over"})
    assert again(letter).parts["matters"] == "Attendance is low."
    assert "Texts that were replaced (1)" in text(one.get(page(letter, "write/")))


@pytest.mark.feature("T4")
def test_whoever_writes_on_too_late_reads_what_they_typed(made: Scene) -> None:
    letter = letters.presented(made)
    late = client(made.sip).post(page(letter, "write/"), typed(letter) | {"act": "save"})
    assert late.status_code == 409 and "Reading is weak." in text(late) and "waiting for a signature" in text(late)
    assert client(made.sip).post(page(letter, "write/"), typed(letter) | {"act": "autosave"}).status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("compliance_count", "fifteen", "The number of days must be a whole number"),
        ("compliance_count", "0", "The number of days must be 1 or more"),
        ("compliance_count", "999", "The number of days must be 400 or fewer"),
        ("part-matters", "M" * 20_001, "must be 20,000 characters or fewer"),
        ("action-0-text", "A" * 2001, "must be 2,000 characters or fewer"),
        ("compliance_unit", "lunar", "Select one of the options for “Which days count?”."),
    ],
)
def test_wrong_input_stands_beside_its_field_and_is_kept(made: Scene, field: str, value: str, sentence: str) -> None:
    letter = actions.prepare(made.case, kind="preformal_notice", by=made.officer, on=TODAY)
    response = client(made.officer).post(page(letter, "write/"), typed(letter, **{field: value}) | {"act": "go"})
    assert "Error: Write the notice" in text(response) and sentence in text(response)
    shown = text(client(made.officer).get(page(letter, "write/")))
    assert "This is saved, but you cannot send it yet." in shown and sentence in shown
    assert again(letter).parts["timeframe"] == "By Easter."
    if field.startswith(("part", "action")):
        assert value in shown
        assert "too_long" in [each.code for each in missing(again(letter))]


def test_hostile_text_is_text(made: Scene) -> None:
    letter = actions.prepare(made.case, kind="preformal_notice", by=made.officer, on=TODAY)
    nasty = "<script>alert(1)</script>{{ 7|add:7 }}\x00"
    client(made.officer).post(page(letter, "write/"), typed(letter, **{"part-matters": nasty}) | {"act": "save"})
    for rest in ("", "write/", "check/"):
        shown = client(made.officer).get(page(letter, rest)).content.decode()
        assert "<script>alert(1)" not in shown and "&lt;script&gt;alert(1)" in shown


@pytest.mark.feature("C6")
def test_an_office_outside_is_completed_and_an_optional_copy_added() -> None:
    made = cases.scene(CaseState.OPENED, academy=True)
    letters.given(made, "academy_considered")
    letters.given(made, "academy_concerns")
    letter = actions.prepare(made.case, kind="academy_improvement", by=made.officer, on=TODAY)
    assert [each.party for each in letter.recipients.all()] == ["regional_director"]
    form = {"version": 0, "part-improvement": "Reading.", "act": "save"}
    office = {
        "to-regional_director-method": "post",
        "to-regional_director-name": "The Regional Director",
        "to-regional_director-salutation": "Dear Ms Example",
        "to-regional_director-address": "1 Example Road\r\nExampleton",
        "to-regional_director-email": "",
    }
    added = {
        f"to-academy_leadership:{made.head.pk}-added": "on",
        f"to-academy_leadership:{made.head.pk}-method": "hand",
    }
    client(made.officer).post(page(letter, "write/"), form | office | added)
    rows = [(r.name, r.method, r.is_copy, r.address.splitlines()[0]) for r in again(letter).recipients.all()]
    assert rows == [
        ("The Regional Director", "post", False, "1 Example Road"),
        (made.head.name, "hand", True, made.school.name),
    ]
    wrong = client(made.officer).post(
        page(letter, "write/"), form | office | {"version": 1, "to-regional_director-email": "nowhere"}, follow=True
    )
    assert "Enter an email address in the correct format" in text(wrong) and "nowhere" in text(wrong)


@pytest.mark.feature("C8")
def test_the_check_says_what_is_missing_with_links_to_it(made: Scene) -> None:
    letter = actions.prepare(made.case, kind="preformal_notice", by=made.officer, on=TODAY)
    shown = client(made.officer).get(page(letter, "check/")).content.decode()
    for where in ("write/#id_part-matters", "write/#id_action-0-text", "#id_tick-concern"):
        assert where in shown
    refused = client(made.officer).post(
        page(letter, "check/"), day("dated", TODAY) | {"act": "present", "version": letter.version}
    )
    assert "Before it can be presented" in text(refused) and again(letter).status == S.DRAFTED


@pytest.mark.feature("C8")
def test_checks_are_ticked_with_names_and_the_letter_is_presented(made: Scene) -> None:
    letter = actions.prepare(made.case, kind="preformal_notice", by=made.officer, on=TODAY)
    letter = actions.save(letter, by=made.officer, on=TODAY, writing=letters.writing(letter), version=0)
    browser = client(made.officer)
    names = [check.id for check in letter.step.checks]
    some = browser.post(page(letter, "check/"), day("dated", TODAY) | {"act": "look", "version": 1, "check": names[:1]})
    assert "Olive Officer, 20 November 2026, 10:00" in text(some)
    # Somebody who read the page before that does not take it back by not knowing of it.
    client(made.sip).post(
        page(letter, "check/"), day("dated", TODAY) | {"act": "look", "version": 1, "check": names[1:2]}
    )
    assert again(letter).ticks.count() == 2
    done: Any = browser.post(
        page(letter, "check/"),
        day("dated", TODAY) | {"act": "present", "version": 1, "check": names, "was": names[:2]},
        follow=True,
    )
    assert "presented to the Director of Children" in text(done)
    assert again(letter).status == S.PRESENTED and again(letter).dated == TODAY
    assert "It needs the signature of" in text(done) and made.dcs.name in text(done)


@pytest.mark.feature("C8")
def test_ticks_of_words_that_changed_meanwhile_are_refused(made: Scene) -> None:
    letter = letters.prepared(made)
    writing = letters.writing(letter, compliance={"count": "20", "unit": ""})
    actions.save(letter, by=made.officer, on=TODAY, writing=writing, version=letter.version)
    names = [check.id for check in letter.step.checks]
    stale = client(made.sip).post(
        page(letter, "check/"), day("dated", TODAY) | {"act": "present", "version": letter.version, "check": names}
    )
    assert "The letter was changed after you opened this page" in text(stale)
    assert not again(letter).ticks.exists() and again(letter).status == S.DRAFTED


@pytest.mark.feature("C3", "C8")
def test_the_day_and_what_follows_from_it(made: Scene) -> None:
    letter = letters.prepared(made, method=Method.POST)
    browser, about = client(made.officer), {"act": "look", "version": letter.version}
    names = [check.id for check in letter.step.checks]
    about |= {"check": names, "was": names}
    posted = text(browser.post(page(letter, "check/"), day("dated", TODAY) | about))
    assert "taken to be given on 24 November 2026" in posted and "8 December 2026" in posted
    saturday = TODAY + timedelta(days=1)
    asked = browser.post(page(letter, "check/"), day("dated", saturday) | about | {"act": "present"})
    odd = "Saturday 21 November 2026 is at the weekend. Is that the day?"
    assert odd in text(asked) and again(letter).status == S.DRAFTED
    browser.post(
        page(letter, "check/"),
        day("dated", saturday) | about | {"act": "present", "asked-dated": odd},
    )
    assert again(letter).dated == saturday
    assert [each.sentence for each in letter.confirmations.filter(act="present", code="day")] == [odd]
    signing.take_back(again(letter), by=made.officer, on=TODAY)
    past = browser.post(page(letter, "check/"), day("dated", TODAY - timedelta(days=1)) | about | {"act": "present"})
    assert "The letter cannot be dated in the past." in text(past)
    far = browser.post(page(letter, "check/"), {"dated_day": "1", "dated_month": "2", "dated_year": "2041"} | about)
    assert "cannot be worked out" in text(far)


@pytest.mark.feature("C8")
def test_the_pack_in_the_order_a_careful_person_reads(made: Scene) -> None:
    letter = letters.presented(made)
    shown = text(client(made.dcs).get(page(letter, "sign/")))
    order = (
        "Olive Officer asks you to sign this notice",
        "The notice as it will be sent",
        "Text of matters of concern.",
        "How it is served",
        "The dates that will be printed",
        "Evidence on the case",
        "Two lessons of six were weak.",
        "Chronology",
        "What was checked",
        "checked by Olive Officer",
        "If you sign",
        "Sign the notice</button>",
        "If you return it",
    )
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    chronology = text(client(made.dcs).get(f"/cases/{made.pk}/chronology/"))
    assert "Concern case" in chronology and "opened" in chronology
    for user in (made.officer, made.sip, made.director, made.head, made.chair):
        assert client(user).get(page(letter, "sign/")).status_code == 404
    assert "Read it, then sign or return it" in text(client(made.dcs).get(page(letter)))
    assert "Read it, then sign or return it" not in text(client(made.officer).get(page(letter)))


@pytest.mark.feature("C8")
def test_sign(made: Scene) -> None:
    letter = letters.presented(made, method=Method.HAND)
    response: Any = client(made.dcs).post(
        page(letter, "sign/"), {"act": "sign", "version": letter.version}, follow=True
    )
    assert "signed. It has to be handed over on Friday 20 November 2026" in text(response)
    assert again(letter).status == S.SIGNED
    # The second director is told in a sentence, whether they had the page open or come to it.
    other = people.person("Dina Director", role="director_of_childrens_services")
    for second in (
        client(other).post(page(letter, "sign/"), {"act": "sign", "version": letter.version}, follow=True),
        client(other).get(page(letter, "sign/"), follow=True),
    ):
        assert "Dan Director signed this on 20 November 2026 at 10:00. You do not need to do anything." in text(second)


@pytest.mark.feature("C8")
def test_return_with_comments(made: Scene) -> None:
    letter = letters.presented(made)
    empty = client(made.dcs).post(page(letter, "sign/"), {"act": "return", "text": " "})
    assert "Say what has to be changed." in text(empty) and again(letter).status == S.PRESENTED
    long = client(made.dcs).post(page(letter, "sign/"), {"act": "return", "text": "x" * 2001})
    assert "x" * 2001 in text(long)
    done: Any = client(made.dcs).post(
        page(letter, "sign/"), {"act": "return", "text": "Name the lessons."}, follow=True
    )
    assert "returned with your comments. We have emailed Olive Officer." in text(done)
    back = text(client(made.officer).get(page(letter)))
    assert "Name the lessons." in back and "Change the letter" in back
    assert "Name the lessons." in text(client(made.officer).get(page(letter, "write/")))


@pytest.mark.feature("C8")
def test_what_was_changed_under_the_eyes_is_read_again(made: Scene) -> None:
    letter = letters.presented(made)
    stale = client(made.dcs).post(page(letter, "sign/"), {"act": "sign", "version": letter.version + 1})
    assert stale.status_code == 409 and "Read it again" in text(stale) and again(letter).status == S.PRESENTED


@pytest.mark.feature("C8")
def test_a_letter_whose_day_is_past_can_only_be_returned(made: Scene) -> None:
    letter = letters.presented(made)
    with clock.at(TODAY + timedelta(days=3)):
        shown = text(client(made.dcs).get(page(letter, "sign/")))
        assert "which has passed" in shown and "Sign the notice</button>" not in shown
        assert "Return it with comments" in shown


@pytest.mark.feature("C3")
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({}, "The email has not been sent yet."),
        ({"status": "sent", "sent_at": NOW}, "The email was sent on 20 November 2026 at 10:00."),
        (
            {"attempts": 1, "error": "421 later"},
            "has not been sent yet. It will be tried again. The last answer was: “421 later”.",
        ),
        (
            {"status": "failed", "error": "550 nobody here"},
            "could not be sent. The last answer was: “550 nobody here”.",
        ),
        (
            {"status": "sent", "sent_at": NOW + timedelta(days=1)},
            "The email was sent on 21 November 2026 at 10:00, after its date.",
        ),
    ],
    ids=["waits", "sent", "tried", "failed", "late"],
)
def test_a_notice_whose_message_does_not_leave(made: Scene, what: dict[str, Any], words: str) -> None:
    """It counts as given on its day, so whoever looks after it hears at once that nothing went."""
    letter = letters.given(made)
    to = served_on(letter)
    assert to is not None
    theirs = Message.objects.filter(dedupe_key=f"letter:{letter.letter_id}:{to.pk}")
    Message.objects.exclude(pk__in=theirs.values("pk")).update(status="sent", sent_at=NOW)
    theirs.update(**what)
    shown = text(client(made.officer).get(page(letter)))
    wrong = "attempts" in what or what.get("status") == "failed" or "after its date" in words
    assert words in shown
    assert ("was not given on that day." in shown) == wrong
    unsent = "sent_at" not in what
    for days, waits in ((0, unsent and wrong), (1, unsent), (14, unsent), (15, False)):
        found = waiting_for(roles_of(made.officer, TODAY + timedelta(days)))
        titles = [item.title for item in found]
        assert not [item for item in found if item.by_law], "the framework alone asks for this notice"
        assert ("See why an email has not been sent: Pre-formal warning notice" in titles) == waits


@pytest.mark.feature("C3")
def test_proof_of_service(made: Scene) -> None:
    letter = letters.signed(made, method=Method.HAND)
    browser, to = client(made.officer), served_on(letter)
    assert to is not None
    address = page(letter, f"recipients/{to.pk}/serve/")
    assert f'href="{address}"' in browser.get(page(letter)).content.decode()
    handed = {"taken_by": "Cleo Clerk, clerk", "place": "The school office", "at": "10.40am", "receipt": "R 17"}
    wrong = browser.post(address, day("done_on", TODAY - timedelta(days=1)) | handed)
    shown = text(wrong)
    assert "If it was not given on that day, it cannot go" in shown
    assert all(f'value="{typed}"' in wrong.content.decode() for typed in handed.values()), "everything typed is there"
    empty = text(browser.post(address, day("done_on", TODAY) | {"proof": ""}))
    assert "Enter who took it." in empty and "Enter where it was handed over." in empty
    timeless = text(browser.post(address, day("done_on", TODAY) | handed | {"at": ""}))
    assert "You have not entered at what time it was handed over." in timeless
    done: Any = browser.post(
        address,
        day("done_on", TODAY)
        | handed
        | {"proof": "She signed for it.", "document": SimpleUploadedFile("receipt.txt", b"Received. A. Clerk\n")},
        follow=True,
    )
    assert "Service on" in text(done) and again(letter).status == S.GIVEN
    said = "Cleo Clerk, clerk, The school office, at 10.40am; number R 17. She signed for it."
    assert "receipt.txt" in text(done) and said in text(done)
    proof = f"/letters/{to.letter.reference}/proof/{to.delivery.pk}/"
    assert f'href="{proof}"' in browser.get(page(letter)).content.decode()
    assert client(made.dcs).get(proof).content == b"Received. A. Clerk\n"
    for user in (made.head, made.chair, people.person(role="administrator")):
        assert client(user).get(proof).status_code == 404
    assert "This has already been recorded" in text(browser.get(address))
    assert browser.post(address, day("done_on", TODAY) | handed).status_code == 409
    assert Delivery.objects.filter(recipient=to).count() == 1


@pytest.mark.feature("C8")
def test_ends_say_what_they_do_before_they_do_it(made: Scene) -> None:
    letter = letters.signed(made, method=Method.HAND)
    shown = text(client(made.dcs).get(page(letter, "call-off/")))
    assert "Call the notice off</button>" in shown and "We will email Olive Officer." in shown
    assert "Say why it should not be given." in text(client(made.dcs).post(page(letter, "call-off/"), {"reason": ""}))
    client(made.dcs).post(page(letter, "call-off/"), {"reason": "The chair is away."})
    assert again(letter).status == S.LAPSED
    assert "The chair is away." in text(client(made.officer).get(page(letter)))
    assert "Discard the notice</button>" in text(client(made.officer).get(page(letter, "discard/")))
    done: Any = client(made.officer).post(page(letter, "discard/"), {"reason": ""}, follow=True)
    assert "discarded. You can still read it" in text(done) and "Prepare it again" in text(done)
    prepare = text(client(made.officer).get(f"/cases/{made.case.pk}/letters/prepare/preformal_notice/"))
    assert "Start from the text of the one that was discarded" in prepare


@pytest.mark.feature("C2")
def test_withdraw_says_who_is_told_and_what_becomes_of_the_case(made: Scene) -> None:
    letter = letters.given(made, method=Method.HAND)
    shown = text(client(made.dcs).get(page(letter, "withdraw/")))
    assert made.chair.name in shown and made.head.name in shown
    assert "The case goes back to the step before: Discussed." in shown
    assert client(made.officer).get(page(letter, "withdraw/")).status_code == 404
    done: Any = client(made.dcs).post(page(letter, "withdraw/"), {"reason": "The wrong year."}, follow=True)
    assert "withdrawn. The letter of withdrawal is signed." in text(done) and "Withdrawn" in text(done)
    assert "It was withdrawn by <a" in text(done)
    assert made.case.status == CaseState.DISCUSSED


@pytest.mark.feature("C12")
def test_a_restricted_case_keeps_its_letters_to_itself(made: Scene) -> None:
    letter = letters.presented(made)
    type(made.case).objects.filter(pk=made.case.pk).update(restricted=True)
    for user in (made.sip, made.dcs, made.director):
        assert client(user).get(page(letter)).status_code == 404
        assert not [item for item in waiting_for(roles_of(user, TODAY)) if "notice" in item.title.lower()]
    assert client(made.officer).get(page(letter)).status_code == 200


def items(user: User, on: Any = TODAY) -> list[WorkItem]:
    return [item for item in waiting_for(roles_of(user, on)) if "/case-letters/" in item.href]


@pytest.mark.feature("C8", "O1")
def test_what_waits_for_whom(made: Scene) -> None:
    letter = letters.presented(made, method=Method.HAND)
    (to_sign,) = items(made.dcs)
    assert (to_sign.href, to_sign.due) == (page(letter, "sign/"), TODAY)
    assert "Prepared by Olive Officer, waiting since 20 November 2026" in to_sign.about
    assert items(made.director) == items(made.officer) == []
    signing.return_letter(letter, text="Name the lessons.", by=made.dcs, on=TODAY)
    assert [item.act for item in items(made.officer)] == ["Read the comments"] and items(made.dcs) == []
    letter = letters.present(made, letter, dated=TODAY + timedelta(days=3))
    letters.make(letters.sign(made, letter))
    said = {}
    for days in (0, 3, 4):
        with clock.at(TODAY + timedelta(days=days)):
            (item,) = items(made.officer, clock.today())
        said[days] = item.title.split(":")[0]
    assert said == {
        0: "Hand it over on Monday 23 November 2026 and record it",
        3: "Hand it over today and record it",
        4: "Record whether it was handed over on Monday 23 November 2026",
    }
    signing.call_off(again(letter), by=made.officer, on=TODAY)
    assert [item.act for item in items(made.officer)] == ["See why"]


@pytest.mark.feature("C8")
def test_a_director_lets_somebody_sign(made: Scene) -> None:
    browser = client(made.dcs)
    stands_in = people.person("Stella Stands", role="principal_officer")
    form = {"role": "director_of_childrens_services", "to": stands_in.pk, "reason": "Leave.", "authority": "Part 3."}
    days = day("starts_on", TODAY) | day("ends_on", TODAY + timedelta(days=5))
    assert "You have not asked anyone to sign in your place." in text(browser.get("/delegations/"))
    wrong = browser.post("/delegations/give/", form | days | day("ends_on", TODAY - timedelta(days=5)))
    assert "The last day must be on or after the first day." in text(wrong) and "Leave." in text(wrong)
    assert "Enter who signs in your place." in text(browser.post("/delegations/give/", days | form | {"to": ""}))
    without = browser.post("/delegations/give/", days | form | {"authority": " "})
    assert "Enter the authority that it is given under." in text(without)
    stranger = browser.post("/delegations/give/", days | form | {"to": made.sip.email})
    assert f"Nothing here matches “{made.sip.email}”." in text(stranger)
    # A key is searched for like any text, and may be part of an address of somebody who can be chosen.
    browser.post("/delegations/give/", days | form | {"to": made.sip.pk})
    assert not Delegation.objects.exists()
    done: Any = browser.post("/delegations/give/", form | days, follow=True)
    assert "Stella Stands will sign in your place from 20 November 2026 to 25 November 2026" in text(done)
    assert "For Dan Director" in text(client(stands_in).get("/delegations/"))
    letter = letters.presented(made)
    assert "as For the Director" not in text(client(stands_in).get(page(letter, "sign/")))
    assert [item.href for item in items(stands_in)] == [page(letter, "sign/")]
    made_one = Delegation.objects.get()
    assert client(made.director).get(f"/delegations/{made_one.pk}/end/").status_code == 404
    ended: Any = browser.post(f"/delegations/{made_one.pk}/end/", follow=True)
    assert "no longer signs in your place" in text(ended)
    assert client(made.officer).get("/delegations/").status_code == 404
