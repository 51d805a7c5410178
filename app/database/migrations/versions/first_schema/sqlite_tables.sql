-- The tables of the records. What search and counting need is in the files beside this one.

CREATE TABLE api_key (
  key INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  scope VARCHAR(20) NOT NULL,
  prefix VARCHAR NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  created_at DATETIME NOT NULL,
  revoked_at DATETIME,
  CONSTRAINT pk_api_key PRIMARY KEY (key),
  CONSTRAINT uq_api_key_name UNIQUE (name),
  CONSTRAINT ck_api_key_scope CHECK (scope IN ('read', 'write', 'review', 'admin')),
  CONSTRAINT uq_api_key_prefix UNIQUE (prefix)
);

CREATE TABLE article (
  key INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  url VARCHAR,
  outlet VARCHAR,
  author VARCHAR,
  title VARCHAR NOT NULL,
  language VARCHAR NOT NULL,
  dateline VARCHAR,
  published_on DATE NOT NULL,
  source VARCHAR,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  decided JSON NOT NULL DEFAULT '[]',
  CONSTRAINT pk_article PRIMARY KEY (key),
  CONSTRAINT uq_article_id UNIQUE (id),
  CONSTRAINT uq_article_url UNIQUE (url)
);
CREATE INDEX ix_article_outlet ON article (outlet);
CREATE INDEX ix_article_published_on_key ON article (published_on, key);

CREATE TABLE change (
  key INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at DATETIME NOT NULL,
  by VARCHAR NOT NULL,
  action VARCHAR(20) NOT NULL,
  record_kind VARCHAR(20) NOT NULL,
  record_id VARCHAR NOT NULL,
  reason VARCHAR,
  before JSON,
  after JSON,
  undoes INTEGER,
  CONSTRAINT ck_change_action CHECK (action IN ('created', 'changed', 'merged', 'split', 'withdrawn')),
  CONSTRAINT ck_change_recordkind CHECK (record_kind IN ('article', 'quote', 'speaker', 'meeting')),
  CONSTRAINT fk_change_undoes_change FOREIGN KEY (undoes) REFERENCES change (key)
);
CREATE INDEX ix_change_record ON change (record_kind, record_id, key);
CREATE INDEX ix_change_undoes ON change (undoes);

CREATE TABLE country (
  code VARCHAR(4) NOT NULL,
  alpha3 VARCHAR(3),
  name VARCHAR NOT NULL,
  CONSTRAINT pk_country PRIMARY KEY (code)
);

CREATE TABLE feed (
  key INTEGER NOT NULL,
  url VARCHAR NOT NULL,
  etag VARCHAR,
  last_modified VARCHAR,
  CONSTRAINT pk_feed PRIMARY KEY (key),
  CONSTRAINT uq_feed_url UNIQUE (url)
);

CREATE TABLE filing_tally (
  topic VARCHAR NOT NULL,
  country VARCHAR NOT NULL,
  quotes INTEGER NOT NULL,
  CONSTRAINT pk_filing_tally PRIMARY KEY (topic, country)
) WITHOUT ROWID;

CREATE TABLE ingestion (
  name VARCHAR(64) NOT NULL,
  tally JSON NOT NULL,
  CONSTRAINT pk_ingestion PRIMARY KEY (name)
);

CREATE TABLE name_word (
  word VARCHAR NOT NULL,
  name_key INTEGER NOT NULL,
  speaker_key INTEGER NOT NULL,
  CONSTRAINT pk_name_word PRIMARY KEY (word, name_key)
) WITHOUT ROWID;

CREATE TABLE quote_filing (
  topic VARCHAR NOT NULL,
  country VARCHAR NOT NULL,
  published_on DATE NOT NULL,
  quote_key INTEGER NOT NULL,
  CONSTRAINT pk_quote_filing PRIMARY KEY (topic, country, published_on, quote_key)
) WITHOUT ROWID;

CREATE TABLE quote_tally (
  facet VARCHAR NOT NULL,
  value VARCHAR NOT NULL,
  quotes INTEGER NOT NULL,
  CONSTRAINT pk_quote_tally PRIMARY KEY (facet, value)
) WITHOUT ROWID;

