"""What an operator may set: CHANCERY_* environment variables. The only file that reads the environment."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import BadSetting

_HERE = Path(__file__).parent
# A checkout holds the seeds beside the package, an installed wheel inside it.
_SEEDS = _HERE / "seeds" if (_HERE / "seeds").is_dir() else _HERE.parent / "seeds"


class Settings(BaseSettings):
    """Every setting with its default; `CHANCERY_PORT=9000` sets `port`."""

    model_config = SettingsConfigDict(env_prefix="CHANCERY_", frozen=True)

    database_url: Annotated[str, Field(description="Where the records are kept.")] = "sqlite:///chancery.db"
    seeds: Annotated[Path, Field(description="Articles and topics loaded into an empty database.")] = _SEEDS
    host: Annotated[str, Field(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on; 0 takes a free one.")] = 8000
    max_article_bytes: Annotated[
        int, Field(ge=1_000, description="Largest article, in bytes of UTF-8, in a file or a request.")
    ] = 5_000_000

    @field_validator("database_url")
    @classmethod
    def _sqlite_only(cls, url: str) -> str:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise ValueError("is no database URL; an example: sqlite:///chancery.db") from error
        if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
            raise ValueError(f"names {parsed.drivername!r}; this version keeps its records in SQLite (sqlite:///FILE)")
        if parsed.database in (None, "", ":memory:"):
            raise ValueError("names no file; an example: sqlite:///chancery.db")
        return url


def read_settings(**given: object) -> Settings:
    """The settings of this process; what is given and not None takes the place of its variable.

    Raises:
        BadSetting: a variable holds a value that cannot be used; the message names it.
    """
    try:
        return Settings.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "CHANCERY_" + str(first["loc"][0]).upper()
        raise BadSetting(f"{name}: {first['msg'].removeprefix('Value error, ')}") from error
