"""What is no article is refused with the reason, and costs its neighbours nothing."""

import gzip
import io
from datetime import date, timedelta

import pytest

from app.errors import BadInput, EmptyText, MissingField, NotFetched, NotText, TooLarge, WrongFormat
from app.ingestion.readers import read_articles
from app.ingestion.readers.types import ArticleMetadata, FetchedResource, Format, ReaderOptions
from tests.ingestion.pages import news_sites, syndication
from tests.ingestion.pages.story import story

MARSHALL = story("marshall-plan", "Helen Ward", "The Tribune")
PARIS = story("2015-paris-agreement", "Noor Haddad", "The Tribune")
RUSSIAN = "Министр заявил, что переговоры прошли успешно и стороны договорились о встрече."  # noqa: RUF001
SUMMARY = MARSHALL.html_paragraphs[0]


def read(data: bytes, given: ArticleMetadata | None = None, max_bytes: int = 5_000_000, **how: object) -> list:
    return list(read_articles(io.BytesIO(data), given or ArticleMetadata(), ReaderOptions(max_bytes, **how)))


def page(body: str, head: str = "") -> bytes:
    head = f"<head><title>Lim agrees - Post</title>{head}</head>"
    return f"<!DOCTYPE html><html lang=en>{head}<body>{body}</body></html>".encode()


LOCKED = MARSHALL.linked_data(isAccessibleForFree=False)
PAYWALL = (
    f"<main><article><h1>{MARSHALL.title}</h1><p>{SUMMARY}</p><div class='gate'><h2>Subscribe to continue reading</h2>"
    "<p>Get unlimited access for one dollar a week.</p></div></article></main>"
)
CONSENT = (
    "<main><h1>Before you continue</h1><p>We value your privacy. We and our 842 partners store and/or access "
    "information on a device, such as cookies, and process personal data, such as unique identifiers.</p><p>You may "
    "manage your choices by clicking below, including your right to object.</p><button>Accept</button></main>"
)
CHALLENGE = "<h1>Just a moment...</h1><p>Enable JavaScript and cookies to continue</p>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (page(PAYWALL), "behind a paywall"),
        (page(f"<article><h1>{MARSHALL.title}</h1><p>{SUMMARY}</p></article>", LOCKED), "behind a paywall"),
        (page(CONSENT), "cookie consent page"),
        (page(CHALLENGE), "CAPTCHA page"),
        (page("<nav><a href=/>Home</a></nav><div id=root></div><script>1</script>"), "without the text of an article"),
        (b"<html></html>", "without the text of an article"),
        (b'{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "H"}', "without an articleBody"),
        (b'{"@context": "https://schema.org", "@type": "Recipe"}', "without an article: 'Recipe'"),
        (b'{"headline": "H", "body_text": "", "uri": "x"}', "without a body of text"),
    ],
)  # fmt: skip
def test_what_stands_in_an_articles_place_is_no_article(data, message):
    (error,) = read(data, ArticleMetadata(title="T", published_on=date(2024, 1, 1)))
    assert isinstance(error, EmptyText)
    assert message in str(error)


def test_a_whole_article_is_read_whatever_its_page_says_of_subscribing():
    data = news_sites.newspaper(MARSHALL).replace(
        b"<h2>Comments</h2>", b"<p>Already a member? Sign in to continue reading</p>"
    )
    (article,) = read(data)
    assert article.document.text == MARSHALL.text


def test_a_page_without_a_day_is_refused_and_not_given_one():
    body = "".join(f"<p>{text}</p>" for text in MARSHALL.html_paragraphs)
    (error,) = read(page(f"<article><h1>{MARSHALL.title}</h1>{body}</article><footer>Copyright 2019</footer>"))
    assert isinstance(error, MissingField)
    assert "has no date" in str(error)


def test_an_entry_with_a_summary_only_is_refused_by_name():
    feed = syndication.rss(MARSHALL).decode()
    begin, end = feed.index("<content:encoded>"), feed.index("</content:encoded>")
    (error,) = read((feed[:begin] + "<content:encoded>" + feed[end:]).encode())
    assert str(error) == "entry 1: has only a summary; give --fetch to read the page that it links to"


PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in MARSHALL.html_paragraphs)


def described(text: str, link: str = "<link>https://mfa.example/1</link>") -> bytes:
    item = f"<title>T</title>{link}<pubDate>2024-02-26</pubDate><description><![CDATA[{text}]]></description>"
    return f"<rss version='2.0'><channel><title>M</title><item>{item}</item></channel></rss>".encode()


def test_a_description_of_several_paragraphs_is_the_text():
    (article,) = read(described(PARAGRAPHS))
    assert article.document.text == MARSHALL.text


def test_a_description_without_a_link_is_the_text():
    (article,) = read(described("<p>“We agree in full,” Ana Lim told reporters.</p>", link=""))
    assert article.document.text == "“We agree in full,” Ana Lim told reporters."


@pytest.mark.parametrize("text", [SUMMARY, f"{PARAGRAPHS} […]", f"{PARAGRAPHS}<p>She said …</p>", "<p>a</p>" * 9])
def test_a_description_that_is_short_or_cut_off_is_no_text(text):
    (error,) = read(described(text))
    assert "has only a summary; give --fetch" in str(error)


def test_a_page_is_fetched_for_a_long_description_too_and_where_it_is_not_to_be_had_that_is_the_text():
    def fetch(address: str) -> FetchedResource:
        return FetchedResource(address, news_sites.newspaper(PARIS), "utf-8", {})

    def fail(_address: str) -> FetchedResource:
        raise NotFetched("may not be fetched: the server's robots.txt forbids it")

    (article,) = read(described(PARAGRAPHS), fetch=fetch, follow_links=True)
    assert article.document.text == PARIS.text
    (article,) = read(described(PARAGRAPHS), fetch=fail, follow_links=True)
    assert article.document.text == MARSHALL.text


def test_one_bad_line_loses_nothing_else():
    lines = syndication.json_lines(MARSHALL, PARIS).splitlines()
    broken = [lines[0], b"{", b'{"headline": "no text"}', b"[]", b'{"a": "\xff"}', b"x" * 20_000, b"", lines[1]]
    found = read(b"\n".join(broken), max_bytes=10_000, fields=syndication.JSON_LINES_MAP, format=Format.JSONL)
    assert [type(one) for one in found if not isinstance(one, BadInput)] == [type(found[0])] * 2
    assert [str(one).partition(":")[0] for one in found if isinstance(one, BadInput)] == [
        f"line {n}" for n in (2, 3, 4, 5, 6)
    ]
    assert found[-1].provenance.endswith("line 8")


def test_a_row_with_a_broken_byte_or_a_cell_too_many_loses_nothing_else():
    rows = [
        b"title,published_on,text", b'"A",2024-01-01,"We agree,\nhe said."', b"B,2024-01-02,caf\xe9",
        b"C,2024-01-03,x,y,z", b"D,2024-01-04,", b"E,2024-01-05,Yes.",
    ]  # fmt: skip
    found = read(b"\r\n".join(rows), encoding="utf-8")
    assert [one.document.title for one in found if not isinstance(one, BadInput)] == ["A", "E"]
    assert [str(one) for one in found if isinstance(one, BadInput)] == [
        "line 4: has bytes that the file's encoding does not allow; give its --encoding",
        "line 5: has 5 cells, but there are 3 columns",
        "line 6: has no text at 'text'; give its place with --map text=PATH",
    ]


def test_a_crawl_that_breaks_off_keeps_what_came_before():
    data = syndication.crawl([(story.url, news_sites.amp(story), {}) for story in (MARSHALL, PARIS)], packed=True)
    article, *errors = read(data[:-100])
    assert article.document.text == MARSHALL.text
    assert {type(error) for error in errors} == {WrongFormat}
    assert "gzip data that ends too early" in str(errors[0])


