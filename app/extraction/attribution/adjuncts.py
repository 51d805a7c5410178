"""What stands after a name and does not belong to it: when it spoke, and what it did meanwhile."""

import re

from app.extraction.entities.clustering import EntityIndex
from app.extraction.lang.lexicon import load_lexicon, word_list
from app.extraction.lang.words import MEDIUM_NOUNS
from app.extraction.rules import sources as rules
from app.extraction.structure.segmentation import TextIndex
from app.extraction.types import Span

_TIME_WORDS = "|".join(load_lexicon("dates")["periods"]["words"])
_DAY_PARTS = "|".join(load_lexicon("dates")["periods"]["parts_of_day"])
_DAYS = "|".join(load_lexicon("dates")["weekdays"]["names"])
_MONTHS = "|".join(load_lexicon("dates")["months"]["names"])
_TIME_ADJUNCT = re.compile(
    rf",? (?:(?:earlier|later|late|early) )?(?:(?:last|this|next) (?:{_TIME_WORDS}|{_DAYS}|{_MONTHS})"
    rf"|in (?:(?:{_MONTHS})(?: \d{{4}})?|(?:19|20)\d\d)|(?P<day>(?:on )?(?:{_DAYS})(?: (?:{_DAY_PARTS}))?))$"
)
# A poll has its month, and "who won in May" is a clause.
_DATED_NOUNS = MEDIUM_NOUNS | word_list("organisations", "media", "dated") | {"who"}
_PARTICIPLE_ADJUNCT = re.compile(r", ([a-z]+ing)\b")
# These tell who somebody is: "X, acting director".
_OFFICE_PARTICIPLES = word_list("roles", "qualities", "participles")


def end_before_adjuncts(layout: TextIndex, people: EntityIndex, source: Span) -> int | None:
    """Where a source ends without them, if it has any."""
    return rules.TIME_ADJUNCT.change(
        None, _end_before_time(layout, people, source), source
    ) or rules.PARTICIPLE_ADJUNCT.change(None, _end_before_participle(layout, people, source), source)


def _end_before_time(layout: TextIndex, people: EntityIndex, source: Span) -> int | None:
    """Where it ends who speaks, and begins when; but what was "filed last week" is known by that."""
    when = _TIME_ADJUNCT.search(layout.text[source.start : source.end])
    if not when:
        return None
    named = Span(source.start, source.start + when.start())
    held = [word for word in layout.words_in(named) if not word.is_capitalised]
    dated = any(word.lower in _DATED_NOUNS or word.lower.endswith(("ed", "ing")) for word in held)
    if dated or "," in named.text_in(layout.text):
        return None
    # The day may be part of the name, as in "The Mail on Sunday", unless a person has it.
    persons = [m for m in people.mentions_in(named) if m.entity.is_person and m.name.span.end == named.end]
    return named.end if persons or not when["day"] else None


def _end_before_participle(layout: TextIndex, people: EntityIndex, source: Span) -> int | None:
    for mention in people.mentions_in(source)[:1]:
        end = mention.name.span.end
        doing = _PARTICIPLE_ADJUNCT.match(layout.text, end, source.end)
        if doing and mention.entity.is_person and doing[1] not in _OFFICE_PARTICIPLES:
            return end
    return None
