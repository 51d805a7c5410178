"""Pages whose markup says less, or other things, than its words seem to."""

import io
from datetime import date

import pytest

from app.errors import BadInput
from app.ingestion.readers import read_articles
from app.ingestion.readers.types import ArticleMetadata, Format, ReaderOptions
from app.services.articles import IncomingArticle

PARAGRAPHS = [
    "“We agree on all of it,” Foreign Minister Mara Holt told reporters in Tarn on Friday.",
    "She said that the ferry to Osk would sail again in June, after a year of talks between the ports.",
    "“It took a long time,” Holt added. “Now the work begins.”",
    "Her colleague Dan Reve said that the text was ready to be signed, and thanked the hosts.",
]
BODY = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
STATED = "<meta property=article:published_time content=2024-03-01>"
SECTION = "of the paper with its archive and its letters"
FOOT = "".join(f"<li><a href=/{n}>Section {n} {SECTION}</a></li>" for n in range(60))


def read(body: str, head: str = STATED) -> IncomingArticle:
    head = f"<head><title>Ferry to sail</title>{head}</head>"
    page = f"<html>{head}<body><main>{body}</main><footer><ul>{FOOT}</ul></footer>"
    (article,) = read_articles(
        io.BytesIO(page.encode()), ArticleMetadata(), ReaderOptions(1_000_000, format=Format.HTML)
    )
    if isinstance(article, BadInput):
        raise article
    return article


@pytest.mark.parametrize(
    "body",
    [
        f"<article class='post tag-ferry tag-osk category-ads'><h1>Ferry to sail</h1>{BODY}</article>",
        f"<article><h1>Ferry to sail</h1>{BODY.replace('<p>', '<p class=paywall>')}</article>",
        f"<div class='sidebar-grid related'><article><h1>Ferry to sail</h1>{BODY}</article></div>",
        f"<article><h1>Ferry to sail</h1><div class='article__teaser newsletter'>{BODY}</div></article>",
        f"<article id=ad0f41c2-comments><h1>Ferry to sail</h1>{BODY}</article>",
    ],
)
def test_no_name_of_an_element_takes_a_text_away(body):
    assert read(body).document.text.split("\n\n") == PARAGRAPHS


def test_a_list_of_other_articles_ends_no_text():
    body = f"<article>{BODY}<h3>Read more</h3><ul><li><a href=/a>Another story</a></li></ul>{BODY}</article>"
    assert read(body).document.text.split("\n\n") == PARAGRAPHS * 2


def test_quotations_set_apart_stay():
    named = "<blockquote>“Nobody left the room.”</blockquote><figcaption>Dan Reve</figcaption>"
    quote = f"<figure class=pullquote>{named}</figure>"
    aside = "<aside><blockquote>“The work begins.”</blockquote></aside>"
    text = read(f"<article>{BODY}{quote}{BODY}{aside}{BODY}</article>").document.text
    assert "“Nobody left the room.”" in text
    assert "Dan Reve" in text.split("\n\n")
    assert "“The work begins.”" in text


STAMP = "<meta property=article:published_time content={}>"
CANONICAL = "<link rel=canonical href=https://news.example{}>"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (CANONICAL.format("/2023/11/08/ferry/") + STAMP.format("2023-11-09T01:30:00+00:00"), date(2023, 11, 8)),
        (CANONICAL.format("/2023-11-09-ferry") + STAMP.format("2023-11-08T22:30:00Z"), date(2023, 11, 9)),
        (CANONICAL.format("/2023/11/08/ferry/") + STAMP.format("2023-11-09T01:30:00+01:00"), date(2023, 11, 9)),
        (CANONICAL.format("/2013/11/08/ferry/") + STAMP.format("2023-11-09T01:30:00Z"), date(2023, 11, 9)),
        (
            STAMP.format("2023-11-09T01:30:00Z") + "<meta name=date content=2023-11-08T20:30:00-05:00>",
            date(2023, 11, 8),
        ),
        ("<meta property=x itemprop='datePublished dateCreated' content=2019-11-19T11:00:09.000Z>", date(2019, 11, 19)),
        ("<meta name=dateCreated content=2021-05-04>", date(2021, 5, 4)),
    ],
)
def test_the_day_is_the_outlets_own(head, day):
    assert read(f"<article>{BODY}</article>", head).document.published_on == day
