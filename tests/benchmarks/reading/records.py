"""A database of any number of quotes: generated records, not articles, so that a million take minutes and not days.

The words mean nothing, but all that costs time is as in real records: lengths, indices, triggers, full-text search, and
values that are common beside values that are rare. The same number always makes the same records.
"""

import random
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from app.database.engine import open_session, open_writer
from app.domain.identifiers import hash_text
from app.extraction.entities.topics import Vocabulary
from app.ingestion.save_article import load_topics, prepare_database
from app.services.quote_json import write_quote_json
from app.settings import Settings

QUOTES_AN_ARTICLE = 10
QUOTES_A_SPEAKER = 50
# One quote in so many is by the one who speaks most.
PROLIFIC = 50
FIRST_DAY = date(2000, 1, 1)
DAYS = 9_000
# One word is in every quote, and every other one in as few as it would take a reader to be glad to have found them.
EVERYWHERE = "treaty"
QUOTES_A_RARE_WORD = 20
COUNTRIES = ["US", "CN", "RU", "FR", "GB", "DE", "IN", "JP", "KH", "VN", "UA", "IL", "IR", "BR", "ZA", "EG", "TR", "KE"]

_WORDS = [
    a + b + c for a in ("ra", "to", "mi", "se", "ka", "lu", "po", "ne") for b in "nrstlm" for c in ("e", "o", "ia")
]
_ROLES = [("foreign minister", None), ("ambassador", None), ("analyst", "Institute of Affairs"), (None, None)]
_NOW = "2024-01-01 00:00:00.000000"


def speaker_id(number: int) -> str:
    return f"speaker-{number}"


def build(folder: Path, quotes: int) -> Path:
    """The database of so many quotes in this folder; one that is there already is taken as it is."""
    path = folder / f"{quotes}-quotes.db"
    if path.exists():
        return path
    unfinished = path.with_suffix(".unfinished")
    for leftover in folder.glob(f"{unfinished.name}*"):
        leftover.unlink()
    settings = Settings(database_url=f"sqlite:///{unfinished}")
    vocabulary = load_topics(settings.seeds)
    prepare_database(settings, vocabulary).dispose()
    connection = sqlite3.connect(unfinished)
    connection.execute("PRAGMA cache_size = -1000000")
    connection.execute("PRAGMA synchronous = OFF")
    _fill(connection, quotes, vocabulary)
    connection.close()
    writer = open_writer(settings.database_url)
    for first in range(1, quotes + 1, 10_000):
        with open_session(writer) as session:
            write_quote_json(session, range(first, min(first + 10_000, quotes + 1)))
    writer.dispose()
    connection = sqlite3.connect(unfinished)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return unfinished.rename(path)


