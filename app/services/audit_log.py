"""The audit log: every change of a record with time, author and reason. Entries are never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session

from app.models import Action, Change, RecordKind

# The authors without a key.
INGEST = "ingest"
REEXTRACT = "reextract"
COMMAND_NAMES = frozenset({INGEST, REEXTRACT})


@dataclass(frozen=True, slots=True)
class Ledger:
    """Records changes in one session's transaction, with one author and reason.

    `undoes` is the entry that the next one undoes; side effects are recorded by `for_side_effects`. `entries` are
    those whose consequences have not been written yet.
    """

    session: Session
    by: str
    reason: str | None = None
    undoes: int | None = None
    entries: list[Change] = field(default_factory=list)

    @property
    def for_side_effects(self) -> "Ledger":
        return replace(self, undoes=None)

    def record_created(self, kind: RecordKind, identity: str, after: Mapping[str, Any] | None = None) -> Change:
        return self._add_change(Action.CREATED, kind, identity, None, after)

    def record_changed(
        self, kind: RecordKind, identity: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Change | None:
        """Record the differences; no entry if nothing differs."""
        differing = [name for name in after if before.get(name) != after[name]]
        if not differing:
            return None
        return self._add_change(
            Action.CHANGED,
            kind,
            identity,
            {name: before.get(name) for name in differing},
            {name: after[name] for name in differing},
        )

    def record_withdrawn(self, kind: RecordKind, identity: str) -> Change:
        return self._add_change(Action.WITHDRAWN, kind, identity, None, None)

    def record_merged(self, identity: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
        return self._add_change(Action.MERGED, RecordKind.SPEAKER, identity, before, after)

    def record_split(self, identity: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
        return self._add_change(Action.SPLIT, RecordKind.SPEAKER, identity, before, after)

    def _add_change(
        self,
        action: Action,
        kind: RecordKind,
        identity: str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> Change:
        entry = Change(
            by=self.by,
            action=action,
            record_kind=kind,
            record_id=identity,
            reason=self.reason,
            before=None if before is None else dict(before),
            after=None if after is None else dict(after),
            undoes=self.undoes,
        )
        self.session.add(entry)
        self.entries.append(entry)
        return entry
