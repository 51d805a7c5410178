"""What feeds have given: it must survive a restart."""

from sqlmodel import Field, SQLModel


class Feed(SQLModel, table=True):
    """A feed that is watched, with what its server said to ask by the next time."""

    key: int = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    etag: str | None
    last_modified: str | None


class FeedEntry(SQLModel, table=True):
    """An entry of a feed that was dealt with, whether it gave an article or not; `sha256` is of what it said then."""

    __tablename__ = "feed_entry"
    __table_args__ = {"sqlite_with_rowid": False}

    feed_key: int = Field(foreign_key="feed.key", primary_key=True)
    identity: str = Field(primary_key=True)
    sha256: str = Field(max_length=64)
