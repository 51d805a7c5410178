"""Reading takes as many times as long for as many times the input, whatever that repeats."""

import pytest

from app.errors import BadInput
from app.ingestion.readers.dom_cleanup import drop_boilerplate
from app.ingestion.readers.markup import markup_to_text, parse_html
from app.ingestion.readers.pages import read_page
from tests.growth import assert_linear

# Pieces of what the readers look for, which begin a match again and again and never end it.
LINES = [
    "Reporting by Ann Lee ", "reporting by a. ", "also read ", "read more ", "printer-friendly version",
    "sign up for ", "additional ",
]  # fmt: skip
MARKUP = ["<p>a<br>The post appeared first on appeared first on ", "<p ", "<div", "<br ", "&#", "&#x1", "<p>a", "<div>"]
ELEMENTS = [
    "<p>a b.</p>", "<div>a b.</div>", "<span itemprop=author>", "<time datetime=x>", "2020-01-01 ", "<br>",
    "<figure><blockquote>", "<article class=comments><h2><a href=/a>", "<table><tr><td>", "<p>more</p>",
    "<p>Reporting by Ann Lee </p>", "<h3>Read more</h3><ul><li><a href=/a>A</a></li></ul>",
]  # fmt: skip
TEXT = "<p>The two ministries said on Monday that they would open the border in April.</p>" * 3


@pytest.mark.parametrize("piece", LINES)
def test_lines_between_paragraphs(piece):
    assert_linear(drop_boilerplate, lambda times: [piece * times + "..", "A paragraph of the text."], 4_096)


@pytest.mark.parametrize("piece", LINES)
def test_many_lines_between_paragraphs(piece):
    assert_linear(drop_boilerplate, lambda times: [piece.strip()] * times + ["A paragraph of the text."], 4_096)


@pytest.mark.parametrize("piece", MARKUP)
def test_markup_in_a_text(piece):
    assert_linear(markup_to_text, lambda times: piece * times, 32_768)


@pytest.mark.parametrize("piece", [*LINES, *ELEMENTS])
def test_a_page(piece):
    assert_linear(read, lambda times: f"<title>T</title><article>{TEXT}<p>{piece * times}..</p></article>", 1_024)


def test_an_element_of_many_attributes():
    assert_linear(read, lambda times: f"<p {' '.join(f'a{n}' for n in range(times))}>{TEXT}", 65_536)


@pytest.mark.parametrize("tag", ['<p a="', "<p a='", "<p a=", "<p a", "<p '", '<p "<"'])
def test_tags_that_never_end(tag):
    assert_linear(parse_html, lambda times: tag * times, 16_384)


def read(markup: str) -> None:
    try:
        read_page(markup, None)
    except BadInput:
        return
