import io
from datetime import date

import pytest

from app.errors import BadFrontMatter, BadInput, EmptyText, MissingField, NotText, TooLarge
from app.ingestion.readers import read_articles
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.services.articles import IncomingArticle

FRONT = "---\ntitle: Talks open\npublished_on: 2024-02-27\n---\n"


NOTHING = ArticleMetadata()


def read(
    text: str | bytes, given: ArticleMetadata = NOTHING, markdown: bool = True, max_bytes: int = 10_000
) -> IncomingArticle:
    data = text.encode() if isinstance(text, str) else text
    how = ReaderOptions(max_bytes, name="talks.md" if markdown else "talks.txt")
    (article,) = read_articles(io.BytesIO(data), given, how)
    if isinstance(article, BadInput):
        raise article
    return article


def test_front_matter_says_what_is_known_of_the_article():
    front = "---\ntitle: 'Talks: day one'\noutlet: Example News\nauthor: A. Writer\npublished_on: 2024-02-27\n"
    article = read(front + "dateline: GENEVA\nurl: https://example.org/talks\nlanguage: en-GB\n---\n\nWords.\n")
    assert article.document.title == "Talks: day one"
    assert article.document.published_on == date(2024, 2, 27)
    assert (article.document.outlet, article.author, article.document.dateline) == (
        "Example News",
        "A. Writer",
        "GENEVA",
    )
    assert (article.url, article.document.language) == ("https://example.org/talks", "en-GB")


def test_markdown_markup_does_not_become_words():
    article = read(
        FRONT + "# Heading\n\nHe *said* so to [the press](https://example.org), & left.\n\n> “No.”\n\n- one\n- two\n"
    )
    assert article.document.text == "Heading\n\nHe said so to the press, & left.\n\n“No.”\n\none\n\ntwo"


def test_plain_text_is_taken_as_it_is():
    article = read(
        b"Five * six.\r\n\r\n    Indented.  \r\n",
        ArticleMetadata(title="T", published_on=date(2024, 1, 1)),
        markdown=False,
    )
    assert article.document.text == "Five * six.\n\n    Indented."


def test_the_text_is_unicode_nfc():
    assert read(FRONT + "Ele\u0301ctrico").document.text == "El\u00e9ctrico"


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert read("\ufeff" + FRONT + "Words.").document.text == "Words."


def test_what_the_caller_knows_stands_in_for_what_the_file_does_not_say():
    article = read("Words.", ArticleMetadata(title="Given", published_on=date(2024, 1, 1)))
    assert (article.document.title, article.document.published_on) == ("Given", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b"", EmptyText, "is empty"),
        (b" \n\t\n", EmptyText, "is empty"),
        (b"\0\1\2", NotText, "binary"),
        (b"caf\xe9 talks", NotText, "byte 3 is 0xe9"),
        (b"x" * 10_001, TooLarge, "10,000 bytes"),
        ("---\ntitle: [\n---\nWords.", BadFrontMatter, "not YAML in line"),
        ("---\ntitle: Talks\n", BadFrontMatter, "does not close"),
        ("---\njust words\n---\nWords.", BadFrontMatter, "field: value"),
        ("---\nheadline: Talks\n---\nWords.", BadFrontMatter, "'headline'; known are: title"),
        (
            "---\ntitle: T\npublished_on: yesterday\n---\nWords.",
            BadFrontMatter,
            "'published_on' that is not a day such as .*'yesterday'",
        ),
        ("---\ntitle: T\npublished_on: 2024-02-30\n---\nWords.", BadFrontMatter, "not a day such as 2024-02-27"),
        ("---\ntitle: T\nurl: javascript:alert(1)\n---\nWords.", BadFrontMatter, "'url' that is not an http"),
        ("---\ntitle: [a, b]\n---\nWords.", BadFrontMatter, "'title' that is not a line"),
        (FRONT, EmptyText, "no text after it"),
        (FRONT + "[//]: # (hidden)", EmptyText, "markup but no text"),
        ("---\npublished_on: 2024-02-27\n---\nWords.", MissingField, "no title"),
        ("---\ntitle: T\n---\nWords.", MissingField, "no date"),
        ("Words alone.", MissingField, "no title"),
    ],
)
def test_what_cannot_be_read_says_why(data, error, message):
    with pytest.raises(error, match=message) as caught:
        read(data)
    assert isinstance(caught.value, BadInput)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("written", "meant"), [("No", "No"), ("1984", "1984"), ("'[sic]'", "[sic]"), ("on", "on")])
def test_a_value_of_the_front_matter_is_the_words_that_are_written(written: str, meant: str):
    article = read(f"---\ntitle: {written}\nlanguage: no\npublished_on: 27 February 2024\noutlet: ~\n---\nWords.")
    assert (article.document.title, article.document.language, article.document.outlet) == (meant, "no", None)
    assert article.document.published_on == date(2024, 2, 27)


@pytest.mark.parametrize("title", ['"\\uD800"', '"\\0"', "[" * 3000])
def test_a_title_that_no_line_can_hold_is_refused(title: str):
    with pytest.raises(BadFrontMatter):
        read(f"---\ntitle: {title}\npublished_on: 2024-02-27\n---\nWords.")
