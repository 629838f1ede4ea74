"""Each band says from which academic year a later one of its school holds instead, so that of ten years' bands those
that hold are found by an index.

The database keeps it: an act that forgot to would leave a school that causes concern off the list (docs/adr/0075).
"""

from django.db import migrations, models
from django.db.models import Q

# A school's bands, whatever changed: a handful of rows.
FUNCTION = """
CREATE FUNCTION allocations_follow(of_school integer) RETURNS void LANGUAGE sql AS $$
    UPDATE allocations_allocation AS a SET followed_from = n.later FROM (
        SELECT o.id, COALESCE((
            SELECT min(lr.academic_year) FROM allocations_allocation l JOIN allocations_round lr ON lr.id = l.round_id
            WHERE l.school_id = o.school_id AND l.band <> '' AND l.superseded_on IS NULL
                AND lr.academic_year > r.academic_year
        ), 9999) AS later
        FROM allocations_allocation o JOIN allocations_round r ON r.id = o.round_id
        WHERE of_school IS NULL OR o.school_id = of_school
    ) AS n WHERE a.id = n.id AND a.followed_from <> n.later;
$$;
CREATE FUNCTION allocations_keep_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM allocations_follow(OLD.school_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM allocations_follow(NEW.school_id);
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER allocations_allocation_followed AFTER INSERT ON allocations_allocation FOR EACH ROW
    WHEN (NEW.band <> '') EXECUTE FUNCTION allocations_keep_followed();
CREATE TRIGGER allocations_allocation_followed_gone AFTER DELETE ON allocations_allocation FOR EACH ROW
    WHEN (OLD.band <> '') EXECUTE FUNCTION allocations_keep_followed();
CREATE TRIGGER allocations_allocation_followed_changed AFTER UPDATE ON allocations_allocation FOR EACH ROW
    WHEN ((OLD.band, OLD.superseded_on, OLD.school_id, OLD.round_id, OLD.followed_from)
        IS DISTINCT FROM (NEW.band, NEW.superseded_on, NEW.school_id, NEW.round_id, NEW.followed_from))
    EXECUTE FUNCTION allocations_keep_followed();
"""
UNDO = """
DROP TRIGGER allocations_allocation_followed_changed ON allocations_allocation;
DROP TRIGGER allocations_allocation_followed_gone ON allocations_allocation;
DROP TRIGGER allocations_allocation_followed ON allocations_allocation;
DROP FUNCTION allocations_keep_followed(), allocations_follow(integer);
"""


class Migration(migrations.Migration):
    dependencies = [("allocations", "0007_day_on_the_allocation")]

    operations = [
        migrations.AddField(
            "allocation",
            "followed_from",
            models.PositiveSmallIntegerField(db_default=9999, default=9999, editable=False),
        ),
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),
        migrations.RunSQL("SELECT allocations_follow(NULL)", migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, UNDO),
        migrations.AddIndex(
            "allocation",
            models.Index(
                condition=Q(Q(("band", ""), _negated=True), ("superseded_on__isnull", True)),
                fields=["band", "followed_from"],
                name="allocation_band_holds",
            ),
        ),
        migrations.AddIndex(
            "allocation",
            models.Index(
                condition=Q(("high_risk_since__isnull", False)), fields=["high_risk_since"], name="allocation_high_risk"
            ),
        ),
    ]
