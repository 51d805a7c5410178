"""Articles that are printed more than once: in another version later, by another outlet at the same time."""

from datetime import date

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class PastQuote(SQLModel, table=True):
    """A quote as it was in a version of its article that is not the present one; it never changes.

    `item` is its JSON of then, with its spans in that version's text.
    """

    __tablename__ = "past_quote"

    version_key: int = Field(foreign_key="article_version.key", primary_key=True)
    quote_key: int = Field(foreign_key="quote.key", primary_key=True)
    position: int
    item: str


class ArticleCopy(SQLModel, table=True):
    """An article that prints the same story as others do; `story_key` is the one of them that was read first."""

    __tablename__ = "article_copy"

    article_key: int = Field(foreign_key="article.key", primary_key=True)
    story_key: int = Field(foreign_key="article.key", index=True)


class CopyMark(SQLModel, table=True):
    """What articles with much the same text have in common: an index to find them by, no record."""

    __tablename__ = "copy_mark"
    __table_args__ = {"sqlite_with_rowid": False}

    mark: int = Field(primary_key=True, sa_type=BigInteger)
    published_on: date = Field(primary_key=True)
    article_key: int = Field(foreign_key="article.key", primary_key=True, index=True)
