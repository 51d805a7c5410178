"""What `chancery extract --explain` tells of the rules."""

import re
from pathlib import Path

from app.extraction import Document
from app.extraction.explanation import RuleEffect, find_rule_effects

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "extraction.md"


def effects(text: str) -> dict[tuple[str, str], RuleEffect]:
    return {(effect.rule, effect.field): effect for effect in find_rule_effects(Document(text))}


def test_the_documentation_prints_what_comes_out():
    text, printed = re.search(
        r'echo "(.*)" \| chancery.*?```text\n(.*?)```', DOCUMENTATION.read_text("utf-8"), re.S
    ).groups()
    assert [str(effect) for effect in find_rule_effects(Document(text))] == printed.splitlines()


def test_a_speaker_is_told_with_who_it_would_be_without_the_rule():
    told = effects("Mary Lim met Peter Karlsen. He said that the talks had failed.")
    speaker = told["gender-agreement", "speaker"]
    assert (speaker.without_rule, speaker.with_rule) == ("Mary Lim", "Peter Karlsen")


def test_a_quote_that_a_rule_leaves_out_is_told():
    told = effects("Ana Lim did not say that the talks had failed for good.")["denied-words", "record"]
    assert (told.without_rule, told.with_rule) == ("that the talks had failed for good", None)


def test_a_moved_span_is_told_by_its_words():
    told = effects("“The talks will go on,” Ana Lim said.")["printers-comma", "words"]
    assert (told.without_rule, told.with_rule) == ("The talks will go on,", "The talks will go on")


def test_a_meeting_is_told():
    told = effects("Mary Lim met with Peter Karlsen.")["opening-side", "record"]
    assert (told.without_rule, told.with_rule) == (None, "Mary Lim and Peter Karlsen")


def test_a_text_without_quotes_has_nothing_to_tell():
    assert find_rule_effects(Document("")) == ()
