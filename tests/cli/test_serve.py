"""`loadshare serve` and `loadshare doctor`: what they say when something is in the way."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from loadshare import __version__
from tests.support.command import Command

PROGRAM = [sys.executable, "-c", "from loadshare.cli.main import main; main()"]


def test_a_port_in_use_is_named_with_another_one_to_try(command: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = command("serve", "--port", port)
    assert (ended.code, ended.out) == (2, "")
    assert f"Cannot listen on 127.0.0.1:{port}" in ended.err
    assert "Choose another port" in ended.err


@pytest.mark.parametrize("port", ["0", "70000", "x"])
def test_a_port_that_is_none_is_refused(command: Command, port: str) -> None:
    ended = command("serve", "--port", port)
    assert (ended.code, ended.out) == (2, "")
    assert "--port" in ended.err


def test_the_doctor_names_everything_it_looked_at(tmp_path: Path) -> None:
    environment = {**os.environ, "LOADSHARE_HOME": str(tmp_path), "DATABASE_URL": "sqlite://:memory:"}
    ended = subprocess.run([*PROGRAM, "doctor"], env=environment, capture_output=True, text=True, check=False)
    assert f"ok    version: Loadshare {__version__}" in ended.stdout
    assert "ok    knowledge: 67 exercises" in ended.stdout
    assert f"ok    data folder: {tmp_path}" in ended.stdout
    assert "ok    database: sqlite, " in ended.stdout
    assert ended.returncode == (1 if "\nwrong " in ended.stdout else 0)


def test_the_doctor_ends_with_1_and_what_to_do_where_something_is_wrong(tmp_path: Path) -> None:
    environment = {**os.environ, "LOADSHARE_HOME": str(tmp_path), "COUNTRY": "XX"}
    ended = subprocess.run([*PROGRAM, "doctor"], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "wrong database: COUNTRY is 'XX'; use one of GB" in ended.stdout
    assert "run: loadshare doctor" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_a_verb_the_help_is_printed(command: Command) -> None:
    ended = command()
    assert "Usage: loadshare" in ended.out + ended.err
    assert ended.code in {0, 2}


def test_an_unknown_verb_ends_with_2(command: Command) -> None:
    ended = command("chekc")
    assert (ended.code, ended.out) == (2, "")
    assert "chekc" in ended.err
