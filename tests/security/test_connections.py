"""A connection without a key can neither stall the server nor keep anything of it for ever."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from app.web.connections import MAX_HEAD_BYTES, MAX_HEADER_FIELDS, MAX_PIPELINED
from tests.conftest import run_server
from tests.security.wire import is_closed, open_connection, read_response, send_raw

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /extract HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
CLOSE = b"Connection: close\r\n\r\n"
CONNECTIONS = 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("patient")


@pytest.fixture(scope="module")
def address(seeded: Settings, folder: Path) -> Iterator[str]:
    """A server that has all the time that it has by default."""
    with run_server(folder, CHANCERY_DATABASE_URL=seeded.database_url) as address:
        yield address


@pytest.fixture(scope="module")
def hurried(seeded: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server that waits for nobody for longer than a second, and its log."""
    folder = tmp_path_factory.mktemp("hurried")
    with run_server(folder, CHANCERY_DATABASE_URL=seeded.database_url, CHANCERY_REQUEST_SECONDS="1") as address:
        yield address, folder / "server.log"


def fields(number: int, size: int = 1) -> bytes:
    return b"".join(b"X-%d: %b\r\n" % (one, b"a" * size) for one in range(number))


def test_a_request_may_have_many_header_fields(address: str):
    # Host and Connection are two of them.
    assert send_raw(address, GET + fields(MAX_HEADER_FIELDS - 2) + CLOSE).status == 200
    assert send_raw(address, GET + fields(1, MAX_HEAD_BYTES - 1_000) + CLOSE).status == 200


@pytest.mark.parametrize(
    "head",
    [
        fields(MAX_HEADER_FIELDS - 1) + CLOSE,
        fields(50, 2_000) + CLOSE,
        fields(1, MAX_HEAD_BYTES) + CLOSE,
        fields(1, 5_000_000),
        fields(100_000),
        b"X: " + b"a" * 5_000_000,
        b"X" * 5_000_000,
    ],
)
def test_header_fields_beyond_the_limits_are_refused(address: str, folder: Path, head: bytes):
    assert send_raw(address, GET, *pieces(head)).problem["type"] == "urn:chancery:problem:head-too-large"
    assert "refused 127.0.0.1 with 431" in (folder / "server.log").read_text(encoding="utf-8")


def pieces(sent: bytes) -> Iterator[bytes]:
    """No more than the server reads before it refuses: it takes no more after that, and need not."""
    return (sent[start : start + 4_096] for start in range(0, min(len(sent), 4 * MAX_HEAD_BYTES), 4_096))


@pytest.mark.parametrize("address_of", [b"/quotes?q=" + b"a" * 70_000, b"/" + b"a" * 200_000])
def test_an_address_beyond_the_limit_is_refused(address: str, address_of: bytes):
    answer = send_raw(address, b"GET " + address_of + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.problem["type"] == "urn:chancery:problem:address-too-long"


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /quotes\r\n\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
        GET + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        GET + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /quotes HTTP/1.1\r\n\r\n",
        GET + b"Host: x\r\n\r\n",
        GET + b"Host: y\r\n\r\n",
        b"GET /quotes HTTP/1.1\r\nHost:\r\n\r\n",
        b"GET /quotes HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /quotes HTTP/1.1\r\nHost: a/b\r\n\r\n",
        b"GET /quotes HTTP/1.1\r\nHost: user@x\r\n\r\n",
        b'GET /quotes HTTP/1.1\r\nHost: x"><script>\r\n\r\n',
        b"GET /quotes HTTP/1.1\r\nHost: [::1\r\n\r\n",
        b"GET /quotes HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n",
    ],
)
def test_what_cannot_be_read_is_a_problem_too(address: str, sent: bytes):
    assert send_raw(address, sent).problem["type"] == "urn:chancery:problem:unreadable-request"


@pytest.mark.parametrize("host", [b"x", b"x:80", b"news.example.org", b"127.0.0.1:8000", b"[::1]:8000", b"[::1]"])
def test_a_host_may_be_a_name_or_an_address(address: str, host: bytes):
    assert send_raw(address, b"GET /healthz HTTP/1.1\r\nHost: " + host + b"\r\n" + CLOSE).status == 200


def test_old_clients_need_no_host(address: str):
    assert send_raw(address, b"GET /healthz HTTP/1.0\r\n\r\n").status == 200


@pytest.mark.parametrize("whole", [b"http://real.example:81", b"http://[::1]:81"])
def test_the_host_of_an_absolute_address_holds_whatever_the_header_says(address: str, whole: bytes):
    answer = send_raw(address, b"GET " + whole + b"/reconcile HTTP/1.1\r\nHost: other.example\r\n" + CLOSE)
    assert b'"documentation":"' + whole + b'/docs"' in answer.body


