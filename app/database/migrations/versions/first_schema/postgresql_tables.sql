-- The tables of the records. Texts are compared by code point, as SQLite does, whatever the database's own order is.

CREATE TABLE api_key (
  key bigserial,
  name text COLLATE "C" NOT NULL,
  scope text COLLATE "C" NOT NULL,
  prefix text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  created_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  CONSTRAINT pk_api_key PRIMARY KEY (key),
  CONSTRAINT uq_api_key_name UNIQUE (name),
  CONSTRAINT ck_api_key_scope CHECK (scope IN ('read', 'write', 'review', 'admin')),
  CONSTRAINT uq_api_key_prefix UNIQUE (prefix)
);

CREATE TABLE article (
  key bigserial,
  id text COLLATE "C" NOT NULL,
  url text COLLATE "C",
  outlet text COLLATE "C",
  author text COLLATE "C",
  title text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  dateline text COLLATE "C",
  published_on date NOT NULL,
  source text COLLATE "C",
  version integer NOT NULL,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  decided json NOT NULL DEFAULT '[]',
  CONSTRAINT pk_article PRIMARY KEY (key),
  CONSTRAINT uq_article_id UNIQUE (id),
  CONSTRAINT uq_article_url UNIQUE (url)
);
CREATE INDEX ix_article_outlet ON article (outlet);
CREATE INDEX ix_article_published_on_key ON article (published_on, key);

CREATE TABLE change (
  key bigserial,
  at timestamp with time zone NOT NULL,
  by text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  record_kind text COLLATE "C" NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  reason text COLLATE "C",
  before json,
  after json,
  undoes bigint,
  CONSTRAINT pk_change PRIMARY KEY (key),
  CONSTRAINT ck_change_action CHECK (action IN ('created', 'changed', 'merged', 'split', 'withdrawn')),
  CONSTRAINT ck_change_recordkind CHECK (record_kind IN ('article', 'quote', 'speaker', 'meeting')),
  CONSTRAINT fk_change_undoes_change FOREIGN KEY (undoes) REFERENCES change (key)
);
CREATE INDEX ix_change_record ON change (record_kind, record_id, key);
CREATE INDEX ix_change_undoes ON change (undoes);

CREATE TABLE country (
  code text COLLATE "C" NOT NULL,
  alpha3 text COLLATE "C",
  name text COLLATE "C" NOT NULL,
  CONSTRAINT pk_country PRIMARY KEY (code)
);

CREATE TABLE feed (
  key bigserial,
  url text COLLATE "C" NOT NULL,
  etag text COLLATE "C",
  last_modified text COLLATE "C",
  CONSTRAINT pk_feed PRIMARY KEY (key),
  CONSTRAINT uq_feed_url UNIQUE (url)
);

CREATE TABLE filing_tally (
  topic text COLLATE "C" NOT NULL,
  country text COLLATE "C" NOT NULL,
  quotes bigint NOT NULL,
  CONSTRAINT pk_filing_tally PRIMARY KEY (topic, country)
);

CREATE TABLE ingestion (
  name text COLLATE "C" NOT NULL,
  tally json NOT NULL,
  CONSTRAINT pk_ingestion PRIMARY KEY (name)
);

CREATE TABLE name_word (
  word text COLLATE "C" NOT NULL,
  name_key bigint NOT NULL,
  speaker_key bigint NOT NULL,
  CONSTRAINT pk_name_word PRIMARY KEY (word, name_key)
);

CREATE TABLE quote_filing (
  topic text COLLATE "C" NOT NULL,
  country text COLLATE "C" NOT NULL,
  published_on date NOT NULL,
  quote_key bigint NOT NULL,
  CONSTRAINT pk_quote_filing PRIMARY KEY (topic, country, published_on, quote_key)
);

CREATE TABLE quote_tally (
  facet text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  quotes bigint NOT NULL,
  CONSTRAINT pk_quote_tally PRIMARY KEY (facet, value)
);

CREATE TABLE topic (
  slug text COLLATE "C" NOT NULL,
  label text COLLATE "C" NOT NULL,
  description text COLLATE "C" NOT NULL,
  broader text COLLATE "C",
  iptc text COLLATE "C",
  wikidata text COLLATE "C",
  CONSTRAINT pk_topic PRIMARY KEY (slug),
  CONSTRAINT fk_topic_broader_topic FOREIGN KEY (broader) REFERENCES topic (slug)
);
CREATE INDEX ix_topic_broader ON topic (broader);

