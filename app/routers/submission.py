"""POST /articles: one article, or many at once"""

from collections.abc import Callable
from io import BytesIO
from itertools import islice
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from pydantic_core import from_json

from app.database.engine import open_session
from app.database.missing_records import absence_error
from app.errors import (
    BadInput,
    BadQuery,
    ChanceryError,
    ClientGone,
    EmptyText,
    ExtractionBusy,
    MissingField,
    WrongFormat,
)
from app.extraction.types import Document, Extraction, normalise_text
from app.extraction.version import engine_version
from app.ingestion.readers import read_articles
from app.ingestion.readers.dates import require_plausible_day
from app.ingestion.readers.format_detection import DOCUMENT_MEDIA_TYPES
from app.ingestion.readers.types import ArticleMetadata, Format, ReaderOptions
from app.models import RecordKind, Scope
from app.queries import articles
from app.schemas.submissions import (
    BATCH_SIZE,
    ArticleBatch,
    ArticleFacts,
    ArticleRequest,
    ArticleStored,
    SubmittedItem,
    SubmittedItems,
)
from app.services.articles import (
    IncomingArticle,
    SaveOutcome,
    document_to_extract,
    predict_outcome,
    resolve_article_id,
    save_article,
)
from app.services.audit_log import Ledger
from app.web.concurrency import extraction_slot
from app.web.examples import example_responses, json_example
from app.web.problems import BadRequest, error_as_problem, request_error_as_problem
from app.web.request_body import JSON_MEDIA_TYPE, parse_body, request_charset, request_media_type, require_few_values
from app.web.write_requests import WriteRequest, WriteResult, write_request

router = APIRouter(prefix="/articles", tags=["articles"])

_NDJSON_MEDIA_TYPE = "application/x-ndjson"
# The media types of published documents, other than JSON.
_DOCUMENT_FORMATS = {
    "text/plain": Format.TEXT,
    "text/markdown": Format.MARKDOWN,
    "text/html": Format.HTML,
    **DOCUMENT_MEDIA_TYPES,
}
_EXAMPLE_PAGE = """\
<title>Talks open in Geneva</title><meta property="article:published_time" content="2024-02-27">
<article><h1>Talks open in Geneva</h1>
<p>“We agree on every point,” Foreign Minister Ana Lim told reporters.</p></article>
"""
_EXAMPLE_ARTICLE: dict[str, Any] = {
    "title": "Talks open in Geneva",
    "published_on": "2024-02-27",
    "outlet": "Example News",
    "url": "https://example.org/talks",
    "text": "“We agree on every point,” Foreign Minister Ana Lim told reporters.",
}
_SCHEMA_REFERENCE = "#/components/schemas/{model}"
_REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON_MEDIA_TYPE: {
                "schema": {
                    "anyOf": [
                        ArticleRequest.model_json_schema(ref_template=_SCHEMA_REFERENCE),
                        ArticleBatch.model_json_schema(ref_template=_SCHEMA_REFERENCE),
                    ]
                },
                "examples": {
                    "one": {"summary": "One article", "value": _EXAMPLE_ARTICLE},
                    "many": {"summary": "Many articles", "value": {"items": [_EXAMPLE_ARTICLE]}},
                },
            },
            _NDJSON_MEDIA_TYPE: {
                "schema": {"type": "string", "minLength": 1},
                "example": '{"title": "...", "text": "..."}\n',
            },
            "text/plain": {"schema": {"type": "string", "minLength": 1}, "example": _EXAMPLE_ARTICLE["text"]},
            "text/markdown": {"schema": {"type": "string", "minLength": 1}, "example": _EXAMPLE_ARTICLE["text"]},
            "text/html": {"schema": {"type": "string", "minLength": 1}, "example": _EXAMPLE_PAGE},
            **{one: {"schema": {"type": "string", "format": "binary"}} for one in DOCUMENT_MEDIA_TYPES},
        },
    }
}


@router.post(
    "",
    name="store_articles",
    summary="Store an article, or many",
    response_model=ArticleStored,
    responses=example_responses("article_unchanged", 401, 403, 410, 413, 415, 422, 503)
    | {
        201: {"model": ArticleStored, "description": "Created", "content": json_example("article_created")},
        207: {"model": SubmittedItems, "description": "Many", "content": json_example("articles_submitted")},
    },
    openapi_extra=_REQUEST_BODY,
)
async def store_articles(
    request: Request,
    writes: Annotated[WriteRequest, write_request(Scope.WRITE)],
    facts: Annotated[ArticleFacts, Query()],
) -> Response:
    """Read an article and store it with its quotes: JSON, a page, Markdown, text, PDF, DOCX, RTF or an e-mail.

    Put what a text does not say itself (title, published_on, ...) into the query. Send many as `{"items": [...]}`
    or as NDJSON; the answer is a 207 with a result for each. A wrong article does not affect the others.
    """
    media_type = request_media_type(request)
    if media_type not in (JSON_MEDIA_TYPE, _NDJSON_MEDIA_TYPE, *_DOCUMENT_FORMATS):
        taken = ", ".join((JSON_MEDIA_TYPE, _NDJSON_MEDIA_TYPE, *_DOCUMENT_FORMATS))
        raise HTTPException(415, f"send one of {taken}, not {media_type or 'nothing'}")
    known = await to_thread.run_sync(writes.replayed_response)
    if known is not None:
        return known
    if media_type in _DOCUMENT_FORMATS:
        return await _store_one(
            writes, lambda: _article_from_document(request, writes.body, facts, _DOCUMENT_FORMATS[media_type])
        )
    for name in facts.model_fields_set:
        raise BadQuery(name, "belongs into the body if that is JSON")
    if media_type == _NDJSON_MEDIA_TYPE:
        lines = islice(filter(bytes.strip, BytesIO(writes.body)), BATCH_SIZE + 1)
        return await _store_many(writes, list(lines))
    items = await to_thread.run_sync(_parse_items, writes.body)
    if items is not None:
        return await _store_many(writes, items)
    return await _store_one(writes, lambda: _article_from_json(writes.body))


