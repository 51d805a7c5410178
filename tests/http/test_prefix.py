"""Where readers find the server: a public address, and a path prefix that a proxy has mounted it under."""

import pytest
from fastapi.testclient import TestClient

from app.errors import BadSetting
from app.main import create_app
from app.settings import Settings, read_settings


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
    assert read_settings(public_url="https://example.org/news/").prefix == "/news"
    assert read_settings(public_url="https://example.org").prefix == ""
    assert read_settings(root_path="/news/").prefix == "/news"
    assert read_settings(root_path="/").prefix == ""


def test_a_public_address_must_agree_with_the_root_path():
    with pytest.raises(BadSetting, match="CHANCERY_ROOT_PATH"):
        read_settings(root_path="/here", public_url="https://example.org/there")


def test_absolute_links_begin_with_the_public_address(seeded: Settings):
    settings = seeded.model_copy(update={"public_url": "https://news.example"})
    with TestClient(create_app(settings)) as client:
        assert client.get("/reconcile").json()["documentation"] == "https://news.example/docs"
    with TestClient(create_app(seeded), base_url="http://localhost:8123") as client:
        assert client.get("/reconcile").json()["documentation"] == "http://localhost:8123/docs"
