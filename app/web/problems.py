"""Problem details (RFC 9457): the body of every error."""

import logging
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, Field, ValidationError
from starlette.responses import Response

from app.errors import (
    BadField,
    BadQuery,
    ChanceryError,
    DatabaseProblem,
    ExtractionBusy,
    Forbidden,
    NotAcceptable,
    TooManyConnections,
    Unauthorized,
    shorten_text,
)
from app.web import request_id
from app.web.operation_parameters import inspect_operation
from app.web.problem_examples import PROBLEM_EXAMPLES

PROBLEM_MEDIA_TYPE = "application/problem+json"
_CHALLENGE = 'Bearer realm="chancery"'
_log = logging.getLogger("chancery")


# The most faults that an answer names, and the most characters of each part.
MAX_FAULTS = 20
_MAX_NAME_LENGTH, _MAX_MESSAGE_LENGTH, _MAX_DETAIL_LENGTH = 100, 500, 1_000


class Fault(BaseModel):
    """One part of the request that is wrong."""

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
            description="The allowed values, if they are few.",
            examples=[["direct", "indirect", "mixed"]],
            exclude_if=lambda value: value is None,
        ),
    ] = None


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: Annotated[str, Field(description="Names the kind of problem.", examples=["urn:chancery:problem:not-found"])]
    title: Annotated[str, Field(description="The kind of problem in words.", examples=["Record not found"])]
    status: Annotated[int, Field(description="The status of the answer.", examples=[404])]
    detail: Annotated[
        str,
        AfterValidator(lambda value: shorten_text(value, _MAX_DETAIL_LENGTH)),
        Field(
            description="What is wrong and what to do, in up to 1,000 characters.",
            examples=["there is no quote 'quo-nowhere'"],
        ),
    ]
    instance: Annotated[
        str | None,
        Field(
            description="This occurrence, by the X-Request-ID of its request.",
            examples=["urn:chancery:request:4f1c2a90b7d3e865"],
            exclude_if=lambda value: value is None,
        ),
    ] = None
    errors: Annotated[
        list[Fault] | None,
        Field(
            description=f"The parts that are wrong, at most {MAX_FAULTS}.",
            examples=[[{"where": "query", "name": "limit", "message": "Input should be less than or equal to 200"}]],
            exclude_if=lambda value: value is None,
        ),
    ] = None
    error_count: Annotated[
        int | None,
        Field(
            description=f"The number of parts that are wrong, if it is over {MAX_FAULTS}.",
            examples=[400],
            exclude_if=lambda value: value is None,
        ),
    ] = None


class BadRequest(RequestValidationError):
    """The first faults that Pydantic has found in a part of a request, and their number."""

    def __init__(self, where: str, error: ValidationError, path: tuple[str | int, ...] = ()) -> None:
        found = error.errors(include_url=False, include_input=False)[:MAX_FAULTS]
        super().__init__([{**fault, "loc": (where, *path, *fault["loc"])} for fault in found])
        self.count = error.error_count()


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


def logged_error_response(error: ChanceryError) -> Response:
    """The answer for an error; the log gets a line if the server is at fault."""
    if error.status >= 500:
        _log.error("%s: %s", error.title, error)
    return error_response(error)


def error_response(error: ChanceryError) -> Response:
    """The answer for an error that has been logged."""
    return build_problem_response(
        error.status, error.code, error.title, _error_detail(error), _error_faults(error), _error_headers(error)
    )


def error_as_problem(error: ChanceryError) -> Problem:
    """The problem of one of several items in a request."""
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


def request_error_as_problem(request: Request, error: RequestValidationError) -> Problem:
    """The problem of a request, or of one of several items in it."""
    found = error.errors()
    faults = [_build_fault(request, one) for one in found[:MAX_FAULTS]]
    count = error.count if isinstance(error, BadRequest) else len(found)
    detail = "; ".join(f"{fault.name}: {fault.message}" for fault in faults[:3])
    return _build_problem(422, "bad-request", "The request is not valid", detail, faults, count)


def rate_limit_response(seconds: int) -> Response:
    """The answer to a client over its rate limit."""
    detail = f"Rate limit exceeded; retry after {seconds} {'second' if seconds == 1 else 'seconds'}."
    return build_problem_response(
        429, "too-many-requests", "Too Many Requests", detail, headers={"Retry-After": str(seconds)}
    )


def internal_error_response() -> Response:
    """The answer for a bug."""
    return build_problem_response(500, "internal", "Internal error", "the server has failed; its log has the details")


def build_problem_response(
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
        return [Fault(where="header", name="accept", message="allows no format that is offered", allowed=error.offered)]
    return None


def _build_fault(request: Request, error: dict[str, Any]) -> Fault:
    where, *path = [str(step) for step in error["loc"]]
    # The index of a repeated parameter's value says nothing to a client.
    name = ".".join(path[:-1] if where == "query" and path[-1:] and path[-1].isdigit() else path) or where
    if error["type"] == "extra_forbidden" and where == "query":
        return Fault(where=where, name=name, message="unknown parameter", allowed=_query_parameter_names(request))
    allowed = error.get("ctx", {}).get("expected")
    message = error["msg"].removeprefix("Value error, ")
    return Fault(where=where, name=name, message=message, allowed=_parse_choices(allowed))


def _parse_choices(expected: object) -> list[str] | None:
    """The values in Pydantic's sentence about an enum: 'a', 'b' or 'c'."""
    if not isinstance(expected, str) or "'" not in expected:
        return None
    return expected.split("'")[1::2]


def _query_parameter_names(request: Request) -> list[str]:
    """The query parameters that the operation takes."""
    models = inspect_operation(request.scope["endpoint"]).queries.values()
    return sorted(name for model in models for name in model.model_fields)
