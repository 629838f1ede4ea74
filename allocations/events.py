"""The sentences of the events of rounds and allocations, in histories and on timelines."""

from sil.audit.kinds import APART

EVENTS = {
    "round.opened": "Round {year} opened for {schools} schools",
    "round.closed": "Round {year} closed",
    "round.dated": "Bands of round {year} are to be proposed by {day}",
    "round.undated": "Round {year} has no day any more by which to propose",
    "round.reminded": "Partners who have not proposed for round {year} reminded: {number}",
    "round.drafted": "Drafts for round {year} saved for {schools} schools",
    "allocation.added": "School added to round {year}",
    "allocation.proposed": "{band_name} proposed for {year}",
    "allocation.submitted": "{band_name} for {year} sent to be checked",
    "allocation.resubmitted": "{band_name} for {year} sent to be checked (version {number})",
    "allocation.asked": "The {role} asked about the proposal for {year}",
    "allocation.answered": "The {role} answered about the proposal for {year}",
    "allocation.let_go": "{band_name} proposed for {year}, after the {role} had checked it",
    "allocation.revised": "Proposal for {year} revised (version {number}): {band_name}",
    "allocation.agreed": "{band_name} agreed for {year} by the {role}",
    "allocation.recorded": "{band_name} for {year} recorded as agreed in a meeting",
    "allocation.disputed": "The {role} did not agree for {year} and put forward {band_name}",
    "allocation.decided": "{band_name} decided for {year} by the {role}",
    "allocation.accepted": "Decision for {year}, {band_name}, accepted by the {role}",
    "allocation.taken_back": "The {role} took back the agreement to {band_name} for {year}",
    "allocation.case_withdrawn": "The {role} withdrew the {case} for {year}",
    "allocation.referred": "The {role} referred the band for {year} and put forward {band_name}",
    "allocation.determined": "{band_name} determined for {year} by the {role}",
    "allocation.confirmed": "{band_name} confirmed for {year} without an answer",
    "allocation.withdrawn": "Allocation for {year} marked as not needed",
    "allocation.conflict_declared": "{name} declared a conflict of interest about {year}",
    "allocation.review_started": "Review of the band for {year} started, because of {ground}",
    "allocation.outlier_dismissed": "What stands out about the band for {year} dismissed: {facts}",
    "allocation.flagged": "School flagged as high-risk for {year}",
    "allocation.unflagged": "High-risk flag for {year} removed",
    "allocation.reminded": "Headteacher reminded to answer for {year}",
    "allocation.evidence_added": "Evidence added: {title}",
    "allocation.evidence_removed": "Evidence removed: {title}",
}

# What does not change the band that others confirm: a school is asked nothing again because of what officers note.
PARTS = {
    "allocation.asked": APART,
    "allocation.answered": APART,
    "allocation.conflict_declared": "conflict",
    "allocation.flagged": "flag",
    "allocation.unflagged": "flag",
    "allocation.outlier_dismissed": APART,
    "allocation.reminded": APART,
    "allocation.evidence_added": APART,
    "allocation.evidence_removed": APART,
}
