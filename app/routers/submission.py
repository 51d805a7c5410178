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

from app.database.engine import session_on
from app.database.missing_records import absent
from app.errors import BadInput, BadQuery, Busy, ChanceryError, ClientGone, EmptyText, MissingField, WrongFormat
from app.extraction.document import Document, normalise
from app.extraction.types import Extraction
from app.extraction.version import engine_version
from app.ingestion.readers import read_articles
from app.ingestion.readers.dates import require_published
from app.ingestion.readers.format_detection import DOCUMENTS
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import Format, Reading
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
from app.services.articles import ArticleSource, Outcome, document_to_extract, id_of, outcome_of, save_article
from app.services.audit_log import Ledger
from app.web.concurrency import turn
from app.web.examples import answered, example_of
from app.web.problems import BadRequest, as_problem, as_request_problem
from app.web.request_body import JSON, charset_of, media_type_of, parsed, require_few_values
from app.web.write_requests import Done, Writing, writing

router = APIRouter(prefix="/articles", tags=["articles"])

_NDJSON = "application/x-ndjson"
# What is sent as it is published, and not as JSON.
_PUBLISHED = {"text/plain": Format.TEXT, "text/markdown": Format.MARKDOWN, "text/html": Format.HTML, **DOCUMENTS}
_PAGE = """\
<title>Talks open in Geneva</title><meta property="article:published_time" content="2024-02-27">
<article><h1>Talks open in Geneva</h1>
<p>“We agree on every point,” Foreign Minister Ana Lim told reporters.</p></article>
"""
_EXAMPLE: dict[str, Any] = {
    "title": "Talks open in Geneva",
    "published_on": "2024-02-27",
    "outlet": "Example News",
    "url": "https://example.org/talks",
    "text": "“We agree on every point,” Foreign Minister Ana Lim told reporters.",
}
_SCHEMA = "#/components/schemas/{model}"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "anyOf": [
                        ArticleRequest.model_json_schema(ref_template=_SCHEMA),
                        ArticleBatch.model_json_schema(ref_template=_SCHEMA),
                    ]
                },
                "examples": {
                    "one": {"summary": "One article", "value": _EXAMPLE},
                    "many": {"summary": "Many articles", "value": {"items": [_EXAMPLE]}},
                },
            },
            _NDJSON: {"schema": {"type": "string", "minLength": 1}, "example": '{"title": "...", "text": "..."}\n'},
            "text/plain": {"schema": {"type": "string", "minLength": 1}, "example": _EXAMPLE["text"]},
            "text/markdown": {"schema": {"type": "string", "minLength": 1}, "example": _EXAMPLE["text"]},
            "text/html": {"schema": {"type": "string", "minLength": 1}, "example": _PAGE},
            **{one: {"schema": {"type": "string", "format": "binary"}} for one in DOCUMENTS},
        },
    }
}


@router.post(
    "",
    name="store_articles",
    summary="Store an article, or many",
    response_model=ArticleStored,
    responses=answered("article_unchanged", 401, 403, 410, 413, 415, 422, 503)
    | {
        201: {"model": ArticleStored, "description": "Created", "content": example_of("article_created")},
        207: {"model": SubmittedItems, "description": "Many", "content": example_of("articles_submitted")},
    },
    openapi_extra=_BODY,
)
async def store_articles(
    request: Request, writes: Annotated[Writing, writing(Scope.WRITE)], facts: Annotated[ArticleFacts, Query()]
) -> Response:
    """Read an article and store it with what it quotes: JSON, a page, Markdown, text, PDF, DOCX, RTF or an e-mail.

    What a text does not say itself (title, published_on, ...) goes into the query. Many are sent as `{"items": [...]}`
    or as NDJSON, and answered by a 207 that says what became of each: what is wrong with one keeps none of the others.
    """
    media_type = media_type_of(request)
    if media_type not in (JSON, _NDJSON, *_PUBLISHED):
        taken = ", ".join((JSON, _NDJSON, *_PUBLISHED))
        raise HTTPException(415, f"send one of {taken}, not {media_type or 'nothing'}")
    known = await to_thread.run_sync(writes.known)
    if known is not None:
        return known
    if media_type in _PUBLISHED:
        return await _store_one(writes, lambda: _published(request, writes.body, facts, _PUBLISHED[media_type]))
    for name in facts.model_fields_set:
        raise BadQuery(name, "is a field of the body, where that is JSON")
    if media_type == _NDJSON:
        lines = islice(filter(bytes.strip, BytesIO(writes.body)), BATCH_SIZE + 1)
        return await _store_many(writes, list(lines))
    items = await to_thread.run_sync(_items, writes.body)
    if items is not None:
        return await _store_many(writes, items)
    return await _store_one(writes, lambda: _from_json(writes.body))


