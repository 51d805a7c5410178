"""How many requests a second, beside Datasette, a textbook FastAPI, a bare loop and a bare route?

    apt-get install wrk
    python -m venv /tmp/datasette && /tmp/datasette/bin/pip install datasette
    DATASETTE=/tmp/datasette/bin/datasette python -m tests.benchmarks.reading.throughput FOLDER [QUOTES]

Makes a database of QUOTES (100,000) in FOLDER, unless it is there. One process each, eight connections, no request
twice; the servers take turns, and every ratio is of one turn: prints the median of the turns, the lowest and the
highest. Without DATASETTE its lines are left out.
"""

import json
import os
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import urlopen

from app.database.sqlite.files import sqlite_url
from tests.benchmarks.reading.load import chancery, requests_per_second, served, uvicorn
from tests.benchmarks.reading.records import build

TURNS = int(os.environ.get("TURNS", "5"))
OURS, DATASETTE, TEXTBOOK, BARE = 8301, 8302, 8303, 8304
_JOIN = """
SELECT quote.*, speaker.id AS speaker_id, speaker.name AS speaker_name, speaker.kind AS speaker_kind,
speaker.country AS speaker_country, article.id AS article_id, article.title AS article_title,
article.outlet AS article_outlet, article.url AS article_url
FROM quote JOIN article ON article.key = quote.article_key LEFT JOIN speaker ON speaker.key = quote.speaker_key
WHERE NOT withdrawn AND (quote.published_on, quote.key) < (:day, :key)
ORDER BY quote.published_on DESC, quote.key DESC LIMIT 50"""


class Place(NamedTuple):
    day: str
    key: int
    id: str
    cursor: str


def places(database: Path) -> list[Place]:
    """Places in the list of quotes, in no order."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT published_on, key, id FROM quote WHERE NOT withdrawn").fetchall()
    random.Random(3).shuffle(rows)
    return [Place(*row, cursor(*row[:2])) for row in rows]


def cursor(day: str, key: int) -> str:
    """As the list of quotes has it in `next`."""
    from app.queries.pagination import encode_cursor

    return encode_cursor("quotes", day, key)


def bare_loop(database: Path, asked: list[Place], seconds: float = 4) -> float:
    """Pages a second of one loop that runs our own statement and dumps the same JSON, without HTTP."""
    from app.database.engine import open_reader
    from app.database.raw_execution import open_raw_session
    from app.queries.quotes.planner import plan_listing
    from app.queries.quotes.records import select_items
    from app.schemas.quotes import QuoteQuery

    engine = open_reader(sqlite_url(database))
    with open_raw_session(engine) as session:
        listing = plan_listing(session, QuoteQuery.model_validate({}))
        statement = select_items(listing, asked[0].cursor, 50)
    engine.dispose()
    _day, _key, limit = listing.sql.values
    connection = sqlite3.connect(database)
    start, done = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        place = asked[done % len(asked)]
        rows = connection.execute(statement, {_day: place.day, _key: place.key, limit: 51}).fetchall()
        json.dumps({"items": [json.loads(row[-1]) for row in rows[:50]], "next": place.cursor})
        done += 1
    return done / seconds


def main() -> None:
    folder, quotes = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    database = build(folder, quotes)
    asked = places(database)
    lists = [f"/quotes?limit=50&cursor={place.cursor}" for place in asked]
    items = [f"/quotes/{place.id}" for place in asked]
    with ExitStack() as stack:

        def serve(command: list[str], port: int, **environment: str) -> None:
            stack.enter_context(served(command, port, **environment))

        serve(chancery(sqlite_url(database), OURS), OURS)
        serve(uvicorn("tests.benchmarks.reading.rivals:bare", BARE), BARE)
        serve(uvicorn("tests.benchmarks.reading.rivals:textbook", TEXTBOOK), TEXTBOOK, RECORDS=str(database))
        etag = urlopen(f"http://127.0.0.1:{OURS}{lists[0]}").headers["etag"]
        measured: dict[str, Callable[[], float]] = {
            "list": lambda: requests_per_second(OURS, lists),
            "item": lambda: requests_per_second(OURS, items),
            "not modified": lambda: requests_per_second(OURS, lists[:1], If_None_Match=etag),
            "Starlette's ready bytes": lambda: requests_per_second(BARE, lists),
            "bare loop, list": lambda: bare_loop(database, asked),
            "textbook list": lambda: requests_per_second(
                TEXTBOOK, [f"/quotes?day={place.day}&key={place.key}" for place in asked]
            ),
            "textbook item": lambda: requests_per_second(TEXTBOOK, items),
        }
        if datasette := os.environ.get("DATASETTE"):
            serve([datasette, "-i", str(database), "--port", str(DATASETTE)], DATASETTE)
            page = f"/{database.stem}.json?_shape=array&" + urlencode({"sql": _JOIN})
            measured["Datasette list"] = lambda: requests_per_second(
                DATASETTE, [f"{page}&day={place.day}&key={place.key}" for place in asked]
            )
            measured["Datasette item"] = lambda: requests_per_second(
                DATASETTE, [f"/{database.stem}/quote/{place.key}.json" for place in asked]
            )
        else:
            print("Datasette is left out: name its command in DATASETTE")
        _report([{name: measure() for name, measure in measured.items()} for _ in range(TURNS)])


def _report(turns: list[dict[str, float]]) -> None:
    for name in turns[0]:
        print(f"{name:24} {statistics.median(turn[name] for turn in turns):9,.0f} a second")
    for own, other, wanted in (
        ("list", "Datasette list", 3),
        ("list", "textbook list", 20),
        ("list", "bare loop, list", 0.5),
        ("item", "Datasette item", 4),
        ("item", "textbook item", 0),
        ("not modified", "Starlette's ready bytes", 0.3),
    ):
        if other in turns[0]:
            ratios = sorted(turn[own] / turn[other] for turn in turns)
            told = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
            print(f"{own} / {other}: {told}" + (f", wanted {wanted}" if wanted else ""))


if __name__ == "__main__":
    main()
