"""What records are about, and what is kept of them for reading: links, counts, the words of names, quotes as JSON."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class QuoteTopic(SQLModel, table=True):
    __tablename__ = "quote_topic"
    __table_args__ = (Index("ix_quote_topic_topic_quote_key", "topic", "quote_key"),)

    quote_key: int = Field(foreign_key="quote.key", primary_key=True)
    topic: str = Field(foreign_key="topic.slug", primary_key=True)
    score: float


class QuoteCountry(SQLModel, table=True):
    __tablename__ = "quote_country"
    __table_args__ = (Index("ix_quote_country_country_quote_key", "country", "quote_key"),)

    quote_key: int = Field(foreign_key="quote.key", primary_key=True)
    country: str = Field(foreign_key="country.code", primary_key=True)


class QuoteFiling(SQLModel, table=True):
    """Every quote under each of its topics, each of its countries and each pair of these, in the order of lists.

    A topic is also one that it is a narrower one of; '' is any. However rare a topic of a country is, its quotes are
    next to each other here. Triggers write it; it is an index, no record.
    """

    __tablename__ = "quote_filing"
    __table_args__ = {"sqlite_with_rowid": False}

    topic: str = Field(primary_key=True)
    country: str = Field(primary_key=True)
    published_on: date = Field(primary_key=True)
    quote_key: int = Field(primary_key=True)


class FilingTally(SQLModel, table=True):
    """How many standing quotes are filed under a topic of a country; '' is any, as there. Triggers write it."""

    __tablename__ = "filing_tally"
    __table_args__ = {"sqlite_with_rowid": False}

    topic: str = Field(primary_key=True)
    country: str = Field(primary_key=True)
    quotes: int


class QuoteTally(SQLModel, table=True):
    """How many standing quotes have a value: of a facet, or as the day of publication.

    Triggers write it, so that nobody counts a whole archive.
    """

    __tablename__ = "quote_tally"
    __table_args__ = {"sqlite_with_rowid": False}

    facet: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    quotes: int


class ArticleTopic(SQLModel, table=True):
    __tablename__ = "article_topic"
    __table_args__ = (Index("ix_article_topic_topic_article_key", "topic", "article_key"),)

    article_key: int = Field(foreign_key="article.key", primary_key=True)
    topic: str = Field(foreign_key="topic.slug", primary_key=True)
    score: float


class ArticleCountry(SQLModel, table=True):
    __tablename__ = "article_country"
    __table_args__ = (Index("ix_article_country_country_article_key", "country", "article_key"),)

    article_key: int = Field(foreign_key="article.key", primary_key=True)
    country: str = Field(foreign_key="country.code", primary_key=True)
    mentions: int


class NameWord(SQLModel, table=True):
    """The words of every name's slug, each found by how it begins. Triggers write it; it is an index, no record."""

    __tablename__ = "name_word"
    __table_args__ = {"sqlite_with_rowid": False}

    word: str = Field(primary_key=True)
    name_key: int = Field(primary_key=True)
    speaker_key: int


class QuoteJson(SQLModel, table=True):
    """Every quote as it goes over the wire: a `QuoteItem` without what `include` adds.

    `app/services/quote_json.py` writes it. Another shape of `QuoteItem` takes a migration that writes this table anew.
    """

    __tablename__ = "quote_json"

    quote_key: int = Field(foreign_key="quote.key", ondelete="CASCADE", primary_key=True)
    item: str


class SpeakerTally(SQLModel, table=True):
    """How many standing quotes a speaker has. Triggers write it, so that a list of many can be ordered by it."""

    __tablename__ = "speaker_tally"
    __table_args__ = (Index("ix_speaker_tally_quotes", "quotes"),)

    speaker_key: int = Field(foreign_key="speaker.key", ondelete="CASCADE", primary_key=True)
    quotes: int


class TopicTally(SQLModel, table=True):
    """How many standing quotes are filed under a topic or its narrower ones; written by triggers as well."""

    __tablename__ = "topic_tally"

    topic: str = Field(foreign_key="topic.slug", ondelete="CASCADE", primary_key=True)
    quotes: int
