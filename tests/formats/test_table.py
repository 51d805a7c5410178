"""CSV: whatever a record holds, its cells stay in their columns and do nothing in a spreadsheet."""

import csv
from io import StringIO

import pytest
from pydantic import BaseModel

from app.formats.table import CsvTable


class Office(BaseModel):
    title: str | None
    country: str | None


class Person(BaseModel):
    name: str
    born: int | None = None
    office: Office | None = None
    others: list[Office] = []
    names: list[str] = []


def cells(person: Person) -> dict[str, str]:
    table = CsvTable(Person)
    text = (table.render_header() + table.render_rows([person.model_dump(mode="json")])).encode().decode("utf-8-sig")
    return next(iter(csv.DictReader(StringIO(text, newline=""))))


def test_columns_follow_from_the_kind_of_record_and_not_from_what_it_holds():
    assert (
        CsvTable(Person).render_header()
        == "\ufeffname,born,office_title,office_country,others_title,others_country,names\r\n"
    )


def test_what_is_not_known_is_an_empty_cell():
    assert cells(Person(name="Ana Lim")) == {
        "name": "Ana Lim",
        "born": "",
        "office_title": "",
        "office_country": "",
        "others_title": "",
        "others_country": "",
        "names": "",
    }


@pytest.mark.parametrize(
    "name", ['He said "no", and left', "two\nlines", "two\r\nlines", "a;b", "Élysée", "🕊", ",", '"']
)
def test_any_text_comes_back_as_it_was(name: str):
    assert cells(Person(name=name))["name"] == name


def test_several_values_share_a_cell_and_stay_in_step():
    offices = [Office(title="minister; envoy", country=None), Office(title=None, country="KH")]
    found = cells(Person(name="x", others=offices, names=["a", "b"]))
    assert found["others_title"] == "minister, envoy;"
    assert found["others_country"] == ";KH"
    assert found["names"] == "a;b"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])  # noqa: RUF001
def test_no_text_is_a_formula(start: str):
    found = cells(Person(name=f"{start}1+1", names=["a", f"{start}1+1"], born=-44))
    assert found["name"] == f"'{start}1+1"
    assert found["names"] == f"a;'{start}1+1"
    assert found["born"] == "-44"
