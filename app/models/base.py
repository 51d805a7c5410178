"""What all tables share: names for constraints, columns of enums and of times."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import BigInteger, Enum, Integer, MetaData, Table
from sqlmodel import SQLModel

# Names for every constraint: without them a later migration cannot alter one on SQLite.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    return datetime.now(UTC)


def enum_column(kind: type[StrEnum]) -> Any:
    """An enum column that stores the value as it goes over the wire, checked by the database."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=20,
        name=kind.__name__.lower(),
    )


_WIDE_SUFFIXES = ("key", "cursor", "quotes", "undoes")


def widen_integers(metadata: MetaData) -> None:
    """Give keys and counts 64 bits. On SQLite they have them, and only its INTEGER numbers rows by itself."""
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Integer) and column.name.endswith(_WIDE_SUFFIXES):
                column.type = BigInteger().with_variant(Integer(), "sqlite")


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a class, for statements that are written in columns; SQLModel does not declare it."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
