"""The certificate of a disposal: what was destroyed, when and by whose authority. It is sealed like the history."""

from django.db import connection
from django.db.models import Count, Sum
from psycopg import sql

from sil.clock import in_london, in_words
from sil.framework.privacy.retention import RecordKind
from sil.framework.queries import framework_on
from sil.seals.chain import DISPOSED_SHA256
from sil.seals.models import Certificate, DisposedRow

from ..models import Disposal, Outcome
from ..states import Obstacle


def certify(disposal: Disposal) -> Certificate:
    """Write the certificate of a disposal of which every record has an outcome. The caller holds its lock."""
    framework = framework_on(disposal.due_on)
    outcomes = Outcome.objects.filter(record__disposal=disposal)
    gone = (
        outcomes.filter(obstacle=Obstacle.NONE).values("record__kind").annotate(records=Count("pk"), rows=Sum("rows"))
    )
    counted = {row["record__kind"]: row for row in gone}
    tables = DisposedRow.objects.filter(disposal=disposal.pk).values("source").annotate(n=Count("pk"))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(sql.SQL(DISPOSED_SHA256).format(disposal=disposal.pk)))
        (sha256,) = cursor.fetchone()
    assert disposal.decided_by is not None and disposal.decided_on is not None and disposal.done_at is not None
    content = {
        "authority": framework.authority.name if framework else "",
        "due_on": in_words(disposal.due_on),
        "asked": f"{disposal.asked_by.name}, {in_words(disposal.asked_on)}",
        "approved": f"{disposal.decided_by.name}, {in_words(disposal.decided_on)}",
        "done": in_words(in_london(disposal.done_at)),
        "records": sum(row["records"] for row in counted.values()),
        "stayed": outcomes.exclude(obstacle=Obstacle.NONE).count(),
        "kinds": [
            {
                "kind": RecordKind(kind).words,
                "period": disposal.periods[kind],
                "records": row["records"],
                "rows": row["rows"],
            }
            for kind, row in sorted(counted.items())
        ],
        "tables": {row["source"]: row["n"] for row in tables.order_by("source")},
    }
    return Certificate.objects.create(
        disposal=disposal.pk,
        rows=sum(content["tables"].values()),
        sha256=sha256,
        content=content,
        made_at=disposal.done_at,
    )
