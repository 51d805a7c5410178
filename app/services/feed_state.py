"""The state of watched feeds: validators and read entries."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from app.models import Feed, FeedEntry


def get_or_create_feed(session: Session, url: str) -> Feed:
    """The state of a feed, empty the first time."""
    feed = session.exec(select(Feed).where(Feed.url == url)).one_or_none()
    if feed is None:
        feed = Feed(url=url, etag=None, last_modified=None)
        session.add(feed)
        session.flush()
    return feed


def find_unseen_entries(session: Session, feed: Feed, entries: Mapping[str, str]) -> set[str]:
    """The new or changed entries: `entries` maps identities to hashes of contents."""
    of_feed = (FeedEntry.feed_key == feed.key, col(FeedEntry.identity).in_(entries))
    seen = session.exec(select(FeedEntry).where(*of_feed)).all()
    return entries.keys() - {entry.identity for entry in seen if entry.sha256 == entries[entry.identity]}


def mark_entry_seen(session: Session, url: str, identity: str, sha256: str) -> None:
    session.merge(FeedEntry(feed_key=get_or_create_feed(session, url).key, identity=identity, sha256=sha256))


def mark_feed_read(session: Session, url: str, etag: str | None, last_modified: str | None) -> None:
    """Record that the whole feed was read: the next request asks only for newer content."""
    get_or_create_feed(session, url).sqlmodel_update({"etag": etag, "last_modified": last_modified})
