"""What stands after a name and does not belong to it: when it spoke, and what it did meanwhile."""

import re

from app.extraction.document import Span
from app.extraction.entities.clustering import People
from app.extraction.lang.lexicon import table, words
from app.extraction.structure.segmentation import Layout

_TIMES = "week|month|year|night|spring|summer|fall|autumn|winter|weekend"
_HOURS = "night|morning|evening|afternoon"
_DAYS = "|".join(table("dates")["weekdays"]["names"])
_MONTHS = "|".join(table("dates")["months"]["names"])
_WHEN = re.compile(
    rf",? (?:(?:earlier|later|late|early) )?(?:(?:last|this|next) (?:{_TIMES}|{_DAYS}|{_MONTHS})"
    rf"|in (?:(?:{_MONTHS})(?: \d{{4}})?|(?:19|20)\d\d)|(?P<day>(?:on )?(?:{_DAYS})(?: (?:{_HOURS}))?))$"
)
# A poll has its month, and "who won in May" is a clause.
_DATED = words("organisations", "media", "words") | {"polls", "surveys", "reports", "who"}
_DOING = re.compile(r", ([a-z]+ing)\b")
# These tell who somebody is: "X, acting director".
_OFFICES = frozenset(["acting", "including", "managing", "governing", "presiding", "founding", "ruling", "sitting"])


def before_circumstances(layout: Layout, people: People, source: Span) -> int | None:
    """Where a source ends without them, if it has any."""
    return _before_when(layout, people, source) or _before_doing(layout, people, source)


def _before_when(layout: Layout, people: People, source: Span) -> int | None:
    """Where it ends who speaks, and begins when; but what was "filed last week" is known by that."""
    when = _WHEN.search(layout.text[source.start : source.end])
    if not when:
        return None
    named = Span(source.start, source.start + when.start())
    held = [word for word in layout.words_in(named) if not word.capital]
    dated = any(word.lower in _DATED or word.lower.endswith(("ed", "ing")) for word in held)
    if dated or "," in named.of(layout.text):
        return None
    # The day may be part of the name, as in "The Mail on Sunday", unless a person has it.
    persons = [m for m in people.within(named) if m.figure.is_person and m.name.span.end == named.end]
    return named.end if persons or not when["day"] else None


def _before_doing(layout: Layout, people: People, source: Span) -> int | None:
    for mention in people.within(source)[:1]:
        end = mention.name.span.end
        doing = _DOING.match(layout.text, end, source.end)
        if doing and mention.figure.is_person and doing[1] not in _OFFICES:
            return end
    return None
