"""Each visit repeats the state of its report, so that the list of visits sorts and filters by an index.

The database keeps it (docs/adr/0086): what a visit repeats is looked up whenever its row is written, so that a row that
was read before and is saved whole changes nothing.
"""

from django.db import migrations, models
from django.db.models import F

# What a report's trigger writes does not count: it has the visit look.
FUNCTIONS = """
CREATE FUNCTION visits_look_at_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.report_status := NULL;
    IF NEW.status = 'held' THEN
        SELECT status INTO NEW.report_status FROM visits_report WHERE visit_id = NEW.id;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION visits_have_visit_look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE visits_visit SET report_status = NULL WHERE id IN (OLD.visit_id, NEW.visit_id);
    RETURN NULL;
END $$;

CREATE FUNCTION visits_repeat_reports() RETURNS void LANGUAGE sql AS $$
    UPDATE visits_visit AS v SET report_status = r.status
    FROM visits_visit held LEFT JOIN visits_report r ON r.visit_id = held.id AND held.status = 'held'
    WHERE held.id = v.id AND v.report_status IS DISTINCT FROM r.status
$$;
"""
TRIGGERS = """
CREATE TRIGGER visits_visit_report BEFORE INSERT OR UPDATE OF status, report_status ON visits_visit
    FOR EACH ROW EXECUTE FUNCTION visits_look_at_report();
CREATE TRIGGER visits_report_repeated AFTER INSERT OR DELETE ON visits_report
    FOR EACH ROW EXECUTE FUNCTION visits_have_visit_look();
CREATE TRIGGER visits_report_repeated_changed AFTER UPDATE ON visits_report FOR EACH ROW
    WHEN ((OLD.status, OLD.visit_id) IS DISTINCT FROM (NEW.status, NEW.visit_id))
    EXECUTE FUNCTION visits_have_visit_look();
"""
UNDO = """
DROP TRIGGER visits_report_repeated_changed ON visits_report;
DROP TRIGGER visits_report_repeated ON visits_report;
DROP TRIGGER visits_visit_report ON visits_visit;
DROP FUNCTION visits_repeat_reports(), visits_have_visit_look(), visits_look_at_report();
"""
STATES = [
    ("draft", "Being written"),
    ("in_review", "Being checked"),
    ("returned", "Returned by the checker"),
    ("approved", "Checked, ready to issue"),
    ("issued", "Issued, waiting for the school"),
    ("accurate", "The school finds it accurate"),
    ("corrections_asked", "The school asks for corrections"),
    ("stands", "Stands as issued"),
    ("withdrawn", "Withdrawn"),
]


class Migration(migrations.Migration):
    dependencies = [("visits", "0015_who_finishes")]

    operations = [
        migrations.AddField(
            "visit",
            "report_status",
            models.CharField(blank=True, choices=STATES, editable=False, max_length=20, null=True),
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL("SELECT visits_repeat_reports()", migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, UNDO),
        migrations.AddIndex("visit", models.Index(fields=["report_status", "id"], name="visit_report")),
        migrations.AddIndex(
            "visit",
            models.Index(F("report_status").desc(nulls_last=True), F("id").desc(), name="visit_report_last"),
        ),
    ]
