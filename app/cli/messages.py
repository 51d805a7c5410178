"""How the commands speak to whoever runs them."""

import typer


def say(message: str) -> None:
    """A line on standard error, where it does not mix with what a command prints."""
    typer.echo(message, err=True)


def complain(message: str) -> None:
    """What went wrong, in one line."""
    say(f"chancery: {message}")
