"""Archiving the quotes of an article's version when a newer one comes."""

import json

from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.models import Article, ArticleVersion, PastQuote, Quote, QuoteJson
from app.services.article_texts import is_version_of
from app.services.quote_snapshots import SPAN_FIELDS, Snapshot, load_quote_snapshots


def archive_quotes(session: Session, stored: Article) -> None:
    """Archive the quotes of the current version, which a newer one is about to replace."""
    here = (Quote.article_key == stored.key, col(Quote.withdrawn).is_(False))
    found = select(Quote, QuoteJson.item).join(QuoteJson, col(QuoteJson.quote_key) == Quote.key).where(*here)
    quotes = session.exec(found).all()
    if not quotes:
        return
    version = session.exec(select(ArticleVersion.key).where(is_version_of(stored.key, stored.version))).one()
    states = load_quote_snapshots(session, [quote for quote, _ in quotes])
    rows = [
        {
            "version_key": version,
            "quote_key": quote.key,
            "position": quote.position,
            "item": json.dumps(json.loads(item) | {"spans": _span_objects(states[quote.key])}, ensure_ascii=False),
        }
        for quote, item in quotes
    ]
    session.execute(insert(PastQuote), rows)


def _span_objects(state: Snapshot) -> dict[str, list[dict[str, int]]]:
    return {part: [{"start": start, "end": end} for start, end in state[name]] for part, name in SPAN_FIELDS.items()}
