"""PostgreSQL: what triggers keep, and full-text search, as the migrations before make them on SQLite

No database on PostgreSQL is older than this. Here the tables are empty, whatever made them.
"""

from typing import Any

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Texts are compared by their code points, as on SQLite, whatever the database's own order; keys may be many.
_COLUMNS = """
DO $$
DECLARE found record;
BEGIN
  FOR found IN
    SELECT table_name, column_name, data_type, udt_name FROM information_schema.columns JOIN information_schema.tables
    USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'alembic_version'
    AND (data_type = 'character varying' OR data_type = 'integer' AND column_name ~ '(key|cursor|quotes|undoes)$')
  LOOP
    EXECUTE format(
      'ALTER TABLE %I ALTER COLUMN %I TYPE %s', found.table_name, found.column_name,
      CASE found.data_type WHEN 'integer' THEN 'bigint' ELSE 'text COLLATE "C"' END
    );
  END LOOP;
  FOR found IN SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() LOOP
    EXECUTE format('ALTER SEQUENCE %I AS bigint', found.sequencename);
  END LOOP;
END $$"""

# A quote's JSON, byte for byte as SQLite writes it: compact, and with a point in every confidence.
_JSON = """
CREATE VIEW quote_as_json (quote_key, item) AS SELECT quote.key, row_to_json(whole)::text COLLATE "C"
FROM quote JOIN article ON article.key = article_key LEFT JOIN speaker ON speaker.key = speaker_key
CROSS JOIN LATERAL (
  SELECT quote.id, quote.kind, act, quote.text,
  CASE WHEN speaker.key IS NOT NULL THEN (
    SELECT row_to_json(one) FROM (SELECT speaker.id, speaker.name, speaker.kind, speaker.country) AS one
  ) END AS speaker,
  CASE WHEN coalesce(role_title, role_organisation, role_country) IS NOT NULL THEN (
    SELECT row_to_json(one)
    FROM (SELECT role_title AS title, role_organisation AS organisation, role_country AS country) AS one
  ) END AS role,
  (SELECT row_to_json(one) FROM (SELECT attribution AS text, cue, method) AS one) AS attribution,
  addressee, medium, relayed_by, said_on, said_on_precision, place,
  array_to_json(
    ARRAY(SELECT topic FROM quote_topic WHERE quote_key = quote.key ORDER BY score DESC, topic)
  ) AS topics,
  array_to_json(ARRAY(SELECT country FROM quote_country WHERE quote_key = quote.key ORDER BY country)) AS countries,
  CASE WHEN confidence IN (0, 1) THEN confidence::numeric(2, 1) ELSE confidence::numeric END AS confidence,
  review, withdrawn,
  (
    SELECT row_to_json(one)
    FROM (SELECT article.id, article.title, article.outlet, article.published_on, article.url) AS one
  ) AS article
) AS whole"""
_REWRITE = """
UPDATE quote_json SET item = anew.item FROM quote_as_json AS anew
WHERE anew.quote_key = quote_json.quote_key AND anew.item <> quote_json.item AND quote_json.quote_key IN ({keys})"""

# Under which topics, broader ones among them, and countries a quote is filed; '' is any.
_FILED = """
CREATE FUNCTION filed(bigint) RETURNS TABLE (topic text, country text) LANGUAGE sql STABLE AS $$
  SELECT topics.topic, countries.country FROM (
    SELECT '' UNION SELECT topic FROM quote_topic WHERE quote_key = $1
    UNION SELECT broader FROM quote_topic JOIN topic ON slug = topic WHERE quote_key = $1 AND broader IS NOT NULL
  ) AS topics (topic) CROSS JOIN (
    SELECT '' UNION SELECT country FROM quote_country WHERE quote_key = $1
  ) AS countries (country)
  WHERE topics.topic || countries.country <> ''
$$"""
_REFILE = """
UPDATE quote_filing SET published_on = quote.published_on FROM quote
WHERE key = quote_key AND quote_key IN ({keys}) AND quote_filing.published_on <> quote.published_on;
DELETE FROM quote_filing WHERE quote_key IN ({keys}) AND NOT EXISTS (
  SELECT FROM filed(quote_key) WHERE filed.topic = quote_filing.topic AND filed.country = quote_filing.country
);
INSERT INTO quote_filing (topic, country, published_on, quote_key)
SELECT filed.topic, filed.country, published_on, key FROM quote CROSS JOIN LATERAL filed(key)
WHERE key IN ({keys}) ON CONFLICT DO NOTHING"""

