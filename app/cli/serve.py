"""`chancery serve` and `chancery openapi`."""

import json
import logging
from typing import Annotated

import typer

from app.cli.ingest import load_with_progress
from app.cli.options import DatabaseOption
from app.database.engine import open_reader, open_session
from app.database.schema import require_current_schema
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.ingestion.save_article import has_no_articles, load_topics, make_extractor, prepare_database
from app.ingestion.sources import find_input_locations
from app.main import create_app
from app.queries.bulk_lookups import count_records
from app.server import Server, listener_url, open_listener
from app.settings import read_settings
from app.web import log_format
from app.web.openapi import json_only_document


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [env: CHANCERY_HOST]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. [env: CHANCERY_PORT]")] = None,
    root_path: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Path prefix under which a proxy serves it. [env: CHANCERY_ROOT_PATH]"),
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Serve the records as JSON over HTTP, with documentation at /docs.

    An empty database is filled with the seed articles first.
    """
    settings = read_settings(host=host, port=port, root_path=root_path, database_url=database)
    log_format.configure_logging(settings.log)
    with open_listener(settings) as listener:
        vocabulary = load_topics(settings.seeds)
        engine = prepare_database(settings, vocabulary)
        with open_session(engine) as session:
            fill = has_no_articles(session)
        if fill:
            load_with_progress(
                engine,
                find_input_locations([str(settings.seeds / "articles")]),
                make_extractor(vocabulary),
                ArticleMetadata(),
                ReaderOptions(settings.max_article_bytes),
                logging.getLogger("chancery").info,
            )
        engine.dispose()
        count = _describe_contents(settings.read_url or settings.database_url)
        address = listener_url(listener)
        greeting = f"{count} on {address}\nTry:  curl '{address}/quotes?q=sovereignty'"
        Server(create_app(settings), settings, greeting).run([listener])


def openapi() -> None:
    """Print the OpenAPI document of the HTTP interface."""
    typer.echo(json.dumps(json_only_document(create_app(read_settings()).openapi()), indent=2, ensure_ascii=False))


def _describe_contents(url: str) -> str:
    engine = open_reader(url)
    with open_session(engine) as session:
        require_current_schema(session.connection())
        holdings = count_records(session)
    engine.dispose()
    return f"{holdings.articles:,} articles and {holdings.quotes:,} quotes"
