"""the pieces of a quote, a cue or a source that other words part have ` … ` between them"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.extraction.document import Span, words_at

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

Join = Callable[[str, Iterable[Span]], str]

_COLUMNS = {"content": "text", "cue": "cue", "source": "attribution"}
_IN_PIECES = sa.text(
    'SELECT quote_span.quote_key, part, start, "end" FROM quote_span JOIN ('
    "SELECT DISTINCT quote_key FROM (SELECT quote_key FROM quote_span GROUP BY quote_key, part HAVING count(*) > 1) "
    "AS pieces) AS broken ON broken.quote_key = quote_span.quote_key ORDER BY quote_span.quote_key, part, start"
)
_PRINTED = sa.text(
    "SELECT quote.text, cue, attribution, article_version.text AS whole FROM quote JOIN article_version "
    "ON article_version.article_key = quote.article_key AND number = quote.version WHERE quote.key = :key"
)
_PAST = sa.text(
    "SELECT version_key, quote_key, item, text FROM past_quote JOIN article_version ON key = version_key "
    "ORDER BY version_key, quote_key"
)
_KEEP = sa.text("UPDATE past_quote SET item = :item WHERE version_key = :version AND quote_key = :quote")


def upgrade() -> None:
    _rejoin(_spaced, words_at)


def downgrade() -> None:
    _rejoin(words_at, _spaced)


def _spaced(text: str, spans: Iterable[Span]) -> str:
    return " ".join(span.text_in(text) for span in sorted(spans))


def _rejoin(was: Join, becomes: Join) -> None:
    """Ids and hashes stay: they are of the words alone."""
    bind = op.get_bind()
    for key, places in _broken(bind.execute(_IN_PIECES).all()):
        row = bind.execute(_PRINTED, {"key": key}).mappings().one_or_none()
        if row is not None:
            changed = _changed(
                row["whole"], places, {column: row[column] for column in _COLUMNS.values()}, was, becomes
            )
            if changed:
                named = ", ".join(f"{column} = :{column}" for column in changed)
                bind.execute(sa.text(f"UPDATE quote SET {named} WHERE key = :key"), changed | {"key": key})
    for version, quote, item, text in bind.execute(_PAST).all():
        record = json.loads(item)
        places = {
            part: [Span(one["start"], one["end"]) for one in spans] for part, spans in record.get("spans", {}).items()
        }
        source = record["attribution"]
        printed = {"text": record["text"], "cue": source["cue"], "attribution": source["text"]}
        changed = _changed(text, places, printed, was, becomes)
        if changed:
            record["text"] = changed.get("text", record["text"])
            source |= {"text": changed.get("attribution", source["text"]), "cue": changed.get("cue", source["cue"])}
            kept = json.dumps(record, ensure_ascii=False)
            bind.execute(_KEEP, {"item": kept, "version": version, "quote": quote})


def _broken(rows: Iterable[Any]) -> Iterator[tuple[int, dict[str, list[Span]]]]:
    found: dict[int, dict[str, list[Span]]] = {}
    for key, part, start, end in rows:
        found.setdefault(key, {}).setdefault(part, []).append(Span(start, end))
    yield from found.items()


def _changed(
    text: str, places: dict[str, list[Span]], printed: dict[str, str | None], was: Join, becomes: Join
) -> dict[str, str]:
    """The columns whose words are joined anew. What is not what stands at its places is left as it is."""
    return {
        column: becomes(text, places[part])
        for part, column in _COLUMNS.items()
        if len(places.get(part, ())) > 1
        and printed[column] == was(text, places[part])
        and printed[column] != becomes(text, places[part])
    }
