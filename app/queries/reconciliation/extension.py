"""Adding to a table what is known of its speakers: data extension of the Reconciliation Service API 0.2."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.speakers import roles_by_speaker
from app.schemas.reconcile import ExtendedRow, ExtendedValue, Extension, ExtensionRequest, NamedThing, SpeakerProperty

_PROPERTY_NAMES = {
    SpeakerProperty.NAME: "Name",
    SpeakerProperty.KIND: "Kind",
    SpeakerProperty.COUNTRY: "Country",
    SpeakerProperty.WIKIDATA: "Wikidata item",
    SpeakerProperty.ALIAS: "Names as printed",
    SpeakerProperty.ROLE: "Office",
    SpeakerProperty.ORGANISATION: "Body of the office",
    SpeakerProperty.QUOTES: "Number of quotes",
}
PROPERTIES = [NamedThing(id=one, name=name) for one, name in _PROPERTY_NAMES.items()]


def extend_speakers(session: Session, asked: ExtensionRequest) -> Extension:
    """What is asked of each speaker; of an id that is nobody's nothing. A merged one's is told of whom it leads to."""
    properties = list(dict.fromkeys(one.id for one in asked.properties))
    known = _load_speaker_values(session, asked.ids)
    return Extension(
        meta=[NamedThing(id=one, name=_PROPERTY_NAMES[one]) for one in properties],
        rows={
            identity: ExtendedRow(
                {one: _PROPERTY_READERS[one](known[identity]) if identity in known else [] for one in properties}
            )
            for identity in asked.ids
        },
    )


def _load_speaker_values(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the records hold of the speakers whom ids lead to, by these."""
    keys = resolve_speaker_ids(session, ids)
    columns = [t.speaker.c[name] for name in ("key", "name", "kind", "country", "wikidata_id")]
    rows = {row.key: row for row in session.execute(select(*columns).where(t.speaker.c.key.in_(keys.values())))}
    names = bulk_lookups.values_by_owner(session, t.speaker_name.c.speaker_key, rows, t.speaker_name.c.name)
    roles = roles_by_speaker(session, list(rows))
    tally = t.speaker_tally.c
    quotes = bulk_lookups.stored_counts_by_owner(session, tally.speaker_key, rows, tally.quotes)
    told = {
        key: {**row._mapping, "names": names[key], "roles": roles[key], "quotes": quotes[key]}
        for key, row in rows.items()
    }
    return {identity: told[key] for identity, key in keys.items()}


def resolve_speaker_ids(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """The keys of the speakers whom ids lead to, by these ids."""
    merged = t.speaker_identity.c
    found = dict(map(tuple, session.execute(select(merged.id, merged.speaker_key).where(merged.id.in_(ids)))))
    own = select(t.speaker.c.id, t.speaker.c.key).where(t.speaker.c.id.in_(ids))
    return found | dict(map(tuple, session.execute(own)))


def _text_values(values: Sequence[str | None]) -> list[ExtendedValue]:
    return [ExtendedValue(text=value) for value in dict.fromkeys(values) if value]


_PROPERTY_READERS: dict[SpeakerProperty, Callable[[dict[str, Any]], list[ExtendedValue]]] = {
    SpeakerProperty.NAME: lambda known: _text_values([known["name"]]),
    SpeakerProperty.KIND: lambda known: _text_values([known["kind"]]),
    SpeakerProperty.COUNTRY: lambda known: _text_values([known["country"]]),
    SpeakerProperty.WIKIDATA: lambda known: _text_values([known["wikidata_id"]]),
    SpeakerProperty.ALIAS: lambda known: _text_values(known["names"]),
    SpeakerProperty.ROLE: lambda known: _text_values([role.title for role in known["roles"]]),
    SpeakerProperty.ORGANISATION: lambda known: _text_values([role.organisation for role in known["roles"]]),
    SpeakerProperty.QUOTES: lambda known: [ExtendedValue(number=known["quotes"])],
}
