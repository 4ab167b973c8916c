"""`loadshare check`: every level, in words and as JSON."""

import json
from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.examples import FOLDER, example_with, written_as_toml


def test_the_words_fit_eighty_columns_and_name_the_level_the_ideas_and_the_limits(command: Command) -> None:
    ended = command("check", FOLDER / "desk-worker.toml")
    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= 80
    assert ended.out.startswith("Level C: you can look after this yourself")
    for words in ("Hips that move less: fits well", "For: You said", "Against: You said", "cannot tell"):
        assert words in ended.out


def test_an_emergency_says_what_to_do_and_nothing_about_ideas(command: Command) -> None:
    ended = command("check", FOLDER / "emergency.toml")
    assert ended.code == 0
    assert ended.out.startswith("Level E: please get help now")
    assert ended.out.count("Call 999 or go to A&E now.") == 1
    assert "Passing urine has changed" in ended.out
    for later in ("fits well", "partly", "C+", "chosen around"):
        assert later not in ended.out


def test_an_emergency_is_reported_while_other_answers_are_missing(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "short.toml"
    file.write_text('[answers]\nsaddle-numbness = "yes"\n')
    ended = command("check", file, "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["safety"]["level"] == "E"


def test_an_open_answer_is_named_as_one(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "unsure.toml"
    answers = example_with("desk-worker", emergency_chest=None)["answers"]
    answers |= {"chest-pain": "not-sure", "sudden-severe-faint": "no", "cold-foot": "no"}
    file.write_text(written_as_toml({"answers": answers}))
    ended = command("check", file)
    assert ended.code == 0
    assert ended.out.startswith("Level S: please be seen today")
    assert "(you were not sure)" in ended.words


def test_json_carries_level_reasons_profile_look_alikes_and_filters(command: Command) -> None:
    result = json.loads(command("check", FOLDER / "pregnant-26-weeks.toml", "--json").out)
    assert result["safety"]["level"] == "C+"
    assert {reason["item"] for reason in result["safety"]["reasons"]} == {"pregnant", "pelvic-girdle-pain"}
    assert all(point["reason"] for fit in result["profile"]["fits"] for point in fit["speaks_for"])
    assert [match["look_alike"] for match in result["look_alikes"]] == ["pelvic-girdle-pain"]
    assert "pregnancy" in {active["filter"] for active in result["filters"]}


def test_words_in_json_hold_this_countrys_numbers(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTRY", "US")
    out = command("check", FOLDER / "emergency.toml", "--json").out
    assert "Call 911 or go to an emergency room now" in out
    assert "{emergency}" not in out


def test_an_unknown_country_is_refused_with_the_known_ones(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTRY", "XX")
    ended = command("check", FOLDER / "emergency.toml")
    assert ended.code == 2
    assert "COUNTRY is 'XX'; use one of GB" in ended.err


def test_a_json_file_gives_the_same_as_a_toml_file(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "desk-worker.json"
    file.write_text(json.dumps(example_with("desk-worker")))
    from_json = command("check", file, "--json").out
    assert from_json == command("check", FOLDER / "desk-worker.toml", "--json").out


def test_tests_that_were_stopped_are_named(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "stopped.toml"
    raw = example_with("desk-worker")
    raw["tests"]["hip-rotation"]["stopped-by-pain"] = "yes"
    file.write_text(written_as_toml(raw))
    ended = command("check", file)
    assert "Tests that were not counted" in ended.out
    assert "Stopping was right." in ended.words
