"""Pages of other origins: none may read unless the setting names them."""

import pytest
from fastapi.testclient import TestClient

from app.errors import BadSetting
from app.main import create_app
from app.settings import Settings, read_settings

PAGE = {"Origin": "https://news.example"}
ASKING_FIRST = PAGE | {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}


def answer(seeded: Settings, origins: str, method: str = "GET", headers: dict[str, str] = PAGE):
    with TestClient(create_app(Settings(database_url=seeded.database_url, cors_origins=origins))) as client:
        return client.request(method, "/topics", headers=headers)


def test_no_page_may_read_by_default(client: TestClient):
    assert "access-control-allow-origin" not in client.get("/topics", headers=PAGE).headers


@pytest.mark.parametrize("origins", ["https://news.example", "http://localhost:3000, https://news.example", "*"])
def test_a_page_that_is_named_may_read_all_that_it_needs(seeded: Settings, origins: str):
    headers = answer(seeded, origins).headers
    assert headers["access-control-allow-origin"] in ("https://news.example", "*")
    exposed = headers["access-control-expose-headers"].split(", ")
    assert {"ETag", "Link", "Location", "X-Request-ID", "RateLimit", "RateLimit-Policy", "Retry-After"} == set(exposed)
    assert answer(seeded, origins, "OPTIONS", ASKING_FIRST).status_code == 200


def test_another_page_may_not(seeded: Settings):
    assert "access-control-allow-origin" not in answer(seeded, "https://other.example").headers
    assert answer(seeded, "https://other.example", "OPTIONS", ASKING_FIRST).status_code == 400


@pytest.mark.parametrize("origin", ["news.example", "https://news.example/", "https://news.example/page", "**"])
def test_what_is_no_origin_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, origin: str):
    monkeypatch.setenv("CHANCERY_CORS_ORIGINS", origin)
    with pytest.raises(BadSetting, match="CHANCERY_CORS_ORIGINS"):
        read_settings()
