"""What cannot be kept is refused with a reason, and nothing is kept."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.server.measure.submission import MOST_BYTES
from loadshare.server.measurements.models import Measurement
from tests.server.cast import Visitor
from tests.server.measure.conftest import figure, send, turn

WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("unknown test", {"test": "handstand"}, "test"),
    ("no side", {"side": ""}, "side"),
    ("side of a test without sides", {"test": "walking", "figures": {"cadence": figure(100)}}, "side"),
    ("out of range", {"figures": {"internal": figure(140)}}, "figures.internal"),
    ("another test's figure", {"figures": {"cadence": figure(100)}}, "figures.cadence"),
    ("value outside its bar", {"figures": {"internal": {**figure(20), "low": 30}}}, "figures.internal"),
    ("nothing measured", {"figures": {}}, "figures"),
    ("unknown choice", {"choices": {"version": "upside-down"}}, "choices.version"),
    ("impossible pain", {"pain": 11}, "pain"),
    ("no time zone", {"taken_at": "2026-11-22T10:00:00"}, "taken_at"),
    ("unknown key", {"person": "somebody"}, "person"),
    ("five recordings", {"recordings": [{}] * 5}, "recordings"),
)


@pytest.mark.parametrize(("changes", "key"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_does_not_fit_is_named(fit: Visitor, changes: dict[str, Any], key: str) -> None:
    response = send(fit, {**turn(22), **changes})
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert key in {problem["key"] for problem in response.json()["problems"]}  # type: ignore[attr-defined]
    assert not Measurement.objects.exists()


def test_too_much_is_refused_before_it_is_read(fit: Visitor) -> None:
    assert send(fit, "[" + "0," * MOST_BYTES).status_code == 413


def test_only_json_is_taken(fit: Visitor) -> None:
    assert fit.post("/measure/keep/", turn(22)).status_code == 415


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(st.sampled_from([*turn(1), "value", "low"]), inner, max_size=12)
            ),
            max_leaves=20,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_any_bytes_are_refused_and_never_break_it(content: bytes) -> None:
    response = Visitor().client.post("/measure/keep/", content, content_type="application/json")
    assert response.status_code in {400, 403, 413, 415, 422}
