"""The `chancery` command.

Importing a command takes seconds and 100 MB. So a command is imported when it is used, and `--help` shows
the summaries of the table below.
"""

import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from app.cli.output import print_error
from app.errors import ChanceryError

# Each command's module, and the first paragraph of its docstring.
COMMANDS = {
    "serve": ("serve", "Serve the records as JSON over HTTP, with documentation at /docs."),
    "ingest": (
        "ingest",
        "Read articles into the database: pages, feeds, ninjs, JSON-LD, JSON, CSV, WARC, Markdown or text.",
    ),
    "watch": ("watch", "Read new articles of feeds as they appear, until interrupted."),
    "export": (
        "export",
        "Write all quotes, articles, speakers or meetings as the API shows them.",
    ),
    "extract": ("extract", "Print who says what in a text, as JSON. Nothing is stored."),
    "evaluate": ("extract", "Print how well the extractor agrees with annotated texts."),
    "reextract": (
        "reextract",
        "Extract again the articles that another engine version has read, and print what changes.",
    ),
    "backup": ("maintenance", "Copy the database into a file, while it is in use."),
    "restore": (
        "maintenance",
        "Replace the database by a backup, after checking the backup as chancery check does.",
    ),
    "check": (
        "maintenance",
        "Check the database file and that every record is consistent and proven by its text; it may be in use.",
    ),
    "migrate-to": (
        "maintenance",
        "Copy all records into an empty database, PostgreSQL or SQLite, and verify every one.",
    ),
    "openapi": ("serve", "Print the OpenAPI document of the HTTP interface."),
    "keys": ("keys", "Manage the API keys for writing, and for reading where it is not open."),
}


class _LazyGroup(TyperGroup):
    """A group that lists its commands without importing them."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed if name is None else _import_command(name), rest


def _import_command(name: str) -> Any:
    """A command with its options."""
    module, _ = COMMANDS[name]
    found = getattr(import_module(f"app.cli.{module}"), name.replace("-", "_"))
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=_LazyGroup,
    help="Who said what in diplomacy, with proof: articles in, quotes out as JSON over HTTP.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _command_placeholder() -> None:
    """The placeholder of a command that is not imported."""


for _name, (_, _summary) in COMMANDS.items():
    app.command(_name, help=_summary)(_command_placeholder)


def main() -> None:
    """Run the command; bad input ends it with one line and exit status 1."""
    try:
        app()
    except ChanceryError as error:
        print_error(str(error))
        sys.exit(1)


@app.callback(invoke_without_command=True)
def _handle_root_options(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if show_version:
        typer.echo(version("chancery"))
        raise typer.Exit
