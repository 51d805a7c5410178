"""The dependencies of the routes: the session for reading."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.database.engine import POOL_SIZE, open_session


def read_session(request: Request) -> Iterator[Session]:
    """A session for reading; the answer then depends on the request and the database: see middleware/etag.py."""
    request.state.from_database = True
    with open_session(request.state.engine) as session:
        yield session


# One alias, so that all routes share the one limit: without it, threads that wait for a connection keep those that
# hold one from finishing.
SessionDep = Annotated[Session, Depends(read_session, max_concurrency=POOL_SIZE, scope="function")]
