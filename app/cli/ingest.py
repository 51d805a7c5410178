"""`chancery ingest`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Engine

from app.cli.options import Database, PublishedOn, say
from app.errors import BadInput
from app.identity import canonical_url
from app.ingestion.load import Extractor, find_files, load_files, make_extractor, prepare_database, read_topics
from app.ingestion.readers.facts import Facts
from app.settings import Settings, read_settings


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")],
    database: Database = None,
    title: Annotated[str | None, typer.Option(help="Title, where a file gives none.")] = None,
    published_on: PublishedOn = None,
    outlet: Annotated[str | None, typer.Option(help="Outlet, where a file gives none.")] = None,
    author: Annotated[str | None, typer.Option(help="Author, where a file gives none.")] = None,
    dateline: Annotated[str | None, typer.Option(help="Dateline, where a file gives none.")] = None,
    url: Annotated[str | None, typer.Option(help="Canonical URL, for a single file that gives none.")] = None,
) -> None:
    """Read articles into the database: Markdown with front matter, or plain text.

    The same article twice changes nothing. A file that cannot be read is named and skipped, and the exit status is 1.
    """
    settings = read_settings(database_url=database)
    files = find_files(Path(path) for path in paths)
    if url is not None and len(files) > 1:
        raise BadInput(f"--url names one article, and there are {len(files)} files")
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
    vocabulary = read_topics(settings.seeds)
    engine = prepare_database(settings, vocabulary)
    if not load_under_way(engine, files, make_extractor(vocabulary), given, settings, say):
        raise typer.Exit(1)


def load_under_way(
    engine: Engine,
    files: list[Path],
    extractor: Extractor,
    given: Facts,
    settings: Settings,
    say: Callable[[str], None],
) -> bool:
    """Load files under a progress bar and say what became of them; whether all went well."""
    tally: dict[str, int] = {}
    console = Console(stderr=True)
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(files))
        for loaded in load_files(engine, files, extractor, given, settings.max_article_bytes):
            if loaded.error is not None:
                say(f"chancery: {loaded.name}: {loaded.error}")
            outcome = "skipped" if loaded.outcome is None else str(loaded.outcome)
            tally[outcome] = tally.get(outcome, 0) + 1
            progress.advance(task)
    summary = ", ".join(f"{number} {outcome}" for outcome, number in tally.items()) or "nothing found to read"
    say(f"{len(files)} articles: {summary}")
    return bool(files) and "skipped" not in tally