@pytest.mark.parametrize("path", ["/quotes?format=csv", "/quotes?format=ndjson", "/quotes", "/healthz"])
def test_old_clients_get_no_chunks(address: str, path: str):
    answer = send_raw(address, f"GET {path} HTTP/1.0\r\n\r\n".encode())
    assert answer.status == 200
    assert "transfer-encoding" not in answer.headers
    assert answer.body == httpx.get(address + path).content


def test_a_head_that_does_not_come_is_a_timeout(hurried: tuple[str, Path]):
    address, log = hurried
    assert send_raw(address, GET).problem["type"] == "urn:chancery:problem:too-slow"
    assert "refused 127.0.0.1 with 408" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("sent", [b"Content-Length: 5\r\n\r\nab", b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"])
def test_a_body_that_does_not_come_is_a_timeout(hurried: tuple[str, Path], sent: bytes):
    assert send_raw(hurried[0], POST + sent).problem["type"] == "urn:chancery:problem:too-slow"


@pytest.mark.parametrize("sent", [b"", b"\r\n"])
def test_a_connection_on_which_nothing_comes_is_closed(hurried: tuple[str, Path], sent: bytes):
    with open_connection(hurried[0]) as connection:
        connection.sendall(sent)
        assert is_closed(connection)


@pytest.mark.parametrize("after", [b"", b"\r\n"])
def test_a_connection_on_which_nothing_more_comes_is_closed(hurried: tuple[str, Path], after: bytes):
    assert send_raw(hurried[0], GET + b"\r\n" + after).status == 200


def test_who_reads_nothing_of_an_answer_is_cut_off(hurried: tuple[str, Path]):
    address, log = hurried
    with ExitStack() as stack:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        url = httpx.URL(address)
        stack.enter_context(connection).connect((url.host, url.port))
        # More than the system keeps on the way: many answers, each asked for before the one before is read.
        connection.sendall((b"GET /quotes?limit=200&include=spans HTTP/1.1\r\nHost: x\r\n\r\n") * MAX_PIPELINED)
        while "does not read its answer" not in log.read_text(encoding="utf-8"):
            assert httpx.get(f"{address}/healthz").status_code == 200


def test_requests_may_be_sent_ahead_of_their_answers_but_not_any_number(address: str):
    number = 10
    assert send_raw(address, (GET + b"\r\n") * number + GET + CLOSE).status == 200
    with open_connection(address) as connection:
        connection.sendall((GET + b"\r\n") * 5_000)
        with connection.makefile("rb") as answered:
            answers = answered.read().count(b"HTTP/1.1 200")
    assert number < answers <= 2 * MAX_PIPELINED


@pytest.mark.parametrize("to", [b"h2c", b"websocket"])
def test_who_would_rather_speak_another_protocol_is_answered_in_this_one(address: str, to: bytes):
    upgrade = b"Connection: Upgrade\r\nUpgrade: " + to + b"\r\n\r\n"
    with open_connection(address) as connection:
        for _ in range(2):
            connection.sendall(b"HEAD" + GET.removeprefix(b"GET") + upgrade)
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [b"a: b\r\n" * 1_000_000, b"a: " + b"b" * 5_000_000])
def test_fields_after_a_body_are_not_kept_without_end(address: str, sent: bytes):
    answer = send_raw(address, POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", *pieces(sent))
    assert answer.problem["type"] == "urn:chancery:problem:unreadable-request"


def test_new_clients_come_in_when_others_hold_all_connections(seeded: Settings, tmp_path: Path):
    where = {"CHANCERY_DATABASE_URL": seeded.database_url, "CHANCERY_MAX_CONNECTIONS": str(CONNECTIONS)}
    with run_server(tmp_path, **where) as address, ExitStack() as stack:
        first = stack.enter_context(open_connection(address))
        first.sendall(GET)
        assert httpx.get(f"{address}/quotes").status_code == 200
        for _ in range(3 * CONNECTIONS):
            stack.enter_context(open_connection(address)).sendall(GET)
        for _ in range(3 * CONNECTIONS):
            assert httpx.get(f"{address}/quotes").status_code == 200
        # The first that came is the first that went, and was told why.
        assert read_response(first).problem["type"] == "urn:chancery:problem:too-many-connections"
    assert "refused 127.0.0.1 with 503" in (tmp_path / "server.log").read_text(encoding="utf-8")


def test_all_of_this_relies_on_a_server_that_has_been_looked_at():
    """`Connection` overrides what uvicorn does not document. Read its changes before you add a version here."""
    assert (0, 34) <= tuple(int(part) for part in version("uvicorn").split(".")[:2]) <= (0, 54)
