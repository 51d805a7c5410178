"""What the API is measured against: as little as a server can do, and what a textbook would do.

    RECORDS=records.db uvicorn tests.benchmarks.reading.rivals:textbook

`bare` answers every request with the same ready bytes. `textbook` is FastAPI and SQLModel as their tutorials show them:
relationships loaded when the response model asks for them.
"""

import os
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select, tuple_
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_READY = b'{"items":[' + b",".join([b'{"text":"' + b"x" * 800 + b'"}'] * 50) + b"]}"


async def _ready(_request: Request) -> Response:
    return Response(_READY, media_type="application/json")


bare = Starlette(routes=[Route("/{path:path}", _ready)])


class Speaker(SQLModel, table=True):
    key: int = Field(primary_key=True)
    id: str
    name: str
    kind: str
    country: str | None


class Article(SQLModel, table=True):
    key: int = Field(primary_key=True)
    id: str
    title: str
    outlet: str | None
    published_on: date
    url: str | None


class QuoteTopic(SQLModel, table=True):
    __tablename__ = "quote_topic"
    quote_key: int = Field(primary_key=True, foreign_key="quote.key")
    topic: str = Field(primary_key=True)


class Quote(SQLModel, table=True):
    key: int = Field(primary_key=True)
    id: str
    text: str
    kind: str
    confidence: float
    withdrawn: bool
    published_on: date
    speaker_key: int | None = Field(foreign_key="speaker.key")
    article_key: int = Field(foreign_key="article.key")
    speaker: Speaker | None = Relationship()
    article: Article = Relationship()
    topics: list[QuoteTopic] = Relationship()


class QuoteOut(SQLModel):
    id: str
    text: str
    kind: str
    confidence: float
    speaker: Speaker | None
    article: Article
    topics: list[QuoteTopic]


_engine = create_engine(f"sqlite:///{os.environ.get('RECORDS', '')}", connect_args={"check_same_thread": False})


def _session() -> Iterator[Session]:
    with Session(_engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(_session)]
textbook = FastAPI()


@textbook.get("/quotes", response_model=list[QuoteOut])
def list_quotes(session: SessionDep, day: date, key: int, limit: int = 50):
    order = tuple_(Quote.published_on, Quote.key)
    newest = select(Quote).where(order < (day, key)).order_by(Quote.published_on.desc(), Quote.key.desc())
    return session.exec(newest.limit(limit)).all()


@textbook.get("/quotes/{quote_id}", response_model=QuoteOut)
def show_quote(session: SessionDep, quote_id: str):
    return session.exec(select(Quote).where(Quote.id == quote_id)).one()
