"""What a school sends about the service, each with its receipt."""

from schools.receipts.kinds import Sent

RAISED = Sent(slug="service_concern", name="concern about the service", routes=("service_concern_raise",))
REOPENED = Sent(
    slug="service_concern_again",
    name="reply to our answer about the service",
    routes=("service_concern_reopen",),
)

SENT = (RAISED, REOPENED)
