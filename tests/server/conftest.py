"""A cast: a guest without an account, Alice and Bob who have one."""

import pytest
from django.core.cache import cache

from tests.server.cast import Visitor


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Rate limits of one test must not reach the next."""
    cache.clear()


@pytest.fixture
def guest(db: None) -> Visitor:  # noqa: ARG001
    return Visitor()


def _with_account(name: str) -> Visitor:
    visitor = Visitor(name)
    visitor.start()
    visitor.keeps_plan()
    return visitor


@pytest.fixture
def alice(db: None) -> Visitor:  # noqa: ARG001
    return _with_account("alice")


@pytest.fixture
def bob(db: None) -> Visitor:  # noqa: ARG001
    return _with_account("bob")
