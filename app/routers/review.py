"""What reviewers correct: quotes and speakers, and what is undone"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from app.errors import BadField
from app.ingestion.readers.dates import is_far_ahead
from app.models import Change, Scope
from app.queries.articles import read_article
from app.queries.changes import read_change
from app.queries.meetings import read_meeting
from app.queries.quotes.records import read_quote
from app.queries.speakers import read_speaker
from app.schemas.articles import ArticleItem, ArticleShow
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
    TakingDown,
    Undoing,
)
from app.schemas.speakers import SpeakerItem
from app.services.article_corrections import correct_article
from app.services.audit_log import Ledger
from app.services.meeting_corrections import add_meeting, correct_meeting
from app.services.quote_corrections import add_quote, correct_quote
from app.services.speaker_corrections import correct_speaker, require_speaker, speaker_named
from app.services.speaker_merge import merge_speakers, split_speaker
from app.services.takedown import take_down_article, take_down_meeting
from app.services.undo import undo_change
from app.web.examples import answered
from app.web.request_body import described
from app.web.write_requests import Done, Writing, writing

router = APIRouter(tags=["review"])

_Reviewing = Annotated[Writing, writing(Scope.REVIEW)]
_Changing = Annotated[Writing, writing(Scope.REVIEW, conditional=True)]
_NoQuery = Annotated[NoQuery, Query()]
_PROBLEMS = (401, 403, 404, 410, 413, 415, 422, 503)


def _takes(model: Any, **example: Any) -> dict[str, Any]:
    return described(model, {"reason": "The article says so in its second paragraph.", **example})


@router.patch(
    "/quotes/{quote_id}",
    name="correct_quote",
    summary="Correct a quote",
    response_model=QuoteItem,
    responses=answered("quote", 412, *_PROBLEMS),
    openapi_extra=_takes(QuoteCorrection, review="verified", speaker="seun-sam"),
)
async def correct(writes: _Changing, quote_id: str, show: Annotated[QuoteCorrectionQuery, Query()]) -> Response:
    """Set what is right, and nothing else: whatever is given here, no engine changes again.

    The text follows from the content's spans. `verified` keeps the whole quote as it is; a `retracted` one is shown by
    its id and in lists with `review=retracted` only.
    """

    def work(ledger: Ledger, asked: QuoteCorrection) -> Done:
        correct_quote(ledger, quote_id, asked)
        return Done(read_quote(ledger.session, quote_id, show.include))

    return await writes.answer(QuoteCorrection, work)


@router.post(
    "/articles/{article_id}/quotes",
    name="add_quote",
    summary="Add a quote that was missed",
    status_code=201,
    response_model=QuoteItem,
    responses=answered("quote", 409, *_PROBLEMS, status=201),
    openapi_extra=_takes(QuoteAddition, kind="direct", content=[{"start": 10, "end": 42}], speaker="seun-sam"),
)
async def add(writes: _Reviewing, article_id: str, _show: _NoQuery) -> Response:
    """Add a quote by its places in the article's text. It stays for as long as the article has these words."""

    def work(ledger: Ledger, asked: QuoteAddition) -> Done:
        identity = add_quote(ledger, article_id, asked)
        return Done(read_quote(ledger.session, identity, [QuoteInclude.SPANS]), 201, f"/quotes/{identity}")

    return await writes.answer(QuoteAddition, work)


@router.patch(
    "/speakers/{speaker_id}",
    name="correct_speaker",
    summary="Correct a speaker",
    response_model=SpeakerItem,
    responses=answered("speaker", 308, 412, *_PROBLEMS),
    openapi_extra=_takes(SpeakerCorrection, name="Samdech Seun Sam", wikidata_id="Q29032", add_names=["Sam Seun"]),
)
async def amend(writes: _Changing, speaker_id: str, _show: _NoQuery) -> Response:
    """Rename them, set their country or Wikidata item, add or remove names. Their id stays."""

    def work(ledger: Ledger, asked: SpeakerCorrection) -> Done:
        correct_speaker(ledger, speaker_id, asked)
        return Done(read_speaker(ledger.session, speaker_id))

    return await writes.answer(SpeakerCorrection, work)


@router.post(
    "/speakers/{speaker_id}/merge",
    name="merge_speaker",
    summary="Merge a speaker into another",
    response_model=ChangeItem,
    responses=answered("change_merged", 308, *_PROBLEMS),
    openapi_extra=_takes(SpeakerMerge, into="daniel-kritenbrink"),
)
async def merge(writes: _Reviewing, speaker_id: str, _show: _NoQuery) -> Response:
    """Say that two are the same: quotes, names and meetings move, and the old id answers 308 from then on."""

    def work(ledger: Ledger, asked: SpeakerMerge) -> Done:
        merged = require_speaker(ledger.session, speaker_id)
        return _entered(ledger, merge_speakers(ledger, merged, speaker_named(ledger.session, asked.into, "into")))

    return await writes.answer(SpeakerMerge, work)


