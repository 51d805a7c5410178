"""/extract"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request

from app.domain.offsets import model_in_utf16
from app.errors import BadInput, EmptyText
from app.extraction.document import Document, normalise
from app.extraction.pacing import Check
from app.ingestion.readers import read_document
from app.ingestion.readers.decoding import decode
from app.ingestion.readers.encodings import encoding_of
from app.ingestion.readers.format_detection import DOCUMENTS
from app.ingestion.readers.markdown import plain_text
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.signatures import refuse_documents
from app.ingestion.readers.types import Format, Reading
from app.schemas.common import Offsets
from app.schemas.extraction import ExtractionAnswer, ExtractionRequest, ExtractionShow, extraction_answer
from app.web.concurrency import turn
from app.web.examples import answered
from app.web.request_body import JSON, charset_of, media_type_of, parsed, read_body

router = APIRouter(tags=["extraction"])

_TEXT, _MARKDOWN = "text/plain", "text/markdown"
_EXAMPLE = (
    "The talks were useful, the foreign ministry said.\n\n"
    "“We agreed on a hotline,” Foreign Minister Ana Lim told reporters."
)
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": ExtractionRequest.model_json_schema(),
                "example": {"text": _EXAMPLE, "published_on": "2024-02-27"},
            },
            _TEXT: {"schema": {"type": "string", "minLength": 1}, "example": _EXAMPLE},
            _MARKDOWN: {"schema": {"type": "string", "minLength": 1}, "example": _EXAMPLE},
            **{one: {"schema": {"type": "string", "format": "binary"}} for one in DOCUMENTS},
        },
    }
}


async def _posted(request: Request) -> tuple[str, str | None, bytes]:
    """The media type, the charset and the body. Nothing is made of them yet: that takes time, and the loop has none."""
    media_type = media_type_of(request)
    if media_type not in (JSON, _TEXT, _MARKDOWN, *DOCUMENTS):
        taken = ", ".join((JSON, _TEXT, _MARKDOWN, *DOCUMENTS))
        raise HTTPException(415, f"send one of {taken}, not {media_type or 'nothing'}")
    return media_type, charset_of(request), await read_body(request, request.state.max_bytes)


def _document(media_type: str, charset: str | None, body: bytes, max_bytes: int, check: Check) -> Document:
    if media_type in DOCUMENTS:
        how = Reading(max_bytes, format=DOCUMENTS[media_type], fallback=Format.EML)
        with _said_of_the_body():
            return read_document(BytesIO(body), Facts(), how)
    asked = parsed(ExtractionRequest, body) if media_type == JSON else ExtractionRequest(text=_decoded(body, charset))
    text = normalise(plain_text(asked.text, check) if media_type == _MARKDOWN else asked.text)
    if not text.strip():
        raise EmptyText("the text is empty")
    return Document(text, asked.title, asked.published_on, asked.dateline, asked.outlet)


def _decoded(body: bytes, charset: str | None) -> str:
    with _said_of_the_body():
        refuse_documents(body)
        return decode(body, encoding_of(body, told=charset))


@contextmanager
def _said_of_the_body() -> Iterator[None]:
    try:
        yield
    except BadInput as error:
        raise type(error)(f"the body {error}") from error


@router.post(
    "/extract",
    summary="Extract quotes from a text",
    responses=answered("extraction", 413, 415, 422, 503),
    openapi_extra=_BODY,
)
def extract_quotes(
    request: Request,
    posted: Annotated[tuple[str, str | None, bytes], Depends(_posted)],
    show: Annotated[ExtractionShow, Query()],
) -> ExtractionAnswer:
    """Who says what in this text. Nothing is stored; offsets count in the `text` of the answer."""
    with turn(request) as check:
        document = _document(*posted, request.state.max_bytes, check)
        answer = extraction_answer(document, request.state.extractor(document, check))
        return model_in_utf16(answer, document.text) if show.offsets is Offsets.UTF16 else answer
