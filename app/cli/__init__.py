"""The `chancery` command."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from app.cli.export import export
from app.cli.extract import evaluate, extract
from app.cli.ingest import ingest
from app.cli.keys import keys
from app.cli.options import complain
from app.cli.reextract import reextract
from app.cli.serve import openapi, serve
from app.cli.upkeep import backup, check, migrate_to, restore
from app.cli.watch import watch
from app.errors import ChanceryError

app = typer.Typer(
    help="Who said what in diplomacy, with proof: articles in, quotes out as JSON over HTTP.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_UPKEEP = (backup, restore, check, migrate_to)
for command in (serve, ingest, watch, export, extract, evaluate, reextract, *_UPKEEP, openapi):
    app.command()(command)
app.add_typer(keys, name="keys")


def main() -> None:
    """Run the command; what is wrong with its input ends it with one line and exit status 1."""
    try:
        app()
    except ChanceryError as error:
        complain(str(error))
        sys.exit(1)


@app.callback(invoke_without_command=True)
def _root(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if show_version:
        typer.echo(version("chancery"))
        raise typer.Exit
