"""No text makes the extractor take more than in proportion to its length, whatever it repeats.

The fragments are made of the extractor's own words and patterns: all that it looks for can come again and again.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from importlib import resources
from itertools import chain, islice
from typing import Any

import numpy as np
import pytest

import app.extraction
from app.extraction import Act, Document, Span, Vocabulary, extract, normalise_text
from app.extraction.attribution.classification import Attribution
from app.extraction.attribution.tagger import Tagger, load_tagger
from app.extraction.cancellation import never_cancel
from app.extraction.lang.lexicon import load_lexicon
from app.extraction.structure.segmentation import index_text
from tests.growth import assert_linear

# What a text may be all of: one sentence, paragraph, passage, name, mark or word, or very many of them.
SHAPES = [
    "Ana Lim, ",
    "Ana Lim met Bo Karlsen in Kenya on 3 May 2024 and ",
    "Ana Lim, who met Bo Karlsen, who said so, ",
    "He said: “we agree on it all” ",
    "“We agree on it all now,” Ana Lim said. She told him “no”. ",
    "“we agree on it all and more,” he said, ",
    "“no way” and ",
    "“Yes we agree on it.\n\n",
    "“He said ‘we agree on it all now’ and left and ",
    "“We will wait here.” — Ana Lim ",
    "“MR. LIM: We will wait here.” ",
    "Trump’s post said, the post said ",
    "TALKS OPEN IN GENEVA ",
    "12 345 6.7\n",
    "the talks went on in the city with nobody and ",
    "Ana of the Lim of ",
    "the Foreign Minister of Foreign Affairs of The ",
    "Minister of Fish Ana Lim, Minister of Trees Ana Lim, ",
    "「主席说」",
    "قال الرئيس ",
    "A",
    "!?. ",
    '“‘"',
    " ",
]


def _texts(value: Any) -> Iterator[str]:
    """Every list of words in a lexicon, as far as it takes to come to a phrase of some words."""
    if isinstance(value, dict):
        yield from chain.from_iterable(_texts(part) for part in value.values())
    elif isinstance(value, str):
        yield " ".join(value.split()[:4]) + " "
    elif isinstance(value, list) and value and isinstance(value[0], str):
        yield " ".join(value[:4]) + " "
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_texts, value))


def _lexicons() -> Iterator[str]:
    for file in resources.files("app.extraction.lang.en").iterdir():
        if file.name.endswith(".toml"):
            # Of the many countries and cities a few are as good as all.
            yield from islice(_texts(load_lexicon(file.name.removesuffix(".toml"))), 40)


def _patterns() -> Iterator[re.Pattern[str]]:
    for module in pkgutil.walk_packages(app.extraction.__path__, "app.extraction."):
        # What trains needs libraries that are not everywhere.
        if not module.ispkg and ".training." not in module.name:
            for value in vars(importlib.import_module(module.name)).values():
                yield from (one for one in (value if isinstance(value, tuple) else [value]) if _is_pattern(one))


def _is_pattern(value: object) -> bool:
    return isinstance(value, re.Pattern)


def _literals() -> Iterator[str]:
    """What stands in a pattern as it is: its words in a row, and each of its marks."""
    for pattern in _patterns():
        plain = re.sub(r"\\[a-zA-Z]|\(\?P?<?[\w!=:<>]*|\{[\d,]*\}", " ", pattern.pattern)
        if found := re.findall(r"[a-z]{2,}", plain, re.IGNORECASE):
            yield " ".join(found[:4]) + " "
        marks = "".join(dict.fromkeys(re.findall(r"[^\w\s]", plain)))
        yield from filter(None, (marks, marks and marks + " a"))


def _generated() -> list[str]:
    """Some of the fragments at a time, each in another place: bare, as a name, in marks, as a source."""
    frames = ("{}", "{}", "“{}” ", "Ana Lim {}said, ")
    framed = [
        frames[number % 4].format(fragment.title() if number % 8 == 1 else fragment)
        for number, fragment in enumerate(dict.fromkeys(chain(_lexicons(), _literals())))
    ]
    return ["".join(framed[at : at + 6]) for at in range(0, len(framed), 6)]


def _tag(text: str, _check: object = never_cancel) -> list[Attribution]:
    """In place of the network: every twelfth word is a cue, with words before it or after it."""
    words = index_text(text).words
    found = []
    for at in range(3, len(words) - 9, 12):
        cue, source = words[at], Span(words[at - 2].start, words[at - 1].end)
        spans = Span(words[max(0, at - 11)].start, words[at - 3].end), Span(words[at + 1].start, words[at + 8].end)
        found.append(Attribution((Span(cue.start, cue.end),), (source,), (spans[at % 2],)))
    return sorted(found, key=lambda one: (one.content[0], one.cue))


@pytest.fixture
def untagged(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.extraction.pipeline.tag", _tag)


def _repeated(fragment: str, size: int) -> str:
    return normalise_text(f"A{(fragment * (size // len(fragment) + 1))[:size]}b")


def _require_linear(fragment: str, vocabulary: Vocabulary, largest: int) -> None:
    assert_linear(
        lambda text: extract(Document(text), vocabulary, frozenset(Act)),
        lambda size: _repeated(fragment, size),
        largest,
    )


@pytest.mark.usefixtures("untagged")
@pytest.mark.parametrize("fragment", SHAPES)
def test_a_text_of_one_shape_is_read_in_linear_time(fragment: str, vocabulary: Vocabulary):
    _require_linear(fragment, vocabulary, 32_000)


@pytest.mark.usefixtures("untagged")
def test_whatever_is_looked_for_may_come_again_and_again(vocabulary: Vocabulary):
    fragments = _generated()
    assert len(fragments) > 20
    for fragment in fragments:
        _require_linear(fragment, vocabulary, 8_000)


@pytest.mark.parametrize("fragment", ["“We agree on it all,” Ana Lim said, ", "Ana Lim, "])
def test_the_network_s_part_is_linear_too(fragment: str, vocabulary: Vocabulary):
    _require_linear(fragment, vocabulary, 4_000)


@pytest.mark.parametrize("fragment", ["“We agree on it all,” Ana Lim said, ", "“", "a ", "a", "“a” ", "\n", "``a''"])
def test_all_around_the_network_is_linear(fragment: str):
    """With networks that call everything a cue, and take no time."""

    def encode(ids, _features):
        size = ids.shape[1]
        return [np.zeros((1, size, width), dtype=np.float32) for width in (3, 4, 4)]

    def link(_tokens, cues, distances):
        return np.zeros((len(cues), distances.shape[1], 7), dtype=np.float32)

    held = load_tagger()
    tagger = Tagger(held.tokenizer, encode, link, held.settings)
    assert_linear(tagger.tag, lambda size: _repeated(fragment, size), 40_000)