@router.post(
    "/speakers/{speaker_id}/split",
    name="split_speaker",
    summary="Split a speaker in two",
    response_model=ChangeItem,
    responses=answered("change_split", 308, *_PROBLEMS),
    openapi_extra=_takes(SpeakerSplit, quotes=["quo-7kteltjhjf7m"], name="Seun Sam"),
)
async def split(writes: _Reviewing, speaker_id: str, _show: _NoQuery) -> Response:
    """Say that some of a speaker's quotes are another one's, who is new; no engine gives them back."""

    def work(ledger: Ledger, asked: SpeakerSplit) -> Done:
        return _entered(ledger, split_speaker(ledger, speaker_id, asked))

    return await writes.answer(SpeakerSplit, work)


@router.patch(
    "/articles/{article_id}",
    name="correct_article",
    summary="Correct an article",
    response_model=ArticleItem,
    responses=answered("article", 409, 412, *_PROBLEMS),
    openapi_extra=_takes(ArticleCorrection, outlet="Khmer Times", author=None),
)
async def correct_facts(writes: _Changing, article_id: str, show: Annotated[ArticleShow, Query()]) -> Response:
    """Set what is right of its facts, and nothing else: whatever is given here, no source changes again.

    The id stays, also where the URL is corrected; its quotes and meetings move with its day.
    """

    def work(ledger: Ledger, asked: ArticleCorrection) -> Done:
        if asked.published_on is not None and is_far_ahead(asked.published_on):
            raise BadField("published_on", "is more than a year ahead")
        correct_article(ledger, article_id, asked)
        return Done(read_article(ledger.session, article_id, show.include))

    return await writes.answer(ArticleCorrection, work)


@router.post(
    "/articles/{article_id}/take-down",
    name="take_down_article",
    summary="Take an article down",
    response_model=ChangeItem,
    responses=answered("change_withdrawn", *_PROBLEMS),
    openapi_extra=_takes(TakingDown),
)
async def take_down(writes: _Reviewing, article_id: str, _show: _NoQuery) -> Response:
    """Hide an article with its quotes, its meetings and who is named nowhere else, until that is undone.

    They are in no list, search, count, facet, feed or export, and their own URLs answer 410. The ledger says who
    did it and why, and shows no words of theirs. Storing the article again does not bring it back.
    """
    return await writes.answer(TakingDown, lambda ledger, _: _entered(ledger, take_down_article(ledger, article_id)))


@router.patch(
    "/meetings/{meeting_id}",
    name="correct_meeting",
    summary="Correct a meeting",
    response_model=MeetingItem,
    responses=answered("meeting", 412, *_PROBLEMS),
    openapi_extra=_takes(MeetingCorrection, place="Phnom Penh", country="KH"),
)
async def correct_occasion(writes: _Changing, meeting_id: str, _show: _NoQuery) -> Response:
    """Set what is right, and nothing else: whatever is given here, no engine changes again. Its id stays."""

    def work(ledger: Ledger, asked: MeetingCorrection) -> Done:
        correct_meeting(ledger, meeting_id, asked)
        return Done(read_meeting(ledger.session, meeting_id))

    return await writes.answer(MeetingCorrection, work)


@router.post(
    "/articles/{article_id}/meetings",
    name="add_meeting",
    summary="Add a meeting that was missed",
    status_code=201,
    response_model=MeetingItem,
    responses=answered("meeting", *_PROBLEMS, status=201),
    openapi_extra=_takes(
        MeetingAddition,
        participants=[{"name": "Seun Sam", "kind": "person"}, {"name": "Jo Berg", "kind": "person"}],
        evidence={"start": 0, "end": 42},
    ),
)
async def add_occasion(writes: _Reviewing, article_id: str, _show: _NoQuery) -> Response:
    """Add a meeting by its places in the article's text. It stays for as long as the article has these words."""

    def work(ledger: Ledger, asked: MeetingAddition) -> Done:
        identity = add_meeting(ledger, article_id, asked)
        return Done(read_meeting(ledger.session, identity), 201, f"/meetings/{identity}")

    return await writes.answer(MeetingAddition, work)


@router.post(
    "/meetings/{meeting_id}/take-down",
    name="take_down_meeting",
    summary="Take a meeting down",
    response_model=ChangeItem,
    responses=answered("change_withdrawn", *_PROBLEMS),
    openapi_extra=_takes(TakingDown),
)
async def take_meeting_down(writes: _Reviewing, meeting_id: str, _show: _NoQuery) -> Response:
    """Say that it was none: it is hidden until that is undone, and no engine finds it again."""
    return await writes.answer(TakingDown, lambda ledger, _: _entered(ledger, take_down_meeting(ledger, meeting_id)))


@router.post(
    "/changes/{change_id}/undo",
    name="undo_change",
    summary="Undo a change",
    response_model=ChangeItem,
    responses=answered("change_undoing", 409, *_PROBLEMS),
    openapi_extra=_takes(Undoing),
)
async def undo(writes: _Reviewing, change_id: Annotated[int, Path(ge=1, lt=2**63)], _show: _NoQuery) -> Response:
    """Put things back as they were before a merge, a split, a correction or a taking down.

    That is a change as well, and can be undone. Where something later stands in the way it is a 409 that names it.
    """
    return await writes.answer(Undoing, lambda ledger, _: _entered(ledger, undo_change(ledger, change_id)))


def _entered(ledger: Ledger, entry: Change) -> Done:
    ledger.session.flush()
    return Done(read_change(ledger.session, entry.key), location=f"/changes/{entry.key}")
