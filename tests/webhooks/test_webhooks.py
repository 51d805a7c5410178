"""Whoever has a webhook hears of every change: signed, in order, and again until it is heard."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from hmac import digest
from typing import Any

import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook, WebhookVerificationError

from app.main import create_app
from app.models import Scope
from app.services.webhooks import MAX_FAILURES, retry_pause
from app.settings import Settings
from tests.conftest import run_sql
from tests.ingestion.servers import site
from tests.web.test_changes import follow_pages
from tests.web.test_keys import bearer_header
from tests.web.test_problems import require_problem
from tests.web.test_submission import ARTICLE
from tests.webhooks.receiver import Receiver, receiving, wait_for


def create(office: TestClient, url: str, **asked: Any) -> dict[str, Any]:
    answer = office.post("/webhooks", json={"url": url, **asked})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/webhooks/{answer.json()['id']}"
    return answer.json()


def read(office: TestClient, hook: dict[str, Any]) -> dict[str, Any]:
    return office.get(f"/webhooks/{hook['id']}").json()


def attempts(office: TestClient, hook: dict[str, Any]) -> list[dict[str, Any]]:
    return office.get(f"/webhooks/{hook['id']}/attempts").json()["items"]


def last_change(office: TestClient) -> int:
    return follow_pages(office, "/changes?limit=200")[-1]["id"]


def test_a_change_is_sent_as_the_feed_has_it_with_a_signature_that_verifies(office: TestClient, receiver: Receiver):
    secret = create(office, receiver.url)["secret"]
    last = last_change(office)
    office.post("/articles", json=ARTICLE)
    changes = follow_pages(office, f"/changes?since={last}")
    wait_for(lambda: len(receiver.requests) == len(changes))
    assert [message["data"] for message in receiver.messages] == changes
    assert {message["type"] for message in receiver.messages} >= {"article.created", "quote.created"}
    for headers, body in receiver.requests:
        assert Webhook(secret).verify(body, headers) == json.loads(body)
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = b64encode(digest(b64decode(secret.removeprefix("whsec_")), signed, sha256)).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        assert headers["content-type"] == "application/json"
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body + b" ", headers)


def test_whoever_asks_for_all_that_there_was_hears_it_in_order(office: TestClient, receiver: Receiver):
    changes = follow_pages(office, "/changes?limit=200")
    assert len(changes) > 300, "more than are prepared at a time"
    hook = create(office, receiver.url, since=0)
    wait_for(lambda: len(receiver.requests) >= len(changes))
    assert receiver.changes == [one["id"] for one in changes]
    assert len(set(receiver.ids)) == len(changes)
    wait_for(lambda: read(office, hook)["last_change"] == changes[-1]["id"])
    kept = follow_pages(office, f"/webhooks/{hook['id']}/attempts?limit=70")
    assert [one["change"] for one in kept] == [one["id"] for one in changes[: -len(kept) - 1 : -1]]
    assert len(kept) == 200
    assert all(one["delivered"] and one["status"] == 204 and one["error"] is None for one in kept)


def test_what_fails_is_sent_again_before_anything_else(office: TestClient, receiver: Receiver):
    receiver.answers = [500, 503]
    hook = create(office, receiver.url)
    last = last_change(office)
    office.post("/articles", json=ARTICLE)
    changes = [one["id"] for one in follow_pages(office, f"/changes?since={last}")]
    wait_for(lambda: len(receiver.requests) == len(changes) + 2)
    assert receiver.changes == [changes[0], changes[0], *changes]
    assert len(set(receiver.ids[:3])) == 1, "the same message has the same id"
    wait_for(lambda: read(office, hook)["last_change"] == changes[-1])
    told = attempts(office, hook)[::-1]
    assert [one["delivered"] for one in told[:3]] == [False, False, True]
    assert [one["status"] for one in told[:3]] == [500, 503, 204]
    assert told[0]["error"] == "answered 500 Internal Server Error"
    assert read(office, hook)["failures"] == 0


def test_one_that_fails_keeps_no_other_waiting(office: TestClient, receiver: Receiver):
    with receiving() as broken:
        broken.answers = [None]
        create(office, broken.url)
        create(office, receiver.url)
        office.post("/articles", json=ARTICLE)
        wait_for(lambda: broken.requests and receiver.requests)


def test_only_what_was_asked_for_is_sent(office: TestClient, receiver: Receiver):
    hook = create(office, receiver.url, since=0, kinds=["article", "speaker"], actions=["created"])
    last = last_change(office)
    wanted = [one["id"] for one in follow_pages(office, "/changes?limit=200&kind=article&kind=speaker&action=created")]
    wait_for(lambda: read(office, hook)["last_change"] == last)
    assert receiver.changes == wanted


def test_a_receiver_that_is_gone_is_sent_nothing_more(office: TestClient, receiver: Receiver):
    receiver.answers = [410]
    hook = create(office, receiver.url)
    office.post("/articles", json=ARTICLE)
    wait_for(lambda: not read(office, hook)["enabled"])
    assert read(office, hook)["disabled_because"] == "its address answered 410 Gone"
    office.post("/articles", json=ARTICLE | {"text": "Nothing was said."})
    told = office.post(f"/webhooks/{hook['id']}/test").json()
    assert told["delivered"], "a trial goes to a disabled one as well"
    assert [message["type"] for message in receiver.messages] == ["article.created", "webhook.trial"]
    # Who comes back goes on where it stopped.
    again = office.patch(f"/webhooks/{hook['id']}", json={"enabled": True}).json()
    assert (again["enabled"], again["disabled_because"], again["failures"]) == (True, None, 0)
    changes = [one["id"] for one in follow_pages(office, f"/changes?since={hook['last_change']}")]
    wait_for(lambda: len(receiver.requests) == len(changes) + 2)
    assert [message["data"]["id"] for message in receiver.messages[2:]] == changes


def test_what_fails_for_days_is_disabled(office: TestClient, lenient: Settings, receiver: Receiver):
    receiver.answers = [500]
    hook = create(office, receiver.url)
    run_sql(lenient, "UPDATE webhook SET failures = :failures", failures=MAX_FAILURES - 1)
    office.post("/articles", json=ARTICLE)
    wait_for(lambda: not read(office, hook)["enabled"])
    why = f"failed {MAX_FAILURES} times in a row, at last because it answered 500 Internal Server Error"
    assert read(office, hook)["disabled_because"] == why
    assert sum(retry_pause(failures, 5.0) for failures in range(1, MAX_FAILURES)) > 2.5 * 86_400


def test_pauses_double_up_to_six_hours_unless_the_receiver_wishes_for_more():
    for failures, least in ((1, 5), (2, 10), (5, 80), (20, 6 * 3_600), (10_000, 6 * 3_600)):
        assert least <= retry_pause(min(failures, 1_000), 5.0) <= least * 1.2
    assert retry_pause(1, 5.0, wish=120.0) == 120.0
    assert retry_pause(1, 5.0, wish=1e12) == 86_400
    assert len({retry_pause(1, 5.0) for _ in range(20)}) > 1, "not all at the same moment"


def test_a_receiver_that_asks_for_patience_is_left_alone(office: TestClient, receiver: Receiver):
    receiver.answers, receiver.headers = [429], {"Retry-After": "3600"}
    hook = create(office, receiver.url)
    office.post("/articles", json=ARTICLE)
    wait_for(lambda: read(office, hook)["failures"] == 1)
    waits_until = read(office, hook)["next_attempt_at"]
    (only,) = attempts(office, hook)
    assert waits_until > only["at"][:11] + "00"
    assert only["error"] == "answered 429 Too Many Requests"
    assert len(receiver.requests) == 1


def test_no_redirection_is_followed(office: TestClient, receiver: Receiver):
    with site() as elsewhere:
        receiver.answers, receiver.headers = [302], {"Location": f"{elsewhere.address}/secret"}
        hook = create(office, receiver.url)
        told = office.post(f"/webhooks/{hook['id']}/test").json()
        assert elsewhere.asked == []
    assert (told["delivered"], told["status"]) == (False, 302)
    assert told["error"] == "answered 302 Found; redirections are not followed"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_no_address_that_is_not_public_can_be_named(copied: Settings, keys: dict[Scope, str], host: str):
    with TestClient(create_app(copied), headers=bearer_header(keys[Scope.ADMIN])) as office:
        body = require_problem(office.post("/webhooks", json={"url": f"http://{host}/hook"}))
        assert body["status"] == 422
        assert body["errors"][0]["name"] == "url"
        assert "address; only public addresses are allowed" in body["detail"]


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433"])
def test_a_name_that_leads_to_no_public_address_is_sent_nothing(
    copied: Settings, keys: dict[Scope, str], receiver: Receiver, host: str
):
    with TestClient(create_app(copied), headers=bearer_header(keys[Scope.ADMIN])) as office:
        hook = create(office, receiver.url.replace("127.0.0.1", host))
        office.post("/articles", json=ARTICLE)
        wait_for(lambda: attempts(office, hook))
        assert "a loopback address; only public addresses are allowed" in attempts(office, hook)[0]["error"]
    assert receiver.requests == []


@pytest.mark.parametrize(
    "url",
    ["ftp://hooks.example/", "hooks.example", "https://", "https://a:b@hooks.example/", "http://a b/", "http://["],
)
def test_what_is_no_web_address_is_refused(office: TestClient, url: str):
    assert require_problem(office.post("/webhooks", json={"url": url}))["status"] == 422


@pytest.mark.parametrize("since", [False, "7", 7.5])
def test_only_a_number_says_where_to_begin(office: TestClient, since: object):
    body = require_problem(office.post("/webhooks", json={"url": "https://hooks.example/", "since": since}))
    assert body["errors"][0]["name"] == "since"


def test_nobody_can_begin_after_what_has_not_been(office: TestClient):
    body = require_problem(office.post("/webhooks", json={"url": "https://hooks.example/", "since": 10**9}))
    assert body["detail"].startswith("since: change 1000000000 does not exist yet")


def test_a_webhook_that_is_deleted_is_forgotten(office: TestClient, receiver: Receiver):
    hook = create(office, receiver.url)
    office.post(f"/webhooks/{hook['id']}/test")
    deleted = office.delete(f"/webhooks/{hook['id']}")
    assert deleted.json()["id"] == hook["id"]
    for path in (f"/webhooks/{hook['id']}", f"/webhooks/{hook['id']}/attempts"):
        assert require_problem(office.get(path))["status"] == 404
    assert require_problem(office.delete(f"/webhooks/{hook['id']}"))["status"] == 404
    assert office.get("/webhooks?count=true").json() == {"items": [], "next": None, "total": 0}


def test_a_trial_that_was_asked_for_twice_under_one_name_is_sent_once(office: TestClient, receiver: Receiver):
    hook = create(office, receiver.url)
    name = {"idempotency-key": "one"}
    told = [office.post(f"/webhooks/{hook['id']}/test", headers=name).json() for _ in range(2)]
    assert told[0] == told[1]
    assert len(receiver.requests) == 1


def test_only_the_keeper_manages_webhooks(office: TestClient, keys: dict[Scope, str], receiver: Receiver):
    hook = create(office, receiver.url)
    asked = [
        ("GET", "/webhooks"),
        ("POST", "/webhooks"),
        ("GET", f"/webhooks/{hook['id']}"),
        ("PATCH", f"/webhooks/{hook['id']}"),
        ("DELETE", f"/webhooks/{hook['id']}"),
        ("POST", f"/webhooks/{hook['id']}/test"),
        ("GET", f"/webhooks/{hook['id']}/attempts"),
    ]
    etag = office.get("/webhooks").headers["etag"]
    for method, path in asked:
        for known in (etag, "*"):
            for token, status in ((keys[Scope.REVIEW], 403), ("none", 401)):
                answer = office.request(method, path, headers=bearer_header(token) | {"if-none-match": known})
                assert require_problem(answer)["status"] == status, (method, path)
    assert read(office, hook)["enabled"]
    assert office.get("/webhooks", headers={"if-none-match": etag}).status_code == 304


def test_the_secret_is_told_once_and_nowhere_else(office: TestClient, receiver: Receiver, caplog):
    receiver.answers = [500]
    hook = create(office, receiver.url + "/t0ken")
    office.post("/articles", json=ARTICLE)
    wait_for(lambda: len(receiver.requests) > 2)
    told = [office.get(path).text for path in ("/webhooks", f"/webhooks/{hook['id']}", "/changes?limit=200")]
    told += [office.get(f"/webhooks/{hook['id']}/attempts").text, caplog.text]
    assert "answered 500" in caplog.text
    for secret in (hook["secret"], hook["secret"].removeprefix("whsec_")):
        assert not any(secret in one for one in [*told, *map(str, receiver.requests)])
    logged = [record.getMessage() for record in caplog.records if record.name == "chancery"]
    assert not any("t0ken" in one for one in logged)