class Endless(io.RawIOBase):
    """More lines than any memory holds; it counts what was taken of it."""

    def __init__(self) -> None:
        self.taken = 0
        self.line = syndication.json_lines(MARSHALL)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        data = (self.line * (len(buffer) // len(self.line) + 1))[: len(buffer) - len(buffer) % len(self.line) or None]
        data = data[: len(buffer)]
        buffer[: len(data)] = data
        self.taken += len(data)
        return len(data)


def test_lines_are_read_as_they_come():
    stream = Endless()
    how = ReaderOptions(5_000_000, fields=syndication.JSON_LINES_MAP, format=Format.JSONL)
    articles = read_articles(io.BufferedReader(stream), ArticleMetadata(), how)
    assert next(articles).document.text == MARSHALL.text
    assert stream.taken < 1_000_000


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b"", EmptyText, "is empty"),
        (b"\x1f\x8b\x08broken", WrongFormat, "broken gzip data"),
        (gzip.compress(b"GIF89a\0\0\0", mtime=0), NotText, "a picture"),
        (b"\0\1\2", NotText, "binary"),
        (b"WARC/1.0\r\nContent-Length: x\r\n\r\n", EmptyText, "contains no article"),
        (b'{"title": "T", "text": ', WrongFormat, "is not JSON"),
        (b'{"title": "T", "body": "Words."}', MissingField, "--map text=PATH"),
        (b'{"title": "T", "published_on": "2024-01-01", "text": "We \\ud800"}', NotText, "half of a surrogate pair"),
        (b"<rss><channel>", EmptyText, "contains no article"),
        (gzip.compress(b"word " * 40_000_000, mtime=0), TooLarge, "over the limit of 5,000,000 bytes"),
    ],
)
def test_a_file_that_is_not_what_it_seems_says_so(data, error, message):
    found = read(data)
    assert [type(one) for one in found] == [error]
    assert message in str(found[0])


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "utf-16", "utf-16-le", "utf-8-sig", "cp1251"])
def test_the_encoding_is_found_out_where_it_can_be(encoding):
    text = RUSSIAN if encoding == "cp1251" else MARSHALL.text
    given = ArticleMetadata(title="T", published_on=date(2024, 1, 1))
    (article,) = read(text.encode(encoding), given, encoding="utf-16-le" if encoding == "utf-16-le" else None)
    assert article.document.text == text


def test_a_page_in_another_encoding_than_it_says_is_refused_unless_that_is_given():
    data = news_sites.newspaper(MARSHALL).decode().encode("cp1252")
    (error,) = read(data)
    assert "bytes that its encoding does not allow; give its --encoding" in str(error)
    assert read(data, encoding="windows-1252")[0].document.text == MARSHALL.text


def test_a_page_cannot_speak_for_another_site():
    data = news_sites.newspaper(MARSHALL)
    (elsewhere,) = read(data, ArticleMetadata(url="https://evil.example/copy"))
    (here,) = read(data, ArticleMetadata(url=f"https://m.{MARSHALL.host.removeprefix('www.')}/amp"))
    assert (elsewhere.url, here.url) == ("https://evil.example/copy", MARSHALL.url)


def test_the_address_of_a_file_of_many_articles_is_no_address_of_any_of_them():
    lines = b'{"title": "A", "published_on": "2024-01-01", "text": "One."}\n' * 2
    found = read(lines, ArticleMetadata(url="https://example.org/archive.jsonl"), name="archive.jsonl")
    assert [article.url for article in found] == [None, None]


@pytest.mark.parametrize("form", [Format.MARKDOWN, Format.JSONL, Format.HTML])
def test_a_day_far_in_the_future_is_refused_from_every_source(form):
    days = [date.today().replace(day=1) + timedelta(days=ahead) for ahead in (200, 800)]
    soon, late = (
        read(
            {
                Format.MARKDOWN: f"---\ntitle: T\npublished_on: {day}\n---\nWords.".encode(),
                Format.JSONL: f'{{"title": "T", "published_on": "{day}", "text": "Words."}}'.encode(),
                Format.HTML: page(
                    "".join(f"<p>{text}</p>" for text in MARSHALL.html_paragraphs), f"<meta name=date content={day}>"
                ),
            }[form],
            format=form,
        )[0]
        for day in days
    )
    assert soon.document.published_on == days[0]
    assert isinstance(late, BadInput)
    assert f"is dated {days[1]}, more than a year ahead" in str(late)
