import pycountry
import pytest

from app.extraction.entities.countries import country_of, find_countries
from app.extraction.lang.lexicon import load_lexicon


def codes(text: str) -> list[str]:
    return [country.code for country in find_countries(text)]


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
    found = {country.code: [span.text_in(text) for span in country.mentions] for country in find_countries(text)}
    assert found == {"KH": ["Cambodia", "Cambodian"], "US": ["US", "Washington"]}


def test_a_form_within_another_word_is_no_mention():
    assert find_countries("USUAL OMANY Chadwick") == ()


def test_case_tells_a_country_from_a_word():
    assert find_countries("let us talk turkey over china") == ()


@pytest.mark.parametrize(
    "text", ["The South China Sea award", "the Indian Ocean", "a governor of New Mexico", "US$5 million"]
)
def test_a_longer_name_that_holds_a_country_is_none(text: str):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Latin American ministers met in American Samoa.", ["AS"]),
        ("Papua New Guinea, Equatorial Guinea, Guinea-Bissau and Guinea", ["PG", "GQ", "GW", "GN"]),
        ("Niger and Nigeria", ["NE", "NG"]),
        ("the Dominican Republic and Dominica", ["DO", "DM"]),
        ("the Republic of the Congo and the Democratic Republic of the Congo", ["CG", "CD"]),
        ("South Korea, North Korea and Korea", ["KR", "KP"]),
        ("The New York Times and The Washington Post reported from Georgia.", ["GE"]),
        ("Michael Jordan went to Jordan.", ["JO"]),
    ],
)
def test_countries_with_like_names_are_told_apart(text: str, found: list[str]):
    assert codes(text) == found


def test_old_names_of_a_living_state_have_its_code_and_former_states_their_own():
    assert codes("Burma, Ceylon, Siam, Zaire and Persia") == ["MM", "LK", "TH", "CD", "IR"]
    assert codes("the Soviet Union, Czechoslovakia, Yugoslavia and East Germany") == ["SUHH", "CSHH", "YUCS", "DDDE"]


def test_datelines_and_headlines_in_capitals_are_understood():
    assert codes("PHNOM PENH — FRANCE AND THE U.S. AGREE") == ["KH", "FR", "US"]


def test_hyphens_possessives_and_curly_apostrophes_do_not_hide_a_country():
    found = ["US", "CN", "IN", "FR", "TD"]
    assert codes("The US-ASEAN dialogue, Sino-Indian talks, the Quai d’Orsay and Chad’s border") == found


def test_countries_come_in_the_order_of_their_first_mention():
    assert codes("Vietnam met France; France thanked Vietnam and Laos.") == ["VN", "FR", "LA"]


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("ambassador to Cambodia", None),
        ("the special envoy for Syria", None),
        ("the Chinese ambassador to Cambodia", "CN"),
        ("an adviser to the Ukrainian president", "UA"),
        ("officials in Beijing", "CN"),
    ],
)
def test_a_post_abroad_does_not_tell_whose_somebody_is(phrase: str, code: str | None):
    assert country_of(phrase) == code


def test_every_country_of_iso_3166_has_a_name_that_is_found():
    lexicon = load_lexicon("countries")
    assert {country.alpha_2 for country in pycountry.countries} <= lexicon.keys()
    former = {country.alpha_4 for country in pycountry.historic_countries}
    assert {code for code in lexicon if len(code) == 4} <= former
    entries = {code: lists for code, lists in lexicon.items() if code != "not_a_country"}
    wrong = [
        (code, form)
        for code, lists in entries.items()
        for forms in lists.values()
        for form in forms
        if codes(f"in {form}, today") != [code]
    ]
    assert wrong == []
