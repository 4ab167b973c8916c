"""A Ctrl+C that comes while a compiled part calls back is not lost, and shows no traceback."""

import subprocess
import sys

import pytest

PRESSED_WITHIN_A_CALL_BACK = """
import ctypes, os, signal, time
from loadshare.ending import run_to_end

def called_back():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)

def run():
    ctypes.CFUNCTYPE(None)(called_back)()
    for _ in range(200):
        time.sleep(0.05)
    print("went on")

raise SystemExit(run_to_end(run))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of POSIX")
def test_it_ends_all_the_same() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PRESSED_WITHIN_A_CALL_BACK],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")
