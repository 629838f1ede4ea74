"""An inspection that found a category says from which day a later one tells it instead, so that the categories that
hold are found without reading every inspection since (docs/adr/0089)."""

from datetime import date

from django.db import migrations, models
from django.db.models import Q

# A full inspection finds a category or ends one; any other says so only where it names or lifts one.
FUNCTIONS = """
CREATE FUNCTION schools_follow(of_schools integer[]) RETURNS bigint LANGUAGE sql AS $$
    WITH changed AS (
        UPDATE schools_inspection AS i SET followed_from = n.later FROM (
            SELECT o.id, COALESCE((
                SELECT min(l.starts_on) FROM schools_inspection l
                WHERE l.school_id = o.school_id AND (l.starts_on, l.id) > (o.starts_on, o.id)
                    AND l.withdrawn_on IS NULL
                    AND (l.category <> '' OR l.kind IN ('graded', 'report_card') OR l.lifts_category)
            ), '9999-12-31') AS later
            FROM schools_inspection o
            WHERE o.category <> '' AND (of_schools IS NULL OR o.school_id = ANY(of_schools))
        ) AS n WHERE i.id = n.id AND i.followed_from <> n.later RETURNING 1
    ) SELECT count(*) FROM changed
$$;

CREATE FUNCTION schools_keep_followed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := ARRAY(SELECT school_id FROM made);
    ELSIF TG_OP = 'DELETE' THEN
        changed := ARRAY(SELECT school_id FROM gone);
    ELSE
        changed := ARRAY(
            SELECT unnest(ARRAY[m.school_id, g.school_id]) FROM made m JOIN gone g USING (id)
            WHERE (m.school_id, m.starts_on, m.kind, m.category, m.lifts_category, m.withdrawn_on)
                IS DISTINCT FROM (g.school_id, g.starts_on, g.kind, g.category, g.lifts_category, g.withdrawn_on)
        );
    END IF;
    IF cardinality(changed) > 0 THEN
        -- Two inspections of one school, recorded at the same moment, see each other.
        PERFORM 1 FROM schools_school WHERE urn = ANY(changed) ORDER BY urn FOR NO KEY UPDATE;
        PERFORM schools_follow(changed);
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER schools_inspection_followed AFTER INSERT ON schools_inspection
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION schools_keep_followed();
CREATE TRIGGER schools_inspection_followed_gone AFTER DELETE ON schools_inspection
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION schools_keep_followed();
CREATE TRIGGER schools_inspection_followed_changed AFTER UPDATE ON schools_inspection
    REFERENCING OLD TABLE AS gone NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION schools_keep_followed();
"""
UNDO = """
DROP TRIGGER schools_inspection_followed_changed ON schools_inspection;
DROP TRIGGER schools_inspection_followed_gone ON schools_inspection;
DROP TRIGGER schools_inspection_followed ON schools_inspection;
DROP FUNCTION schools_keep_followed(), schools_follow(integer[]);
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0012_known_words")]

    operations = [
        migrations.AddField(
            "inspection",
            "followed_from",
            models.DateField(db_default=date(9999, 12, 31), default=date.max, editable=False),
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL("SELECT schools_follow(NULL)", migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, UNDO),
        # It found the categories of all years.
        migrations.RemoveIndex("inspection", "inspection_in_category"),
        migrations.AddIndex(
            "inspection",
            models.Index(
                condition=Q(Q(("category", ""), _negated=True), ("withdrawn_on__isnull", True)),
                fields=["followed_from"],
                include=["school", "starts_on", "id"],
                name="inspection_category_holds",
            ),
        ),
    ]
