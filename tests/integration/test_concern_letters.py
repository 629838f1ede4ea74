"""The letters about a concern: their words, what each kind has and must not have, who reads them, how they go."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from monitoring.notices import act
from monitoring.notices import kinds as contents
from monitoring.notices.case import readers
from monitoring.notices.giving.notifications import tell_given
from monitoring.notices.letters import letters
from monitoring.notices.letters.context import content_of
from monitoring.notices.letters.contexts import CONTENTS
from monitoring.notices.letters.head import join_names, withdrawn_before
from monitoring.notices.letters.policies import timing_of
from monitoring.notices.letters.powers import relevant_to
from monitoring.notices.models import CaseLetter
from monitoring.notices.signing import actions as signing
from monitoring.notices.states import LetterState
from monitoring.oversight.samples import concern
from monitoring.oversight.samples import letters as samples
from schools.people import actions as people_actions
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.rules import recorded_calendar
from sil.framework.queries import of_the_repository
from sil.letters import actions, kinds
from sil.letters.models import Letter, Method
from sil.letters.queries import readable
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Attachment, Message
from tests.conftest import TODAY
from tests.factories import case_letters, cases, people, schools
from tests.factories.case_scene import Scene

GOLDEN = Path(__file__).parent.parent / "golden"
SLUGS = tuple(contents.KINDS)
# Prepared by people; a letter of withdrawal is made in the act: test_withdrawals.py.
PREPARED = tuple(slug for slug, kind in contents.KINDS.items() if not kind.withdraws)
ACADEMY = tuple(slug for slug in SLUGS if slug.startswith("academy"))
NOTICES = ("preformal_notice", "directive_notice", "formal_notice")
BEFORE_A_FORMAL = ("preformal_notice", "directive_notice")
ANSWERED = ("academy_considered", "academy_concerns", "academy_no_improvement")
STATUTORY = ("formal_notice", "intention_notice", "state_notified", "power_used", "power_ended")
TOMORROW = TODAY + timedelta(days=1)
HOSTILE = '<script>alert("x")</script> {{ letter.urn }} & “quoted”'

WORDS = dict(samples.render_each(of_the_repository(), TODAY))


def rendered(content: Any, kind: str) -> str:
    return actions.render(
        kind,
        "2026-09",
        content,
        framework=of_the_repository(),
        reference="L2026-00001",
        dated=TODAY,
        signatory=("Chris Commissioner", "Director of Children's Services"),
    )


def text_of(html: str) -> str:
    """The words alone, as they are read."""
    body = html[html.index("<main>") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


class TestWords:
    @pytest.mark.parametrize("kind", SLUGS)
    def test_golden(self, kind: str) -> None:
        """The golden file is the letter as it is sent: a change of it is a change of wording to be read."""
        golden = GOLDEN / f"{kind}.html"
        assert WORDS[kind] == golden.read_text(encoding="utf-8"), f"if it is meant, write it to {golden}"

    def test_every_kind_has_its_content_and_its_sample(self) -> None:
        declared = {kind.slug: kind for kind in kinds.KINDS}
        assert set(CONTENTS) == set(SLUGS) == set(concern.DAYS) <= set(declared)
        assert {slug: type(samples.CONTENTS[slug]) for slug in declared} == {
            slug: kind.content for slug, kind in declared.items()
        }

    @pytest.mark.parametrize("kind", SLUGS)
    def test_every_part_that_a_person_writes_is_printed(self, kind: str) -> None:
        content: Any = concern.CONTENTS[kind]
        for part in contents.KINDS[kind].parts:
            words = f"Said under {part.id}."
            assert words in text_of(rendered(replace(content, **{part.id: words}), kind))

    @pytest.mark.parametrize("kind", SLUGS)
    def test_no_gap_in_the_words(self, kind: str) -> None:
        """A blank value would show as two spaces, a space before a full stop, or None."""
        content: Any = concern.CONTENTS[kind]
        least = {"consent": None, "consulted": (), "talked": None, "trust": "", "copied_to": (), "addressed_to": ()}
        own = {field.name for field in fields(content)}
        for each in (content, replace(content, **{name: value for name, value in least.items() if name in own})):
            body = re.sub(r"<[^>]+>", "", rendered(each, kind))
            assert not re.search(r"\S  +\S|\s[.,;]|None|\bon \.|\bby \.|\(\)", body)

    @pytest.mark.parametrize("kind", SLUGS)
    def test_text_by_people_is_text_and_nothing_else(self, kind: str) -> None:
        html = rendered(_everywhere(concern.CONTENTS[kind], HOSTILE), kind)
        assert "<script" not in html and "alert(&quot;x&quot;)" in html
        assert "{{ letter.urn }}" in html, "it is never run as a template"

    @pytest.mark.parametrize(
        ("present", "said"),
        [
            (("the headteacher",), "discussed the concerns with the headteacher on 14 September 2026."),
            ((), "A discussion of the concerns was arranged for 14 September 2026."),
        ],
    )
    def test_who_was_not_there_is_not_said_to_have_been(self, present: tuple[str, ...], said: str) -> None:
        content = concern.CONTENTS["preformal_notice"]
        talk = replace(content.discussed, present=present)  # type: ignore[attr-defined]
        assert said in text_of(rendered(replace(content, discussed=talk), "preformal_notice"))

    def test_one_that_takes_anothers_place_says_so(self) -> None:
        content: Any = concern.CONTENTS["formal_lifted"]
        said = "replaces our letter L2026-00005, given on 12 October 2026, which has been withdrawn"
        assert said not in text_of(WORDS["formal_lifted"])
        assert said in text_of(rendered(replace(content, replaces=content.earlier), "formal_lifted"))

    def test_together(self) -> None:
        assert [join_names(names) for names in ("a", "ab", "abc")] == ["a", "a and b", "a, b and c"]


# What stands in which kind of letter, and in no other.
MATRIX: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"Education and Inspections Act 2006", (*NOTICES, *STATUTORY)),
    (r"under section 60 of the Education and Inspections Act 2006", NOTICES),
    (r"This is not a warning notice under section 60", BEFORE_A_FORMAL),
    (r"Send us any comments by Monday 5 October 2026\.", BEFORE_A_FORMAL),
    (r"Please answer by Monday 28 September 2026\.", ANSWERED),
    (r"Please meet us on Monday 14 September 2026 at 4pm", ("discussion_invitation",)),
    (r"Our provisional view", ("discussion_invitation",)),
    (r"section 60\(1\)\(d\) of the Education and Inspections Act 2006", ("intention_notice",)),
    (r"under section 65 of the Education and Inspections Act 2006", ("power_used", "power_ended")),
    (r"From Wednesday 1 September 2027 the school has a normally constituted governing body again", ("power_ended",)),
    (r"The grounds? The authority is satisfied", ("formal_notice",)),
    (r"section 60\(2\)\(a\)", ("formal_notice",)),
    (r"The matters that this is based on", ("formal_notice",)),
    (r"What our concerns are based on", ("preformal_notice", "directive_notice")),
    (r"The governing body is required to take the action below", NOTICES),
    (r"The compliance period begins on .* and ends on .*\. Both days count\.", NOTICES),
    (r"This notice is given on", NOTICES),
    (r"What we will do if this is not done", ("preformal_notice", "directive_notice")),
    (r"minded to use", ("formal_notice",)),
    (r"Section 6[3-6]: ", STATUTORY),
    (r"Your action plan Send us the governing body's action plan by", ("formal_notice",)),
    (r"discussed the concerns with", ("preformal_notice", "directive_notice", "academy_concerns")),
    (r"one aspect of the school's work", ("directive_notice",)),
    (r"proposes to use the powers", ("intention_notice",)),
    (r"The Secretary of State consented in writing", ("power_used",)),
    (r"Regional Director", ACADEMY),
    (r"compliance period", (*NOTICES, "intention_notice", "state_notified", "power_used")),
    (r"notifies you under section 70A of the Education and Inspections Act 2006", ("state_notified",)),
    (r"(?i)\bnotices?\b", tuple(slug for slug in SLUGS if slug not in ACADEMY)),
    # The right to make representations to Ofsted was repealed in 2016; those to the authority are about its powers.
    (r"(?i)representations? to (?!us)", ()),
    (r"You can make representations to us by", ("intention_notice",)),
    (r"No power will be used before", ("intention_notice",)),
    (r"can be used until", ()),
    (r"Who to contact Contact Olive Officer, officer@authority.example", SLUGS),
    (r"What happens next", SLUGS),
)


@pytest.mark.feature("C2", "C5", "C6")
@pytest.mark.parametrize(("words", "having"), MATRIX)
def test_which_content_is_in_which_kind(words: str, having: tuple[str, ...]) -> None:
    assert [slug for slug in SLUGS if re.search(words, text_of(WORDS[slug]))] == [s for s in SLUGS if s in having]


@pytest.mark.parametrize("kind", SLUGS)
def test_the_act_is_named_once(kind: str) -> None:
    assert text_of(WORDS[kind]).count("Act 2006") == (kind in (*NOTICES, *STATUTORY))


def _everywhere(value: Any, text: str) -> Any:
    """A content with a text in place of every other one."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(_everywhere(each, text) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _everywhere(getattr(value, f.name), text) for f in fields(value)})
    return value


