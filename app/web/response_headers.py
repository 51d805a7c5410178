"""The response headers in the OpenAPI document."""

from collections.abc import Iterator
from typing import Any

from app.schemas.formats import Format

_HEADER_DESCRIPTIONS: dict[str, tuple[str, str]] = {
    "Cache-Control": ("`no-cache`: revalidate with `If-None-Match` before you use a stored answer.", "no-cache"),
    "Content-Disposition": ("The file name for saving.", 'attachment; filename="quotes.csv"'),
    "Content-Security-Policy": ("Of Atom: what a browser may load.", "default-src 'self'"),
    "ETag": (
        "Identifies this state. Send it as `If-None-Match` to check for changes, or as `If-Match` to "
        "change the record only if it has not. A stream of CSV or NDJSON has none.",
        '"6d0f1c0d2b7e4a5f9c3b8a7d6e5f4c3b"',
    ),
    "Link": (
        'The next page as `<url>; rel="next"`, if there is one.',
        '</quotes?cursor=WyJxdW90ZXMiLCIyMDI0LTAzLTA4Iiw0Ml0>; rel="next"',
    ),
    "Location": ("The address of the record that was created, changed or merged into.", "/quotes/quo-afufwywezoid"),
    "RateLimit": (
        "The remaining requests, and the seconds until one more is allowed.",
        '"default";r=599;t=1',
    ),
    "RateLimit-Policy": ("The allowed requests, and the seconds of their window.", '"default";q=600;w=60'),
    "Referrer-Policy": ("Of Atom: the browser's referrer policy.", "no-referrer"),
    "Retry-After": ("Seconds to wait before the next request.", "5"),
    "Vary": ("The headers of a request that the answer depends on.", "Accept, Accept-Encoding"),
    "WWW-Authenticate": (
        "The kind of key that is needed, and what is wrong with yours.",
        'Bearer realm="chancery"',
    ),
    "X-Content-Type-Options": ("`nosniff`: the answer is of its Content-Type and no other.", "nosniff"),
    "X-Frame-Options": ("Of Atom: whether a browser shows it within another page.", "DENY"),
    "X-Request-ID": ("The request's id in the server's log; yours if you sent one.", "4f1c2a90b7d3e865"),
}
# Whatever the operation, an answer with this status has them.
_HEADERS_BY_STATUS = {
    "201": ["Location"],
    "304": ["ETag"],
    "308": ["Location"],
    "401": ["WWW-Authenticate"],
    "403": ["WWW-Authenticate"],
    "429": ["Retry-After"],
    "503": ["Retry-After"],
}


def describe_headers(document: dict[str, Any]) -> None:
    """Let every answer of every operation tell which headers it has."""
    shared: dict[str, Any] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                headers = response.setdefault("headers", {})
                for name in _header_names(path, method, operation, status):
                    description, example = _HEADER_DESCRIPTIONS[name]
                    shared[name] = {"description": description, "schema": {"type": "string"}, "example": example}
                    headers.setdefault(name, {"$ref": f"#/components/headers/{name}"})
    document["components"]["headers"] = shared


def _header_names(path: str, method: str, operation: dict[str, Any], status: str) -> Iterator[str]:
    yield from ("X-Content-Type-Options", "X-Request-ID")
    if "429" in operation["responses"]:
        yield from ("RateLimit", "RateLimit-Policy")
    if method == "get":
        yield from ("Cache-Control", "Vary")
    if status == "200":
        yield from _format_header_names(operation["responses"][status].get("content", {}))
        if method in ("get", "patch"):
            yield "ETag"
        if method == "get" and any(one["name"] == "cursor" for one in operation.get("parameters", ())):
            yield "Link"
        if method == "post" and (path == "/articles" or "review" in operation["tags"]):
            yield "Location"
    yield from _HEADERS_BY_STATUS.get(status, ())


def _format_header_names(content: dict[str, Any]) -> Iterator[str]:
    """The headers that some forms of an answer have."""
    if Format.CSV.media_type in content or Format.NDJSON.media_type in content:
        yield "Content-Disposition"
    if Format.ATOM.media_type in content:
        yield from ("Content-Security-Policy", "Referrer-Policy", "X-Frame-Options")
