"""Request bodies that are read as bytes."""

from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.errors import TooLarge

ModelT = TypeVar("ModelT", bound=BaseModel)
JSON = "application/json"


def described(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """The `openapi_extra` of an operation that reads its body itself."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema, "example": example}}}}


def media_type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parsed(model: type[ModelT], body: bytes) -> ModelT:
    """The body as JSON of this shape.

    Raises:
        RequestValidationError: it is none; each fault is named.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise in_body(error) from error


def in_body(error: ValidationError) -> RequestValidationError:
    """The same faults, found in a request's body."""
    return RequestValidationError(
        [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)]
    )


async def read_body(request: Request, limit: int) -> bytes:
    """The body, as long as it keeps to the limit: the framework's own limit answers in plain text, not in a problem.

    Raises:
        TooLarge: it does not.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge(f"the body is over the limit of {limit:,} bytes; send it in parts")
    return bytes(body)
