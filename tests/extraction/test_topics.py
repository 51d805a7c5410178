from pathlib import Path

import pytest

from app.extraction.entities.topics import Topic, Vocabulary, find_topics, read_vocabulary

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
    assert find_topics("ASEAN met; asean is no word.", VOCABULARY)[0].evidence[0].text_in("ASEAN met") == "ASEAN"


def test_a_term_is_a_whole_word():
    assert slugs("A trademark dispute.") == []


def test_more_evidence_scores_higher():
    once, twice, both = (find_topics(text, VOCABULARY)[0].score for text in ("trade", "trade, trade", "trade, tariffs"))
    assert 0 < once < twice < both < 1


def test_the_evidence_is_where_the_text_says_so():
    text = "They spoke of trade and of tariffs."
    (topic,) = find_topics(text, VOCABULARY)
    assert [span.text_in(text) for span in topic.evidence] == ["trade", "tariffs"]


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


REPORT = """The visiting American praised Phnom Penh’s year in the chair of ASEAN and spoke of trade, investment,
people-to-people ties, defence and a lasting concern for human rights and democracy.

His embassy said that he had raised UN sanctions against North Korea, the invasion of Ukraine, foreign assistance and
the search for prisoners of war (POWs) and missing combatants, along with law enforcement, human trafficking, a free and
independent media and regional security. He named the naval base at Ream and the UN Security Council."""


def test_a_report_of_a_visit_is_filed_under_all_that_was_talked_about(vocabulary: Vocabulary):
    found = {topic.slug for topic in find_topics(REPORT, vocabulary)}
    assert found >= {
        *("asean", "trade", "investment", "culture-and-exchange", "defence", "human-rights", "democracy", "embassies"),
        *("united-nations", "sanctions", "korean-peninsula", "war-in-ukraine", "development-aid", "prisoners-of-war"),
        *("law-enforcement", "human-trafficking", "media-freedom", "regional-security", "military-bases"),
        "security-council",
    }
    assert not found & {"climate", "fisheries", "health", "elections", "cold-war"}


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("They signed a treaty that bans nuclear tests in the atmosphere.", "nuclear-testing"),
        ("Apartheid must end before sanctions do.", "racial-discrimination"),
        ("The arbitral tribunal found no historic rights.", "territorial-disputes"),
        ("Grain ships may leave Odesa again.", "food-security"),
        ("The Global Compact on migrants is not legally binding.", "migration"),
        ("All sides agreed to a cease-fire.", "ceasefire"),
        ("Both states will restore diplomatic relations.", "diplomatic-relations"),
        ("Emissions must fall under the Paris Agreement.", "climate"),
        ("Voters will decide on the power-sharing accord.", "peace-agreements"),
        ("Women delegates insisted on the wording.", "women-in-diplomacy"),
    ],
)
def test_the_vocabulary_that_is_shipped_knows_its_subject(vocabulary: Vocabulary, text: str, slug: str):
    assert slug in {topic.slug for topic in find_topics(text, vocabulary)}


def test_a_narrower_topic_does_not_bring_its_broader_one_along():
    assert slugs("Tariffs rose.") == ["trade"]


def test_the_strongest_topic_comes_first_and_equals_by_their_slug():
    assert slugs("Economy, trade and tariffs") == ["trade", "economy"]
    assert slugs("Economy and ASEAN") == ["asean", "economy"]


def test_the_longer_text_makes_the_same_evidence_weaker():
    short, long = (find_topics("Trade grew. " + "Nobody knew why. " * times, VOCABULARY)[0].score for times in (1, 200))
    assert 0 < long < short < 1


def test_the_longest_term_counts_and_not_the_one_within():
    war = Topic("war", "War", "War.", terms=("war",))
    cold = Topic("cold-war", "Cold War", "The Cold War.", terms=("cold war",))
    assert [topic.slug for topic in find_topics("The Cold War", Vocabulary((war, cold)))] == ["cold-war"]


def test_a_term_with_a_blank_is_found_across_a_hyphen_and_a_line_end():
    aid = Topic("aid", "Aid", "Aid.", terms=("foreign aid", "women's fund"))
    text = "foreign-aid; Foreign\naid; women’s fund"
    (found,) = find_topics(text, Vocabulary((aid,)))
    assert [span.text_in(text) for span in found.evidence] == ["foreign-aid", "Foreign\naid", "women’s fund"]


def test_a_vocabulary_has_no_third_level(tmp_path: Path):
    file = tmp_path / "topics.toml"
    levels = [("a", ""), ("b", "broader='a'"), ("c", "broader='b'")]
    file.write_text(
        "".join(f"[[topic]]\nslug='{s}'\nlabel='L'\ndescription='D.'\nterms=['t']\n{b}\n" for s, b in levels)
    )
    with pytest.raises(ValueError, match="topic 'c': its broader one is no top topic: 'b'"):
        read_vocabulary(file)


def test_a_file_that_is_no_text_is_no_vocabulary(tmp_path: Path):
    file = tmp_path / "topics.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="is no TOML") as caught:
        read_vocabulary(file)
    assert caught.type is ValueError
