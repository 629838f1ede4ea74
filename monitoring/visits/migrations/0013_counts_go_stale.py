"""Counts of the days of support and of reports go stale with every change of what they rest on, whoever makes it.

The rows that they rest on are those that `days.queries.ledgers` and `report.queries.for_figures` read.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION visits_year_of(day date) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT extract(year FROM day - interval '8 months')::integer
$$;

CREATE FUNCTION visits_mark_days(of_school integer, of_year integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO visits_dayscount (school_id, academic_year, is_stale, band, allowed, used, planned, over)
    VALUES (of_school, of_year, true, '', 0, 0, 0, 0)
    ON CONFLICT (school_id, academic_year) DO UPDATE SET is_stale = true
$$;

CREATE FUNCTION visits_mark_reports(of_lead bigint, of_year integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO visits_reportscount (lead_id, academic_year, is_stale) VALUES (of_lead, of_year, true)
    ON CONFLICT (lead_id, academic_year) DO UPDATE SET is_stale = true
$$;

CREATE FUNCTION visits_mark_reports_of(of_visit bigint) RETURNS void LANGUAGE sql AS $$
    SELECT visits_mark_reports(lead_id, visits_year_of(ends_on)) FROM visits_visit WHERE id = of_visit
$$;

CREATE FUNCTION visits_mark_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM visits_mark_days(OLD.school_id, visits_year_of(OLD.starts_on));
        PERFORM visits_mark_reports(OLD.lead_id, visits_year_of(OLD.ends_on));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM visits_mark_days(NEW.school_id, visits_year_of(NEW.starts_on));
        PERFORM visits_mark_reports(NEW.lead_id, visits_year_of(NEW.ends_on));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION visits_mark_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM visits_mark_reports_of(coalesce(NEW.visit_id, OLD.visit_id));
    RETURN NULL;
END $$;

CREATE FUNCTION visits_mark_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM visits_mark_reports_of(visit_id) FROM visits_report WHERE id = NEW.report_id;
    RETURN NULL;
END $$;

CREATE FUNCTION visits_mark_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM visits_mark_reports_of(visit_id) FROM visits_report WHERE id = NEW.subject_id::text::bigint;
    RETURN NULL;
END $$;

CREATE FUNCTION visits_mark_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.due_on, OLD.replaced) IS NOT DISTINCT FROM (NEW.due_on, NEW.replaced) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.rule = 'visit_report' THEN
        PERFORM visits_mark_reports_of(OLD.subject_id::text::bigint);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.rule = 'visit_report' THEN
        PERFORM visits_mark_reports_of(NEW.subject_id::text::bigint);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION visits_mark_extra_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM visits_mark_days(OLD.school_id, OLD.academic_year);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM visits_mark_days(NEW.school_id, NEW.academic_year);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION visits_mark_terms(of_school integer, of_year integer) RETURNS void LANGUAGE sql AS $$
    UPDATE visits_dayscount SET is_stale = true
    WHERE academic_year = of_year AND NOT is_stale AND (of_school IS NULL OR school_id = of_school);
    UPDATE visits_reportscount SET is_stale = true WHERE academic_year = of_year AND NOT is_stale
$$;

CREATE FUNCTION visits_mark_term() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM visits_mark_terms(OLD.school_id, OLD.academic_year);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM visits_mark_terms(NEW.school_id, NEW.academic_year);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION visits_mark_band() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    IF TG_TABLE_NAME = 'allocations_settlement' THEN
        changed := NEW.allocation_id;
    ELSE
        changed := NEW.id;
    END IF;
    PERFORM visits_mark_days(a.school_id, r.academic_year)
    FROM allocations_allocation a JOIN allocations_round r ON r.id = a.round_id WHERE a.id = changed;
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER visits_visit_days AFTER INSERT OR DELETE ON visits_visit
    FOR EACH ROW EXECUTE FUNCTION visits_mark_visit();
CREATE TRIGGER visits_visit_days_changed AFTER UPDATE ON visits_visit FOR EACH ROW
    WHEN ((OLD.school_id, OLD.framework_version_id, OLD.kind, OLD.status, OLD.days, OLD.starts_on, OLD.ends_on,
        OLD.lead_id) IS DISTINCT FROM (NEW.school_id, NEW.framework_version_id, NEW.kind, NEW.status, NEW.days,
        NEW.starts_on, NEW.ends_on, NEW.lead_id))
    EXECUTE FUNCTION visits_mark_visit();
CREATE TRIGGER visits_report_figures AFTER INSERT OR DELETE ON visits_report
    FOR EACH ROW EXECUTE FUNCTION visits_mark_report();
CREATE TRIGGER visits_report_figures_changed AFTER UPDATE ON visits_report FOR EACH ROW
    WHEN (OLD.check_rule IS DISTINCT FROM NEW.check_rule) EXECUTE FUNCTION visits_mark_report();
CREATE TRIGGER visits_reportversion_figures AFTER INSERT ON visits_reportversion
    FOR EACH ROW EXECUTE FUNCTION visits_mark_version();
CREATE TRIGGER audit_event_figures AFTER INSERT ON audit_event FOR EACH ROW
    WHEN (NEW.kind = 'report.returned') EXECUTE FUNCTION visits_mark_return();
CREATE TRIGGER deadlines_deadline_figures AFTER INSERT OR UPDATE OR DELETE ON deadlines_deadline
    FOR EACH ROW EXECUTE FUNCTION visits_mark_period();
CREATE TRIGGER visits_extradays_days AFTER INSERT OR UPDATE OR DELETE ON visits_extradays
    FOR EACH ROW EXECUTE FUNCTION visits_mark_extra_days();
CREATE TRIGGER visits_term_days AFTER INSERT OR UPDATE OR DELETE ON visits_term
    FOR EACH ROW EXECUTE FUNCTION visits_mark_term();
CREATE TRIGGER allocations_allocation_days AFTER INSERT ON allocations_allocation FOR EACH ROW
    WHEN (NEW.band <> '') EXECUTE FUNCTION visits_mark_band();
CREATE TRIGGER allocations_allocation_days_changed AFTER UPDATE ON allocations_allocation FOR EACH ROW
    WHEN ((OLD.band, OLD.ended_on) IS DISTINCT FROM (NEW.band, NEW.ended_on)) EXECUTE FUNCTION visits_mark_band();
CREATE TRIGGER allocations_settlement_days AFTER INSERT ON allocations_settlement
    FOR EACH ROW EXECUTE FUNCTION visits_mark_band();
"""

