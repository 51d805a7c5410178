"""The handlers that turn every exception into an answer with a problem."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DatabaseError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.database.engine import as_database_problem
from app.errors import ChanceryError, SpeakerMerged
from app.web.problems import (
    PROBLEM_MEDIA_TYPE,
    build_problem_response,
    internal_error_response,
    logged_error_response,
    request_error_as_problem,
)


def install_error_handlers(app: FastAPI) -> None:
    """Make the application answer every error as a problem."""
    app.add_exception_handler(ChanceryError, _on_error)
    app.add_exception_handler(DatabaseError, _on_database_error)
    app.add_exception_handler(RequestValidationError, _on_bad_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_bug)


def _on_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ChanceryError)
    answer = logged_error_response(error)
    if isinstance(error, SpeakerMerged):
        answer.headers["Location"] = _merged_speaker_url(request, error)
    return answer


def _merged_speaker_url(request: Request, error: SpeakerMerged) -> str:
    """The same path with the speaker that stayed; an id needs no quoting."""
    path = request.url.path.replace(f"/speakers/{error.identity}", f"/speakers/{error.into}", 1)
    return f"{path}?{request.url.query}" if request.url.query else path


def _on_database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DatabaseError)
    problem = as_database_problem(error, "the database")
    if problem is None:
        # A bug.
        raise error
    return _on_error(request, problem)


def _on_bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problem = request_error_as_problem(request, error)
    return JSONResponse(problem.model_dump(mode="json"), problem.status, media_type=PROBLEM_MEDIA_TYPE)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    detail = error.detail if error.detail != status.phrase else status.description or status.phrase
    code = status.phrase.lower().replace(" ", "-")
    headers = error.headers
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {name: value for name, value in (headers or {}).items() if name.lower() != "allow"}
        headers |= _allow_header(request)
    return build_problem_response(status, code, status.phrase, detail, None, headers)


def _allow_header(request: Request) -> dict[str, str]:
    """The Allow header with all methods of the path; the framework names only those of the function it met first."""
    route = request.scope.get("route")
    operations = request.app.openapi()["paths"].get(getattr(route, "path", None), {})
    methods = {method.upper() for method in operations} or getattr(route, "methods", None) or {"GET"}
    # Those that the layer in app/web/middleware/head.py answers.
    methods = {*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])}
    return {"Allow": ", ".join(sorted(methods))}


def _on_bug(_request: Request, _error: Exception) -> Response:
    return internal_error_response()
