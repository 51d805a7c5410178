"""The application: what lives as long as the server does, and which routers it answers with."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from threading import BoundedSemaphore
from typing import TypedDict

from anyio import CapacityLimiter
from fastapi import Depends, FastAPI
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from sqlalchemy import Engine

from app.database.engine import STREAMS, explained, open_reader
from app.database.schema import require_current
from app.database.watch import Watch
from app.extraction.document import Document
from app.extraction.records import Extraction
from app.http import problems
from app.http.caching import NOT_MODIFIED, Revalidation
from app.http.compression import Compression
from app.http.formats import acceptable
from app.ingestion.load import make_extractor, read_topics
from app.routers import articles, countries, extraction, health, meetings, quotes, reconcile, search, speakers, topics
from app.settings import Settings

_DESCRIPTION = """\
**Who said what in diplomacy, with proof.** Chancery reads diplomatic news, finds who said what about what, when,
where and to whom, and keeps it with the character offsets that prove it.

* A **quote** has a literal attribution (what the article printed: "he", "the embassy") and a resolved speaker; the
  two are never mixed up. A source without a name has no speaker. What nobody knows is `null`, never guessed.
* **Offsets** count Unicode code points from 0, end exclusive, into the article version's normalised text.
* **Lists** answer `{"items": [...], "next": url or null}`; follow `next` to the end, there is no ceiling. Filters
  combine with AND, a repeated one means OR, and an unknown one is an error, not ignored.
* **Formats**: `format=` or `Accept` asks for CSV or NDJSON (all items, streamed), JSON-LD or Atom. Answers have an
  `ETag`; send it as `If-None-Match`, and what has not changed is a 304 without a body.
* **Errors** are `application/problem+json` (RFC 9457) and name the part at fault.
"""


class State(TypedDict):
    """What a request finds in `request.state`."""

    engine: Engine
    extractor: Callable[[Document], Extraction]
    extractions: BoundedSemaphore
    max_bytes: int
    streams: CapacityLimiter
    watch: Watch


def create_app(settings: Settings) -> FastAPI:
    """An application on a database that `prepare_database` has made ready; it reads and never writes."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        engine = open_reader(settings.database_url)
        with explained(engine), engine.connect() as connection:
            require_current(connection)
        extractor = make_extractor(read_topics(settings.seeds))
        extractor(Document("Weights are loaded before the first request comes, and by one thread."))
        watch = Watch(engine)
        try:
            yield {
                "engine": engine,
                "extractor": extractor,
                "extractions": BoundedSemaphore(os.cpu_count() or 1),
                "max_bytes": settings.max_article_bytes,
                "streams": CapacityLimiter(STREAMS),
                "watch": watch,
            }
        finally:
            watch.close()
            engine.dispose()

    app = FastAPIOffline(
        title="Chancery",
        version=version("chancery"),
        summary="Who said what in diplomacy, with proof.",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
        # A redirect would go to whatever host the request claims.
        redirect_slashes=False,
    )
    problems.install(app)
    app.add_middleware(Compression)
    app.add_middleware(Revalidation)
    for module in (quotes, speakers, articles, meetings, topics, countries):
        app.include_router(module.router, dependencies=[Depends(acceptable)], responses=NOT_MODIFIED)
    for module in (search, reconcile):
        app.include_router(module.router, responses=NOT_MODIFIED)
    app.include_router(extraction.router)
    app.include_router(health.router, responses=NOT_MODIFIED)

    @app.get("/", include_in_schema=False)
    def go_to_docs() -> RedirectResponse:
        return RedirectResponse("docs")

    return app


def _operation_id(route: APIRoute) -> str:
    """The function's or given name: it makes the method names of generated clients."""
    return route.name
