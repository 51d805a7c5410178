"""Every verified quotation of the seed articles is served, in its exact words, under the one who said it."""

import re
import tomllib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

FOLDER = Path(__file__).parent / "seeds"
QUOTATIONS = [
    pytest.param(file.stem, quotation, id=f"{file.stem}-{quotation['id']}")
    for file in sorted(FOLDER.glob("*.toml"))
    for quotation in tomllib.loads(file.read_text(encoding="utf-8"))["quotation"]
]
SEEDS = Path(__file__).parents[1] / "seeds" / "articles"


def words(text: str) -> str:
    """The words alone: where quotation marks and final commas go is typography."""
    return " ".join(re.findall(r"\w+", text))


def test_there_is_an_article_for_every_sheet_of_quotations():
    assert {file.stem for file in SEEDS.glob("*.md")} == {file.stem for file in FOLDER.glob("*.toml")}


@pytest.fixture(scope="module")
def quotes(client: TestClient) -> list[dict]:
    items: list[dict] = []
    following = "/quotes?limit=200"
    while following:
        page = client.get(following).json()
        items += page["items"]
        following = page["next"]
    return items


@pytest.fixture(scope="module")
def titles(client: TestClient) -> dict[str, str]:
    """The seed files' article titles by file name, proved to be served."""
    served = {item["title"] for item in client.get("/articles?limit=200").json()["items"]}
    found = {
        file.stem: re.search(r'^title: ["\']?(.*?)["\']?$', file.read_text(), re.M)[1] for file in SEEDS.glob("*.md")
    }
    assert set(found.values()) == served
    return found


@pytest.mark.parametrize(("article", "quotation"), QUOTATIONS)
def test_a_quotation_is_found_under_its_speaker(quotes, titles, article: str, quotation: dict):
    wanted = words(" ".join(quotation["parts"]))
    found = [
        quote for quote in quotes if quote["article"]["title"] == titles[article] and wanted in words(quote["text"])
    ]
    assert found, "no quote holds these words"
    speakers = {name for quote in found for name in [one["name"] for one in quote["speakers"]] or [None]}
    assert (quotation["speaker"] or None) in speakers
    # Words within somebody else's words may stand under both; nobody else may have them.
    assert len(speakers) == 1 or "nested_in" in quotation
