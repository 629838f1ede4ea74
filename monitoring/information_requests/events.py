"""Audit events of requests for information. None names who asked or whom it is about: the request has that."""

from sil.audit.kinds import APART

SCOPE = "information_requests"
EVENTS = {
    "information_request.logged": "Request {number} logged: {what}, to be answered by {due}",
    "information_request.corrected": "Request {number} corrected",
    "information_request.clarify": "Clarification of request {number} asked for, so that the time stops",
    "information_request.clarified": "Clarification of request {number} received: to be answered by {due}",
    "information_request.identity": "Identity checked for request {number}: to be answered by {due}",
    "information_request.extended": "Time for request {number} extended until {due}",
    "information_request.answered": "Request {number} answered",
    "information_request.refused": "Request {number} refused: {exemption}",
    "information_request.withdrawn": "Request {number} withdrawn",
    "information_request.collect": "Collection of what is held for request {number} started",
    "information_request.collected": "Collected for request {number}: {records} records",
    "information_request.decided": "Record {item} for request {number}: {now}",
    "information_request.bundle": "Bundle for request {number} asked for",
    "information_request.bundled": "Bundle for request {number} made",
    "information_request.taken": "Bundle for request {number} downloaded: {file}",
    "information_request.reopened": "Request {number} opened again: to be answered by {due}",
}
# What is collected and decided of one record changes nothing of what others do with the request.
PARTS = dict.fromkeys(
    (
        "information_request.collect",
        "information_request.collected",
        "information_request.decided",
        "information_request.bundle",
        "information_request.bundled",
        "information_request.taken",
    ),
    APART,
)
