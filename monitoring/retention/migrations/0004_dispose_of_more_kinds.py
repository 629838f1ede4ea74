"""Further kinds of record for `retention_dispose` (docs/adr/0177): tables are added to the two lists of 0002, and
emails and the directory of support are asked for holds by address, since no foreign key says of whom they are."""

from django.db import migrations

ROOTS = (
    ("allocations", "visits_extradays"),
    ("allocations", "allocations_bulkdraft"),
    ("notes", "notes_note"),
    ("summaries", "summaries_summary"),
    ("summaries", "summaries_summaryrun"),
    ("support", "support_support"),
    ("directory", "support_leader"),
    ("directory", "support_provider"),
    ("directory", "support_schooloffer"),
    ("directory", "support_leaderfile"),
    ("teams", "team_team"),
    ("events", "offer_offeredevent"),
    ("requests", "offer_offerrequest"),
    ("requests", "visits_timesoffer"),
    ("requests", "visits_extradaysrequest"),
    ("requests", "visits_schooldaysrequest"),
    ("service_concerns", "service_serviceconcern"),
    ("signs", "schools_signdecision"),
    ("authority_actions", "schools_authorityaction"),
    ("scrutiny", "scrutiny_scrutinyreport"),
    ("access_reviews", "access_review_accessreview"),
    ("emails", "outbox_message"),
    ("information_requests", "information_requests_informationrequest"),
)
PARTS = {
    "notes_note": "notes_noteversion.note_id",
    "summaries_summaryrun": "summaries_summaryitem.run_id",
    "support_support": "support_delivery.support_id support_evaluation.support_id support_conflict.support_id",
    "team_team": "team_member.team_id team_meeting.team_id team_teamaction.team_id team_supportrequest.team_id",
    "team_meeting": "team_meetingversion.meeting_id",
    "team_teamaction": "team_teamactionupdate.action_id",
    "team_supportrequest": "team_payment.request_id",
    "offer_offeredevent": "offer_booking.event_id",
    "offer_booking": "offer_feedback.booking_id",
    "schools_authorityaction": "schools_authorityactionversion.action_id",
    "scrutiny_scrutinyreport": "scrutiny_scrutinyfile.report_id scrutiny_scrutinyreport_cases.scrutinyreport_id",
    "access_review_accessreview": "access_review_reviewedaccess.review_id",
    "outbox_message": "outbox_attachment.message_id",
    "information_requests_informationrequest": (
        "information_requests_collection.request_id information_requests_item.request_id "
        "information_requests_answerbundle.request_id"
    ),
    "information_requests_answerbundle": (
        "information_requests_answerbundle_cases.answerbundle_id information_requests_answerfile.bundle_id "
        "information_requests_answerarchive.bundle_id"
    ),
}
_ROOT_ROWS = ", ".join(f"('{kind}', '{table}')" for kind, table in ROOTS)
_PART_ROWS = ", ".join(
    f"('{parent}', '{table}', '{column}')"
    for parent, listed in PARTS.items()
    for table, column in (each.split(".") for each in listed.split())
)

LISTS = """
DO $do$
DECLARE
    listed text;
BEGIN
    SELECT string_agg(format('(%L, %L)', r.kind, r.source), ', ' ORDER BY r.kind, r.source) INTO listed
    FROM (SELECT * FROM retention_roots() UNION VALUES @roots@) r(kind, source);
    EXECUTE 'CREATE OR REPLACE FUNCTION retention_roots() RETURNS TABLE (kind text, source text) LANGUAGE sql IMMUTABLE'
        || ' SET search_path = pg_catalog, public, pg_temp AS ' || quote_literal('VALUES ' || listed);
    SELECT string_agg(format('(%L, %L, %L)', p.parent, p.part, p.via), ', ' ORDER BY p.parent, p.part, p.via)
    INTO listed
    FROM (SELECT * FROM retention_parts() UNION VALUES @parts@) p(parent, part, via);
    EXECUTE 'CREATE OR REPLACE FUNCTION retention_parts() RETURNS TABLE (parent text, part text, via text)'
        || ' LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS '
        || quote_literal('VALUES ' || listed);
END $do$;
"""

