"""The tables: what is stored and what the database itself guarantees.

Integer keys join the tables and never leave the server; `id` is what the API shows. All offsets count Unicode code
points from 0 into the text of the quote's article version, end exclusive.
"""

from sqlmodel import SQLModel

from app.models.base import table_of, widen_integers
from app.models.editions import ArticleCopy, CopyMark, PastQuote
from app.models.feeds import Feed, FeedEntry
from app.models.ingestions import Ingestion
from app.models.links import (
    ArticleCountry,
    ArticleTopic,
    FilingTally,
    NameWord,
    QuoteCountry,
    QuoteFiling,
    QuoteJson,
    QuoteTally,
    QuoteTopic,
    SpeakerTally,
    TopicTally,
)
from app.models.records import (
    Article,
    ArticleVersion,
    Country,
    Meeting,
    MeetingParticipant,
    Origin,
    Quote,
    QuoteSpan,
    Review,
    SpanPart,
    Speaker,
    SpeakerName,
    Topic,
)
from app.models.trust import Action, ApiKey, Change, RecordKind, Scope, SpeakerIdentity, StoredAnswer, TakenDown
from app.models.webhooks import Webhook, WebhookAttempt

widen_integers(SQLModel.metadata)

__all__ = [
    "Action",
    "ApiKey",
    "Article",
    "ArticleCopy",
    "ArticleCountry",
    "ArticleTopic",
    "ArticleVersion",
    "Change",
    "CopyMark",
    "Country",
    "Feed",
    "FeedEntry",
    "FilingTally",
    "Ingestion",
    "Meeting",
    "MeetingParticipant",
    "NameWord",
    "Origin",
    "PastQuote",
    "Quote",
    "QuoteCountry",
    "QuoteFiling",
    "QuoteJson",
    "QuoteSpan",
    "QuoteTally",
    "QuoteTopic",
    "RecordKind",
    "Review",
    "Scope",
    "SpanPart",
    "Speaker",
    "SpeakerIdentity",
    "SpeakerName",
    "SpeakerTally",
    "StoredAnswer",
    "TakenDown",
    "Topic",
    "TopicTally",
    "Webhook",
    "WebhookAttempt",
    "table_of",
]
