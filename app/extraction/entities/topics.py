"""The topic vocabulary, and which of its topics a text is about: for documents and for each quote."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from app.extraction.cancellation import CancellationCheck, iter_matches, never_cancel
from app.extraction.lang.lexicon import trie_pattern
from app.extraction.types import ExtractedTopic, Span

_BLANKS = re.compile(r"[\s\u2010\u2011-]")
_PRINTED_WORD = re.compile(r"\S+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the vocabulary, and the terms that signal it.

    Small letters of a term match in any case, capitals only as capitals; a blank or hyphen matches either; a final *
    matches any ending of the word.
    """

    slug: str
    label: str
    description: str
    broader: str | None = None
    iptc: str | None = None
    wikidata: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """The topics that texts are filed under, in two levels."""

    topics: tuple[Topic, ...] = ()

    @cached_property
    def _slugs_by_term(self) -> dict[str, list[str]]:
        """The topics of each term."""
        slugs: dict[str, list[str]] = {}
        for topic in self.topics:
            for term in dict.fromkeys(map(_fold_term, topic.terms)):
                slugs.setdefault(term, []).append(topic.slug)
        return slugs

    @cached_property
    def _term_pattern(self) -> re.Pattern[str]:
        # A star sorts last, so that longer terms come before it.
        terms = sorted({term for topic in self.topics for term in topic.terms}, key=lambda t: t.replace("*", "\uffff"))
        return re.compile(rf"(?<!\w){trie_pattern(terms, _character_pattern)}(?!\w)" if terms else "(?!)")

    @cached_property
    def _longest_term(self) -> int:
        return max(map(len, self._slugs_by_term), default=0)

    def find_signals(self, text: str, check: CancellationCheck = never_cancel) -> dict[str, list[tuple[str, Span]]]:
        """By topic, which terms signal it and where. Where terms overlap, the first and longest counts."""
        found: dict[str, list[tuple[str, Span]]] = {}
        for match in iter_matches(self._term_pattern, text, check):
            term = self._matching_term(_fold_term(match[0]))
            for slug in self._slugs_by_term[term]:
                found.setdefault(slug, []).append((term, Span(*match.span())))
        return found

    def _matching_term(self, words: str) -> str:
        if words in self._slugs_by_term:
            return words
        stems = (words[:end] + "*" for end in range(min(len(words), self._longest_term), 0, -1))
        return next(stem for stem in stems if stem in self._slugs_by_term)


EMPTY_VOCABULARY = Vocabulary()
_TOPIC_FIELDS = frozenset(field.name for field in fields(Topic))
_REQUIRED_FIELDS = frozenset({"slug", "label", "description", "terms"})


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in a TOML file of [[topic]] tables.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no such file; the message names the topic at fault.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("topic")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"it is no TOML: {error}") from error
    if not isinstance(tables, list) or not tables:
        raise ValueError("it holds no [[topic]]")
    topics = tuple(_parse_topic(number, table) for number, table in enumerate(tables, 1))
    tops = {topic.slug for topic in topics if topic.broader is None}
    seen: set[str] = set()
    for topic in topics:
        if topic.slug in seen:
            raise ValueError(f"topic {topic.slug!r} is there twice")
        if topic.broader is not None and topic.broader not in tops:
            raise ValueError(f"topic {topic.slug!r}: its broader one is no top topic: {topic.broader!r}")
        seen.add(topic.slug)
    return Vocabulary(topics)


def find_topics(
    text: str, vocabulary: Vocabulary, check: CancellationCheck = never_cancel
) -> tuple[ExtractedTopic, ...]:
    """The topics that a text's words signal, the strongest first.

    The score is s / (s + 0.5 + w / 300), where w counts the words of the text and s its signals: each distinct term
    counts 1, each repetition 0.5. So one term in a short quote gives about 0.6 and in a long article about 0.25,
    and more of them bring the score near 1 without reaching it. A topic does not bring its broader one along.
    """
    damping = 0.5 + sum(1 for _ in iter_matches(_PRINTED_WORD, text, check)) / 300
    topics = []
    for slug, signals in vocabulary.find_signals(text, check).items():
        strength = (len({term for term, _ in signals}) + len(signals)) / 2
        score = round(strength / (strength + damping), 4)
        topics.append(ExtractedTopic(slug, score, tuple(span for _, span in signals)))
    return tuple(sorted(topics, key=lambda topic: (-topic.score, topic.slug)))


def _parse_topic(number: int, table: Any) -> Topic:
    """One checked table; `number` names it where its slug cannot."""
    if not isinstance(table, Mapping):
        raise ValueError(f"topic {number} is no table")
    name = f"topic {table.get('slug', number)!r}"
    for key in sorted(_REQUIRED_FIELDS - table.keys()):
        raise ValueError(f"{name} lacks {key!r}")
    for key in sorted(table.keys() - _TOPIC_FIELDS):
        raise ValueError(f"{name} has an unknown field {key!r}")
    for key in sorted(table.keys() - {"terms"}):
        if not isinstance(table[key], str) or not table[key].strip():
            raise ValueError(f"{name}: {key!r} is no text")
    if not _SLUG.fullmatch(table["slug"]):
        raise ValueError(f"{name}: 'slug' may hold small letters, digits and single hyphens")
    terms = table["terms"]
    if not isinstance(terms, list) or not terms or not all(isinstance(term, str) for term in terms):
        raise ValueError(f"{name}: 'terms' is no list of words")
    for term in terms:
        if not term[:1].isalnum() or "*" in term[:-1] or len(term) > 100:
            raise ValueError(f"{name}: {term!r} is no term: it starts with a letter and has no * but at its end")
    return Topic(**{**table, "terms": tuple(terms)})


def _fold_term(words: str) -> str:
    return _BLANKS.sub(" ", words).replace("\u2019", "'").lower()


def _character_pattern(character: str) -> str:
    if character in " -":
        return _BLANKS.pattern
    if character.islower() and len(character.upper()) == 1:
        return f"[{character}{character.upper()}]"
    return {"*": r"\w*", "'": "['\u2019]"}.get(character) or re.escape(character)
