"""A ledger as a request has one: what it records shows when the session is committed."""

from sqlalchemy import event
from sqlmodel import Session

from app.services.audit_log import Ledger
from app.services.quote_json import write_changed_quotes


def open_reviewer_ledger(session: Session, reason: str = "she is named in the second paragraph") -> Ledger:
    ledger = Ledger(session, "desk", reason)
    event.listen(session, "before_commit", lambda _: write_changed_quotes(ledger))
    return ledger
