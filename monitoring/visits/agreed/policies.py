"""What was agreed on a visit, as it is typed in its report?"""

from collections.abc import Mapping
from typing import Any

from ..models import Report


def agreed(report: Report) -> list[Mapping[str, Any]]:
    """The agreed actions as typed, without the rows that were left blank."""
    return [action for action in report.actions if any(action.values())]
