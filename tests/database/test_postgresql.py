"""What a user of PostgreSQL meets with, beside what every test asks of both engines."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import make_url

from app.database.engine import open_writer
from app.ingestion import save_many
from app.ingestion.save_article import load_topics, prepare_database
from app.settings import Settings
from tests.breaking import export_all
from tests.conftest import CommandRunner, run_sql, seed_database
from tests.postgresql import PostgresServer, driver_url, running_server

pytestmark = pytest.mark.sqlite
LINE = '{"title": "Talks", "published_on": "2024-02-27", "text": "“We%s agree,” Ana Lim said."}\n'


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="there is no pg_dump here")
def test_a_dump_is_restored_with_all_that_it_had(server: PostgresServer, vocabulary, tmp_path):
    source, target = server.create_database(), server.create_database()
    seed_database(Settings(database_url=source), vocabulary).dispose()
    dump = str(tmp_path / "dump")
    for command in (
        ["pg_dump", "--format=custom", f"--file={dump}", driver_url(make_url(source))],
        ["pg_restore", "--exit-on-error", f"--dbname={driver_url(make_url(target))}", dump],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert export_all(source) == export_all(target)
    found = 'SELECT count(*) FROM quote_fts WHERE words @@ wanted(\'[{"any_of": [{"words": "sovereignty"}]}]\')'
    assert run_sql(Settings(database_url=target), found) == run_sql(Settings(database_url=source), found) != [(0,)]


def test_a_character_that_it_does_not_take_is_replaced(server: PostgresServer, chancery: CommandRunner):
    where = ("--database", server.create_database())
    assert chancery("ingest", "-", "--format", "jsonl", *where, stdin=LINE % "\\u0000").returncode == 0
    assert "We� agree" in chancery("export", *where).stdout


def test_a_text_with_more_words_than_an_index_holds_is_stored(server: PostgresServer, vocabulary):
    settings = Settings(database_url=server.create_database())
    seed_database(settings, vocabulary).dispose()
    # As many words as fit; together with those of the title, it is too many.
    body = "(SELECT string_agg('word' || number, ' ') FROM generate_series(1000000, 1065534) AS numbers (number))"
    run_sql(settings, f"UPDATE article_version SET text = {body} WHERE key = 1")
    found = (
        'SELECT count(*) FROM article_version_fts WHERE words @@ wanted(\'[{"any_of": [{"words": "word1000001"}]}]\')'
    )
    assert run_sql(settings, found) == [(1,)]


@pytest.mark.parametrize(
    ("change", "message"),
    [("?nonsense=1", "nonsense"), ("_missing", "does not exist")],
)
def test_what_cannot_be_opened_is_one_line(server: PostgresServer, chancery: CommandRunner, change: str, message: str):
    refused = chancery("keys", "list", "--database", server.create_database() + change)
    assert refused.returncode == 1
    assert message in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_database_of_another_encoding_is_refused(server: PostgresServer, chancery: CommandRunner):
    url = server.create_database(encoding="SQL_ASCII")
    refused = chancery("serve", "--port", "0", "--database", url)
    assert refused.returncode == 1
    assert "has the encoding SQL_ASCII; create the database with --encoding UTF8" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_options_in_the_address_are_kept(server: PostgresServer):
    engine = open_writer(server.create_database() + "?options=-c%20work_mem%3D9MB")
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SHOW work_mem").scalar() == "9MB"
        assert connection.exec_driver_sql("SHOW timezone").scalar() == "UTC"
    engine.dispose()


def test_it_counts_its_articles_while_many_are_ingested(server: PostgresServer, vocabulary, monkeypatch):
    monkeypatch.setattr(save_many, "_GROWN", {2})
    settings = Settings(database_url=server.create_database())
    seed_database(settings, vocabulary).dispose()
    assert run_sql(settings, "SELECT reltuples FROM pg_class WHERE relname = 'article'") == [(2.0,)]


def test_a_second_server_finds_what_the_first_has_set_up(server: PostgresServer):
    settings = Settings(database_url=server.create_database())
    for _ in range(2):
        prepare_database(settings, load_topics(settings.seeds)).dispose()
    assert run_sql(settings, "SELECT count(*) > 0 FROM country") == [(True,)]
