"""The metrics for Prometheus: requests, extractions and numbers of records.

The request metrics have the names and labels of prometheus-fastapi-instrumentator, so that its dashboards show them.
"""

from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from starlette.types import Scope

from app.database.engine import open_session
from app.errors import DatabaseProblem
from app.queries.bulk_lookups import count_records

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_EXTRACTION_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        Info("chancery_build", "The version of the server.", registry=registry).info({"version": version("chancery")})
        self._requests = Counter(
            "http_requests_total", "Requests answered.", ("method", "handler", "status"), registry=registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Seconds from the request's headers to the last byte of its answer.",
            ("method", "handler"),
            buckets=_REQUEST_SECONDS,
            registry=registry,
        )
        self.extraction_seconds = Histogram(
            "chancery_extraction_seconds",
            "Seconds to extract quotes from a text of a request.",
            buckets=_EXTRACTION_SECONDS,
            registry=registry,
        )

    def observe_request(self, scope: Scope, status: int, seconds: float) -> None:
        # Labels that a client could make up would fill the memory: a path counts as the template of its route.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        handler = getattr(scope.get("route"), "path", "none")
        self._requests.labels(method, handler, f"{status // 100}xx").inc()
        self._seconds.labels(method, handler).observe(seconds)

    def render_exposition(self, accept: str) -> tuple[bytes, str]:
        """All metrics and their media type: OpenMetrics where it is asked for, else the classic text."""
        try:
            encode, media_type = choose_encoder(accept)
        except TypeError:
            # The library compares any version with a number.
            encode, media_type = choose_encoder("")
        return encode(self.registry), media_type


class RecordCountCollector(Collector):
    """Counts the records on request; if the database fails, the other metrics remain."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with open_session(self._engine) as session:
                holdings = count_records(session)._asdict()
        except DatabaseProblem:
            holdings = {}
        yield GaugeMetricFamily("chancery_database_up", "Whether the database can be read.", float(bool(holdings)))
        for name, number in holdings.items():
            yield GaugeMetricFamily(f"chancery_{name}", f"The {name} in the database.", number)
