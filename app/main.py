"""The application: what lives as long as the server does, and which routers it answers with."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import version
from threading import BoundedSemaphore
from typing import TypedDict

from anyio import CancelScope, CapacityLimiter
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from sqlalchemy import Engine
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from app.database.engine import PATIENT, STREAMS, explained, open_reader, open_writer
from app.database.schema import require_current
from app.database.sqlite.data_version import Watch
from app.database.sqlite.event_loop_reader import Brisk
from app.database.writer_queue import Writers
from app.extraction.document import Document
from app.ingestion.net.guarded_client import Targets, permitted_by
from app.ingestion.save_article import Extractor, make_extractor, read_topics
from app.routers import (
    articles,
    changes,
    countries,
    extraction,
    health,
    meetings,
    metrics,
    quotes,
    reconcile,
    review,
    sayings,
    search,
    speakers,
    submission,
    topics,
    versions,
    webhooks,
)
from app.settings import Settings
from app.web import openapi, problems
from app.web.auth import Keys
from app.web.links import path_of
from app.web.metrics import HoldingsCollector, Metrics
from app.web.middleware.errors import Bugs
from app.web.middleware.etag import NOT_MODIFIED, Revalidation
from app.web.middleware.gzip import Compression
from app.web.middleware.head import Heads
from app.web.middleware.proxy_headers import Proxies
from app.web.middleware.rate_limit import RateLimiter
from app.web.middleware.request_log import Journal
from app.web.request_id import HEADER as REQUEST_ID
from app.webhooks.sending import Sender
from app.webhooks.worker import Deliveries

_DESCRIPTION = """\
Chancery reads diplomatic news, finds who said what about what, when, where and to whom, and keeps it with the
character offsets that prove it.

* A **quote** has a literal attribution (what the article printed: "he", "the embassy") and a resolved speaker; the
  two are never mixed up. A source without a name has no speaker. What nobody knows is `null`, never guessed.
* **Offsets** count Unicode code points from 0, end exclusive, into the article version's normalised text.
* **Lists** answer `{"items": [...], "next": url or null}`; follow `next` to the end, there is no ceiling. Filters
  combine with AND, a repeated one means OR, and an unknown one is an error, not ignored.
* **Formats**: `format=` or `Accept` asks for CSV or NDJSON (all items, streamed), JSON-LD or Atom. Answers have an
  `ETag`; send it as `If-None-Match`, and what has not changed is a 304 without a body.
* **Errors** are `application/problem+json` (RFC 9457) and name the part at fault.
* **Writing** takes a key, `Authorization: Bearer ...`. What reviewers decide is kept from the machine, and whatever
  becomes of a record stays in `/changes`.
