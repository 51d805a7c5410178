-- Full-text search and the words of names.
-- A function that is called from outside sets its own search path, because pg_restore calls it with none.

-- The words of a text without case and accents. Whatever is neither a letter nor a digit separates words.
CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(
    normalize(regexp_replace(normalize(lower($1 COLLATE "und-x-icu"), NFD), '[\u0300-\u036f]', '', 'g'), NFC)
    COLLATE "und-x-icu", '[^[:alnum:]]+', ' ', 'g'
  )
$$;

-- A vector holds one megabyte of words. A longer text is found by the words that fit.
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

-- What a search asks for: each term is one of several phrases, such as the forms of a word, and may be unwanted.
CREATE FUNCTION wanted(terms text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
DECLARE
  term json;
  phrase json;
  part tsquery;
  choice tsquery;
  found tsquery;
BEGIN
  FOR term IN SELECT * FROM json_array_elements(terms::json) LOOP
    choice := NULL;
    FOR phrase IN SELECT * FROM json_array_elements(term -> 'any_of') LOOP
      part := phraseto_tsquery('simple', plain(phrase ->> 'words'));
      IF (phrase ->> 'prefix')::boolean THEN
        part := regexp_replace(part::text, '''$', ''':*')::tsquery;
      END IF;
      choice := CASE WHEN choice IS NULL THEN part ELSE choice || part END;
    END LOOP;
    IF (term ->> 'unwanted')::boolean THEN
      choice := !! choice;
    END IF;
    found := CASE WHEN found IS NULL THEN choice ELSE found && choice END;
  END LOOP;
  RETURN found;
END $$;

-- Each search reads all entries that wait to be put into an index. By default up to four megabytes wait, which take
-- milliseconds to look through; 128 kilobytes do not.
ALTER TABLE quote ADD COLUMN words tsvector GENERATED ALWAYS AS (words_of(text)) STORED;
CREATE INDEX ix_quote_words ON quote USING gin (words) WITH (gin_pending_list_limit = 128);
CREATE VIEW quote_fts (rowid, text, words) AS SELECT key, text, words FROM quote;

ALTER TABLE article_version ADD COLUMN words tsvector GENERATED ALWAYS AS (words_of(title, text)) STORED;
CREATE INDEX ix_article_version_words ON article_version USING gin (words) WITH (gin_pending_list_limit = 128);
CREATE VIEW article_version_fts (rowid, title, text, words) AS SELECT key, title, text, words FROM article_version;

ALTER TABLE speaker_name ADD COLUMN words tsvector GENERATED ALWAYS AS (words_of(name)) STORED;
CREATE INDEX ix_speaker_name_words ON speaker_name USING gin (words) WITH (gin_pending_list_limit = 128);
CREATE VIEW speaker_name_fts (rowid, name, words) AS SELECT key, name, words FROM speaker_name;

ALTER TABLE topic ADD COLUMN words tsvector GENERATED ALWAYS AS (words_of(label, description)) STORED;
CREATE INDEX ix_topic_words ON topic USING gin (words) WITH (gin_pending_list_limit = 128);
CREATE VIEW topic_fts (slug, label, description, words) AS SELECT slug, label, description, words FROM topic;

ALTER TABLE country ADD COLUMN words tsvector GENERATED ALWAYS AS (words_of(name)) STORED;
CREATE INDEX ix_country_words ON country USING gin (words) WITH (gin_pending_list_limit = 128);
CREATE VIEW country_fts (code, name, words) AS SELECT code, name, words FROM country;

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
FOR EACH ROW EXECUTE FUNCTION index_name();
