"""What a fetcher takes from a real server, and what it refuses to ask at all."""

import gzip
import time
import zlib
from functools import partial
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address

import brotli
import pytest

from app.content_decoding import ContentDecoder
from app.errors import NotFetched, TooLarge
from app.ingestion.net.fetch import USER_AGENT, Fetcher
from app.ingestion.net.guarded_client import IpAddress, is_public
from tests.ingestion.servers import page, redirect, site

LIMIT = 1_000_000
MEGABYTE = bytes(1 << 20)


def loopback_one(address: IpAddress) -> bool:
    """The one address that these tests let a fetcher through to."""
    return str(address) == "127.0.0.1"


def fetcher(seconds: float = 20.0, **how: object) -> Fetcher:
    return Fetcher(LIMIT, allowed=loopback_one, seconds=seconds, **how)


@pytest.fixture
def web():
    with site() as web:
        yield web


def test_a_page_is_fetched_with_its_charset_and_a_clear_user_agent(web):
    web.pages["/talks"] = page("caf\u00e9".encode("latin-1"), Content_Type="text/html; charset=ISO-8859-1")
    fetched = fetcher()(f"{web.address}/talks#top")
    assert (fetched.data, fetched.charset, fetched.address) == (b"caf\xe9", "iso-8859-1", f"{web.address}/talks#top")
    assert web.asked[0][1]["User-Agent"] == USER_AGENT
    assert USER_AGENT.startswith("Chancery/")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost", "0.0.0.0", "10.0.0.1", "172.16.3.4",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2002:a00:1::1]",
        "[2001:0:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]",
    ],
)  # fmt: skip
def test_no_address_that_is_not_public_is_asked(web, host):
    port = web.address.rpartition(":")[2]
    with pytest.raises(NotFetched, match=r"address; only public addresses are allowed"):
        Fetcher(LIMIT)(f"http://{host}:{port}/")
    assert web.asked == []


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_public_addresses_are_public_in_every_form(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://example.org/", "/etc/passwd", "data:text/html,x"]
)
def test_only_http_is_spoken(link):
    with pytest.raises(NotFetched, match="not with http"):
        fetcher()(link)


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("http://127.0.0.2:{port}/secret", "127.0.0.2, a loopback address"),
        ("//127.0.0.2:{port}/secret", "127.0.0.2, a loopback address"),
        ("http://[::ffff:127.0.0.2]:{port}/secret", "a loopback address"),
        ("http://10.0.0.1/", "a private address"),
        ("http://169.254.169.254/latest/meta-data/", "a link-local address"),
        ("file:///etc/passwd", "begins with file:"),
        ("gopher://127.0.0.1/", "begins with gopher:"),
    ],
)
def test_a_redirection_is_checked_as_the_first_link_is(web, to, message):
    port = int(web.address.rpartition(":")[2])
    with site("127.0.0.2", port) as inner:
        inner.pages["/secret"] = page(b"secret")
        web.pages["/"] = redirect(to.format(port=port))
        with pytest.raises(NotFetched, match=message):
            fetcher()(f"{web.address}/")
        assert inner.asked == []


def test_a_redirection_to_a_page_is_followed_and_endless_ones_are_not(web):
    web.pages |= {"/old": redirect("/new"), "/new": page(b"here"), "/round": redirect("/round")}
    fetched = fetcher()(f"{web.address}/old")
    assert (fetched.data, fetched.address) == (b"here", f"{web.address}/new")
    with pytest.raises(NotFetched, match="redirects more than 5 times"):
        fetcher()(f"{web.address}/round")


@pytest.mark.parametrize("answers", [["127.0.0.2"], ["127.0.0.1", "10.0.0.1"]])
def test_a_name_that_stands_for_a_private_address_is_refused(web, answers):
    with pytest.raises(NotFetched, match=r"is on news\.example at (127\.0\.0\.2|10\.0\.0\.1)"):
        fetcher(resolve=lambda _host, _port: answers)("http://news.example/")
    assert web.asked == []


def test_the_connection_goes_to_the_address_that_was_checked_whatever_the_name_means_next(web):
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    web.pages["/"] = page(b"here")
    port = web.address.rpartition(":")[2]
    with site("127.0.0.2", int(port)) as inner:
        fetched = fetcher(resolve=lambda _host, _port: answers.pop(0))(f"http://rebind.example:{port}/")
        assert inner.asked == []
    assert fetched.data == b"here"
    assert web.asked[0][1]["Host"] == f"rebind.example:{port}"
    assert answers == [["127.0.0.2"]]


