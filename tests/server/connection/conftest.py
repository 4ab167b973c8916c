"""One compiled body for the whole run: building it is what takes time."""

from functools import cache

import pytest
from django.test import Client

from loadshare.body import Body
from tests.server.cast import Visitor


@cache
def shared_body() -> Body:
    return Body()


@pytest.fixture
def body() -> Body:
    return shared_body()


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=False)


@pytest.fixture
def guest(db: None) -> Visitor:  # noqa: ARG001
    return Visitor()
