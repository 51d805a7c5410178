"""How the commands speak to whoever runs them."""

from collections import Counter

import typer


def print_message(message: str) -> None:
    """A line on standard error, where it does not mix with what a command prints."""
    typer.echo(message, err=True)


def print_error(message: str) -> None:
    """What went wrong, in one line."""
    print_message(f"chancery: {message}")


def summarise_tally(tally: Counter[str]) -> str:
    """How many articles there were, and what became of them."""
    told = ", ".join(f"{number} {outcome}" for outcome, number in tally.items()) or "nothing found to read"
    return f"{tally.total()} articles: {told}"