CREATE TABLE topic (
  slug VARCHAR NOT NULL,
  label VARCHAR NOT NULL,
  description VARCHAR NOT NULL,
  broader VARCHAR,
  iptc VARCHAR,
  wikidata VARCHAR,
  CONSTRAINT pk_topic PRIMARY KEY (slug),
  CONSTRAINT fk_topic_broader_topic FOREIGN KEY (broader) REFERENCES topic (slug)
);
CREATE INDEX ix_topic_broader ON topic (broader);

CREATE TABLE webhook (
  key INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  url VARCHAR NOT NULL,
  secret VARCHAR NOT NULL,
  kinds JSON NOT NULL,
  actions JSON NOT NULL,
  created_by VARCHAR NOT NULL,
  created_at DATETIME NOT NULL,
  cursor INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  due_at DATETIME,
  disabled_at DATETIME,
  disabled_because VARCHAR,
  claim VARCHAR,
  claimed_until DATETIME,
  CONSTRAINT pk_webhook PRIMARY KEY (key),
  CONSTRAINT uq_webhook_id UNIQUE (id)
);

CREATE TABLE article_copy (
  article_key INTEGER NOT NULL,
  story_key INTEGER NOT NULL,
  CONSTRAINT pk_article_copy PRIMARY KEY (article_key),
  CONSTRAINT fk_article_copy_article_key_article FOREIGN KEY (article_key) REFERENCES article (key),
  CONSTRAINT fk_article_copy_story_key_article FOREIGN KEY (story_key) REFERENCES article (key)
);
CREATE INDEX ix_article_copy_story_key ON article_copy (story_key);

CREATE TABLE article_country (
  article_key INTEGER NOT NULL,
  country VARCHAR NOT NULL,
  mentions INTEGER NOT NULL,
  CONSTRAINT pk_article_country PRIMARY KEY (article_key, country),
  CONSTRAINT fk_article_country_article_key_article FOREIGN KEY (article_key) REFERENCES article (key),
  CONSTRAINT fk_article_country_country_country FOREIGN KEY (country) REFERENCES country (code)
);
CREATE INDEX ix_article_country_country_article_key ON article_country (country, article_key);

CREATE TABLE article_topic (
  article_key INTEGER NOT NULL,
  topic VARCHAR NOT NULL,
  score FLOAT NOT NULL,
  CONSTRAINT pk_article_topic PRIMARY KEY (article_key, topic),
  CONSTRAINT fk_article_topic_article_key_article FOREIGN KEY (article_key) REFERENCES article (key),
  CONSTRAINT fk_article_topic_topic_topic FOREIGN KEY (topic) REFERENCES topic (slug)
);
CREATE INDEX ix_article_topic_topic_article_key ON article_topic (topic, article_key);

CREATE TABLE article_version (
  key INTEGER NOT NULL,
  article_key INTEGER NOT NULL,
  number INTEGER NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  title VARCHAR NOT NULL,
  created_at DATETIME NOT NULL,
  text VARCHAR NOT NULL,
  engine VARCHAR,
  CONSTRAINT pk_article_version PRIMARY KEY (key),
  CONSTRAINT uq_article_version_article_key_number UNIQUE (article_key, number),
  CONSTRAINT fk_article_version_article_key_article FOREIGN KEY (article_key) REFERENCES article (key)
);
CREATE INDEX ix_article_version_sha256 ON article_version (sha256);

CREATE TABLE copy_mark (
  mark BIGINT NOT NULL,
  published_on DATE NOT NULL,
  article_key INTEGER NOT NULL,
  CONSTRAINT pk_copy_mark PRIMARY KEY (mark, published_on, article_key),
  CONSTRAINT fk_copy_mark_article_key_article FOREIGN KEY (article_key) REFERENCES article (key)
) WITHOUT ROWID;
CREATE INDEX ix_copy_mark_article_key ON copy_mark (article_key);

CREATE TABLE feed_entry (
  feed_key INTEGER NOT NULL,
  identity VARCHAR NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  CONSTRAINT pk_feed_entry PRIMARY KEY (feed_key, identity),
  CONSTRAINT fk_feed_entry_feed_key_feed FOREIGN KEY (feed_key) REFERENCES feed (key)
) WITHOUT ROWID;