DIOCESE = {"diocese_code": "XX00", "diocese_name": "Diocese of Exampleton"}
EMAILS = {"diocese": "diocese@test.example", "ofsted": "hmci@test.example"}
# Where a case has to be for a letter of a kind to be its next step.
BEFORE = {
    "discussion_invitation": "opened",
    "preformal_notice": "discussed",
    "directive_notice": "discussed",
    "notice_removed": "secured",
    "formal_notice": "not_secured",
    "formal_lifted": "complied",
    "intention_notice": "not_complied",
    "power_used": "not_complied",
    "state_notified": "eligible",
    "power_ended": "powers_used",
    "academy_considered": "opened",
    "academy_concerns": "considered",
    "academy_improvement": "concerns_written",
    "academy_no_improvement": "concerns_written",
}


def before(kind: str) -> Scene:
    """A case of a school with a diocese, on which a letter of a kind comes next."""
    facts = schools.CONVERTER | {"trust_name": "Example Learning Trust"} if kind in ACADEMY else DIOCESE
    made = cases.scene(BEFORE[kind], school=schools.school("Example School", **facts))
    if kind == "power_used":
        powers = ["board", "budget"]
        case_letters.given(made, "intention_notice", dated=cases.INTENDED, method=Method.HAND, powers=powers)
    return made


