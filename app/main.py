"""The application: its state, middleware and routers."""

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

from app.database.engine import STREAMED_READS, THREADED_READS, open_reader, open_writer, translate_errors
from app.database.schema import require_current_schema
from app.database.sqlite.data_version import DataVersion
from app.database.sqlite.event_loop_reader import InlineReader
from app.database.writer_queue import WriterQueue
from app.extraction.types import Document
from app.ingestion.net.guarded_client import GuardedClient, make_address_policy
from app.ingestion.save_article import Extractor, load_topics, make_extractor
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
from app.web.auth import AuthenticationMiddleware
from app.web.error_handlers import install_error_handlers
from app.web.links import public_path
from app.web.metrics import Metrics, RecordCountCollector
from app.web.middleware.errors import UnhandledErrorMiddleware
from app.web.middleware.etag import NOT_MODIFIED, ETagMiddleware
from app.web.middleware.gzip import CompressionMiddleware
from app.web.middleware.head import HeadMiddleware
from app.web.middleware.proxy_headers import TrustedProxyMiddleware
from app.web.middleware.rate_limit import RateLimitMiddleware
from app.web.middleware.request_log import RequestLogMiddleware
from app.web.read_route import make_read_routes
from app.web.request_id import REQUEST_ID_HEADER
from app.webhooks.sending import MessageSender
from app.webhooks.worker import DeliveryWorker

