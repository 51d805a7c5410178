"""Words that the text itself calls forged: "a fake video shows X saying ...", "falsely attributed to X"."""

import re
from collections.abc import Iterable
from enum import Enum

from app.extraction.lang.lexicon import word_list
from app.extraction.rules import doubts as rules
from app.extraction.structure.segmentation import TextIndex
from app.extraction.types import Span

# Characters around a source, and into the next sentence, in which it is looked for: a "sentence" may be a megabyte.
_MAX_CHARACTERS_AROUND = 300


class Doubt(Enum):
    """How a text casts doubt on whose words it prints."""

    NONE = 0
    # Something is called forged beside the words, and it may be what carries them.
    POSSIBLE = 1
    # What is called forged leads to whoever is shown to speak.
    ASSERTED = 2


def _alternatives(kind: str) -> str:
    return "|".join(map(re.escape, sorted(word_list("cues", "forgeries", kind), key=len, reverse=True)))


_FABRICATION = re.compile(
    rf"\b(?:{_alternatives('adjectives')})(?: [\w-]+)? (?:{_alternatives('things')})s?\b"
    rf"|\b(?:{_alternatives('things')})s?\b[^.;\n]{{0,60}}? (?:{_alternatives('links')})"
    rf" (?:[\w-]+ )?(?:{_alternatives('adjectives')})\b"
    rf"|(?P<misattributed>\b(?:{_alternatives('adverbs')}) (?:{_alternatives('attributing')})\b"
    rf"|\b(?:{_alternatives('words')})\b"
    rf"|\A\W*(?:{_alternatives('adjectives')}) ?:)",
    re.IGNORECASE,
)


def assess_doubt(layout: TextIndex, content: Iterable[Span], source: Span) -> Doubt:
    """What the sentence of the source, and the one after the words, tell of the words' being real.

    The words themselves are left out: what they call forged is something else.
    """
    number = layout.sentence_index(source.start)
    sentence = layout.sentences[number]
    near = Span(
        max(sentence.start, source.start - _MAX_CHARACTERS_AROUND),
        min(sentence.end, source.end + _MAX_CHARACTERS_AROUND),
    )
    printed = near.text_in(layout.text)
    blanked = rules.FORGERY_WITHIN_WORDS.change(printed, _blank_content(layout.text, near, content), near)
    found = _FABRICATION.search(blanked)
    if found:
        if rules.MISATTRIBUTED_WORDS.holds(found["misattributed"] is not None, near):
            return Doubt.ASSERTED
        if rules.FORGERY_LEADS.holds(near.start + found.start() < source.end, near):
            return Doubt.ASSERTED
        if rules.FORGERY_BESIDE.holds(True, near):
            return Doubt.POSSIBLE
    following = max(number, *(layout.sentence_index(span.end - 1) for span in content)) + 1
    if following == len(layout.sentences):
        return Doubt.NONE
    after = layout.sentences[following]
    told = _FABRICATION.search(layout.text, after.start, min(after.end, after.start + _MAX_CHARACTERS_AROUND))
    return Doubt.POSSIBLE if rules.FORGERY_AFTER.holds(told is not None, after) else Doubt.NONE


def _blank_content(text: str, near: Span, content: Iterable[Span]) -> str:
    found = near.text_in(text)
    for span in content:
        start, end = max(0, span.start - near.start), min(len(found), span.end - near.start)
        if start < end:
            found = found[:start] + "\n" * (end - start) + found[end:]
    return found