def without_actions(letter: CaseLetter) -> None:
    """As a letter that is written still; one that waits for a signature does not change."""
    signing.take_back(letter, by=letter.case.owner, on=TODAY)
    letter.required_actions.all().delete()


def content_today(letter: CaseLetter) -> Any:
    """What a letter says that goes today."""
    return content_of(letter, timing_of(letter, TODAY, recorded_calendar()), replaces=withdrawn_before(letter))


def presented(kind: str, **how: Any) -> tuple[Scene, CaseLetter]:
    """A letter with everything it needs, which waits for a signature."""
    made = before(kind)
    if kind == "power_used":
        consulted = relevant_to(made.school, act.POWERS["board"])
        how["powers"] = ["board"]
        how["consulted"] = [{"who": who, "on": ["5", "11", "2026"], "said": "No."} for who in consulted]
        how["consent"] = {"on": ["7", "11", "2026"], "reference": "EX/1"}
    letter = case_letters.presented(made, kind, **how)
    return made, CaseLetter.objects.select_related("case__school", "case__owner").get(pk=letter.pk)


@pytest.mark.django_db
@pytest.mark.usefixtures("liverpool")
class TestFromTheRecord:
    @pytest.fixture(params=PREPARED)
    def letter(self, request: Any) -> CaseLetter:
        return presented(request.param)[1]

    def test_the_preview_is_the_letter_as_it_goes(self, letter: CaseLetter) -> None:
        director = people.person("Chris Commissioner")
        timing, signatory = (
            timing_of(letter, TODAY, recorded_calendar()),
            (director.name, "Director of Children's Services"),
        )
        seen = letters.preview(letter, timing, signatory=signatory)
        signed = letters.sign_for(letter, timing, by=director, signed_as=signatory[1], on=TODAY - timedelta(days=2))
        assert signed.html == seen.replace(letters.UNSIGNED, signed.reference)
        assert "[" not in text_of(seen), "nothing is missing"
        assert type(content_of(letter, timing, replaces=None)) is CONTENTS[letter.kind]
        columns = ("name", "party", "is_copy", "method", "email", "address", "user")
        assert list(signed.recipients.values_list(*columns)) == list(letter.recipients.values_list(*columns))
        assert signed.dated == TODAY and signed.urn == letter.case.school_id

    def test_what_is_missing_is_said_in_a_preview_and_refused_at_signing(self, letter: CaseLetter) -> None:
        gaps: dict[str, Callable[[CaseLetter], object]] = {
            part.name: lambda found, part=part: found.parts.pop(part.id)  # type: ignore[misc]
            for part in letter.kind_of.parts
            if part.required
        }
        if letter.kind_of.statutory:
            gaps["Ground"] = lambda found: found.grounds.clear()
        if letter.kind_of.notifies:
            gaps["Day on which the power is to be used"] = lambda found: found.details.pop("state-planned")
        if letter.kind_of.powers or letter.kind_of.chooses_power:
            gaps["Power"] = lambda found: found.powers.clear()
        if letter.kind_of.ends_power:
            gaps["Last day of the power"] = lambda found: found.details.pop("governors-ends")
        if letter.kind_of.power:
            gaps["Consent of the Secretary of State"] = lambda found: found.consent.clear()
            gaps["Who are the members"] = lambda found: found.details.pop("board-members")
        if letter.kind in ("preformal_notice", "directive_notice"):
            gaps["Day of the discussion"] = lambda found: setattr(found, "case", cases.scene().case)
        if letter.kind_of.meets:
            gaps["Day and time of the discussion"] = lambda found: found.meeting.pop("at")
            gaps["Place of the discussion"] = lambda found: found.meeting.pop("place")
        if letter.kind_of.notice:
            gaps["Required action"] = without_actions
        timing = timing_of(letter, TODAY, recorded_calendar())
        for name, take_away in gaps.items():
            found = CaseLetter.objects.get(pk=letter.pk)
            take_away(found)
            assert f"[{name}: missing]" in text_of(letters.preview(found, timing, signatory=("A", "B")))
            with pytest.raises(ValueError, match=name):
                letters.sign_for(found, timing, by=found.case.owner, signed_as="x", on=TODAY)
        assert not Letter.objects.filter(about_id=letter.pk).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("liverpool")