* **Every answer** has an `X-Request-ID`, yours if you sent one; the server's log calls the request by it.
"""


# What watches over the server asks as often as it likes.
_UNLIMITED = (health.router, metrics.router)
# The interface for generators of clients, and with all forms of its answers for people.
_DOCUMENTS = ("/openapi.json", "/docs/openapi.json")
# What needs no key even where reading does: whether the server is alive, and how to ask it.
_UNLOCKED = ("/", "/healthz", "/readyz", "/docs", "/redoc", *_DOCUMENTS, "/static-offline-docs/")


class State(TypedDict):
    """What a request finds in `request.state`."""

    brisk: Brisk
    engine: Engine
    extraction_seconds: float
    extractor: Extractor
    extractions: BoundedSemaphore
    max_bytes: int
    metrics: Metrics
    patient: CapacityLimiter
    public_url: str | None
    sender: Sender
    streams: CapacityLimiter
    watch: Watch
    writer: Engine
    writers: Writers


_READ = (quotes, sayings, speakers, articles, versions, meetings, topics, countries, changes, search, reconcile)


def create_app(settings: Settings) -> FastAPI:
    """An application on a database that `prepare_database` has made ready."""
    measured = Metrics()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        engine = open_reader(settings.read_url or settings.database_url)
        with explained(engine), engine.connect() as connection:
            require_current(connection)
        writer = open_writer(settings.database_url)
        extractor = make_extractor(read_topics(settings.seeds))
        extractor(Document("Weights are loaded before the first request comes, and by one thread."))
        watch, brisk = Watch(engine), Brisk(engine)
        holdings = HoldingsCollector(engine)
        measured.registry.register(holdings)
        sender, writers = Sender(Targets(permitted_by(settings))), Writers()
        deliveries = Deliveries(engine, writer, writers, watch, sender, settings.webhook_retry_seconds)
        stop = CancelScope()
        delivering = asyncio.create_task(deliveries.run(stop))
        try:
            yield {
                "brisk": brisk,
                "engine": engine,
                "extraction_seconds": settings.extraction_seconds,
                "extractor": measured.extraction_seconds.time()(extractor),
                "extractions": BoundedSemaphore(os.cpu_count() or 1),
                "max_bytes": settings.max_article_bytes,
                "metrics": measured,
                "patient": CapacityLimiter(PATIENT),
                "public_url": settings.public_url,
                "sender": sender,
                "streams": CapacityLimiter(STREAMS),
                "watch": watch,
                "writer": writer,
                "writers": writers,
            }
        finally:
            # What it reads just now is read to its end: whoever cuts that off leaves a connection behind.
            stop.cancel()
            await delivering
            measured.registry.unregister(holdings)
            watch.close()
            brisk.close()
            writer.dispose()
            engine.dispose()

    app = FastAPIOffline(
        title="Chancery",
        version=version("chancery"),
        summary="Who said what in diplomacy, with proof.",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        contact={"name": "The maintainers of Chancery"},
        # What the pages of documentation show; generators have a document of their own, below.
        openapi_url=_DOCUMENTS[1],
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
        openapi_tags=openapi.TAGS,
        swagger_ui_parameters={"tryItOutEnabled": True, "displayRequestDuration": True},
        # A redirect would go to whatever host the request claims.
        redirect_slashes=False,
        middleware=_layers(settings, measured),
        # Beside the path prefix of each request, which the framework adds.
        servers=[{"url": settings.public_url}] if settings.public_url else None,
    )
    problems.install(app)
    # A server without a limit does not speak of one.
    limited = problems.documented(429) if settings.rate_limit else {}
    for module in _READ:
        app.include_router(module.router, responses=NOT_MODIFIED | limited)
    for module in (submission, review, extraction, webhooks):
        app.include_router(module.router, responses=limited)
    app.webhooks.include_router(webhooks.sent)
    app.include_router(health.router, responses=NOT_MODIFIED)
    app.include_router(metrics.router)
    openapi.describe(app, _UNLOCKED, settings.open_reading)
    for_clients = cache(lambda: openapi.for_clients(app.openapi()))

    @app.get("/", include_in_schema=False)
    def go_to_docs(request: Request) -> RedirectResponse:
        return RedirectResponse(path_of(request, "/docs"))

    @app.get(_DOCUMENTS[0], include_in_schema=False)
    def show_document(request: Request) -> JSONResponse:
        prefix = path_of(request, "")
        return JSONResponse(for_clients() | ({"servers": [{"url": prefix}]} if prefix else {}))

    return app


def _layers(settings: Settings, measured: Metrics) -> list[Middleware]:
    """What a request passes on its way in, the outermost first."""
    # The journal stands outside all that refuse, so that what they refuse is named, logged and counted too.
    layers = [Middleware(Proxies, settings.trusted_proxies, settings.prefix), Middleware(Journal, measured)]
    if settings.cors_origins:
        # Outside the limit: a preflight does not count, and a page may read why it was refused. Reading is open and
        # cookies mean nothing here, so any method and header may be sent.
        layers.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["*"],
                allow_headers=["*"],
                expose_headers=["ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", REQUEST_ID],
            )
        )
    if settings.rate_limit:
        exempt = {route.path for router in _UNLIMITED for route in router.routes if isinstance(route, APIRoute)}
        layers.append(Middleware(RateLimiter, settings.rate_limit, exempt))
    # An ETag is the hash of the compressed bytes. Innermost, so that a 500 too goes out through all the others: bugs.
    layers.append(Middleware(Heads))
    # Around the memory of ETags: who may not read is not told either that nothing has changed.
    layers.append(Middleware(Keys, _UNLOCKED, settings.open_reading))
    return [*layers, Middleware(Revalidation), Middleware(Compression), Middleware(Bugs)]


def _operation_id(route: APIRoute) -> str:
    """The function's or given name: it makes the method names of generated clients."""
    return route.name
