from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import col, func, select

from app.database.engine import open_session
from app.errors import SpanMismatch
from app.extraction.types import (
    Act,
    Document,
    ExtractedQuote,
    ExtractedSpeaker,
    Extraction,
    Method,
    QuoteKind,
    Role,
    Span,
    SpeakerKind,
)
from app.models import Article, ArticleVersion, Quote, QuoteSpan, Speaker
from app.queries.search.query_language import key_matches
from app.services.articles import IncomingArticle, SaveOutcome, save_article

TEXT = "“We agree,” Ana Lim said. “We sign today,” she said."


def article(text: str = TEXT, url: str | None = "https://example.org/lim", **facts: object) -> IncomingArticle:
    document = Document(text, title="Lim agrees", published_on=date(2024, 2, 27), outlet="Example News")
    return IncomingArticle(replace(document, **facts), url=url)


def lim(country: str | None = "SG") -> ExtractedSpeaker:
    role = Role("foreign minister", None, country, Span(0, 1))
    return ExtractedSpeaker("Ana Lim", SpeakerKind.PERSON, ("Lim",), (role,), country, (Span(0, 1),))


def said(text: str, words: str, source: str = "Ana Lim") -> ExtractedQuote:
    def place(part: str) -> tuple[Span, ...]:
        return (Span(text.index(part), text.index(part) + len(part)),)

    return ExtractedQuote(
        QuoteKind.DIRECT, Act.SPEECH, place(words), place("said"), place(source), 0, Method.NAMED, 0.95
    )


def extraction(text: str, *words: str) -> Extraction:
    return Extraction(tuple(said(text, one) for one in words), (lim(),))


def count(writer: Engine, table: type) -> int:
    with open_session(writer) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def save(writer: Engine, source: IncomingArticle, found: Extraction) -> SaveOutcome:
    with open_session(writer) as session:
        return save_article(session, source, found)


def test_the_same_article_twice_changes_nothing(writer: Engine):
    found = extraction(TEXT, "We agree,", "We sign today,")
    assert save(writer, article(), found) is SaveOutcome.CREATED
    assert save(writer, article(), found) is SaveOutcome.UNCHANGED
    assert (count(writer, Article), count(writer, Quote), count(writer, QuoteSpan)) == (1, 2, 6)


def test_a_changed_text_is_a_new_version_and_the_old_one_stays_readable(writer: Engine):
    save(writer, article(), extraction(TEXT, "We agree,", "We sign today,"))
    changed = "On Monday “We agree,” Ana Lim said."
    assert save(writer, article(changed), extraction(changed, "We agree,")) is SaveOutcome.UPDATED
    with open_session(writer) as session:
        texts = session.exec(select(ArticleVersion.number, ArticleVersion.text).order_by(ArticleVersion.number)).all()
    assert texts == [(1, TEXT), (2, changed)]


def test_a_quote_keeps_its_id_in_a_new_version_and_one_that_is_gone_is_withdrawn(writer: Engine):
    save(writer, article(), extraction(TEXT, "We agree,", "We sign today,"))
    with open_session(writer) as session:
        before = {quote.text: quote.id for quote in session.exec(select(Quote))}
    changed = "On Monday “We agree,” Ana Lim said."
    save(writer, article(changed), extraction(changed, "We agree,"))
    with open_session(writer) as session:
        after = {quote.text: (quote.id, quote.version, quote.withdrawn) for quote in session.exec(select(Quote))}
    assert after == {
        "We agree,": (before["We agree,"], 2, False),
        "We sign today,": (before["We sign today,"], 1, True),
    }


def test_a_corrected_title_updates_the_article_and_keeps_its_version(writer: Engine):
    found = extraction(TEXT, "We agree,")
    save(writer, article(), found)
    assert save(writer, article(title="Lim agrees to sign"), found) is SaveOutcome.UPDATED
    with open_session(writer) as session:
        assert session.exec(select(Article.title, Article.version)).one() == ("Lim agrees to sign", 1)
        found_by_title = select(col(ArticleVersion.key)).where(
            key_matches(col(ArticleVersion.key), "article_version_fts", "agrees")
        )
        assert len(session.exec(found_by_title).all()) == 1


@pytest.mark.parametrize("wrong", [Span(50, 90), Span(11, 12)], ids=["past the end", "only a space"])
def test_a_span_that_its_text_does_not_prove_saves_nothing(writer: Engine, wrong: Span):
    found = extraction(TEXT, "We agree,")
    broken = replace(found, quotes=(*found.quotes, replace(found.quotes[0], content=(wrong,))))
    with pytest.raises(SpanMismatch, match=rf"{wrong.start}\.\.{wrong.end}"):
        save(writer, article(), broken)
    assert (count(writer, Article), count(writer, Speaker), count(writer, Quote)) == (0, 0, 0)


def test_the_same_full_name_of_the_same_country_is_one_speaker(writer: Engine):
    save(writer, article(), extraction(TEXT, "We agree,"))
    save(writer, article(url="https://example.org/second"), extraction(TEXT, "We agree,"))
    assert count(writer, Speaker) == 1


def test_the_same_name_of_another_country_is_another_speaker(writer: Engine):
    save(writer, article(), extraction(TEXT, "We agree,"))
    found = extraction(TEXT, "We agree,")
    save(writer, article(url="https://example.org/second"), replace(found, speakers=(lim("AU"),)))
    with open_session(writer) as session:
        assert session.exec(select(Speaker.id).order_by(Speaker.id)).all() == ["ana-lim", "ana-lim-2"]


def test_a_surname_alone_is_joined_to_nobody_who_merely_bears_it(writer: Engine):
    save(writer, article(), extraction(TEXT, "We agree,"))
    surname = ExtractedSpeaker("Lim", SpeakerKind.PERSON, (), (), "SG", (Span(0, 1),))
    found = replace(extraction(TEXT, "We agree,"), speakers=(surname,))
    save(writer, article(url="https://example.org/second"), found)
    assert count(writer, Speaker) == 2
