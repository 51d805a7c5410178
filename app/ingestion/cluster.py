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
from app.extraction.document import Document
from app.extraction.entities.topics import Topic, Vocabulary
from app.extraction.types import Extraction
from app.extraction.version import engine_version
from app.ingestion.parallel import in_turn
from app.ingestion.save_article import (
    Extractor,
    Prepared,
    extract_or_refuse,
    make_extractor,
    prepared,
    read,
    to_extract,
)
from app.ingestion.sources import Article, Found
from app.services.articles import ArticleSource

if TYPE_CHECKING:
    from distributed import Client, Future

# Seconds that a scheduler has to answer, and after which it is asked again who works for it.
_TIMEOUT = 5
_BETWEEN_COUNTS = 2.0
_KEPT = "what was saved is kept: run this again to go on"
# What comes with the text of an article, such as its page, may be long: Dask is not to wonder at it.
_SETTINGS = {"distributed.admin.large-graph-warning-threshold": "1GB"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the scheduler is, the topics to look for, and what tells whoever waits that nobody works."""

    address: str
    topics: tuple[Topic, ...]
    say: Callable[[str], None]


def prepare_on_cluster(engine: Engine, found: Iterator[Found], cluster: Cluster) -> Iterator[tuple[Found, Prepared]]:
    """Each article in the order in which it was found, however many workers there are by then.

    Between reading and extracting it is looked up here, so that nothing is extracted that is stored as it is.

    Raises:
        ClusterProblem: the scheduler is not there, or a worker is not of the same version as this.
        WorkerLost: the scheduler came to an end, or too many workers did over the same articles.
    """
    with _connected(cluster) as crew:
        articles = in_turn(found, crew.read, crew.hands)
        looked_up = ((one, article, to_extract(engine, article)) for one, article in articles)
        for (one, article, _), extraction in in_turn(looked_up, crew.extract, crew.hands):
            yield one, prepared(article, extraction)


@contextmanager
def _connected(cluster: Cluster) -> Iterator["_Crew"]:
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise ClusterProblem("--dask needs Dask: pip install 'chancery[cluster]'") from error
    for logger in ("distributed", "distributed.client"):
        # What goes wrong is said in a line here.
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    with dask.config.set(_SETTINGS):
        try:
            client = Client(cluster.address, timeout=_TIMEOUT)
        except (OSError, ValueError, TypeError, ImportError) as error:
            raise ClusterProblem(
                f"no Dask scheduler answers at {cluster.address} ({error}); start one by: dask scheduler"
            ) from error
        with client:
            yield _Crew(client, cluster)


class _Crew:
    """The workers of a scheduler, as many as there are from time to time."""

    def __init__(self, client: "Client", cluster: Cluster) -> None:
        self._client = client
        self._cluster = cluster
        self._run = uuid4().hex
        self._handed_out = 0
        self._hands = 0
        self._count_at = 0.0

    def hands(self) -> int:
        """How many threads work by now; one at least, so that there is something to do for whoever comes."""
        if time.monotonic() >= self._count_at:
            self._count()
        return max(self._hands, 1)

    def read(self, some: list[Found]) -> Callable[[], list[ArticleSource | BadInput]]:
        # Before what there is to extract, which nobody could be given if this had to wait for it.
        return self._hand_out("read", _read, [one.article for one in some], priority=1)

    def extract(
        self, some: list[tuple[Found, ArticleSource | BadInput, Document | None]]
    ) -> Callable[[], list[Extraction | BadInput | None]]:
        documents = [document for _, _, document in some]
        if not any(documents):
            return lambda: [None for _ in documents]
        return self._hand_out("extract", _extract, self._cluster.topics, documents)

    def _hand_out(self, name: str, work: Callable[..., list[Any]], *given: Any, priority: int = 0) -> Callable[[], Any]:
        self._handed_out += 1
        with self._plainly():
            # The dashboard shows what comes before the first number; another run's may not be of the same name.
            future = self._client.submit(
                pickle.loads,
                pickle.dumps(_Errand(_edition(), pickle.dumps((work, given)))),
                key=f"{name}-{self._handed_out}-{self._run}",
                priority=priority,
            )
        return partial(self._result, future)

    def _result(self, future: "Future[list[Any]]") -> list[Any]:
        from distributed import wait

        with self._plainly():
            while True:
                try:
                    wait([future], timeout=_BETWEEN_COUNTS)
                except TimeoutError:
                    self._count()
                else:
                    return future.result()

    def _count(self) -> None:
        with self._plainly():
            hands = sum(self._client.nthreads().values())
        if not hands and (self._hands or not self._count_at):
            self._cluster.say(f"waiting for workers: there are none at {self._cluster.address}")
        self._hands, self._count_at = hands, time.monotonic() + _BETWEEN_COUNTS

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """What is wrong with a cluster, in a line."""
        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        try:
            yield
        except ChanceryError:
            raise
        except ImportError as error:
            raise ClusterProblem(f"a worker lacks what it needs ({error}): install {_edition()} there") from error
        except KilledWorker as error:
            raise WorkerLost(
                "too many workers came to an end over the same articles, perhaps for want of memory (dask worker "
                f"--memory-limit); {_KEPT}"
            ) from error
        except Exception as error:
            if isinstance(error, (CancelledError, CommClosedError)) or self._client.status != "running":
                raise WorkerLost(f"the Dask scheduler at {self._cluster.address} was lost; {_KEPT}") from error
            raise


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is done by unpacking it.

    Dask ends a worker that cannot import the function of a task, and then the next one. Any worker can be given this,
    and the scheduler passes it on without knowing what it is; where there is no Chancery it fails, and says so.
    """

    edition: str
    packed: bytes

    def __reduce__(self) -> tuple[Callable[[str, bytes], list[Any]], tuple[str, bytes]]:
        return _do, (self.edition, self.packed)


def _do(edition: str, packed: bytes) -> list[Any]:
    """On a worker: do what was packed elsewhere, by the same edition.

    Raises:
        ClusterProblem: it is not, and what this worker would find might be something else.
    """
    if edition != _edition():
        raise ClusterProblem(
            f"a worker on {socket.gethostname()} is {_edition()}, and this is {edition}: install the same there"
        )
    work, given = pickle.loads(packed)
    found: list[Any] = work(*given)
    return found


def _read(articles: list[Article]) -> list[ArticleSource | BadInput]:
    return [read(article) for article in articles]


def _extract(topics: tuple[Topic, ...], documents: list[Document | None]) -> list[Extraction | BadInput | None]:
    extractor = _extractor(topics)
    return [extract_or_refuse(extractor, document) if document else None for document in documents]


@cache
def _extractor(topics: tuple[Topic, ...]) -> Extractor:
    return make_extractor(Vocabulary(topics))


def _edition() -> str:
    return f"chancery {version('chancery')} with engine {engine_version()}"