_STANDS = "NOT withdrawn AND review <> 'retracted'"
_INSERTED = "SELECT 1 AS step, added.* FROM added"
_DELETED = "SELECT -1 AS step, removed.* FROM removed"
_BOTH = f"{_INSERTED} UNION ALL {_DELETED}"
_COUNT_QUOTES = """
INSERT INTO speaker_tally (speaker_key, quotes)
SELECT speaker_key, sum(step) FROM ({rows}) AS counted WHERE speaker_key IS NOT NULL AND {stands}
GROUP BY speaker_key HAVING sum(step) <> 0
ON CONFLICT (speaker_key) DO UPDATE SET quotes = speaker_tally.quotes + excluded.quotes;
INSERT INTO quote_tally (facet, value, quotes)
SELECT facet, value, sum(step) FROM ({rows}) AS counted JOIN article ON article.key = article_key CROSS JOIN LATERAL (
  VALUES ('kind', kind), ('medium', medium), ('review', review), ('day', to_char(counted.published_on, 'YYYY-MM-DD')),
  ('outlet', outlet), ('language', language)
) AS facets (facet, value) WHERE value IS NOT NULL AND {stands} GROUP BY facet, value HAVING sum(step) <> 0
ON CONFLICT (facet, value) DO UPDATE SET quotes = quote_tally.quotes + excluded.quotes"""
_COUNT_FILED_QUOTES = """
INSERT INTO filing_tally (topic, country, quotes)
SELECT filed.topic, filed.country, sum(step) FROM ({rows}) AS counted CROSS JOIN LATERAL filed(counted.key)
WHERE {stands} GROUP BY filed.topic, filed.country HAVING sum(step) <> 0
ON CONFLICT (topic, country) DO UPDATE SET quotes = filing_tally.quotes + excluded.quotes"""
_COUNT_FILINGS = """
INSERT INTO filing_tally (topic, country, quotes)
SELECT topic, country, {sign} count(*) FROM {rows} JOIN quote ON key = quote_key WHERE {stands} GROUP BY topic, country
ON CONFLICT (topic, country) DO UPDATE SET quotes = filing_tally.quotes + excluded.quotes"""
_COUNT_ARTICLE = """
INSERT INTO quote_tally (facet, value, quotes)
SELECT facet, value, sum(step * counted) FROM (
  SELECT -1 AS step, removed.* FROM removed UNION ALL SELECT 1, added.* FROM added
) AS changed CROSS JOIN LATERAL (
  SELECT count(*) FROM quote WHERE article_key = changed.key AND {stands}
) AS quotes (counted) CROSS JOIN LATERAL (VALUES ('outlet', outlet), ('language', language)) AS facets (facet, value)
WHERE value IS NOT NULL GROUP BY facet, value HAVING sum(step * counted) <> 0
ON CONFLICT (facet, value) DO UPDATE SET quotes = quote_tally.quotes + excluded.quotes"""

_QUOTES, _LINKS = "SELECT key FROM added", "SELECT quote_key FROM added"
_UNLINKED = "SELECT quote_key FROM removed"
_OF_TOPIC = "SELECT quote_key FROM quote_topic JOIN added ON slug = topic"


def _actions() -> dict[tuple[str, str], list[str]]:
    """What follows from rows of a table that a statement has `added` or `removed`, by the table and the event."""
    found = {
        ("quote", "INSERT"): [
            f"INSERT INTO quote_json SELECT * FROM quote_as_json WHERE quote_key IN ({_QUOTES})",
            _COUNT_QUOTES.format(rows=_INSERTED, stands=_STANDS),
        ],
        ("quote", "UPDATE"): [
            _REWRITE.format(keys=_QUOTES),
            _COUNT_QUOTES.format(rows=_BOTH, stands=_STANDS),
            _COUNT_FILED_QUOTES.format(rows=_BOTH, stands=_STANDS),
            _REFILE.format(keys=_QUOTES),
        ],
        ("quote", "DELETE"): [_COUNT_QUOTES.format(rows=_DELETED, stands=_STANDS)],
        ("quote_filing", "INSERT"): [_COUNT_FILINGS.format(sign="", rows="added", stands=_STANDS)],
        ("quote_filing", "DELETE"): [_COUNT_FILINGS.format(sign="-", rows="removed", stands=_STANDS)],
        ("speaker", "UPDATE"): [
            _REWRITE.format(keys="SELECT quote.key FROM quote JOIN added ON added.key = speaker_key")
        ],
        ("article", "UPDATE"): [
            _REWRITE.format(keys="SELECT quote.key FROM quote JOIN added ON added.key = article_key"),
            _COUNT_ARTICLE.format(stands=_STANDS),
        ],
        ("topic", "UPDATE"): [_REFILE.format(keys=_OF_TOPIC)],
    }
    for table in ("quote_topic", "quote_country"):
        for event, keys in (("INSERT", _LINKS), ("UPDATE", _LINKS), ("DELETE", _UNLINKED)):
            found[table, event] = [_REWRITE.format(keys=keys), _REFILE.format(keys=keys)]
    return found