async def _store_one(writes: WriteRequest, make: Callable[[], IncomingArticle]) -> Response:
    article, extraction = await to_thread.run_sync(_read_and_extract, writes.request, make)
    return await writes.run_serialized(
        lambda: writes.execute_idempotently(lambda ledger: _save_extracted(ledger, article, extraction))
    )


async def _store_many(writes: WriteRequest, items: list[Any]) -> Response:
    """Store each article in its own transaction; the last one stores the answer too."""
    if not 1 <= len(items) <= BATCH_SIZE:
        found = f"more than {BATCH_SIZE:,}" if items else "no"
        raise BadInput(f"there are {found} articles; send 1 to {BATCH_SIZE:,} at once")
    outcomes = [await _store_item(writes, index, item) for index, item in enumerate(items)]
    return await writes.run_serialized(
        lambda: writes.execute_idempotently(lambda _: WriteResult(SubmittedItems(items=outcomes), 207))
    )


async def _store_item(writes: WriteRequest, index: int, item: Any) -> SubmittedItem:
    try:
        article, extraction = await to_thread.run_sync(
            _read_and_extract, writes.request, lambda: _article_from_json(item)
        )
        stored = await writes.execute_in_own_transaction(lambda ledger: _save_extracted(ledger, article, extraction))
    except ClientGone:
        raise
    except ChanceryError as error:
        problem = error_as_problem(error)
    except RequestValidationError as error:
        problem = request_error_as_problem(writes.request, error)
    else:
        shown = stored.record
        assert isinstance(shown, ArticleStored)
        outcome, identity = shown.outcome, shown.article.id
        return SubmittedItem(index=index, status=stored.status, outcome=outcome, id=identity, problem=None)
    told = problem.model_dump(mode="json")
    return SubmittedItem(index=index, status=problem.status, outcome=None, id=None, problem=told)


def _read_and_extract(
    request: Request, make: Callable[[], IncomingArticle]
) -> tuple[IncomingArticle, Extraction | None]:
    """The article and its extraction, or no extraction if it is stored already. Holds no write lock."""
    with extraction_slot(request) as check:
        article = make()
        with open_session(request.state.engine) as session:
            document = document_to_extract(session, article)
        return article, None if document is None else request.state.extractor(document, check)


def _save_extracted(ledger: Ledger, article: IncomingArticle, extraction: Extraction | None) -> WriteResult:
    session = ledger.session
    if extraction is None:
        outcome = predict_outcome(session, article)
        if outcome.needs_saving:
            raise ExtractionBusy("the article was changed at the same time; send it again")
    else:
        outcome = save_article(session, article, extraction, engine=engine_version(), by=ledger.by)
    identity = resolve_article_id(session, article)
    if outcome is SaveOutcome.TAKEN_DOWN:
        raise absence_error(session, RecordKind.ARTICLE, identity)
    shown = ArticleStored(outcome=outcome.value, article=articles.read_article(session, identity, []))
    status = 201 if outcome is SaveOutcome.CREATED else 200
    return WriteResult(shown, status, f"/articles/{identity}")


def _parse_items(body: bytes) -> list[Any] | None:
    """The articles of a body with many; None for any other body."""
    require_few_values(body)
    try:
        value = from_json(body)
    except ValueError:
        # Faults are reported for each article.
        return None
    return parse_body(ArticleBatch, body).items if isinstance(value, dict) and "items" in value else None


def _article_from_json(item: Any) -> IncomingArticle:
    if isinstance(item, bytes):
        asked = parse_body(ArticleRequest, item)
    else:
        try:
            asked = ArticleRequest.model_validate(item)
        except ValidationError as error:
            raise BadRequest("body", error) from error
    text = normalise_text(asked.text).strip("\n")
    if not text:
        raise EmptyText("text: is empty")
    require_plausible_day(asked.published_on)
    document = Document(
        text, asked.title, asked.published_on, asked.dateline, asked.outlet, language=asked.language or "en"
    )
    return IncomingArticle(
        document, asked.url, asked.author, source=asked.source, is_language_stated=asked.language is not None
    )


def _article_from_document(request: Request, body: bytes, facts: ArticleFacts, form: Format | None) -> IncomingArticle:
    how = ReaderOptions(request.state.max_bytes, format=form, fallback=Format.EML, charset=request_charset(request))
    article, *others = islice(read_articles(BytesIO(body), ArticleMetadata(**facts.model_dump()), how), 2)
    if others:
        raise WrongFormat("the body contains several articles, such as attachments of an e-mail; send each by itself")
    if isinstance(article, MissingField):
        raise MissingField("title and published_on are missing; give them in the body or as parameters")
    if isinstance(article, BadInput):
        raise type(article)(f"the body {article}")
    return article
