"""The marks and words that each side of a made-up allocation puts forward."""

from random import Random

from allocations.grid.forms import NOT_APPLICABLE
from allocations.models import Allocation
from allocations.position.actions import Marking, PositionInput
from sil.framework.schema import Criterion, Framework

from .argument import Side
from .bands import BANDS
from .primary import PRIMARY
from .secondary import SECONDARY
from .texts import DRAFT_NOTE, NOTES, REASONS, REVISED, STEADY

ARGUMENTS = PRIMARY | SECONDARY
NEW_TO_HEADSHIP = "new-to-headship"


def proposal(
    allocation: Allocation, band: str, *, side: Side | None, first_headship: bool, again: bool = False
) -> PositionInput:
    """A partner's case for a band: most criteria fit it, some fit the next; `side` has words of its own."""
    year = allocation.round.academic_year
    views = _views(allocation.framework, side) if side else {}
    marks = {
        criterion.id: views.get(criterion.id) or _marking(allocation, criterion, band)
        for criterion in allocation.criteria
    }
    written = side.reasons if side else Random(f"{allocation.school_id} {year}").choice(REASONS[band])
    return PositionInput(
        band=band,
        reasons=REVISED + written if again else written,
        marks=marks,
        extra_days=[NEW_TO_HEADSHIP] if first_headship else [],
    )


def view(allocation: Allocation, side: Side) -> PositionInput:
    """What a school or a decider puts forward: only the rows it marks differently."""
    assert allocation.proposal is not None, "there is something to disagree with"
    return PositionInput(
        band=side.band,
        reasons=side.reasons,
        marks=_views(allocation.framework, side),
        extra_days=allocation.proposal.extra_days,
    )


def half_done(framework: Framework, case: PositionInput, rows: int) -> dict[str, dict[str, str]]:
    """The first rows of a case, in the shape that a draft keeps."""
    found = {}
    for criterion in framework.criteria[:rows]:
        bands = case.marks[criterion.id].bands
        places = [str(place) for place, reading in enumerate(criterion.readings) if reading.bands == bands]
        found[criterion.id] = {"reading": places[0] if places else NOT_APPLICABLE, "reason": "", "evidence": ""}
    found[framework.criteria[rows - 1].id]["reason"] = DRAFT_NOTE
    return found


def _views(framework: Framework, side: Side) -> dict[str, Marking]:
    readings = {criterion.id: criterion.reading_of for criterion in framework.criteria}
    return {
        seen.criterion: Marking(readings[seen.criterion](seen.band).bands, seen.reason, seen.evidence)
        for seen in side.views
    }


def _marking(allocation: Allocation, criterion: Criterion, band: str) -> Marking:
    """A school leans to the same side from year to year, so that a year can be compared with the last."""
    seen = STEADY.get(criterion.id) or _near(band, Random(f"{allocation.school_id} {criterion.id}"))
    reason, evidence = NOTES.get((criterion.id, seen), ("", ""))
    return Marking(criterion.reading_of(seen).bands, reason, evidence)


def _near(band: str, chance: Random) -> str:
    place = BANDS.index(band) + chance.choices((-1, 0, 1), (15, 72, 13))[0]
    return BANDS[min(max(place, 0), len(BANDS) - 1)]
