"""What is under way: it must survive a power cut."""

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class Ingestion(SQLModel, table=True):
    """A run over files that has not come to its end: how many articles it has dealt with, by outcome.

    `name` is the hash of which files these are and how they are read.
    """

    name: str = Field(primary_key=True, max_length=64)
    tally: dict[str, int] = Field(sa_type=JSON)
