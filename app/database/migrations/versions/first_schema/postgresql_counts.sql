-- Triggers: the audit log cannot be changed, quotes are filed for lists, and counts are kept.
-- A quote counts unless it is withdrawn or retracted. Each trigger runs once for a statement: `added` holds the rows
-- that the statement has written, and `removed` those that it has deleted or overwritten.

CREATE FUNCTION keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an entry of the ledger is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER keep_entry BEFORE UPDATE OR DELETE ON change FOR EACH ROW EXECUTE FUNCTION keep_entry();

-- The topics, broader ones among them, and countries that a quote is filed under; '' stands for any of them.
CREATE FUNCTION filed(bigint) RETURNS TABLE (topic text, country text) LANGUAGE sql STABLE AS $$
  SELECT topics.topic, countries.country FROM (
    SELECT '' UNION SELECT topic FROM quote_topic WHERE quote_key = $1
    UNION SELECT broader FROM quote_topic JOIN topic ON slug = topic WHERE quote_key = $1 AND broader IS NOT NULL
  ) AS topics (topic) CROSS JOIN (
    SELECT '' UNION SELECT country FROM quote_country WHERE quote_key = $1
  ) AS countries (country)
  WHERE topics.topic || countries.country <> ''
$$;

CREATE INDEX ix_quote_filing_quote_key ON quote_filing (quote_key);

-- All quotes of a topic are those that are filed under it and any country.
CREATE VIEW topic_tally AS SELECT topic, quotes FROM filing_tally WHERE country = '' AND topic <> '';

