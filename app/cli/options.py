"""What the commands share: options, and how they speak to whoever runs them."""

from datetime import datetime
from typing import Annotated

import typer

Database = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Where the records are, such as sqlite:///chancery.db. [env: CHANCERY_DATABASE_URL]"
    ),
]
PublishedOn = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of publication, where a file gives none.")
]


def say(message: str) -> None:
    """A line on standard error, where it does not mix with what a command prints."""
    typer.echo(message, err=True)


def complain(message: str) -> None:
    """What went wrong, in one line."""
    say(f"chancery: {message}")
