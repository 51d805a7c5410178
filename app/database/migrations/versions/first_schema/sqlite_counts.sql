-- Triggers: the audit log cannot be changed, quotes are filed for lists, and counts are kept.
-- A quote counts unless it is withdrawn or retracted.

CREATE TRIGGER change_update BEFORE UPDATE ON change
BEGIN
  SELECT RAISE(ABORT, 'an entry of the ledger is never changed');
END;

CREATE TRIGGER change_delete BEFORE DELETE ON change
BEGIN
  SELECT RAISE(ABORT, 'an entry of the ledger is never changed');
END;

CREATE TRIGGER speaker_tally_insert AFTER INSERT ON quote
BEGIN
  INSERT INTO speaker_tally (speaker_key, quotes)
  SELECT new.speaker_key, 1
  WHERE new.speaker_key IS NOT NULL AND NOT new.withdrawn AND new.review <> 'retracted'
  ON CONFLICT (speaker_key) DO UPDATE SET quotes = quotes + 1;
END;

CREATE TRIGGER speaker_tally_delete AFTER DELETE ON quote
BEGIN
  UPDATE speaker_tally SET quotes = quotes - 1
  WHERE speaker_key = old.speaker_key AND NOT old.withdrawn AND old.review <> 'retracted';
END;

CREATE TRIGGER speaker_tally_update AFTER UPDATE OF speaker_key, withdrawn, review ON quote
BEGIN
  UPDATE speaker_tally SET quotes = quotes - 1
  WHERE speaker_key = old.speaker_key AND NOT old.withdrawn AND old.review <> 'retracted';
  INSERT INTO speaker_tally (speaker_key, quotes)
  SELECT new.speaker_key, 1
  WHERE new.speaker_key IS NOT NULL AND NOT new.withdrawn AND new.review <> 'retracted'
  ON CONFLICT (speaker_key) DO UPDATE SET quotes = quotes + 1;
END;

-- A quote counts once for a topic, whether it is filed under that topic or under narrower ones.
CREATE TRIGGER topic_tally_insert AFTER INSERT ON quote_topic
BEGIN
  INSERT INTO topic_tally (topic, quotes)
  SELECT
    whole.slug,
    EXISTS (
      SELECT 1 FROM quote WHERE key = new.quote_key AND NOT quote.withdrawn AND quote.review <> 'retracted'
    ) AND NOT EXISTS (
      SELECT 1 FROM quote_topic JOIN topic AS part ON part.slug = quote_topic.topic
      WHERE quote_key = new.quote_key AND quote_topic.topic <> new.topic AND whole.slug IN (part.slug, part.broader)
    )
  FROM topic AS filed JOIN topic AS whole ON whole.slug IN (filed.slug, filed.broader)
  WHERE filed.slug = new.topic
  ON CONFLICT (topic) DO UPDATE SET quotes = quotes + excluded.quotes;
END;

CREATE TRIGGER topic_tally_delete AFTER DELETE ON quote_topic
BEGIN
  UPDATE topic_tally SET quotes = quotes - 1
  WHERE (topic = old.topic OR topic = (SELECT broader FROM topic WHERE slug = old.topic))
    AND EXISTS (
      SELECT 1 FROM quote WHERE key = old.quote_key AND NOT quote.withdrawn AND quote.review <> 'retracted'
    )
    AND NOT EXISTS (
      SELECT 1 FROM quote_topic JOIN topic AS part ON part.slug = quote_topic.topic
      WHERE quote_key = old.quote_key AND topic_tally.topic IN (part.slug, part.broader)
    );
END;

CREATE TRIGGER topic_tally_update AFTER UPDATE OF withdrawn, review ON quote
BEGIN
  UPDATE topic_tally
  SET quotes = quotes
    + (NOT new.withdrawn AND new.review <> 'retracted')
    - (NOT old.withdrawn AND old.review <> 'retracted')
  WHERE EXISTS (
    SELECT 1 FROM quote_topic JOIN topic AS part ON part.slug = quote_topic.topic
    WHERE quote_key = new.key AND topic_tally.topic IN (part.slug, part.broader)
  );
END;

CREATE TRIGGER topic_tally_recount AFTER UPDATE OF broader ON topic
BEGIN
  DELETE FROM topic_tally;
  INSERT INTO topic_tally (topic, quotes)
  SELECT
    whole.slug,
    count(DISTINCT CASE WHEN NOT quote.withdrawn AND quote.review <> 'retracted' THEN quote_key END)
  FROM topic AS whole
  JOIN topic AS part ON whole.slug IN (part.slug, part.broader)
  JOIN quote_topic ON quote_topic.topic = part.slug
  JOIN quote ON quote.key = quote_key
  GROUP BY whole.slug;
END;

