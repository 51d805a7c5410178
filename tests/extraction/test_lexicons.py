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


# The past forms that "-ed" does not make; forms with "-ed" beside them may be missing.
IRREGULAR = {
    "say": "said", "tell": "told", "speak": "spoke spoken", "swear": "swore sworn", "write": "wrote written",
    "think": "thought", "know": "knew known", "feel": "felt", "understand": "understood", "see": "saw seen",
    "seek": "sought", "find": "found", "hear": "heard", "forecast": "forecast",
}  # fmt: skip
VERBS = [
    pytest.param(line, id=f"{section}-{line.split()[0]}")
    for section, lists in load_lexicon("cues").items()
    for line in lists.get("verbs", ())
]


def third_person(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    return base[:-1] + "ies" if ends_in_consonant_and_y(base) else base + "s"


def ends_in_consonant_and_y(base: str) -> bool:
    return base[-1] == "y" and base[-2] not in "aeiou"


def participles(base: str) -> set[str]:
    """With "-ing": as it is, without a silent e, or with its last letter twice, as in "signalling"."""
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    return {stem + "ing", stem + stem[-1] + "ing"}


def past_forms(base: str) -> set[str]:
    if base.endswith("e"):
        return {base + "d"}
    return {base[:-1] + "ied"} if ends_in_consonant_and_y(base) else {base + "ed", base + base[-1] + "ed"}


def missing_forms(line: str) -> set[str]:
    nouns, forms = word_list("cues", "nouns", "words"), set(line.split())
    base = next((noun for noun in nouns if third_person(noun) in forms), line.split()[0])
    missing = ({base} - nouns | {third_person(base), *IRREGULAR.get(base, "").split()}) - forms
    if not participles(base) & forms:
        missing.add(f"{base} + ing")
    if base not in IRREGULAR and not past_forms(base) & forms:
        missing.add(f"{base} + ed")
    return missing


@pytest.mark.parametrize("line", VERBS)
def test_a_verb_has_all_its_forms(line: str):
    assert missing_forms(line) == set()


@pytest.mark.parametrize(
    "line", ["speak speaks spoke speaking", "ask asks asked", "deny denys denied denying", "says said saying"]
)
def test_a_missing_form_is_noticed(line: str):
    assert missing_forms(line)


@pytest.mark.parametrize("section", [name for name, lists in load_lexicon("cues").items() if "verbs" in lists])
def test_a_verb_has_one_line_of_a_list(section: str):
    assert repeated([form for line in load_lexicon("cues")[section]["verbs"] for form in line.split()]) == []
