"""A person whose answers allow tests, and short ways to keep a measurement."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.http import HttpResponse

from tests.server.cast import Visitor


@pytest.fixture
def guest(db: None) -> Visitor:  # noqa: ARG001
    return Visitor()


@pytest.fixture
def fit(guest: Visitor) -> Visitor:
    """A guest with a calm check behind them."""
    guest.with_check()
    return guest


def figure(value: float, bar: float = 8, unit: str = "deg") -> dict[str, Any]:
    return {"value": value, "low": value - bar, "high": value + bar, "unit": unit}


def turn(internal: float, *, side: str = "left", **changes: Any) -> dict[str, Any]:
    """A seated hip turn as the page sends it."""
    return {
        "client_id": str(uuid.uuid4()),
        "test": "hip-rotation",
        "side": side,
        "taken_at": dt.datetime.now(dt.UTC).isoformat(),
        "figures": {"internal": figure(internal), "external": figure(41)},
        "verdict": "good",
        **changes,
    }


def send(visitor: Visitor, sent: Any) -> HttpResponse:
    return visitor.client.post("/measure/keep/", sent, content_type="application/json")  # type: ignore[return-value]
