"""What a school sends about its partnership plan, each with its receipt."""

from schools.receipts.kinds import Sent

AGREEMENT = Sent(slug="partnership_plan", name="agreement to the {plan}", routes=("partnership_plan_agree",))
CHANGE = Sent(slug="partnership_plan_change", name="wish to change the {plan}", routes=("partnership_plan_change",))
COMMENT = Sent(
    slug="partnership_plan_comment",
    name="comment on the review of the {plan}",
    routes=("plan_review_comment",),
)
SENT = (AGREEMENT, CHANGE, COMMENT)
