"""`chancery reextract`."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from app.cli.messages import complain, say
from app.cli.options import Database
from app.extraction.version import engine_version
from app.ingestion.reextract import Difference, Reread, outdated_articles, reread
from app.ingestion.save_article import Loaded, make_extractor, prepare_database, read_topics
from app.models import Action
from app.settings import read_settings

_SIGNS = {Action.CREATED: "+", Action.WITHDRAWN: "-", Action.CHANGED: "~"}
_SHOWN = 100


def reextract(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change, and change nothing.")] = False,
    database: Database = None,
) -> None:
    """Read again, with the present engine, the articles that another one has read, and print what that changes.

    A + is a quote that was not found before, a - one that is not found any more, and a ~ one that is found otherwise.
    What reviewers have decided stays as it is, and so do ids.
    """
    settings = read_settings(database_url=database)
    vocabulary = read_topics(settings.seeds)
    engine = prepare_database(settings, vocabulary)
    version = engine_version()
    articles = outdated_articles(engine, version)
    changed = skipped = 0

    def tell(read: Reread | Loaded) -> None:
        nonlocal changed, skipped
        if isinstance(read, Loaded):
            skipped += 1
            complain(f"{read.name}: {read.error}")
            return
        changed += bool(read.differences)
        if read.differences:
            typer.echo(f"{read.article} {read.title}")
        for difference in read.differences:
            typer.echo(_line(difference))

    console = Console(stderr=True)
    reading = reread(engine, articles, make_extractor(vocabulary), version, tell, dry=dry_run)
    silent = not console.is_terminal
    for _ in track(reading, "Reading", len(articles), console=console, transient=True, disable=silent):
        pass
    would = "would change" if dry_run else "changed"
    say(f"{len(articles) - skipped} articles read by engine {version}: {changed} {would}")
    if skipped:
        raise typer.Exit(1)


def _line(difference: Difference) -> str:
    text = difference.text if len(difference.text) <= _SHOWN else difference.text[: _SHOWN - 1] + "…"
    line = f"  {_SIGNS[difference.action]} {difference.quote} {difference.speaker or 'nobody known'}: {text}"
    told = (f"      {name}: {_value(was)} -> {_value(now)}" for name, (was, now) in difference.fields.items())
    return "\n".join([line, *told])


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
