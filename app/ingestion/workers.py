"""Processes that read, look up and extract articles, one a core; the one that started them saves what they find."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from threading import Thread

from sqlalchemy import Engine

from app.database.engine import open_reader
from app.errors import WorkerLost
from app.ingestion.parallel import in_turn
from app.ingestion.save_article import Extractor, Prepared, make_extractor, prepare, read_topics
from app.ingestion.sources import Article, Found


@dataclass(frozen=True, slots=True)
class Workers:
    """How many processes, and where they find the database and the topics."""

    number: int
    database_url: str
    seeds: Path


def prepare_in_processes(found: Iterator[Found], workers: Workers) -> Iterator[tuple[Found, Prepared]]:
    """Each article in the order in which it was found, however many processes work on them.

    Raises:
        WorkerLost: one of the processes came to an end.
    """
    # Spawned, not forked: a copy of a process with threads and connections may stand still for ever.
    pool = ProcessPoolExecutor(workers.number, mp_context=get_context("spawn"), initializer=_attend)

    def hand_out(some: list[Found]) -> Callable[[], list[Prepared]]:
        return pool.submit(_prepare_here, workers, [one.article for one in some]).result

    try:
        yield from in_turn(found, hand_out, lambda: workers.number)
    except BrokenProcessPool as error:
        raise WorkerLost(
            "a worker process was killed, perhaps for want of memory; what was saved is kept: run this again to go on, "
            "with fewer --workers"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _prepare_here(workers: Workers, articles: list[Article]) -> list[Prepared]:
    reader, extractor = _reader(workers.database_url), _extractor(workers.seeds)
    return [prepare(reader, article, extractor) for article in articles]


@cache
def _reader(url: str) -> Engine:
    return open_reader(url)


@cache
def _extractor(seeds: Path) -> Extractor:
    return make_extractor(read_topics(seeds))


def _attend() -> None:
    """End with the process that this one works for, and leave it to that one to be interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def wait() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    Thread(target=wait, daemon=True).start()
