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
) AS whole;

CREATE FUNCTION write_json() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO quote_json SELECT * FROM quote_as_json WHERE quote_key IN (SELECT key FROM added);
  RETURN NULL;
END $$;
CREATE TRIGGER write_json AFTER INSERT ON quote REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION write_json();

CREATE FUNCTION json_of_quotes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
UPDATE quote_json SET item = anew.item FROM quote_as_json AS anew
WHERE anew.quote_key = quote_json.quote_key AND anew.item <> quote_json.item AND quote_json.quote_key IN (SELECT key FROM added);
RETURN NULL;
END $$;

CREATE TRIGGER json_of_quotes_update AFTER UPDATE ON quote REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION json_of_quotes();

CREATE FUNCTION json_of_linked() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
UPDATE quote_json SET item = anew.item FROM quote_as_json AS anew
WHERE anew.quote_key = quote_json.quote_key AND anew.item <> quote_json.item AND quote_json.quote_key IN (SELECT quote_key FROM added);
RETURN NULL;
END $$;

CREATE TRIGGER json_of_linked_insert AFTER INSERT ON quote_topic REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION json_of_linked();

CREATE TRIGGER json_of_linked_insert AFTER INSERT ON quote_country REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION json_of_linked();

CREATE TRIGGER json_of_linked_update AFTER UPDATE ON quote_topic REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION json_of_linked();

CREATE TRIGGER json_of_linked_update AFTER UPDATE ON quote_country REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION json_of_linked();

CREATE FUNCTION json_of_unlinked() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
UPDATE quote_json SET item = anew.item FROM quote_as_json AS anew
WHERE anew.quote_key = quote_json.quote_key AND anew.item <> quote_json.item AND quote_json.quote_key IN (SELECT quote_key FROM removed);
RETURN NULL;
END $$;

CREATE TRIGGER json_of_unlinked_delete AFTER DELETE ON quote_topic REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION json_of_unlinked();

CREATE TRIGGER json_of_unlinked_delete AFTER DELETE ON quote_country REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION json_of_unlinked();

CREATE FUNCTION json_of_speakers() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
UPDATE quote_json SET item = anew.item FROM quote_as_json AS anew
WHERE anew.quote_key = quote_json.quote_key AND anew.item <> quote_json.item AND quote_json.quote_key IN (SELECT quote.key FROM quote JOIN added ON added.key = speaker_key);
RETURN NULL;
END $$;

CREATE TRIGGER json_of_speakers_update AFTER UPDATE ON speaker REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION json_of_speakers();

CREATE FUNCTION json_of_articles() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
UPDATE quote_json SET item = anew.item FROM quote_as_json AS anew
WHERE anew.quote_key = quote_json.quote_key AND anew.item <> quote_json.item AND quote_json.quote_key IN (SELECT quote.key FROM quote JOIN added ON added.key = article_key);
RETURN NULL;
END $$;

CREATE TRIGGER json_of_articles_update AFTER UPDATE ON article REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION json_of_articles();
