"""The server keeps the contract of its own OpenAPI document, whatever it is asked."""

import schemathesis
from hypothesis import HealthCheck, settings

schema = schemathesis.pytest.from_fixture("contract")


import pytest  # noqa: E402


@pytest.fixture(scope="session")
def contract(client):
    return schemathesis.openapi.from_asgi("/openapi.json", client.app)


@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_request_breaks_the_contract(case):
    case.call_and_validate()
