"""What a school sends about its team, with its receipt."""

from schools.receipts.kinds import Sent

SUPPORT_ASKED = Sent(slug="financial_support", name="request for financial support", routes=("team_support_ask",))
SUPPORT_WITHDRAWN = Sent(
    slug="financial_support_withdrawn",
    name="withdrawal of the request for financial support",
    routes=("team_support_withdraw",),
)

SENT = (SUPPORT_ASKED, SUPPORT_WITHDRAWN)
