"""Whatever is sent to the routes that write, nothing breaks: no 5xx, and the database stays whole.

`python -m tests.web.hammer` sends a hundred thousand of the same.
"""

from collections import Counter
from pathlib import Path

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.hostility import HostileRequests, require_intact, sample_ids


def test_no_request_breaks_the_records(desk: TestClient, copied):
    hostile = HostileRequests(desk.get("/openapi.json").json(), sample_ids(desk))
    statuses: Counter[int] = Counter()

    @settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**32))
    def send(seed: int) -> None:
        answer = desk.request(**hostile.build_request(seed), follow_redirects=False)
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"

    send()
    # They come all the way: some are right, some are refused for every reason that there is.
    assert {200, 201, 404, 409, 412, 415, 422} <= statuses.keys()
    if copied.database_url.startswith("sqlite"):
        require_intact(Path(copied.database_url.removeprefix("sqlite:///")))