async def _store_one(writes: Writing, make: Callable[[], ArticleSource]) -> Response:
    article, extraction = await to_thread.run_sync(_read, writes.request, make)
    return await writes.in_turn(lambda: writes.once(lambda ledger: _stored(ledger, article, extraction)))


async def _store_many(writes: Writing, items: list[Any]) -> Response:
    """Each in its turn and in a transaction of its own; the answer to all of them in the last one."""
    if not 1 <= len(items) <= BATCH_SIZE:
        found = f"more than {BATCH_SIZE:,}" if items else "no"
        raise BadInput(f"there are {found} articles; send 1 to {BATCH_SIZE:,} at once")
    outcomes = [await _submitted(writes, index, item) for index, item in enumerate(items)]
    return await writes.in_turn(lambda: writes.once(lambda _: Done(SubmittedItems(items=outcomes), 207)))


async def _submitted(writes: Writing, index: int, item: Any) -> SubmittedItem:
    try:
        article, extraction = await to_thread.run_sync(_read, writes.request, lambda: _from_json(item))
        stored = await writes.apart(lambda ledger: _stored(ledger, article, extraction))
    except ClientGone:
        raise
    except ChanceryError as error:
        problem = as_problem(error)
    except RequestValidationError as error:
        problem = as_request_problem(writes.request, error)
    else:
        shown = stored.shown
        assert isinstance(shown, ArticleStored)
        outcome, identity = shown.outcome, shown.article.id
        return SubmittedItem(index=index, status=stored.status, outcome=outcome, id=identity, problem=None)
    told = problem.model_dump(mode="json")
    return SubmittedItem(index=index, status=problem.status, outcome=None, id=None, problem=told)


def _read(request: Request, make: Callable[[], ArticleSource]) -> tuple[ArticleSource, Extraction | None]:
    """The article and what is found in it; nothing where it is stored already. Nobody waits for this to write."""
    with turn(request) as check:
        article = make()
        with session_on(request.state.engine) as session:
            document = document_to_extract(session, article)
        return article, None if document is None else request.state.extractor(document, check)


def _stored(ledger: Ledger, article: ArticleSource, extraction: Extraction | None) -> Done:
    session = ledger.session
    if extraction is None:
        outcome = outcome_of(session, article)
        if outcome.stores:
            raise Busy("somebody else has changed this article meanwhile; send it again")
    else:
        outcome = save_article(session, article, extraction, engine=engine_version(), by=ledger.by)
    identity = id_of(session, article)
    if outcome is Outcome.TAKEN_DOWN:
        raise absent(session, RecordKind.ARTICLE, identity)
    shown = ArticleStored(outcome=outcome.value, article=articles.read_article(session, identity, []))
    status = 201 if outcome is Outcome.CREATED else 200
    return Done(shown, status, f"/articles/{identity}")


def _items(body: bytes) -> list[Any] | None:
    """What a body with many articles holds; None where it is none."""
    require_few_values(body)
    try:
        value = from_json(body)
    except ValueError:
        # Whatever is wrong with it is said of one article.
        return None
    return parsed(ArticleBatch, body).items if isinstance(value, dict) and "items" in value else None


def _from_json(item: Any) -> ArticleSource:
    if isinstance(item, bytes):
        asked = parsed(ArticleRequest, item)
    else:
        try:
            asked = ArticleRequest.model_validate(item)
        except ValidationError as error:
            raise BadRequest("body", error) from error
    text = normalise(asked.text).strip("\n")
    if not text:
        raise EmptyText("text: is empty")
    require_published(asked.published_on)
    document = Document(
        text, asked.title, asked.published_on, asked.dateline, asked.outlet, language=asked.language or "en"
    )
    return ArticleSource(
        document, asked.url, asked.author, source=asked.source, language_told=asked.language is not None
    )


def _published(request: Request, body: bytes, facts: ArticleFacts, form: Format | None) -> ArticleSource:
    how = Reading(request.state.max_bytes, format=form, fallback=Format.EML, charset=charset_of(request))
    article, *others = islice(read_articles(BytesIO(body), Facts(**facts.model_dump()), how), 2)
    if others:
        raise WrongFormat("the body holds several articles, as an e-mail with attachments does; send each by itself")
    if isinstance(article, MissingField):
        raise MissingField("title and published_on are needed: in what is sent, or as parameters")
    if isinstance(article, BadInput):
        raise type(article)(f"the body {article}")
    return article
