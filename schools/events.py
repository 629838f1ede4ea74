"""The kinds of event in a school's history, with their sentences."""

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
    "assignment.given": "{name} became the school's {role}, from {starts_on}",
    "assignment.ended": "{name} was the school's {role} until {ends_on}",
    "cover.arranged": "{covering} covers for {name}, {role}, from {starts_on} to {ends_on}",
    "cover.changed": "{covering} covers for {name}, {role}, until {ends_on}",
    "cover.ended": "{covering} covered for {name}, {role}, until {ends_on}",
    "cover.called_off": "Cover by {covering} for {name}, {role}, from {starts_on} cancelled",
    "handover.of_schools": "{giving} handed over {count} schools to {taking}, from {starts_on}",
    "handover.made": "{giving} handed the school over to {taking}, from {starts_on}",
}
