"""`loadshare body study` on a real cluster: killed, lost, gone on with, it gives what one process gives."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadshare.body.daily.version import BODY
from loadshare.body.study import read_study, run_study
from loadshare.home import PACKAGE
from tests.support.command import Command

pytestmark = pytest.mark.system_clock
BIN = Path(sys.executable).parent
SPEC = """
seed = 5
people = 5120
chunk = 256
[[case]]
name = "healthy"
[[case]]
name = "tight"
hip_loss_right_deg = 20
hip_loss_left_deg = 20
[[task]]
name = "sit"
"""
PARTS = 40


class Cluster:
    """A scheduler and its workers: programs of their own, as on several machines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port))

    def _start(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        quiet = {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical", **more}
        process = subprocess.Popen(
            [BIN / "dask", *words, "--no-dashboard"], env={**os.environ, **quiet}, cwd=self.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def work(self, count: int, **more: str) -> list[subprocess.Popen[bytes]]:
        words = ("worker", self.address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        return [self._start(*words, **more) for _ in range(count)]

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    file = tmp_path / "small.toml"
    file.write_text(SPEC)
    return file


def study(spec: Path, out: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [BIN / "loadshare", "body", "study", spec, "--out", out, *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def parts(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.glob("*.parquet")}


def until_parts(out: Path, running: subprocess.Popen[str], count: int) -> None:
    ends = time.monotonic() + 60
    while len(parts(out)) < count:
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < ends
        time.sleep(0.005)


def test_killed_and_lost_and_gone_on_with_it_gives_what_one_process_gives(
    spec: Path, cluster: Cluster, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    run_study(read_study(spec), here)
    assert len(parts(here)) == PARTS
    [alone] = cluster.work(1)
    running = study(spec, there, "--cluster", cluster.address)
    until_parts(there, running, 2)
    running.kill()
    running.communicate()
    written = parts(there)
    assert 2 <= len(written) < PARTS
    # again, with eight: one of them dies over it, and others do its part
    cluster.work(8)
    running = study(spec, there, "--cluster", cluster.address)
    until_parts(there, running, len(written) + 1)
    alone.kill()
    said, problem = running.communicate(timeout=90)
    assert running.returncode == 0, problem
    assert "healthy/sit" in said
    assert parts(there) == parts(here)
    assert parts(there).items() >= written.items()
    assert (there / "summary.json").read_bytes() == (here / "summary.json").read_bytes()


def test_a_cluster_that_is_lost_is_said_and_what_was_computed_stays(
    spec: Path, cluster: Cluster, tmp_path: Path
) -> None:
    cluster.work(1)
    running = study(spec, tmp_path / "out", "--cluster", cluster.address)
    until_parts(tmp_path / "out", running, 1)
    os.killpg(cluster.scheduler.pid, signal.SIGKILL)
    _said, problem = running.communicate(timeout=60)
    assert running.returncode == 2
    assert "is lost; what was computed is kept: run this again to go on" in problem
    assert parts(tmp_path / "out")


def test_a_worker_with_another_model_is_refused(spec: Path, cluster: Cluster, tmp_path: Path) -> None:
    other = tmp_path / "other" / "loadshare"
    shutil.copytree(PACKAGE.parent, other, ignore=shutil.ignore_patterns("server", "__pycache__", "tables"))
    changed = other / BODY.relative_to(PACKAGE.parent) / "sharing.py"
    changed.write_text(changed.read_text() + "\nMORE = 1\n")
    cluster.work(1, PYTHONPATH=str(other.parent))
    said, problem = study(spec, tmp_path / "out", "--cluster", cluster.address).communicate(timeout=60)
    assert "has another body model and would give other numbers" in problem, said
    assert not (tmp_path / "out").exists()


def test_parts_of_another_model_are_not_gone_on_with(command: Command, spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "model.txt").write_text("0123456789abcdef\n")
    refused = command("body", "study", spec, "--out", out)
    assert refused.code == 2
    assert "begun with another body model" in refused.err
    assert list(out.iterdir()) == [out / "model.txt"]


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:1", ""])
def test_an_address_of_no_cluster_is_said(command: Command, spec: Path, tmp_path: Path, address: str) -> None:
    refused = command("body", "study", spec, "--out", tmp_path / "out", "--cluster", address)
    assert (refused.code, refused.err) == (
        2,
        f"loadshare body: no Dask scheduler answers at {address!r}\n",
    )


def test_without_dask_it_says_what_to_install(
    command: Command, spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "distributed"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    refused = command("body", "study", spec, "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1:1")
    assert refused.code == 2
    assert "pip install 'loadshare[cluster]'" in refused.err
    assert not (tmp_path / "out").exists()
