"""`chancery keys`: API keys for writing, and for reading where it is not open."""

from typing import Annotated

import typer
from sqlalchemy import Engine

from app.cli.options import DatabaseOption
from app.cli.output import print_message
from app.database.engine import open_session, open_writer
from app.database.schema import migrate_schema
from app.models import Scope
from app.services.keys import create_key, list_keys, revoke_key
from app.settings import read_settings

keys = typer.Typer(
    help="Manage the API keys for writing, and for reading where it is not open.",
    no_args_is_help=True,
    add_completion=False,
)


@keys.command("create")
def print_new_key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of its user, such as news-desk.")],
    scope: Annotated[Scope, typer.Option(help="What the key may do; each scope includes those before it.")],
    database: DatabaseOption = None,
) -> None:
    """Create a key and print it. It is shown only once."""
    with open_session(_open_key_database(database)) as session:
        token = create_key(session, name, scope)
    print_message(f"{name} may {scope}. Keep this key: it is not shown again.")
    typer.echo(token)


@keys.command("list")
def print_keys(database: DatabaseOption = None) -> None:
    """List all keys, without their secrets."""
    with open_session(_open_key_database(database)) as session:
        for key in list_keys(session):
            state = f"revoked {key.revoked_at:%Y-%m-%d %H:%M}Z" if key.revoked_at else "good"
            typer.echo(
                f"{key.name}\t{key.scope}\tchancery_{key.prefix}_...\tcreated {key.created_at:%Y-%m-%d}\t{state}"
            )


@keys.command("revoke")
def revoke_by_name(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name, as printed by chancery keys list.")],
    database: DatabaseOption = None,
) -> None:
    """Revoke a key at once."""
    with open_session(_open_key_database(database)) as session:
        revoke_key(session, name)
    print_message(f"{name} is revoked")


def _open_key_database(database: str | None) -> Engine:
    engine = open_writer(read_settings(database_url=database).database_url)
    migrate_schema(engine)
    return engine
