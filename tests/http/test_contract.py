"""The server keeps the contract of its own OpenAPI document, whatever it is asked.

`--examples 200` tries each operation harder.
"""

import subprocess
import sys

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app.main import create_app
from app.settings import Settings
from tests.conftest import serving

contract = schemathesis.openapi.from_dict(create_app(Settings()).openapi())


@schemathesis.serializer("application/x-ndjson")
def _lines(_context, value) -> bytes:
    """Any text is a body of lines, right or wrong."""
    return str(value).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    """Its address, and what goes with each request: a key for all that there is."""
    folder = tmp_path_factory.mktemp("contract")
    make = [sys.executable, "-m", "app.cli", "keys", "create", "contract", "--scope", "admin"]
    token = subprocess.run(make, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
    with serving(folder) as address:
        yield address, {"Authorization": f"Bearer {token}"}


@contract.parametrize()
@settings.get_profile("contract")
def test_no_request_breaks_the_contract(case, server):
    address, key = server
    # Whether an id, a slug or a cursor is one that exists, no schema can tell; of a text, every body is one.
    plain = (case.media_type or "").startswith("text/") or case.media_type == "application/x-ndjson"
    excluded = [positive_data_acceptance, *([negative_data_rejection] if plain else [])]
    case.call_and_validate(base_url=address, headers=key, excluded_checks=excluded)
