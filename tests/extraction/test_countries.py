import pytest

from app.extraction.countries import country_of, find_countries


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("the Kremlin", "RU"),
        ("the Cambodian prime minister", "KH"),
        ("Phnom Penh", "KH"),
        ("US embassy in Cambodia", "US"),
        ("the foreign minister of France", "FR"),
        ("Downing Street", "GB"),
        ("the South Korean president", "KR"),
        ("North Korea", "KP"),
        ("the Soviet leader", "SUHH"),
        ("Papua New Guinea", "PG"),
        ("the prime minister", None),
        ("the South China Sea", None),
    ],
)
def test_a_phrase_belongs_to_the_country_it_names_first(phrase: str, code: str | None):
    assert country_of(phrase) == code


def test_every_mention_is_where_the_text_says_so():
    text = "Cambodia’s envoy met the US delegation; Cambodian farmers and Washington agreed."
    found = {country.code: [span.of(text) for span in country.mentions] for country in find_countries(text)}
    assert found == {"KH": ["Cambodia", "Cambodian"], "US": ["US", "Washington"]}


def test_a_form_within_another_word_is_no_mention():
    assert find_countries("USUAL OMANY Chadwick") == ()


def test_case_tells_a_country_from_a_word():
    assert find_countries("let us talk turkey over china") == ()
