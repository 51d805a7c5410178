"""Review: corrections, merges, splits, take-downs and undo"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from app.errors import BadField
from app.ingestion.readers.dates import is_too_far_ahead
from app.models import Change, Scope
from app.queries.articles import read_article
from app.queries.changes import read_change
from app.queries.meetings import read_meeting
from app.queries.quotes.records import read_quote
from app.queries.speakers import read_speaker
from app.schemas.articles import ArticleItem, ArticleOptions
from app.schemas.changes import ChangeItem
from app.schemas.common import NoQuery
from app.schemas.meetings import MeetingItem
from app.schemas.quotes import QuoteInclude, QuoteItem
from app.schemas.reviews import (
    ArticleCorrection,
    MeetingAddition,
    MeetingCorrection,
    QuoteAddition,
    QuoteCorrection,
    QuoteCorrectionQuery,
    SpeakerCorrection,
    SpeakerMerge,
    SpeakerSplit,
    TakedownRequest,
    UndoRequest,
)
from app.schemas.speakers import SpeakerItem
from app.services.article_corrections import correct_article
from app.services.audit_log import Ledger
from app.services.meeting_corrections import add_meeting, correct_meeting
from app.services.quote_corrections import add_quote, correct_quote
from app.services.speaker_corrections import correct_speaker, require_speaker, resolve_speaker
from app.services.speaker_merge import merge_speakers, split_speaker
from app.services.takedown import take_down_article, take_down_meeting
from app.services.undo import undo_change
from app.web.examples import example_responses
from app.web.request_body import openapi_request_body
from app.web.write_requests import WriteRequest, WriteResult, write_request

router = APIRouter(tags=["review"])

_ReviewRequest = Annotated[WriteRequest, write_request(Scope.REVIEW)]
_ConditionalReviewRequest = Annotated[WriteRequest, write_request(Scope.REVIEW, conditional=True)]
_NoQuery = Annotated[NoQuery, Query()]
_PROBLEM_STATUSES = (401, 403, 404, 410, 413, 415, 422, 503)


def _request_body_with_reason(model: Any, **example: Any) -> dict[str, Any]:
    return openapi_request_body(model, {"reason": "The article says so in its second paragraph.", **example})


@router.patch(
    "/quotes/{quote_id}",
    name="correct_quote",
    summary="Correct a quote",
    response_model=QuoteItem,
    responses=example_responses("quote", 412, *_PROBLEM_STATUSES),
    openapi_extra=_request_body_with_reason(QuoteCorrection, review="verified", speakers=["seun-sam"]),
)
async def patch_quote(
    writes: _ConditionalReviewRequest, quote_id: str, show: Annotated[QuoteCorrectionQuery, Query()]
) -> Response:
    """Correct fields of a quote. No engine changes the given fields again.

    The text follows from the content's spans. `verified` confirms the whole quote; a `retracted` one is shown by
    its id and in lists with `review=retracted` only.
    """

    def apply_correction(ledger: Ledger, asked: QuoteCorrection) -> WriteResult:
        correct_quote(ledger, quote_id, asked)
        return WriteResult(lambda: read_quote(ledger.session, quote_id, show.include))

    return await writes.respond_to_json(QuoteCorrection, apply_correction)


@router.post(
    "/articles/{article_id}/quotes",
    name="add_quote",
    summary="Add a missed quote",
    status_code=201,
    response_model=QuoteItem,
    responses=example_responses("quote", 409, *_PROBLEM_STATUSES, status=201),
    openapi_extra=_request_body_with_reason(
        QuoteAddition, kind="direct", content=[{"start": 10, "end": 42}], speakers=["seun-sam"]
    ),
)
async def post_quote(writes: _ReviewRequest, article_id: str, _show: _NoQuery) -> Response:
    """Add a quote by its spans in the article's text. It stays while the article has these words."""

    def apply_addition(ledger: Ledger, asked: QuoteAddition) -> WriteResult:
        identity = add_quote(ledger, article_id, asked)
        return WriteResult(
            lambda: read_quote(ledger.session, identity, [QuoteInclude.SPANS]), 201, f"/quotes/{identity}"
        )

    return await writes.respond_to_json(QuoteAddition, apply_addition)


