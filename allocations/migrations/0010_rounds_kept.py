"""What is kept of rounds: how many allocations there are in each state and band, and which schools may be out of step.

Triggers only add rows, with what a statement changed, so that two acts never wait for each other; `round.kept` adds
them up (docs/adr/0088).
"""

from django.db import migrations, models
from django.db.models import CASCADE, Q

FUNCTIONS = """
CREATE FUNCTION allocations_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO allocations_roundtally (round_id, status, band, holds, number)
        SELECT round_id, status, band, superseded_on IS NULL, count(*) FROM made GROUP BY 1, 2, 3, 4;
        INSERT INTO allocations_schooltocompare (school_id) SELECT DISTINCT school_id FROM made;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO allocations_roundtally (round_id, status, band, holds, number)
        SELECT round_id, status, band, superseded_on IS NULL, -count(*) FROM gone GROUP BY 1, 2, 3, 4;
        INSERT INTO allocations_schooltocompare (school_id) SELECT DISTINCT school_id FROM gone;
    ELSE
        INSERT INTO allocations_roundtally (round_id, status, band, holds, number)
        SELECT round_id, status, band, superseded_on IS NULL, sum(n) FROM (
            SELECT round_id, status, band, superseded_on, 1 AS n FROM made
            UNION ALL SELECT round_id, status, band, superseded_on, -1 FROM gone
        ) AS each GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0;
        -- A band that was settled puts no school out of step.
        INSERT INTO allocations_schooltocompare (school_id)
        SELECT DISTINCT unnest(ARRAY[m.school_id, g.school_id]) FROM made m JOIN gone g USING (id)
        WHERE (m.round_id, m.school_id) <> (g.round_id, g.school_id) OR m.status <> g.status
            AND (m.status = 'withdrawn' OR g.status IN ('agreed', 'confirmed', 'determined', 'withdrawn'));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION allocations_compare_school() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO allocations_schooltocompare (school_id) SELECT urn FROM made;
    ELSE
        INSERT INTO allocations_schooltocompare (school_id) VALUES (NEW.urn);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION allocations_tally_everything() RETURNS void LANGUAGE sql AS $$
    -- Nobody may add what is counted already.
    LOCK TABLE allocations_allocation IN SHARE MODE;
    DELETE FROM allocations_roundtally;
    INSERT INTO allocations_roundtally (round_id, status, band, holds, number, is_sum)
    SELECT round_id, status, band, superseded_on IS NULL, count(*), true FROM allocations_allocation
    GROUP BY 1, 2, 3, 4;
    DELETE FROM allocations_schooltocompare;
    INSERT INTO allocations_schooltocompare (school_id) SELECT urn FROM schools_school;
$$;
"""
TRIGGERS = """
CREATE TRIGGER allocations_allocation_tally AFTER INSERT ON allocations_allocation
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION allocations_tally();
CREATE TRIGGER allocations_allocation_tally_gone AFTER DELETE ON allocations_allocation
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION allocations_tally();
CREATE TRIGGER allocations_allocation_tally_changed AFTER UPDATE ON allocations_allocation
    REFERENCING OLD TABLE AS gone NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION allocations_tally();
CREATE TRIGGER schools_school_compare AFTER INSERT ON schools_school
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION allocations_compare_school();
CREATE TRIGGER schools_school_compare_changed AFTER UPDATE ON schools_school FOR EACH ROW
    WHEN ((OLD.urn, OLD.la_code, OLD.is_open, OLD.sector)
        IS DISTINCT FROM (NEW.urn, NEW.la_code, NEW.is_open, NEW.sector))
    EXECUTE FUNCTION allocations_compare_school();
"""
UNDO = """
DROP TRIGGER schools_school_compare_changed ON schools_school;
DROP TRIGGER schools_school_compare ON schools_school;
DROP TRIGGER allocations_allocation_tally_changed ON allocations_allocation;
DROP TRIGGER allocations_allocation_tally_gone ON allocations_allocation;
DROP TRIGGER allocations_allocation_tally ON allocations_allocation;
DROP FUNCTION allocations_tally_everything(), allocations_compare_school(), allocations_tally();
"""


class Migration(migrations.Migration):
    dependencies = [("allocations", "0009_waiting_ones"), ("schools", "0010_people_at_trusts")]

    operations = [
        migrations.CreateModel(
            name="RoundTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(max_length=30)),
                ("band", models.CharField(blank=True, max_length=20)),
                ("holds", models.BooleanField()),
                ("number", models.IntegerField()),
                ("is_sum", models.BooleanField(db_default=False, default=False)),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False, on_delete=CASCADE, related_name="tally", to="allocations.round"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=Q(("is_sum", False)), fields=["round"], name="tally_not_added_up")]
            },
        ),
        migrations.CreateModel(
            name="SchoolToCompare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lacks", models.BooleanField(null=True)),
                (
                    "school",
                    models.ForeignKey(db_constraint=False, on_delete=CASCADE, related_name="+", to="schools.school"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=CASCADE,
                        related_name="+",
                        to="allocations.round",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["round"], include=["lacks", "school"], name="school_out_of_step")]
            },
        ),
        migrations.AddIndex(
            "allocation",
            models.Index(
                condition=Q(("status__in", ["decided", "proposed"])),
                fields=["round", "due_on"],
                name="allocation_to_answer",
            ),
        ),
        migrations.RemoveIndex("allocation", "allocation_band_holds"),
        migrations.AddIndex(
            "allocation",
            models.Index(
                condition=Q(Q(("band", ""), _negated=True), ("superseded_on__isnull", True)),
                fields=["band", "followed_from"],
                include=["round", "school", "ended_on", "id"],
                name="allocation_band_holds",
            ),
        ),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO),
        migrations.RunSQL("SELECT allocations_tally_everything()", migrations.RunSQL.noop),
    ]
