"""How records are read: FastAPI documents the operations, and routes of Starlette serve them in a fraction of the time.

For each request FastAPI finds out anew what an operation takes. Operations that read records all take the same: ids
from the path, one model of the query, one session and perhaps the request. `make_read_routes` takes this from their
signatures once. A route that it makes stands before the one of FastAPI, with the same path, and does the same: the
query is validated by the same model, and errors go to the same handlers.
"""

from collections.abc import Callable, Collection
from typing import Any, get_origin

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from sqlmodel import Session
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from app.database.raw_execution import open_raw_session
from app.database.sqlite.event_loop_reader import BudgetExceeded
from app.errors import BadQuery, ChanceryError
from app.schemas.formats import Format
from app.web.content_negotiation import negotiated_format, require_acceptable
from app.web.operation_parameters import inspect_operation
from app.web.problems import MAX_FAULTS, BadRequest

Read = Callable[[Session], Response | BaseModel]


def make_read_routes(router: APIRouter) -> list["ReadRoute"]:
    """A route for each operation of a router.

    Raises:
        TypeError: an operation takes more than ids, a query, a session and the request, or has dependencies. Such a
            router is served by FastAPI alone.
    """
    if router.dependencies:
        raise TypeError(f"{router.prefix}: a router that reads records has no dependencies")
    return [ReadRoute(route) for route in router.routes if isinstance(route, APIRoute)]


class ReadRoute(Route):
    """The route of an operation that reads records; `documented` is FastAPI's own route of it."""

    def __init__(self, documented: APIRoute) -> None:
        self.documented = documented
        # What an answer may be: content negotiation chooses from it.
        self.responses = documented.responses
        super().__init__(
            documented.path,
            _ReadEndpoint(documented),
            methods=["GET"],
            name=documented.name,
            include_in_schema=False,
        )

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        if match is not Match.NONE:
            found["route"], found["endpoint"] = self, self.documented.endpoint
        return match, found


class _ReadEndpoint:
    """The application that answers for one operation."""

    def __init__(self, documented: APIRoute) -> None:
        self._operation = documented.endpoint
        parameters = inspect_operation(documented.endpoint)
        takes = (len(parameters.sessions), len(parameters.queries), len(parameters.requests) in (0, 1))
        if takes != (1, 1, True) or parameters.other or documented.dependencies or documented.methods != {"GET"}:
            raise TypeError(f"{documented.path}: takes more than ids, one query, one session and the request")
        ((self._query_name, self._model),) = parameters.queries.items()
        (self._session_name,) = parameters.sessions
        self._request_names = parameters.requests
        self._repeated = frozenset(
            name for name, field in self._model.model_fields.items() if get_origin(field.annotation) is list
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        require_acceptable(request)
        try:
            response = await _run_read(request, self._bind_request(request))
        except (BadQuery, RequestValidationError) as error:
            raise await self._collect_all_faults(request, error) from error
        await response(scope, receive, send)

    def _bind_request(self, request: Request, left_out: Collection[str] = ()) -> Read:
        """The operation with all that it takes but its session; some parameters of the query may be left out."""
        arguments: dict[str, Any] = {**request.path_params, self._query_name: self._validate_query(request, left_out)}
        for name in self._request_names:
            arguments[name] = request
        return lambda session: self._operation(**arguments, **{self._session_name: session})

    def _validate_query(self, request: Request, left_out: Collection[str]) -> BaseModel:
        """The query, as FastAPI would read it."""
        given: dict[str, Any] = {}
        for name, value in request.query_params.multi_items():
            if name in left_out:
                continue
            if name in self._repeated:
                given.setdefault(name, []).append(value)
            else:
                given[name] = value
        try:
            return self._model.model_validate(given)
        except ValidationError as error:
            raise BadRequest("query", error) from error

    async def _collect_all_faults(
        self, request: Request, first: BadQuery | RequestValidationError
    ) -> BadQuery | RequestValidationError:
        """All that is wrong with a query: it is read again without the parameters at fault, until no other is."""
        faults: list[Any] = []
        left_out: set[str] = set()
        error: BadQuery | RequestValidationError | None = first
        while error is not None and len(faults) < MAX_FAULTS:
            found = [fault for fault in _query_faults(error) if fault["loc"][1] not in left_out]
            if not found:
                break
            faults += found
            left_out |= {fault["loc"][1] for fault in found}
            if "format" in left_out:
                # What else is wrong depends on the format.
                break
            if "q" in left_out:
                # The order may be that of relevance to its words.
                left_out.add("sort")
            error = await self._find_error_without(request, left_out)
        return first if len(faults) == len(_query_faults(first)) else RequestValidationError(faults)

    async def _find_error_without(
        self, request: Request, left_out: Collection[str]
    ) -> BadQuery | RequestValidationError | None:
        try:
            await _run_read(request, self._bind_request(request, left_out))
        except (BadQuery, RequestValidationError) as error:
            return error
        except ChanceryError:
            # Faults outside the query are reported once the query is right.
            return None
        return None


def _query_faults(error: BadQuery | RequestValidationError) -> list[Any]:
    """The faults of the query, as pydantic has them."""
    if isinstance(error, BadQuery):
        return [{"type": "value_error", "loc": (error.where, error.parameter), "msg": str(error)}]
    return [fault for fault in error.errors() if len(fault["loc"]) > 1]


async def _run_read(request: Request, read: Read) -> Response:
    state = request.state
    # What else the answer depends on is in the request: see app/web/middleware/etag.py.
    state.from_database = True
    if negotiated_format(request) is Format.JSON:
        try:
            with state.inline_reader.open_session() as session:
                return _build_response(read(session))
        except BudgetExceeded:
            pass

    def read_in_thread() -> Response:
        with open_raw_session(state.engine) as session:
            return _build_response(read(session))

    return await to_thread.run_sync(read_in_thread, limiter=state.read_threads)


def _build_response(answer: Response | BaseModel) -> Response:
    if isinstance(answer, Response):
        return answer
    return Response(answer.model_dump_json(), media_type=Format.JSON.media_type)
