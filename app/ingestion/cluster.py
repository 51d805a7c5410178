"""Dask workers, on any machines, read and extract; they may come and go, and none of them needs the database."""

import logging
import pickle
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Engine

from app.errors import BadInput, ChanceryError, ClusterProblem, WorkerLost
from app.extraction.entities.topics import Topic, Vocabulary
from app.extraction.types import Document, Extraction
from app.extraction.version import engine_version
from app.ingestion.parallel import ordered_map
from app.ingestion.save_article import (
    Extractor,
    PreparedArticle,
    extract_or_error,
    find_document_to_extract,
    make_extractor,
    make_prepared_article,
    read_article_input,
)
from app.ingestion.sources import ArticleInput, FoundArticle
from app.services.articles import IncomingArticle

if TYPE_CHECKING:
    from distributed import Client, Future

# Seconds for the scheduler to answer, and between two requests for its workers.
_CONNECT_SECONDS = 5
_COUNT_INTERVAL = 2.0
_RESUME_HINT = "saved articles are kept; run this again to resume"
# Task arguments, such as a page, may be long: Dask need not warn of it.
_SETTINGS = {"distributed.admin.large-graph-warning-threshold": "1GB"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster: its scheduler's address, the topics, and a callback for messages while no worker is there."""

    address: str
    topics: tuple[Topic, ...]
    report: Callable[[str], None]


def prepare_on_cluster(
    engine: Engine, found: Iterator[FoundArticle], cluster: Cluster
) -> Iterator[tuple[FoundArticle, PreparedArticle]]:
    """Each article in the order in which it was found, whatever the number of workers.

    Between reading and extraction it is looked up here, so that unchanged articles are not extracted.

    Raises:
        ClusterProblem: the scheduler cannot be reached, or a worker has another version.
        WorkerLost: the scheduler was lost, or too many workers died on the same articles.
    """
    with _connect_workers(cluster) as crew:
        articles = ordered_map(found, crew.submit_reads, crew.count_threads)
        looked_up = ((one, article, find_document_to_extract(engine, article)) for one, article in articles)
        for (one, article, _), extraction in ordered_map(looked_up, crew.submit_extractions, crew.count_threads):
            yield one, make_prepared_article(article, extraction)


@contextmanager
def _connect_workers(cluster: Cluster) -> Iterator["_ClusterWorkers"]:
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise ClusterProblem("--dask needs Dask: pip install 'chancery[cluster]'") from error
    for logger in ("distributed", "distributed.client"):
        # Errors are reported here in one line.
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    with dask.config.set(_SETTINGS):
        try:
            client = Client(cluster.address, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError, TypeError, ImportError) as error:
            raise ClusterProblem(
                f"no Dask scheduler answers at {cluster.address} ({error}); start one with: dask scheduler"
            ) from error
        with client:
            yield _ClusterWorkers(client, cluster)


class _ClusterWorkers:
    """The workers of a scheduler; they may come and go."""

    def __init__(self, client: "Client", cluster: Cluster) -> None:
        self._client = client
        self._cluster = cluster
        self._run = uuid4().hex
        self._handed_out = 0
        self._hands = 0
        self._count_at = 0.0

    def count_threads(self) -> int:
        """The current number of threads, at least one, so that a new worker finds work."""
        if time.monotonic() >= self._count_at:
            self._refresh_thread_count()
        return max(self._hands, 1)

    def submit_reads(self, some: list[FoundArticle]) -> Callable[[], list[IncomingArticle | BadInput]]:
        # Before extraction, which could not start if this had to wait for it.
        return self._submit_task("read", _read_articles, [one.article for one in some], priority=1)

    def submit_extractions(
        self, some: list[tuple[FoundArticle, IncomingArticle | BadInput, Document | None]]
    ) -> Callable[[], list[Extraction | BadInput | None]]:
        documents = [document for _, _, document in some]
        if not any(documents):
            return lambda: [None for _ in documents]
        return self._submit_task("extract", _extract_documents, self._cluster.topics, documents)

    def _submit_task(
        self, name: str, work: Callable[..., list[Any]], *given: Any, priority: int = 0
    ) -> Callable[[], Any]:
        self._handed_out += 1
        with self._translate_errors():
            # The dashboard shows what comes before the first number; another run's may not be of the same name.
            future = self._client.submit(
                pickle.loads,
                pickle.dumps(_PackedTask(_describe_release(), pickle.dumps((work, given)))),
                key=f"{name}-{self._handed_out}-{self._run}",
                priority=priority,
            )
        return partial(self._wait_for_result, future)

    def _wait_for_result(self, future: "Future[list[Any]]") -> list[Any]:
        from distributed import wait

        with self._translate_errors():
            while True:
                try:
                    wait([future], timeout=_COUNT_INTERVAL)
                except TimeoutError:
                    self._refresh_thread_count()
                else:
                    return future.result()

    def _refresh_thread_count(self) -> None:
        with self._translate_errors():
            hands = sum(self._client.nthreads().values())
        if not hands and (self._hands or not self._count_at):
            self._cluster.report(f"waiting for workers: none at {self._cluster.address}")
        self._hands, self._count_at = hands, time.monotonic() + _COUNT_INTERVAL

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Turn errors of Dask into one-line errors."""
        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        try:
            yield
        except ChanceryError:
            raise
        except ImportError as error:
            raise ClusterProblem(
                f"a worker lacks a dependency ({error}); install {_describe_release()} there"
            ) from error
        except KilledWorker as error:
            raise WorkerLost(
                "too many workers died on the same articles, perhaps for lack of memory (dask worker "
                f"--memory-limit); {_RESUME_HINT}"
            ) from error
        except Exception as error:
            if isinstance(error, (CancelledError, CommClosedError)) or self._client.status != "running":
                raise WorkerLost(f"the Dask scheduler at {self._cluster.address} was lost; {_RESUME_HINT}") from error
            raise


@dataclass(frozen=True, slots=True)
class _PackedTask:
    """A task that runs when it is unpickled.

    Dask ends a worker that cannot import the function of a task, and then the next one. Any worker can receive this,
    and the scheduler passes it on unopened; without Chancery it fails with a message.
    """

    release: str
    packed: bytes

    def __reduce__(self) -> tuple[Callable[[str, bytes], list[Any]], tuple[str, bytes]]:
        return _run_packed_task, (self.release, self.packed)


def _run_packed_task(release: str, packed: bytes) -> list[Any]:
    """Run a packed task on a worker of the same release.

    Raises:
        ClusterProblem: the worker has another release, which could extract otherwise.
    """
    if release != _describe_release():
        raise ClusterProblem(
            f"a worker on {socket.gethostname()} is {_describe_release()}, but this is {release}; "
            "install the same there"
        )
    work, given = pickle.loads(packed)
    found: list[Any] = work(*given)
    return found


def _read_articles(articles: list[ArticleInput]) -> list[IncomingArticle | BadInput]:
    return [read_article_input(article) for article in articles]


def _extract_documents(
    topics: tuple[Topic, ...], documents: list[Document | None]
) -> list[Extraction | BadInput | None]:
    extractor = _cached_extractor(topics)
    return [extract_or_error(extractor, document) if document else None for document in documents]


@cache
def _cached_extractor(topics: tuple[Topic, ...]) -> Extractor:
    return make_extractor(Vocabulary(topics))


def _describe_release() -> str:
    return f"chancery {version('chancery')} with engine {engine_version()}"
