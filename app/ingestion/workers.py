"""Worker processes that read, look up and extract articles; the main process saves the results."""

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
from app.ingestion.parallel import ordered_map
from app.ingestion.save_article import Extractor, PreparedArticle, load_topics, make_extractor, prepare_article
from app.ingestion.sources import ArticleInput, FoundArticle


@dataclass(frozen=True, slots=True)
class WorkerProcesses:
    """How many processes, and where they find the database and the topics."""

    number: int
    database_url: str
    seeds: Path


def prepare_in_processes(
    found: Iterator[FoundArticle], workers: WorkerProcesses
) -> Iterator[tuple[FoundArticle, PreparedArticle]]:
    """Each article in the order in which it was found, whatever the number of processes.

    Raises:
        WorkerLost: one of the processes died.
    """
    # Spawned, not forked: a copy of a process with threads and connections may stand still for ever.
    pool = ProcessPoolExecutor(workers.number, mp_context=get_context("spawn"), initializer=_exit_with_parent)

    def submit_chunk(some: list[FoundArticle]) -> Callable[[], list[PreparedArticle]]:
        return pool.submit(_prepare_in_worker, workers, [one.article for one in some]).result

    try:
        yield from ordered_map(found, submit_chunk, lambda: workers.number)
    except BrokenProcessPool as error:
        raise WorkerLost(
            "a worker process was killed, perhaps for lack of memory; saved articles are kept; run this again "
            "with fewer --workers to resume"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _prepare_in_worker(workers: WorkerProcesses, articles: list[ArticleInput]) -> list[PreparedArticle]:
    reader, extractor = _cached_reader(workers.database_url), _cached_extractor(workers.seeds)
    return [prepare_article(reader, article, extractor) for article in articles]


@cache
def _cached_reader(url: str) -> Engine:
    return open_reader(url)


@cache
def _cached_extractor(seeds: Path) -> Extractor:
    return make_extractor(load_topics(seeds))


def _exit_with_parent() -> None:
    """End with the process that this one works for, and leave it to that one to be interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def wait_for_parent() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    Thread(target=wait_for_parent, daemon=True).start()
