"""Checks that the text proves every quote of every version and every meeting."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from app.domain.identifiers import hash_text, hash_words
from app.extraction.types import Span, words_at
from app.models import SpanPart
from app.queries import tables as t

# Articles whose texts are in memory at a time.
_ARTICLES_PER_BATCH = 100
_TEXT_COLUMNS = {SpanPart.CONTENT: "text", SpanPart.CUE: "cue", SpanPart.SOURCE: "attribution"}
_QUOTE, _VERSION, _MEETING = t.quote.c, t.article_version.c, t.meeting.c

# The texts of some articles by article and version.
_Texts = dict[tuple[int, int], str]


def find_unproved(session: Session, progress: Callable[[int, int], None]) -> Iterator[str]:
    """A line for each record whose words differ from the text at its spans, article by article."""
    keys = session.execute(select(t.article.c.key).order_by(t.article.c.key)).scalars().all()
    for start in range(0, len(keys), _ARTICLES_PER_BATCH):
        some = keys[start : start + _ARTICLES_PER_BATCH]
        rows = session.execute(select(t.article_version).where(_VERSION.article_key.in_(some))).all()
        texts = {(row.article_key, row.number): row.text for row in rows}
        yield from _check_versions(session, some, rows)
        yield from _check_quotes(session, some, texts)
        yield from _check_past_quotes(session, rows)
        yield from _check_meetings(session, some, texts)
        progress(start + len(some), len(keys))


def _check_versions(session: Session, articles: Sequence[int], rows: Sequence[Row[Any]]) -> Iterator[str]:
    newest = {row.article_key: row.number for row in sorted(rows, key=lambda row: row.number)}
    told = select(t.article.c.key, t.article.c.id, t.article.c.version).where(t.article.c.key.in_(articles))
    ids = {}
    for key, identity, version in session.execute(told):
        ids[key] = identity
        if newest.get(key) != version:
            yield f"article {identity} is at version {version}, but its last text is that of {newest.get(key)}"
    for row in rows:
        if hash_text(row.text) != row.sha256:
            yield f"version {row.number} of article {ids[row.article_key]} has a text that does not match its hash"


def _check_quotes(session: Session, articles: Sequence[int], texts: _Texts) -> Iterator[str]:
    wanted = _QUOTE.article_key.in_(articles)
    places: dict[int, dict[str, list[tuple[int, int]]]] = {}
    spans = select(t.quote_span).join(t.quote, _QUOTE.key == t.quote_span.c.quote_key).where(wanted)
    for span in session.execute(spans.order_by(t.quote_span.c.start)):
        places.setdefault(span.quote_key, {}).setdefault(span.part, []).append((span.start, span.end))
    columns = (_QUOTE.key, _QUOTE.id, _QUOTE.article_key, _QUOTE.version, _QUOTE.words_hash)
    words = (_QUOTE.text, _QUOTE.cue, _QUOTE.attribution)
    for row in session.execute(select(*columns, *words).where(wanted).order_by(_QUOTE.key)):
        text = texts.get((row.article_key, row.version))
        yield from _compare_words(f"quote {row.id}", text, places.get(row.key, {}), row._mapping)
        if row.words_hash != hash_words(row.text):
            yield f"quote {row.id} is filed under wrong words"


def _check_past_quotes(session: Session, versions: Sequence[Row[Any]]) -> Iterator[str]:
    texts = {row.key: row for row in versions}
    past = t.past_quote.c
    for row in session.execute(select(t.past_quote).where(past.version_key.in_(texts)).order_by(past.version_key)):
        version, item = texts[row.version_key], json.loads(row.item)
        places = {part: [(one["start"], one["end"]) for one in item["spans"][part]] for part in SpanPart}
        source = item["attribution"]
        printed = {"text": item["text"], "cue": source["cue"], "attribution": source["text"]}
        yield from _compare_words(f"quote {item['id']} in version {version.number}", version.text, places, printed)


def _compare_words(name: str, text: str | None, places: Any, printed: Any) -> Iterator[str]:
    if text is None:
        yield f"{name} belongs to a missing version"
    elif not places.get(SpanPart.CONTENT):
        yield f"{name} has no span in its text"
    else:
        for part, column in _TEXT_COLUMNS.items():
            spans = places.get(part, [])
            if words_at(text, (Span(*span) for span in spans)) != (printed[column] or ""):
                where = ", ".join(f"{start}..{end}" for start, end in spans) or "no place"
                yield f"{name}: the words at its {part} ({where}) are not {printed[column]!r}"


def _check_meetings(session: Session, articles: Sequence[int], texts: _Texts) -> Iterator[str]:
    for row in session.execute(select(t.meeting).where(_MEETING.article_key.in_(articles)).order_by(_MEETING.key)):
        text = texts.get((row.article_key, row.version), "")
        if text[row.evidence_start : row.evidence_end] != row.evidence:
            yield f"meeting {row.id}: the words at {row.evidence_start}..{row.evidence_end} are not its evidence"
        if row.trigger_end > len(text):
            yield f"meeting {row.id}: its trigger lies outside the text"
