"""Files as a desk officer has them, made for a test."""

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

import docx

LEFT, SIZE, LEADING = 72.0, 11.0, 13.0


def pdf(*pages: Sequence[tuple[str, float]], info: str = "") -> bytes:
    """A PDF of pages of lines, each with how far it stands below the one before, in points."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        drawn = f"BT /F1 {SIZE} Tf {LEFT} 800 Td".encode()
        for text, below in lines:
            marked = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")
            drawn += f" 0 {-below} Td (".encode() + marked + b") Tj"
        drawn += b" ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream",
        ]
    objects.append(f"<< {info} >>".encode())
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        out
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R "
            f"/Info {size - 1} 0 R >>\n"
            f"startxref\n{len(out)}\n%%EOF\n"
        ).encode()
    )


def word(*paragraphs: str, table: Sequence[Sequence[str]] = (), **properties: object) -> bytes:
    """A Word document with a table after its paragraphs."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def mail(text: str | None, *attached: tuple[str, str, bytes], html: str | None = None, **headers: str) -> bytes:
    """An e-mail; `attached` are names, media types and bytes."""
    message = EmailMessage()
    for name, value in {
        "From": "Ana Lim <press@mfa.example>",
        "To": "desk@embassy.example",
        "Subject": "Statement on the border",
        "Date": "Tue, 27 Feb 2024 22:30:00 -0500",
        "Message-ID": "<1@mfa.example>",
        **headers,
    }.items():
        message[name] = value
    if text is not None:
        message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html") if text is not None else message.set_content(html, subtype="html")
    for name, kind, data in attached:
        main, _, sub = kind.partition("/")
        message.add_attachment(data, main, sub, filename=name)
    return message.as_bytes()
