"""Errors over HTTP: RFC 9457 problem details, whatever went wrong."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, Field, ValidationError
from sqlalchemy.exc import DatabaseError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.database.engine import as_database_problem
from app.errors import (
    BadField,
    BadQuery,
    ChanceryError,
    DatabaseProblem,
    ExtractionBusy,
    Forbidden,
    NotAcceptable,
    SpeakerMerged,
    TooManyConnections,
    Unauthorized,
    shorten_text,
)
from app.web import request_id
from app.web.problem_examples import PROBLEM_EXAMPLES

PROBLEM_MEDIA_TYPE = "application/problem+json"
_CHALLENGE = 'Bearer realm="chancery"'
_log = logging.getLogger("chancery")


# However much is wrong with a request, its answer names so many faults and says so many characters of each.
MAX_FAULTS = 20
_MAX_NAME_LENGTH, _MAX_MESSAGE_LENGTH, _MAX_DETAIL_LENGTH = 100, 500, 1_000


class Fault(BaseModel):
    """One part of the request that is at fault."""

    where: Annotated[str, Field(description="query, path, header or body.", examples=["query"])]
    name: Annotated[
        str,
        AfterValidator(lambda value: shorten_text(value, _MAX_NAME_LENGTH)),
        Field(description="The parameter, or the path of the field.", examples=["kind"]),
    ]
    message: Annotated[
        str,
        AfterValidator(lambda value: shorten_text(value, _MAX_MESSAGE_LENGTH)),
        Field(description="What is wrong with it.", examples=["Input should be 'direct', 'indirect' or 'mixed'"]),
    ]
    allowed: Annotated[
        list[str] | None,
        Field(
            description="What can be used instead, where that is a short list.",
            examples=[["direct", "indirect", "mixed"]],
            exclude_if=lambda value: value is None,
        ),
    ] = None


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: Annotated[str, Field(description="Names the kind of problem.", examples=["urn:chancery:problem:not-found"])]
    title: Annotated[str, Field(description="The kind of problem in words.", examples=["There is no such record"])]
    status: Annotated[int, Field(description="The status of the answer.", examples=[404])]
    detail: Annotated[
        str,
        AfterValidator(lambda value: shorten_text(value, _MAX_DETAIL_LENGTH)),
        Field(
            description="What is wrong this time, in up to 1,000 characters.",
            examples=["there is no quote 'quo-nowhere'"],
        ),
    ]
    instance: Annotated[
        str | None,
        Field(
            description="This one occurrence, by the X-Request-ID of its request.",
            examples=["urn:chancery:request:4f1c2a90b7d3e865"],
            exclude_if=lambda value: value is None,
        ),
    ] = None
    errors: Annotated[
        list[Fault] | None,
        Field(
            description=f"The parts at fault, the first {MAX_FAULTS} of them.",
            examples=[[{"where": "query", "name": "limit", "message": "Input should be less than or equal to 200"}]],
            exclude_if=lambda value: value is None,
        ),
    ] = None
    error_count: Annotated[
        int | None,
        Field(
            description=f"How many parts are at fault, where that is more than {MAX_FAULTS}.",
            examples=[400],
            exclude_if=lambda value: value is None,
        ),
    ] = None


class BadRequest(RequestValidationError):
    """Faults that pydantic has found in a part of a request: the first few of them, and how many there are."""

    def __init__(self, where: str, error: ValidationError, path: tuple[str | int, ...] = ()) -> None:
        found = error.errors(include_url=False, include_input=False)[:MAX_FAULTS]
        super().__init__([{**fault, "loc": (where, *path, *fault["loc"])} for fault in found])
        self.count = error.error_count()


def install_error_handlers(app: FastAPI) -> None:
    """Make the application answer every error as a problem."""
    app.add_exception_handler(ChanceryError, _on_error)
    app.add_exception_handler(DatabaseError, _on_database_error)
    app.add_exception_handler(RequestValidationError, _on_bad_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_bug)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation that can end in these problems."""
    return {
        status: {
            "model": Problem,
            "description": HTTPStatus(status).phrase,
            "content": {
                PROBLEM_MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": PROBLEM_EXAMPLES[status],
                }
            },
        }
        for status in statuses
    }


def _on_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ChanceryError)
    answer = logged_error_response(error)
    if isinstance(error, SpeakerMerged):
        answer.headers["Location"] = _merged_speaker_url(request, error)
    return answer


def logged_error_response(error: ChanceryError) -> Response:
    """The problem that says what went wrong."""
    if error.status >= 500:
        _log.error("%s: %s", error.title, error)
    return error_response(error)


def error_response(error: ChanceryError) -> Response:
    """The same, where the log has its line already."""
    return _build_response(
        error.status, error.code, error.title, _error_detail(error), _error_faults(error), _error_headers(error)
    )


def error_as_problem(error: ChanceryError) -> Problem:
    """The same for one of several items that were sent at once."""
    return _build_problem(error.status, error.code, error.title, _error_detail(error), _error_faults(error))


def _error_detail(error: ChanceryError) -> str:
    match error:
        case BadQuery(parameter=name) | BadField(field=name):
            return f"{name}: {error}"
    return str(error)


