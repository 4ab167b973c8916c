"""`loadshare body ...`: results people can read, JSON, plots, and plain errors with exit code 2."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loadshare.cli.body import app

RUN = CliRunner()


def run(*words: str) -> str:
    result = RUN.invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_solve_as_table_json_and_plot(tmp_path: Path) -> None:
    plot = tmp_path / "bend.svg"
    text = run(
        "solve",
        "--task",
        "bend",
        "--hip-loss",
        "20",
        "--strength",
        "gluteus-medius=0.5",
        "--people",
        "50",
        "--plot",
        str(plot),
    )
    assert "L5/S1 compression" in text
    assert plot.read_text().startswith("<svg")
    answer = json.loads(run("solve", "--task", "bend", "--set", "trunk_deg=40", "--people", "20", "--json"))
    assert answer["can_hold"] is True
    assert answer["band"]["people"] == 20


def test_solve_says_what_cannot_be_held() -> None:
    words = [
        "--strength",
        "hip-abductors=0",
        "--strength",
        "deep-rotators=0",
        "--strength",
        "rectus-femoris=0",
    ]
    assert "cannot hold" in run("solve", "--task", "single-leg-stance", "--people", "0", *words)


def test_compare_as_table_json_and_plot(tmp_path: Path) -> None:
    plot = tmp_path / "sit.svg"
    assert "change" in run("compare", "--task", "sit", "--hip-loss", "30", "--plot", str(plot))
    both = json.loads(run("compare", "--task", "sit", "--hip-loss-right", "30", "--json"))
    assert both["person"]["lumbar_deg"] > both["healthy"]["lumbar_deg"]
    assert "this person" in plot.read_text()


def test_exercise_as_table_json_and_plot(tmp_path: Path) -> None:
    plot = tmp_path / "bridge.svg"
    assert "gluteus-maximus activity" in run("exercise", "glute-bridge", "--frames", "5", "--plot", str(plot))
    assert len(json.loads(run("exercise", "clamshell", "--frames", "3", "--json"))) == 3
    assert "polyline" in plot.read_text()


def test_shock_as_table_json_and_plot(tmp_path: Path) -> None:
    plot = tmp_path / "shock.svg"
    assert "hertz" in run("shock", "--plot", str(plot))
    assert len(json.loads(run("shock", "--knee", "20", "--json"))["l5"]) == 30


def test_a_heel_that_lands_by_band() -> None:
    assert "5 to 15" in run("shock", "--landing")
    usual, bent = (json.loads(run("shock", "--landing", *knee, "--json")) for knee in ((), ("--knee", "40")))
    for band in ("slow", "fast"):
        assert usual[band]["low"] < usual[band]["middle"] < usual[band]["high"]
        assert bent[band]["high"] < usual[band]["low"]
    straight = json.loads(run("shock", "--landing", "--knee", "0", "--json"))
    assert straight["slow"]["low"] > usual["slow"]["middle"], "0 degrees are an angle as any other"


@pytest.mark.parametrize("more", [("--stance", "right"), ("--stance", "both"), ("--plot", "shock.svg")])
def test_what_a_landing_cannot_do_is_refused_and_not_left_out(more: tuple[str, str]) -> None:
    result = RUN.invoke(app, ["shock", "--landing", *more])
    assert result.exit_code == 2
    assert "leave out --stance and --plot" in result.stderr


def test_export(tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    run("export", "--only", "clamshell", "--out", str(file))
    assert list(json.loads(file.read_text())["movements"]) == ["clamshell"]
    assert json.loads(run("export", "--only", "clamshell"))["format"] == 1


def test_study(tmp_path: Path) -> None:
    spec = tmp_path / "s.toml"
    spec.write_text("people = 30\n[[case]]\nname='healthy'\n[[task]]\nname='stand'\n")
    assert "healthy/stand" in run("study", str(spec), "--out", str(tmp_path / "out"))
    assert (tmp_path / "out" / "summary.json").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["solve", "--task", "fly"], "unknown task 'fly'"),
        (["solve", "--task", "bend", "--height", "3"], "height_m = 3 m is outside 1.4 to 2.1 m"),
        (["solve", "--task", "bend", "--strength", "gluteals=-1"], "-1 is outside 0 to 2"),
        (["solve", "--task", "bend", "--strength", "gluteals"], "write NAME=NUMBER"),
        (["solve", "--task", "bend", "--hip-loss", "nan"], "not nan"),
        (["solve", "--task", "bend", "--people", "-5"], "people = -5"),
        (["solve", "--task", "stand", "--plot", "/nowhere/at/all.svg"], "cannot write 'all.svg'"),
        (["exercise", "handstand"], "unknown exercise 'handstand'"),
        (["exercise", "clamshell", "--frames", "1"], "--frames = 1"),
        (["study", "none.toml", "--out", "out"], "no study file"),
        (["shock", "--knee", "99"], "knee_deg = 99"),
    ],
)
def test_bad_input_ends_with_2_and_says_why(words: list[str], message: str) -> None:
    result = RUN.invoke(app, words)
    assert result.exit_code == 2
    assert message in result.stderr
