"""Words that the text itself calls forged: "a fake video shows X saying ...", "falsely attributed to X"."""

import re
from collections.abc import Iterable
from enum import Enum

from app.extraction.document import Span
from app.extraction.lang.lexicon import words
from app.extraction.structure.segmentation import Layout

# Characters around a source, and into the next sentence, in which it is looked for: a "sentence" may be a megabyte.
_REACH = 300


class Doubt(Enum):
    """How a text casts doubt on whose words it prints."""

    NONE = 0
    # Something is called forged beside the words, and it may be what carries them.
    NEAR = 1
    # What is called forged leads to whoever is shown to speak.
    TOLD = 2


def _any(kind: str) -> str:
    return "|".join(map(re.escape, sorted(words("cues", "forgeries", kind), key=len, reverse=True)))


_FORGED = re.compile(
    rf"\b(?:{_any('adjectives')})(?: [\w-]+)? (?:{_any('things')})s?\b"
    rf"|\b(?:{_any('things')})s?\b[^.;\n]{{0,60}}? (?:{_any('links')}) (?:[\w-]+ )?(?:{_any('adjectives')})\b"
    rf"|(?P<misattributed>\b(?:{_any('adverbs')}) (?:{_any('attributing')})\b|\b(?:{_any('words')})\b"
    rf"|\A\W*(?:{_any('adjectives')}) ?:)",
    re.IGNORECASE,
)


def doubt(layout: Layout, content: Iterable[Span], source: Span) -> Doubt:
    """What the sentence of the source, and the one after the words, tell of the words' being real.

    The words themselves are left out: what they call forged is something else.
    """
    number = layout.sentence(source.start)
    sentence = layout.sentences[number]
    near = Span(max(sentence.start, source.start - _REACH), min(sentence.end, source.end + _REACH))
    found = _FORGED.search(_blanked(layout.text, near, content))
    if found:
        leads = found["misattributed"] is not None or near.start + found.start() < source.end
        return Doubt.TOLD if leads else Doubt.NEAR
    following = max(number, *(layout.sentence(span.end - 1) for span in content)) + 1
    if following == len(layout.sentences):
        return Doubt.NONE
    after = layout.sentences[following]
    told = _FORGED.search(layout.text, after.start, min(after.end, after.start + _REACH))
    return Doubt.NEAR if told else Doubt.NONE


def _blanked(text: str, near: Span, content: Iterable[Span]) -> str:
    found = near.of(text)
    for span in content:
        start, end = max(0, span.start - near.start), min(len(found), span.end - near.start)
        if start < end:
            found = found[:start] + "\n" * (end - start) + found[end:]
    return found
