"""The sentences of the events of cases, letters and action plans, in histories and on timelines."""

from sil.audit.kinds import APART

# The slug of their source on a school's timeline.
TIMELINE = "cases"
# One for each box on the page of a letter: they stand in its own history.
TICKS = ("case_letter.ticked", "case_letter.unticked")

EVENTS = {
    "case.opened": "Concern case {reference} opened: {source}",
    "case.changed": "Concern case {reference} changed",
    "case.owner_changed": "Concern case {reference} assigned to {name}",
    "case.restricted": "Concern case {reference} restricted to named people",
    "case.unrestricted": "Concern case {reference} no longer restricted",
    "case.named": "{name} may read concern case {reference}",
    "case.unnamed": "{name} may no longer read concern case {reference}",
    "case.flagged": "Concern case {reference} flagged as high-risk",
    "case.unflagged": "Concern case {reference} no longer flagged as high-risk",
    "case.evidence_added": "Evidence added to concern case {reference}: {text}",
    "case.evidence_removed": "Evidence removed from concern case {reference}: {text}",
    "case.invite": "Headteacher and chair invited to discuss the concerns",
    "case.record_discussion": "Concerns discussed on {day}",
    "case.give_preformal": "{name} given on {day}",
    "case.secure": "Improvement secured",
    "case.not_secure": "Improvement not secured",
    "case.remove": "Notice removed on {day}",
    "case.give_formal": "Formal warning notice given on {day}",
    "case.comply": "Formal warning notice complied with",
    "case.not_comply": "Formal warning notice not complied with",
    "case.lift": "Formal warning notice lifted on {day}",
    "case.intend": "Notice of the powers to be used given on {day}",
    "case.use_power": "Power used: {power}",
    "case.tell": "Regional Director told of the concerns on {day}",
    "case.write_concerns": "Letter setting out the concerns given to the Regional Director on {day}",
    "case.write_improvement": "Regional Director told of the improvement on {day}",
    "case.write_no_improvement": "Regional Director told on {day} that nothing has improved",
    "case.withdraw_preformal": "{name} withdrawn",
    "case.withdraw_formal": "{name} withdrawn",
    "case.withdraw_intention": "{name} withdrawn",
    "case.withdraw_power": "{name} withdrawn",
    "case.withdraw_considered": "{name} withdrawn",
    "case.withdraw_concerns": "{name} withdrawn",
    "case.withdraw_no_improvement": "{name} withdrawn",
    "case.supersede": "Notice of the authority ended by a notice from the Secretary of State",
    "case.convert": "Powers ended at conversion",
    "case.bundle_asked": "Evidence bundle of concern case {reference} requested",
    "case.bundle_taken": "Evidence bundle of concern case {reference} downloaded as {ending}",
    "case.close": "Concern case {reference} closed",
    "case.notice_of_state": "Warning notice from the Secretary of State recorded, given on {day}",
    "case.notice_of_state_ended": "Warning notice from the Secretary of State recorded as ended",
    "case_letter.prepared": "{name} started",
    "case_letter.present": "{name} presented for signature",
    "case_letter.take_back": "{name} taken back to be changed",
    "case_letter.return": "{name} returned with comments",
    "case_letter.sign": "{name} signed, dated {day}",
    "case_letter.give": "{name} given on {day}",
    "case_letter.lapse": "{name} was not given",
    "case_letter.discard": "{name} discarded",
    "case_letter.withdraw": "{name} withdrawn",
    "case_letter.ticked": "Checked: {check}",
    "case_letter.unticked": "Check removed: {check}",
    "case_letter.served": "{name}: service on {recipient} recorded, given on {day}",
    "case_letter.judged": "Required action {number} judged: {result}",
    "delegation.given": "{delegate} signs for {director} from {first} to {last}",
    "delegation.ended": "{delegate} no longer signs for {director}",
    "action_plan.asked": "Action plan asked for, by {day}",
    "action_plan.receive": "Action plan received, version {number}",
    "action_plan.accept": "Action plan accepted",
    "action_plan.return": "Action plan returned with reasons",
    "action_plan.end": "Action plan no longer required",
}

# What does not change the case or the letter that others act on.
PARTS = {
    "case.flagged": "flag",
    "case.unflagged": "flag",
    "case.named": "readers",
    "case.unnamed": "readers",
    **dict.fromkeys(
        ("case.bundle_asked", "case.bundle_taken", "case.evidence_added", "case_letter.ticked", "case_letter.unticked"),
        APART,
    ),
}
