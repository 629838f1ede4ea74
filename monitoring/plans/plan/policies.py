"""What a person may do with a plan at present, for its page: derived from the checks of the actions."""

from sil.workflow import can

from ..sides.actions import row_for
from ..sides.permissions import check_end

can_move = can(row_for)
may_end = can(check_end)
