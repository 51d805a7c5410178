"""Which characters the bytes stand for, whatever is said of them; and names of files that are no UTF-8."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.ingestion.readers.encodings import detect_encoding
from app.ingestion.sources import display_name

WESTERN = "The minister’s team in Zürich agreed."
RUSSIAN = "Министр заявил, что переговоры прошли успешно."
CHINESE = "外交部长说，会谈已经结束，双方达成一致。"  # noqa: RUF001


@pytest.mark.parametrize("said", ["iso-8859-1", "windows-1252", "us-ascii", "windows-1251", "koi8-r", "iso-8859-9"])
@pytest.mark.parametrize("text", [WESTERN, RUSSIAN, CHINESE])
def test_what_is_utf_8_is_that_whatever_is_told_or_declared(said, text):
    page = f'<html><head><meta charset="{said}"></head><body>{text}'.encode()
    assert detect_encoding(page) == detect_encoding(text.encode(), declared_by_carrier=said) == "utf-8"
    assert detect_encoding(f'<?xml version="1.0" encoding="{said}"?><rss>{text}'.encode()) == "utf-8"


@pytest.mark.parametrize(
    ("text", "said"),
    [(WESTERN, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (CHINESE, "gb18030"), ("联通", "gb18030")],
)
def test_what_is_not_utf_8_is_what_is_told_or_declared(text, said):
    data = text.encode(said)
    assert data.decode(detect_encoding(data, declared_by_carrier=said)) == text
    page = f'<meta charset="{said}">'.encode() + data
    assert page.decode(detect_encoding(page)).endswith(text)


def test_what_the_caller_gives_is_obeyed_and_a_told_charset_goes_before_a_declared_one():
    data = b"<meta charset=koi8-r>\xe9"
    assert detect_encoding(WESTERN.encode(), "latin-1") == "cp1252"
    assert (detect_encoding(data, declared_by_carrier="windows-1251"), detect_encoding(data)) == ("cp1251", "koi8-r")
    assert detect_encoding(data, declared_by_carrier="no such charset") == "koi8-r"


@pytest.mark.parametrize("path", ["/articles?title=T&published_on=2024-02-27", "/extract"])
def test_a_body_is_in_the_charset_of_its_content_type(office, path):
    words = "“We agree,” Foreign Minister Ana Lim told reporters at the café."
    headers = {"Content-Type": "text/plain; charset=windows-1252"}
    answer = office.post(path, content=words.encode("cp1252"), headers=headers)
    assert answer.is_success
    found = answer.json()
    text = (
        found["text"] if path == "/extract" else office.get(f"/articles/{found['article']['id']}?include=text").json()
    )
    assert words in (text if isinstance(text, str) else text["text"])


def test_a_body_of_the_greatest_size_in_another_charset_is_measured_as_it_is_stored(office):
    body = "é ".encode("cp1252") * 2_000_000
    headers = {"Content-Type": "text/plain; charset=windows-1252"}
    answer = office.post("/articles?title=T&published_on=2024-02-27", content=body, headers=headers)
    assert answer.status_code == 413
    assert "over the limit of 5,000,000 bytes" in answer.json()["detail"]


def test_a_file_whose_name_is_no_utf_8_is_read_and_named_with_escapes(chancery, tmp_path: Path):
    folder = tmp_path / "unpacked"
    folder.mkdir()
    facts = "---\ntitle: Talks in Velmora\npublished_on: 2024-02-26\n---\n"
    for name, words in ((b"R\xe9union.md", "one"), (b"Zzz.md", "two"), (b"R\xe9.csv", "")):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(words and f"{facts}We agree on {words}.")
    done = chancery("ingest", str(folder))
    assert "2 created" in done.stderr
    assert "R\\xe9.csv: is empty" in done.stderr
    with closing(sqlite3.connect(tmp_path / "chancery.db")) as connection:
        sources = connection.execute("SELECT source FROM article ORDER BY key").fetchall()
    assert sources == [("R\\xe9union.md",), ("Zzz.md",)]


def test_a_name_that_would_write_on_the_terminal_is_shown_with_escapes():
    assert display_name(Path("a\x1b[2J\nb.md")) == "a\\x1b[2J\\nb.md"


@pytest.mark.parametrize("declared", ["gb2312", "shift_jis", "utf-8"])
def test_of_two_encodings_that_do_not_fit_it_is_the_one_that_nearly_does(declared: str):
    page = f'<meta charset="{declared}"><p>外交部长说，会谈已经结束。</p>'.encode() * 3  # noqa: RUF001
    assert detect_encoding(page + b"\xff\xff") == "utf-8"
