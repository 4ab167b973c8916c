"""The API keeps to its own description, whatever it is sent."""

import pytest
import schemathesis
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


# The API opens no connection, but Django looks after one that an earlier test left open.
@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_of_the_api_fits_its_description(case: Case) -> None:
    # A body of the right form may still leave out a question that applies: 422, as described.
    case.call_and_validate(headers=PLAIN, excluded_checks=[positive_data_acceptance])


def test_the_description_covers_every_operation() -> None:
    assert sorted(operation.ok().label for operation in schema.get_all_operations()) == [
        "GET /api/v1/knowledge",
        "GET /api/v1/knowledge/{kind}/{name}",
        "GET /api/v1/questions",
        "POST /api/v1/check",
        "POST /api/v1/measure/{test}",
        "POST /api/v1/plan",
        "POST /api/v1/review",
    ]