class TestSigning:
    def test_its_events_belong_to_the_case_and_not_to_the_school(self) -> None:
        """Whoever reads the school's history does not read a restricted case for that."""
        made, letter = presented("preformal_notice", dated=TOMORROW)
        case_letters.sign(made, letter)
        issue_waiting()
        found = set(Event.objects.filter(kind__startswith="letter.").values_list("kind", "scope"))
        assert found == {(f"letter.{what}", letter.case.scope) for what in ("signed", "issued")}

    def test_reference_and_wording_go_by_the_day_it_bears(self) -> None:
        dated = date(2027, 1, 4)
        _, letter = presented("preformal_notice", dated=dated, method=Method.POST)
        signed = letters.sign_for(
            letter,
            timing_of(letter, dated, recorded_calendar()),
            by=letter.case.owner,
            signed_as="x",
            on=date(2026, 12, 30),
        )
        assert signed.reference.startswith("L2027-") and signed.dated == date(2027, 1, 4)
        words = text_of(signed.html)
        assert "Posted first class on 4 January 2027: taken to be given on 6 January 2027" in words
        assert "begins on 6 January 2027 and ends on Wednesday 20 January 2027" in words

    @pytest.mark.parametrize("on", [TODAY + timedelta(days=1), date(2027, 1, 1)])
    def test_none_is_signed_after_the_day_it_bears(self, on: date) -> None:
        _, letter = presented("preformal_notice")
        with pytest.raises(ValueError, match="dated 2026-11-20"):
            letters.sign_for(
                letter, timing_of(letter, TODAY, recorded_calendar()), by=letter.case.owner, signed_as="x", on=on
            )

    def test_the_governing_body_is_addressed_and_the_chair_has_it_in_hand(self) -> None:
        made, letter = presented("preformal_notice")
        content = content_today(letter)
        assert content.address.lines[:2] == (
            f"The governing body of {made.school.name}",
            f"For the attention of {made.chair.name}, Chair of governors",
        )
        assert content.address.salutation == f"Dear {made.chair.name}"
        assert content.copied_to == (
            f"{made.head.name}, Headteacher",
            "Diocese of Exampleton (diocesan authority)",
        )

    def test_two_addressees_both_stand_in_it(self) -> None:
        made, letter = presented("academy_considered")
        content = content_today(letter)
        assert content.address.lines == ("Regional Director, North West", "1 Example Road")
        assert content.address.salutation == f"Dear Regional Director, {made.head.name} and {made.chair.name}"
        assert content.addressed_to == (
            "Regional Director, North West",
            f"{made.head.name}, Headteacher (leadership of the academy)",
            f"{made.chair.name}, Chair of governors (leadership of the academy)",
        )

    def test_after_a_withdrawal_the_next_takes_its_place_and_no_other_does(self) -> None:
        made = before("preformal_notice")
        first = case_letters.in_state(made, LetterState.WITHDRAWN, "preformal_notice")
        second = case_letters.presented(made, "directive_notice")
        assert first.letter is not None
        content = content_today(second)
        assert content.replaces is not None and content.replaces.reference == first.letter.reference
        case_letters.make(case_letters.sign(made, second))
        given = CaseLetter.objects.get(pk=second.pk)
        assert given.letter is not None and given.letter.replaces == first.letter
        cases.found(made, "directive_notice", "met", "met")
        cases.judge(made, "directive_notice", secured=True)
        third = case_letters.presented(made, "notice_removed")
        assert content_today(third).replaces is None

    def test_a_power_says_until_when_it_can_be_used(self) -> None:
        """The compliance period ended on 2 November 2026; two months follow."""
        _, letter = presented("intention_notice", powers=["board", "budget"])
        content = content_today(letter)
        assert content.expired == "2 November 2026"
        assert [(power.section, power.until) for power in content.powers] == [("65", ""), ("66", "2 January 2027")]