CREATE TABLE webhook (
  key bigserial,
  id text COLLATE "C" NOT NULL,
  url text COLLATE "C" NOT NULL,
  secret text COLLATE "C" NOT NULL,
  kinds json NOT NULL,
  actions json NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  created_at timestamp with time zone NOT NULL,
  cursor bigint NOT NULL,
  failures integer NOT NULL,
  due_at timestamp with time zone,
  disabled_at timestamp with time zone,
  disabled_because text COLLATE "C",
  claim text COLLATE "C",
  claimed_until timestamp with time zone,
  CONSTRAINT pk_webhook PRIMARY KEY (key),
  CONSTRAINT uq_webhook_id UNIQUE (id)
);

CREATE TABLE article_copy (
  article_key bigint NOT NULL,
  story_key bigint NOT NULL,
  CONSTRAINT pk_article_copy PRIMARY KEY (article_key),
  CONSTRAINT fk_article_copy_article_key_article FOREIGN KEY (article_key) REFERENCES article (key),
  CONSTRAINT fk_article_copy_story_key_article FOREIGN KEY (story_key) REFERENCES article (key)
);
CREATE INDEX ix_article_copy_story_key ON article_copy (story_key);

CREATE TABLE article_country (
  article_key bigint NOT NULL,
  country text COLLATE "C" NOT NULL,
  mentions integer NOT NULL,
  CONSTRAINT pk_article_country PRIMARY KEY (article_key, country),
  CONSTRAINT fk_article_country_article_key_article FOREIGN KEY (article_key) REFERENCES article (key),
  CONSTRAINT fk_article_country_country_country FOREIGN KEY (country) REFERENCES country (code)
);
CREATE INDEX ix_article_country_country_article_key ON article_country (country, article_key);

CREATE TABLE article_topic (
  article_key bigint NOT NULL,
  topic text COLLATE "C" NOT NULL,
  score double precision NOT NULL,
  CONSTRAINT pk_article_topic PRIMARY KEY (article_key, topic),
  CONSTRAINT fk_article_topic_article_key_article FOREIGN KEY (article_key) REFERENCES article (key),
  CONSTRAINT fk_article_topic_topic_topic FOREIGN KEY (topic) REFERENCES topic (slug)
);
CREATE INDEX ix_article_topic_topic_article_key ON article_topic (topic, article_key);

CREATE TABLE article_version (
  key bigserial,
  article_key bigint NOT NULL,
  number integer NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  title text COLLATE "C" NOT NULL,
  created_at timestamp with time zone NOT NULL,
  text text COLLATE "C" NOT NULL,
  engine text COLLATE "C",
  CONSTRAINT pk_article_version PRIMARY KEY (key),
  CONSTRAINT uq_article_version_article_key_number UNIQUE (article_key, number),
  CONSTRAINT fk_article_version_article_key_article FOREIGN KEY (article_key) REFERENCES article (key)
);
CREATE INDEX ix_article_version_sha256 ON article_version (sha256);

CREATE TABLE copy_mark (
  mark bigint NOT NULL,
  published_on date NOT NULL,
  article_key bigint NOT NULL,
  CONSTRAINT pk_copy_mark PRIMARY KEY (mark, published_on, article_key),
  CONSTRAINT fk_copy_mark_article_key_article FOREIGN KEY (article_key) REFERENCES article (key)
);
CREATE INDEX ix_copy_mark_article_key ON copy_mark (article_key);

CREATE TABLE feed_entry (
  feed_key bigint NOT NULL,
  identity text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  CONSTRAINT pk_feed_entry PRIMARY KEY (feed_key, identity),
  CONSTRAINT fk_feed_entry_feed_key_feed FOREIGN KEY (feed_key) REFERENCES feed (key)
);

CREATE TABLE meeting (
  key bigserial,
  id text COLLATE "C" NOT NULL,
  article_key bigint NOT NULL,
  version integer NOT NULL,
  event text COLLATE "C" NOT NULL,
  mode text COLLATE "C" NOT NULL,
  place text COLLATE "C",
  country text COLLATE "C",
  start_on date,
  end_on date,
  precision text COLLATE "C",
  trigger_start integer NOT NULL,
  trigger_end integer NOT NULL,
  evidence_start integer NOT NULL,
  evidence_end integer NOT NULL,
  evidence text COLLATE "C" NOT NULL,
  published_on date NOT NULL,
  origin text COLLATE "C" NOT NULL DEFAULT 'machine',
  decided json NOT NULL DEFAULT '[]',
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
  key bigserial,
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  country text COLLATE "C",
  created_at timestamp with time zone NOT NULL,
  wikidata_id text COLLATE "C",
  decided json NOT NULL DEFAULT '[]',
  refused_names json NOT NULL DEFAULT '[]',
  CONSTRAINT pk_speaker PRIMARY KEY (key),
  CONSTRAINT uq_speaker_id UNIQUE (id),
  CONSTRAINT ck_speaker_speakerkind CHECK (kind IN ('person', 'organisation')),
  CONSTRAINT fk_speaker_country_country FOREIGN KEY (country) REFERENCES country (code)
);
CREATE INDEX ix_speaker_country ON speaker (country);
CREATE INDEX ix_speaker_name ON speaker (name);