-- A quote is filed under each topic, broader ones among them, of each country; '' stands for any of them.
CREATE TRIGGER quote_filing_topic_insert AFTER INSERT ON quote_topic
BEGIN
  INSERT INTO quote_filing (topic, country, published_on, quote_key)
  SELECT topic, country, published_on, key
  FROM
    quote,
    (
      SELECT new.topic AS topic
      UNION SELECT broader FROM topic WHERE slug = new.topic AND broader IS NOT NULL
    ),
    (
      SELECT '' AS country
      UNION SELECT country FROM quote_country WHERE quote_key = new.quote_key
    )
  WHERE key = new.quote_key AND topic || country <> ''
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER quote_filing_country_insert AFTER INSERT ON quote_country
BEGIN
  INSERT INTO quote_filing (topic, country, published_on, quote_key)
  SELECT topic, country, published_on, key
  FROM
    quote,
    (
      SELECT '' AS topic
      UNION SELECT topic FROM quote_topic WHERE quote_key = new.quote_key
      UNION SELECT broader FROM quote_topic JOIN topic ON slug = topic
      WHERE quote_key = new.quote_key AND broader IS NOT NULL
    ),
    (SELECT new.country AS country)
  WHERE key = new.quote_key AND topic || country <> ''
  ON CONFLICT DO NOTHING;
END;

-- It stays filed under a topic that another one of its topics is a part of.
CREATE TRIGGER quote_filing_topic_delete AFTER DELETE ON quote_topic
BEGIN
  DELETE FROM quote_filing
  WHERE
    topic IN (
      SELECT topic FROM (
        SELECT old.topic AS topic
        UNION SELECT broader FROM topic WHERE slug = old.topic AND broader IS NOT NULL
      )
      EXCEPT SELECT topic FROM (
        SELECT '' AS topic
        UNION SELECT topic FROM quote_topic WHERE quote_key = old.quote_key
        UNION SELECT broader FROM quote_topic JOIN topic ON slug = topic
        WHERE quote_key = old.quote_key AND broader IS NOT NULL
      )
    )
    AND country IN (
      SELECT '' AS country
      UNION SELECT country FROM quote_country WHERE quote_key = old.quote_key
    )
    AND published_on = (SELECT published_on FROM quote WHERE key = old.quote_key)
    AND quote_key = old.quote_key;
END;

CREATE TRIGGER quote_filing_country_delete AFTER DELETE ON quote_country
BEGIN
  DELETE FROM quote_filing
  WHERE
    topic IN (
      SELECT '' AS topic
      UNION SELECT topic FROM quote_topic WHERE quote_key = old.quote_key
      UNION SELECT broader FROM quote_topic JOIN topic ON slug = topic
      WHERE quote_key = old.quote_key AND broader IS NOT NULL
    )
    AND country IN (old.country)
    AND published_on = (SELECT published_on FROM quote WHERE key = old.quote_key)
    AND quote_key = old.quote_key;
END;

CREATE TRIGGER quote_filing_day AFTER UPDATE OF published_on ON quote WHEN new.published_on <> old.published_on
BEGIN
  UPDATE quote_filing SET published_on = new.published_on
  WHERE
    topic IN (
      SELECT '' AS topic
      UNION SELECT topic FROM quote_topic WHERE quote_key = new.key
      UNION SELECT broader FROM quote_topic JOIN topic ON slug = topic
      WHERE quote_key = new.key AND broader IS NOT NULL
    )
    AND country IN (
      SELECT '' AS country
      UNION SELECT country FROM quote_country WHERE quote_key = new.key
    )
    AND published_on = old.published_on
    AND quote_key = new.key;
END;

CREATE TRIGGER quote_filing_broader AFTER UPDATE OF broader ON topic WHEN new.broader IS NOT old.broader
BEGIN
  DELETE FROM quote_filing
  WHERE topic = old.broader AND quote_key IN (SELECT quote_key FROM quote_topic WHERE topic = new.slug);
  INSERT INTO quote_filing (topic, country, published_on, quote_key)
  SELECT topic, country, published_on, key
  FROM (
    SELECT quote_key, topic FROM quote_topic
    UNION SELECT quote_key, broader FROM quote_topic JOIN topic ON slug = topic WHERE broader IS NOT NULL
    UNION ALL SELECT key, '' FROM quote
  ) AS filed
  JOIN (
    SELECT quote_key, country FROM quote_country
    UNION ALL SELECT key, '' FROM quote
  ) AS placed ON placed.quote_key = filed.quote_key
  JOIN quote ON key = filed.quote_key
  WHERE
    topic || country <> ''
    AND topic IN (old.broader, new.broader)
    AND filed.quote_key IN (SELECT quote_key FROM quote_topic WHERE topic = new.slug)
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER filing_tally_insert AFTER INSERT ON quote_filing
BEGIN
  INSERT INTO filing_tally (topic, country, quotes)
  SELECT
    new.topic,
    new.country,
    EXISTS (SELECT 1 FROM quote WHERE key = new.quote_key AND NOT quote.withdrawn AND quote.review <> 'retracted')
  WHERE true
  ON CONFLICT (topic, country) DO UPDATE SET quotes = quotes + excluded.quotes;
