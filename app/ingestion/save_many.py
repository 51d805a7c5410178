"""Saving many articles, each in its own transaction; broken ones are reported and skipped."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Engine

from app.database.engine import open_session
from app.database.planner_hints import analyze_if_stale
from app.errors import BadInput, ChanceryError, SpanMismatch
from app.ingestion.cluster import Cluster, prepare_on_cluster
from app.ingestion.progress_checkpoint import IngestionRun
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.ingestion.save_article import Extractor, LoadResult, PreparedArticle, prepare_article, save_prepared_article
from app.ingestion.sources import FoundArticle, InputLocation, find_articles_in_inputs
from app.ingestion.workers import WorkerProcesses, prepare_in_processes

# About as many are done before other processes have loaded their modules.
_PREPARED_IN_PROCESS = 32
# After so many articles the query planner's statistics may be outdated.
_GROWN = frozenset(500 * 4**times for times in range(12))


def load_inputs(
    engine: Engine,
    inputs: Iterable[InputLocation],
    extractor: Extractor,
    caller_metadata: ArticleMetadata,
    options: ReaderOptions,
    worker_pool: WorkerProcesses | Cluster | None = None,
    run: IngestionRun | None = None,
) -> Iterator[LoadResult]:
    """Store every article of these files and addresses, and yield the results one by one.

    They are stored in the order in which they are found, so ids do not depend on the number of processes.

    Raises:
        DatabaseProblem: the database failed; the articles reported until then are stored.
        WorkerLost, ClusterProblem: those who extract came to an end, or cannot; the same holds.
    """
    run = run or IngestionRun(engine, None)
    found = islice(find_articles_in_inputs(inputs, caller_metadata, options), run.resumed, None)
    stored = 0
    for one, prepared in _prepare_all(engine, found, extractor, worker_pool):
        error: ChanceryError | None = None
        outcome = None
        try:
            with open_session(engine) as session:
                outcome = save_prepared_article(session, prepared, extractor)
                run.record_outcome(session, outcome)
        except (BadInput, SpanMismatch) as problem:
            error = problem
            run.record_skipped()
        if outcome is not None and outcome.needs_saving:
            stored += 1
            if stored in _GROWN:
                with open_session(engine) as session:
                    analyze_if_stale(session, stored)
        yield LoadResult(one.name, outcome, error, one.position)
    run.finish_run()


def _prepare_all(
    engine: Engine, found: Iterator[FoundArticle], extractor: Extractor, worker_pool: WorkerProcesses | Cluster | None
) -> Iterator[tuple[FoundArticle, PreparedArticle]]:
    """Each article in the order in which it was found: by this process, by several, or by a Dask cluster."""

    def prepare_here(some: Iterator[FoundArticle]) -> Iterator[tuple[FoundArticle, PreparedArticle]]:
        return ((one, prepare_article(engine, one.article, extractor)) for one in some)

    match worker_pool:
        case Cluster():
            yield from prepare_on_cluster(engine, found, worker_pool)
        case WorkerProcesses() if worker_pool.number > 1:
            yield from prepare_here(islice(found, _PREPARED_IN_PROCESS))
            yield from prepare_in_processes(found, worker_pool)
        case _:
            yield from prepare_here(found)
