"""An example of each problem, for the OpenAPI document."""

from app.errors import (
    Conflict,
    Forbidden,
    Gone,
    MalformedRequest,
    NotAcceptable,
    NotFound,
    PreconditionFailed,
    SpeakerMerged,
    TooLarge,
    Unauthorized,
)


def _problem_example(status: int, code: str, title: str, detail: str, **more: object) -> dict[str, object]:
    return {"type": f"urn:chancery:problem:{code}", "title": title, "status": status, "detail": detail, **more}


PROBLEM_EXAMPLES = {
    308: _problem_example(
        308, "merged", SpeakerMerged.title, "speaker 'd-kritenbrink' has been merged into 'daniel-kritenbrink'"
    ),
    400: _problem_example(400, "unreadable-request", MalformedRequest.title, "the request has no Host header"),
    401: _problem_example(401, "unauthorized", Unauthorized.title, "send a key as 'Authorization: Bearer ...'"),
    403: _problem_example(
        403,
        "forbidden",
        Forbidden.title,
        "this needs a key with the scope review; 'news-desk' has write",
    ),
    404: _problem_example(404, "not-found", NotFound.title, "there is no quote 'quo-nowhere'"),
    406: _problem_example(
        406,
        "not-acceptable",
        NotAcceptable.title,
        "Accept allows none of application/json",
        errors=[
            {
                "where": "header",
                "name": "accept",
                "message": "allows no format that is offered",
                "allowed": ["application/json"],
            }
        ],
    ),
    409: _problem_example(
        409,
        "conflict",
        Conflict.title,
        "name of speaker 'ana-lim' has been changed since, by change 17; undo that first",
    ),
    410: _problem_example(
        410,
        "taken-down",
        Gone.title,
        "article 'art-bmhvnqtrm4na' has been taken down; see GET /changes/340",
    ),
    412: _problem_example(
        412, "outdated", PreconditionFailed.title, "If-Match does not match the current ETag; fetch the record again"
    ),
    413: _problem_example(
        413, "too-large", TooLarge.title, "the body is over the limit of 5,000,000 bytes; send it in parts"
    ),
    415: _problem_example(
        415, "unsupported-media-type", "Unsupported Media Type", "send application/json, text/plain or text/markdown"
    ),
    422: _problem_example(
        422,
        "bad-request",
        "The request is not valid",
        "kind: Input should be 'direct', 'indirect' or 'mixed'",
        errors=[
            {
                "where": "query",
                "name": "kind",
                "message": "Input should be 'direct', 'indirect' or 'mixed'",
                "allowed": ["direct", "indirect", "mixed"],
            }
        ],
    ),
    429: _problem_example(429, "too-many-requests", "Too Many Requests", "Rate limit exceeded; retry after 1 second."),
    503: _problem_example(
        503,
        "database-busy",
        "The database is busy",
        "the database: another process has been writing for too long; try again later",
    ),
}
