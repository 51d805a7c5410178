"""PDF, Word, RTF, e-mails and saved pages become articles; what is not read is refused by its name."""

import io
import sys
from datetime import date, datetime

import pytest

from app.errors import BadInput, EmptyText, NotText, TooLarge
from app.ingestion.readers import read_articles
from app.ingestion.readers.types import ArticleMetadata, Format, ReaderOptions
from tests.ingestion.documents import LEADING, mail, pdf, word, zipped
from tests.ingestion.pages import news_sites
from tests.ingestion.pages.story import story

MARSHALL = story("marshall-plan", "Helen Ward", "The Tribune")
GIVEN = ArticleMetadata(title="Given", published_on=date(2024, 2, 27))
SAID = "“We agree on every point,” Foreign Minister Ana Lim told reporters."


def read(data: bytes, given: ArticleMetadata = ArticleMetadata(), max_bytes: int = 5_000_000, **how: object) -> list:  # noqa: B008
    return list(read_articles(io.BytesIO(data), given, ReaderOptions(max_bytes, **how)))


def lines(*texts: str, first: float = 3 * LEADING) -> list[tuple[str, float]]:
    return [(text, LEADING if number else first) for number, text in enumerate(texts)]


BODY = [
    "The foreign ministers of Velmora and Karstan met on Monday for nego-",
    "tiations on the border, which had been closed for two years, at a time",
    "when Secretary-",
    "General Ivo Drell had called for calm.",
]


def test_the_lines_of_a_pdf_are_paragraphs_and_parted_words_are_whole():
    heading = [("Ministers agree on the border", 60.0)]
    data = pdf([*heading, *lines(*BODY), *lines("“We agree,” Ana Lim said.")], info="/Author (Press Office)")
    (article,) = read(data, GIVEN)
    assert article.document.text.split("\n\n") == [
        "Ministers agree on the border",
        "The foreign ministers of Velmora and Karstan met on Monday for negotiations on the border, which had been "
        "closed for two years, at a time when Secretary-General Ivo Drell had called for calm.",
        "“We agree,” Ana Lim said.",
    ]
    assert article.author == "Press Office"


def test_a_paragraph_goes_on_over_the_page_and_what_is_printed_on_every_page_is_no_part_of_it():
    def page(number: int, *texts: str) -> list[tuple[str, float]]:
        return [("Ministry of Foreign Affairs", 20.0), *lines(*texts), (f"Page {number} of 3", 60.0)]

    data = pdf(
        page(1, "The minister said that the border would be", "opened in April and that all who live near it"),
        page(2, "would be able to cross it from the first day", "on, as they had been before the war began."),
        page(3, "She thanked the mediators for their patience", "and for their work."),
    )
    (article,) = read(data, GIVEN)
    assert article.document.text.split("\n\n") == [
        "The minister said that the border would be opened in April and that all who live near it would be able to "
        "cross it from the first day on, as they had been before the war began.",
        "She thanked the mediators for their patience and for their work.",
    ]


def test_what_a_pdf_says_of_itself_is_taken_where_nothing_is_given():
    info = "/Title (Joint statement) /Author (MFA) /CreationDate (D:20240226101500+02'00')"
    data = pdf(lines(*BODY), info=info)
    (article,) = read(data)
    assert (article.document.title, article.author) == ("Joint statement", "MFA")
    assert article.document.published_on == date(2024, 2, 26)
    (article,) = read(data, GIVEN)
    assert (article.document.title, article.document.published_on) == ("Given", date(2024, 2, 27))


def test_a_document_without_a_title_has_that_of_its_heading():
    (article,) = read(pdf([("Ministers agree", 60.0), *lines(*BODY)], info="/CreationDate (D:20240226)"))
    assert article.document.title == "Ministers agree"
    (error,) = read(pdf(lines(*BODY), info="/CreationDate (D:20240226)"))
    assert "has no title" in str(error)


def test_a_word_document_is_its_paragraphs_and_its_tables():
    data = word(
        "Ministers agree", SAID, "", "She left.", table=[["Velmora", "Karstan"], ["“Yes,” Lim said.", "“No.”"]],
        title="Joint statement", author="MFA", created=datetime(2024, 2, 26, 9),
    )  # fmt: skip
    (article,) = read(data)
    assert article.document.text.split("\n\n") == [
        "Ministers agree", SAID, "She left.", "Velmora", "Karstan", "“Yes,” Lim said.", "“No.”",
    ]  # fmt: skip
    assert (article.document.title, article.author) == ("Joint statement", "MFA")
    assert article.document.published_on == date(2024, 2, 26)


RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Talks \'96 day one}{\author A. Writer}"
    rb"{\creatim\yr2024\mo2\dy26}}\pard \'93We agree,\'94 \b Ana Lim\b0  said at the caf\u233?.\par She left.\par}"
)


def test_rtf_is_its_words():
    (article,) = read(RTF)
    assert article.document.text == "“We agree,” Ana Lim said at the café.\n\nShe left."
    assert (article.document.title, article.author) == ("Talks – day one", "A. Writer")
    assert article.document.published_on == date(2024, 2, 26)


def test_an_email_says_who_wrote_it_when_and_on_what():
    (article,) = read(mail(f"{SAID}\n\nRegards"))
    assert article.document.text == f"{SAID}\n\nRegards"
    assert (article.document.title, article.author) == ("Statement on the border", "Ana Lim")
    assert article.document.published_on == date(2024, 2, 27)
    (marked,) = read(mail(None, html=f"<p>{SAID}</p><p>Regards</p>"))
    assert marked.document.text == article.document.text


def test_what_is_attached_to_an_email_is_an_article_each_and_what_is_not_read_is_named():
    attached = [
        ("joint.pdf", "application/pdf", pdf(lines(*BODY))),
        ("speech.docx", "application/octet-stream", word("Speech", SAID, created=datetime(2024, 2, 1))),
        ("logo.png", "image/png", b"\x89PNG\r\n"),
        ("invitation.ics", "text/calendar", b"BEGIN:VCALENDAR"),
        ("inner.eml", "application/octet-stream", mail(SAID, Subject="Forwarded")),
    ]
    body, joint, speech, logo, invitation, inner = read(mail("Please find the texts attached.", *attached))
    assert body.document.title == "Statement on the border"
    assert (joint.document.title, joint.document.published_on) == ("joint", date(2024, 2, 27))
    assert joint.document.text.startswith("The foreign ministers")
    assert (speech.document.title, speech.document.published_on) == ("Speech", date(2024, 2, 1))
    assert str(logo) == "attachment 'logo.png': is a picture; recognise its text first (OCR)"
    assert str(invitation) == "attachment 'invitation.ics': is text/calendar, which is not supported"
    assert (inner.document.title, inner.document.text) == ("Forwarded", SAID)


def test_a_saved_page_is_its_article():
    page = news_sites.newspaper(MARSHALL).decode()
    data = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {MARSHALL.url}\r\nSubject: =?utf-8?Q?Saved?=\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/html\r\nContent-Location: {MARSHALL.url}\r\n\r\n{page}\r\n"
        "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n--b--\r\n"
    ).encode()
    (article,) = read(data)
    assert (article.document.text, article.url) == (MARSHALL.text, MARSHALL.url)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Word, Excel, PowerPoint or Outlook file"),
        (zipped(xl__workbook=b"x"), "an Excel workbook; save it as CSV"),
        (zipped(ppt__presentation=b"x"), "a PowerPoint file; save it as PDF"),
        (zipped(photos=b"x"), "a ZIP archive; unpack it"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"From a@b.example Tue Feb 27\nFrom: a@b.example\nSubject: T\n\nWords.\n", "a mailbox of several e-mails"),
    ],
)
def test_what_is_not_read_is_refused_by_its_name(data, name):
    (error,) = read(data, GIVEN)
    assert isinstance(error, NotText)
    assert f"is {name}" in str(error)


@pytest.mark.parametrize("form", [Format.TEXT, Format.MARKDOWN])
@pytest.mark.parametrize("data", [RTF, pdf(lines(*BODY))], ids=["rtf", "pdf"])
def test_what_only_looks_like_text_is_not_stored_as_it_is(data, form):
    (error,) = read(data, GIVEN, format=form)
    assert isinstance(error, NotText)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.4\nnothing", "is a broken PDF"),
        (pdf(lines(*BODY))[:400], "is a"),
        (pdf([]), "is a PDF without text"),
        (zipped(word__document=b"x"), "is a broken Word document"),
        (word(), "is a Word document without text"),
        (rb"{\rtf1 }", "is RTF without text"),
        (mail(""), "is an e-mail without text"),
        (b"MIME-Version: 1.0\nFrom: <Saved by Blink>\n\n", "is a saved page without HTML"),
    ],
)
def test_a_broken_or_empty_document_is_told_as_that(data, name):
    (error,) = read(data, GIVEN)
    assert isinstance(error, BadInput)
    assert name in str(error)


