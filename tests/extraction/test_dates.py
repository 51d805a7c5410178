"""On which day something was said."""

from datetime import date

import pytest

from app.extraction.entities.dates import find_dates
from app.extraction.types import Precision, Span

PUBLISHED = date(2024, 2, 28)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("on February 26", date(2024, 2, 26), Precision.DAY),
        ("on 26 February", date(2024, 2, 26), Precision.DAY),
        ("on Feb. 26, 2023", date(2023, 2, 26), Precision.DAY),
        ("on December 30", date(2023, 12, 30), Precision.DAY),
        ("on Monday", date(2024, 2, 26), Precision.DAY),
        ("on Wednesday", date(2024, 2, 28), Precision.DAY),
        ("yesterday", date(2024, 2, 27), Precision.DAY),
        ("in September 2023", date(2023, 9, 1), Precision.MONTH),
        ("in 2019", date(2019, 1, 1), Precision.YEAR),
    ],
)
def test_a_date_is_read_with_its_precision(text: str, on: date, precision: Precision):
    (dated,) = find_dates(text, Span(0, len(text)), PUBLISHED)
    assert (dated.first_day, dated.precision) == (on, precision)


@pytest.mark.parametrize("text", ["on Monday", "on February 26", "yesterday"])
def test_without_a_day_of_publication_a_relative_date_is_unknown(text: str):
    assert find_dates(text, Span(0, len(text)), None) == []


@pytest.mark.parametrize("text", ["on February 31, 2023", "Section 2024", "you may 5 times", "a march of 300"])
def test_what_is_no_date_is_none(text: str):
    assert find_dates(text, Span(0, len(text)), PUBLISHED) == []


def test_a_quote_has_the_date_of_its_sentence(read):
    quote = read("“The plan stands,” Lena Ortiz said on Monday.", published_on=PUBLISHED).quotes[0]
    assert (quote.said_on, quote.said_on_precision) == (date(2024, 2, 26), Precision.DAY)


def test_a_date_within_the_words_is_not_when_they_were_said(read):
    quote = read("“We begin on March 3,” Lena Ortiz said.", published_on=PUBLISHED).quotes[0]
    assert quote.said_on is None


@pytest.mark.parametrize("published_on", [date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("told", ["on Friday", "on February 3", "yesterday"])
def test_the_ends_of_the_calendar_are_no_error(read, published_on: date, told: str):
    assert read(f"“We are ready,” Ana Silva said {told}.", published_on=published_on).quotes