READERS = ("head", "chair", "clerk", "officer", "director", "administrator", "other_head", "other_chair", "left")


@pytest.mark.django_db
@pytest.mark.usefixtures("liverpool")
class TestReaders:
    @pytest.mark.parametrize(
        ("state", "may"),
        [
            (LetterState.SIGNED, {"officer", "director"}),
            (LetterState.GIVEN, {"officer", "director", "head", "chair", "clerk"}),
            (LetterState.WITHDRAWN, {"officer", "director", "head", "chair", "clerk"}),
        ],
    )
    def test_a_notice_is_read_by_officers_and_once_given_by_the_school(self, state: LetterState, may: set[str]) -> None:
        """Issued is not given: the PDF is stored the day before."""
        made, letter = self.made("preformal_notice", state)
        assert letter.status == state and Letter.objects.get(pk=letter.letter_id).status == "issued"
        assert self.those_who_may(made, letter) == may

    def test_a_letter_to_a_person_is_no_letter_to_the_governing_body(self) -> None:
        made, letter = self.made("academy_considered", LetterState.GIVEN)
        assert self.those_who_may(made, letter) == {"officer", "director", "head", "chair"}, "not the clerk"

    def test_a_restricted_case_closes_its_letters_to_officers_who_are_not_named(self) -> None:
        made, letter = self.made("preformal_notice", LetterState.GIVEN)
        readers.restrict(made.case, reason="A complaint.", by=made.officer, on=TODAY)
        assert self.those_who_may(made, letter) == {"officer", "head", "chair", "clerk"}

    def test_one_not_given_on_its_day_stays_with_officers(self) -> None:
        made = before("preformal_notice")
        letter = case_letters.in_state(made, LetterState.LAPSED)
        lapsed = letter.letter
        assert lapsed is not None
        case_letters.make(case_letters.sign(made, case_letters.present(made, letter)))
        letter = CaseLetter.objects.get()
        case_letters.serve(made, letter)
        letter.refresh_from_db()
        assert letter.letter != lapsed
        assert readable(roles_of(made.officer, TODAY)).filter(pk=lapsed.pk).exists()
        assert not readable(roles_of(made.chair, TODAY)).filter(pk=lapsed.pk).exists()
        assert readable(roles_of(made.chair, TODAY)).filter(pk=letter.letter_id).exists()

    def made(self, kind: str, state: LetterState) -> tuple[Scene, CaseLetter]:
        made = before(kind)
        if state == LetterState.SIGNED:
            return made, case_letters.signed(made, kind, dated=TOMORROW)
        return made, case_letters.in_state(made, state, kind)

    def those_who_may(self, made: Scene, letter: CaseLetter) -> set[str]:
        return {who for who in READERS if self.reads(self.person(made, who), letter)}

    def reads(self, person: User, letter: CaseLetter) -> bool:
        found = list(readable(roles_of(person, TODAY)).filter(pk=letter.letter_id))
        assert len(found) <= 1, "a letter is found once"
        return bool(found)

    def person(self, made: Scene, who: str) -> User:
        if who in ("other_head", "other_chair"):
            return people.post(schools.school(), {"other_head": "headteacher", "other_chair": "chair"}[who]).user
        if who == "left":
            post = people.post(made.school, "clerk")
            people_actions.end_post(post, by=None, on=TODAY, ends_on=TODAY - timedelta(days=1))
            return post.user
        if who in ("director", "administrator"):
            return people.person(role={"director": "director_of_education"}.get(who, who))
        found: User = getattr(made, who)
        return found