def test_a_document_cannot_unpack_to_more_than_an_article_takes():
    bomb = zipped(**{"[Content_Types].xml": b"<a/>", "word__document.xml": b" " * 30_000_000})
    (error,) = read(bomb, GIVEN, max_bytes=1_000_000)
    assert isinstance(error, TooLarge)
    assert "decompresses to more than 10,000,000 bytes" in str(error)


@pytest.mark.parametrize("parts", [b"boundary=x\n" * 300, b"--x\n\n" * 3_000])
def test_an_email_of_very_many_parts_is_refused(parts: bytes):
    (error,) = read(mail(SAID) + parts, GIVEN)
    assert isinstance(error, TooLarge)


def test_a_long_document_is_refused_when_its_text_is_too_long():
    (error,) = read(pdf(*[lines(*BODY)] * 20), GIVEN, max_bytes=2_000)
    assert isinstance(error, TooLarge)


@pytest.mark.parametrize(
    ("module", "data", "name"),
    [("pypdf", pdf(lines(*BODY)), "a PDF"), ("docx", word(SAID), "a Word document"), ("striprtf.striprtf", RTF, "RTF")],
)
def test_without_the_extra_the_error_says_what_to_install(monkeypatch, module, data, name):
    monkeypatch.setitem(sys.modules, module, None)
    (error,) = read(data, GIVEN)
    assert str(error).startswith(f"is {name}; reading it needs ")
    assert str(error).endswith("pip install 'chancery[documents]'")


def test_text_that_looks_a_little_like_mail_stays_text():
    text = "Subject: the border\n\nThe minister said: we agree."
    (article,) = read(text.encode(), GIVEN)
    assert article.document.text == text
    (empty,) = read(b"", GIVEN)
    assert isinstance(empty, EmptyText)


def test_in_a_folder_every_file_that_is_not_read_is_named_and_counted(chancery, tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "joint.pdf").write_bytes(pdf(lines(*BODY)))
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    (folder / "notes.one").write_bytes(b"x")
    (folder / ".hidden").write_bytes(b"x")
    done = chancery("ingest", "--title", "T", "--published-on", "2024-02-27", str(folder))
    assert done.returncode == 1
    told = [line.replace(f"{folder}/", "") for line in done.stderr.splitlines()]
    assert told == [
        "chancery: notes.one: is skipped: its name has no known format",
        "chancery: old.doc: is an old Word, Excel, PowerPoint or Outlook file; save it as DOCX, CSV, PDF or EML",
        "2 articles: 1 created, 1 skipped; 1 file skipped",
    ]


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("application/pdf", pdf(lines(SAID))),
        (DOCX, word(SAID)),
        ("application/rtf", rb"{\rtf1 \'93We agree on every point,\'94 Foreign Minister Ana Lim told reporters.}"),
        ("message/rfc822", mail(SAID)),
    ],
)
def test_documents_are_taken_over_http(office, media_type, data):
    headers = {"Content-Type": media_type}
    answer = office.post("/articles?title=Sent&published_on=2024-02-27", content=data, headers=headers)
    assert answer.status_code == 201
    stored = office.get(f"/articles/{answer.json()['article']['id']}?include=text").json()
    assert (stored["title"], stored["published_on"], stored["text"]) == ("Sent", "2024-02-27", SAID)
    found = office.post("/extract", content=data, headers=headers).json()
    assert (found["text"], found["quotes"][0]["text"]) == (SAID, "We agree on every point")


def test_an_email_with_attachments_is_several_articles_and_not_taken_as_one(office):
    data = mail(SAID, ("joint.pdf", "application/pdf", pdf(lines(*BODY))))
    answer = office.post("/articles", content=data, headers={"Content-Type": "message/rfc822"})
    assert answer.status_code == 422
    assert "several articles" in answer.json()["detail"]


@pytest.mark.parametrize("data", [RTF, pdf(lines(*BODY))], ids=["rtf", "pdf"])
@pytest.mark.parametrize("path", ["/articles?title=T&published_on=2024-02-27", "/extract"])
def test_a_document_that_is_sent_as_text_is_refused(office, path, data):
    answer = office.post(path, content=data, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422
    assert "not text; give it as " in answer.json()["detail"]