CREATE TABLE stored_answer (
  key bigserial,
  api_key_key bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  request_sha256 text COLLATE "C" NOT NULL,
  status integer NOT NULL,
  location text COLLATE "C",
  body text COLLATE "C" NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT pk_stored_answer PRIMARY KEY (key),
  CONSTRAINT uq_stored_answer_api_key_key_name UNIQUE (api_key_key, name),
  CONSTRAINT fk_stored_answer_api_key_key_api_key FOREIGN KEY (api_key_key) REFERENCES api_key (key)
);
CREATE INDEX ix_stored_answer_created_at ON stored_answer (created_at);

CREATE TABLE taken_down (
  key bigserial,
  record_kind text COLLATE "C" NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  change_key bigint NOT NULL,
  rows json,
  CONSTRAINT pk_taken_down PRIMARY KEY (key),
  CONSTRAINT uq_taken_down_record_kind_record_id UNIQUE (record_kind, record_id),
  CONSTRAINT ck_taken_down_recordkind CHECK (record_kind IN ('article', 'quote', 'speaker', 'meeting')),
  CONSTRAINT fk_taken_down_change_key_change FOREIGN KEY (change_key) REFERENCES change (key)
);
CREATE INDEX ix_taken_down_change_key ON taken_down (change_key);

CREATE TABLE webhook_attempt (
  key bigserial,
  webhook_key bigint NOT NULL,
  change_key bigint,
  at timestamp with time zone NOT NULL,
  status integer,
  error text COLLATE "C",
  duration_ms integer NOT NULL,
  CONSTRAINT pk_webhook_attempt PRIMARY KEY (key),
  CONSTRAINT fk_webhook_attempt_webhook_key_webhook FOREIGN KEY (webhook_key) REFERENCES webhook (key) ON DELETE CASCADE,
  CONSTRAINT fk_webhook_attempt_change_key_change FOREIGN KEY (change_key) REFERENCES change (key)
);
CREATE INDEX ix_webhook_attempt_webhook_key ON webhook_attempt (webhook_key);

CREATE TABLE meeting_participant (
  meeting_key bigint NOT NULL,
  number integer NOT NULL,
  name text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  country text COLLATE "C",
  speaker_key bigint,
  start integer NOT NULL,
  "end" integer NOT NULL,
  CONSTRAINT pk_meeting_participant PRIMARY KEY (meeting_key, number),
  CONSTRAINT fk_meeting_participant_meeting_key_meeting FOREIGN KEY (meeting_key) REFERENCES meeting (key),
  CONSTRAINT ck_meeting_participant_speakerkind CHECK (kind IN ('person', 'organisation')),
  CONSTRAINT fk_meeting_participant_country_country FOREIGN KEY (country) REFERENCES country (code),
  CONSTRAINT fk_meeting_participant_speaker_key_speaker FOREIGN KEY (speaker_key) REFERENCES speaker (key)
);
CREATE INDEX ix_meeting_participant_slug ON meeting_participant (slug);
CREATE INDEX ix_meeting_participant_speaker_key ON meeting_participant (speaker_key);