# All that is on record is counted afresh by who reads it first.
EVERYTHING = """
CREATE FUNCTION visits_mark_everything() RETURNS void LANGUAGE sql AS $$
    INSERT INTO visits_dayscount (school_id, academic_year, is_stale, band, allowed, used, planned, over)
    SELECT school_id, year, true, '', 0, 0, 0, 0 FROM (
        SELECT school_id, visits_year_of(starts_on) AS year FROM visits_visit
        UNION SELECT school_id, academic_year FROM visits_extradays
        UNION SELECT a.school_id, r.academic_year
            FROM allocations_allocation a JOIN allocations_round r ON r.id = a.round_id WHERE a.band <> ''
    ) AS known
    ON CONFLICT (school_id, academic_year) DO UPDATE SET is_stale = true;
    INSERT INTO visits_reportscount (lead_id, academic_year, is_stale)
    SELECT DISTINCT lead_id, visits_year_of(ends_on), true FROM visits_visit
    ON CONFLICT (lead_id, academic_year) DO UPDATE SET is_stale = true;
$$;
"""

UNDO = """
DROP TRIGGER allocations_settlement_days ON allocations_settlement;
DROP TRIGGER allocations_allocation_days_changed ON allocations_allocation;
DROP TRIGGER allocations_allocation_days ON allocations_allocation;
DROP TRIGGER visits_term_days ON visits_term;
DROP TRIGGER deadlines_deadline_figures ON deadlines_deadline;
DROP TRIGGER audit_event_figures ON audit_event;
DROP TRIGGER visits_reportversion_figures ON visits_reportversion;
DROP TRIGGER visits_report_figures_changed ON visits_report;
DROP TRIGGER visits_report_figures ON visits_report;
DROP TRIGGER visits_extradays_days ON visits_extradays;
DROP TRIGGER visits_visit_days_changed ON visits_visit;
DROP TRIGGER visits_visit_days ON visits_visit;
DROP FUNCTION visits_mark_everything(), visits_mark_band(), visits_mark_term(),
    visits_mark_terms(integer, integer), visits_mark_extra_days(), visits_mark_visit(), visits_mark_report(),
    visits_mark_version(), visits_mark_return(), visits_mark_period(),
    visits_mark_reports_of(bigint), visits_mark_reports(bigint, integer), visits_mark_days(integer, integer),
    visits_year_of(date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0012_counts_kept"),
        ("allocations", "0005_a_case_withdrawn"),
        ("audit", "0002_guards"),
        ("deadlines", "0004_of_a_record"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS + EVERYTHING + TRIGGERS, UNDO),
        migrations.RunSQL("SELECT visits_mark_everything()", migrations.RunSQL.noop),
    ]
