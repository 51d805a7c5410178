"""The server's public address, and the path prefix under which a proxy serves it."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.errors import BadSetting
from app.main import create_app
from app.models import Scope
from app.settings import Settings, read_settings
from tests.conftest import run_server
from tests.web.test_lists import LIST_PATHS
from tests.web.test_openapi import EXAMPLE_URLS


@pytest.mark.parametrize("given", ["chancery", "/a//b", "/a?b", "/a b", "/../a", "//example.org"])
def test_a_root_path_that_is_none_is_named(given: str):
    with pytest.raises(BadSetting, match="CHANCERY_ROOT_PATH"):
        read_settings(root_path=given)


@pytest.mark.parametrize(
    "given", ["example.org", "ftp://example.org", "https://example.org/?a=b", "https://user@example.org", "https://"]
)
def test_a_public_address_that_is_none_is_named(given: str):
    with pytest.raises(BadSetting, match="CHANCERY_PUBLIC_URL"):
        read_settings(public_url=given)


def test_a_public_address_brings_its_path_along():
    assert read_settings(public_url="https://example.org/news/").path_prefix == "/news"
    assert read_settings(public_url="https://example.org").path_prefix == ""
    assert read_settings(root_path="/news/").path_prefix == "/news"
    assert read_settings(root_path="/").path_prefix == ""
    assert read_settings().path_prefix is None


def test_a_public_address_must_agree_with_the_root_path():
    with pytest.raises(BadSetting, match="CHANCERY_ROOT_PATH"):
        read_settings(root_path="/here", public_url="https://example.org/there")


def test_absolute_links_begin_with_the_public_address(seeded: Settings):
    settings = seeded.model_copy(update={"public_url": "https://news.example"})
    with TestClient(create_app(settings)) as client:
        assert client.get("/reconcile").json()["documentation"] == "https://news.example/docs"
    with TestClient(create_app(seeded), base_url="http://localhost:8123") as client:
        assert client.get("/reconcile").json()["documentation"] == "http://localhost:8123/docs"


PREFIX = "/news/desk"
PROXIED = {"x-forwarded-host": "news.example", "x-forwarded-proto": "https", "x-forwarded-prefix": PREFIX}
READ = [
    *EXAMPLE_URLS.values(),
    *LIST_PATHS,
    "/quotes?limit=1&facets=country",
    "/search?q=human&limit=1",
    "/changes?limit=1",
]


@pytest.fixture(scope="module", params=["by a setting", "by the proxy"])
def mounted(request: pytest.FixtureRequest, seeded: Settings) -> Iterator[TestClient]:
    """A server under a prefix, asked through a trusted proxy."""
    by_setting = request.param == "by a setting"
    settings = seeded.model_copy(update={"root_path": PREFIX}) if by_setting else seeded
    headers = {} if by_setting else PROXIED
    with TestClient(create_app(settings), headers=headers, client=("127.0.0.1", 1)) as client:
        yield client


def paths_in(answer: Any) -> list[str]:
    """All links to the server itself that an answer of JSON holds."""
    if isinstance(answer, dict):
        links = [value for name, value in answer.items() if name in ("url", "next", "more") and isinstance(value, str)]
        return [link for link in links if not link.startswith("http")] + paths_in(list(answer.values()))
    return [link for one in answer for link in paths_in(one)] if isinstance(answer, list) else []


@pytest.mark.parametrize("url", READ)
def test_every_link_has_the_prefix_and_leads_somewhere(mounted: TestClient, url: str):
    kept, taken_off = mounted.get(PREFIX + url), mounted.get(url)
    assert kept.status_code == taken_off.status_code == 200
    assert kept.content == taken_off.content
    for link in paths_in(kept.json())[:3]:
        assert link.startswith(f"{PREFIX}/")
        assert mounted.get(link).status_code == 200
    if "link" in kept.headers:
        assert kept.headers["link"].startswith(f"<{PREFIX}/")


def test_some_answers_have_links(mounted: TestClient):
    for url in ("/search?q=human&limit=1", "/suggest?q=krit", "/countries/KH/relations/US", "/quotes?limit=1"):
        assert paths_in(mounted.get(url).json())


def test_the_documentation_is_found_under_the_prefix(mounted: TestClient):
    assert mounted.get(PREFIX).url.path == f"{PREFIX}/docs"
    assert mounted.get(f"{PREFIX}/").url.path == f"{PREFIX}/docs"
    for page in ("/docs", "/redoc"):
        html = mounted.get(PREFIX + page).text
        assert f"{PREFIX}/docs/openapi.json" in html
        for asset in re.findall(r'(?:src|href)="(/[^"]*)"', html):
            assert asset.startswith(f"{PREFIX}/static-offline-docs/")
            assert mounted.get(asset).status_code == 200
    assert mounted.get(f"{PREFIX}/openapi.json").json()["servers"][0] == {"url": PREFIX}


def test_what_is_absolute_has_the_host_that_the_proxy_names(seeded: Settings):
    with TestClient(create_app(seeded), headers=PROXIED, client=("127.0.0.1", 1)) as client:
        assert client.get("/reconcile").json()["documentation"] == f"https://news.example{PREFIX}/docs"
        etag = client.get("/reconcile").headers["etag"]
        elsewhere = {**PROXIED, "x-forwarded-host": "other.example", "if-none-match": etag}
        assert client.get("/reconcile", headers=elsewhere).status_code == 200


def test_what_is_written_is_found_under_the_prefix(copied: Settings, keys: dict[Scope, str]):
    settings = copied.model_copy(update={"root_path": PREFIX})
    headers = {"authorization": f"Bearer {keys[Scope.ADMIN]}", "idempotency-key": "one"}
    article = {"title": "News", "published_on": "2024-01-01", "text": "“We agree,” Foreign Minister Ana Lim said."}
    with TestClient(create_app(settings), headers=headers) as client:
        for _ in range(2):
            made = client.post("/articles", json=article)
            assert made.headers["location"].startswith(f"{PREFIX}/articles/")
            assert client.get(made.headers["location"]).json()["title"] == "News"


def test_strangers_name_neither_prefix_nor_host(seeded: Settings):
    with TestClient(create_app(seeded), headers=PROXIED, client=("203.0.113.7", 1)) as client:
        assert client.get("/reconcile").json()["documentation"] == "http://testserver/docs"
        assert client.get("/quotes?limit=1").json()["next"].startswith("/quotes?")
        assert client.get(f"{PREFIX}/quotes").status_code == 404


@pytest.mark.parametrize("prefix", ["//evil.example", "/a b", "/../..", "evil", '/"><script>', "/a, /b"])
def test_a_prefix_that_is_none_is_ignored(seeded: Settings, prefix: str):
    with TestClient(create_app(seeded), client=("127.0.0.1", 1)) as proxied:
        answer = proxied.get("/quotes?limit=1", headers={"x-forwarded-prefix": prefix})
    assert answer.json()["next"].startswith("/quotes?")


@pytest.mark.parametrize("given", ["localhost", "10.0.0.0/33", "127.0.0.1,*"])
def test_proxies_that_are_none_are_named(given: str):
    with pytest.raises(BadSetting, match="CHANCERY_TRUSTED_PROXIES"):
        read_settings(trusted_proxies=given)


def test_what_needs_no_key_needs_none_under_a_prefix(seeded: Settings):
    settings = seeded.model_copy(update={"root_path": PREFIX, "open_reading": False})
    with TestClient(create_app(settings)) as client:
        assert client.get(f"{PREFIX}/docs").status_code == 200
        assert client.get(f"{PREFIX}/healthz").status_code == 200
        assert client.get(f"{PREFIX}/quotes").status_code == 401


NGINX = """
pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;
events {{}}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port};
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Prefix $prefix;
    location /kept/ {{ set $prefix /kept; proxy_pass http://{server}; }}
    location /stripped/ {{ set $prefix /stripped; proxy_pass http://{server}/; }}
  }}
}}
"""


@pytest.fixture(scope="module")
def nginx(seeded: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real nginx before a real server, under a prefix that it keeps and under one that it takes off."""
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        pytest.skip("there is no nginx on this machine")
    folder = tmp_path_factory.mktemp("nginx")
    with run_server(folder, CHANCERY_DATABASE_URL=seeded.database_url) as address:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, port=port, server=address.removeprefix("http://")))
        process = subprocess.Popen([program, "-p", folder, "-e", folder / "error.log", "-c", config])
        try:
            while not answers(f"http://127.0.0.1:{port}"):
                assert process.poll() is None, (folder / "error.log").read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def answers(address: str) -> bool:
    try:
        return httpx.get(address) is not None
    except httpx.TransportError:
        time.sleep(0.05)
        return False


@pytest.mark.parametrize("prefix", ["/kept", "/stripped"])
def test_links_are_right_behind_nginx(nginx: str, prefix: str):
    with httpx.Client(base_url=nginx, follow_redirects=True) as client:
        assert client.get(f"{prefix}/").url.path == f"{prefix}/docs"
        assert f"{prefix}/docs/openapi.json" in client.get(f"{prefix}/docs").text
        assert client.get(f"{prefix}/openapi.json").json()["servers"][0] == {"url": prefix}
        page = client.get(f"{prefix}/quotes?limit=5&facets=country").json()
        assert client.get(page["next"]).json()["items"]
        assert client.get(page["facets"]["country"][0]["url"]).json()["items"]
        assert client.get(f"{prefix}/reconcile").json()["documentation"] == f"{nginx}{prefix}/docs"
        # nginx asks by HTTP/1.0.
        assert len(client.get(f"{prefix}/quotes?format=ndjson").text.splitlines()) > 200