EMAILS = """
-- The hold because of which an email is kept, or NULL: it went to a person who is held, by an address they have or had;
-- to somebody who ever had a post, an assignment or a part at a school that is held or whose case is held, or to whom a
-- letter to it went; or its text names that school, case or person.
CREATE FUNCTION retention_email_hold(of_message uuid) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH message AS (
        SELECT lower(m.email) AS email, m.subject || ' ' || m.body || ' ' || m.appointment AS said
        FROM outbox_message m WHERE m.id = of_message
    ), readers AS (
        SELECT u.id FROM accounts_user u, message m WHERE u.email = m.email
        UNION SELECT c.person_id FROM accounts_changerequest c, message m
        WHERE m.email <> '' AND m.email IN (lower(c.email), lower(c.new_email))
    ), held AS (
        SELECT h.id, h.person_id, coalesce(h.school_id, c.school_id) AS school_id, c.reference
        FROM retention_hold h LEFT JOIN notices_case c ON c.id = h.case_id WHERE h.ended_on IS NULL
    )
    SELECT h.id
    FROM held h CROSS JOIN message m
    LEFT JOIN schools_school s ON s.urn = h.school_id
    LEFT JOIN accounts_user p ON p.id = h.person_id
    WHERE h.person_id IN (SELECT id FROM readers)
       OR EXISTS (SELECT FROM schools_post t WHERE t.school_id = s.urn AND t.user_id IN (SELECT id FROM readers))
       OR EXISTS (SELECT FROM schools_assignment t WHERE t.school_id = s.urn AND t.user_id IN (SELECT id FROM readers))
       OR EXISTS (SELECT FROM schools_assistant t WHERE t.school_id = s.urn AND t.user_id IN (SELECT id FROM readers))
       OR EXISTS (
            SELECT FROM letters_recipient r JOIN letters_letter l ON l.id = r.letter_id
            WHERE l.urn = s.urn AND r.email <> '' AND lower(r.email) = m.email
       )
       OR strpos(m.said, s.name) > 0 OR strpos(m.said, h.reference) > 0 OR strpos(m.said, nullif(p.name, '')) > 0
    ORDER BY h.id LIMIT 1
$$;

ALTER FUNCTION retention_obstacle(bigint) RENAME TO retention_obstacle_of_rows;

-- The hold on a person because of which an entry of the directory of support is kept, or NULL: it has their address.
CREATE FUNCTION retention_entry_hold(of_table text, of_key text) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT h.id FROM retention_hold h JOIN accounts_user p ON p.id = h.person_id
    WHERE h.ended_on IS NULL AND p.email IN (
        SELECT lower(l.email) FROM support_leader l WHERE of_table = 'support_leader' AND l.id::text = of_key
        UNION SELECT lower(g.email) FROM support_provider g WHERE of_table = 'support_provider' AND g.id::text = of_key
    )
    ORDER BY h.id LIMIT 1
$$;

-- As before (0002); of an entry of the directory also its hold; of an email its holds, and the letter that it carried,
-- of which it proves the sending.
CREATE FUNCTION retention_obstacle(listed bigint, OUT obstacle text, OUT because text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rec record;
    hold bigint;
    letter bigint;
BEGIN
    SELECT * INTO rec FROM retention_disposalrecord r WHERE r.id = listed;
    IF rec.source = 'outbox_message' THEN
        hold := retention_email_hold(rec.key::uuid);
    ELSIF rec.source IN ('support_leader', 'support_provider') THEN
        hold := retention_entry_hold(rec.source, rec.key);
    END IF;
    IF hold IS NOT NULL THEN
        obstacle := 'held';
        because := 'retention_hold ' || hold;
        RETURN;
    END IF;
    IF rec.source = 'outbox_message' THEN
        SELECT l.id INTO letter FROM outbox_message m
        JOIN letters_letter l ON l.id::text = substring(m.dedupe_key FROM '^letter:(\\d+):')
        WHERE m.id = rec.key::uuid;
        IF letter IS NOT NULL THEN
            obstacle := 'rests';
            because := 'letters_letter ' || letter;
            RETURN;
        END IF;
    END IF;
    SELECT f.obstacle, f.because INTO obstacle, because FROM retention_obstacle_of_rows(listed) f;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0003_more_kinds"),
        ("notes", "0001_initial"),
        ("summaries", "0003_next_item"),
        ("support", "0001_initial"),
        ("team", "0001_initial"),
        ("offer", "0002_request_visit"),
        ("service", "0003_day_on_the_concern"),
        ("visits", "0024_visits_held_by_day"),
        ("schools", "0020_casework_access"),
        ("scrutiny", "0002_term_reports"),
        ("access_review", "0001_initial"),
        ("outbox", "0010_reply_to"),
        ("accounts", "0008_service_officer"),
        ("letters", "0009_keys_as_numbers"),
        ("information_requests", "0003_answers"),
    ]

    operations = [
        migrations.RunSQL(LISTS.replace("@roots@", _ROOT_ROWS).replace("@parts@", _PART_ROWS)),
        migrations.RunSQL(EMAILS),
    ]