_DESCRIPTION = """\
Chancery reads diplomatic news, finds who said what about what, when, where and to whom, and keeps it with the
character offsets that prove it.

* A **quote** has a literal attribution (what the article printed: "he", "the embassy") and a resolved speaker; the
  two are never mixed up. A source without a name has no speaker. An unknown value is `null`, never guessed.
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


# Monitoring has no rate limit.
_UNLIMITED_ROUTERS = (health.router, metrics.router)
# The OpenAPI document for generators of clients, and the full one for people.
_OPENAPI_PATHS = ("/openapi.json", "/docs/openapi.json")
# Paths that never need a key: health checks and documentation.
_PUBLIC_PATHS = ("/", "/healthz", "/readyz", "/docs", "/redoc", *_OPENAPI_PATHS, "/static-offline-docs/")


class AppState(TypedDict):
    """The contents of `request.state`."""

    inline_reader: InlineReader
    engine: Engine
    extraction_seconds: float
    extractor: Extractor
    extractions: BoundedSemaphore
    max_bytes: int
    metrics: Metrics
    read_threads: CapacityLimiter
    public_url: str | None
    sender: MessageSender
    streams: CapacityLimiter
    data_version: DataVersion
    writer: Engine
    writers: WriterQueue


# What is read by operations that `make_read_routes` takes, and what is read by others.
_RECORD_ROUTERS = (quotes, sayings, speakers, articles, versions, meetings, topics, countries)
_READ_ROUTERS = (*_RECORD_ROUTERS, changes, search, reconcile)


def create_app(settings: Settings) -> FastAPI:
    """Make the application on a database that `prepare_database` has prepared."""
    measured = Metrics()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[AppState]:
        engine = open_reader(settings.read_url or settings.database_url)
        with translate_errors(engine), engine.connect() as connection:
            require_current_schema(connection)
        writer = open_writer(settings.database_url)
        extractor = make_extractor(load_topics(settings.seeds))
        extractor(Document("Weights are loaded before the first request comes, and by one thread."))
        data_version, inline_reader = DataVersion(engine), InlineReader(engine)
        holdings = RecordCountCollector(engine)
        measured.registry.register(holdings)
        sender, writers = MessageSender(GuardedClient(make_address_policy(settings))), WriterQueue()
        deliveries = DeliveryWorker(engine, writer, writers, data_version, sender, settings.webhook_retry_seconds)
        stop = CancelScope()
        delivering = asyncio.create_task(deliveries.run_until_cancelled(stop))
        try:
            yield {
                "inline_reader": inline_reader,
                "engine": engine,
                "extraction_seconds": settings.extraction_seconds,
                "extractor": measured.extraction_seconds.time()(extractor),
                "extractions": BoundedSemaphore(os.cpu_count() or 1),
                "max_bytes": settings.max_article_bytes,
                "metrics": measured,
                "read_threads": CapacityLimiter(THREADED_READS),
                "public_url": settings.public_url,
                "sender": sender,
                "streams": CapacityLimiter(STREAMED_READS),
                "data_version": data_version,
                "writer": writer,
                "writers": writers,
            }
        finally:
            # Let current reads finish: cutting them off would leak connections.
            stop.cancel()
            await delivering
            measured.registry.unregister(holdings)
            data_version.close()
            inline_reader.close()
            writer.dispose()
            engine.dispose()

    app = FastAPIOffline(
        title="Chancery",
        version=version("chancery"),
        summary="Who said what in diplomacy, with proof.",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        contact={"name": "The maintainers of Chancery"},
        # The document for the documentation pages; generators have their own below.
        openapi_url=_OPENAPI_PATHS[1],
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
        openapi_tags=openapi.TAGS,
        swagger_ui_parameters={"tryItOutEnabled": True, "displayRequestDuration": True},
        # A redirect would go to the host that the request claims.
        redirect_slashes=False,
        middleware=_middleware_stack(settings, measured),
        # Beside the path prefix of each request, which the framework adds.
        servers=[{"url": settings.public_url}] if settings.public_url else None,
    )
    install_error_handlers(app)
    # A server without a limit does not document one.
    limited = problems.problem_responses(429) if settings.rate_limit else {}
    # Before the routes of the same operations that FastAPI makes and documents, and found first.
    app.router.routes[:0] = [route for module in _RECORD_ROUTERS for route in make_read_routes(module.router)]
    for module in _READ_ROUTERS:
        app.include_router(module.router, responses=NOT_MODIFIED | limited)
    for module in (submission, review, extraction, webhooks):
        app.include_router(module.router, responses=limited)
    app.webhooks.include_router(webhooks.outgoing_router)
    app.include_router(health.router, responses=NOT_MODIFIED)
    app.include_router(metrics.router)
    openapi.customise_openapi(app, _PUBLIC_PATHS, settings.open_reading)
    for_clients = cache(lambda: openapi.json_only_document(app.openapi()))

    @app.get("/", include_in_schema=False)
    def go_to_docs(request: Request) -> RedirectResponse:
        return RedirectResponse(public_path(request, "/docs"))

    @app.get(_OPENAPI_PATHS[0], include_in_schema=False)
    def show_document(request: Request) -> JSONResponse:
        prefix = public_path(request, "")
        return JSONResponse(for_clients() | ({"servers": [{"url": prefix}]} if prefix else {}))

    return app


def _middleware_stack(settings: Settings, measured: Metrics) -> list[Middleware]:
    """The middleware, the outermost first."""
    # The request log is outside all that refuse, so that refused requests get an id and are logged and counted.
    layers = [
        Middleware(TrustedProxyMiddleware, settings.trusted_proxies, settings.path_prefix),
        Middleware(RequestLogMiddleware, measured),
    ]
    if settings.cors_origins:
        # Outside the limit: a preflight does not count, and a page may read why it was refused. Reading is open and
        # cookies mean nothing here, so any method and header may be sent.
        layers.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["*"],
                allow_headers=["*"],
                expose_headers=[
                    "ETag",
                    "Link",
                    "Location",
                    "RateLimit",
                    "RateLimit-Policy",
                    "Retry-After",
                    REQUEST_ID_HEADER,
                ],
            )
        )
    if settings.rate_limit:
        exempt = {route.path for router in _UNLIMITED_ROUTERS for route in router.routes if isinstance(route, APIRoute)}
        layers.append(Middleware(RateLimitMiddleware, settings.rate_limit, exempt))
    # An ETag is the hash of the compressed bytes. Innermost, so that a 500 too goes out through all the others: bugs.
    layers.append(Middleware(HeadMiddleware))
    # Outside the ETag cache: a client that may not read gets no 304 either.
    layers.append(Middleware(AuthenticationMiddleware, _PUBLIC_PATHS, settings.open_reading))
    return [
        *layers,
        Middleware(ETagMiddleware),
        Middleware(CompressionMiddleware),
        Middleware(UnhandledErrorMiddleware),
    ]


def _operation_id(route: APIRoute) -> str:
    """The operation id is the route's name; generated clients make method names from it."""
    return route.name
