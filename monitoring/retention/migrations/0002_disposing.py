"""The one way in which the database lets go of what it keeps for good: `retention_dispose` (docs/adr/0168).

Every trigger that refuses a deletion asks `retention_lets_go`, which looks for a row of `seals_disposedrow` of the same
transaction. Nobody but the owner of the tables adds one, and `retention_dispose`, which runs as the owner, does so for
the rows of a record that an approved disposal lists, and for nothing else.
"""

from django.db import migrations

from sil.audit import sql
from sil.seals.sources import SOURCES

# Which kinds of record there are and the table of each.
ROOTS = {
    "allocations": "allocations_allocation",
    "visits": "visits_visit",
    "cases": "notices_case",
    "plans": "plans_partnershipplan",
    "documents": "schools_schooldocument",
    "letters": "letters_letter",
    "conversations": "conversations_conversation",
    "surveys": "surveys_cycle",
    "audit": "audit_event",
}
# What goes with a row of a table: rows of another one, by the column that names it.
PARTS = {
    "allocations_allocation": (
        "allocations_conflict.allocation_id allocations_draft.allocation_id allocations_position.allocation_id "
        "allocations_moderation.allocation_id allocations_settlement.allocation_id allocations_evidence.allocation_id "
        "allocations_timerequest.allocation_id allocations_outlierdismissal.allocation_id"
    ),
    "allocations_position": "allocations_positionwithdrawal.position_id allocations_mark.position_id",
    "visits_visit": (
        "visits_visit_others.visit_id visits_agreedaction.visit_id visits_prompts.visit_id visits_report.visit_id "
        "visits_timesoffer.visit_id offer_offerrequest.visit_id"
    ),
    "visits_agreedaction": "visits_actionstatement.action_id",
    "visits_report": "visits_reportversion.report_id visits_comment.report_id visits_unsentreply.report_id",
    "visits_reportversion": "visits_answer.version_id",
    "visits_timesoffer": "visits_offeredtime.offer_id",
    "notices_case": (
        "notices_case_named.case_id notices_caseevidence.case_id notices_discussion.case_id notices_caseletter.case_id "
        "notices_bundle.case_id notices_schoolcategory.case_id notices_academyorder.case_id "
        "notices_statenotification.case_id retention_hold.case_id"
    ),
    "notices_caseletter": (
        "notices_caseletter_writers.caseletter_id notices_requiredaction.letter_id notices_judgement.letter_id "
        "notices_caserecipient.letter_id notices_tick.letter_id notices_remark.letter_id "
        "notices_letteranswer.letter_id notices_confirmation.letter_id notices_actionplan.notice_id "
        "notices_powerreview.letter_id "
        "notices_periodicreview.letter_id notices_powerend.power_id notices_forbiddennoticedecision.letter_id "
        "notices_statement.notice_id"
    ),
    "notices_requiredaction": "notices_finding.action_id",
    "notices_bundle": "notices_bundlefile.bundle_id notices_bundle_cases.bundle_id",
    "notices_bundlefile": "notices_bundlepart.file_id",
    "notices_actionplan": "notices_planversion.plan_id",
    "notices_planversion": "notices_planwithdrawal.version_id notices_assessment.version_id",
    "notices_statement": "notices_statemententry.statement_id notices_statementdocument.statement_id",
    "notices_statemententry": "notices_representationanswer.entry_id",
    "plans_partnershipplan": (
        "plans_agreement.plan_id plans_objective.plan_id plans_planversion.plan_id plans_planreview.plan_id "
        "plans_planpaper.plan_id"
    ),
    "plans_planversion": "plans_agreedobjective.version_id",
    "plans_planreview": "plans_objectiverating.review_id plans_ratingcomment.review_id",
    "plans_planpaper": "plans_planpaperfile.paper_id plans_planpaper_ratings.planpaper_id",
    "schools_schooldocument": "schools_documentversion.document_id",
    "letters_letter": ("letters_recipient.letter_id letters_withdrawal.letter_id letters_document.letter_id"),
    "letters_recipient": "letters_delivery.recipient_id letters_receipt.recipient_id",
    "letters_delivery": "letters_proofcorrection.delivery_id",
    "conversations_conversation": "conversations_entry.conversation_id conversations_reader.conversation_id",
    "surveys_cycle": (
        "surveys_invitation.cycle_id surveys_confidentialmark.cycle_id surveys_theme.cycle_id surveys_comment.cycle_id"
    ),
    "surveys_invitation": "surveys_answer.invitation_id",
    "surveys_comment": "surveys_comment_themes.comment_id",
}
# The functions of triggers that refuse to delete.
REFUSING = (
    "audit_refuse_change",
    "audit_guard_columns",
    "letters_freeze_letter",
    "notices_freeze_letter",
    "notices_freeze_parts",
    "notices_keep_sent_document",
)

