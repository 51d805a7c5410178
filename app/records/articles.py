"""Saving one article with all that was found in it, or nothing of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from app.errors import SpanMismatch
from app.extraction.document import Document, words_at
from app.extraction.records import ExtractedQuote, Extraction
from app.identity import article_id, quote_id, sha256, words_hash
from app.models import (
    Article,
    ArticleCountry,
    ArticleTopic,
    ArticleVersion,
    Quote,
    QuoteCountry,
    QuoteSpan,
    QuoteTopic,
    SpanPart,
)
from app.records.meetings import save_meetings
from app.records.speakers import identify_speaker


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """An article as it was read: its document, and where it came from.

    `source` is where it came from by its own account; `origin` is the file, line or address that it was read from.
    """

    document: Document
    url: str | None = None
    author: str | None = None
    source: str | None = None
    origin: str | None = None

    @property
    def id(self) -> str:
        return article_id(self.url, self.document.text)


class Outcome(StrEnum):
    """What saving an article did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def outcome_of(session: Session, article: ArticleSource) -> Outcome:
    """What saving this article would do."""
    stored = session.exec(select(Article).where(Article.id == article.id)).one_or_none()
    if stored is None:
        return Outcome.CREATED
    facts = _facts(article)
    if article.source is None:
        # The same article from another file is the same article.
        del facts["source"]
    same = facts.items() <= stored.model_dump().items() and _hash_of(session, stored) == sha256(article.document.text)
    return Outcome.UNCHANGED if same else Outcome.UPDATED


def save_article(session: Session, article: ArticleSource, extraction: Extraction) -> Outcome:
    """Store an article, its version and its quotes in the session's transaction.

    Raises:
        SpanMismatch: a span does not lie in the text; the message names it. The caller rolls back.
    """
    outcome = outcome_of(session, article)
    if outcome is not Outcome.UNCHANGED:
        _check_spans(article.document.text, extraction)
        stored = _save_version(session, article)
        _save_subjects(session, stored, extraction)
        keys = _save_quotes(session, stored, article.document.text, extraction)
        save_meetings(session, stored, article.document.text, extraction, keys)
    return outcome


def _facts(article: ArticleSource) -> dict[str, Any]:
    """What the article's source says of it, by column."""
    document = article.document
    return {
        "url": article.url,
        "outlet": document.outlet,
        "author": article.author,
        "title": document.title,
        "language": document.language,
        "dateline": document.dateline,
        "published_on": document.published_on,
        "source": article.source or article.origin,
    }


def _hash_of(session: Session, stored: Article) -> str:
    return session.exec(
        select(ArticleVersion.sha256).where(
            ArticleVersion.article_key == stored.key, ArticleVersion.number == stored.version
        )
    ).one()


def _save_version(session: Session, article: ArticleSource) -> Article:
    """The article's row with the present facts; a new version where the text is new."""
    text = article.document.text
    facts = _facts(article)
    stored = session.exec(select(Article).where(Article.id == article.id)).one_or_none()
    if stored is None:
        stored = Article(id=article.id, version=0, **facts)
    else:
        stored.sqlmodel_update(facts)
        stored.updated_at = datetime.now(UTC)
    is_new_text = stored.version == 0 or _hash_of(session, stored) != sha256(text)
    stored.version += is_new_text
    session.add(stored)
    session.flush()
    if is_new_text:
        version = ArticleVersion(
            article_key=stored.key, number=stored.version, sha256=sha256(text), title=stored.title, text=text
        )
        session.add(version)
    else:
        present = (col(ArticleVersion.article_key) == stored.key, col(ArticleVersion.number) == stored.version)
        session.execute(update(ArticleVersion).where(*present).values(title=stored.title))
    return stored


