"""Reading meetings."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session

from app.database.missing_records import absence_error
from app.domain.identifiers import make_slug
from app.models import RecordKind
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.articles import CURRENT_ARTICLES
from app.queries.country_pairs import concerns_both, meeting_concerns
from app.queries.facets import Facet, count_facets, country_facet, label_lookup, year_facet
from app.queries.pagination import Order, parse_day, parse_key
from app.queries.search.query_language import key_matches
from app.schemas.common import FacetedPage, FacetValue, SpanItem
from app.schemas.facets import MeetingFacet
from app.schemas.meetings import MeetingItem, MeetingQuery, MeetingSide
from app.schemas.quotes import QuotedArticle

_NEWEST_FIRST = Order("meetings", (t.meeting.c.published_on, t.meeting.c.key), (parse_day, parse_key), descending=True)
_MEETINGS_WITH_ARTICLES = t.meeting.join(t.article, t.article.c.key == t.meeting.c.article_key)
_ARTICLE_COLUMNS = [t.article.c[name].label(f"article_{name}") for name in ("id", "title", "outlet", "url")]
_SELECT_MEETINGS: Select[Any] = select(*t.meeting.c, *_ARTICLE_COLUMNS).select_from(_MEETINGS_WITH_ARTICLES)


def find_meetings(session: Session, query: MeetingQuery, *within: ColumnElement[bool]) -> FacetedPage[MeetingItem]:
    """A page of the meetings that pass all filters, the newest article's first; `next` holds the bare cursor.

    Raises:
        BadQuery: a filter or the cursor means nothing here.
    """
    conditions = [*within, *_build_conditions(session, query)]
    page = _NEWEST_FIRST.read_page(session, _SELECT_MEETINGS.where(*conditions), query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, _MEETINGS_WITH_ARTICLES, conditions) if query.count else None
    facets = _count_meeting_facets(session, query, *within)
    return FacetedPage(items=_build_items(session, page.rows), next=page.next_cursor, total=total, facets=facets)


def read_meeting(session: Session, identity: str) -> MeetingItem:
    """Raises NotFound where no meeting has this id."""
    rows = session.execute(_SELECT_MEETINGS.where(t.meeting.c.id == identity)).all()
    if not rows:
        raise absence_error(session, RecordKind.MEETING, identity)
    return _build_items(session, rows)[0]


def read_meetings(session: Session, keys: list[int]) -> list[MeetingItem]:
    """The meeting of each key."""
    rows = {row.key: row for row in session.execute(_SELECT_MEETINGS.where(t.meeting.c.key.in_(keys)))}
    return _build_items(session, [rows[key] for key in keys])


def is_in_article(session: Session, identity: str) -> ColumnElement[bool]:
    """Raises NotFound where no article has this id."""
    condition: ColumnElement[bool] = t.meeting.c.article_key == filters.key_for_id(session, t.article, identity)
    return condition


def _build_conditions(session: Session, query: MeetingQuery) -> list[ColumnElement[bool]]:
    return [
        *_participant_conditions(session, query),
        *_event_conditions(session, query),
        *_article_conditions(session, query),
        *filters.date_range(t.meeting.c.start_on, "", query.since, query.until),
        *filters.date_range(t.meeting.c.published_on, "published_", query.published_since, query.published_until),
    ]


def _participant_conditions(session: Session, query: MeetingQuery) -> list[ColumnElement[bool]]:
    side = t.meeting_participant.c
    conditions: list[ColumnElement[bool]] = []
    if query.participant:
        named = side.slug.in_([make_slug(name) for name in query.participant])
        conditions.append(t.meeting.c.key.in_(select(side.meeting_key).where(named)))
    if query.speaker:
        speakers = side.speaker_key.in_(filters.speaker_keys(session, query.speaker))
        conditions.append(t.meeting.c.key.in_(select(side.meeting_key).where(speakers)))
    if query.participant_country:
        codes = filters.country_codes(session, query.participant_country, "participant_country")
        conditions.append(t.meeting.c.key.in_(select(side.meeting_key).where(side.country.in_(codes))))
    if query.between:
        conditions.append(concerns_both(session, query.between, meeting_concerns))
    return conditions


def _event_conditions(session: Session, query: MeetingQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.event:
        conditions.append(t.meeting.c.event.in_(query.event))
    if query.country:
        conditions.append(t.meeting.c.country.in_(filters.country_codes(session, query.country)))
    if query.place:
        conditions.append(filters.contains_text(t.meeting.c.place, query.place))
    return conditions


def _article_conditions(session: Session, query: MeetingQuery) -> list[ColumnElement[bool]]:
    """What the article must be that tells of it."""
    article = t.meeting.c.article_key
    conditions: list[ColumnElement[bool]] = []
    if query.article:
        conditions.append(article.in_(filters.keys_for_ids(session, t.article, query.article)))
    if query.topic:
        topics = t.article_topic.c.topic.in_(filters.topic_slugs(session, query.topic))
        conditions.append(article.in_(select(t.article_topic.c.article_key).where(topics)))
    if query.outlet:
        conditions.append(t.article.c.outlet.in_(query.outlet))
    if query.language:
        conditions.append(t.article.c.language.in_(query.language))
    if query.q is not None:
        words = key_matches(t.article_version.c.key, "article_version_fts", query.q)
        conditions.append(
            article.in_(select(t.article_version.c.article_key).select_from(CURRENT_ARTICLES).where(words))
        )
    return conditions


_PARTICIPANTS = t.meeting_participant
_FACETS = {
    MeetingFacet.PARTICIPANT: Facet(
        _PARTICIPANTS.c.slug,
        _PARTICIPANTS,
        _PARTICIPANTS.c.meeting_key,
        label_lookup(_PARTICIPANTS.c.slug, _PARTICIPANTS.c.name),
    ),
    MeetingFacet.EVENT: Facet(t.meeting.c.event, t.meeting, t.meeting.c.key),
    MeetingFacet.COUNTRY: country_facet(t.meeting, t.meeting.c.key),
    MeetingFacet.OUTLET: Facet(t.article.c.outlet, _MEETINGS_WITH_ARTICLES, t.meeting.c.key),
    MeetingFacet.YEAR: year_facet(t.meeting.c.start_on, t.meeting, ""),
}


def _count_meeting_facets(
    session: Session, query: MeetingQuery, *within: ColumnElement[bool]
) -> dict[str, list[FacetValue]] | None:
    def select_keys(query: MeetingQuery) -> Select[tuple[int]]:
        return (
            select(t.meeting.c.key)
            .select_from(_MEETINGS_WITH_ARTICLES)
            .where(*within, *_build_conditions(session, query))
        )

    return count_facets(session, query, query.facets, _FACETS, select_keys)


def _build_items(session: Session, rows: Sequence[Row[Any]]) -> list[MeetingItem]:
    sides = _load_participants(session, [row.key for row in rows])
    return [
        MeetingItem(
            id=row.id,
            event=row.event,
            mode=row.mode,
            participants=sides[row.key],
            place=row.place,
            country=row.country,
            start_on=row.start_on,
            end_on=row.end_on,
            precision=row.precision,
            evidence=row.evidence,
            evidence_span=SpanItem(start=row.evidence_start, end=row.evidence_end),
            trigger_span=SpanItem(start=row.trigger_start, end=row.trigger_end),
            article=QuotedArticle(
                id=row.article_id,
                title=row.article_title,
                outlet=row.article_outlet,
                published_on=row.published_on,
                url=row.article_url,
            ),
        )
        for row in rows
    ]


def _load_participants(session: Session, keys: list[int]) -> dict[int, list[MeetingSide]]:
    found: dict[int, list[MeetingSide]] = defaultdict(list)
    sides = t.meeting_participant
    statement = (
        select(*sides.c, t.speaker.c.id.label("speaker"))
        .select_from(sides.outerjoin(t.speaker, t.speaker.c.key == sides.c.speaker_key))
        .where(sides.c.meeting_key.in_(keys))
        .order_by(sides.c.meeting_key, sides.c.number)
    )
    for row in session.execute(statement):
        span = SpanItem(start=row.start, end=row.end)
        side = MeetingSide(name=row.name, kind=row.kind, country=row.country, speaker=row.speaker, span=span)
        found[row.meeting_key].append(side)
    return found
