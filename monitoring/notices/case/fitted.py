"""The rows of `stages` as an authority's framework has them: steps that it leaves out are not there, and those that it
renames have its names."""

from dataclasses import replace

from sil.framework.intervention import Intervention

from ..kinds import KINDS, name_of_kind
from .steps import Act, NextStep, Stage, Step


def fitted(stage: Stage, rules: Intervention | None, *, beyond: tuple[Step, ...] = ()) -> Stage:
    """Return a row of `stages` as a framework has it. `beyond` are the steps ahead where the authority has none of
    those that the row has next."""
    if rules is None:
        return stage
    ahead = tuple(step for each in stage.ahead if (step := fitted_step(each, rules)))
    gone = any(step.judges and fitted_step(step, rules) is None for step in stage.ahead)
    return replace(
        stage,
        step=fitted_step(stage.step, rules) or stage.step if stage.step else None,
        next=_next(stage.next, rules),
        with_evidence=_next(stage.with_evidence, rules),
        acts=tuple(act for each in stage.acts if (act := _act(each, rules))),
        ahead=(*ahead, *beyond) if gone else ahead,
    )


def fitted_step(step: Step, rules: Intervention | None) -> Step | None:
    """Return a step of the ladder as a framework has it; None where it has none of its letters."""
    if rules is None:
        return step
    wanted = step.letters or step.judges
    there = [kind for kind in wanted if rules.has(kind)]
    if wanted and not there:
        return None
    changed = len(there) < len(wanted) or any(rules.name_of(kind) for kind in there)
    if not step.letters or not changed:
        return step
    return replace(step, name=" or ".join(_within(kind, rules, first=not n) for n, kind in enumerate(there)))


def _within(kind: str, rules: Intervention, *, first: bool) -> str:
    name = name_of_kind(kind, rules)
    return name if first else f"{name[0].lower()}{name[1:]}"


def _next(step: NextStep | None, rules: Intervention) -> NextStep | None:
    if step is None or not step.letters:
        return step
    as_named = all(rules.has(kind) and not rules.name_of(kind) for kind in step.letters)
    return step if as_named else replace(step, words=step.otherwise)


def _act(act: Act, rules: Intervention) -> Act | None:
    if not act.letter:
        return act
    if not rules.has(act.letter):
        return None
    if act.early and not any(rules.has(kind) for kind in KINDS[act.letter].made_from):
        return replace(act, words=act.otherwise)
    name = rules.name_of(act.letter)
    return replace(act, words=f"Prepare: {name}") if name and not act.early else act
