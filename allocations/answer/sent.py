"""What a school sends about an allocation, each with its receipt."""

from schools.receipts.kinds import Sent

AGREEMENT = Sent(slug="agreement", name="agreement to the {thing}", routes=("allocation_agree",))
ACCEPTANCE = Sent(slug="acceptance", name="acceptance of the decision on the {thing}", routes=("allocation_accept",))
TAKEN_BACK = Sent(
    slug="taken_back", name="withdrawal of the agreement to the {thing}", routes=("allocation_take_back",)
)
DISAGREEMENT = Sent(slug="disagreement", name="disagreement with the {thing}", routes=("allocation_disagree_check",))
REFERRAL = Sent(slug="referral", name="referral of the {thing}", routes=("allocation_refer",))
WITHDRAWN = Sent(
    slug="answer_withdrawn", name="withdrawal of the {act} about the {thing}", routes=("allocation_withdraw_answer",)
)

SENT = (AGREEMENT, ACCEPTANCE, TAKEN_BACK, DISAGREEMENT, REFERRAL, WITHDRAWN)
