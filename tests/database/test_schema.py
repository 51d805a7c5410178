import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import text

from app.database.engine import open_reader, open_session, open_writer
from app.database.schema import migrate_schema
from app.errors import DatabaseBusy, ForeignDatabase
from app.settings import Settings
from tests.database.derived import require_kept

pytestmark = pytest.mark.sqlite
ROOT = Path(__file__).parents[2]


def alembic(engine):
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.set_main_option("script_location", str(ROOT / "app/database/migrations"))
    config.attributes["connection"] = engine
    return config


# Alembic leaves an index of an expression out of the comparison, and says that it does.
@pytest.mark.filterwarnings("ignore:(Skipped unsupported|autogenerate skipping).*expression-based index")
def test_the_migrations_make_the_schema_that_the_models_describe(writer):
    with writer.begin() as connection:
        command.check(alembic(connection))


def test_foreign_keys_are_enforced(writer):
    with pytest.raises(IntegrityError), open_session(writer) as session:
        session.execute(text("INSERT INTO speaker_name (speaker_key, name, slug) VALUES (1, 'Nobody', 'nobody')"))


@pytest.mark.usefixtures("writer")
def test_a_reader_cannot_write(settings: Settings):
    reader = open_reader(settings.database_url)
    with pytest.raises(OperationalError, match="readonly"), reader.begin() as connection:
        connection.execute(text("DELETE FROM topic"))
    reader.dispose()


def test_one_transaction_of_a_reader_sees_one_state(writer, settings: Settings):
    reader = open_reader(settings.database_url)
    count = text("SELECT count(*) FROM country")
    with reader.begin() as reading:
        before = reading.execute(count).scalar_one()
        with writer.begin() as writing:
            writing.execute(text("INSERT INTO country (code, name) VALUES ('QZ', 'Nowhere')"))
        assert reading.execute(count).scalar_one() == before
    with reader.begin() as reading:
        assert reading.execute(count).scalar_one() == before + 1
    reader.dispose()


