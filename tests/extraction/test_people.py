"""Who is named in a text, by which names and in which roles."""

import pytest

from app.extraction.entities.clustering import find_entities
from app.extraction.entities.roles import attach_roles
from app.extraction.structure.segmentation import index_text
from app.extraction.types import SpeakerKind


def people(text: str):
    layout = index_text(text)
    found = find_entities(layout)
    attach_roles(layout, found)
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
    ("printed", "name", "role"),
    [
        ("Foreign Minister Omar Haddad", "Omar Haddad", ("Foreign Minister", None, None)),
        ("French President Claire Duval", "Claire Duval", ("President", None, "FR")),
        ("Seun Sam, a researcher at the Royal Academy of Cambodia,", "Seun Sam",
         ("researcher", "Royal Academy of Cambodia", "KH")),
        ("Kenya’s envoy, Grace Otieno,", "Grace Otieno", ("envoy", None, "KE")),
        ("Prime Minister Kenji Mori of Japan", "Kenji Mori", ("Prime Minister", None, "JP")),
        ("Former prime minister Ana Silva", "Ana Silva", ("Former prime minister", None, None)),
        ("White House press secretary Dan Cole", "Dan Cole", ("press secretary", "White House", "US")),
        ("UN Secretary-General Kofi Annan", "Kofi Annan", ("Secretary-General", "UN", None)),
        ("Jo Lind, the US Permanent Representative to the United Nations,", "Jo Lind",
         ("Permanent Representative to the United Nations", None, "US")),
    ],
)  # fmt: skip
def test_a_role_is_read_as_printed(printed: str, name: str, role: tuple[str, str | None, str | None]):
    (found,) = people(f"{printed} left the hall after an hour of talks.")[name].roles
    assert (found.title, found.organisation, found.country) == role


def test_one_person_may_hold_two_offices():
    found = people("Ana Silva, Portugal’s foreign minister and president of the conference, left the hall.")
    assert [role.title for role in found["Ana Silva"].roles] == ["foreign minister", "president of the conference"]


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
