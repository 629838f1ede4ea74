"""The sentences of the events of access reviews."""

from sil.audit.kinds import APART

EVENTS = {
    "access_review.started": "Access review of the {term} started: {number} to confirm or end",
    "access_review.confirmed": "Access review of the {term}: {name} keeps {what}",
    "access_review.to_end": "Access review of the {term}: {what} of {name} is to be ended",
    "access_review.ended": "Access review of the {term}: {name} no longer has {what}",
    "access_review.finished": "Access review of the {term} finished: {confirmed} confirmed, {ended} ended, "
    "{gone} ended otherwise",
}
# A line changes nothing of what others decide.
PARTS = dict.fromkeys(("access_review.confirmed", "access_review.to_end", "access_review.ended"), APART)
