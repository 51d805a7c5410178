"""What the values of a filter mean: names, slugs and codes become the keys that the tables hold."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, or_
from sqlmodel import Session

from app.database.missing_records import absence_error
from app.database.raw_execution import fetch_all, fetch_value
from app.database.sql_builder import SqlBuilder
from app.domain.identifiers import make_slug
from app.errors import BadQuery, SpeakerMerged
from app.models import RecordKind
from app.queries import tables as t

# The key of no row: what is known by an id or a name that nothing here has yet, no record has.
NO_KEY = 0
# The ids of merged speakers, each beside the speaker that stayed.
_MERGED_SPEAKERS = "speaker JOIN speaker_identity ON speaker_identity.speaker_key = speaker.key"


def key_for_id(session: Session, table: Table, identity: str) -> int:
    """The key of the row with this id.

    Raises:
        NotFound, Gone: the record never existed, or it has been taken down.
        SpeakerMerged: the speaker has been merged into another one.
    """
    key: int | None = fetch_value(session, f"SELECT key FROM {table.name} WHERE id = :id", {"id": identity})
    if key is None:
        if table is t.speaker:
            _raise_if_merged(session, identity)
        raise absence_error(session, RecordKind(table.name), identity)
    return key


def _raise_if_merged(session: Session, identity: str) -> None:
    """Raises SpeakerMerged where the id leads to another speaker."""
    merged = f"SELECT speaker.id FROM {_MERGED_SPEAKERS} WHERE speaker_identity.id = :id"
    stays = fetch_value(session, merged, {"id": identity})
    if stays is not None:
        raise SpeakerMerged(identity, stays)


def speaker_keys(session: Session, wanted: Sequence[str]) -> list[int]:
    """The speakers with these ids; for what is no id, all who bear the name, or to whom it leads since a merge."""
    sql = SqlBuilder(session)
    by_id = sql.fetch_all(f"SELECT key, id FROM speaker WHERE id IN {sql.bind_list('id', wanted)}")
    keys = {key for key, _ in by_id}
    names = set(wanted) - {identity for _, identity in by_id}
    if names:
        keys |= _speaker_keys_by_name(session, sorted(names))
    return sorted(keys) or [NO_KEY]


def _speaker_keys_by_name(session: Session, names: Sequence[str]) -> set[int]:
    slugs = {name: make_slug(name) for name in names}
    sql = SqlBuilder(session)
    wanted = sql.bind_list("slug", slugs.values())
    bearers = sql.fetch_all(f"SELECT speaker_key, slug FROM speaker_name WHERE slug IN {wanted}")
    keys: set[int] = set()
    for name, slug in slugs.items():
        found = {key for key, printed in bearers if printed == slug}
        keys |= found or set(_merge_targets(session, name))
    return keys


def _merge_targets(session: Session, identity: str) -> list[int]:
    """The speakers to whom the id of a merged one leads."""
    merged = f"SELECT speaker.key FROM {_MERGED_SPEAKERS} WHERE speaker_identity.id = :id"
    return [key for (key,) in fetch_all(session, merged, {"id": identity})]


def topic_slugs(session: Session, wanted: Sequence[str], parameter: str = "topic") -> list[str]:
    """The topics with their narrower ones.

    Raises:
        BadQuery: a slug is not in the vocabulary.
    """
    sql = SqlBuilder(session)
    slugs = sql.bind_list("slug", wanted)
    rows = sql.fetch_all(f"SELECT slug FROM topic WHERE slug IN {slugs} OR broader IN {slugs}")
    found = [slug for (slug,) in rows]
    _require_known(parameter, wanted, found, "is not a topic; GET /topics lists them")
    return sorted(found)


def country_codes(session: Session, wanted: Sequence[str], parameter: str = "country") -> list[str]:
    """Raises BadQuery for a code that ISO 3166 does not know."""
    sql = SqlBuilder(session)
    rows = sql.fetch_all(f"SELECT code FROM country WHERE code IN {sql.bind_list('code', wanted)}")
    found = [code for (code,) in rows]
    _require_known(
        parameter, wanted, found, "is not a country code of ISO 3166-1 alpha-2 (3166-3 alpha-4 for former states)"
    )
    return sorted(found)


def keys_for_ids(session: Session, table: Table, wanted: Sequence[str]) -> list[int]:
    """The keys of the rows with these ids."""
    sql = SqlBuilder(session)
    rows = sql.fetch_all(f"SELECT key FROM {table.name} WHERE id IN {sql.bind_list('id', wanted)}")
    return [key for (key,) in rows] or [NO_KEY]


def contains_text(column: ColumnElement[Any], wanted: list[str]) -> ColumnElement[bool]:
    """Whether the text of a column has one of these in it, whatever their case."""
    return or_(*(column.icontains(words, autoescape=True) for words in wanted))


def excludes_values(column: ColumnElement[Any], unwanted: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a column has another value than these, or none."""
    return or_(column.is_(None), column.not_in(unwanted))


def date_range(
    column: ColumnElement[date], name: str, since: date | None, until: date | None
) -> list[ColumnElement[bool]]:
    """Conditions on a day, both ends included; `name` is what the parameters begin with.

    Raises:
        BadQuery: the last day is before the first.
    """
    require_ordered_days(name, since, until)
    conditions = []
    if since is not None:
        conditions.append(column >= since)
    if until is not None:
        conditions.append(column <= until)
    return conditions


def require_ordered_days(name: str, since: date | None, until: date | None) -> None:
    """Raises BadQuery where the last day is before the first; `name` is how the parameters begin."""
    if since is not None and until is not None and until < since:
        raise BadQuery(f"{name}until", f"{until} is before {name}since={since}")


def _require_known(parameter: str, wanted: Iterable[str], found: Iterable[str], otherwise: str) -> None:
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise BadQuery(parameter, f"{missing[0]!r} {otherwise}")
