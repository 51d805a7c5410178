"""Every format is read in as many times as long for as many times the input, whatever that repeats."""

import io

import pytest

from app.ingestion.readers import read_articles
from app.ingestion.readers.types import ArticleMetadata, Format, ReaderOptions
from tests.growth import assert_linear

LARGEST = 16_384
# What each format's files begin with, and pieces that begin something again and again and never end it.
PIECES = {
    Format.TEXT: ("", ["a ", "\n", "By Ana Lim\n", "---\n", "“"]),
    Format.MARKDOWN: (
        "",
        [
            "# ", "> ", "- ", "1. ", "[a](", "![", "[", "*a ", "**a", "_a", "`", "``a", "<p ", "<!--", "&#", "\\",
            "a\n=\n",
        ],
    ),
    Format.HTML: (
        "<title>T</title>",
        ["<p>a</p>", "<script>", "<meta name=a ", "<!--", '<script type="application/ld+json">{'],
    ),
    Format.JSON: ("", ["[", '{"a":', '[{"title":"T"},', '"', '{"@graph":[', '{"articleBody":"a","a":']),
    Format.JSONL: ("", ['{"title":"T"}\n', "\n", "{", '{"text":"a"}\n[']),
    Format.CSV: ("title,text,published_on\n", ["a,b,c\n", '"', '""', ",", "a", "\n", '"a\n']),
    Format.FEED: (
        '<rss version="2.0"><channel>',
        [
            "<item><title>a</title></item>", "<item>", "<item><description>&lt;p&gt;a", "<![CDATA[", "<a", "&amp;",
            "<a:b xmlns:a='c'>",
        ],
    ),
    Format.RTF: (r"{\rtf1 ", ["{", r"\par ", r"\'e9", r"\u8220?", r"{\fonttbl ", "a", "}"]),
    Format.EML: (
        "Subject: T\n",
        [
            "Subject: a\n", " a\n", "To: a@b, ", "=?utf-8?q?a?= ", "(", '"',
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
        ],
    ),
    Format.MHTML: (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n",
        ["--b\n", "--b\nContent-Type: text/html\n\n<p>a\n"],
    ),
    Format.PDF: (
        "%PDF-1.4\n",
        ["1 0 obj<<>>endobj\n", "xref\n", "<<", "[", "(", "trailer<</Root 1 0 R>>startxref 0\n"],
    ),
    Format.WARC: (
        "WARC/1.0\r\n",
        ["WARC-Type: response\r\n", "Content-Length: 0\r\n\r\n\r\n\r\nWARC/1.0\r\n", "a"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("form", "piece"), [(form, piece) for form, (_, pieces) in PIECES.items() for piece in pieces])
def test_reading_is_linear(form: Format, piece: str):
    start, _ = PIECES[form]
    assert_linear(lambda data: read(form, data), lambda times: (start + piece * times).encode(), LARGEST)


def test_every_format_is_tried():
    # DOCX is packed: what it unpacks to is held to a limit.
    assert PIECES.keys() | {Format.DOCX} == set(Format)


def read(form: Format, data: bytes) -> None:
    for _ in read_articles(io.BytesIO(data), ArticleMetadata(), ReaderOptions(5_000_000, name="sent", format=form)):
        pass
