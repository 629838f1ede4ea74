"""What a school sends in after a notice, with its receipt: evidence of what has been done, and representations."""

from schools.receipts.kinds import Sent

STATEMENT = Sent(slug="statement", name="{what}", routes=("statement_send",))

SENT = (STATEMENT,)
