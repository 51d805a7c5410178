"""JSON-LD: what a processor makes of it, which fetches nothing, and that a paraphrase is nobody's `Quotation`."""

import json
from typing import Any

import pytest
from pyld import jsonld

from app.formats.jsonld import render_quote as written
from tests.formats.test_atom import BASE, LIM, printed, quote

SCHEMA = "https://schema.org/"
OWN = "tag:chancery.example,2026:"


def expanded(**given: object) -> dict[str, Any]:
    document = json.loads(written(quote(**given), BASE))

    def refuse(url: str, _options: object) -> None:
        raise AssertionError(f"{url} is fetched")

    (node,) = jsonld.expand(document, {"documentLoader": refuse})
    return node


@pytest.mark.parametrize(("kind", "type_"), [("direct", "Quotation"), ("indirect", "Claim"), ("mixed", "Claim")])
def test_only_own_words_are_a_quotation(kind: str, type_: str):
    node = expanded(kind=kind, speakers=[LIM], article=printed(outlet="The Herald"))
    assert node["@type"] == [SCHEMA + type_]
    assert node["@id"] == f"{BASE}/quotes/quo-a"
    assert node[OWN + "quoteKind"] == [{"@value": kind}]
    speaker = f"{BASE}/speakers/ana-lim"
    if type_ == "Quotation":
        assert node[SCHEMA + "spokenByCharacter"][0]["@id"] == node[SCHEMA + "creator"][0]["@id"] == speaker
        assert node[SCHEMA + "isPartOf"][0]["@type"] == [SCHEMA + "NewsArticle"]
    else:
        assert not {SCHEMA + "spokenByCharacter", SCHEMA + "creator"} & node.keys()
        assert node[SCHEMA + "author"][0]["@id"] == speaker
        assert node[SCHEMA + "claimInterpreter"][0][SCHEMA + "name"] == [{"@value": "The Herald"}]
        assert node[SCHEMA + "appearance"][0]["@type"] == [SCHEMA + "NewsArticle"]
        assert node[SCHEMA + "name"][0]["@value"].startswith("Ana Lim, as reported: ")


def test_confidence_and_review_are_always_told():
    node = expanded(confidence=0, review="disputed")
    assert node[OWN + "confidence"] == [{"@type": "http://www.w3.org/2001/XMLSchema#double", "@value": 0}]
    assert node[OWN + "review"] == [{"@value": "disputed"}]


@pytest.mark.parametrize(
    ("given", "status"), [({"review": "retracted"}, "Retracted"), ({"withdrawn": True}, "Withdrawn"), ({}, None)]
)
def test_what_no_longer_holds_has_that_status(given: dict[str, object], status: str | None):
    assert [one["@value"] for one in expanded(**given).get(SCHEMA + "creativeWorkStatus", [])] == [status] * bool(
        status
    )


def test_every_place_is_one_that_the_web_annotation_vocabulary_knows():
    selector = {"exact": "We agree", "prefix": "“", "suffix": "”", "start": 1, "end": 9}
    (place,) = expanded(selectors=[selector])[SCHEMA + "isBasedOn"]
    anno = "http://www.w3.org/ns/oa#"
    assert place["@type"] == [anno + "SpecificResource"]
    assert place[anno + "hasSource"] == [{"@id": f"{BASE}/articles/art-a"}]
    position, words = place[anno + "hasSelector"]
    assert position[anno + "start"][0]["@value"] == 1
    assert words[anno + "exact"] == [{"@value": "We agree"}]


def test_every_term_is_an_absolute_iri():
    def names(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(names, value))
        if isinstance(value, dict):
            return {name for name in value if not name.startswith("@")}.union(*map(names, value.values()))
        return set()

    assert all(":" in name for name in names(expanded(speakers=[LIM], place="Berlin", topics=["borders"])))
