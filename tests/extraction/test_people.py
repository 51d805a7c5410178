"""Who is named in a text, by which names and in which roles."""

import pytest

from app.extraction.layout import lay_out
from app.extraction.people import find_people
from app.extraction.records import SpeakerKind
from app.extraction.roles import find_roles


def people(text: str):
    layout = lay_out(text)
    found = find_people(layout)
    find_roles(layout, found)
    return {figure.name: figure for figure in found.figures}


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Hun Manet", "Manet"),
        ("Xi Jinping", "Xi"),
        ("Ban Ki-moon", "Ban"),
        ("Andrés Manuel López Obrador", "López Obrador"),
        ("Enrique Peña Nieto", "Peña Nieto"),
        ("Ursula von der Leyen", "von der Leyen"),
        ("Mohammed bin Salman", "bin Salman"),
        ("Bashar al-Assad", "al-Assad"),
        ("John F. Kennedy", "Kennedy"),
        ("Perfecto Yasay Jr.", "Yasay"),
        ("René Cassin", "Cassin"),
    ],
)
def test_a_short_name_is_the_same_person(full: str, short: str):
    found = people(f"In Geneva, President {full} spoke first. The hall listened to {short} in silence.")
    assert {name.printed for name in found[full].mentions} == {full, short}


@pytest.mark.parametrize(
    ("text", "name", "title", "organisation", "country"),
    [
        ("Foreign Minister Omar Haddad left the hall after an hour of talks.", "Omar Haddad", "Foreign Minister", None, None),
        ("French President Claire Duval left the hall after an hour of talks.", "Claire Duval", "President", None, "FR"),
        ("Seun Sam, a researcher at the Royal Academy of Cambodia, left the hall after an hour of talks.", "Seun Sam", "researcher",
         "Royal Academy of Cambodia", "KH"),
        ("Kenya’s envoy, Grace Otieno, left the hall after an hour of talks.", "Grace Otieno", "envoy", None, "KE"),
        ("Prime Minister Kenji Mori of Japan left the hall after an hour of talks.", "Kenji Mori", "Prime Minister", None, "JP"),
        ("Former prime minister Ana Silva left the hall after an hour of talks.", "Ana Silva", "Former prime minister", None, None),
        ("White House press secretary Dan Cole left the hall after an hour of talks.", "Dan Cole", "press secretary", "White House", "US"),
    ],
)  # fmt: skip
def test_a_role_is_read_as_printed(text: str, name: str, title: str, organisation: str | None, country: str | None):
    (role,) = people(text)[name].roles
    assert (role.title, role.organisation, role.country) == (title, organisation, country)


def test_an_office_that_nobody_named_holds_is_no_name():
    assert "Prime Minister" not in people("The Prime Minister of the United Kingdom met Grace Otieno.")


def test_a_list_of_names_gives_nobody_the_next_ones_role():
    found = people("Grace Otieno, President Ana Silva and Omar Haddad met in Nairobi.")
    assert found["Grace Otieno"].roles == []


@pytest.mark.parametrize("name", ["World Bank", "Ministry of Foreign Affairs", "US embassy in Cambodia", "UNESCO"])
def test_a_body_is_no_person(name: str):
    assert people(f"Later the {name} published a statement.")[name].kind is SpeakerKind.ORGANISATION


def test_a_short_form_is_the_same_body():
    found = people("The International Monetary Fund met on Monday. The IMF gave no details.")
    assert [name.printed for name in found["International Monetary Fund"].mentions] == [
        "International Monetary Fund",
        "IMF",
    ]


def test_a_husband_and_his_wife_are_two():
    found = people("Hillary Clinton came early. Mr. Clinton came late.")
    assert {"Hillary Clinton", "Clinton"} <= set(found)


def test_a_nickname_in_marks_is_left_out_of_the_name():
    assert "Marjorie Mowlam" in people("Marjorie “Mo” Mowlam arrived in Belfast.")