def _error_headers(error: ChanceryError) -> dict[str, str] | None:
    match error:
        case DatabaseProblem() | ExtractionBusy() | TooManyConnections():
            return {"Retry-After": "5"}
        case Unauthorized(invalid=invalid):
            return {"WWW-Authenticate": _CHALLENGE + (', error="invalid_token"' if invalid else "")}
        case Forbidden(scope=scope):
            return {"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'}
    return None


def _merged_speaker_url(request: Request, error: SpeakerMerged) -> str:
    """The same path with the speaker that stayed; an id needs no quoting."""
    path = request.url.path.replace(f"/speakers/{error.identity}", f"/speakers/{error.into}", 1)
    return f"{path}?{request.url.query}" if request.url.query else path


def _on_database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DatabaseError)
    problem = as_database_problem(error, "the database")
    if problem is None:
        # A fault of the code, like any other bug.
        raise error
    return _on_error(request, problem)


def _on_bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problem = request_error_as_problem(request, error)
    return JSONResponse(problem.model_dump(mode="json"), problem.status, media_type=PROBLEM_MEDIA_TYPE)


def request_error_as_problem(request: Request, error: RequestValidationError) -> Problem:
    """What is wrong with a request, or with one of several items in it."""
    found = error.errors()
    faults = [_build_fault(request, one) for one in found[:MAX_FAULTS]]
    count = error.count if isinstance(error, BadRequest) else len(found)
    detail = "; ".join(f"{fault.name}: {fault.message}" for fault in faults[:3])
    return _build_problem(422, "bad-request", "The request has a part that cannot be used", detail, faults, count)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    detail = error.detail if error.detail != status.phrase else status.description or status.phrase
    code = status.phrase.lower().replace(" ", "-")
    headers = error.headers
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {name: value for name, value in (headers or {}).items() if name.lower() != "allow"}
        headers |= _allow_header(request)
    return _build_response(status, code, status.phrase, detail, None, headers)


def _allow_header(request: Request) -> dict[str, str]:
    """The Allow header with all methods of the path; the framework names only those of the function it met first."""
    route = request.scope.get("route")
    operations = request.app.openapi()["paths"].get(getattr(route, "path", None), {})
    methods = {method.upper() for method in operations} or getattr(route, "methods", None) or {"GET"}
    # Those that the layer in app/web/middleware/head.py answers.
    methods = {*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])}
    return {"Allow": ", ".join(sorted(methods))}


def rate_limit_response(seconds: int) -> Response:
    """The answer to a client that asks more than it may."""
    detail = f"you have asked as much as you may for now; ask again in {seconds} s"
    return _build_response(429, "too-many-requests", "Too Many Requests", detail, headers={"Retry-After": str(seconds)})


def _on_bug(_request: Request, _error: Exception) -> Response:
    return internal_error_response()


def internal_error_response() -> Response:
    """The answer of a bug."""
    return _build_response(500, "internal", "Internal error", "this is a fault of the server; its log says more")


def _build_response(
    status: int,
    code: str,
    title: str,
    detail: str,
    faults: list[Fault] | None = None,
    headers: Any = None,
) -> Response:
    problem = _build_problem(status, code, title, detail, faults)
    return JSONResponse(problem.model_dump(mode="json"), status, headers, PROBLEM_MEDIA_TYPE)


def _build_problem(
    status: int, code: str, title: str, detail: str, faults: list[Fault] | None, count: int = 0
) -> Problem:
    name = request_id.current_request_id()
    return Problem(
        type=f"urn:chancery:problem:{code}",
        title=title,
        status=status,
        detail=detail,
        instance=name and f"urn:chancery:request:{name}",
        errors=faults,
        error_count=count if count > MAX_FAULTS else None,
    )


def _error_faults(error: ChanceryError) -> list[Fault] | None:
    if isinstance(error, BadQuery):
        return [Fault(where=error.where, name=error.parameter, message=str(error))]
    if isinstance(error, BadField):
        return [Fault(where="body", name=error.field, message=str(error))]
    if isinstance(error, NotAcceptable):
        return [Fault(where="header", name="accept", message="takes nothing that there is", allowed=error.offered)]
    return None


def _build_fault(request: Request, error: dict[str, Any]) -> Fault:
    where, *path = [str(step) for step in error["loc"]]
    # Which of a repeated parameter's values it was, no client can mark in a form.
    name = ".".join(path[:-1] if where == "query" and path[-1:] and path[-1].isdigit() else path) or where
    if error["type"] == "extra_forbidden" and where == "query":
        return Fault(
            where=where, name=name, message="there is no such parameter", allowed=_query_parameter_names(request)
        )
    allowed = error.get("ctx", {}).get("expected")
    message = error["msg"].removeprefix("Value error, ")
    return Fault(where=where, name=name, message=message, allowed=_parse_choices(allowed))


def _parse_choices(expected: object) -> list[str] | None:
    """Pydantic says which values an enum takes as a sentence: 'a', 'b' or 'c'."""
    if not isinstance(expected, str) or "'" not in expected:
        return None
    return expected.split("'")[1::2]


def _query_parameter_names(request: Request) -> list[str]:
    """The query parameters that the request's route takes."""
    models: Sequence[Any] = request.scope["route"].dependant.query_params
    return sorted(name for model in models for name in model.field_info.annotation.model_fields)
