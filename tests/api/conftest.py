"""What every test of the API needs."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

Post = Callable[..., HttpResponse]


@pytest.fixture
def client() -> Client:
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.fixture
def post(client: Client) -> Post:
    """`post("check", raw)` sends raw answers as JSON; text and bytes go as they are."""

    def send(path: str, body: Any, content_type: str = "application/json") -> HttpResponse:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(f"/api/v1/{path}", content, content_type=content_type)

    return send
