"""STUB until the vocabulary is there."""

from dataclasses import dataclass
from pathlib import Path

from app.extraction.records import ExtractedTopic


@dataclass(frozen=True)
class Topic:
    slug: str
    label: str = ""
    description: str = ""
    broader: str | None = None
    iptc: str | None = None
    wikidata: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    topics: tuple[Topic, ...] = ()


EMPTY = Vocabulary()


def read_vocabulary(path: Path) -> Vocabulary:
    return Vocabulary((Topic("human-rights", "Human rights", "x"),))


def find_topics(text: str, vocabulary: Vocabulary) -> tuple[ExtractedTopic, ...]:
    return ()
