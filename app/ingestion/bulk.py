"""Many articles into the database: one article, one transaction; what is broken is named and skipped."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Engine

from app.database.engine import session_on
from app.errors import BadInput, ChanceryError, SpanMismatch
from app.ingestion.load import Extractor, Loaded, save
from app.ingestion.origins import Origin, find_in_origins
from app.ingestion.readers.facts import Facts
from app.ingestion.readers.reading import Reading
from app.ingestion.runs import Run
from app.ingestion.workers import Workers, prepare_all


def load_origins(
    engine: Engine,
    origins: Iterable[Origin],
    extractor: Extractor,
    given: Facts,
    how: Reading,
    workers: Workers | None = None,
    run: Run | None = None,
) -> Iterator[Loaded]:
    """Store every article that is found in these files and at these addresses, reporting one after the other.

    They are stored in the order in which they are found: the same ids come out, however many workers there are.

    Raises:
        DatabaseProblem: the database failed; the articles reported until then are stored.
        WorkerLost: a worker process came to an end; the same holds.
    """
    run = run or Run(engine, None)
    found = islice(find_in_origins(origins, given, how), run.resumed, None)
    for one, prepared in prepare_all(engine, found, extractor, workers):
        error: ChanceryError | None = None
        outcome = None
        try:
            with session_on(engine) as session:
                outcome = save(session, prepared, extractor)
                run.note(session, outcome)
        except (BadInput, SpanMismatch) as problem:
            error = problem
            run.skip()
        yield Loaded(one.name, outcome, error, one.position)
    run.end()
