"""/extract"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request

from app.domain.offsets import model_to_utf16_offsets
from app.errors import BadInput, EmptyText
from app.extraction.cancellation import CancellationCheck
from app.extraction.types import Document, normalise_text
from app.ingestion.readers import read_document
from app.ingestion.readers.encodings import decode_text, detect_encoding
from app.ingestion.readers.format_detection import DOCUMENT_MEDIA_TYPES, refuse_binary_documents
from app.ingestion.readers.markdown import markdown_to_text
from app.ingestion.readers.types import ArticleMetadata, Format, ReaderOptions
from app.schemas.common import Offsets
from app.schemas.extraction import ExtractionAnswer, ExtractionOptions, ExtractionRequest, build_extraction_answer
from app.web.concurrency import extraction_slot
from app.web.examples import example_responses
from app.web.request_body import JSON_MEDIA_TYPE, parse_body, read_body, request_charset, request_media_type

router = APIRouter(tags=["extraction"])

_TEXT, _MARKDOWN = "text/plain", "text/markdown"
_EXAMPLE_TEXT = (
    "The talks were useful, the foreign ministry said.\n\n"
    "“We agreed on a hotline,” Foreign Minister Ana Lim told reporters."
)
_REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON_MEDIA_TYPE: {
                "schema": ExtractionRequest.model_json_schema(),
                "example": {"text": _EXAMPLE_TEXT, "published_on": "2024-02-27"},
            },
            _TEXT: {"schema": {"type": "string", "minLength": 1}, "example": _EXAMPLE_TEXT},
            _MARKDOWN: {"schema": {"type": "string", "minLength": 1}, "example": _EXAMPLE_TEXT},
            **{one: {"schema": {"type": "string", "format": "binary"}} for one in DOCUMENT_MEDIA_TYPES},
        },
    }
}


async def _read_request(request: Request) -> tuple[str, str | None, bytes]:
    """The media type, the charset and the body. They are parsed later, in a thread."""
    media_type = request_media_type(request)
    if media_type not in (JSON_MEDIA_TYPE, _TEXT, _MARKDOWN, *DOCUMENT_MEDIA_TYPES):
        taken = ", ".join((JSON_MEDIA_TYPE, _TEXT, _MARKDOWN, *DOCUMENT_MEDIA_TYPES))
        raise HTTPException(415, f"send one of {taken}, not {media_type or 'nothing'}")
    return media_type, request_charset(request), await read_body(request, request.state.max_bytes)


def _build_document(
    media_type: str, charset: str | None, body: bytes, max_bytes: int, check: CancellationCheck
) -> Document:
    if media_type in DOCUMENT_MEDIA_TYPES:
        how = ReaderOptions(max_bytes, format=DOCUMENT_MEDIA_TYPES[media_type], fallback=Format.EML)
        with _as_body_errors():
            return read_document(BytesIO(body), ArticleMetadata(), how)
    asked = (
        parse_body(ExtractionRequest, body)
        if media_type == JSON_MEDIA_TYPE
        else ExtractionRequest(text=_decode_body(body, charset))
    )
    text = normalise_text(markdown_to_text(asked.text, check) if media_type == _MARKDOWN else asked.text)
    if not text.strip():
        raise EmptyText("the text is empty")
    return Document(text, asked.title, asked.published_on, asked.dateline, asked.outlet)


def _decode_body(body: bytes, charset: str | None) -> str:
    with _as_body_errors():
        refuse_binary_documents(body)
        return decode_text(body, detect_encoding(body, declared_by_carrier=charset))


@contextmanager
def _as_body_errors() -> Iterator[None]:
    try:
        yield
    except BadInput as error:
        raise type(error)(f"the body {error}") from error


@router.post(
    "/extract",
    summary="Extract quotes from a text",
    responses=example_responses("extraction", 413, 415, 422, 503),
    openapi_extra=_REQUEST_BODY,
)
def extract_quotes(
    request: Request,
    posted: Annotated[tuple[str, str | None, bytes], Depends(_read_request)],
    show: Annotated[ExtractionOptions, Query()],
) -> ExtractionAnswer:
    """Extract the quotes of a text. Nothing is stored; offsets count in the `text` of the answer."""
    with extraction_slot(request) as check:
        document = _build_document(*posted, request.state.max_bytes, check)
        answer = build_extraction_answer(document, request.state.extractor(document, check))
        return model_to_utf16_offsets(answer, document.text) if show.offsets is Offsets.UTF16 else answer
