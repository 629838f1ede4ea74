"""What an objective says: its text as typed, the same with its dates read, and in words."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sil.clock import in_words
from sil.framework.parts import Named
from sil.web.forms import day_of

from ..models import AgreedObjective, Objective, PartnershipPlan

EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("title", "indicator", "baseline", "target"), ""),
    **dict.fromkeys(("target_on", "priorities", "actions", "milestones"), ()),
}
# What a measurable objective says besides its title, as it reads after "has no".
MEASURES = {
    "indicator": "indicator: what shows that it has worked",
    "baseline": "baseline",
    "target": "target",
}


@dataclass(frozen=True)
class Day:
    """A day as it was typed: `on` is None where there is none, or where what was typed is no date."""

    typed: Sequence[str]

    @property
    def on(self) -> date | None:
        return day_of(list(self.typed)) if self.is_there else None

    @property
    def is_there(self) -> bool:
        return bool("".join(self.typed).strip())

    @property
    def is_bad(self) -> bool:
        return self.is_there and self.on is None

    def __str__(self) -> str:
        return in_words(self.on) if self.on else " ".join(filter(None, self.typed))


def step_in_words(what: str, who: str, by: str) -> str:
    """Return an action or a milestone in words: "Train all teachers (the phonics lead, by 1 March 2027)"."""
    beside = ", ".join(filter(None, (who, f"by {by}" if by else "")))
    return f"{what} ({beside})" if beside else what


def agreed_step(step: dict[str, str]) -> str:
    """Return an action or milestone of a version in words."""
    by = in_words(date.fromisoformat(step["by"])) if step["by"] else ""
    return step_in_words(step["what"], step.get("who", ""), by)


@dataclass(frozen=True)
class Step:
    """An action, or a milestone, which has nobody who does it. `number` counts from 1 as the page does."""

    number: int
    what: str
    who: str
    by: Day

    def stored(self) -> dict[str, str]:
        return {"what": self.what, "who": self.who, "by": self.by.on.isoformat() if self.by.on else ""}

    def __str__(self) -> str:
        return step_in_words(self.what, self.who, str(self.by) if self.by.is_there else "")


@dataclass(frozen=True)
class Written:
    """An objective as it is written. `number` is its place among those that are there, from 1."""

    number: int
    row: Objective
    title: str
    indicator: str
    baseline: str
    target: str
    target_on: Day
    priorities: Sequence[str]
    actions: Sequence[Step]
    milestones: Sequence[Step]

    @property
    def source_words(self) -> str:
        return self.row.source_words


def content_of(objective: Objective) -> dict[str, Any]:
    """Return what an objective holds, whole, as forms and drafts take it."""
    return json.loads(json.dumps({**EMPTY, **objective.content}))


def written(objective: Objective, number: int) -> Written:
    said = content_of(objective)
    return Written(
        number,
        objective,
        said["title"].strip(),
        said["indicator"].strip(),
        said["baseline"].strip(),
        said["target"].strip(),
        Day(said["target_on"]),
        said["priorities"],
        _steps(said["actions"]),
        _steps(said["milestones"]),
    )


def text_hash(objectives: Iterable[Objective]) -> str:
    """Return the digest of the text of a plan: which objectives, in which order, and what each says."""
    text = json.dumps([[each.pk, content_of(each)] for each in objectives], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def names_of(plan: PartnershipPlan, ids: Iterable[str]) -> str:
    """Return priorities by name; one that the framework no longer names by its id."""
    names = {each.id: each.name for each in plan.framework.priorities}
    return "; ".join(names.get(each, each) for each in ids)


def in_words_of(priorities: Sequence[Named], content: Mapping[str, Any]) -> dict[str, str]:
    """Return what an objective holds in words, by headings, to be compared with another text or copied."""
    said = {**EMPTY, **content}
    names = {each.id: each.name for each in priorities}
    return {
        "What do we want to achieve?": said["title"],
        "What shows that it has worked": said["indicator"],
        "Where we are now": said["baseline"],
        "Target": said["target"],
        "By when": str(Day(said["target_on"])),
        "Priorities": "; ".join(names.get(each, each) for each in said["priorities"]),
        "Actions": "\n".join(map(str, _steps(said["actions"]))),
        "Milestones": "\n".join(map(str, _steps(said["milestones"]))),
    }


def as_typed(agreed: AgreedObjective) -> dict[str, Any]:
    """Return what a version says of an objective as a draft holds it, for the text that a change starts from."""
    return {
        **{name: getattr(agreed, name) for name in ("title", "indicator", "baseline", "target")},
        "target_on": _boxes(agreed.target_on.isoformat()),
        "priorities": agreed.priorities,
        "actions": [{**each, "by": _boxes(each["by"])} for each in agreed.actions],
        "milestones": [{"what": each["what"], "by": _boxes(each["by"])} for each in agreed.milestones],
    }


def _boxes(day: str) -> list[str]:
    found = date.fromisoformat(day) if day else None
    return [str(found.day), str(found.month), str(found.year)] if found else []


def _steps(rows: Iterable[Mapping[str, Any]]) -> list[Step]:
    """Return the rows that say something, with the numbers that they have on the page."""
    found = []
    for number, row in enumerate(rows, start=1):
        step = Step(number, row["what"].strip(), row.get("who", "").strip(), Day(row["by"]))
        if step.what or step.who or step.by.is_there:
            found.append(step)
    return found
