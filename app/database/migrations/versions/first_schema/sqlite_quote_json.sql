CREATE VIEW quote_as_json (quote_key, item) AS SELECT quote.key, json_object(
  'id', quote.id, 'kind', quote.kind, 'act', act, 'text', text,
  'speaker', CASE WHEN speaker.key IS NOT NULL THEN json_object(
    'id', speaker.id, 'name', name, 'kind', speaker.kind, 'country', country
  ) END,
  'role', CASE WHEN coalesce(role_title, role_organisation, role_country) IS NOT NULL THEN json_object(
    'title', role_title, 'organisation', role_organisation, 'country', role_country
  ) END,
  'attribution', json_object('text', attribution, 'cue', cue, 'method', method),
  'addressee', addressee, 'medium', medium, 'relayed_by', relayed_by,
  'said_on', said_on, 'said_on_precision', said_on_precision, 'place', place,
  'topics', (
    SELECT json_group_array(topic)
    FROM (SELECT topic FROM quote_topic WHERE quote_key = quote.key ORDER BY score DESC, topic)
  ),
  'countries', (
    SELECT json_group_array(country)
    FROM (SELECT country FROM quote_country WHERE quote_key = quote.key ORDER BY country)
  ),
  'confidence', confidence, 'review', review,
  'withdrawn', json(CASE WHEN withdrawn THEN 'true' ELSE 'false' END),
  'article', json_object(
    'id', article.id, 'title', title, 'outlet', outlet, 'published_on', article.published_on, 'url', url
  )
) FROM quote JOIN article ON article.key = article_key LEFT JOIN speaker ON speaker.key = speaker_key;

CREATE TRIGGER quote_json_insert AFTER INSERT ON quote
BEGIN
  INSERT INTO quote_json SELECT quote_key, item FROM quote_as_json WHERE quote_key = new.key;
END;

CREATE TRIGGER quote_json_update AFTER UPDATE ON quote
BEGIN
  UPDATE quote_json SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) WHERE quote_key  = new.key;
END;

CREATE TRIGGER quote_json_topic_insert AFTER INSERT ON quote_topic
BEGIN
  UPDATE quote_json SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) WHERE quote_key  = new.quote_key;
END;

CREATE TRIGGER quote_json_topic_update AFTER UPDATE ON quote_topic
BEGIN
  UPDATE quote_json SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) WHERE quote_key  = new.quote_key;
END;

CREATE TRIGGER quote_json_topic_delete AFTER DELETE ON quote_topic
BEGIN
  UPDATE quote_json SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) WHERE quote_key  = old.quote_key;
END;

CREATE TRIGGER quote_json_country_insert AFTER INSERT ON quote_country
BEGIN
  UPDATE quote_json SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) WHERE quote_key  = new.quote_key;
END;

CREATE TRIGGER quote_json_country_update AFTER UPDATE ON quote_country
BEGIN
  UPDATE quote_json SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) WHERE quote_key  = new.quote_key;
END;

CREATE TRIGGER quote_json_country_delete AFTER DELETE ON quote_country
BEGIN
  UPDATE quote_json SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) WHERE quote_key  = old.quote_key;
END;

CREATE TRIGGER quote_json_speaker AFTER UPDATE OF id, name, kind, country ON speaker
BEGIN
  UPDATE quote_json SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) WHERE quote_key  IN (SELECT key FROM quote WHERE speaker_key = new.key);
END;

CREATE TRIGGER quote_json_article AFTER UPDATE OF id, title, outlet, published_on, url ON article
BEGIN
  UPDATE quote_json SET item = (SELECT item FROM quote_as_json WHERE quote_as_json.quote_key = quote_json.quote_key) WHERE quote_key  IN (SELECT key FROM quote WHERE article_key = new.key);
END;