_ROOT_ROWS = ", ".join(f"('{kind}', '{table}')" for kind, table in ROOTS.items())
_PART_ROWS = ", ".join(
    f"('{parent}', '{table}', '{column}')"
    for parent, listed in PARTS.items()
    for table, column in (each.split(".") for each in listed.split())
)
_DIGEST = "        WHEN '{table}' THEN SELECT {digest} INTO made FROM {table} t WHERE t.{key} = of_key::bigint;"
_DIGESTS = "\n".join(
    _DIGEST.format(table=source.table, digest=source.digest, key=source.key)
    for source in SOURCES
    if source.table in ("audit_event", "letters_letter", "letters_document", "letters_recipient")
)

FUNCTIONS = """
CREATE FUNCTION retention_roots() RETURNS TABLE (kind text, source text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$ VALUES @roots@ $$;

CREATE FUNCTION retention_parts() RETURNS TABLE (parent text, part text, via text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$ VALUES @parts@ $$;

-- The column of a table's primary key.
CREATE FUNCTION retention_key(of_table regclass) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = of_table AND i.indisprimary
$$;

-- Foreign keys to a table: which column of which other table.
CREATE FUNCTION retention_references(to_table regclass) RETURNS TABLE (source text, via text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.conrelid::regclass::text, a.attname::text
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = to_table
$$;

-- Whether a row may be deleted that is otherwise kept for good.
CREATE FUNCTION retention_lets_go(of_table text, gone jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM seals_disposedrow d
        WHERE d.source = of_table AND d.key = gone ->> retention_key(of_table::regclass)
          AND d.transaction_id = pg_current_xact_id()
    )
$$;

CREATE FUNCTION retention_digest(of_table text, of_key text) RETURNS bytea
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    made bytea;
BEGIN
    CASE of_table
@digests@
        ELSE EXECUTE format(
            'SELECT sha256(convert_to(to_jsonb(t)::text, ''UTF8'')) FROM %I t WHERE t.%I = %L',
            of_table, retention_key(of_table::regclass), of_key) INTO made;
    END CASE;
    RETURN made;
END $$;

-- A record with everything that goes with it, the record first.
CREATE FUNCTION retention_members(root text, root_key text) RETURNS TABLE (source text, key text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    tables text[] := ARRAY[root];
    keys text[] := ARRAY[root_key];
    place integer := 1;
    held record;
    more text[];
BEGIN
    WHILE place <= cardinality(tables) LOOP
        FOR held IN SELECT p.part, p.via FROM retention_parts() p WHERE p.parent = tables[place] LOOP
            EXECUTE format('SELECT coalesce(array_agg(t.%I::text), ARRAY[]::text[]) FROM %I t WHERE t.%I = %L',
                retention_key(held.part::regclass), held.part, held.via, keys[place]) INTO more;
            tables := tables || array_fill(held.part, ARRAY[cardinality(more)]);
            keys := keys || more;
        END LOOP;
        IF root <> 'audit_event' AND keys[place] ~ '^[0-9]+$' THEN
            SELECT coalesce(array_agg(d.id::text), ARRAY[]::text[]) INTO more FROM deadlines_deadline d
            WHERE d.subject_table = tables[place] AND d.subject_id = keys[place]::bigint;
            tables := tables || array_fill('deadlines_deadline'::text, ARRAY[cardinality(more)]);
            keys := keys || more;
        END IF;
        place := place + 1;
    END LOOP;
    RETURN QUERY SELECT * FROM unnest(tables, keys);
END $$;

-- The record to which a row belongs.
CREATE FUNCTION retention_root_of(of_table text, of_key text, OUT source text, OUT key text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held record;
    above text;
BEGIN
    source := of_table;
    key := of_key;
    LOOP
        above := NULL;
        FOR held IN SELECT p.parent, p.via FROM retention_parts() p WHERE p.part = source LOOP
            EXECUTE format('SELECT t.%I::text FROM %I t WHERE t.%I = %L',
                held.via, source, retention_key(source::regclass), key) INTO above;
            EXIT WHEN above IS NOT NULL;
        END LOOP;
        EXIT WHEN above IS NULL;
        source := held.parent;
        key := above;
    END LOOP;
END $$;

-- What keeps a record of a list from being disposed of: 'held', 'rests' or nothing, and the table and key because of
-- which. What the same list lets go of keeps nothing.
CREATE FUNCTION retention_obstacle(listed bigint, OUT obstacle text, OUT because text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rec record;
    member record;
    ref record;
    hit record;
    hold record;
    members jsonb;
    is_there boolean;
    any_hold boolean;
BEGIN
    obstacle := '';
    because := '';
    SELECT * INTO rec FROM retention_disposalrecord r WHERE r.id = listed;
    SELECT h.id INTO hold FROM retention_hold h WHERE h.ended_on IS NULL AND h.school_id = rec.urn;
    IF hold.id IS NOT NULL THEN
        obstacle := 'held';
        because := 'retention_hold ' || hold.id;
        RETURN;
    END IF;
    any_hold := EXISTS (SELECT FROM retention_hold h WHERE h.ended_on IS NULL);
    IF rec.source = 'audit_event' THEN
        SELECT e.* INTO hit FROM audit_event e WHERE e.id::text = rec.key;
        IF any_hold THEN
            SELECT h.id INTO hold FROM retention_hold h WHERE h.ended_on IS NULL AND (
                hit.scope IN ('school:' || h.school_id, 'case:' || h.case_id, 'person:' || h.person_id)
                OR hit.actor_id = h.person_id::text
                OR (hit.subject_table, hit.subject_id) IN (
                    ('schools_school', h.school_id::text), ('notices_case', h.case_id::text),
                    ('accounts_user', h.person_id::text)
                )
            ) LIMIT 1;
            IF hold.id IS NOT NULL THEN
                obstacle := 'held';
                because := 'retention_hold ' || hold.id;
                RETURN;
            END IF;
        END IF;
        IF hit.subject_table IN ('accounts_user', 'schools_school')
           OR to_regclass(format('%I', hit.subject_table)) IS NULL THEN
            RETURN;
        END IF;
        EXECUTE format('SELECT EXISTS (SELECT FROM %I t WHERE t.%I = %L)', hit.subject_table,
            retention_key(hit.subject_table::regclass), hit.subject_id) INTO is_there;
        IF is_there AND NOT EXISTS (
            SELECT FROM retention_root_of(hit.subject_table, hit.subject_id) o JOIN retention_disposalrecord r
            ON r.source = o.source AND r.key = o.key AND r.disposal_id = rec.disposal_id AND r.obstacle = ''
        ) THEN
            obstacle := 'rests';
            because := hit.subject_table || ' ' || hit.subject_id;
        END IF;
        RETURN;
    END IF;
    SELECT jsonb_object_agg(m.source || ' ' || m.key, true) INTO members
    FROM retention_members(rec.source, rec.key) m;
    FOR member IN SELECT m.source, m.key FROM retention_members(rec.source, rec.key) m LOOP
        IF any_hold THEN
            FOR ref IN
                SELECT c.confrelid::regclass::text AS target, a.attname::text AS via
                FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.conrelid = member.source::regclass
                  AND c.confrelid IN ('schools_school'::regclass, 'notices_case'::regclass, 'accounts_user'::regclass)
            LOOP
                EXECUTE format(
                    'SELECT h.id FROM retention_hold h JOIN %I t ON t.%I = h.%I WHERE t.%I = %L'
                    || ' AND h.ended_on IS NULL LIMIT 1',
                    member.source, ref.via,
                    CASE ref.target WHEN 'schools_school' THEN 'school_id' WHEN 'notices_case' THEN 'case_id'
                        ELSE 'person_id' END,
                    retention_key(member.source::regclass), member.key) INTO hit;
                IF hit.id IS NOT NULL THEN
                    obstacle := 'held';
                    because := 'retention_hold ' || hit.id;
                    RETURN;
                END IF;
            END LOOP;
            SELECT h.id INTO hold FROM retention_hold h WHERE h.ended_on IS NULL
              AND (member.source, member.key) IN (
                ('notices_case', h.case_id::text), ('accounts_user', h.person_id::text)) LIMIT 1;
            IF hold.id IS NOT NULL THEN
                obstacle := 'held';
                because := 'retention_hold ' || hold.id;
                RETURN;
            END IF;
        END IF;
        CONTINUE WHEN member.source = 'accounts_user';
        FOR ref IN SELECT f.source, f.via FROM retention_references(member.source::regclass) f LOOP
            FOR hit IN EXECUTE format('SELECT t.%I::text AS key FROM %I t WHERE t.%I = %L',
                retention_key(ref.source::regclass), ref.source, ref.via, member.key)
            LOOP
                IF NOT members ? (ref.source || ' ' || hit.key) AND NOT EXISTS (
                    SELECT FROM retention_root_of(ref.source, hit.key) o JOIN retention_disposalrecord r
                    ON r.source = o.source AND r.key = o.key AND r.disposal_id = rec.disposal_id AND r.obstacle = ''
                ) THEN
                    obstacle := 'rests';
                    because := ref.source || ' ' || hit.key;
                    RETURN;
                END IF;
            END LOOP;
        END LOOP;
    END LOOP;
    IF rec.source = 'letters_letter' THEN
        SELECT l.about_table, l.about_id::text INTO hit FROM letters_letter l WHERE l.id::text = rec.key;
        IF to_regclass(format('%I', hit.about_table)) IS NOT NULL THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM %I t WHERE t.%I = %L)', hit.about_table,
                retention_key(hit.about_table::regclass), hit.about_id) INTO is_there;
            IF is_there AND NOT EXISTS (
                SELECT FROM retention_root_of(hit.about_table, hit.about_id) o JOIN retention_disposalrecord r
                ON r.source = o.source AND r.key = o.key AND r.disposal_id = rec.disposal_id AND r.obstacle = ''
            ) THEN
                obstacle := 'rests';
                because := hit.about_table || ' ' || hit.about_id;
            END IF;
        END IF;
    END IF;
END $$;
"""

