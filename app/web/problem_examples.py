"""An example of each problem, for the OpenAPI document."""

from app.errors import (
    Conflict,
    Forbidden,
    Gone,
    MalformedRequest,
    NotAcceptable,
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
    400: _problem_example(400, "unreadable-request", MalformedRequest.title, "it has no Host"),
    401: _problem_example(401, "unauthorized", Unauthorized.title, "send a key as 'Authorization: Bearer ...'"),
    403: _problem_example(
        403,
        "forbidden",
        Forbidden.title,
        "this takes a key with the scope review, and 'news-desk' has write",
    ),
    404: _problem_example(404, "not-found", "There is no such record", "there is no quote 'quo-nowhere'"),
    406: _problem_example(
        406,
        "not-acceptable",
        NotAcceptable.title,
        "Accept: takes none of application/json",
        errors=[
            {
                "where": "header",
                "name": "accept",
                "message": "takes nothing that there is",
                "allowed": ["application/json"],
            }
        ],
    ),
    409: _problem_example(
        409,
        "conflict",
        Conflict.title,
        "name of speaker 'ana-lim' has been changed since, by change 17",
    ),
    410: _problem_example(
        410,
        "taken-down",
        Gone.title,
        "article 'art-bmhvnqtrm4na' has been taken down; GET /changes/340 says by whom and why",
    ),
    412: _problem_example(
        412, "outdated", PreconditionFailed.title, "If-Match: is no ETag of the present record; read it again"
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
        "The request has a part that cannot be used",
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
    429: _problem_example(
        429, "too-many-requests", "Too Many Requests", "you have asked as much as you may for now; ask again in 1 s"
    ),
    503: _problem_example(
        503,
        "database-busy",
        "The database is busy",
        "the database: another process has been writing for too long; try again when it has finished",
    ),
}