def test_the_search_index_follows_the_quotes(seeded, tmp_path):
    copy = tmp_path / "copy.db"
    with sqlite3.connect(seeded.database_url.removeprefix("sqlite:///")) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    writer = open_writer(f"sqlite:///{copy}")
    with writer.begin() as connection:
        connection.execute(text("UPDATE quote SET text = text || ' indeed' WHERE key % 2 = 0"))
        connection.execute(text("UPDATE article_version SET title = 'Another', text = text || ' Indeed.'"))
        # With rank 1 the index is compared with the table that it indexes.
        for index in ("article_version_fts", "quote_fts"):
            connection.execute(text(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"))
    writer.dispose()


def store_three_quotes(writer) -> None:
    """Two names of one speaker, and three quotes of theirs, of which one is withdrawn."""
    with writer.begin() as connection:
        for statement in (
            "INSERT INTO article (key, id, title, language, published_on, version, created_at, updated_at) "
            "VALUES (1, 'art-1', 'Talks', 'en', '2024-02-27', 1, '2024-02-27', '2024-02-27')",
            "INSERT INTO speaker (key, id, name, kind, created_at) VALUES (7, 'a', 'Ana Lim', 'person', '2024-02-27')",
            "INSERT INTO speaker_name (speaker_key, name, slug) VALUES (7, 'Ana Lim', 'ana-lim'), (7, 'Lim', 'lim')",
            *(
                "INSERT INTO quote (key, id, article_key, version, position, withdrawn, kind, act, text, speaker_key, "
                f"method, confidence, review, published_on) VALUES ({key}, 'quo-{key}', 1, 1, {key}, {key == 3}, "
                "'direct', 'speech', 'We agree', 7, 'named', 0.9, 'machine', '2024-02-27')"
                for key in (1, 2, 3)
            ),
            "INSERT INTO quote_topic (quote_key, topic, score) VALUES (1, 'treaties', 1), (3, 'treaties', 1)",
        ):
            connection.exec_driver_sql(statement)


def test_the_words_of_names_are_found(writer):
    store_three_quotes(writer)
    with writer.begin() as connection:
        words = "SELECT word, name FROM name_word JOIN speaker_name ON key = name_key ORDER BY word, name"
        assert connection.exec_driver_sql(words).fetchall() == [("ana", "Ana Lim"), ("lim", "Ana Lim"), ("lim", "Lim")]
        found = "SELECT count(*) FROM speaker_name_fts WHERE speaker_name_fts MATCH 'lim'"
        assert connection.exec_driver_sql(found).scalar_one() == 2
        connection.exec_driver_sql("INSERT INTO speaker_name_fts(speaker_name_fts) VALUES ('integrity-check')")


def test_countries_are_found_by_the_names_they_have(writer):
    with writer.begin() as connection:
        connection.exec_driver_sql("UPDATE country SET name = 'Türkiye' WHERE code = 'TR'")
        connection.exec_driver_sql("DELETE FROM country WHERE code = 'AQ'")
        found = "SELECT code FROM country_fts WHERE country_fts MATCH '{}'"
        assert connection.exec_driver_sql(found.format("turkiye")).scalars().all() == ["TR"]
        assert connection.exec_driver_sql(found.format("turkey OR antarctica")).scalars().all() == []
        names = "SELECT code, name FROM {} ORDER BY code"
        assert (
            connection.exec_driver_sql(names.format("country_fts")).fetchall()
            == connection.exec_driver_sql(names.format("country")).fetchall()
        )


def test_counts_follow_what_becomes_of_quotes(writer):
    store_three_quotes(writer)
    with writer.begin() as connection:

        def counts(statement: str) -> list[int]:
            """Of the speaker, of treaties, and of the topic that treaties are a part of."""
            connection.exec_driver_sql(statement)
            require_kept(connection.connection.driver_connection)
            broader = "(SELECT broader FROM topic WHERE slug = 'treaties')"
            return [
                connection.exec_driver_sql(f"SELECT quotes FROM {tally}").scalar_one()
                for tally in (
                    "speaker_tally",
                    "topic_tally WHERE topic = 'treaties'",
                    f"topic_tally WHERE topic = {broader}",
                )
            ]

        add = "INSERT INTO quote_topic (quote_key, topic, score) VALUES (2, {}, 1)"
        assert counts("UPDATE quote SET withdrawn = 1 WHERE key = 1") == [1, 0, 0]
        assert counts("UPDATE quote SET withdrawn = 0") == [3, 2, 2]
        assert counts("UPDATE quote SET review = 'retracted' WHERE key = 1") == [2, 1, 1]
        assert counts("UPDATE quote SET withdrawn = 1 WHERE key = 1") == [2, 1, 1]
        assert counts("UPDATE quote SET withdrawn = 0, review = 'verified' WHERE key = 1") == [3, 2, 2]
        assert counts("UPDATE quote SET speaker_key = NULL WHERE key = 2") == [2, 2, 2]
        assert counts(add.format("'treaties'")) == [2, 3, 3]
        assert counts(add.format("(SELECT broader FROM topic WHERE slug = 'treaties')")) == [2, 3, 3]
        assert counts("DELETE FROM quote_topic WHERE quote_key = 2 AND topic = 'treaties'") == [2, 2, 3]
        assert counts("UPDATE topic SET broader = broader WHERE slug = 'treaties'") == [2, 2, 3]
        connection.exec_driver_sql("DELETE FROM quote_topic")
        assert set(connection.exec_driver_sql("SELECT quotes FROM topic_tally").scalars()) == {0}
        connection.exec_driver_sql("DELETE FROM quote")
        assert connection.exec_driver_sql("SELECT quotes FROM speaker_tally").scalar_one() == 0
        require_kept(connection.connection.driver_connection)


def test_the_filing_and_the_tallies_follow_every_change(writer):
    store_three_quotes(writer)
    columns = ", ".join(column["name"] for column in inspect(writer).get_columns("quote") if column["name"] != "key")
    another = columns.replace("id,", "'quo-9',", 1)
    with writer.begin() as connection:
        for statement in (
            "INSERT INTO quote_country (quote_key, country) VALUES (1, 'FR'), (3, 'FR'), (1, 'KH'), (2, 'KH')",
            "INSERT INTO quote_topic (quote_key, topic, score) SELECT 1, slug, 1 FROM topic WHERE slug <> 'treaties'",
            "DELETE FROM quote_country WHERE quote_key = 1 AND country = 'FR'",
            "DELETE FROM quote_topic WHERE quote_key = 1 AND topic = 'treaties'",
            "DELETE FROM quote_topic WHERE quote_key = 1 AND topic LIKE '%a%'",
            "UPDATE quote SET published_on = '1999-12-31' WHERE key = 1",
            "UPDATE quote SET withdrawn = 1 - withdrawn",
            "UPDATE quote SET review = 'retracted', kind = 'indirect', medium = 'post' WHERE key < 3",
            "UPDATE topic SET broader = NULL WHERE slug = 'treaties'",
            "UPDATE topic SET broader = 'human-rights' WHERE slug = 'treaties'",
            "UPDATE quote SET withdrawn = 0, review = 'verified', medium = NULL",
            "UPDATE article SET outlet = 'The Post', language = 'fr'",
            "UPDATE article SET outlet = NULL",
            f"INSERT INTO quote ({columns}) SELECT {another} FROM quote WHERE key = 1",
            "DELETE FROM quote_topic",
            "DELETE FROM quote_country",
            "DELETE FROM quote",
        ):
            connection.exec_driver_sql(statement)
            require_kept(connection.connection.driver_connection)


def test_a_database_with_other_tables_is_left_alone(tmp_path: Path):
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    engine = open_writer(f"sqlite:///{file}")
    with pytest.raises(ForeignDatabase, match="holds other tables"):
        migrate_schema(engine)
    engine.dispose()
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]


@pytest.mark.parametrize("schema", ["r999", "0018"], ids=["of the future", "from before the first release"])
def test_a_schema_that_this_version_does_not_know_is_left_alone(writer, schema: str):
    with writer.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{schema}'"))
    with pytest.raises(ForeignDatabase, match=rf"chancery\.db: was made by another version of Chancery.*{schema}"):
        migrate_schema(writer)


def test_a_file_that_is_no_database_is_named(tmp_path: Path):
    file = tmp_path / "notes.db"
    file.write_bytes(b"this is a letter, not a database" * 50)
    engine = open_writer(f"sqlite:///{file}")
    with pytest.raises(ForeignDatabase, match=r"notes\.db: is not a SQLite database"):
        migrate_schema(engine)
    engine.dispose()


def test_a_writer_that_never_ends_makes_the_next_one_give_up_with_advice(writer, settings: Settings, monkeypatch):
    monkeypatch.setattr("app.database.engine.BUSY_TIMEOUT_MS", 100)
    second = open_writer(settings.database_url)
    with open_session(writer) as first:
        first.execute(text("SELECT 1"))
        with pytest.raises(DatabaseBusy, match="try again"), open_session(second) as waiting:
            waiting.execute(text("SELECT 1"))
    second.dispose()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody who may not write")
def test_a_read_only_file_is_named(writer, settings: Settings):
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    writer.dispose()
    for folder in (file.parent, *file.parent.parents):
        if folder.stat().st_uid == 0 and folder != Path("/tmp"):
            folder.chmod(0o755)
    file.chmod(0o444)
    program = f"""
import os
from app.database.engine import open_writer, open_session
from app.errors import DatabaseReadOnly
from sqlmodel import text
engine = open_writer("{settings.database_url}")
os.setuid(65534)
try:
    with open_session(engine) as session:
        session.execute(text("DELETE FROM topic"))
except DatabaseReadOnly as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "cannot be written to; give write permission" in done.stdout, done.stderr