def gzip_bomb(blocks_sent: list[int], blocks: int):
    """So many megabytes of nothing, a kilobyte each on the wire."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    begin = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(begin)
        for number in range(blocks):
            handler.wfile.write(block)
            blocks_sent.append(number)

    return answer


def test_ten_gigabytes_in_gzip_are_stopped_on_the_way(web):
    sent: list[int] = []
    web.pages["/bomb"] = gzip_bomb(sent, 10_000)
    with pytest.raises(TooLarge, match="is over the limit of 1,000,000 bytes"):
        fetcher()(f"{web.address}/bomb")
    assert len(sent) < 10_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_no_more_is_unpacked_than_the_limit_and_a_step(encoding):
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": partial(brotli.compress, quality=4)}[encoding](
        MEGABYTE * 50
    )
    unpacking = ContentDecoder(encoding, LIMIT)
    with pytest.raises(TooLarge):
        unpacking.feed_bytes(packed)
    assert len(unpacking._found) < LIMIT + 200_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate", "br", ""])
def test_every_encoding_that_is_asked_for_is_understood(web, encoding):
    raw = zlib.compressobj(wbits=-15)
    text = b"We agree. " * 10_000
    packed = {
        "gzip": gzip.compress(text), "deflate": zlib.compress(text), "raw deflate": raw.compress(text) + raw.flush(),
        "br": brotli.compress(text), "": text,
    }[encoding]  # fmt: skip
    web.pages["/"] = page(packed, Content_Encoding=encoding.removeprefix("raw "))
    assert fetcher()(f"{web.address}/").data == text


@pytest.mark.parametrize(
    ("body", "encoding", "message"),
    [
        (gzip.compress(b"We agree. " * 999, mtime=0)[:-20], "gzip", "ends too early"),
        (b"no gzip", "gzip", "cannot be decompressed"),
        (b"?", "zstd", "Content-Encoding 'zstd'"),
    ],
)
def test_what_is_packed_wrongly_is_refused(web, body, encoding, message):
    web.pages["/"] = page(body, Content_Encoding=encoding)
    with pytest.raises(NotFetched, match=message):
        fetcher()(f"{web.address}/")


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Headers at once, then a byte a second."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b".")
        time.sleep(1)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    for _ in range(60):
        handler.wfile.write(b".")
        time.sleep(1)


@pytest.mark.parametrize("answer", [drip, drip_headers])
def test_a_server_that_drips_a_byte_a_second_is_left(web, answer):
    web.pages["/"] = answer
    with pytest.raises(NotFetched, match="takes longer than 2 seconds"):
        fetcher(seconds=2)(f"{web.address}/")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (page(b"x" * 1_000_001), "over the limit of 1,000,000 bytes"),
        (page(b"GIF89a", Content_Type="image/gif"), "is image/gif; only pages"),
        (page(b"gone", 404), "is refused by its server: 404 Not Found"),
        (page(b"sorry", 503), "is refused by its server: 503 Service Unavailable"),
    ],
)
def test_what_is_no_page_is_refused(web, answer, message):
    web.pages["/"] = answer
    with pytest.raises((NotFetched, TooLarge), match=message):
        fetcher()(f"{web.address}/")


def test_whether_to_come_back_and_when_is_told(web):
    web.pages |= {"/busy": page(b"", 429, Retry_After="120"), "/gone": page(b"", 410)}
    with pytest.raises(NotFetched) as busy:
        fetcher()(f"{web.address}/busy")
    assert (busy.value.again, busy.value.after) == (True, 120.0)
    with pytest.raises(NotFetched) as gone:
        fetcher()(f"{web.address}/gone")
    assert (gone.value.again, gone.value.answer) == (False, 410)


def test_a_port_where_nobody_listens_is_reported():
    with pytest.raises(NotFetched, match="cannot be connected to"):
        fetcher()("http://127.0.0.1:1/")


def test_a_host_without_an_address_is_reported():
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(NotFetched, match="has no address"):
        fetcher(resolve=nowhere)("http://nowhere.invalid/")
