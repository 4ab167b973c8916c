"""`loadshare plan`: a week with a reason for every item, or why there is none."""

import json
from pathlib import Path

import pytest

from tests.support.clock import today
from tests.support.command import Command
from tests.support.examples import FOLDER, example_with, written_as_toml

DESK = FOLDER / "desk-worker.toml"


def test_the_words_name_every_item_its_reason_and_what_is_left_out(command: Command) -> None:
    ended = command("plan", DESK, "--starts", "2026-12-07")
    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= 80
    titles = ("Week 1 of 6, from 7 December 2026", "Your week", "Monday:", "Move more", "On a bad day")
    for words in (*titles, "Left out, and why", "Good to know", "Evidence:", "Get help the same hour"):
        assert words in ended.out


def test_json_holds_the_check_and_the_programme(command: Command) -> None:
    result = json.loads(command("plan", DESK, "--json", "--starts", "2026-12-07").out)
    assert result["check"]["safety"]["level"] == "C"
    assert result["no_programme"] is None
    programme = result["programme"]
    assert (programme["week"], programme["starts"]) == (1, "2026-12-07")
    assert all(item["why"] and item["grade"] for item in programme["items"])
    assert len(programme["days"]) == 7


def test_a_later_week_starts_later_and_carries_on(command: Command) -> None:
    first = json.loads(command("plan", DESK, "--json", "--starts", "2026-12-07").out)["programme"]
    third = json.loads(command("plan", DESK, "--json", "--starts", "2026-12-07", "--week", "3").out)[
        "programme"
    ]
    assert (third["week"], third["starts"]) == (3, "2026-12-21")
    assert {item["exercise"] for item in first["items"]} & {item["exercise"] for item in third["items"]}


def test_without_a_date_the_block_starts_today(command: Command) -> None:
    starts = json.loads(command("plan", DESK, "--json").out)["programme"]["starts"]
    assert starts == today().isoformat()


def test_an_emergency_has_no_programme_and_says_what_to_do(command: Command) -> None:
    ended = command("plan", FOLDER / "emergency.toml")
    assert ended.code == 0
    assert "No programme for now" in ended.out
    assert "Call 999" in ended.out
    assert "Your week" not in ended.out


def test_an_emergency_is_null_in_json_with_the_reason(command: Command) -> None:
    ended = command("plan", FOLDER / "emergency.toml", "--json")
    result = json.loads(ended.out)
    assert ended.code == 0
    assert result["programme"] is None
    assert "Call 999" in result["no_programme"]["do"]


def test_somebody_under_age_gets_no_programme(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "young.toml"
    file.write_text(written_as_toml(example_with("desk-worker", age=16)))
    result = json.loads(command("plan", file, "--json").out)
    assert result["programme"] is None
    assert result["no_programme"]["why"]


@pytest.mark.parametrize("date", ["7.12.2026", "2026-13-01", "soon", "1999-12-31", "9999-12-31"])
def test_a_date_that_cannot_be_used_is_refused_with_what_is_allowed(command: Command, date: str) -> None:
    ended = command("plan", DESK, "--starts", date)
    assert (ended.code, ended.out) == (2, "")
    assert f"--starts = {date!r}" in ended.err
    assert "allowed" in ended.err


@pytest.mark.parametrize("week", ["0", "7", "x"])
def test_a_week_outside_the_block_is_refused(command: Command, week: str) -> None:
    ended = command("plan", DESK, "--week", week)
    assert (ended.code, ended.out) == (2, "")
    assert "--week" in ended.err


def test_a_pdf_is_written_where_asked(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "week.pdf"
    ended = command(
        "plan", FOLDER / "desk-worker.toml", "--pdf", path, "--paper", "us-letter", "--large-print"
    )
    assert (ended.code, path.read_bytes()[:5]) == (0, b"%PDF-")
    assert "Nothing else was stored" in ended.words


def test_no_pdf_where_there_may_be_no_programme(command: Command, tmp_path: Path) -> None:
    ended = command("plan", FOLDER / "emergency.toml", "--pdf", tmp_path / "week.pdf")
    assert ended.code == 0
    assert "No programme for now" in ended.words
    assert not (tmp_path / "week.pdf").exists()


def test_a_pdf_that_cannot_be_written_says_so(command: Command, tmp_path: Path) -> None:
    ended = command("plan", FOLDER / "desk-worker.toml", "--pdf", tmp_path / "no" / "week.pdf")
    assert ended.code == 2
    assert "cannot be written" in ended.err


def test_what_to_expect_stands_before_the_week(command: Command) -> None:
    out = " ".join(command("plan", DESK, "--starts", "2026-12-07").out.split())
    assert out.index("What to expect, on average") < out.index("Week 1 of 6")
    assert "208 days or more, against 112 days" in out
    told = json.loads(command("plan", DESK, "--json", "--starts", "2026-12-07").out)["expectation"]
    assert len(told) == 3
    assert all(one["grade"] and one["not_said"] and one["sources"] for one in told)
