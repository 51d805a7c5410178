"""The word lists are clean: nothing stands twice, every list is read, and a verb has all its forms."""

from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import app.extraction
from app.extraction.lang.lexicon import load_lexicon, word_list

NAMES = sorted(
    file.name.removesuffix(".toml") for file in files("app.extraction.lang.en").iterdir() if "toml" in file.name
)
# They are matched with their capitals: "eSwatini" is another form than "Eswatini".
CASE_SENSITIVE = frozenset({"countries"})


def lists_of(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Every list of words in a lexicon, with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from lists_of(inner, (*path, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from lists_of(inner, path)
    elif isinstance(value, list):
        yield ".".join(path), [str(word) for word in value]
    elif isinstance(value, str):
        yield ".".join(path), value.split()


def repeated(words: list[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


@pytest.mark.parametrize("name", NAMES)
def test_no_word_stands_twice_in_a_list(name: str):
    for place, words in lists_of(load_lexicon(name)):
        assert not repeated(words if name in CASE_SENSITIVE else [word.lower() for word in words]), place


def test_a_first_name_is_his_or_hers_or_left_out():
    assert not word_list("first_names", "male") & word_list("first_names", "female")


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"countries"}))
def test_every_list_is_read_somewhere(name: str):
    code = "".join(path.read_text("utf-8") for path in Path(app.extraction.__file__).parent.rglob("*.py"))
    assert [section for section in load_lexicon(name) if f'"{section}"' not in code] == []
