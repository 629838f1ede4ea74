"""Audit events of notes. They belong to the note and quote nothing of it, since not everybody who reads a school's
history may read every note."""

EVENTS = {
    "note.added": "Note of a {what} on {day} added",
    "note.corrected": "Note of a {what} on {day} corrected",
    "note.shared": "Note of a {what} on {day} shared with the school",
    "note.withdrawn": "Note of a {what} on {day} withdrawn: entered by mistake",
}
