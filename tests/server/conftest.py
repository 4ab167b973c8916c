"""A cast: a guest without an account, Alice and Bob who have one."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings

from tests.server.cast import Visitor


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """A password costs nothing where it is not what is tested; half a second of each account else."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def fresh_limits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Counted tries go with the transaction of a test. After one that commits they are deleted."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
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
