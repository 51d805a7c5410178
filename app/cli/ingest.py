"""`chancery ingest`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Engine

from app.cli.options import Database, Encoding, Form, Maps, PublishedOn, fields_of, say
from app.errors import BadInput
from app.identity import canonical_url
from app.ingestion.fetch import make_fetcher
from app.ingestion.load import Extractor, load_origins, make_extractor, prepare_database, read_topics
from app.ingestion.origins import Origin, find_origins, read_addresses
from app.ingestion.readers.facts import Facts
from app.ingestion.readers.reading import Reading
from app.ingestion.robots import PoliteFetcher
from app.settings import read_settings


def ingest(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE...", help="Files, folders, URLs, or - for standard input.")
    ] = None,
    database: Database = None,
    urls: Annotated[Path | None, typer.Option(metavar="FILE", help="A list of URLs, one a line.")] = None,
    title: Annotated[str | None, typer.Option(help="Title, where a source gives none.")] = None,
    published_on: PublishedOn = None,
    outlet: Annotated[str | None, typer.Option(help="Outlet, where a source gives none.")] = None,
    author: Annotated[str | None, typer.Option(help="Author, where a source gives none.")] = None,
    dateline: Annotated[str | None, typer.Option(help="Dateline, where a source gives none.")] = None,
    url: Annotated[str | None, typer.Option(help="Canonical URL, for a single file that gives none.")] = None,
    form: Form = None,
    maps: Maps = None,
    encoding: Encoding = None,
    fetch: Annotated[bool, typer.Option("--fetch", help="Fetch the pages of feeds that give summaries only.")] = False,
) -> None:
    """Read articles into the database: pages, feeds, ninjs, JSON-LD, JSON, CSV, WARC, Markdown or text.

    The same article twice changes nothing. What cannot be read is named and skipped, and the exit status is 1.
    """
    settings = read_settings(database_url=database)
    origins = find_origins(sources or []) + (read_addresses(urls) if urls else [])
    if not sources and not urls:
        raise BadInput("give files, folders or URLs to read, or - for standard input")
    if url is not None and len(origins) > 1:
        raise BadInput(f"--url names one article, and there are {len(origins)} sources")
    try:
        url = url and canonical_url(url)
    except ValueError as error:
        raise BadInput(f"--url {error}") from error
    given = Facts(
        title=title,
        outlet=outlet,
        author=author,
        published_on=published_on.date() if published_on else None,
        dateline=dateline,
        url=url,
    )
    fetcher = make_fetcher(settings)
    how = Reading(
        settings.max_article_bytes,
        format=form,
        encoding=encoding,
        fields=fields_of(maps),
        fetch=PoliteFetcher(fetcher) if fetch else fetcher,
        follow=fetch,
    )
    vocabulary = read_topics(settings.seeds)
    engine = prepare_database(settings, vocabulary)
    if not load_under_way(engine, origins, make_extractor(vocabulary), given, how, say):
        raise typer.Exit(1)


def load_under_way(
    engine: Engine,
    origins: list[Origin],
    extractor: Extractor,
    given: Facts,
    how: Reading,
    say: Callable[[str], None],
) -> bool:
    """Load articles under a progress bar and say what became of them; whether all went well."""
    tally: dict[str, int] = {}
    console = Console(stderr=True)
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        for loaded in load_origins(engine, progress.track(origins), extractor, given, how):
            if loaded.error is not None:
                say(f"chancery: {loaded.name}: {loaded.error}")
            outcome = "skipped" if loaded.outcome is None else str(loaded.outcome)
            tally[outcome] = tally.get(outcome, 0) + 1
    summary = ", ".join(f"{number} {outcome}" for outcome, number in tally.items()) or "nothing found to read"
    say(f"{sum(tally.values())} articles: {summary}")
    return bool(tally) and "skipped" not in tally