CREATE FUNCTION refile_quotes(keys bigint[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE quote_filing SET published_on = quote.published_on FROM quote
  WHERE key = quote_key AND quote_key = ANY (keys) AND quote_filing.published_on <> quote.published_on;
  DELETE FROM quote_filing
  WHERE quote_key = ANY (keys) AND NOT EXISTS (
    SELECT FROM filed(quote_key) WHERE filed.topic = quote_filing.topic AND filed.country = quote_filing.country
  );
  INSERT INTO quote_filing (topic, country, published_on, quote_key)
  SELECT filed.topic, filed.country, published_on, key FROM quote CROSS JOIN LATERAL filed(key)
  WHERE key = ANY (keys)
  ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION refile_linked() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refile_quotes(ARRAY(SELECT DISTINCT quote_key FROM added));
  RETURN NULL;
END $$;
CREATE TRIGGER refile_inserted AFTER INSERT ON quote_topic REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION refile_linked();
CREATE TRIGGER refile_updated AFTER UPDATE ON quote_topic REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION refile_linked();
CREATE TRIGGER refile_inserted AFTER INSERT ON quote_country REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION refile_linked();
CREATE TRIGGER refile_updated AFTER UPDATE ON quote_country REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION refile_linked();

CREATE FUNCTION refile_unlinked() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refile_quotes(ARRAY(SELECT DISTINCT quote_key FROM removed));
  RETURN NULL;
END $$;
CREATE TRIGGER refile_deleted AFTER DELETE ON quote_topic REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION refile_unlinked();
CREATE TRIGGER refile_deleted AFTER DELETE ON quote_country REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION refile_unlinked();

CREATE FUNCTION refile_of_topic() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM refile_quotes(ARRAY(SELECT DISTINCT quote_key FROM quote_topic JOIN added ON slug = topic));
  RETURN NULL;
END $$;
CREATE TRIGGER refile_of_topic AFTER UPDATE ON topic REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION refile_of_topic();

CREATE FUNCTION count_filings() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO filing_tally (topic, country, quotes)
  SELECT topic, country, count(*) FROM added JOIN quote ON key = quote_key
  WHERE NOT withdrawn AND review <> 'retracted'
  GROUP BY topic, country
  ON CONFLICT (topic, country) DO UPDATE SET quotes = filing_tally.quotes + excluded.quotes;
  RETURN NULL;
END $$;
CREATE TRIGGER count_filings AFTER INSERT ON quote_filing REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION count_filings();

CREATE FUNCTION discount_filings() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO filing_tally (topic, country, quotes)
  SELECT topic, country, - count(*) FROM removed JOIN quote ON key = quote_key
  WHERE NOT withdrawn AND review <> 'retracted'
  GROUP BY topic, country
  ON CONFLICT (topic, country) DO UPDATE SET quotes = filing_tally.quotes + excluded.quotes;
  RETURN NULL;
END $$;
CREATE TRIGGER discount_filings AFTER DELETE ON quote_filing REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION discount_filings();

CREATE FUNCTION count_inserted_quotes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO speaker_tally (speaker_key, quotes)
  SELECT speaker_key, count(*) FROM added
  WHERE speaker_key IS NOT NULL AND NOT withdrawn AND review <> 'retracted'
  GROUP BY speaker_key
  ON CONFLICT (speaker_key) DO UPDATE SET quotes = speaker_tally.quotes + excluded.quotes;
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, count(*)
  FROM added JOIN article ON article.key = article_key CROSS JOIN LATERAL (
    VALUES
      ('kind', kind), ('medium', medium), ('review', review), ('outlet', outlet), ('language', language),
      ('day', to_char(added.published_on, 'YYYY-MM-DD'))
  ) AS facets (facet, value)
  WHERE value IS NOT NULL AND NOT withdrawn AND review <> 'retracted'
  GROUP BY facet, value
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quote_tally.quotes + excluded.quotes;
  RETURN NULL;
END $$;
CREATE TRIGGER count_inserted_quotes AFTER INSERT ON quote REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_quotes();

CREATE FUNCTION count_deleted_quotes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO speaker_tally (speaker_key, quotes)
  SELECT speaker_key, - count(*) FROM removed
  WHERE speaker_key IS NOT NULL AND NOT withdrawn AND review <> 'retracted'
  GROUP BY speaker_key
  ON CONFLICT (speaker_key) DO UPDATE SET quotes = speaker_tally.quotes + excluded.quotes;
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, - count(*)
  FROM removed JOIN article ON article.key = article_key CROSS JOIN LATERAL (
    VALUES
      ('kind', kind), ('medium', medium), ('review', review), ('outlet', outlet), ('language', language),
      ('day', to_char(removed.published_on, 'YYYY-MM-DD'))
  ) AS facets (facet, value)
  WHERE value IS NOT NULL AND NOT withdrawn AND review <> 'retracted'
  GROUP BY facet, value
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quote_tally.quotes + excluded.quotes;
  RETURN NULL;
END $$;
CREATE TRIGGER count_deleted_quotes AFTER DELETE ON quote REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION count_deleted_quotes();

CREATE FUNCTION count_updated_quotes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO speaker_tally (speaker_key, quotes)
  SELECT speaker_key, sum(step)
  FROM (SELECT 1 AS step, added.* FROM added UNION ALL SELECT -1, removed.* FROM removed) AS counted
  WHERE speaker_key IS NOT NULL AND NOT withdrawn AND review <> 'retracted'
  GROUP BY speaker_key HAVING sum(step) <> 0
  ON CONFLICT (speaker_key) DO UPDATE SET quotes = speaker_tally.quotes + excluded.quotes;
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, sum(step)
  FROM (SELECT 1 AS step, added.* FROM added UNION ALL SELECT -1, removed.* FROM removed) AS counted
  JOIN article ON article.key = article_key CROSS JOIN LATERAL (
    VALUES
      ('kind', kind), ('medium', medium), ('review', review), ('outlet', outlet), ('language', language),
      ('day', to_char(counted.published_on, 'YYYY-MM-DD'))
  ) AS facets (facet, value)
  WHERE value IS NOT NULL AND NOT withdrawn AND review <> 'retracted'
  GROUP BY facet, value HAVING sum(step) <> 0
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quote_tally.quotes + excluded.quotes;
  INSERT INTO filing_tally (topic, country, quotes)
  SELECT filed.topic, filed.country, sum(step)
  FROM (SELECT 1 AS step, added.* FROM added UNION ALL SELECT -1, removed.* FROM removed) AS counted
  CROSS JOIN LATERAL filed(counted.key)
  WHERE NOT withdrawn AND review <> 'retracted'
  GROUP BY filed.topic, filed.country HAVING sum(step) <> 0
  ON CONFLICT (topic, country) DO UPDATE SET quotes = filing_tally.quotes + excluded.quotes;
  PERFORM refile_quotes(ARRAY(SELECT key FROM added));
  RETURN NULL;
END $$;
CREATE TRIGGER count_updated_quotes AFTER UPDATE ON quote REFERENCING NEW TABLE AS added OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION count_updated_quotes();

CREATE FUNCTION count_updated_articles() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, sum(step * counted)
  FROM (SELECT 1 AS step, added.* FROM added UNION ALL SELECT -1, removed.* FROM removed) AS changed
  CROSS JOIN LATERAL (
    SELECT count(*) FROM quote WHERE article_key = changed.key AND NOT withdrawn AND review <> 'retracted'
  ) AS quotes (counted)
  CROSS JOIN LATERAL (VALUES ('outlet', outlet), ('language', language)) AS facets (facet, value)
  WHERE value IS NOT NULL
  GROUP BY facet, value HAVING sum(step * counted) <> 0
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quote_tally.quotes + excluded.quotes;
  RETURN NULL;
END $$;
CREATE TRIGGER count_updated_articles AFTER UPDATE ON article REFERENCING NEW TABLE AS added OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION count_updated_articles();

-- Everything that triggers keep, made from the records: the end of a copy into an empty database.
CREATE FUNCTION derive_all() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  TRUNCATE quote_filing, filing_tally, quote_tally, speaker_tally, name_word;
  INSERT INTO quote_filing (topic, country, published_on, quote_key)
  SELECT filed.topic, filed.country, published_on, key FROM quote CROSS JOIN LATERAL filed(key);
  INSERT INTO speaker_tally (speaker_key, quotes)
  SELECT speaker_key, count(*) FROM quote
  WHERE speaker_key IS NOT NULL AND NOT withdrawn AND review <> 'retracted'
  GROUP BY speaker_key;
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, count(*)
  FROM quote JOIN article ON article.key = article_key CROSS JOIN LATERAL (
    VALUES
      ('kind', kind), ('medium', medium), ('review', review), ('outlet', outlet), ('language', language),
      ('day', to_char(quote.published_on, 'YYYY-MM-DD'))
  ) AS facets (facet, value)
  WHERE value IS NOT NULL AND NOT withdrawn AND review <> 'retracted'
  GROUP BY facet, value;
  INSERT INTO name_word (word, name_key, speaker_key)
  SELECT word, key, speaker_key FROM speaker_name CROSS JOIN LATERAL unnest(string_to_array(slug, '-')) AS words (word)
  ON CONFLICT DO NOTHING;
END $$;
