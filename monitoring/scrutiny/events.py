"""Audit events of reports for scrutiny, and of reports of a term."""

EVENTS = {
    "scrutiny.asked": "Scrutiny report asked for: {subject_name}, {days}",
    "scrutiny.made": "Scrutiny report made",
    "scrutiny.taken": "Scrutiny report downloaded",
    "term_report.started": "Report of the {term} started, version {version}",
    "term_report.written": "Text of the report changed",
    "term_report.sent": "Report sent for approval",
    "term_report.sent_back": "Report sent back to its writer",
    "term_report.approved": "Report approved",
    "term_report.made": "PDF of the report made",
    "term_report.taken": "PDF of the report downloaded",
}
