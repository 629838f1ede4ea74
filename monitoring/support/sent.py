"""What a school sends about brokered support, each with its receipt."""

from schools.receipts.kinds import Sent

ASKED = Sent(slug="support_asked", name="request for support with {topic}", routes=("support_ask",))
AGREED = Sent(slug="support_agreed", name="agreement to the support with {topic}", routes=("support_agree",))
WITHDRAWN = Sent(slug="support_withdrawn", name="withdrawal of the support with {topic}", routes=("support_withdraw",))
EVALUATED = Sent(slug="support_evaluated", name="evaluation of the support with {topic}", routes=("support_evaluate",))
CONFLICT = Sent(
    slug="support_conflict",
    name="declaration of an interest in the support with {topic}",
    routes=("support_conflict",),
)
OFFERED = Sent(
    slug="support_offered",
    name="offer to other schools of help with {topic}",
    routes=("support_offer_add", "support_offer_change"),
)

SENT = (ASKED, AGREED, WITHDRAWN, EVALUATED, CONFLICT, OFFERED)
