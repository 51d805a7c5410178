"""How far runs of `ingest` have come that were broken off."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, col

from app.models import Ingestion


def load_ingestion_tally(session: Session, name: str) -> dict[str, int]:
    """How many articles a run has dealt with, by outcome; none of one that is not known."""
    stored = session.get(Ingestion, name)
    return {} if stored is None else stored.tally


def store_ingestion_tally(session: Session, name: str, tally: Mapping[str, int]) -> None:
    session.merge(Ingestion(name=name, tally=dict(tally)))


def delete_ingestion(session: Session, name: str) -> None:
    session.execute(delete(Ingestion).where(col(Ingestion.name) == name))