CREATE TABLE meeting (
  key INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  article_key INTEGER NOT NULL,
  version INTEGER NOT NULL,
  event VARCHAR(20) NOT NULL,
  mode VARCHAR NOT NULL,
  place VARCHAR,
  country VARCHAR,
  start_on DATE,
  end_on DATE,
  precision VARCHAR(20),
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  evidence_start INTEGER NOT NULL,
  evidence_end INTEGER NOT NULL,
  evidence VARCHAR NOT NULL,
  published_on DATE NOT NULL,
  origin VARCHAR(20) NOT NULL DEFAULT 'machine',
  decided JSON NOT NULL DEFAULT '[]',
  CONSTRAINT pk_meeting PRIMARY KEY (key),
  CONSTRAINT ck_meeting_evidence CHECK (0 <= evidence_start AND evidence_start < evidence_end),
  CONSTRAINT uq_meeting_id UNIQUE (id),
  CONSTRAINT fk_meeting_article_key_article FOREIGN KEY (article_key) REFERENCES article (key),
  CONSTRAINT ck_meeting_event CHECK (event IN ('CONSULT', 'AGREE', 'COOPERATE')),
  CONSTRAINT fk_meeting_country_country FOREIGN KEY (country) REFERENCES country (code),
  CONSTRAINT ck_meeting_precision CHECK (precision IN ('day', 'month', 'year')),
  CONSTRAINT ck_meeting_origin CHECK (origin IN ('machine', 'reviewer'))
);
CREATE INDEX ix_meeting_article_key ON meeting (article_key);
CREATE INDEX ix_meeting_country ON meeting (country);
CREATE INDEX ix_meeting_published_on_key ON meeting (published_on, key);
CREATE INDEX ix_meeting_start_on ON meeting (start_on);

CREATE TABLE speaker (
  key INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  kind VARCHAR(20) NOT NULL,
  country VARCHAR,
  created_at DATETIME NOT NULL,
  wikidata_id VARCHAR,
  decided JSON NOT NULL DEFAULT '[]',
  refused_names JSON NOT NULL DEFAULT '[]',
  CONSTRAINT pk_speaker PRIMARY KEY (key),
  CONSTRAINT uq_speaker_id UNIQUE (id),
  CONSTRAINT ck_speaker_speakerkind CHECK (kind IN ('person', 'organisation')),
  CONSTRAINT fk_speaker_country_country FOREIGN KEY (country) REFERENCES country (code)
);
CREATE INDEX ix_speaker_country ON speaker (country);
CREATE INDEX ix_speaker_name ON speaker (name);

CREATE TABLE stored_answer (
  key INTEGER NOT NULL,
  api_key_key INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  request_sha256 VARCHAR(64) NOT NULL,
  status INTEGER NOT NULL,
  location VARCHAR,
  body VARCHAR NOT NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT pk_stored_answer PRIMARY KEY (key),
  CONSTRAINT uq_stored_answer_api_key_key_name UNIQUE (api_key_key, name),
  CONSTRAINT fk_stored_answer_api_key_key_api_key FOREIGN KEY (api_key_key) REFERENCES api_key (key)
);
CREATE INDEX ix_stored_answer_created_at ON stored_answer (created_at);

CREATE TABLE taken_down (
  key INTEGER NOT NULL,
  record_kind VARCHAR(20) NOT NULL,
  record_id VARCHAR NOT NULL,
  change_key INTEGER NOT NULL,
  rows JSON,
  CONSTRAINT pk_taken_down PRIMARY KEY (key),
  CONSTRAINT uq_taken_down_record_kind_record_id UNIQUE (record_kind, record_id),
  CONSTRAINT ck_taken_down_recordkind CHECK (record_kind IN ('article', 'quote', 'speaker', 'meeting')),
  CONSTRAINT fk_taken_down_change_key_change FOREIGN KEY (change_key) REFERENCES change (key)
);
CREATE INDEX ix_taken_down_change_key ON taken_down (change_key);

CREATE TABLE topic_tally (
  topic VARCHAR NOT NULL,
  quotes INTEGER NOT NULL,
  CONSTRAINT pk_topic_tally PRIMARY KEY (topic),
  CONSTRAINT fk_topic_tally_topic_topic FOREIGN KEY (topic) REFERENCES topic (slug) ON DELETE CASCADE
);

CREATE TABLE webhook_attempt (
  key INTEGER NOT NULL,
  webhook_key INTEGER NOT NULL,
  change_key INTEGER,
  at DATETIME NOT NULL,
  status INTEGER,
  error VARCHAR,
  duration_ms INTEGER NOT NULL,
  CONSTRAINT pk_webhook_attempt PRIMARY KEY (key),
  CONSTRAINT fk_webhook_attempt_webhook_key_webhook FOREIGN KEY (webhook_key) REFERENCES webhook (key) ON DELETE CASCADE,
  CONSTRAINT fk_webhook_attempt_change_key_change FOREIGN KEY (change_key) REFERENCES change (key)
);
CREATE INDEX ix_webhook_attempt_webhook_key ON webhook_attempt (webhook_key);

