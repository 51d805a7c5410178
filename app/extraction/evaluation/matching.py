"""When two names or two spans of a gold and a predicted quote count as the same, as every score understands it."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.extraction.types import Span

CharacterSet = frozenset[int]

_EDGE_CHARACTERS = " \t\r\n“”\"‘’'`,.;:"
# Part of the definition of the figures, so they do not change with the engine's lexicons.
_TITLES = frozenset([
    "mr", "mrs", "ms", "dr", "sen", "senator", "rep", "gov", "president", "secretary", "sir", "the", "a", "an", "jr",
    "sr", "prime", "minister", "ambassador", "general", "gen", "col", "lt", "sgt", "professor", "prof",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was found, what there was to find, and what of it is common to both: exact spans, or characters."""

    common: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return self.common / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.common / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}"


def characters_of(text: str, spans: Iterable[Span]) -> CharacterSet:
    """The offsets that the spans hold, without white space, marks and commas at the edges of each."""
    held: set[int] = set()
    for span in spans:
        words = span.text_in(text)
        start = span.start + len(words) - len(words.lstrip(_EDGE_CHARACTERS))
        held.update(range(start, span.end - len(words) + len(words.rstrip(_EDGE_CHARACTERS))))
    return frozenset(held)


def gold_characters(text: str, spans: Iterable[Sequence[int]]) -> CharacterSet:
    """The same for the [start, end] pairs of a gold file."""
    return characters_of(text, (Span(start, end) for start, end in spans))


def pair_quotes(gold: Sequence[CharacterSet], predicted: Sequence[CharacterSet]) -> list[tuple[int, int]]:
    """Pairs that share characters, the most first, one to one."""
    holders: dict[int, list[int]] = defaultdict(list)
    for i, characters in enumerate(gold):
        for character in characters:
            holders[character].append(i)
    shared = Counter((i, j) for j, characters in enumerate(predicted) for c in characters for i in holders.get(c, ()))
    pairs: list[tuple[int, int]] = []
    taken_gold: set[int] = set()
    taken: set[int] = set()
    for (i, j), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if i not in taken_gold and j not in taken:
            taken_gold.add(i)
            taken.add(j)
            pairs.append((i, j))
    return pairs


def is_same_name(gold: str, found: str, kind: str) -> bool:
    """Of a person the full name is asked for: a bare surname is right only where the article gives no more."""
    wanted, given = name_words(gold), name_words(found)
    if not wanted or not given:
        return False
    if kind == "person":
        within = set(given) >= set(wanted) or (len(given) >= 2 and set(given) <= set(wanted))
        return wanted[-1] == given[-1] and within
    return wanted == given or len(set(wanted) & set(given)) * 2 > len(set(wanted) | set(given))


def name_words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    plain = plain.replace("’s", "").replace("'s", "")
    return [word for word in re.findall(r"[\w'-]+", plain) if word not in _TITLES]
