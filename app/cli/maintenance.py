"""`chancery backup`, `restore`, `check` and `migrate-to`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app.cli.options import DatabaseOption
from app.cli.output import print_message
from app.database.engine import open_reader, open_writer, translate_errors
from app.database.schema import migrate_schema, require_current_schema
from app.database.sqlite import files
from app.maintenance.backup import back_up_database, restore_database
from app.maintenance.check import check_database
from app.maintenance.migrate_database import migrate_records
from app.queries.bulk_lookups import RecordCounts
from app.settings import read_settings

# Findings of one check that are printed.
_MAX_FINDINGS = 20


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    database: DatabaseOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
) -> None:
    """Copy the database into a file, while it is in use.

    FILE is written completely or not at all, and holds the records of one moment.
    """
    source = files.database_file(read_settings(database_url=database).database_url)
    with _progress_bar() as progress:
        holdings = back_up_database(source, file, progress("Copying"), force=force)
    print_message(f"{file}: {_describe_counts(holdings)}, {file.stat().st_size / 1e6:,.1f} MB")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file made by chancery backup.")],
    database: DatabaseOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a database that is damaged or has records that the backup lacks.")
    ] = False,
) -> None:
    """Replace the database by a backup, after checking the backup as chancery check does.

    Refuses if the database is in use or has changes that the backup lacks.
    """
    target = files.database_file(read_settings(database_url=database).database_url)
    with _progress_bar() as progress:
        holdings = restore_database(file, target, lambda name: progress(f"Checking {name}"), force=force)
    print_message(f"{target}: {_describe_counts(holdings)}, as in {file}")


def check(database: DatabaseOption = None) -> None:
    """Check the database file and that every record is consistent and proven by its text; it may be in use.

    Each check prints a line, and a line for each finding; the exit status is 1 if there are findings. Writers wait
    while a search index is compared with its table.
    """
    file = files.database_file(read_settings(database_url=database).database_url)
    number = 0
    with _progress_bar() as progress:
        for checked in check_database(file, lambda name: progress(f"Checking {name}")):
            typer.echo(f"{checked.name}: {f'{len(checked.findings):,} wrong' if checked.findings else 'ok'}")
            for finding in checked.findings[:_MAX_FINDINGS]:
                typer.echo(f"  {finding}")
            if len(checked.findings) > _MAX_FINDINGS:
                typer.echo(f"  and {len(checked.findings) - _MAX_FINDINGS:,} more")
            number += len(checked.findings)
    print_message(f"{file}: {f'{number:,} findings' if number else 'nothing wrong'}")
    if number:
        raise typer.Exit(1)


def migrate_to(
    url: Annotated[str, typer.Argument(metavar="URL", help="An empty database, such as postgresql://HOST/NAME.")],
    database: DatabaseOption = None,
) -> None:
    """Copy all records into an empty database, PostgreSQL or SQLite, and verify every one.

    Stop all writers first. An interrupted copy resumes where it stopped when it is started again.
    """
    settings = read_settings(database_url=database)
    source, target = open_reader(settings.database_url), open_writer(read_settings(database_url=url).database_url)
    with translate_errors(source), source.connect() as connection:
        require_current_schema(connection)
    migrate_schema(target)
    with _progress_bar() as progress:
        rows = migrate_records(source, target, progress)
    shown = target.url.render_as_string(hide_password=True)
    print_message(
        f"{shown}: {rows['article']:,} articles, {rows['quote']:,} quotes and {rows['change']:,} changes, all compared"
    )


@contextmanager
def _progress_bar() -> Iterator[Callable[[str], files.Progress]]:
    """A progress bar on a terminal; it takes the finished and the total amount, 0 if unknown."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def start_task(name: str) -> files.Progress:
            bar.reset(task, description=name, total=None)
            return lambda done, whole: bar.update(task, completed=done, total=whole or None)

        yield start_task


def _describe_counts(holdings: RecordCounts) -> str:
    return f"{holdings.articles:,} articles and {holdings.quotes:,} quotes"
