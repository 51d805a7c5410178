"""What an operator may set: CHANCERY_* environment variables. The only file that reads the environment."""

import re
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import BadSetting

_PACKAGE_FOLDER = Path(__file__).parent
# A checkout holds the seeds beside the package, an installed wheel inside it.
_SEEDS_FOLDER = _PACKAGE_FOLDER / "seeds" if (_PACKAGE_FOLDER / "seeds").is_dir() else _PACKAGE_FOLDER.parent / "seeds"

# What a path prefix may look like. It goes into links and pages: nothing that could break out of them.
ROOT_PATH_PATTERN = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_PUBLIC_URL_PATTERN = re.compile(
    rf"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{{1,5}})?(?P<path>{ROOT_PATH_PATTERN.pattern})"
)

_SECONDS_BY_UNIT = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}


class RateLimit(NamedTuple):
    """So many requests in so many seconds."""

    requests: int
    seconds: int


class Settings(BaseSettings):
    """Every setting with its default; `CHANCERY_PORT=9000` sets `port`."""

    model_config = SettingsConfigDict(env_prefix="CHANCERY_", frozen=True)

    database_url: Annotated[str, Field(description="The database of the records.")] = "sqlite:///chancery.db"
    read_url: Annotated[
        str | None, Field(description="The database that the server reads, if another: a PostgreSQL replica.")
    ] = None
    seeds: Annotated[Path, Field(description="Articles and topics loaded into an empty database.")] = _SEEDS_FOLDER
    host: Annotated[str, Field(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on; 0 takes a free one.")] = 8000
    max_article_bytes: Annotated[
        int, Field(ge=1_000, description="Largest article, in bytes of UTF-8, in a file or a request.")
    ] = 5_000_000
    extraction_seconds: Annotated[
        float, Field(gt=0, description="CPU seconds for the text of a request or of a feed.")
    ] = 20
    max_connections: Annotated[
        int, Field(ge=10, description="Connections at a time; beyond them, idle ones are closed for new ones.")
    ] = 1_000
    request_seconds: Annotated[
        float, Field(gt=0, description="Seconds for the head of a request; a longer body gets more time.")
    ] = 30
    log: Annotated[
        Literal["text", "json"],
        Field(description="The format of the log: a line of text or a JSON object for each request."),
    ] = "text"
    cors_origins: Annotated[
        tuple[str, ...], NoDecode, Field(description="Origins of web pages that may read, or * for all.")
    ] = ()
    rate_limit: Annotated[
        RateLimit | None, NoDecode, Field(description="Requests that one client may send, such as 600/minute.")
    ] = None
    open_reading: Annotated[bool, Field(description="Whether anybody may read, or only clients with a key.")] = True
    trusted_proxies: Annotated[
        str, Field(description="Proxies whose X-Forwarded-... headers are trusted: addresses, networks or *.")
    ] = "127.0.0.1,::1"
    root_path: Annotated[
        str | None,
        Field(
            description="Path prefix under which a proxy serves it, such as /chancery; by default that of PUBLIC_URL."
        ),
    ] = None
    public_url: Annotated[
        str | None,
        Field(description="The server's public address for absolute links, such as https://example.org/chancery."),
    ] = None

    fetch_networks: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        NoDecode,
        Field(description="Non-public networks that the server may connect to: 10.1.0.0/16,fd00:1::/64"),
    ] = ()

    webhook_retry_seconds: Annotated[
        float,
        Field(gt=0, le=3_600, description="Pause after a webhook has failed; it doubles each time."),
    ] = 5.0

    @field_validator("database_url", "read_url")
    @classmethod
    def _validate_database_url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise ValueError("is not a database URL such as sqlite:///chancery.db") from error
        if parsed.drivername in ("postgresql", "postgresql+psycopg"):
            if find_spec("psycopg") is None:
                raise ValueError("names PostgreSQL, which needs a driver: pip install 'chancery[postgres]'")
            return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
            known = "SQLite (sqlite:///FILE) or PostgreSQL (postgresql+psycopg://USER@HOST/NAME)"
            raise ValueError(f"names {parsed.drivername!r}; supported are {known}")
        if parsed.database in (None, "", ":memory:"):
            raise ValueError("names no file; an example: sqlite:///chancery.db")
        return url

    @field_validator("trusted_proxies")
    @classmethod
    def _validate_trusted_proxies(cls, given: str) -> str:
        names = [name.strip() for name in given.split(",") if name.strip()]
        if names == ["*"]:
            return "*"
        try:
            return ",".join(str(ip_network(name, strict=False)) for name in names)
        except ValueError as error:
            raise ValueError(f"{error}; an example: 127.0.0.1,10.1.0.0/16, or * for all") from error

    @field_validator("root_path")
    @classmethod
    def _validate_root_path(cls, given: str | None) -> str | None:
        if given is None:
            return None
        path = given.rstrip("/")
        if not ROOT_PATH_PATTERN.fullmatch(path):
            raise ValueError(f"{given!r} is not a path such as /chancery")
        return path

    @field_validator("public_url")
    @classmethod
    def _validate_public_url(cls, given: str | None, others: ValidationInfo) -> str | None:
        if not given:
            return None
        url = given.rstrip("/")
        match = _PUBLIC_URL_PATTERN.fullmatch(url)
        if match is None:
            raise ValueError(f"{given!r} is not an address such as https://example.org/chancery")
        mounted = others.data.get("root_path")
        if mounted is not None and mounted != match["path"]:
            raise ValueError(f"{given!r} has another path than CHANCERY_ROOT_PATH, {mounted or '/'}")
        return url

    @property
    def path_prefix(self) -> str | None:
        """The path before all paths of the server, without a slash at the end; None leaves it to its proxies."""
        return urlsplit(self.public_url).path if self.public_url and self.root_path is None else self.root_path

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _parse_cors_origins(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        origins = tuple(origin.strip() for origin in given.split(",") if origin.strip())
        for origin in origins:
            if origin != "*" and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/\s]+", origin):
                raise ValueError(f"{origin!r} is not * or an origin without a path, such as https://example.org")
        return origins

    @field_validator("fetch_networks", mode="before")
    @classmethod
    def _parse_fetch_networks(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        try:
            return tuple(ip_network(network.strip()) for network in given.split(",") if network.strip())
        except ValueError as error:
            raise ValueError(f"{error}; an example: 10.1.0.0/16,fd00:1::/64") from error

    @field_validator("rate_limit", mode="before")
    @classmethod
    def _parse_rate_limit(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        if not given.strip():
            return None
        match = re.fullmatch(r"\s*([1-9]\d{0,8})\s*/\s*(second|minute|hour|day)\s*", given)
        if match is None:
            raise ValueError(f"{given!r} is not a limit such as 600/minute; units are {', '.join(_SECONDS_BY_UNIT)}")
        return RateLimit(int(match[1]), _SECONDS_BY_UNIT[match[2]])


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