DISPOSE = """
-- Deletes one record of the list of an approved disposal with everything that goes with it, and logs the digest of each
-- row. Returns the number of rows. Whatever else it is asked for is refused. It runs as the owner of the tables.
CREATE FUNCTION retention_dispose(listed bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rec record;
    dis record;
    hit record;
    tables text[];
    keys text[];
    files text[] := ARRAY[]::text[];
    one text;
    place integer;
    number integer := 0;
    is_used boolean;
BEGIN
    -- No hold is placed while something goes.
    PERFORM pg_advisory_xact_lock_shared(7325117168);
    SELECT * INTO rec FROM retention_disposalrecord r WHERE r.id = listed FOR UPDATE;
    SELECT * INTO dis FROM retention_disposal d WHERE d.id = rec.disposal_id FOR SHARE;
    IF dis.id IS NULL OR dis.status <> 'approved' OR dis.decided_by_id IS NULL
       OR dis.decided_by_id = dis.asked_by_id THEN
        RAISE EXCEPTION 'record % is in no disposal that was approved', listed USING ERRCODE = 'restrict_violation';
    END IF;
    IF rec.obstacle <> '' OR EXISTS (SELECT FROM retention_outcome o WHERE o.record_id = listed)
       OR NOT EXISTS (SELECT FROM retention_roots() r WHERE r.kind = rec.kind AND r.source = rec.source) THEN
        RAISE EXCEPTION 'record % is not to be disposed of', listed USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO hit FROM retention_obstacle(listed);
    IF hit.obstacle = 'held' THEN
        RAISE EXCEPTION 'record % is held: %', listed, hit.because USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT array_agg(m.source), array_agg(m.key) INTO tables, keys FROM retention_members(rec.source, rec.key) m;
    FOR place IN 1 .. cardinality(tables) LOOP
        FOR hit IN
            SELECT a.attname::text AS via FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.conrelid = tables[place]::regclass AND c.confrelid = 'uploads_upload'::regclass
        LOOP
            EXECUTE format('SELECT t.%I::text FROM %I t WHERE t.%I = %L',
                hit.via, tables[place], retention_key(tables[place]::regclass), keys[place]) INTO one;
            files := files || one;
        END LOOP;
        INSERT INTO seals_disposedrow (source, key, disposal, record, digest, at)
        SELECT tables[place], keys[place], dis.id, rec.id, d, statement_timestamp()
        FROM retention_digest(tables[place], keys[place]) d WHERE d IS NOT NULL;
        IF NOT FOUND THEN
            RAISE EXCEPTION '% % is not there', tables[place], keys[place] USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    FOR place IN REVERSE cardinality(tables) .. 1 LOOP
        EXECUTE format('DELETE FROM %I t WHERE t.%I = %L', tables[place],
            retention_key(tables[place]::regclass), keys[place]);
        number := number + 1;
    END LOOP;
    -- Foreign keys are checked here and not at the end: what is still needed stays.
    SET CONSTRAINTS ALL IMMEDIATE;
    FOREACH one IN ARRAY files LOOP
        is_used := one IS NULL OR NOT EXISTS (SELECT FROM uploads_upload u WHERE u.id::text = one);
        FOR hit IN SELECT f.source, f.via FROM retention_references('uploads_upload'::regclass) f LOOP
            EXIT WHEN is_used;
            EXECUTE format('SELECT EXISTS (SELECT FROM %I t WHERE t.%I = %L)', hit.source, hit.via, one) INTO is_used;
        END LOOP;
        CONTINUE WHEN is_used;
        INSERT INTO seals_disposedrow (source, key, disposal, record, digest, at)
        VALUES ('uploads_upload', one, dis.id, rec.id, retention_digest('uploads_upload', one), statement_timestamp());
        DELETE FROM uploads_upload u WHERE u.id::text = one;
        number := number + 1;
    END LOOP;
    SET CONSTRAINTS ALL DEFERRED;
    RETURN number;
END $$;

CREATE FUNCTION retention_only_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RAISE EXCEPTION '% is written by disposals alone', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seals_disposedrow_of_owner BEFORE INSERT ON seals_disposedrow
    FOR EACH ROW EXECUTE FUNCTION retention_only_owner();

CREATE FUNCTION retention_close_list() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_disposal bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.disposal_id ELSE OLD.disposal_id END;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.disposal_id <> OLD.disposal_id
       OR NOT EXISTS (SELECT FROM retention_disposal WHERE id = of_disposal AND status = 'gathering') THEN
        RAISE EXCEPTION 'the list of disposal % is closed: % refused', of_disposal, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER retention_disposalrecord_closed BEFORE INSERT OR UPDATE OR DELETE ON retention_disposalrecord
    FOR EACH ROW EXECUTE FUNCTION retention_close_list();

CREATE FUNCTION retention_hold_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7325117168);
    RETURN NEW;
END $$;
CREATE TRIGGER retention_hold_first BEFORE INSERT ON retention_hold
    FOR EACH ROW EXECUTE FUNCTION retention_hold_waits();

-- A hold is never deleted, but with the case that it was on, once it has ended.
CREATE FUNCTION retention_keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND retention_lets_go(TG_TABLE_NAME, to_jsonb(OLD)) THEN
        RETURN OLD;
    ELSIF TG_OP = 'UPDATE' AND OLD.ended_on IS NULL AND NEW.ended_on IS NOT NULL
        AND (to_jsonb(OLD) - 'ended_on' - 'ended_by_id' - 'end_reason')
          = (to_jsonb(NEW) - 'ended_on' - 'ended_by_id' - 'end_reason') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a legal hold is ended once and kept: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER retention_hold_kept BEFORE UPDATE OR DELETE ON retention_hold
    FOR EACH ROW EXECUTE FUNCTION retention_keep_hold();
"""

