"""Audit events of reports for scrutiny."""

EVENTS = {
    "scrutiny.asked": "Scrutiny report asked for: {subject_name}, {days}",
    "scrutiny.made": "Scrutiny report made",
    "scrutiny.taken": "Scrutiny report downloaded",
}
