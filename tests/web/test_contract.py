"""The server keeps the contract of its own OpenAPI document, whatever it is asked.

`--examples 200` tries each operation harder.
"""

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
)

from app.ingestion.readers.format_detection import DOCUMENT_MEDIA_TYPES
from app.main import create_app
from app.models import Scope
from app.settings import Settings
from tests.conftest import DatabaseFactory, run_server
from tests.contention import create_api_key

contract = schemathesis.openapi.from_dict(create_app(Settings()).openapi())


@schemathesis.serializer("application/x-ndjson", *DOCUMENT_MEDIA_TYPES)
def _lines(_context, value) -> bytes:
    """Any text is a body of lines, right or wrong, and none is a document."""
    return str(value).encode()


@pytest.fixture(scope="module")
def server(databases: DatabaseFactory, seeded: Settings, tmp_path_factory: pytest.TempPathFactory):
    """Its address, and what goes with each request: a key for all that there is."""
    folder = tmp_path_factory.mktemp("contract")
    url = databases.copy_database(seeded.database_url, folder)
    with run_server(folder, CHANCERY_DATABASE_URL=url) as address:
        yield address, {"Authorization": f"Bearer {create_api_key(url, Scope.ADMIN)}"}
    databases.drop_database(url)


@contract.parametrize()
@settings.get_profile("contract")
def test_no_request_breaks_the_contract(case, server):
    address, key = server
    # Whether an id, a slug or a cursor is one that exists, no schema can tell; of a text, every body is one.
    plain = case.media_type not in (None, "application/json")
    excluded = [positive_data_acceptance, *([negative_data_rejection] if plain else [])]
    if case.query and "fields" in case.query:
        # It leaves out what items otherwise have, which is what it is for.
        excluded.append(response_schema_conformance)
    case.call_and_validate(base_url=address, headers=key, excluded_checks=excluded)
