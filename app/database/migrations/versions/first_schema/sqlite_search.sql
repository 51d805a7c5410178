-- Full-text search and the words of names. Triggers keep each index in step with its table.

CREATE VIRTUAL TABLE quote_fts USING fts5(
  text, content='quote', content_rowid='key', tokenize='unicode61 remove_diacritics 2'
);

CREATE TRIGGER quote_fts_insert AFTER INSERT ON quote
BEGIN
  INSERT INTO quote_fts (rowid, text) VALUES (new.key, new.text);
END;

CREATE TRIGGER quote_fts_delete AFTER DELETE ON quote
BEGIN
  INSERT INTO quote_fts (quote_fts, rowid, text) VALUES ('delete', old.key, old.text);
END;

CREATE TRIGGER quote_fts_update AFTER UPDATE OF text ON quote
BEGIN
  INSERT INTO quote_fts (quote_fts, rowid, text) VALUES ('delete', old.key, old.text);
  INSERT INTO quote_fts (rowid, text) VALUES (new.key, new.text);
END;

CREATE VIRTUAL TABLE article_version_fts USING fts5(
  title, text, content='article_version', content_rowid='key', tokenize='unicode61 remove_diacritics 2'
);

CREATE TRIGGER article_version_fts_insert AFTER INSERT ON article_version
BEGIN
  INSERT INTO article_version_fts (rowid, title, text) VALUES (new.key, new.title, new.text);
END;

CREATE TRIGGER article_version_fts_delete AFTER DELETE ON article_version
BEGIN
  INSERT INTO article_version_fts (article_version_fts, rowid, title, text)
  VALUES ('delete', old.key, old.title, old.text);
END;

CREATE TRIGGER article_version_fts_update AFTER UPDATE OF title, text ON article_version
BEGIN
  INSERT INTO article_version_fts (article_version_fts, rowid, title, text)
  VALUES ('delete', old.key, old.title, old.text);
  INSERT INTO article_version_fts (rowid, title, text) VALUES (new.key, new.title, new.text);
END;

CREATE VIRTUAL TABLE topic_fts USING fts5(
  slug UNINDEXED, label, description, tokenize='unicode61 remove_diacritics 2'
);

CREATE TRIGGER topic_fts_insert AFTER INSERT ON topic
BEGIN
  INSERT INTO topic_fts (slug, label, description) VALUES (new.slug, new.label, new.description);
END;

CREATE TRIGGER topic_fts_delete AFTER DELETE ON topic
BEGIN
  DELETE FROM topic_fts WHERE slug = old.slug;
END;

CREATE TRIGGER topic_fts_update AFTER UPDATE ON topic
BEGIN
  DELETE FROM topic_fts WHERE slug = old.slug;
  INSERT INTO topic_fts (slug, label, description) VALUES (new.slug, new.label, new.description);
END;

CREATE VIRTUAL TABLE country_fts USING fts5(code UNINDEXED, name, tokenize='unicode61 remove_diacritics 2');

CREATE TRIGGER country_fts_insert AFTER INSERT ON country
BEGIN
  INSERT INTO country_fts (code, name) VALUES (new.code, new.name);
END;

CREATE TRIGGER country_fts_delete AFTER DELETE ON country
BEGIN
  DELETE FROM country_fts WHERE code = old.code;
END;

CREATE TRIGGER country_fts_update AFTER UPDATE ON country
BEGIN
  DELETE FROM country_fts WHERE code = old.code;
  INSERT INTO country_fts (code, name) VALUES (new.code, new.name);
END;

CREATE VIRTUAL TABLE speaker_name_fts USING fts5(
  name, content='speaker_name', content_rowid='key', tokenize='unicode61 remove_diacritics 2'
);

-- The words of a slug as rows: a slug holds only small ASCII letters, digits and hyphens.
CREATE TRIGGER speaker_name_index_insert AFTER INSERT ON speaker_name
BEGIN
  INSERT INTO speaker_name_fts (rowid, name) VALUES (new.key, new.name);
  INSERT OR IGNORE INTO name_word (word, name_key, speaker_key)
  SELECT value, new.key, new.speaker_key FROM json_each('["' || replace(new.slug, '-', '","') || '"]');
END;

CREATE TRIGGER speaker_name_index_delete AFTER DELETE ON speaker_name
BEGIN
  INSERT INTO speaker_name_fts (speaker_name_fts, rowid, name) VALUES ('delete', old.key, old.name);
  DELETE FROM name_word
  WHERE name_key = old.key
    AND word IN (SELECT value FROM json_each('["' || replace(old.slug, '-', '","') || '"]'));
END;

CREATE TRIGGER speaker_name_index_update AFTER UPDATE ON speaker_name
BEGIN
  INSERT INTO speaker_name_fts (speaker_name_fts, rowid, name) VALUES ('delete', old.key, old.name);
  DELETE FROM name_word
  WHERE name_key = old.key
    AND word IN (SELECT value FROM json_each('["' || replace(old.slug, '-', '","') || '"]'));
  INSERT INTO speaker_name_fts (rowid, name) VALUES (new.key, new.name);
  INSERT OR IGNORE INTO name_word (word, name_key, speaker_key)
  SELECT value, new.key, new.speaker_key FROM json_each('["' || replace(new.slug, '-', '","') || '"]');
END;