END;

CREATE TRIGGER filing_tally_delete AFTER DELETE ON quote_filing
BEGIN
  UPDATE filing_tally SET quotes = quotes - 1
  WHERE topic = old.topic AND country = old.country
    AND EXISTS (
      SELECT 1 FROM quote WHERE key = old.quote_key AND NOT quote.withdrawn AND quote.review <> 'retracted'
    );
END;

CREATE TRIGGER filing_tally_update AFTER UPDATE OF withdrawn, review ON quote
BEGIN
  UPDATE filing_tally
  SET quotes = quotes
    + (NOT new.withdrawn AND new.review <> 'retracted')
    - (NOT old.withdrawn AND old.review <> 'retracted')
  WHERE
    topic IN (
      SELECT '' AS topic
      UNION SELECT topic FROM quote_topic WHERE quote_key = new.key
      UNION SELECT broader FROM quote_topic JOIN topic ON slug = topic
      WHERE quote_key = new.key AND broader IS NOT NULL
    )
    AND country IN (
      SELECT '' AS country
      UNION SELECT country FROM quote_country WHERE quote_key = new.key
    );
END;

CREATE TRIGGER quote_tally_insert AFTER INSERT ON quote
BEGIN
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, 1
  FROM (
    SELECT 'kind' AS facet, new.kind AS value
    UNION ALL SELECT 'medium', new.medium
    UNION ALL SELECT 'review', new.review
    UNION ALL SELECT 'day', new.published_on
    UNION ALL SELECT 'outlet', outlet FROM article WHERE key = new.article_key
    UNION ALL SELECT 'language', language FROM article WHERE key = new.article_key
  )
  WHERE value IS NOT NULL AND NOT new.withdrawn AND new.review <> 'retracted'
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quotes + excluded.quotes;
END;

CREATE TRIGGER quote_tally_delete AFTER DELETE ON quote
BEGIN
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, -1
  FROM (
    SELECT 'kind' AS facet, old.kind AS value
    UNION ALL SELECT 'medium', old.medium
    UNION ALL SELECT 'review', old.review
    UNION ALL SELECT 'day', old.published_on
    UNION ALL SELECT 'outlet', outlet FROM article WHERE key = old.article_key
    UNION ALL SELECT 'language', language FROM article WHERE key = old.article_key
  )
  WHERE value IS NOT NULL AND NOT old.withdrawn AND old.review <> 'retracted'
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quotes + excluded.quotes;
END;

CREATE TRIGGER quote_tally_update
AFTER UPDATE OF kind, medium, review, published_on, article_key, withdrawn ON quote
BEGIN
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, -1
  FROM (
    SELECT 'kind' AS facet, old.kind AS value
    UNION ALL SELECT 'medium', old.medium
    UNION ALL SELECT 'review', old.review
    UNION ALL SELECT 'day', old.published_on
    UNION ALL SELECT 'outlet', outlet FROM article WHERE key = old.article_key
    UNION ALL SELECT 'language', language FROM article WHERE key = old.article_key
  )
  WHERE value IS NOT NULL AND NOT old.withdrawn AND old.review <> 'retracted'
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quotes + excluded.quotes;
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, 1
  FROM (
    SELECT 'kind' AS facet, new.kind AS value
    UNION ALL SELECT 'medium', new.medium
    UNION ALL SELECT 'review', new.review
    UNION ALL SELECT 'day', new.published_on
    UNION ALL SELECT 'outlet', outlet FROM article WHERE key = new.article_key
    UNION ALL SELECT 'language', language FROM article WHERE key = new.article_key
  )
  WHERE value IS NOT NULL AND NOT new.withdrawn AND new.review <> 'retracted'
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quotes + excluded.quotes;
END;

CREATE TRIGGER quote_tally_article AFTER UPDATE OF outlet, language ON article
BEGIN
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, -1 * (
    SELECT count(*) FROM quote
    WHERE article_key = old.key AND NOT quote.withdrawn AND quote.review <> 'retracted'
  )
  FROM (SELECT 'outlet' AS facet, old.outlet AS value UNION ALL SELECT 'language', old.language)
  WHERE value IS NOT NULL
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quotes + excluded.quotes;
  INSERT INTO quote_tally (facet, value, quotes)
  SELECT facet, value, 1 * (
    SELECT count(*) FROM quote
    WHERE article_key = new.key AND NOT quote.withdrawn AND quote.review <> 'retracted'
  )
  FROM (SELECT 'outlet' AS facet, new.outlet AS value UNION ALL SELECT 'language', new.language)
  WHERE value IS NOT NULL
  ON CONFLICT (facet, value) DO UPDATE SET quotes = quotes + excluded.quotes;
END;
