"""Request bodies that are read as bytes."""

from fastapi import Request

from app.errors import TooLarge


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
