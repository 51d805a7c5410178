"""Writers and readers of one server at once: what each was answered and how long it took."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from app.database.engine import open_writer, session_on
from app.models import Scope
from app.services.keys import create_key

READ = (
    "/quotes?limit=20&sort=-published_on",
    "/quotes?q=trade&limit=20",
    "/speakers?limit=20",
    "/topics?limit=20",
    "/articles?limit=20",
    "/search?q=treaty",
)


@dataclass
class Outcome:
    """The addresses that were acknowledged as stored, the seconds of each read, and whatever went wrong."""

    stored: set[str] = field(default_factory=set)
    reads: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def key_to(database: str, scope: Scope = Scope.WRITE) -> str:
    """A new key to the database at a URL."""
    engine = open_writer(database)
    with session_on(engine) as session:
        token = create_key(session, "writer", scope)
    engine.dispose()
    return token


def contend(address: str, token: str, writers: int, readers: int, seconds: float) -> Outcome:
    """Let so many write, each one article after the other, and so many read, until the time is over."""
    outcome, over = Outcome(), threading.Event()
    turns: list[Callable[[int], None]] = [lambda number: write(address, token, number, outcome, over)] * writers
    turns += [lambda number: _read(address, number, outcome, over)] * readers
    with ThreadPoolExecutor(len(turns)) as threads:
        running = [threads.submit(turn, number) for number, turn in enumerate(turns)]
        time.sleep(seconds)
        over.set()
        for one in running:
            one.result()
    return outcome


def write(address: str, token: str, writer: int, outcome: Outcome, over: threading.Event) -> None:
    """Post articles of one writer's own until it is over or the server is gone."""
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        number = 0
        while not over.is_set():
            url = f"https://writer-{writer}.example/{number}"
            try:
                answer = client.post("/articles", json=article(url))
            except httpx.TransportError as error:
                outcome.failures.append(repr(error))
                return
            if answer.status_code == 201:
                outcome.stored.add(url)
            else:
                outcome.failures.append(f"{answer.status_code} {answer.text}")
            number += 1


def article(url: str) -> dict[str, str]:
    """An article with one quote, whose words no other has."""
    return {
        "url": url,
        "title": f"Talks at {url}",
        "published_on": "2025-05-06",
        "text": f"“The treaty on {url} is near,” Foreign Minister Ana Lim of Chile told reporters on Monday.",
    }


def _read(address: str, reader: int, outcome: Outcome, over: threading.Event) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        number = reader
        while not over.is_set():
            started = time.perf_counter()
            answer = client.get(READ[number % len(READ)])
            outcome.reads.append(time.perf_counter() - started)
            if answer.status_code != 200:
                outcome.failures.append(f"{answer.status_code} {answer.text}")
            number += 1