@router.patch(
    "/speakers/{speaker_id}",
    name="correct_speaker",
    summary="Correct a speaker",
    response_model=SpeakerItem,
    responses=example_responses("speaker", 308, 412, *_PROBLEM_STATUSES),
    openapi_extra=_request_body_with_reason(
        SpeakerCorrection, name="Samdech Seun Sam", wikidata_id="Q29032", add_names=["Sam Seun"]
    ),
)
async def patch_speaker(writes: _ConditionalReviewRequest, speaker_id: str, _show: _NoQuery) -> Response:
    """Rename a speaker, set the country or Wikidata item, add or remove names. The id stays."""

    def apply_correction(ledger: Ledger, asked: SpeakerCorrection) -> WriteResult:
        correct_speaker(ledger, speaker_id, asked)
        return WriteResult(read_speaker(ledger.session, speaker_id))

    return await writes.respond_to_json(SpeakerCorrection, apply_correction)


@router.post(
    "/speakers/{speaker_id}/merge",
    name="merge_speaker",
    summary="Merge a speaker into another",
    response_model=ChangeItem,
    responses=example_responses("change_merged", 308, *_PROBLEM_STATUSES),
    openapi_extra=_request_body_with_reason(SpeakerMerge, into="daniel-kritenbrink"),
)
async def post_merge(writes: _ReviewRequest, speaker_id: str, _show: _NoQuery) -> Response:
    """Merge a speaker into another one: quotes, names and meetings move, and the old id answers 308 from then on."""

    def apply_merge(ledger: Ledger, asked: SpeakerMerge) -> WriteResult:
        merged = require_speaker(ledger.session, speaker_id)
        return _change_result(
            ledger, merge_speakers(ledger, merged, resolve_speaker(ledger.session, asked.into, "into"))
        )

    return await writes.respond_to_json(SpeakerMerge, apply_merge)


@router.post(
    "/speakers/{speaker_id}/split",
    name="split_speaker",
    summary="Split a speaker in two",
    response_model=ChangeItem,
    responses=example_responses("change_split", 308, *_PROBLEM_STATUSES),
    openapi_extra=_request_body_with_reason(SpeakerSplit, quotes=["quo-7kteltjhjf7m"], name="Seun Sam"),
)
async def post_split(writes: _ReviewRequest, speaker_id: str, _show: _NoQuery) -> Response:
    """Give some of a speaker's quotes to a new speaker; no engine gives them back."""

    def apply_split(ledger: Ledger, asked: SpeakerSplit) -> WriteResult:
        return _change_result(ledger, split_speaker(ledger, speaker_id, asked))

    return await writes.respond_to_json(SpeakerSplit, apply_split)


@router.patch(
    "/articles/{article_id}",
    name="correct_article",
    summary="Correct an article",
    response_model=ArticleItem,
    responses=example_responses("article", 409, 412, *_PROBLEM_STATUSES),
    openapi_extra=_request_body_with_reason(ArticleCorrection, outlet="Khmer Times", author=None),
)
async def patch_article(
    writes: _ConditionalReviewRequest, article_id: str, show: Annotated[ArticleOptions, Query()]
) -> Response:
    """Correct fields of an article. No source changes the given fields again.

    The id stays, even if the URL is corrected; quotes and meetings get the new day.
    """

    def apply_correction(ledger: Ledger, asked: ArticleCorrection) -> WriteResult:
        if asked.published_on is not None and is_too_far_ahead(asked.published_on):
            raise BadField("published_on", "is more than a year ahead")
        correct_article(ledger, article_id, asked)
        return WriteResult(read_article(ledger.session, article_id, show.include))

    return await writes.respond_to_json(ArticleCorrection, apply_correction)


