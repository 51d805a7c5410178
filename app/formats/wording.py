"""How a quote is told in a line: nobody who reads one may take a paraphrase for somebody's own words."""

from collections.abc import Sequence

from app.extraction.types import QuoteKind
from app.models import Review
from app.schemas.quotes import QuoteItem

KIND_LABELS = {
    QuoteKind.DIRECT: "own words",
    QuoteKind.MIXED: "paraphrase in part",
    QuoteKind.INDIRECT: "paraphrase",
}
_KIND_SENTENCES = {
    QuoteKind.DIRECT: "Quoted directly: the words are the speaker's own.",
    QuoteKind.MIXED: "A paraphrase in part: only the words in quotation marks are the speaker's own.",
    QuoteKind.INDIRECT: "A paraphrase: the words are the article's, not the speaker's.",
}
_REVIEW_SENTENCES = {
    Review.MACHINE: "Found by a machine; nobody has checked it.",
    Review.VERIFIED: "Checked by a person.",
    Review.DISPUTED: "Disputed by a person.",
    Review.RETRACTED: "Retracted: this record is wrong.",
}


def attribution_line(item: QuoteItem, most: int | None = None) -> str:
    """Who said what: `Ana Lim: “We agree”`, or `Ana Lim, as reported: the border would open (paraphrase)`.

    `most` is how many characters of the quote are told; the rest is an ellipsis.
    """
    words = item.text if most is None or len(item.text) <= most else item.text[: most - 1].rstrip() + "…"
    who = join_names(source_names(item))
    if item.kind is QuoteKind.DIRECT:
        told = f"{who}: “{words}”" if who else f"“{words}”"
    else:
        told = f"{who}, as reported: {words}" if who else f"As reported: {words}"
        told += f" ({KIND_LABELS[item.kind]})"
    return _status_prefix(item) + told


def source_names(item: QuoteItem) -> list[str]:
    """The names of the speakers; where nobody is known, the source as printed."""
    return [speaker.name for speaker in item.speakers] or [name for name in [item.attribution.text] if name]


def join_names(names: Sequence[str]) -> str:
    """`Ana Lim`, `Ana Lim and Jo Berg`, `Ana Lim, Jo Berg and Karin Vogel`."""
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last


def explain_quote(item: QuoteItem) -> str:
    """Whose words they are, where they were printed and how sure that is, in sentences."""
    printed = f"In “{item.article.title}”" + (f", {item.article.outlet}" if item.article.outlet else "")
    label = "Speaker" if len(item.speakers) == 1 else "Speakers"
    sure = f"{label}: {item.confidence:.0%} sure." if item.speakers else "The speaker is not known."
    return (
        f"{_KIND_SENTENCES[item.kind]} {printed}, {item.article.published_on}. {_REVIEW_SENTENCES[item.review]} {sure}"
    )


def _status_prefix(item: QuoteItem) -> str:
    if item.review is Review.RETRACTED:
        return "Retracted: "
    return "Withdrawn by the article: " if item.withdrawn else ""