def _save_subjects(session: Session, stored: Article, extraction: Extraction) -> None:
    session.execute(delete(ArticleTopic).where(col(ArticleTopic.article_key) == stored.key))
    session.execute(delete(ArticleCountry).where(col(ArticleCountry.article_key) == stored.key))
    for topic in extraction.topics:
        session.add(ArticleTopic(article_key=stored.key, topic=topic.slug, score=topic.score))
    for country in extraction.countries:
        session.add(ArticleCountry(article_key=stored.key, country=country.code, mentions=len(country.mentions)))


def _save_quotes(session: Session, stored: Article, text: str, extraction: Extraction) -> dict[str, int]:
    """Quotes whose words are still there keep their id and row; those that are gone are marked withdrawn.

    Returns the keys of those who speak, by name.
    """
    before = {quote.id: quote for quote in session.exec(select(Quote).where(Quote.article_key == stored.key))}
    keys = {
        index: identify_speaker(session, extraction.speakers[index])
        for index in sorted({quote.speaker for quote in extraction.quotes if quote.speaker is not None})
    }
    saved: list[tuple[Quote, ExtractedQuote]] = []
    seen: Counter[str] = Counter()
    for position, found in enumerate(extraction.quotes):
        words = words_at(text, found.content)
        first = quote_id(stored.id, words, 0)
        identity = quote_id(stored.id, words, seen[first])
        seen[first] += 1
        speaker = None if found.speaker is None else keys[found.speaker]
        facts = _quote_facts(found, text, stored) | {"position": position, "speaker_key": speaker}
        quote = before.pop(identity, None)
        if quote is None:
            quote = Quote(id=identity, **facts)
        else:
            quote.sqlmodel_update(facts)
        saved.append((quote, found))
    for gone in before.values():
        gone.withdrawn, gone.published_on = True, stored.published_on
    session.add_all([*(quote for quote, _ in saved), *before.values()])
    session.flush()
    _save_details(session, saved)
    return {extraction.speakers[index].name: key for index, key in keys.items()}


def _quote_facts(found: ExtractedQuote, text: str, stored: Article) -> dict[str, Any]:
    role = found.role
    words = words_at(text, found.content)
    return {
        "article_key": stored.key,
        "version": stored.version,
        "withdrawn": False,
        "kind": found.kind,
        "act": found.act,
        "text": words,
        "words_hash": words_hash(words),
        "role_title": role and role.title,
        "role_organisation": role and role.organisation,
        "role_country": role and role.country,
        "attribution": words_at(text, found.source) or None,
        "cue": words_at(text, found.cue) or None,
        "method": found.method,
        "addressee": found.addressee,
        "medium": found.medium,
        "relayed_by": found.relayed_by,
        "said_on": found.said_on,
        "said_on_precision": found.said_on_precision,
        "place": found.place,
        "confidence": found.confidence,
        "published_on": stored.published_on,
    }


def _save_details(session: Session, saved: list[tuple[Quote, ExtractedQuote]]) -> None:
    """Spans, topics and countries, written anew: they follow from the text and the engine."""
    keys = [quote.key for quote, _ in saved]
    for table in (QuoteSpan, QuoteTopic, QuoteCountry):
        session.execute(delete(table).where(col(table.quote_key).in_(keys)))
    for quote, found in saved:
        spans = {SpanPart.CONTENT: found.content, SpanPart.CUE: found.cue, SpanPart.SOURCE: found.source}
        for part, places in spans.items():
            session.add_all(QuoteSpan(quote_key=quote.key, part=part, start=p.start, end=p.end) for p in places)
        session.add_all(QuoteTopic(quote_key=quote.key, topic=t.slug, score=t.score) for t in found.topics)
        session.add_all(QuoteCountry(quote_key=quote.key, country=c.code) for c in found.countries)


def _check_spans(text: str, extraction: Extraction) -> None:
    for quote in extraction.quotes:
        if not quote.content:
            raise SpanMismatch("a quote without a content span proves nothing")
        for span in (*quote.content, *quote.cue, *quote.source):
            if span.end > len(text) or not span.of(text).strip():
                raise SpanMismatch(f"span {span.start}..{span.end} holds no words of a text of {len(text)} characters")
