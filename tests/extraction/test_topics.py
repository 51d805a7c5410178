from pathlib import Path

import pytest

from app.extraction.topics import Topic, Vocabulary, find_topics, read_vocabulary

TRADE = Topic("trade", "Trade", "Buying and selling across borders.", "economy", terms=("trade", "tariff*"))
ASEAN = Topic("asean", "ASEAN", "The association of south-east Asian states.", terms=("ASEAN",))
ECONOMY = Topic("economy", "Economy", "All of it.", terms=("economy",))
VOCABULARY = Vocabulary((TRADE, ASEAN, ECONOMY))


def slugs(text: str) -> list[str]:
    return [topic.slug for topic in find_topics(text, VOCABULARY)]


def test_a_topic_is_found_by_any_of_its_terms_whatever_the_case():
    assert slugs("Trade grew.") == slugs("New TARIFFS.") == ["trade"]


def test_a_term_with_capitals_is_matched_as_it_is_written():
    assert slugs("ASEAN met; asean is no word.") == ["asean"]
    assert find_topics("ASEAN met; asean is no word.", VOCABULARY)[0].evidence[0].of("ASEAN met") == "ASEAN"


def test_a_term_is_a_whole_word():
    assert slugs("A trademark dispute.") == []


def test_more_evidence_scores_higher():
    once, twice, both = (find_topics(text, VOCABULARY)[0].score for text in ("trade", "trade, trade", "trade, tariffs"))
    assert 0 < once < twice < both < 1


def test_the_evidence_is_where_the_text_says_so():
    text = "They spoke of trade and of tariffs."
    (topic,) = find_topics(text, VOCABULARY)
    assert [span.of(text) for span in topic.evidence] == ["trade", "tariffs"]


def test_an_empty_vocabulary_finds_nothing():
    assert find_topics("trade", Vocabulary()) == ()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("topic = 1 2", "is no TOML"),
        ("[[topic]]\nslug = 'a'", "topic 'a' lacks 'description'"),
        ("[[topic]]\nlabel = 'a'", "topic 1 lacks 'description'"),
        ("[[topic]]\nslug='a'\nlabel='A'\ndescription='A.'\nterms=['a']\ncolour='red'", "unknown field 'colour'"),
        ("[[topic]]\nslug='a'\nlabel='A'\ndescription='A.'\nterms=[]", "no list of words"),
        ("[[topic]]\nslug='a'\nlabel='A'\ndescription='A.'\nterms=['a']\n" * 2, "'a' is there twice"),
        ("[[topic]]\nslug='a'\nlabel='A'\ndescription='A.'\nterms=['a']\nbroader='b'", "no top topic: 'b'"),
    ],
)
def test_a_vocabulary_that_is_wrong_says_where(tmp_path: Path, toml: str, message: str):
    file = tmp_path / "topics.toml"
    file.write_text(toml)
    with pytest.raises(ValueError, match=message):
        read_vocabulary(file)


def test_the_vocabulary_that_is_shipped_has_two_levels(vocabulary: Vocabulary):
    assert 50 <= len(vocabulary.topics) <= 80
    assert any(topic.broader for topic in vocabulary.topics)
