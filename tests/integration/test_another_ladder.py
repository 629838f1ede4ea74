"""The ladder of an authority whose framework leaves steps out or calls them otherwise: pages, letters and work follow
the file, without code."""

import pytest
from django.test import Client

from monitoring.notices.case.queries import readable, with_next
from monitoring.notices.case.stages import acts_of, next_step, stage_of
from monitoring.notices.letters import actions as letters
from monitoring.notices.letters.policies import missing
from monitoring.notices.states import CaseState
from sil.accounts.user_roles import roles_of
from sil.letters.models import Method
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import case_letters, cases, frameworks
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C15")]
C = CaseState


@pytest.fixture
def renamed(db: None) -> None:
    """Without the directive notice, and with a pre-formal notice by another name."""
    text = frameworks.without(frameworks.liverpool(), "directive_notice")
    frameworks.load(frameworks.renamed(text, "preformal_notice", "Letter of concern"))


@pytest.fixture
def straight(db: None) -> None:
    """From the discussion straight to the formal warning notice."""
    text = frameworks.liverpool()
    frameworks.load(
        frameworks.without(text, "preformal_notice", "directive_notice", "notice_removed", "discussion_invitation")
    )


def offered(made: Scene) -> list[str]:
    case = with_next(readable(roles_of(made.officer, TODAY))).get(pk=made.pk)
    return [act.words for act in acts_of(case)]


def ahead(made: Scene) -> list[str]:
    return [step.name for step in stage_of(made.case).ahead]


@pytest.mark.usefixtures("renamed")
class TestRenamed:
    def test_it_is_called_so_on_every_page(self, client: Client) -> None:
        made = cases.scene(C.DISCUSSED)
        assert offered(made) == [
            "Prepare: Letter of concern",
            "Record the discussion again",
            "Invite to discuss",
            "Prepare a formal warning notice because safety is threatened",
        ]
        assert ahead(made) == ["Letter of concern", "Improvement judged", "Notice removed"]
        letter = case_letters.given(made, "preformal_notice", method=Method.HAND)
        assert letter.letter is not None
        assert letter.letter.subject == "Letter of concern: Example Primary School"
        assert "gives this letter of concern to the governing body" in letter.letter.html
        assert made.case.state_words == "Letter of concern given"
        client.force_login(made.officer)
        for address in (made.case.get_absolute_url(), letter.get_absolute_url(), "/cases/"):
            page = client.get(address).content.decode()
            assert "etter of concern" in page
            assert "re-formal" not in page.split("<main", 1)[1].split('<form method="get"')[0], address

    def test_a_letter_that_the_file_does_not_have_is_not_offered(self, client: Client) -> None:
        made = cases.scene(C.DISCUSSED)
        client.force_login(made.officer)
        assert client.get(f"/cases/{made.pk}/letters/prepare/directive_notice/").status_code == 404
        with pytest.raises(Denied) as denied:
            letters.prepare(made.case, kind="directive_notice", by=made.officer, on=TODAY)
        assert denied.value.code == "wrong_step"


@pytest.mark.usefixtures("straight")
class TestStraight:
    def test_the_formal_notice_comes_next_and_leaves_nothing_out(self) -> None:
        made = cases.scene(C.DISCUSSED)
        assert "Prepare the formal warning notice" in offered(made)
        assert ahead(made) == ["Formal warning notice", "Compliance judged", "Notice lifted"]
        letter = letters.prepare(made.case, kind="formal_notice", by=made.officer, on=TODAY)
        said = case_letters.writing(letter)
        letter = letters.save(letter, by=made.officer, on=TODAY, writing=said, version=letter.version)
        assert [lack.code for lack in missing(letter) if lack.code != "not_checked"] == []

    def test_it_is_given_and_its_letter_speaks_of_no_earlier_notice(self) -> None:
        made = cases.scene(C.DISCUSSED)
        letter = case_letters.given(made, "formal_notice", method=Method.HAND)
        assert made.case.status == C.FORMAL
        assert letter.letter is not None
        assert "without the earlier steps" not in letter.letter.html
        assert "did not bring about the improvement" not in letter.letter.html

    def test_what_is_to_be_done_speaks_of_no_letter_that_there_is_not(self) -> None:
        made = cases.scene()
        case = with_next(readable(roles_of(made.officer, TODAY))).get(pk=made.pk)
        step = next_step(case, TODAY)
        assert step is not None
        assert step.words == "Add evidence to the case and discuss it with the school"
        assert offered(made) == [
            "Add evidence from the school's record",
            "Record the discussion",
            "Prepare the formal warning notice",
        ]