CREATE TABLE meeting_participant (
  meeting_key INTEGER NOT NULL,
  number INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  slug VARCHAR NOT NULL,
  kind VARCHAR(20) NOT NULL,
  country VARCHAR,
  speaker_key INTEGER,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  CONSTRAINT pk_meeting_participant PRIMARY KEY (meeting_key, number),
  CONSTRAINT fk_meeting_participant_meeting_key_meeting FOREIGN KEY (meeting_key) REFERENCES meeting (key),
  CONSTRAINT ck_meeting_participant_speakerkind CHECK (kind IN ('person', 'organisation')),
  CONSTRAINT fk_meeting_participant_country_country FOREIGN KEY (country) REFERENCES country (code),
  CONSTRAINT fk_meeting_participant_speaker_key_speaker FOREIGN KEY (speaker_key) REFERENCES speaker (key)
);
CREATE INDEX ix_meeting_participant_slug ON meeting_participant (slug);
CREATE INDEX ix_meeting_participant_speaker_key ON meeting_participant (speaker_key);

CREATE TABLE quote (
  key INTEGER NOT NULL,
  id VARCHAR NOT NULL,
  article_key INTEGER NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  withdrawn BOOLEAN NOT NULL,
  kind VARCHAR(20) NOT NULL,
  act VARCHAR(20) NOT NULL,
  text VARCHAR NOT NULL,
  speaker_key INTEGER,
  role_title VARCHAR,
  role_organisation VARCHAR,
  role_country VARCHAR,
  attribution VARCHAR,
  cue VARCHAR,
  method VARCHAR(20) NOT NULL,
  addressee VARCHAR,
  medium VARCHAR,
  relayed_by VARCHAR,
  said_on DATE,
  said_on_precision VARCHAR(20),
  place VARCHAR,
  confidence FLOAT NOT NULL,
  review VARCHAR(20) NOT NULL,
  published_on DATE NOT NULL,
  words_hash VARCHAR(12),
  origin VARCHAR(20) NOT NULL DEFAULT 'machine',
  decided JSON NOT NULL DEFAULT '[]',
  CONSTRAINT pk_quote PRIMARY KEY (key),
  CONSTRAINT ck_quote_confidence CHECK (confidence BETWEEN 0 AND 1),
  CONSTRAINT uq_quote_id UNIQUE (id),
  CONSTRAINT fk_quote_article_key_article FOREIGN KEY (article_key) REFERENCES article (key),
  CONSTRAINT ck_quote_quotekind CHECK (kind IN ('direct', 'indirect', 'mixed')),
  CONSTRAINT ck_quote_act CHECK (act IN ('speech', 'writing', 'belief')),
  CONSTRAINT fk_quote_speaker_key_speaker FOREIGN KEY (speaker_key) REFERENCES speaker (key),
  CONSTRAINT fk_quote_role_country_country FOREIGN KEY (role_country) REFERENCES country (code),
  CONSTRAINT ck_quote_method CHECK (
    method IN (
      'named', 'surname', 'pronoun', 'role', 'institution', 'medium', 'first-person', 'unnamed', 'none'
    )
  ),
  CONSTRAINT ck_quote_precision CHECK (said_on_precision IN ('day', 'month', 'year')),
  CONSTRAINT ck_quote_review CHECK (review IN ('machine', 'verified', 'disputed', 'retracted')),
  CONSTRAINT ck_quote_origin CHECK (origin IN ('machine', 'reviewer'))
);
CREATE INDEX ix_quote_article_key_position ON quote (article_key, position);
CREATE INDEX ix_quote_confidence_key ON quote (confidence, key);
CREATE INDEX ix_quote_published_on_key ON quote (published_on, key, withdrawn, review);
CREATE INDEX ix_quote_said_key ON quote (coalesce(said_on, published_on), key);
CREATE INDEX ix_quote_saying ON quote (speaker_key, words_hash, published_on, key, withdrawn)
  WHERE words_hash IS NOT NULL AND withdrawn IS 0;
CREATE INDEX ix_quote_speaker_key_published_on_key ON quote (speaker_key, published_on, key, withdrawn, review);

