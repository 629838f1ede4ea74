"""An open report says who has to finish it: its writer, else the lead of its visit. Those that nobody finishes are
found by an index then, and the planned visits that nobody leads, or that are past, by others.

The database keeps it: an act that forgot to would hide a report that nobody finishes (docs/adr/0075, 0084).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FUNCTION = """
CREATE FUNCTION visits_set_finisher() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.finisher_id := NULL;
    IF NEW.status IN ('draft', 'in_review', 'returned', 'approved', 'issued', 'corrections_asked') THEN
        SELECT COALESCE(NEW.writer_id, lead_id) INTO NEW.finisher_id FROM visits_visit
            WHERE id = NEW.visit_id AND status = 'held';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION visits_touch_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE visits_report SET finisher_id = NULL WHERE visit_id = NEW.id;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER visits_report_finisher BEFORE INSERT OR UPDATE OF status, writer_id, visit_id, finisher_id
    ON visits_report FOR EACH ROW EXECUTE FUNCTION visits_set_finisher();
CREATE TRIGGER visits_visit_finisher AFTER UPDATE ON visits_visit FOR EACH ROW
    WHEN ((OLD.status, OLD.lead_id) IS DISTINCT FROM (NEW.status, NEW.lead_id))
    EXECUTE FUNCTION visits_touch_report();
"""
# The trigger says who, whatever is written.
KEPT = """
UPDATE visits_report SET finisher_id = NULL
    WHERE status IN ('draft', 'in_review', 'returned', 'approved', 'issued', 'corrections_asked');
"""
UNDO = """
DROP TRIGGER visits_visit_finisher ON visits_visit;
DROP TRIGGER visits_report_finisher ON visits_report;
DROP FUNCTION visits_touch_report(), visits_set_finisher();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0014_visits_as_listed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "report",
            "finisher",
            models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(FUNCTION + TRIGGERS, UNDO),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.AddIndex(
            "report",
            models.Index(condition=Q(("finisher__isnull", False)), fields=["finisher"], name="report_finisher"),
        ),
        migrations.AddIndex(
            "visit",
            models.Index(condition=Q(("status", "planned")), fields=["ends_on"], name="visit_planned_over"),
        ),
        migrations.AddIndex(
            "visit",
            models.Index(condition=Q(("status", "planned")), fields=["lead", "school"], name="visit_planned_lead"),
        ),
        migrations.AddIndex(
            "visit",
            models.Index(
                condition=Q(("status", "planned")), fields=["school", "ends_on", "id"], name="visit_planned_school"
            ),
        ),
    ]