def _fill(connection: sqlite3.Connection, quotes: int, vocabulary: Vocabulary) -> None:
    chance = random.Random(7)
    speakers = max(quotes // QUOTES_A_SPEAKER, 2)
    with connection:
        for number in range(speakers):
            _insert(connection, _speaker(number))
    for first in range(0, quotes // QUOTES_AN_ARTICLE, 1_000):
        with connection:
            for number in range(first, min(first + 1_000, quotes // QUOTES_AN_ARTICLE)):
                _insert(connection, _article(chance, number, quotes, speakers, [one.slug for one in vocabulary.topics]))


Rows = Iterator[tuple[str, dict[str, object]]]


def _insert(connection: sqlite3.Connection, rows: Rows) -> None:
    for table, row in rows:
        columns = ", ".join(f'"{name}"' for name in row)
        connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({','.join('?' * len(row))})", [*row.values()])


def _speaker(number: int) -> Rows:
    name, country = f"Speaker {number}", COUNTRIES[number % len(COUNTRIES)]
    key = number + 1
    yield (
        "speaker",
        {"key": key, "id": speaker_id(number), "name": name, "kind": "person", "country": country, "created_at": _NOW},
    )
    yield "speaker_name", {"speaker_key": key, "name": name, "slug": speaker_id(number)}


def _article(chance: random.Random, number: int, quotes: int, speakers: int, topics: list[str]) -> Rows:
    key = number + 1
    day = (FIRST_DAY + timedelta(chance.randrange(DAYS))).isoformat()
    title = " ".join(chance.choices(_WORDS, k=8)).capitalize()
    said = [_words(chance, quotes) for _ in range(QUOTES_AN_ARTICLE)]
    text = "\n".join(f"“{words},” the minister said." for words in said)
    yield (
        "article",
        {
            "key": key,
            "id": f"art-{number:012}",
            "url": f"https://news.example/{number}",
            "outlet": f"Outlet {number % 40}",
            "title": title,
            "language": "en",
            "published_on": day,
            "version": 1,
            "created_at": _NOW,
            "updated_at": _NOW,
        },
    )
    version = {"number": 1, "sha256": hash_text(text), "title": title, "created_at": _NOW, "text": text}
    yield "article_version", {"article_key": key, **version}
    start = 1
    for position, words in enumerate(said):
        one = _Quote(number * QUOTES_AN_ARTICLE + position + 1, key, position, words, start, day)
        yield from _quote(chance, one, speakers, topics)
        start = text.find("“", start) + 1
    yield "article_topic", {"article_key": key, "topic": _of_few(chance, topics), "score": 1.0}
    yield "article_country", {"article_key": key, "country": _of_few(chance, COUNTRIES), "mentions": 3}


def _words(chance: random.Random, quotes: int) -> str:
    """Some thirty words, the common one and a rare one among them."""
    rare = f"rare{chance.randrange(max(quotes // QUOTES_A_RARE_WORD, 1))}"
    return " ".join([EVERYWHERE, *chance.choices(_WORDS, k=chance.randrange(15, 45)), rare])


def _of_few(chance: random.Random, values: list[str]) -> str:
    """One of them, the first ones far more often than the last."""
    return values[int(len(values) * chance.random() ** 3)]


class _Quote(NamedTuple):
    key: int
    article: int
    position: int
    words: str
    start: int
    day: str


def _quote(chance: random.Random, one: _Quote, speakers: int, topics: list[str]) -> Rows:
    yield "quote", _facts(chance, one, speakers)
    end = one.start + len(one.words)
    for part, start, stop in (("content", one.start, end), ("source", end + 3, end + 15), ("cue", end + 16, end + 20)):
        yield "quote_span", {"quote_key": one.key, "part": part, "start": start, "end": stop}
    for slug in sorted({_of_few(chance, topics) for _ in range(chance.randrange(4))}):
        yield "quote_topic", {"quote_key": one.key, "topic": slug, "score": round(chance.random(), 3)}
    for code in sorted({_of_few(chance, COUNTRIES) for _ in range(chance.randrange(3))}):
        yield "quote_country", {"quote_key": one.key, "country": code}


def _facts(chance: random.Random, one: _Quote, speakers: int) -> dict[str, object]:
    speaker = 1 if chance.randrange(PROLIFIC) == 0 else chance.randrange(speakers) + 1
    known = chance.random() < 0.9
    dated = one.key % 3 == 0
    title, organisation = chance.choice(_ROLES) if known else (None, None)
    return {
        "key": one.key,
        "id": f"quo-{one.key:012}",
        "article_key": one.article,
        "version": 1,
        "position": one.position,
        "withdrawn": chance.random() < 0.01,
        "kind": chance.choice(["direct", "indirect", "mixed"]),
        "act": "speech",
        "text": one.words,
        "speaker_key": speaker if known else None,
        "role_title": title,
        "role_organisation": organisation,
        "role_country": COUNTRIES[speaker % len(COUNTRIES)] if title else None,
        "attribution": "the minister",
        "cue": "said",
        "method": "role" if known else "unnamed",
        "said_on": one.day if dated else None,
        "said_on_precision": "day" if dated else None,
        "confidence": round(chance.random(), 3),
        "review": "machine",
        "published_on": one.day,
    }
