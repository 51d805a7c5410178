"""Many articles into the database: one article, one transaction; what is broken is named and skipped."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Engine

from app.database.engine import session_on
from app.database.planner_hints import look_over
from app.errors import BadInput, ChanceryError, SpanMismatch
from app.ingestion.cluster import Cluster, prepare_on_cluster
from app.ingestion.progress_checkpoint import Run
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import Reading
from app.ingestion.save_article import Extractor, Loaded, Prepared, prepare, save
from app.ingestion.sources import Found, Origin, find_in_origins
from app.ingestion.workers import Workers, prepare_in_processes

# So many are done before other processes have loaded what they need.
_FEW = 32
# When so many have been stored, the database may have become another one than it was.
_GROWN = frozenset(500 * 4**times for times in range(12))


def load_origins(
    engine: Engine,
    origins: Iterable[Origin],
    extractor: Extractor,
    given: Facts,
    how: Reading,
    crew: Workers | Cluster | None = None,
    run: Run | None = None,
) -> Iterator[Loaded]:
    """Store every article that is found in these files and at these addresses, reporting one after the other.

    They are stored in the order in which they are found: the same ids come out, whoever extracts them.

    Raises:
        DatabaseProblem: the database failed; the articles reported until then are stored.
        WorkerLost, ClusterProblem: those who extract came to an end, or cannot; the same holds.
    """
    run = run or Run(engine, None)
    found = islice(find_in_origins(origins, given, how), run.resumed, None)
    stored = 0
    for one, prepared in _prepare_all(engine, found, extractor, crew):
        error: ChanceryError | None = None
        outcome = None
        try:
            with session_on(engine) as session:
                outcome = save(session, prepared, extractor)
                run.note(session, outcome)
        except (BadInput, SpanMismatch) as problem:
            error = problem
            run.skip()
        if outcome is not None and outcome.stores:
            stored += 1
            if stored in _GROWN:
                with session_on(engine) as session:
                    look_over(session, stored)
        yield Loaded(one.name, outcome, error, one.position)
    run.end()


def _prepare_all(
    engine: Engine, found: Iterator[Found], extractor: Extractor, crew: Workers | Cluster | None
) -> Iterator[tuple[Found, Prepared]]:
    """Each article in the order in which it was found: by this process, by several, or by a Dask cluster."""

    def here(some: Iterator[Found]) -> Iterator[tuple[Found, Prepared]]:
        return ((one, prepare(engine, one.article, extractor)) for one in some)

    match crew:
        case Cluster():
            yield from prepare_on_cluster(engine, found, crew)
        case Workers() if crew.number > 1:
            yield from here(islice(found, _FEW))
            yield from prepare_in_processes(found, crew)
        case _:
            yield from here(found)
