"""The server keeps the contract of its own OpenAPI document, whatever it is asked.

`--examples 200` tries each operation harder.
"""

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app.main import create_app
from app.settings import Settings
from tests.conftest import serving

contract = schemathesis.openapi.from_dict(create_app(Settings()).openapi())


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory):
    with serving(tmp_path_factory.mktemp("contract")) as address:
        yield address


@contract.parametrize()
@settings.get_profile("contract")
def test_no_request_breaks_the_contract(case, address):
    # Whether an id, a slug or a cursor is one that exists, no schema can tell; of a text, every body is one.
    plain = (case.media_type or "").startswith("text/")
    excluded = [positive_data_acceptance, *([negative_data_rejection] if plain else [])]
    case.call_and_validate(base_url=address, excluded_checks=excluded)
