"""The viewer's file: compact, complete, and placed as the model is."""

import gzip
import json

import numpy as np
import pytest

from loadshare.body import Body, BodyError
from loadshare.body.export import export_body
from loadshare.body.movements import movement_ids


@pytest.fixture(scope="module")
def exported() -> dict:  # type: ignore[type-arg]
    from tests.body.conftest import shared_body

    return export_body(shared_body())


def test_it_is_compact_and_complete(exported: dict) -> None:  # type: ignore[type-arg]
    text = json.dumps(exported, separators=(",", ":"))
    assert len(text) < 160_000
    assert len(gzip.compress(text.encode())) < 30_000
    assert set(exported["movements"]) == set(movement_ids())
    assert len(exported["muscles"]) == 80


def test_a_viewer_can_rebuild_the_body(exported: dict, body: Body) -> None:  # type: ignore[type-arg]
    bodies = exported["bodies"]
    assert bodies[0]["parent"] == -1
    assert all(b["parent"] < i for i, b in enumerate(bodies))
    assert {j["name"] for j in exported["joints"]} >= set(exported["limbs"])
    frame = exported["movements"]["glute-bridge"]["frames"][0]
    assert len(frame["root"]) == 7
    assert np.linalg.norm(frame["root"][3:]) == pytest.approx(1.0, abs=0.01)
    assert len(frame["q"]) == len(exported["limbs"])
    assert len(frame["loads"]) == len(exported["loads"])
    assert all(0 <= g < len(exported["groups"]) for g in frame["active"][::2])
    names = {b["name"] for b in bodies}
    assert names == {body.chooser("male").skeleton.mj.body(i).name for i in range(1, len(bodies) + 1)}


def test_one_exercise_alone(body: Body) -> None:
    assert list(export_body(body, exercises=["clamshell"], frames=3)["movements"]) == ["clamshell"]
    with pytest.raises(BodyError, match="unknown exercise"):
        export_body(body, exercises=["handstand"])
