"""Which things that happen to a visit and its report are kept in the history, and in which words?"""

EVENTS = {
    "visit.planned": "{kind} planned for {day}, with {lead}",
    "visit.rescheduled": "{kind} moved from {old_day} to {day}",
    "visit.held": "{kind} held on {day} by {lead}",
    "visit.cancelled": "{kind} of {day} cancelled",
    "visit.missed": "{kind} of {day} did not take place",
    "visit.prompts_sent": "The school wrote what it wants to say before the {kind} of {day}",
    "report.in_review": "Report of the {kind} of {day} sent to be checked",
    "report.draft": "Report of the {kind} of {day} taken back to be written on",
    "report.returned": "Report of the {kind} of {day} returned by the checker",
    "report.approved": "Report of the {kind} of {day} approved",
    "report.issued": "Report of the {kind} of {day} issued (version {number})",
    "report.accurate": "The {role} found the report of the {kind} of {day} accurate",
    "report.corrections_asked": "The {role} asked for corrections to the report of the {kind} of {day}",
    "action.agreed": "Agreed on the {kind} of {day}: {text}",
    "action.followed_up": "{progress}: {text}",
    "extra_days.approved": "{days} more days of support approved for {year}",
    "extra_days.withdrawn": "{days} more days of support for {year} taken back",
}
