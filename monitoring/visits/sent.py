"""What a school sends about a visit and its report, each with its receipt."""

from schools.receipts.kinds import Sent

PREPARATION = Sent(slug="preparation", name="preparation for the {visit}", routes=("visit_prepare",))
PREPARATION_WITHDRAWN = Sent(
    slug="preparation_withdrawn",
    name="withdrawal of the preparation for the {visit}",
    routes=("visit_prepare_withdraw",),
)
ANSWER = Sent(slug="report_answer", name="{answer} about the report of the {visit}", routes=("report_answer",))

SENT = (PREPARATION, PREPARATION_WITHDRAWN, ANSWER)
