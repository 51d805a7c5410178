"""`chancery reextract`."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from app.cli.options import DatabaseOption
from app.cli.output import print_error, print_message
from app.extraction.version import engine_version
from app.ingestion.reextract import QuoteDifference, ReextractedArticle, list_outdated_articles, reextract_articles
from app.ingestion.save_article import LoadResult, load_topics, make_extractor, prepare_database
from app.models import Action
from app.settings import read_settings

_ACTION_SIGNS = {Action.CREATED: "+", Action.WITHDRAWN: "-", Action.CHANGED: "~"}
_MAX_TEXT_LENGTH = 100


def reextract(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change without changing it.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Extract again the articles that another engine version has read, and print what changes.

    A + is a new quote, a - one that is no longer found, and a ~ one that has changed.
    Reviewers' decisions and ids stay.
    """
    settings = read_settings(database_url=database)
    vocabulary = load_topics(settings.seeds)
    engine = prepare_database(settings, vocabulary)
    version = engine_version()
    articles = list_outdated_articles(engine, version)
    changed = skipped = 0

    def print_differences(read: ReextractedArticle | LoadResult) -> None:
        nonlocal changed, skipped
        if isinstance(read, LoadResult):
            skipped += 1
            print_error(f"{read.name}: {read.error}")
            return
        changed += bool(read.differences)
        if read.differences:
            typer.echo(f"{read.article} {read.title}")
        for difference in read.differences:
            typer.echo(_format_difference(difference))

    console = Console(stderr=True)
    reading = reextract_articles(
        engine, articles, make_extractor(vocabulary), version, print_differences, is_dry_run=dry_run
    )
    silent = not console.is_terminal
    for _ in track(reading, "Reading", len(articles), console=console, transient=True, disable=silent):
        pass
    would = "would change" if dry_run else "changed"
    print_message(f"{len(articles) - skipped} articles read by engine {version}: {changed} {would}")
    if skipped:
        raise typer.Exit(1)


def _format_difference(difference: QuoteDifference) -> str:
    text = (
        difference.text if len(difference.text) <= _MAX_TEXT_LENGTH else difference.text[: _MAX_TEXT_LENGTH - 1] + "…"
    )
    line = f"  {_ACTION_SIGNS[difference.action]} {difference.quote} {difference.speaker or 'nobody known'}: {text}"
    told = (
        f"      {name}: {_format_value(was)} -> {_format_value(now)}" for name, (was, now) in difference.fields.items()
    )
    return "\n".join([line, *told])


def _format_value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
