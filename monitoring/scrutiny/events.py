"""Audit events of reports for scrutiny."""

EVENTS = {
    "scrutiny.asked": "Scrutiny report asked for: {subject_name}, {days}",
    "scrutiny.made": "Scrutiny report made: {pages} pages, sha256 {sha256}",
    "scrutiny.taken": "Scrutiny report downloaded",
}
