"""A title is the same from every source: what shows nothing goes, what changes how a word looks stays."""

import io
import json
from datetime import date
from html import escape

import pytest

from app.errors import BadInput
from app.extraction.types import normalise_line
from app.ingestion.readers import read_articles
from app.ingestion.readers.types import ArticleMetadata, Format, ReaderOptions
from app.schemas.submissions import ArticleRequest

TITLES = {
    "So\u00adft hy\u00adphens": "Soft hyphens",
    "\u200fTalks\u200e in \u202aCairo\u202c": "Talks in Cairo",
    "\u2067Talks\u2069": "Talks",
    "Ze\u200bro\ufeff  width\u2060": "Zero width",
    "A\u00a0line\u2028of\tspaces": "A line of spaces",
    "Bell\x07": "Bell",
    "می\u200cخواهم": "می\u200cخواهم",  # noqa: RUF001
    "A \U0001f468\u200d\U0001f469\u200d\U0001f467 family": "A \U0001f468\u200d\U0001f469\u200d\U0001f467 family",
    "La\u200dtin": "Latin",
    "Ele\u0301ctrico": "Eléctrico",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f wins": (
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f wins"
    ),
}


def front_matter(title: str) -> tuple[str, Format]:
    return (
        f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\npublished_on: 2024-02-27\n---\nWords.",
        Format.MARKDOWN,
    )


def page(title: str) -> tuple[str, Format]:
    told = f"<title>{escape(title)}</title><meta name=date content=2024-02-27>"
    return f"<html><head>{told}</head><body><article><p>{'We agree on all points, he said. ' * 20}</p>", Format.HTML


def feed(title: str) -> tuple[str, Format]:
    dated = "<link>https://a.example/b</link><pubDate>Tue, 27 Feb 2024 10:00:00 GMT</pubDate>"
    item = f"<title>{escape(title)}</title>{dated}"
    body = f"<item>{item}<content:encoded>&lt;p&gt;Words.&lt;/p&gt;</content:encoded></item>"
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {space}><channel>{body}</channel></rss>', Format.FEED


def lines(title: str) -> tuple[str, Format]:
    return json.dumps({"title": title, "published_on": "2024-02-27", "text": "Words."}), Format.JSONL


SOURCES = [front_matter, page, feed, lines]


@pytest.mark.parametrize(("title", "clean"), TITLES.items(), ids=map(ascii, TITLES))
@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gives_the_same_title(source, title, clean):
    if source in (page, feed) and "\x07" in title:
        pytest.skip("markup cannot hold the character")
    data, form = source(title)
    (article,) = read_articles(io.BytesIO(data.encode()), ArticleMetadata(), ReaderOptions(100_000, format=form))
    if isinstance(article, BadInput):
        raise article
    assert article.document.title == clean


@pytest.mark.parametrize(("title", "clean"), TITLES.items(), ids=map(ascii, TITLES))
def test_a_posted_article_gives_the_same_title(title, clean):
    assert ArticleRequest(title=title, text="Words.", published_on=date(2024, 2, 27)).title == clean


@pytest.mark.parametrize("title", ["", " \u00ad\u200f ", "\u200d\u200c"])
def test_a_title_that_shows_nothing_is_none(title):
    assert normalise_line(title) == ""
