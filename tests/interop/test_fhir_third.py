"""A third reader of FHIR that no one here wrote (fhirkit): it sees what the other two pass over."""

import datetime as dt
import json
from typing import Any

import pytest

from loadshare.interop.fhir.parts import Owner
from loadshare.interop.fhir.sharing import DoneByOthers, SharedWith, sharing_of
from loadshare.interop.fhir.transaction import NO_IDENTIFIER, transactions
from tests.interop.test_fhir import bundle, pain_observation, resources

fhirkit = pytest.importorskip("fhirkit", reason="the third reader is not set up: python3 tools/setup.py dev")
NOW = dt.datetime(2026, 11, 29, 10, tzinfo=dt.UTC)


def shared() -> list[dict[str, Any]]:
    yes = SharedWith(
        id="1", who="Mary <b>", parts=("level", "answers"), since=NOW, until=NOW + dt.timedelta(days=9),
        is_open=True,
    )  # fmt: skip
    looked = DoneByOthers(id="2", at=NOW, event="person-viewed", who="Mary <b>", part="level")
    return list(sharing_of(Owner(started_at="2026-11-23T10:00:06Z"), [yes], [looked]))


def test_it_finds_nothing_wrong_and_writes_all_of_it_back() -> None:
    named = [one for one in resources() if one["resourceType"] not in NO_IDENTIFIER]
    sent = [one for one, _ in transactions(named, sent={})]
    for one in (bundle(), *resources(), *shared(), *sent):
        read = fhirkit.parse(json.dumps(one))
        assert read.issues == [], one["resourceType"]
        assert json.loads(read.to_json()) == one


def test_it_does_find_what_is_wrong() -> None:
    """Else the test above could not fail: two values, and a list with nothing in it."""
    for wrong in (
        pain_observation(valueString="x"),
        pain_observation(category=[]),
        pain_observation(code=None),
    ):
        assert fhirkit.validate(json.dumps(wrong))
