"""The kinds of event in a school's history, with their sentences."""

from sil.audit.kinds import APART as NO_PART

EVENTS = {
    "register.read": "{register} read from {file}: {added} added, {changed} changed",
    "school.register_changed": "National register: {what}",
    "inspection.recorded": "Inspection of {day} recorded, {what}: {headline}",
    "inspection.corrected": "Inspection of {day} corrected",
    "inspection.withdrawn": "Inspection of {day} withdrawn, because it was recorded by mistake",
    "inspection.adopted": "Ofsted's file confirmed the inspection of {starts_on}",
    "area.asked": "Areas for improvement recorded from the inspection of {day}: {count}",
    "area.judged": "{progress}: “{text}”, asked on {day}",
    "area.reworded": "Words of an area for improvement corrected: “{new}”",
    "area.removed": "Area for improvement removed, because it was recorded by mistake: “{text}”",
    "post.given": "{name} became {post}, from {starts_on}",
    "post.ended": "{name} was {post} until {ends_on}",
    "trust_post.added": "{name} recorded as {post} of {trust}, from {day}",
    "trust_post.corrected": "Details of {name}, {post} of {trust}, corrected",
    "trust_post.ended": "{name} was {post} of {trust} until {day}",
    "assignment.given": "{name} became the school's {role}, from {starts_on}",
    "assignment.ended": "{name} was the school's {role} until {ends_on}",
    "cover.arranged": "{covering} covers for {name}, {role}, from {starts_on} to {ends_on}",
    "cover.changed": "{covering} covers for {name}, {role}, until {ends_on}",
    "cover.ended": "{covering} covered for {name}, {role}, until {ends_on}",
    "cover.called_off": "Cover by {covering} for {name}, {role}, from {starts_on} cancelled",
    "handover.of_schools": "{giving} handed over {count} schools to {taking}, from {starts_on}",
    "handover.made": "{giving} handed the school over to {taking}, from {starts_on}",
    "assistant.given": "{name} may see and prepare for the headteacher: {parts}",
    "assistant.changed": "What {name} may see and prepare for the headteacher was changed",
    "assistant.kept": "{name} may still see and prepare for the headteacher: {parts}",
    "assistant.ended": "{name} is no longer an assistant of the headteacher",
    "casework_access.asked": "{name} asked to read the casework of {schools} until {ends_on}",
    "casework_access.granted": "{name} may read the casework of {schools} until {ends_on}",
    "casework_access.declined": "{name} may not read the casework of {schools}",
    "casework_access.withdrawn": "{name} no longer asks to read the casework of {schools}",
    "casework_access.ended": "{name} may no longer read the casework of {schools}",
    "casework_access.read": "{name} read “{page}” ({path})",
    "people.read_in": "People read in from {file}: {account} accounts, {post} posts, {officer} assignments",
    "assistant.invited": "{name}, assistant of the headteacher, was invited again",
}
# Kinds that change nothing of what anybody confirms.
APART = {"casework_access.read": NO_PART}
