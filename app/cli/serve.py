"""`chancery serve` and `chancery openapi`."""

import json
import logging
from typing import Annotated

import typer

from app.cli.ingest import load_under_way
from app.cli.options import Database
from app.database.engine import open_reader, session_on
from app.database.schema import require_current
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import Reading
from app.ingestion.save_article import is_empty, make_extractor, prepare_database, read_topics
from app.ingestion.sources import find_origins
from app.main import create_app
from app.queries.database_stats import count_holdings
from app.server import Server, address_of, listen
from app.settings import read_settings
from app.web import log_format
from app.web.openapi import for_clients


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [env: CHANCERY_HOST]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. [env: CHANCERY_PORT]")] = None,
    root_path: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Path that a proxy has mounted it under. [env: CHANCERY_ROOT_PATH]"),
    ] = None,
    database: Database = None,
) -> None:
    """Serve the records as JSON over HTTP, with documentation at /docs.

    An empty database is filled with the seed articles first.
    """
    settings = read_settings(host=host, port=port, root_path=root_path, database_url=database)
    log_format.configure(settings.log)
    with listen(settings) as listener:
        vocabulary = read_topics(settings.seeds)
        engine = prepare_database(settings, vocabulary)
        with session_on(engine) as session:
            fill = is_empty(session)
        if fill:
            load_under_way(
                engine,
                find_origins([str(settings.seeds / "articles")]),
                make_extractor(vocabulary),
                Facts(),
                Reading(settings.max_article_bytes),
                logging.getLogger("chancery").info,
            )
        engine.dispose()
        count = _count(settings.read_url or settings.database_url)
        address = address_of(listener)
        greeting = f"{count} on {address}\nTry:  curl '{address}/quotes?q=sovereignty'"
        Server(create_app(settings), settings, greeting).run([listener])


def openapi() -> None:
    """Print the OpenAPI document of the HTTP interface."""
    typer.echo(json.dumps(for_clients(create_app(read_settings()).openapi()), indent=2, ensure_ascii=False))


def _count(url: str) -> str:
    engine = open_reader(url)
    with session_on(engine) as session:
        require_current(session.connection())
        holdings = count_holdings(session)
    engine.dispose()
    return f"{holdings.articles:,} articles and {holdings.quotes:,} quotes"
