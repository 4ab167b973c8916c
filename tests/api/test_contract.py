"""The API keeps to its own description, whatever it is sent."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from loadshare.server.wsgi import application

PLAIN = {"Accept-Encoding": "identity"}
"""The test's own way in does not unpack what the server packs."""

# One wrong value for each key of the answers is 2,700 requests: once, on /check, is enough.
CONFIG = schemathesis.Config.from_dict(
    {
        "operations": [
            {"include-name": "POST /api/v1/plan", "phases": {"coverage": {"enabled": False}}},
            {"include-name": "POST /api/v1/review", "phases": {"coverage": {"enabled": False}}},
        ]
    }
)


@schemathesis.serializer("application/gzip", "application/zip")
def packed(_context: object, value: object) -> bytes:
    """Packed files of any content: damaged ones, mostly."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=CONFIG)


@pytest.fixture
def kept_connection(db: None) -> Iterator[None]:  # noqa: ARG001
    """The way in ends each request as a server does, and with it the connection that holds the test."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("kept_connection")
@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_of_the_api_fits_its_description(case: Case) -> None:
    # A body of the right form may still leave out a question that applies: 422, as described.
    case.call_and_validate(headers=PLAIN, excluded_checks=[positive_data_acceptance])


def test_the_description_covers_every_operation() -> None:
    assert sorted(operation.ok().label for operation in schema.get_all_operations()) == [
        "GET /api/v1/knowledge",
        "GET /api/v1/knowledge/{kind}/{name}",
        "GET /api/v1/own",
        "GET /api/v1/own/{table}",
        "GET /api/v1/questions",
        "POST /api/v1/check",
        "POST /api/v1/measure/{test}",
        "POST /api/v1/plan",
        "POST /api/v1/review",
    ]
