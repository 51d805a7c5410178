"""How the commands speak to whoever runs them."""

from collections import Counter

import typer


def say(message: str) -> None:
    """A line on standard error, where it does not mix with what a command prints."""
    typer.echo(message, err=True)


def complain(message: str) -> None:
    """What went wrong, in one line."""
    say(f"chancery: {message}")


def summary_of(tally: Counter[str]) -> str:
    """How many articles there were, and what became of them."""
    told = ", ".join(f"{number} {outcome}" for outcome, number in tally.items()) or "nothing found to read"
    return f"{tally.total()} articles: {told}"
