"""The words that occur, by which a search puts right one that is misspelt.

A school's words are a generated column, which no act writes, so triggers add those that are new (docs/adr/0087). They
are taken apart as the index `school_words` takes them apart. The index that compared whole schools is gone.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

# In the order of the words, so that two who add the same ones do not wait for each other.
FUNCTIONS = """
CREATE FUNCTION schools_words_of(told text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT lexeme FROM unnest(to_tsvector('simple', lower(told))) WHERE lexeme ~ '^[[:alnum:]]{1,60}$'
$$;

CREATE FUNCTION schools_learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_ARGV[0] = 'registered' THEN
        INSERT INTO schools_word SELECT DISTINCT w FROM registered, schools_words_of(words) AS w ORDER BY w
        ON CONFLICT DO NOTHING;
    ELSIF TG_ARGV[0] = 'school' THEN
        INSERT INTO schools_word SELECT w FROM schools_words_of(NEW.words) AS w ORDER BY w ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO schools_word SELECT w FROM schools_words_of(NEW.name) AS w ORDER BY w ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION schools_keep_words() RETURNS bigint LANGUAGE sql AS $$
    WITH there AS MATERIALIZED (
        SELECT w AS word FROM schools_school, schools_words_of(words) AS w
        UNION SELECT w FROM accounts_user, schools_words_of(name) AS w
    ), gone AS (
        DELETE FROM schools_word AS k WHERE NOT EXISTS (SELECT FROM there t WHERE t.word = k.word)
    ), made AS (
        INSERT INTO schools_word SELECT word FROM there ORDER BY word ON CONFLICT DO NOTHING RETURNING word
    ) SELECT count(*) FROM made
$$;
"""
TRIGGERS = """
CREATE TRIGGER schools_school_words AFTER INSERT ON schools_school REFERENCING NEW TABLE AS registered
    FOR EACH STATEMENT EXECUTE FUNCTION schools_learn_words('registered');
CREATE TRIGGER schools_school_words_changed AFTER UPDATE ON schools_school FOR EACH ROW
    WHEN (OLD.words <> NEW.words) EXECUTE FUNCTION schools_learn_words('school');
CREATE TRIGGER accounts_user_words AFTER INSERT ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION schools_learn_words('person');
CREATE TRIGGER accounts_user_words_changed AFTER UPDATE ON accounts_user FOR EACH ROW
    WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION schools_learn_words('person');
"""
UNDO = """
DROP TRIGGER accounts_user_words_changed ON accounts_user;
DROP TRIGGER accounts_user_words ON accounts_user;
DROP TRIGGER schools_school_words_changed ON schools_school;
DROP TRIGGER schools_school_words ON schools_school;
DROP FUNCTION schools_keep_words(), schools_learn_words(), schools_words_of(text);
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0011_who_is_where"), ("accounts", "0007_closed_ones")]

    operations = [
        migrations.CreateModel(
            "Word",
            [("word", models.CharField(max_length=60, primary_key=True, serialize=False))],
            options={
                "indexes": [GinIndex(fastupdate=False, fields=["word"], name="word_alike", opclasses=["gin_trgm_ops"])],
            },
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL("SELECT schools_keep_words()", migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, UNDO),
        migrations.RemoveIndex("school", "school_words_alike"),
    ]
