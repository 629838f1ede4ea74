"""How the tables of requests are copied for an authority of any size: not at all, each authority has its own."""

from sil.seeding.tables import shared

TABLES = shared(
    "information_requests.InformationRequest",
    "information_requests.Collection",
    "information_requests.Item",
    "information_requests.AnswerBundle",
    "information_requests.AnswerFile",
    "information_requests.AnswerArchive",
)