CREATE TABLE speaker_identity (
  key INTEGER NOT NULL,
  speaker_key INTEGER NOT NULL,
  id VARCHAR,
  name VARCHAR NOT NULL,
  slug VARCHAR NOT NULL,
  kind VARCHAR(20) NOT NULL,
  country VARCHAR,
  CONSTRAINT pk_speaker_identity PRIMARY KEY (key),
  CONSTRAINT fk_speaker_identity_speaker_key_speaker FOREIGN KEY (speaker_key) REFERENCES speaker (key),
  CONSTRAINT uq_speaker_identity_id UNIQUE (id),
  CONSTRAINT ck_speaker_identity_speakerkind CHECK (kind IN ('person', 'organisation')),
  CONSTRAINT fk_speaker_identity_country_country FOREIGN KEY (country) REFERENCES country (code)
);
CREATE INDEX ix_speaker_identity_slug ON speaker_identity (slug);
CREATE INDEX ix_speaker_identity_speaker_key ON speaker_identity (speaker_key);

CREATE TABLE speaker_name (
  key INTEGER NOT NULL,
  speaker_key INTEGER NOT NULL,
  name VARCHAR NOT NULL,
  slug VARCHAR NOT NULL,
  CONSTRAINT pk_speaker_name PRIMARY KEY (key),
  CONSTRAINT uq_speaker_name_speaker_key_name UNIQUE (speaker_key, name),
  CONSTRAINT fk_speaker_name_speaker_key_speaker FOREIGN KEY (speaker_key) REFERENCES speaker (key)
);
CREATE INDEX ix_speaker_name_slug ON speaker_name (slug);

CREATE TABLE speaker_tally (
  speaker_key INTEGER NOT NULL,
  quotes INTEGER NOT NULL,
  CONSTRAINT pk_speaker_tally PRIMARY KEY (speaker_key),
  CONSTRAINT fk_speaker_tally_speaker_key_speaker FOREIGN KEY (speaker_key) REFERENCES speaker (key) ON DELETE CASCADE
);
CREATE INDEX ix_speaker_tally_quotes ON speaker_tally (quotes);

CREATE TABLE past_quote (
  version_key INTEGER NOT NULL,
  quote_key INTEGER NOT NULL,
  position INTEGER NOT NULL,
  item VARCHAR NOT NULL,
  CONSTRAINT pk_past_quote PRIMARY KEY (version_key, quote_key),
  CONSTRAINT fk_past_quote_version_key_article_version FOREIGN KEY (version_key) REFERENCES article_version (key),
  CONSTRAINT fk_past_quote_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key)
);

CREATE TABLE quote_country (
  quote_key INTEGER NOT NULL,
  country VARCHAR NOT NULL,
  CONSTRAINT pk_quote_country PRIMARY KEY (quote_key, country),
  CONSTRAINT fk_quote_country_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key),
  CONSTRAINT fk_quote_country_country_country FOREIGN KEY (country) REFERENCES country (code)
);
CREATE INDEX ix_quote_country_country_quote_key ON quote_country (country, quote_key);

CREATE TABLE quote_json (
  quote_key INTEGER NOT NULL,
  item VARCHAR NOT NULL,
  CONSTRAINT pk_quote_json PRIMARY KEY (quote_key),
  CONSTRAINT fk_quote_json_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key) ON DELETE CASCADE
);

CREATE TABLE quote_span (
  quote_key INTEGER NOT NULL,
  part VARCHAR(20) NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  CONSTRAINT pk_quote_span PRIMARY KEY (quote_key, part, start),
  CONSTRAINT ck_quote_span_order CHECK (0 <= start AND start < "end"),
  CONSTRAINT fk_quote_span_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key),
  CONSTRAINT ck_quote_span_spanpart CHECK (part IN ('content', 'cue', 'source'))
);

CREATE TABLE quote_topic (
  quote_key INTEGER NOT NULL,
  topic VARCHAR NOT NULL,
  score FLOAT NOT NULL,
  CONSTRAINT pk_quote_topic PRIMARY KEY (quote_key, topic),
  CONSTRAINT fk_quote_topic_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key),
  CONSTRAINT fk_quote_topic_topic_topic FOREIGN KEY (topic) REFERENCES topic (slug)
);
CREATE INDEX ix_quote_topic_topic_quote_key ON quote_topic (topic, quote_key);
