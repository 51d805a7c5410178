"""What the values of a filter mean: names, slugs and codes become the keys that the tables hold."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, null, or_, select, union_all
from sqlmodel import Session

from app.database.missing_records import absence_error
from app.domain.identifiers import make_slug
from app.errors import BadQuery, SpeakerMerged
from app.models import RecordKind
from app.queries import tables as t

# The key of no row: what is known by an id or a name that nothing here has yet, no record has.
NO_KEY = 0


def key_for_id(session: Session, table: Table, identity: str) -> int:
    """The key of the row with this id.

    Raises:
        NotFound, Gone: there is none, or not any more.
        SpeakerMerged: it was a speaker's who has been merged into another one.
    """
    key: int | None = session.scalar(select(table.c.key).where(table.c.id == identity))
    if key is None:
        if table is t.speaker:
            _raise_if_merged(session, identity)
        raise absence_error(session, RecordKind(table.name), identity)
    return key


def _raise_if_merged(session: Session, identity: str) -> None:
    """Raises SpeakerMerged where the id leads to another speaker."""
    stays = session.scalar(_select_merge_targets(t.speaker.c.id, [identity]))
    if stays is not None:
        raise SpeakerMerged(identity, stays)


def _select_merge_targets(column: ColumnElement[Any], ids: list[str]) -> Select[Any]:
    """A column of the speakers to whom the ids of merged ones lead."""
    marks = t.speaker_identity
    return select(column).join(marks, marks.c.speaker_key == t.speaker.c.key).where(marks.c.id.in_(ids))


def speaker_keys(session: Session, wanted: list[str]) -> list[int]:
    """The speakers with these ids; for what is no id, all who bear the name, or to whom it leads since a merge."""
    # Apart, because there is no index for the one or the other.
    by_id = select(t.speaker.c.key, t.speaker.c.id, null()).where(t.speaker.c.id.in_(wanted))
    named = t.speaker_name.c.slug.in_([make_slug(name) for name in wanted])
    by_name = select(t.speaker_name.c.speaker_key, null(), t.speaker_name.c.slug).where(named)
    bearers = session.execute(union_all(by_id, by_name)).all()
    keys: set[int] = set()
    for name in wanted:
        found = {key for key, identity, _ in bearers if identity == name} or {
            key for key, _, printed in bearers if printed == make_slug(name)
        }
        keys |= found or set(session.scalars(_select_merge_targets(t.speaker.c.key, [name])))
    return sorted(keys) or [NO_KEY]


def topic_slugs(session: Session, wanted: list[str], parameter: str = "topic") -> list[str]:
    """The topics with their narrower ones.

    Raises:
        BadQuery: a slug is not in the vocabulary.
    """
    either = or_(t.topic.c.slug.in_(wanted), t.topic.c.broader.in_(wanted))
    found = session.execute(select(t.topic.c.slug).where(either)).scalars().all()
    _require_known(parameter, wanted, found, "is no topic; GET /topics lists them")
    return sorted(found)


def country_codes(session: Session, wanted: list[str], parameter: str = "country") -> list[str]:
    """Raises BadQuery for a code that ISO 3166 does not know."""
    found = session.execute(select(t.country.c.code).where(t.country.c.code.in_(wanted))).scalars().all()
    _require_known(
        parameter, wanted, found, "is no country code of ISO 3166-1 alpha-2 (3166-3 alpha-4 for former states)"
    )
    return sorted(found)


def keys_for_ids(session: Session, table: Table, wanted: list[str]) -> list[int]:
    """The keys of the rows with these ids."""
    return list(session.scalars(select(table.c.key).where(table.c.id.in_(wanted)))) or [NO_KEY]


def contains_text(column: ColumnElement[Any], wanted: list[str]) -> ColumnElement[bool]:
    """Whether the text of a column has one of these in it, whatever their case."""
    return or_(*(column.icontains(words, autoescape=True) for words in wanted))


def excludes_values(column: ColumnElement[Any], unwanted: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a column has none of these values; what is not known is none of them."""
    return or_(column.is_(None), column.not_in(unwanted))


def date_range(
    column: ColumnElement[date], name: str, since: date | None, until: date | None
) -> list[ColumnElement[bool]]:
    """Conditions on a day, both ends included; `name` is what the parameters begin with.

    Raises:
        BadQuery: the last day is before the first.
    """
    if since is not None and until is not None and until < since:
        raise BadQuery(f"{name}until", f"{until} is before {name}since={since}")
    conditions = []
    if since is not None:
        conditions.append(column >= since)
    if until is not None:
        conditions.append(column <= until)
    return conditions


def _require_known(parameter: str, wanted: Iterable[str], found: Iterable[str], otherwise: str) -> None:
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise BadQuery(parameter, f"{missing[0]!r} {otherwise}")