@router.post(
    "/articles/{article_id}/take-down",
    name="take_down_article",
    summary="Take an article down",
    response_model=ChangeItem,
    responses=example_responses("change_withdrawn", *_PROBLEM_STATUSES),
    openapi_extra=_request_body_with_reason(TakedownRequest),
)
async def post_article_take_down(writes: _ReviewRequest, article_id: str, _show: _NoQuery) -> Response:
    """Hide an article with its quotes, its meetings and speakers who occur nowhere else, until that is undone.

    They are in no list, search, count, facet, feed or export, and their own URLs answer 410. The audit log says who
    did it and why, and shows no words of theirs. Storing the article again does not bring it back.
    """
    return await writes.respond_to_json(
        TakedownRequest, lambda ledger, _: _change_result(ledger, take_down_article(ledger, article_id))
    )


@router.patch(
    "/meetings/{meeting_id}",
    name="correct_meeting",
    summary="Correct a meeting",
    response_model=MeetingItem,
    responses=example_responses("meeting", 412, *_PROBLEM_STATUSES),
    openapi_extra=_request_body_with_reason(MeetingCorrection, place="Phnom Penh", country="KH"),
)
async def patch_meeting(writes: _ConditionalReviewRequest, meeting_id: str, _show: _NoQuery) -> Response:
    """Correct fields of a meeting. No engine changes the given fields again. The id stays."""

    def apply_correction(ledger: Ledger, asked: MeetingCorrection) -> WriteResult:
        correct_meeting(ledger, meeting_id, asked)
        return WriteResult(read_meeting(ledger.session, meeting_id))

    return await writes.respond_to_json(MeetingCorrection, apply_correction)


@router.post(
    "/articles/{article_id}/meetings",
    name="add_meeting",
    summary="Add a missed meeting",
    status_code=201,
    response_model=MeetingItem,
    responses=example_responses("meeting", *_PROBLEM_STATUSES, status=201),
    openapi_extra=_request_body_with_reason(
        MeetingAddition,
        participants=[{"name": "Seun Sam", "kind": "person"}, {"name": "Jo Berg", "kind": "person"}],
        evidence={"start": 0, "end": 42},
    ),
)
async def post_meeting(writes: _ReviewRequest, article_id: str, _show: _NoQuery) -> Response:
    """Add a meeting by its spans in the article's text. It stays while the article has these words."""

    def apply_addition(ledger: Ledger, asked: MeetingAddition) -> WriteResult:
        identity = add_meeting(ledger, article_id, asked)
        return WriteResult(read_meeting(ledger.session, identity), 201, f"/meetings/{identity}")

    return await writes.respond_to_json(MeetingAddition, apply_addition)


@router.post(
    "/meetings/{meeting_id}/take-down",
    name="take_down_meeting",
    summary="Take a meeting down",
    response_model=ChangeItem,
    responses=example_responses("change_withdrawn", *_PROBLEM_STATUSES),
    openapi_extra=_request_body_with_reason(TakedownRequest),
)
async def post_meeting_take_down(writes: _ReviewRequest, meeting_id: str, _show: _NoQuery) -> Response:
    """Hide a meeting that was wrongly found, until that is undone; no engine adds it again."""
    return await writes.respond_to_json(
        TakedownRequest, lambda ledger, _: _change_result(ledger, take_down_meeting(ledger, meeting_id))
    )


@router.post(
    "/changes/{change_id}/undo",
    name="undo_change",
    summary="Undo a change",
    response_model=ChangeItem,
    responses=example_responses("change_undoing", 409, *_PROBLEM_STATUSES),
    openapi_extra=_request_body_with_reason(UndoRequest),
)
async def post_undo(
    writes: _ReviewRequest, change_id: Annotated[int, Path(ge=1, lt=2**63)], _show: _NoQuery
) -> Response:
    """Restore the state before a merge, a split, a correction or a take-down.

    The undo is a change too, and can be undone. If a later change stands in the way, the answer is a 409 that names it.
    """
    return await writes.respond_to_json(
        UndoRequest, lambda ledger, _: _change_result(ledger, undo_change(ledger, change_id))
    )


def _change_result(ledger: Ledger, entry: Change) -> WriteResult:
    ledger.session.flush()
    return WriteResult(read_change(ledger.session, entry.key), location=f"/changes/{entry.key}")
