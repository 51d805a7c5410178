"""The `chancery` command."""

import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn, track
from sqlalchemy import Engine

from app.database.engine import session_on
from app.errors import BadInput, ChanceryError
from app.extraction.document import Document
from app.extraction.records import SAYINGS, Act
from app.extraction.scoring import score
from app.http import logs
from app.identity import canonical_url
from app.ingestion.batch import extract_lines
from app.ingestion.load import (
    STANDARD_INPUT,
    Extractor,
    find_files,
    is_empty,
    load_files,
    make_extractor,
    prepare_database,
    read_text,
    read_topics,
)
from app.ingestion.readers.facts import Facts
from app.main import create_app
from app.queries.holdings import count_holdings
from app.schemas.extraction import extraction_answer
from app.server import Server, address_of, listen
from app.settings import Settings, read_settings

app = typer.Typer(
    help="Who said what in diplomacy, with proof: articles in, quotes out as JSON over HTTP.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Database = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Where the records are, such as sqlite:///chancery.db. [env: CHANCERY_DATABASE_URL]"
    ),
]
PublishedOn = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of publication, where a file gives none.")
]


class Acts(StrEnum):
    """Which acts to extract, as the command line names them."""

    SAYINGS = "sayings"
    ALL = "all"

    @property
    def acts(self) -> frozenset[Act]:
        return SAYINGS if self is Acts.SAYINGS else frozenset(Act)


def main() -> None:
    """Run the command; what is wrong with its input ends it with one line and exit status 1."""
    try:
        app()
    except ChanceryError as error:
        _complain(str(error))
        sys.exit(1)


@app.callback(invoke_without_command=True)
def _root(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if show_version:
        typer.echo(version("chancery"))
        raise typer.Exit


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [env: CHANCERY_HOST]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on. [env: CHANCERY_PORT]")] = None,
    database: Database = None,
) -> None:
    """Serve the records as JSON over HTTP, with documentation at /docs.

    An empty database is filled with the seed articles first.
    """
    settings = read_settings(host=host, port=port, database_url=database)
    logs.configure(settings.log)
    with listen(settings) as listener:
        vocabulary = read_topics(settings.seeds)
        engine = prepare_database(settings, vocabulary)
        with session_on(engine) as session:
            fill = is_empty(session)
        if fill:
            files = find_files([settings.seeds / "articles"])
            _ingest(engine, files, make_extractor(vocabulary), Facts(), settings, logging.getLogger("chancery").info)
        count = _count(engine)
        engine.dispose()
        address = address_of(listener)
        greeting = f"{count} on {address}\nTry:  curl '{address}/quotes?q=sovereignty'"
        Server(create_app(settings), settings, greeting).run([listener])


@app.command()
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
    if not _ingest(engine, files, make_extractor(vocabulary), given, settings, _say):
        raise typer.Exit(1)


@app.command()
def extract(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text, or - for standard input.")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read lines of {"id", "text"}, print one for each.')] = False,
    acts: Annotated[Acts, typer.Option(help="All adds belief, which is no saying.")] = Acts.SAYINGS,
    published_on: PublishedOn = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes for --jsonl. [default: one a core]")] = None,
) -> None:
    """Print who says what in a text, as JSON. Nothing is stored.

    Offsets count Unicode code points from 0, end exclusive, in the "text" of the answer; with --jsonl, in the text
    that came in.
    """
    settings = read_settings()
    if jsonl:
        _extract_lines(Path(file), settings, acts, workers or os.cpu_count() or 1)
        return
    document = read_text(Path(file), settings.max_article_bytes)
    if document.published_on is None and published_on is not None:
        document = replace(document, published_on=published_on.date())
    extraction = make_extractor(read_topics(settings.seeds), acts.acts)(document)
    typer.echo(extraction_answer(document, extraction).model_dump_json(indent=2))


@app.command()
def evaluate(
    gold: Annotated[str, typer.Argument(metavar="GOLD.jsonl", help="Annotated news: lines of {id, text, quotes}.")],
    speakers: Annotated[str | None, typer.Option(help="The speakers of these quotes: lines of {id, quotes}.")] = None,
) -> None:
    """Print how well the extractor agrees with annotated news, acts of belief included."""
    documents = _json_lines(Path(gold), "id", "text", "quotes")
    extractor = make_extractor(read_topics(read_settings().seeds), frozenset(Act))
    console = Console(stderr=True)
    found = {
        document["id"]: extractor(Document(document["text"]))
        for document in track(documents, "Reading", console=console, transient=True, disable=not console.is_terminal)
    }
    for name, figure in score(
        documents, found, _json_lines(Path(speakers), "id", "quotes") if speakers else ()
    ).items():
        typer.echo(f"{name:20} {figure:.3f}" if isinstance(figure, float) else f"{name:20} {figure}")


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the HTTP interface."""
    typer.echo(json.dumps(create_app(read_settings()).openapi(), indent=2, ensure_ascii=False))


def _ingest(
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


def _count(engine: Engine) -> str:
    with session_on(engine) as session:
        holdings = count_holdings(session)
    return f"{holdings.articles:,} articles and {holdings.quotes:,} quotes"


def _extract_lines(file: Path, settings: Settings, acts: Acts, workers: int) -> None:
    failed = False
    with _lines_of(file) as lines:
        for answer in extract_lines(lines, settings.seeds, acts.acts, workers):
            if isinstance(answer, BadInput):
                failed = True
                _complain(str(answer))
            else:
                typer.echo(answer)
    if failed:
        raise typer.Exit(1)


def _json_lines(file: Path, *fields: str) -> list[dict[str, Any]]:
    try:
        with _lines_of(file) as lines:
            found = [json.loads(line) for line in lines if line.strip()]
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file}: is no JSON lines: {error}") from error
    if not found:
        raise BadInput(f"{file}: is empty")
    for number, line in enumerate(found, 1):
        if not isinstance(line, dict) or not line.keys() >= set(fields):
            raise BadInput(f"{file}: line {number}: is no object with {', '.join(fields)}")
    return found


def _lines_of(file: Path) -> BinaryIO:
    try:
        return sys.stdin.buffer if file == STANDARD_INPUT else file.open("rb")
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror}") from error


def _complain(message: str) -> None:
    _say(f"chancery: {message}")


def _say(message: str) -> None:
    typer.echo(message, err=True)


if __name__ == "__main__":
    main()
