"""`loadshare measure`: figures as text or JSON, plain refusals, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loadshare.cli.measure import REFUSED_EXIT_CODE, UNREADABLE_EXIT_CODE, app
from loadshare.measure import Placement, Side, write_own_csv
from tests.measure.test_angles import _bends, _shin
from tests.measure.test_stance_and_timed import _bridge, _chair, _stance

_WALK = Path(__file__).parents[1] / "measure" / "data" / "oxford_neckpouch_45s.csv.gz"


@pytest.fixture
def save(tmp_path):
    def _save(recording, name="recording.csv"):
        path = tmp_path / name
        path.write_text(write_own_csv(recording=recording))
        return str(path)

    return _save


def _run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_walk_as_text_with_assumptions_and_plot():
    result = _run("walk", _WALK, "--placement", "other", "--plot")
    assert result.exit_code == 0
    assert "cadence per min" in result.output
    assert "assumed: The table names no columns: " in result.output
    assert "█" in result.output


def test_walk_as_json_has_every_bar():
    result = json.loads(_run("walk", _WALK, "--json").output)
    assert result["steps"]["low"] < result["steps"]["value"] < result["steps"]["high"]
    assert result["quality"]["verdict"] in ("good", "fair")
    assert len(result["step_times_s"]) == result["steps"]["value"]


def test_hip_moves(save):
    path = save(_shin(-30, -31, side=Side.RIGHT))
    assert json.loads(_run("hip", path, "--json").output)["side"] == "right"
    assert _run("hip", path, "--move", "jump").exit_code == 2
    for other in ("flexion", "thomas"):  # a shin that turns is neither
        assert _run("hip", path, "--move", other).exit_code == REFUSED_EXIT_CODE
    lifted = save(_bridge((0, 0), (2, 0), (4, 100), (6, 100), (8, 0), (10, 104), (12, 104)), "thigh.csv")
    assert _run("hip", lifted, "--move", "flexion", "--side", "left").exit_code == 0
    hangs = save(_bridge((0, -80), (2, -80), (5, 7), (8, 7)), "hangs.csv")
    assert _run("hip", hangs, "--move", "thomas", "--side", "left").exit_code == 0


def test_bend_takes_two_files(save):
    rib = save(_bends(100, 99, placement=Placement.LOWEST_RIB), "rib.csv")
    result = json.loads(_run("bend", save(_bends(60, 61)), rib, "--json").output)
    assert result["hip_share"]["value"] == pytest.approx(0.61, abs=0.02)


def test_stance_chair_and_bridge(save):
    assert "pelvic drop" in _run("stance", save(_stance(12.0, 3.0, side=Side.LEFT)), "--side", "left").output
    assert json.loads(_run("chair", save(_chair(9, period_s=3.0)), "--json").output)["count"]["value"] == 9
    hold = save(_bridge((0, 0), (2, 0), (3, 30), (14, 28), (16, 3), (18, 3)))
    assert "time s" in _run("bridge", hold, "--hold").output


def test_the_leg_must_be_known(save):
    recording = _shin(-30, -31, side=None)
    result = _run("hip", save(recording), "--json")
    assert result.exit_code == REFUSED_EXIT_CODE
    assert json.loads(result.output)["refused"]["code"] == "side-unknown"


def test_a_refusal_prints_no_number(save):
    result = _run("walk", save(_shin(-30, -31)))
    assert result.exit_code == REFUSED_EXIT_CODE
    assert "No result" in result.output
    assert "cadence" not in result.output


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00\xff", b"PK\x03\x04", b"1,2\n"])
def test_unreadable_files_are_named_and_refused(tmp_path, content):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    result = _run("walk", path)
    assert result.exit_code == UNREADABLE_EXIT_CODE
    assert "broken.csv" in result.output


def test_a_missing_file_is_named(tmp_path):
    result = _run("walk", tmp_path / "nothing.csv")
    assert result.exit_code == UNREADABLE_EXIT_CODE
    assert "nothing.csv" in result.output
