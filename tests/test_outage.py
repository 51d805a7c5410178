"""What becomes of the records when PostgreSQL goes away for a while under those who write."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.conftest import run_server
from tests.contention import create_api_key, unique_article
from tests.postgresql import PostgresServer, running_server

WRITERS = 4


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


class Writing:
    """What was stored, and what else was answered, by writers who try again until they are told to stop."""

    def __init__(self, address: str, token: str) -> None:
        self.stored: list[str] = []
        self.refused: list[httpx.Response] = []
        self.over = threading.Event()
        self._address, self._headers = address, {"authorization": f"Bearer {token}"}

    def write(self, writer: int) -> None:
        with httpx.Client(base_url=self._address, headers=self._headers, timeout=60) as client:
            number = 0
            while not self.over.is_set():
                url = f"https://writer-{writer}.example/{number}"
                answer = client.post("/articles", json=unique_article(url))
                if answer.status_code == 503:
                    self.refused.append(answer)
                    time.sleep(0.1)
                    continue
                # One whose acknowledgement was lost is stored already.
                assert answer.status_code in (200, 201), answer.text
                self.stored.append(url)
                number += 1

    def wait_for(self, what: list[object], number: int) -> None:
        deadline = time.monotonic() + 60
        while len(what) < number:
            assert time.monotonic() < deadline, (len(self.stored), len(self.refused))
            time.sleep(0.05)


def test_what_was_acknowledged_outlives_an_outage_and_the_server_recovers(server: PostgresServer, tmp_path: Path):
    url = server.create_database()
    with run_server(tmp_path, CHANCERY_DATABASE_URL=url) as address, ThreadPoolExecutor(WRITERS) as threads:
        writing = Writing(address, create_api_key(url))
        running = [threads.submit(writing.write, number) for number in range(WRITERS)]
        try:
            writing.wait_for(writing.stored, 20)
            with server.block_connections(url):
                writing.wait_for(writing.refused, 8)
                reading = httpx.get(f"{address}/quotes")
                ready = httpx.get(f"{address}/readyz")
            writing.wait_for(writing.stored, len(writing.stored) + 20)
        finally:
            writing.over.set()
        for one in running:
            one.result()
        for answer in (*writing.refused, reading, ready):
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert int(answer.headers["retry-after"]) > 0
        for address_of_article in writing.stored:
            found = httpx.get(f"{address}/quotes", params={"q": f'"{address_of_article}"'}).json()["items"]
            assert len(found) == 1, address_of_article
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert "cannot be reached" in log
    assert "Traceback" not in log
