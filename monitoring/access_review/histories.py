"""Whose history is read of access reviews: those who oversee casework, and nobody who only ends some access."""

from sil.web.history.kinds import HistoryKind

from .models import AccessReview
from .permissions import may_read

HISTORIES = (
    HistoryKind(
        slug="access-review",
        label="access review",
        model=AccessReview,
        rows=lambda who: AccessReview.objects.all() if may_read(who) else AccessReview.objects.none(),
    ),
)
