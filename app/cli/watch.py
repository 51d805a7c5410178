"""`chancery watch`."""

import re
import signal
from collections import Counter
from threading import Event
from typing import Annotated

import typer

from app.cli.options import DatabaseOption
from app.cli.output import print_error, print_message, summarise_tally
from app.errors import BadInput
from app.ingestion.feed_poller import FeedPoller
from app.ingestion.net.fetch import make_fetcher
from app.ingestion.net.polite_fetcher import PoliteFetcher
from app.ingestion.readers.types import ReaderOptions
from app.ingestion.save_article import limit_cpu_time, load_topics, make_extractor, prepare_database
from app.settings import read_settings

_SECONDS_BY_UNIT = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def watch(
    feeds: Annotated[list[str], typer.Argument(metavar="FEED...", help="URLs of RSS, Atom or JSON feeds.")],
    database: DatabaseOption = None,
    every: Annotated[
        str, typer.Option(metavar="TIME", help="Time between two requests of a feed: 90s, 15m, 6h, 1d.")
    ] = "15m",
    once: Annotated[bool, typer.Option("--once", help="Read each feed once, and stop.")] = False,
) -> None:
    """Read new articles of feeds as they appear, until interrupted.

    Obeys robots.txt, and asks a server less often if it fails or asks for patience. The database remembers which
    entries were read.
    """
    settings = read_settings(database_url=database)
    interval = _parse_interval(every)
    vocabulary = load_topics(settings.seeds)
    engine = prepare_database(settings, vocabulary)
    stop = _stop_on_signals()
    fetch = PoliteFetcher(make_fetcher(settings), wait=stop.wait)
    extractor = limit_cpu_time(make_extractor(vocabulary), settings.extraction_seconds)
    watching = FeedPoller(engine, extractor, ReaderOptions(settings.max_article_bytes), fetch, interval, stop)
    failed = False
    tally = Counter[str]()
    for loaded in watching.poll_once(feeds) if once else watching.poll_until_stopped(feeds):
        if loaded.outcome is not None:
            tally[loaded.outcome.value] += 1
            print_message(f"{loaded.name}: {loaded.outcome}")
        else:
            failed = True
            print_error(f"{loaded.name}: {loaded.error}")
    engine.dispose()
    if stop.is_set():
        print_message(f"stopped after {summarise_tally(tally)}" if tally else "stopped; found nothing new")
    if once and failed:
        raise typer.Exit(1)


def _stop_on_signals() -> Event:
    """An event set by the first Ctrl-C or SIGTERM: the current article is finished; a second signal ends at once."""
    stop = Event()

    def request_stop(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, request_stop)
    return stop


def _parse_interval(text: str) -> float:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhd])\s*", text)
    if match is None or float(match[1]) == 0:
        raise BadInput(f"--every {text}: is not a time such as 90s, 15m, 6h or 1d")
    return float(match[1]) * _SECONDS_BY_UNIT[match[2]]
