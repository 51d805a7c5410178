"""The day of publication, as feeds, tables and people write it."""

import io
from datetime import date

import pytest

from app.errors import BadInput
from app.ingestion.readers import read_articles
from app.ingestion.readers.dates import parse_day
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions


def read(data: str, given: ArticleMetadata | None = None, **how: object) -> list:
    return list(read_articles(io.BytesIO(data.encode()), given or ArticleMetadata(), ReaderOptions(1_000_000, **how)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Friday, December 22, 2017 - 3:09pm", date(2017, 12, 22)),
        ("Fri, 8 Mar 2024", date(2024, 3, 8)),
        ("Mar 08 2024", date(2024, 3, 8)),
        ("2024/03/08", date(2024, 3, 8)),
        ("2024-3-8", date(2024, 3, 8)),
        ("2024.03.08", date(2024, 3, 8)),
        ("20240308", date(2024, 3, 8)),
        ("5 August, 2019", date(2019, 8, 5)),
        ("Mon, 16th Nov 2020 13:16:28 GMT", date(2020, 11, 16)),
        ("Nov. 16, 2020, 10:57 a.m.", date(2020, 11, 16)),
        ("26 Sep 2022 GMT", date(2022, 9, 26)),
        ("Thu, June 22, 2023 at 01:11 PM EDT", date(2023, 6, 22)),
        ("22-Jun-2023 13:11", date(2023, 6, 22)),
        ("the 3rd of May", None),
        ("3rd of May 2024", date(2024, 5, 3)),
        ("Tues, Sept 3, 2024 | 10:00 +0200", date(2024, 9, 3)),
        ("Mon, 26 Feb 2024 23:30:00 -0500", date(2024, 2, 26)),
        ("Mon Feb 26 10:00:00 2024", date(2024, 2, 26)),
        ("2024-02-26T23:30:00-05:00", date(2024, 2, 26)),
        ("2024-02-26 23:30", date(2024, 2, 26)),
        ("27/02/2024", None),
        ("02/03/2024", None),
        ("2024-02-30", None),
        ("31 June 2024", None),
        ("2024-02", None),
        ("1709022600", None),
        ("February 2024", None),
        ("27 February 2024 was a cold day", None),
        ("May 3 20245", None),
        ("yesterday", None),
        ("9" * 100_000, None),
        (20240308, date(2024, 3, 8)),
        (True, None),
        (["2024-03-08"], None),
    ],
)
def test_a_day_is_read_as_it_is_written_or_not_at_all(written, meant):
    assert parse_day(written) == meant


CSV = """title,published_on,text
Talks open in Velmora,27/02/2024,"“We agree,” Ana Lim said."
Talks close in Velmora,2024/02/28,"“We part,” Ana Lim said."
Talks are over,,"“We are done,” Ana Lim said."
"""


def test_a_date_that_cannot_be_read_is_named_with_the_form_that_can():
    unread, article, undated = read(CSV)
    assert str(unread) == (
        "line 2: has a date that is not a day such as 2024-02-27: '27/02/2024': the order of day and month is ambiguous"
    )
    assert article.document.published_on == date(2024, 2, 28)
    assert "line 4: has no date" in str(undated)


RSS = "<rss version='2.0'><channel><item><title>T</title><pubDate>{}</pubDate><description>{}</description></item>"
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><id>1</id><updated>{}</updated>"
    "<content>{}</content></entry></feed>"
)


@pytest.mark.parametrize(
    "source",
    [
        '{{"title": "T", "published_on": "{}", "text": "{}"}}',
        '{{"@type": "NewsArticle", "headline": "T", "datePublished": "{}", "articleBody": "{}"}}',
        '{{"headline": "T", "versioncreated": "{}", "body_text": "{}"}}',
        '{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"title": "T", "date_published": "{}", '
        '"content_text": "{}"}}]}}',
        "---\ntitle: T\npublished_on: {}\n---\n{}",
        ATOM,
    ],
    ids=["json", "json-ld", "ninjs", "json feed", "front matter", "atom"],
)
def test_every_source_names_a_date_that_it_cannot_read(source):
    words = "We agree, the minister said."
    (unread,) = read(source.format("27/02/2024", words))
    assert isinstance(unread, BadInput)
    assert "not a day such as 2024-02-27: '27/02/2024'" in str(unread)
    (article,) = read(source.format("Nov. 16, 2020, 10:57 a.m.", words))
    assert article.document.published_on == date(2020, 11, 16)


def test_a_day_that_is_given_stands_in_for_one_that_cannot_be_read():
    article, *_ = read(CSV, ArticleMetadata(published_on=date(2024, 2, 27)))
    assert article.document.published_on == date(2024, 2, 27)
