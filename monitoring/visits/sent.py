"""What a school sends about a visit and its report, each with its receipt."""

from schools.receipts.kinds import Sent

PREPARATION = Sent(slug="preparation", name="preparation for the {visit}", routes=("visit_prepare",))
PREPARATION_WITHDRAWN = Sent(
    slug="preparation_withdrawn",
    name="withdrawal of the preparation for the {visit}",
    routes=("visit_prepare_withdraw",),
)
ANSWER = Sent(slug="report_answer", name="{answer} about the report of the {visit}", routes=("report_answer",))
TIMES_OFFERED = Sent(slug="times_offered", name="times offered for the {visit}", routes=("times_offer",))
TIME_CHOSEN = Sent(slug="time_chosen", name="choice of {day} for the {visit}", routes=("times",))
TIMES_NONE = Sent(slug="times_none", name="answer that none of the times for the {visit} suits", routes=("times_none",))
TIMES_WITHDRAWN = Sent(
    slug="times_withdrawn", name="withdrawal of the times for the {visit}", routes=("times_withdraw",)
)
ACTION_SAID = Sent(slug="action_said", name="update on an action agreed on {day}", routes=("agreed_action_tell",))

DAYS_ASKED = Sent(slug="school_days", name="request for {days} more support", routes=("more_days_ask",))
DAYS_WITHDRAWN = Sent(
    slug="school_days_withdrawn",
    name="withdrawal of the request for {days} more support",
    routes=("more_days_withdraw",),
)

SENT = (
    *(PREPARATION, PREPARATION_WITHDRAWN, ANSWER),
    *(TIMES_OFFERED, TIME_CHOSEN, TIMES_NONE, TIMES_WITHDRAWN),
    *(ACTION_SAID, DAYS_ASKED, DAYS_WITHDRAWN),
)
