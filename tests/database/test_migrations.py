"""Records of the first schema are still right after every later revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from app.database import schema
from app.database.engine import open_session, open_writer
from app.database.schema import is_schema_current, migrate_schema
from app.domain.identifiers import hash_text, hash_words
from app.maintenance.consistency import find_stale_derived, find_unrecorded
from app.maintenance.span_verification import find_unproved
from app.services.quote_json import find_stale_quote_json
from tests.conftest import DatabaseFactory

TEXT = "“We agree on a hotline,” Foreign Minister Ana Lim said."
QUOTE_JSON = (
    '{"id":"quo-1","kind":"direct","act":"speech","text":"We agree on a hotline,","speakers":[{"id":"ana-lim","name":'
    '"Ana Lim","kind":"person","country":"SG","role":{"title":"Foreign Minister","organisation":null,"country":null}}],'
    '"attribution":{"text":"Foreign Minister Ana Lim","cue":"said","method":"named"},"addressee":null,"medium":null,'
    '"relayed_by":null,"said_on":null,"said_on_precision":null,"place":null,"topics":["crises"],"countries":["SG"],'
    '"confidence":0.9,"review":"machine","withdrawn":false,"article":{"id":"art-1","title":"Talks","outlet":null,'
    '"published_on":"2024-02-27","url":null}}'
)
# As the first schema has its columns: these statements stay as they are, whatever later revisions add.
RECORDS = (
    "INSERT INTO country (code, alpha3, name) VALUES ('SG', 'SGP', 'Singapore')",
    "INSERT INTO topic (slug, label, description) VALUES ('security', 'Security', 'Safe from others')",
    "INSERT INTO topic (slug, label, description, broader) VALUES ('crises', 'Crises', 'In danger', 'security')",
    "INSERT INTO article (id, title, language, published_on, version, created_at, updated_at) "
    "VALUES ('art-1', 'Talks', 'en', '2024-02-27', 1, '2024-02-27', '2024-02-27')",
    "INSERT INTO article_version (article_key, number, sha256, title, created_at, text) "
    f"VALUES (1, 1, '{hash_text(TEXT)}', 'Talks', '2024-02-27', '{TEXT}')",
    "INSERT INTO speaker (id, name, kind, country, created_at) "
    "VALUES ('ana-lim', 'Ana Lim', 'person', 'SG', '2024-02-27')",
    "INSERT INTO speaker_name (speaker_key, name, slug) VALUES (1, 'Ana Lim', 'ana-lim')",
    "INSERT INTO quote (id, article_key, version, position, withdrawn, kind, act, text, speaker_key, role_title, "
    "attribution, cue, method, confidence, review, published_on, words_hash) VALUES ('quo-1', 1, 1, 0, false, "
    "'direct', 'speech', 'We agree on a hotline,', 1, 'Foreign Minister', 'Foreign Minister Ana Lim', 'said', 'named', "
    f"0.9, 'machine', '2024-02-27', '{hash_words('We agree on a hotline,')}')",
    'INSERT INTO quote_span (quote_key, part, start, "end") '
    "VALUES (1, 'content', 1, 23), (1, 'source', 25, 49), (1, 'cue', 50, 54)",
    "INSERT INTO quote_topic (quote_key, topic, score) VALUES (1, 'crises', 0.5)",
    "INSERT INTO quote_country (quote_key, country) VALUES (1, 'SG')",
    f"INSERT INTO quote_json (quote_key, item) VALUES (1, '{QUOTE_JSON}')",
    *(
        'INSERT INTO change (at, "by", action, record_kind, record_id) '
        f"VALUES ('2024-02-27', 'ingest', 'created', '{kind}', '{name}')"
        for kind, name in (("article", "art-1"), ("speaker", "ana-lim"), ("quote", "quo-1"))
    ),
)


def create_first_schema(writer: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with writer.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "r1")
        for statement in RECORDS:
            connection.exec_driver_sql(statement)


def test_records_of_the_first_schema_follow_every_later_revision(databases: DatabaseFactory, tmp_path: Path):
    writer = open_writer(databases.create_empty_database(tmp_path))
    create_first_schema(writer)
    migrate_schema(writer)
    assert is_schema_current(writer)
    with open_session(writer) as session:
        assert list(find_unproved(session, lambda _done, _whole: None)) == []
        assert list(find_unrecorded(session)) == []
        assert list(find_stale_quote_json(session)) == []
        # `chancery check` knows SQLite's own SQL alone.
        assert not databases.is_sqlite or list(find_stale_derived(session)) == []
    writer.dispose()