# All that the triggers keep, from what there is.
_DERIVE_ALL = f"""
CREATE FUNCTION derive_all() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  TRUNCATE quote_json, quote_filing, filing_tally, quote_tally, speaker_tally, name_word;
  INSERT INTO quote_json SELECT * FROM quote_as_json;
  INSERT INTO quote_filing (topic, country, published_on, quote_key)
  SELECT filed.topic, filed.country, published_on, key FROM quote CROSS JOIN LATERAL filed(key);
  {_COUNT_QUOTES.format(rows="SELECT 1 AS step, quote.* FROM quote", stands=_STANDS)};
  INSERT INTO name_word (word, name_key, speaker_key)
  SELECT word, key, speaker_key FROM speaker_name CROSS JOIN LATERAL unnest(string_to_array(slug, '-')) AS words (word)
  ON CONFLICT DO NOTHING;
END $$"""

_SEEN = {
    "INSERT": "NEW TABLE AS added",
    "UPDATE": "NEW TABLE AS added OLD TABLE AS removed",
    "DELETE": "OLD TABLE AS removed",
}

_NAME_WORDS = """
CREATE FUNCTION index_name() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM name_word WHERE name_key = OLD.key AND word = ANY (string_to_array(OLD.slug, '-'));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO name_word (word, name_key, speaker_key)
    SELECT word, NEW.key, NEW.speaker_key FROM unnest(string_to_array(NEW.slug, '-')) AS word ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER index_name AFTER INSERT OR UPDATE OR DELETE ON speaker_name
FOR EACH ROW EXECUTE FUNCTION index_name()"""
_LEDGER = """
CREATE FUNCTION keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an entry of the ledger is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER keep_entry BEFORE UPDATE OR DELETE ON change FOR EACH ROW EXECUTE FUNCTION keep_entry()"""

# What is called from outside finds the rest, whatever the path of whoever calls: pg_restore comes with none.
# Of the words of a text, without case and accents: what is no letter or digit parts them. A vector holds up to one
# megabyte of words, and of longer texts those that fit.
_WORDS = r"""
CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(
    normalize(regexp_replace(normalize(lower($1 COLLATE "und-x-icu"), NFD), '[\u0300-\u036f]', '', 'g'), NFC)
    COLLATE "und-x-icu", '[^[:alnum:]]+', ' ', 'g'
  )
$$;
CREATE FUNCTION words_of(text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
  RETURN to_tsvector('simple', plain($1));
EXCEPTION WHEN program_limit_exceeded THEN
  RETURN words_of(left($1, length($1) / 2));
END $$;
CREATE FUNCTION words_of(title text, body text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
BEGIN
  RETURN words_of(title) || '''|'':1'::tsvector || words_of(body);
EXCEPTION WHEN program_limit_exceeded THEN
  RETURN words_of(title, left(body, length(body) / 2));
END $$;
CREATE FUNCTION wanted(terms text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
DECLARE
  term json;
  part tsquery;
  found tsquery;
BEGIN
  FOR term IN SELECT * FROM json_array_elements(terms::json) LOOP
    part := phraseto_tsquery('simple', plain(term ->> 'words'));
    IF (term ->> 'prefix')::boolean THEN
      part := regexp_replace(part::text, '''$', ''':*')::tsquery;
    END IF;
    IF (term ->> 'not')::boolean THEN
      part := !! part;
    END IF;
    found := CASE WHEN found IS NULL THEN part ELSE found && part END;
  END LOOP;
  RETURN found;
END $$"""
_SEARCHED = {
    "quote": ("quote_fts (rowid, text, words)", "key, text", "text"),
    "article_version": ("article_version_fts (rowid, title, text, words)", "key, title, text", "title, text"),
    "speaker_name": ("speaker_name_fts (rowid, name, words)", "key, name", "name"),
    "topic": ("topic_fts (slug, label, description, words)", "slug, label, description", "label, description"),
    "country": ("country_fts (code, name, words)", "code, name", "name"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    # As the driver takes it: there are colons and percent signs in it that stand for nothing else.
    driver: Any = op.get_bind().connection.driver_connection
    for statement in _statements():
        driver.execute(statement)


def _statements() -> list[str]:
    statements = [_COLUMNS, _JSON, _FILED, "CREATE INDEX ix_quote_filing_quote_key ON quote_filing (quote_key)"]
    # Filed under a topic of any country is all that a topic has.
    statements += [
        "DROP TABLE topic_tally",
        "CREATE VIEW topic_tally AS SELECT topic, quotes FROM filing_tally WHERE country = '' AND topic <> ''",
    ]
    for (table, event), actions in _actions().items():
        name = f"after_{event}_{table}".lower()
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ "
            f"BEGIN {'; '.join(actions)}; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {_SEEN[event]} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    statements += [_NAME_WORDS, _LEDGER, _WORDS, _DERIVE_ALL]
    for table, (view, shown, searched) in _SEARCHED.items():
        statements += [
            f"ALTER TABLE {table} ADD COLUMN words tsvector GENERATED ALWAYS AS (words_of({searched})) STORED",
            f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)",
            f"CREATE VIEW {view} AS SELECT {shown}, words FROM {table}",
        ]
    return statements


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        raise NotImplementedError("on PostgreSQL there is no schema before this one")
