"""How records are read: FastAPI documents these operations, and this answers them, in a fraction of the time.

A framework that knows nothing of an operation looks anew at each request for whatever there may be: for each parameter
how often it may be repeated, for each dependency whether it is a generator or a coroutine. All operations that read
records are alike: ids from the path, one model of the query, one session. So that is settled once, when the operation
is declared. Everything else stays as the framework does it: the routes, the errors, the documentation.
"""

from collections.abc import Callable, Collection, Coroutine
from inspect import getclosurevars
from typing import Any, get_origin

from anyio import to_thread
from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from app.database.raw_execution import open_raw_session
from app.database.sqlite.event_loop_reader import BudgetExceeded
from app.errors import BadQuery, ChanceryError
from app.schemas.formats import Format
from app.web.content_negotiation import negotiated_format, require_acceptable
from app.web.dependencies import read_session
from app.web.problems import MAX_FAULTS, BadRequest

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
PrepareCall = Callable[[Request, Collection[str]], Callable[[Session], Any]]


class ReadRoute(APIRoute):
    """The route of an operation that takes ids, a query and a session; one that takes more is the framework's."""

    def get_route_handler(self) -> Handler:
        documented = super().get_route_handler()
        # What the framework would ask for: the operation's own, and what its router is included with, such as a key.
        dependant: Dependant = getclosurevars(documented).nonlocals["dependant"]
        if not _supports_fast_path(dependant):
            return documented
        prepare = _bind_operation(dependant)

        async def handle_request(request: Request) -> Response:
            require_acceptable(request)
            try:
                return await _run_read(request, prepare(request, frozenset()))
            except (BadQuery, RequestValidationError) as error:
                raise await _collect_all_faults(request, prepare, error) from error

        return handle_request


def _supports_fast_path(dependant: Dependant) -> bool:
    return (
        [one.call for one in dependant.dependencies] == [read_session]
        and len(dependant.query_params) == 1
        and all(one.field_info.annotation is str for one in dependant.path_params)
        and not (dependant.header_params or dependant.cookie_params or dependant.body_params)
    )


def _bind_operation(dependant: Dependant) -> PrepareCall:
    """How a request, without some of its parameters, becomes a call of the operation that waits for its session."""
    operation: Any = dependant.call
    session_name, request_name = str(dependant.dependencies[0].name), dependant.request_param_name
    (query,) = dependant.query_params
    model: type[BaseModel] = query.field_info.annotation  # type: ignore[assignment]
    repeated = frozenset(name for name, field in model.model_fields.items() if get_origin(field.annotation) is list)

    def prepare_call(request: Request, left_out: Collection[str]) -> Callable[[Session], Any]:
        arguments = {**request.path_params, query.name: _validate_query(model, request, repeated, left_out)}
        if request_name is not None:
            arguments[request_name] = request
        return lambda session: operation(**arguments, **{session_name: session})

    return prepare_call


def _validate_query(
    model: type[BaseModel], request: Request, repeated: frozenset[str], left_out: Collection[str]
) -> BaseModel:
    """The query, as the framework would read it."""
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in left_out:
            continue
        if name in repeated:
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise BadRequest("query", error) from error


async def _collect_all_faults(
    request: Request, prepare: PrepareCall, first: BadQuery | RequestValidationError
) -> BadQuery | RequestValidationError:
    """All that is wrong with a query: it is asked again without what was at fault, until nothing else is."""
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
            # Nobody knows what else is wrong with the query for a form that there is not.
            break
        if "q" in left_out:
            # An order may be that of the words.
            left_out.add("sort")
        error = await _find_error_without(request, prepare, left_out)
    return first if len(faults) == len(_query_faults(first)) else RequestValidationError(faults)


def _query_faults(error: BadQuery | RequestValidationError) -> list[Any]:
    """The faults of the query, as pydantic has them."""
    if isinstance(error, BadQuery):
        return [{"type": "value_error", "loc": (error.where, error.parameter), "msg": str(error)}]
    return [fault for fault in error.errors() if len(fault["loc"]) > 1]


async def _find_error_without(
    request: Request, prepare: PrepareCall, left_out: Collection[str]
) -> BadQuery | RequestValidationError | None:
    try:
        await _run_read(request, prepare(request, left_out))
    except (BadQuery, RequestValidationError) as error:
        return error
    except ChanceryError:
        # What is wrong with more than the query is told where the query is right.
        return None
    return None


async def _run_read(request: Request, read: Callable[[Session], Any]) -> Response:
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
