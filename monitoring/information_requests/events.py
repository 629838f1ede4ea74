"""Audit events of requests for information. None names who asked or whom it is about: the request has that."""

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
    "information_request.reopened": "Request {number} opened again: to be answered by {due}",
}
