"""An entry of a feed, whatever kind of feed that was."""

from dataclasses import dataclass, replace

from app.errors import MissingField
from app.ingestion.readers.encodings import encoding_of
from app.ingestion.readers.facts import Facts
from app.ingestion.readers.markup import text_of_html
from app.ingestion.readers.pages import read_page
from app.ingestion.readers.reading import Reading

# How feeds end what they cut off.
_CUT = ("[…]", "[...]", "(more…)", "Continue reading", "Read more")


@dataclass(frozen=True, slots=True)
class Entry:
    """`identity` names it within its feed; `content` is the whole article, or empty where the feed has a summary."""

    identity: str
    facts: Facts
    content: str
    is_html: bool


def read_entry(entry: Entry, how: Reading) -> tuple[Facts, str]:
    """The article of an entry; from the page that it links to, where it has no more than a summary.

    Raises:
        MissingField: it has a summary only, and no page is to be fetched.
        BadInput: the page cannot be fetched, or has no article.
    """
    text = text_of_html(entry.content) if entry.is_html else entry.content.strip()
    if text and not text.rstrip().endswith(_CUT):
        return entry.facts, text
    if how.fetch is None or not how.follow:
        raise MissingField("has a summary only; give --fetch to read the page that it links to")
    if entry.facts.url is None:
        raise MissingField("has a summary only, and no link to a page")
    page = how.fetch(entry.facts.url)
    markup = page.data.decode(encoding_of(page.data, page.charset), "replace")
    facts, text = read_page(markup, page.address)
    return replace(facts.or_else(entry.facts), outlet=facts.outlet or entry.facts.outlet), text