CREATE TABLE quote (
  key bigserial,
  id text COLLATE "C" NOT NULL,
  article_key bigint NOT NULL,
  version integer NOT NULL,
  position integer NOT NULL,
  withdrawn boolean NOT NULL,
  kind text COLLATE "C" NOT NULL,
  act text COLLATE "C" NOT NULL,
  text text COLLATE "C" NOT NULL,
  speaker_key bigint,
  role_title text COLLATE "C",
  role_organisation text COLLATE "C",
  role_country text COLLATE "C",
  attribution text COLLATE "C",
  cue text COLLATE "C",
  method text COLLATE "C" NOT NULL,
  addressee text COLLATE "C",
  medium text COLLATE "C",
  relayed_by text COLLATE "C",
  said_on date,
  said_on_precision text COLLATE "C",
  place text COLLATE "C",
  confidence double precision NOT NULL,
  review text COLLATE "C" NOT NULL,
  published_on date NOT NULL,
  words_hash text COLLATE "C",
  origin text COLLATE "C" NOT NULL DEFAULT 'machine',
  decided json NOT NULL DEFAULT '[]',
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
  WHERE words_hash IS NOT NULL AND NOT withdrawn;
CREATE INDEX ix_quote_speaker_key_published_on_key ON quote (speaker_key, published_on, key, withdrawn, review);

CREATE TABLE speaker_identity (
  key bigserial,
  speaker_key bigint NOT NULL,
  id text COLLATE "C",
  name text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  country text COLLATE "C",
  CONSTRAINT pk_speaker_identity PRIMARY KEY (key),
  CONSTRAINT fk_speaker_identity_speaker_key_speaker FOREIGN KEY (speaker_key) REFERENCES speaker (key),
  CONSTRAINT uq_speaker_identity_id UNIQUE (id),
  CONSTRAINT ck_speaker_identity_speakerkind CHECK (kind IN ('person', 'organisation')),
  CONSTRAINT fk_speaker_identity_country_country FOREIGN KEY (country) REFERENCES country (code)
);
CREATE INDEX ix_speaker_identity_slug ON speaker_identity (slug);
CREATE INDEX ix_speaker_identity_speaker_key ON speaker_identity (speaker_key);

CREATE TABLE speaker_name (
  key bigserial,
  speaker_key bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  CONSTRAINT pk_speaker_name PRIMARY KEY (key),
  CONSTRAINT uq_speaker_name_speaker_key_name UNIQUE (speaker_key, name),
  CONSTRAINT fk_speaker_name_speaker_key_speaker FOREIGN KEY (speaker_key) REFERENCES speaker (key)
);
CREATE INDEX ix_speaker_name_slug ON speaker_name (slug);

CREATE TABLE speaker_tally (
  speaker_key bigint NOT NULL,
  quotes bigint NOT NULL,
  CONSTRAINT pk_speaker_tally PRIMARY KEY (speaker_key),
  CONSTRAINT fk_speaker_tally_speaker_key_speaker FOREIGN KEY (speaker_key) REFERENCES speaker (key) ON DELETE CASCADE
);
CREATE INDEX ix_speaker_tally_quotes ON speaker_tally (quotes);

CREATE TABLE past_quote (
  version_key bigint NOT NULL,
  quote_key bigint NOT NULL,
  position integer NOT NULL,
  item text COLLATE "C" NOT NULL,
  CONSTRAINT pk_past_quote PRIMARY KEY (version_key, quote_key),
  CONSTRAINT fk_past_quote_version_key_article_version FOREIGN KEY (version_key) REFERENCES article_version (key),
  CONSTRAINT fk_past_quote_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key)
);

CREATE TABLE quote_country (
  quote_key bigint NOT NULL,
  country text COLLATE "C" NOT NULL,
  CONSTRAINT pk_quote_country PRIMARY KEY (quote_key, country),
  CONSTRAINT fk_quote_country_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key),
  CONSTRAINT fk_quote_country_country_country FOREIGN KEY (country) REFERENCES country (code)
);
CREATE INDEX ix_quote_country_country_quote_key ON quote_country (country, quote_key);

CREATE TABLE quote_json (
  quote_key bigint NOT NULL,
  item text COLLATE "C" NOT NULL,
  CONSTRAINT pk_quote_json PRIMARY KEY (quote_key),
  CONSTRAINT fk_quote_json_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key) ON DELETE CASCADE
);

CREATE TABLE quote_span (
  quote_key bigint NOT NULL,
  part text COLLATE "C" NOT NULL,
  start integer NOT NULL,
  "end" integer NOT NULL,
  CONSTRAINT pk_quote_span PRIMARY KEY (quote_key, part, start),
  CONSTRAINT ck_quote_span_order CHECK (0 <= start AND start < "end"),
  CONSTRAINT fk_quote_span_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key),
  CONSTRAINT ck_quote_span_spanpart CHECK (part IN ('content', 'cue', 'source'))
);

CREATE TABLE quote_topic (
  quote_key bigint NOT NULL,
  topic text COLLATE "C" NOT NULL,
  score double precision NOT NULL,
  CONSTRAINT pk_quote_topic PRIMARY KEY (quote_key, topic),
  CONSTRAINT fk_quote_topic_quote_key_quote FOREIGN KEY (quote_key) REFERENCES quote (key),
  CONSTRAINT fk_quote_topic_topic_topic FOREIGN KEY (topic) REFERENCES topic (slug)
);
CREATE INDEX ix_quote_topic_topic_quote_key ON quote_topic (topic, quote_key);
