"""Polling feeds: each new entry becomes an article, each corrected one a new version.

Servers are asked no more often than needed.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Event

from sqlalchemy import Engine

from app.database.engine import open_session
from app.errors import BadInput, DatabaseBusy, NotFetched
from app.ingestion.net.polite_fetcher import PoliteFetcher
from app.ingestion.readers import make_article
from app.ingestion.readers.feed_entry import ParsedEntry, read_entry
from app.ingestion.readers.feeds import parse_feed
from app.ingestion.readers.types import FetchedResource, ReaderOptions, as_bad_input
from app.ingestion.save_article import Extractor, LoadResult, load_article
from app.services.articles import IncomingArticle
from app.services.feed_state import find_unseen_entries, get_or_create_feed, mark_entry_seen, mark_feed_read

# Even a failing server is asked once a day.
_MAX_PAUSE = 86_400.0
_MAX_DOUBLINGS = 20
# A feed that answers 410 is not asked again.
_HTTP_GONE = 410


@dataclass(slots=True)
class _PollState:
    """The time of a feed's next request, None if there is no next one, and the number of failures in a row."""

    next_poll_at: float | None = 0.0
    failures: int = 0


class FeedPoller:
    """Polls feeds until stopped, each every `interval` seconds."""

    def __init__(
        self,
        engine: Engine,
        extractor: Extractor,
        options: ReaderOptions,
        fetch: PoliteFetcher,
        interval: float,
        stop: Event,
    ) -> None:
        self._engine = engine
        self._extractor = extractor
        self._how = replace(options, fetch=fetch, follow_links=True)
        self._fetch = fetch
        self._interval = interval
        self._stop = stop

    def poll_until_stopped(self, feeds: list[str]) -> Iterator[LoadResult]:
        """The result for each new entry and each feed that could not be read, as it happens."""
        turns = {feed: _PollState() for feed in feeds}
        while not self._stop.is_set():
            dues = {feed: turn.next_poll_at for feed, turn in turns.items() if turn.next_poll_at is not None}
            if not dues:
                return
            feed = min(dues, key=dues.__getitem__)
            if not self._stop.wait(max(0.0, dues[feed] - time.monotonic())):
                yield from self._poll_and_reschedule(feed, turns[feed])

    def poll_once(self, feeds: list[str]) -> Iterator[LoadResult]:
        """The results of polling each feed once."""
        for feed in feeds:
            if not self._stop.is_set():
                yield from self._poll_and_reschedule(feed, _PollState())

    def _poll_and_reschedule(self, feed: str, turn: _PollState) -> Iterator[LoadResult]:
        after = 0.0
        try:
            yield from self._poll_feed(feed)
            turn.failures = 0
        except (BadInput, DatabaseBusy) as error:
            turn.failures += 1
            yield LoadResult(feed, None, error)
            if isinstance(error, NotFetched):
                after = error.after or 0.0
                if error.answer == _HTTP_GONE:
                    turn.next_poll_at = None
                    return
        turn.next_poll_at = time.monotonic() + max(after, self._retry_pause(turn.failures))

    def _retry_pause(self, failures: int) -> float:
        """The interval, doubled for every failure in a row, with random jitter."""
        longer = self._interval * 2.0 ** min(failures, _MAX_DOUBLINGS)
        return min(longer, max(_MAX_PAUSE, self._interval)) * random.uniform(1.0, 1.1)

    def _poll_feed(self, feed: str) -> Iterator[LoadResult]:
        """
        Raises:
            NotFetched: the feed cannot be fetched, or a page of it asks to wait; the rest is new the next time.
            BadInput: it is not a feed.
        """
        with open_session(self._engine) as session:
            known = get_or_create_feed(session, feed)
            conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        with as_bad_input():
            fetched = self._fetch(feed, {name: value for name, value in conditions.items() if value})
        if fetched.status == 304:
            return
        is_complete = True
        for entry in self._find_new_entries(feed, fetched):
            if self._stop.is_set():
                return
            try:
                article = self._read_entry_article(feed, entry)
            except NotFetched as error:
                if error.after:
                    raise
                # The feed then does not count as read, so that the entry is found again.
                is_complete = False
                yield LoadResult(f"{feed}: {entry.identity}", None, error)
                continue
            yield load_article(self._engine, f"{feed}: {entry.identity}", article, self._extractor)
            with open_session(self._engine) as session:
                mark_entry_seen(session, feed, entry.identity, entry.digest)
        if is_complete:
            with open_session(self._engine) as session:
                mark_feed_read(session, feed, fetched.headers.get("ETag"), fetched.headers.get("Last-Modified"))

    def _find_new_entries(self, feed: str, fetched: FetchedResource) -> list[ParsedEntry]:
        """The new or changed entries, the oldest first."""
        how = replace(self._how, charset=fetched.charset)
        with as_bad_input():
            entries = {entry.identity: entry for entry in reversed(parse_feed(fetched.data, how))}
            digests = {identity: entry.digest for identity, entry in entries.items()}
        with open_session(self._engine) as session:
            new = find_unseen_entries(session, get_or_create_feed(session, feed), digests)
        return [entry for identity, entry in entries.items() if identity in new]

    def _read_entry_article(self, feed: str, entry: ParsedEntry) -> IncomingArticle | BadInput:
        """The article of an entry, or why it has none.

        Raises:
            NotFetched: its page cannot be fetched now, but may be later.
        """
        try:
            with as_bad_input():
                facts, text = read_entry(entry, self._how)
            return make_article(facts, text, feed, self._how.max_bytes)
        except NotFetched as error:
            if error.again:
                raise
            return error
        except BadInput as error:
            return error
