"""Answer files that cannot be used: exit code 2, on stderr, with the key, the value and what is allowed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.command import Command
from tests.support.examples import EXAMPLES, FOLDER, example, example_with, written_as_toml

WRONG: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"agee": 38}, ("agee = 38", "unknown question", "did you mean 'age'?")),
    ({"age": "old"}, ("age = 'old'", "wrong type", "a whole number from 0 to 115")),
    ({"age": 300}, ("age = 300", "out of range", "from 0 to 115")),
    ({"age": 38.5}, ("age = 38.5", "not a whole number")),
    ({"age": None}, ("age: this question needs an answer", "from 0 to 115")),
    ({"age": 10**400}, ("age = '1329 bits'", "number too large")),
    ({"sex": "f"}, ("sex = 'f'", "one of: female, male, another")),
    ({"night_waking": True}, ("night-waking = True", "yes, no, not-sure")),
    ({"emergency_nerves": None}, ("emergency-nerves: this question needs an answer", "saddle-numbness")),
    ({"emergency_chest": ["heart"]}, ("emergency-chest = ['heart']", "chest-pain")),
    ({"pain_places": []}, ("pain-places = []", "choose at least one")),
    ({"equipment": ["none", "step"]}, ("equipment", "does not go with other answers")),
]


@pytest.mark.parametrize(("answers", "said"), WRONG, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("verb", ["check", "plan"])
def test_a_wrong_answer_is_named_with_its_value_and_what_is_allowed(
    command: Command, tmp_path: Path, verb: str, answers: dict[str, Any], said: tuple[str, ...]
) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(written_as_toml(example_with("desk-worker", **answers)))
    ended = command(verb, file)
    assert (ended.code, ended.out) == (2, "")
    assert all(words in ended.err for words in (*said, "allowed:")), ended.err
    assert list(tmp_path.iterdir()) == [file]


def test_every_problem_is_named_at_once(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    raw = example_with("desk-worker", age="x", sex=None, emergency_legs=None)
    raw["tests"]["hip-rotation"]["internal"] = {"middle": 3}
    raw["extra"] = 1
    file.write_text(written_as_toml(raw))
    ended = command("check", file)
    assert "answers.toml: 5 things to put right" in ended.err
    for key in ("age", "extra", "tests.hip-rotation.internal", "sex", "emergency-legs"):
        assert f"\n  {key}" in ended.err


@pytest.mark.parametrize("verb", ["check", "plan", "review"])
def test_many_missing_answers_are_named_together(command: Command, tmp_path: Path, verb: str) -> None:
    """Half a file is no screen full of errors, and with --json every one of them is there in full."""
    file = tmp_path / "answers.toml"
    raw = example_with("desk-worker", age="x", sex=None, bother=None, many_places=None, emergency_legs=None)
    file.write_text(written_as_toml(raw))
    ended = command(verb, file)
    assert (ended.code, ended.out) == (2, "")
    lines = ended.err.strip().splitlines()
    assert len(lines) <= 6
    assert "4 questions need an answer: emergency-legs, sex, bother, many-places" in ended.err
    assert "loadshare questions" in lines[-1]
    ended = command(verb, file, "--json")
    assert (ended.code, ended.out) == (2, "")
    told = {problem["key"]: problem for problem in json.loads(ended.err)["problems"]}
    assert {"age", "sex", "bother", "many-places", "emergency-legs"} <= set(told)
    assert told["age"]["value"] == "x"
    assert "female" in told["sex"]["allowed"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[answers]\nage = ", "not readable as TOML"),
        (b'[answers]\nsex = "fem', "not readable as TOML"),
        (b"", "no answers here"),
        (b"answers = 3", "wrong type"),
        (b'[answers]\nsex = "\xff"', "not UTF-8 text (byte 17 is 0xff)"),
        (b"[answers]\nage = " + b"[" * 5000 + b"]" * 5000, "too deep"),
        (b"# " + b"x" * 1_000_001, "too large"),
        (b"[answers]\nage = 0x" + b"f" * 6000, "number too large"),
        (b"[answers]\nage = 1979-05-27", "wrong type"),
        (b"[answers]\nage = nan", "age = nan"),
    ],
    ids=["cut off", "cut off in text", "empty", "no table", "latin", "deep", "large", "long", "date", "nan"],
)
def test_a_file_that_is_no_answer_file_says_why(
    command: Command, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "answers.toml"
    file.write_bytes(content)
    ended = command("check", file)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"answers": {"age": 3', "not readable as JSON"),
        (b"[1, 2]", "not a table of answers"),
        (b'{"answers": {"age": Infinity}}', "age = inf"),
        (b'{"answers": {}, "note": "\\ud800"}', "note = \"'\\\\ud800'\": not text"),
        (b"[" * 200_000, "too deep"),
    ],
    ids=["cut off", "a list", "endless", "half a letter", "deep"],
)
def test_a_json_file_that_is_no_answer_file_says_why(
    command: Command, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "answers.json"
    file.write_bytes(content)
    ended = command("check", file)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_missing_file_and_a_folder_are_named(command: Command, tmp_path: Path) -> None:
    missing = command("check", tmp_path / "none.toml")
    assert missing.code == 2
    assert "there is no such file" in missing.err
    assert "loadshare questions" in missing.err
    folder = command("check", tmp_path)
    assert folder.code == 2
    assert "cannot be read" in folder.err


def test_a_file_saved_with_a_byte_order_mark_is_read(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_bytes(b"\xef\xbb\xbf" + (FOLDER / "desk-worker.toml").read_bytes())
    assert command("check", file).code == 0


def test_the_installed_command_ends_with_code_2_and_a_clean_stdout(tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text("[answers]\nage = 300\n")
    program = [sys.executable, "-c", "from loadshare.cli.main import main; main()"]
    ended = subprocess.run([*program, "check", str(file)], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "age = 300" in ended.stderr
    assert "Traceback" not in ended.stderr


KEYS = sorted({key for path in EXAMPLES for key in example(path.stem)["answers"]})
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["yes", "no", "not-sure", "none"]),
    st.lists(st.one_of(st.text(max_size=10), st.integers()), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([path.stem for path in EXAMPLES]),
    changes=st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=12)), VALUES, max_size=4),
    tests=VALUES,
    with_tests=st.booleans(),
    verb=st.sampled_from(["check", "plan"]),
)
def test_a_changed_example_gives_a_result_or_says_what_to_put_right(
    command: Command,
    tmp_path: Path,
    name: str,
    changes: dict[str, Any],
    tests: Any,
    with_tests: bool,
    verb: str,
) -> None:
    raw = example(name)
    raw["answers"] |= changes
    if with_tests:
        raw["tests"] = tests
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(raw))
    ended = command(verb, file, "--json")
    if ended.code == 0:
        assert json.loads(ended.out)
    else:
        assert (ended.code, ended.out) == (2, "")
        assert all(problem["allowed"] for problem in json.loads(ended.err)["problems"])
        as_text = command(verb, file).err
        assert "to put right" in as_text
        assert "allowed:" in as_text or "loadshare questions" in as_text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([path.stem for path in EXAMPLES]), data=st.data())
def test_an_example_cut_off_anywhere_gives_a_result_or_says_what_to_put_right(
    command: Command, tmp_path: Path, name: str, data: st.DataObject
) -> None:
    content = (FOLDER / f"{name}.toml").read_bytes()
    file = tmp_path / "cut.toml"
    file.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    ended = command("check", file)
    assert ended.code in {0, 2}
    assert (ended.err == "") == (ended.code == 0)
    assert "Traceback" not in ended.err