@pytest.mark.django_db
@pytest.mark.usefixtures("liverpool")
@pytest.mark.feature("C5", "T9")
class TestGiven:
    def test_each_recipient_by_email_is_written_to_once(self) -> None:
        """The letter itself is in every e-mail; the chair and the head have a link too."""
        made = before("formal_notice")
        letter = case_letters.given(made, "formal_notice", emails=EMAILS)
        assert letter.letter is not None
        Message.objects.all().delete()
        stands = Letter.objects.get(pk=letter.letter_id)
        for _ in range(2):
            tell_given(letter)
        told = {message.email: message for message in Message.objects.all()}
        assert set(told) == {made.chair.email, made.head.email, "diocese@test.example", "hmci@test.example"}
        link, stored = f"/letters/{stands.reference}/", bytes(stands.document.pdf)
        named = f"Formal warning notice under section 60: {made.school.name}, Friday 20 November 2026"
        assert told[made.chair.email].subject == named
        first = f"Formal warning notice under section 60, {made.school.name}, Friday 20 November 2026. "
        opened = {made.chair.email: "Please read this notice, which is attached to this email as a PDF: "}
        for email, message in told.items():
            assert email == made.chair.email or message.subject == f"Copy: {named}"
            said = opened.get(email, "Your copy of this letter is attached to this email as a PDF: ") + first
            assert message.body.split("\n")[2].startswith(said.rstrip()), message.body
            assert message.attachment_name == stands.file_name
            assert bytes(Attachment.objects.get(message=message).content) == stored
            assert (link in message.body) == (email in (made.chair.email, made.head.email))
            assert "counts as given on Friday 20 November 2026" in message.body
            assert "The compliance period runs from" in message.body and "action plan by" in message.body
            assert made.officer.email in message.body
