"""Audit events of legal holds and disposals."""

EVENTS = {
    "hold.placed": "Legal hold placed",
    "hold.ended": "Legal hold ended",
    "disposal.started": "Disposal {number} started: what was due on {day}",
    "disposal.proposed": "Disposal {number} worked out: {going} records can go, {kept} are kept",
    "disposal.approved": "Disposal {number} approved: {going} records",
    "disposal.refused": "Disposal {number} refused",
    "disposal.withdrawn": "Disposal {number} withdrawn",
    "disposal.done": "Disposal {number} done: {records} records, {rows} rows",
    "person.name_removed": "Name and address removed from the account at the end of its period",
}
