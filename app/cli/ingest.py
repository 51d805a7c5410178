"""`chancery ingest`."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from app.cli.options import DatabaseOption, EncodingOption, FormatOption, MapOption, PublishedOnOption, parse_field_maps
from app.cli.output import print_message, show_progress, summarise_tally
from app.domain.identifiers import canonical_url
from app.errors import BadInput
from app.ingestion.cluster import Cluster
from app.ingestion.net.fetch import make_fetcher
from app.ingestion.net.polite_fetcher import PoliteFetcher
from app.ingestion.progress_checkpoint import SKIPPED, IngestionRun, fingerprint_run
from app.ingestion.readers.field_values import clean_line
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.ingestion.save_article import Extractor, load_topics, make_extractor, prepare_database
from app.ingestion.save_many import load_inputs
from app.ingestion.sources import (
    InputLocation,
    display_name,
    estimate_input_size,
    find_input_locations,
    list_skipped_files,
    read_url_list,
)
from app.ingestion.workers import WorkerProcesses
from app.settings import read_settings

# The exit status of a command that Ctrl-C has ended.
_INTERRUPTED_STATUS = 130


def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE...", help="Files (s3://... too), folders, URLs, or - for standard input."),
    ] = None,
    database: DatabaseOption = None,
    urls: Annotated[Path | None, typer.Option(metavar="FILE", help="A list of URLs, one a line.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of sources that name none.")] = None,
    published_on: PublishedOnOption = None,
    outlet: Annotated[str | None, typer.Option(help="Outlet of sources that name none.")] = None,
    author: Annotated[str | None, typer.Option(help="Author of sources that name none.")] = None,
    dateline: Annotated[str | None, typer.Option(help="Dateline of sources that name none.")] = None,
    url: Annotated[str | None, typer.Option(help="Canonical URL of a single file that names none.")] = None,
    form: FormatOption = None,
    maps: MapOption = None,
    encoding: EncodingOption = None,
    fetch: Annotated[bool, typer.Option("--fetch", help="Fetch the pages of feeds that give summaries only.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that extract. [default: one for each core]")
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Extract on a Dask cluster: the address of its scheduler, such as tcp://scheduler:8786.",
        ),
    ] = None,
) -> None:
    """Read articles into the database: pages, feeds, ninjs, JSON-LD, JSON, CSV, WARC, Markdown or text.

    The same article twice changes nothing. Articles that cannot be read are named and skipped; the exit status is then
    1. An interrupted run over files resumes where it stopped when it is started again.
    """
    if dask is not None and workers is not None:
        raise typer.BadParameter(
            "the cluster extracts, not this machine's processes; leave out --workers", param_hint="--dask"
        )
    settings = read_settings(database_url=database)
    origins = find_input_locations(sources or []) + (read_url_list(urls) if urls else [])
    if not sources and not urls:
        raise BadInput("give files, folders or URLs to read, or - for standard input")
    if url is not None and len(origins) > 1:
        raise BadInput(f"--url names one article, but there are {len(origins)} sources")
    try:
        url = url and canonical_url(url)
    except ValueError as error:
        raise BadInput(f"--url {error}") from error
    given = ArticleMetadata(
        title=clean_line(title),
        outlet=clean_line(outlet),
        author=clean_line(author),
        published_on=published_on.date() if published_on else None,
        dateline=clean_line(dateline),
        url=url,
    )
    fetcher = make_fetcher(settings)
    how = ReaderOptions(
        settings.max_article_bytes,
        format=form,
        encoding=encoding,
        fields=parse_field_maps(maps),
        fetch=PoliteFetcher(fetcher) if fetch else fetcher,
        follow_links=fetch,
    )
    vocabulary = load_topics(settings.seeds)
    engine = prepare_database(settings, vocabulary)
    crew: WorkerProcesses | Cluster = (
        WorkerProcesses(workers or os.cpu_count() or 1, settings.database_url, settings.seeds)
        if dask is None
        else Cluster(dask, vocabulary.topics, print_message)
    )
    others = list_skipped_files(sources or [])
    if not load_with_progress(engine, origins, make_extractor(vocabulary), given, how, print_message, crew, others):
        raise typer.Exit(1)


def load_with_progress(
    engine: Engine,
    origins: list[InputLocation],
    extractor: Extractor,
    given: ArticleMetadata,
    how: ReaderOptions,
    report: Callable[[str], None],
    crew: WorkerProcesses | Cluster | None = None,
    others: Sequence[Path] = (),
) -> bool:
    """Load articles, show the progress and print the result; returns whether all went well.

    `others` are files that are skipped and named. On an interrupt it prints what was stored, and ends the command.
    """
    run = IngestionRun(engine, fingerprint_run(origins, given, how))
    if run.resumed:
        report(f"resuming after {run.resumed:,} articles of an interrupted run")
    for file in others:
        report(f"chancery: {display_name(file)}: is skipped: its name has no known format")
    try:
        with show_progress([estimate_input_size(origin) for origin in origins], report) as advance:
            for loaded in load_inputs(engine, origins, extractor, given, how, crew, run):
                if loaded.error is not None:
                    report(f"chancery: {loaded.name}: {loaded.error}")
                advance(loaded.position)
    except KeyboardInterrupt:
        report(f"interrupted after {summarise_tally(run.tally)}; saved articles are kept; run this again to resume")
        raise typer.Exit(_INTERRUPTED_STATUS) from None
    left = f"; {len(others)} file{'s' if len(others) > 1 else ''} skipped" if others else ""
    report(f"{summarise_tally(run.tally)}{left}")
    return bool(run.tally) and SKIPPED not in run.tally
