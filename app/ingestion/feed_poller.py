"""Feeds, asked again and again: each new entry becomes an article, and one that is corrected a version of it.

No server is bothered more than need be.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Event

from sqlalchemy import Engine

from app.database.engine import session_on
from app.errors import BadInput, DatabaseBusy, NotFetched
from app.ingestion.net.polite_fetcher import PoliteFetcher
from app.ingestion.readers import article_from
from app.ingestion.readers.feed_entry import Entry, read_entry
from app.ingestion.readers.feeds import entries_in
from app.ingestion.readers.types import Fetched, Reading, as_bad_input
from app.ingestion.save_article import Extractor, Loaded, load_one
from app.services.articles import ArticleSource
from app.services.feed_state import feed_at, mark_read, mark_seen, unseen

# However often a server has failed, it is asked once a day.
_LONGEST = 86_400.0
_DOUBLINGS = 20
# A feed that is gone for good is not asked again.
_GONE = 410


@dataclass(slots=True)
class _Turn:
    """When a feed is asked next, and how often in a row it has failed; None when it is not asked any more."""

    due: float | None = 0.0
    failures: int = 0


class Watch:
    """Asks feeds in turn until told to stop. `interval` seconds lie between two questions to the same feed."""

    def __init__(
        self, engine: Engine, extractor: Extractor, how: Reading, fetch: PoliteFetcher, interval: float, stop: Event
    ) -> None:
        self._engine = engine
        self._extractor = extractor
        self._how = replace(how, fetch=fetch, follow=True)
        self._fetch = fetch
        self._interval = interval
        self._stop = stop

    def run(self, feeds: list[str]) -> Iterator[Loaded]:
        """What became of each new entry, and of each feed that could not be read, as it happens."""
        turns = {feed: _Turn() for feed in feeds}
        while not self._stop.is_set():
            dues = {feed: turn.due for feed, turn in turns.items() if turn.due is not None}
            if not dues:
                return
            feed = min(dues, key=dues.__getitem__)
            if not self._stop.wait(max(0.0, dues[feed] - time.monotonic())):
                yield from self._take_turn(feed, turns[feed])

    def once(self, feeds: list[str]) -> Iterator[Loaded]:
        """What `run` says, after asking each feed one time."""
        for feed in feeds:
            if not self._stop.is_set():
                yield from self._take_turn(feed, _Turn())

    def _take_turn(self, feed: str, turn: _Turn) -> Iterator[Loaded]:
        after = 0.0
        try:
            yield from self._poll(feed)
            turn.failures = 0
        except (BadInput, DatabaseBusy) as error:
            turn.failures += 1
            yield Loaded(feed, None, error)
            if isinstance(error, NotFetched):
                after = error.after or 0.0
                if error.answer == _GONE:
                    turn.due = None
                    return
        turn.due = time.monotonic() + max(after, self._pause(turn.failures))

    def _pause(self, failures: int) -> float:
        """The interval, doubled for every failure in a row, and a bit, so that not all clients ask at once."""
        longer = self._interval * 2.0 ** min(failures, _DOUBLINGS)
        return min(longer, max(_LONGEST, self._interval)) * random.uniform(1.0, 1.1)

    def _poll(self, feed: str) -> Iterator[Loaded]:
        """
        Raises:
            NotFetched: the feed is not to be had, or a page of it asks for patience; what is left is new the next time.
            BadInput: it is no feed.
        """
        with session_on(self._engine) as session:
            known = feed_at(session, feed)
            conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        with as_bad_input():
            fetched = self._fetch(feed, {name: value for name, value in conditions.items() if value})
        if fetched.status == 304:
            return
        is_complete = True
        for entry in self._new(feed, fetched):
            if self._stop.is_set():
                return
            try:
                article = self._read(feed, entry)
            except NotFetched as error:
                if error.after:
                    raise
                # The feed is then not taken as read, so that the entry is found again.
                is_complete = False
                yield Loaded(f"{feed}: {entry.identity}", None, error)
                continue
            yield load_one(self._engine, f"{feed}: {entry.identity}", article, self._extractor)
            with session_on(self._engine) as session:
                mark_seen(session, feed, entry.identity, entry.digest)
        if is_complete:
            with session_on(self._engine) as session:
                mark_read(session, feed, fetched.headers.get("ETag"), fetched.headers.get("Last-Modified"))

    def _new(self, feed: str, fetched: Fetched) -> list[Entry]:
        """The entries that were not dealt with as they are now, the oldest first as feeds order them."""
        how = replace(self._how, charset=fetched.charset)
        with as_bad_input():
            entries = {entry.identity: entry for entry in reversed(entries_in(fetched.data, how))}
            digests = {identity: entry.digest for identity, entry in entries.items()}
        with session_on(self._engine) as session:
            new = unseen(session, feed_at(session, feed), digests)
        return [entry for identity, entry in entries.items() if identity in new]

    def _read(self, feed: str, entry: Entry) -> ArticleSource | BadInput:
        """The article of an entry, or why it has none.

        Raises:
            NotFetched: its page is not to be had now, but may be later.
        """
        try:
            with as_bad_input():
                facts, text = read_entry(entry, self._how)
            return article_from(facts, text, feed, self._how.max_bytes)
        except NotFetched as error:
            if error.again:
                raise
            return error
        except BadInput as error:
            return error
