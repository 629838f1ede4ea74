"""sil.workflow: rows of data, refusals with a sentence, and pictures of them."""

import pytest

from sil.workflow import Denied, Transition, can, find, mermaid


def row(action: str, source: str, target: str) -> Transition:
    return Transition(action=action, source=source, target=target, holder="x", event="e", rule="r")


ROWS = (row("go", "a", "b"), row("go", "b", "c"), row("back", "b", "a"))


def test_find_gives_the_row_of_action_and_state() -> None:
    assert find(ROWS, action="go", source="b", refusal="no").target == "c"


@pytest.mark.parametrize(("action", "source"), [("go", "c"), ("back", "a"), ("fly", "a")])
def test_find_refuses_with_the_sentence_given(action: str, source: str) -> None:
    with pytest.raises(Denied) as denied:
        find(ROWS, action=action, source=source, refusal="It is too late.")
    assert (denied.value.code, denied.value.sentence) == ("wrong_state", "It is too late.")


def test_can_is_the_question_behind_a_check() -> None:
    def check_even(number: int) -> int:
        if number % 2:
            raise Denied("odd", "The number is odd.")
        return 0

    assert can(check_even)(2) is True
    assert can(check_even)(3) is False


def test_can_lets_other_errors_through() -> None:
    def check() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        can(check)()


def test_mermaid_prints_every_row_and_both_ends() -> None:
    assert mermaid(ROWS, initial="a", finals=["c"]).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> a",
        "    a --> b: go (x)",
        "    b --> c: go (x)",
        "    b --> a: back (x)",
        "    c --> [*]",
    ]
