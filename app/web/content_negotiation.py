"""Content negotiation: `format=`, else the best match for `Accept` (RFC 9110, 12.5.1)."""

import re
from functools import cache, lru_cache

from fastapi import Request

from app.errors import NotAcceptable
from app.schemas.formats import Format

_JSON_ONLY_CONTENT: dict[str, object] = {Format.JSON.media_type: {}}
_FORMAT_KEY = "chancery.form"
_QUALITY_PARAMETER = re.compile(r"\s*q\s*=\s*([01](\.\d*)?)\s*", re.IGNORECASE)


def require_acceptable(request: Request) -> None:
    """Refuse a request whose answer would not be accepted, before any work.

    Raises:
        NotAcceptable: `Accept` allows none of the route's media types.
    """
    if "format" not in request.query_params:
        negotiated_format(request)


def negotiated_format(request: Request) -> Format:
    """The format of the answer, among those that the route documents; `format` is validated already.

    Raises:
        NotAcceptable: `Accept` allows none of the route's media types.
    """
    form: Format | None = request.scope.get(_FORMAT_KEY)
    if form is None:
        form = request.scope[_FORMAT_KEY] = _negotiate_format(request)
    return form


def _negotiate_format(request: Request) -> Format:
    given = request.query_params.get("format")
    if given is not None:
        return Format(given)
    documented = request.scope["route"].responses.get(200, {}).get("content", _JSON_ONLY_CONTENT)
    offered = _offered_formats(tuple(documented))
    best = preferred_media_type(tuple(offered), ",".join(request.headers.getlist("accept")))
    if best is None:
        raise NotAcceptable(list(offered))
    return offered[best]


@cache
def _offered_formats(documented: tuple[str, ...]) -> dict[str, Format]:
    return {form.media_type: form for form in Format if form.media_type in documented}


# Clients send few different Accept headers.
@lru_cache(maxsize=512)
def preferred_media_type(offered: tuple[str, ...], accept: str) -> str | None:
    """The client's preferred media type, the first of equals; None if it accepts none of them."""
    ranges = _parse_accept(accept)
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda media_type: _media_type_quality(media_type, ranges))
    return best if _media_type_quality(best, ranges) > 0 else None


def _parse_accept(accept: str) -> dict[str, float]:
    """The media ranges of the header with their quality values."""
    found: dict[str, float] = {}
    for one in accept.split(","):
        name, *parameters = one.split(";")
        if "/" in name:
            weights = [float(match[1]) for match in map(_QUALITY_PARAMETER.fullmatch, parameters) if match]
            found[name.strip().lower()] = weights[0] if weights else 1
    return found


def _media_type_quality(media_type: str, ranges: dict[str, float]) -> float:
    """The quality of the most specific matching range."""
    for name in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        if name in ranges:
            return ranges[name]
    return 0
