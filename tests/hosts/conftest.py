"""These tests make hosts of this machine, so they run by name: `pytest -m hosts`."""

import pytest

from tests.hosts.network import lacks


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = "hosts" in str(config.getoption("markexpr"))
    missing = lacks() if wanted else "run by name: pytest -m hosts"
    for item in items:
        if "tests/hosts/" in item.nodeid and missing:
            item.add_marker(pytest.mark.skip(reason=missing))
