"""Writers and readers of one server at once: what each was answered and how long it took."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from app.database.engine import open_session, open_writer
from app.models import Scope
from app.services.keys import create_key

READ_URLS = (
    "/quotes?limit=20&sort=-published_on",
    "/quotes?q=trade&limit=20",
    "/speakers?limit=20",
    "/topics?limit=20",
    "/articles?limit=20",
    "/search?q=treaty",
)


@dataclass
class LoadResult:
    """The addresses that were acknowledged as stored, the seconds of each read, and whatever went wrong."""

    stored_urls: set[str] = field(default_factory=set)
    read_seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def create_api_key(database: str, scope: Scope = Scope.WRITE) -> str:
    """A new key to the database at a URL."""
    engine = open_writer(database)
    with open_session(engine) as session:
        token = create_key(session, "writer", scope)
    engine.dispose()
    return token


def run_load(address: str, token: str, writers: int, readers: int, seconds: float) -> LoadResult:
    """Let so many write, each one article after the other, and so many read, until the time is over."""
    outcome, over = LoadResult(), threading.Event()
    turns: list[Callable[[int], None]] = [
        lambda number: write_articles(address, token, number, outcome, over)
    ] * writers
    turns += [lambda number: _read_until_over(address, number, outcome, over)] * readers
    with ThreadPoolExecutor(len(turns)) as threads:
        running = [threads.submit(turn, number) for number, turn in enumerate(turns)]
        time.sleep(seconds)
        over.set()
        for one in running:
            one.result()
    return outcome


def write_articles(address: str, token: str, writer: int, outcome: LoadResult, over: threading.Event) -> None:
    """Post articles of one writer's own until it is over or the server is gone."""
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        number = 0
        while not over.is_set():
            url = f"https://writer-{writer}.example/{number}"
            try:
                answer = client.post("/articles", json=unique_article(url))
            except httpx.TransportError as error:
                outcome.failures.append(repr(error))
                return
            if answer.status_code == 201:
                outcome.stored_urls.add(url)
            else:
                outcome.failures.append(f"{answer.status_code} {answer.text}")
            number += 1


def unique_article(url: str) -> dict[str, str]:
    """An article with one quote, whose words no other has."""
    return {
        "url": url,
        "title": f"Talks at {url}",
        "published_on": "2025-05-06",
        "text": f"“The treaty on {url} is near,” Foreign Minister Ana Lim of Chile told reporters on Monday.",
    }


def _read_until_over(address: str, reader: int, outcome: LoadResult, over: threading.Event) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        number = reader
        while not over.is_set():
            started = time.perf_counter()
            answer = client.get(READ_URLS[number % len(READ_URLS)])
            outcome.read_seconds.append(time.perf_counter() - started)
            if answer.status_code != 200:
                outcome.failures.append(f"{answer.status_code} {answer.text}")
            number += 1
