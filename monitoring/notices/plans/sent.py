"""What a governing body sends about its action plan, each with its receipt."""

from schools.receipts.kinds import Sent

PLAN = Sent(slug="action_plan", name="action plan of the governing body", routes=("action_plan_send",))
PLAN_WITHDRAWN = Sent(
    slug="action_plan_withdrawn",
    name="withdrawal of the action plan of the governing body",
    routes=("action_plan_withdraw",),
)

SENT = (PLAN, PLAN_WITHDRAWN)