# Each of the functions asks first; its own text stays as it is.
_ASKS = (
    "BEGIN\n    IF TG_OP = 'DELETE' AND retention_lets_go(TG_TABLE_NAME, to_jsonb(OLD)) THEN\n"
    "        RETURN OLD;\n    END IF;"
)
GIVE_WAY = """
DO $do$
DECLARE
    name text;
    hit text;
BEGIN
    FOREACH name IN ARRAY ARRAY[{names}] LOOP
        hit := pg_get_functiondef(name::regproc);
        EXECUTE regexp_replace(hit, '\\mBEGIN\\M', $asks${asks}$asks$);
    END LOOP;
END $do$;
""".format(names=", ".join(f"'{name}'" for name in REFUSING), asks=_ASKS)


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_initial"),
        ("seals", "0002_disposed_rows"),
        ("notices", "0030_guard_cases"),
        ("letters", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE seals_disposedrow ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id()",
            "ALTER TABLE seals_disposedrow DROP COLUMN transaction_id",
        ),
        sql.append_only("seals_disposedrow"),
        sql.append_only("retention_outcome"),
        sql.append_only("seals_certificate"),
        sql.guard_status("retention_disposal", "gathering"),
        migrations.RunSQL(
            FUNCTIONS.replace("@roots@", _ROOT_ROWS).replace("@parts@", _PART_ROWS).replace("@digests@", _DIGESTS)
        ),
        migrations.RunSQL(DISPOSE),
        migrations.RunSQL(GIVE_WAY),
    ]
