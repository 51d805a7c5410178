"""Reading request bodies: size limit, decompression, parsing."""

import re
from email.message import Message
from typing import Any, TypeVar

from fastapi import HTTPException, Request
from pydantic import BaseModel, ValidationError

from app.content_decoding import ACCEPT_ENCODING, ContentDecoder
from app.errors import BadContentEncoding, NotFetched, TooLarge
from app.web.problems import BadRequest

ModelT = TypeVar("ModelT", bound=BaseModel)
JSON_MEDIA_TYPE = "application/json"
# Names and values in one body. A thousand articles with all their fields have half as many.
_MAX_JSON_VALUES = 50_000
# What follows the last quotation mark too, so that each byte is looked at once.
_JSON_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


def openapi_request_body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """The `openapi_extra` of an operation that reads its body itself."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": True, "content": {JSON_MEDIA_TYPE: {"schema": schema, "example": example}}}}


def request_charset(request: Request) -> str | None:
    """The charset parameter of the request's Content-Type."""
    message = Message()
    message["Content-Type"] = request.headers.get("content-type", "")
    return message.get_content_charset()


def request_media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parse_body(model: type[ModelT], body: bytes) -> ModelT:
    """The body as JSON of this shape.

    Raises:
        BadRequest: it is not; the faults are named.
        TooLarge: it has more names and values than any body needs.
    """
    require_few_values(body)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise BadRequest("body", error) from error


def require_few_values(body: bytes) -> None:
    """Look at a JSON body before anything is made of it: an object for each of its values, or for each fault of them,
    takes a hundred times the memory of the body.

    Raises:
        TooLarge: it has more names and values than any body needs.
    """
    bare, strings = _JSON_STRING.subn(b"", body, _MAX_JSON_VALUES + 1)
    if strings + bare.count(b",") > _MAX_JSON_VALUES:
        raise TooLarge(f"the body has more than {_MAX_JSON_VALUES:,} names and values; send it in parts")


async def read_body(request: Request, limit: int) -> bytes:
    """The body, unpacked, as long as it keeps to the limit both ways; the framework's own limit is no problem's answer.

    Raises:
        TooLarge: it does not.
        BadContentEncoding: it is not what its Content-Encoding says.
        HTTPException: a 415 for a Content-Encoding that nothing undoes.
    """
    encoding = ",".join(request.headers.getlist("content-encoding"))
    try:
        unpacking = ContentDecoder(encoding, limit)
    except NotFetched as error:
        raise HTTPException(415, f"the body {error}", {"Accept-Encoding": ACCEPT_ENCODING}) from error
    length = 0
    try:
        async for chunk in request.stream():
            length += len(chunk)
            if length > limit:
                raise TooLarge
            unpacking.feed_bytes(chunk)
        return unpacking.finish_decoding()
    except TooLarge as error:
        raise TooLarge(f"the body is over the limit of {limit:,} bytes; send it in parts") from error
    except NotFetched as error:
        raise BadContentEncoding(f"the body {error}") from error
