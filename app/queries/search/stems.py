"""The other forms of an English word, so that who looks for `sanction` finds `sanctions`, and the reverse.

The forms are made when somebody asks: endings are put to the word's stem, and those stay that the Snowball stemmer for
English (Porter 2001, https://snowballstem.org) leads back to it. So the index holds every word as printed, an exact
form can be looked for too, and all databases find alike. What is no word of English finds nothing and does no harm.
"""

import re
from functools import lru_cache

from Stemmer import Stemmer

_STEMMER = Stemmer("english")
# Those of nouns and verbs, and of what a verb's doing is called. A stemmer alone would have `humanity` for `human`.
_VERBAL_NOUN_ENDINGS = ("ion", "ions", "ation", "ations", "ate", "ates", "ated", "ating")
_ENDINGS: tuple[str, ...] = ("", "s", "es", "e", "y", "ies", "ied", "ed", "ing", "ings", "ying", *_VERBAL_NOUN_ENDINGS)
_DOUBLED_CONSONANTS = frozenset("bdfglmnprt")
_WORD = re.compile("[a-z]{3,40}")


@lru_cache(maxsize=4_096)
def inflected_forms(word: str) -> tuple[str, ...]:
    """A word in lower case, and its other forms; nothing else where it is no plain word of English letters."""
    plain = word.lower()
    if not _WORD.fullmatch(plain):
        return (plain,)
    stem = _STEMMER.stemWord(plain)
    made = {base + ending for base, endings in _stem_bases(stem) for ending in endings}
    return (plain, *sorted(form for form in made - {plain} if len(form) > 2 and _STEMMER.stemWord(form) == stem))


def _stem_bases(stem: str) -> list[tuple[str, tuple[str, ...]]]:
    """What endings are put to, and which: `countri` gives country, `stop` stopping, `writ` writing."""
    if stem.endswith("i"):
        return [(stem, ("es", "ed", *_VERBAL_NOUN_ENDINGS)), (stem[:-1], ("y", "ying"))]
    bases = [(stem, _ENDINGS)]
    if stem.endswith("e"):
        bases.append((stem[:-1], _ENDINGS))
    if stem[-1] in _DOUBLED_CONSONANTS:
        bases.append((stem + stem[-1], _ENDINGS))
    return bases
