"""Two web hosts, a primary and a standby: what people notice while machines are lost. In this order.

Run by name: `pytest -m hosts`. Everything is real (granian, PostgreSQL, HAProxy); the hosts are namespaces.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.cluster import ROOT, Cluster
from tests.hosts.network import makes_lines
from tests.support.clock import AHEAD, CHILDREN

pytestmark = [pytest.mark.hosts, pytest.mark.system_clock]
PROMOTED_AFTER_S = 3
BACK_WITHIN_S = 5


class Load:
    """What those who called saw."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, str, int, float]] = []
        self.acknowledged: list[str] = []
        self.pages: list[tuple[int, str, str]] = []

    @property
    def failed(self) -> list[tuple[float, str, int, float]]:
        return [one for one in self.asked if one[2] not in (200, 302)]

    def words(self) -> str:
        worst = max((took for *_, took in self.asked), default=0)
        return f"{len(self.asked)} requests, {len(self.failed)} failed, worst {worst:.2f} s"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="loadshare-hosts-") as folder:
        made = Cluster(Path(folder))
        try:
            made.make_databases()
            made.loadshare(made.web1, "migrate")
            for host in (made.web1, made.web2):
                made.start_web(host)
            made.start_proxy()
            yield made
        finally:
            made.close()


@pytest.fixture(scope="module")
def held(cluster: Cluster) -> dict[str, Any]:
    """Somebody with a programme: what a device of theirs holds."""
    said = subprocess.run(
        ["ip", "netns", "exec", cluster.web1.space, sys.executable, "-m", "tests.support.seeded"],
        env=cluster.environment(cluster.web1, DJANGO_SETTINGS_MODULE="loadshare.server.settings"),
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(json.loads(said.stdout))


@contextmanager
def under_load(cluster: Cluster, held: dict[str, Any]) -> Iterator[Load]:
    """While inside, people read and send; afterwards the load says what they saw."""
    load, door = Load(), cluster.lb.address
    process = subprocess.Popen(
        ["ip", "netns", "exec", cluster.cli.space, sys.executable, "-m", "tests.hosts.load", door],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps(held) + "\n")
    process.stdin.flush()
    try:
        time.sleep(1.5)
        yield load
        time.sleep(1)
    finally:
        said, _ = process.communicate(timeout=90)
    for name, value in json.loads(said).items():
        setattr(load, name, value)
    print(f"\n    {load.words()}")


def kept(cluster: Cluster, load: Load, host: Any) -> set[str]:
    rows = cluster.ask(host, "SELECT entry FROM offline_receipt").splitlines()
    return set(load.acknowledged) & set(rows)


def test_a_web_host_is_killed_and_nobody_notices(cluster: Cluster, held: dict[str, Any]) -> None:
    with under_load(cluster, held) as load:
        cluster.web1.kill_all()
        time.sleep(5)
        cluster.start_web(cluster.web1)
    assert load.failed == []
    assert len(load.asked) > 50
    assert kept(cluster, load, cluster.db1) == set(load.acknowledged) != set()


def test_a_cable_is_cut_for_seven_seconds_and_nobody_notices(cluster: Cluster, held: dict[str, Any]) -> None:
    with under_load(cluster, held) as load:
        cluster.web2.cut()
        time.sleep(7)
        cluster.web2.mend()
        cluster.until_ready(cluster.web2)
    assert load.failed == []
    assert len(load.asked) > 50


@pytest.mark.parametrize("line", ["to the database", "to people"])
def test_a_long_line_that_loses_packets_is_only_slow(
    cluster: Cluster, held: dict[str, Any], line: str
) -> None:
    """200 ms there and back, and 5 in 100 packets lost on each way, for the hosts at both ends."""
    if not makes_lines():
        pytest.skip("the system lends no devices (TUN) here")
    ends = (cluster.web1, cluster.db1) if line == "to the database" else (cluster.cli, cluster.lb)
    with (
        cluster.network.bad_line(*ends, delay_s=0.1, loss=0.05, seed=20) as went,
        under_load(cluster, held) as load,
    ):
        time.sleep(8)
    print(f"    {line}: {went['carried']} packets, {went['lost']} lost")
    assert went["lost"] > 5
    assert went["carried"] > 100
    assert load.failed == []
    assert len(load.asked) > 10
    assert kept(cluster, load, cluster.db1) == set(load.acknowledged) != set()


def test_a_clock_three_minutes_off_costs_nothing_and_the_doctor_says_it(
    cluster: Cluster, held: dict[str, Any]
) -> None:
    off = {AHEAD: "180", "PYTHONPATH": str(CHILDREN)}
    cluster.web2.kill_all()
    cluster.start_web(cluster.web2, **off)
    with under_load(cluster, held) as load:
        time.sleep(3)
        said = cluster.loadshare(cluster.web2, "doctor", **off)
    assert "ahead of its database" in said
    assert load.failed == []
    assert kept(cluster, load, cluster.db1) == set(load.acknowledged) != set()
    cluster.web2.kill_all()
    cluster.start_web(cluster.web2)


def test_everything_is_back_as_it_was_a_moment_before_it_was_deleted(
    cluster: Cluster, held: dict[str, Any]
) -> None:
    cluster.back_up()
    with under_load(cluster, held) as load:
        time.sleep(3)
    moment = cluster.ask(cluster.db1, "SELECT clock_timestamp()")
    time.sleep(1)
    cluster.ask(cluster.db1, "DELETE FROM offline_receipt")
    cluster.until_archived()
    assert kept(cluster, load, cluster.db1) == set()
    began = time.monotonic()
    cluster.restore_to(moment)
    print(f"    restored in {time.monotonic() - began:.1f} s")
    assert kept(cluster, load, cluster.db3) == set(load.acknowledged) != set()
    cluster.db3.kill_all()


def test_a_full_disk_of_the_database_is_said_quietly_and_nothing_acknowledged_is_lost(
    cluster: Cluster, held: dict[str, Any]
) -> None:
    with under_load(cluster, held) as load:
        filler = cluster.fill_disk(cluster.db1)
        for _ in range(6):  # new files of the log, for which there is no room
            with suppress(AssertionError):
                cluster.ask(cluster.db1, "SELECT pg_switch_wal()", user="postgres")
            time.sleep(0.5)
        filler.unlink()
        free = time.time()
        if cluster.db1.processes[-1].poll() is not None:
            cluster.start_database(cluster.db1)  # as systemd does
        time.sleep(4)
    assert {status for _, _, status, _ in load.asked} <= {200, 302, 503}
    assert any(at > free and status == 200 for at, what, status, _ in load.asked if what.startswith("POST"))
    assert kept(cluster, load, cluster.db1) == set(load.acknowledged) != set()


def test_the_primary_is_killed_the_standby_takes_over_and_the_old_one_is_refused(
    cluster: Cluster, held: dict[str, Any]
) -> None:
    with under_load(cluster, held) as load:
        cluster.db1.kill_all()
        time.sleep(PROMOTED_AFTER_S)
        cluster.promote()
        promoted = time.time()
        time.sleep(8)
    written = sorted(
        at + took for at, what, status, took in load.asked if what.startswith("POST") and status == 200
    )
    back_s = next(at for at in written if at > promoted) - promoted
    print(f"    writes were back {back_s:.1f} s after the promotion")
    assert back_s < BACK_WITHIN_S
    assert kept(cluster, load, cluster.db2) == set(load.acknowledged) != set()
    assert {status for _, _, status, _ in load.failed} == {503}, "a quiet page, and nothing worse"
    assert load.pages
    for _status, again, page in load.pages:
        assert again.isdecimal()
        assert 'href="/help/"' in page or "problem" in page or page.startswith("{"), page[:200]
    # the old one comes back, as it was, and believes to be the primary
    cluster.start_database(cluster.db1, waits=False)
    assert cluster.ask(cluster.db1, "SELECT pg_is_in_recovery()") == "f"
    said = cluster.loadshare(cluster.web2, "doctor")
    assert f"{cluster.db1.address}:5432 and {cluster.db2.address}:5432 all take writes" in said, said
    before = cluster.ask(cluster.db1, "SELECT count(*) FROM offline_receipt")
    for host in (cluster.web1, cluster.web2):  # new connections, and a host that starts anew
        host.kill_all()
        cluster.start_web(host)
    with under_load(cluster, held) as load:
        time.sleep(3)
    assert load.failed == []
    assert kept(cluster, load, cluster.db2) == set(load.acknowledged) != set()
    assert cluster.ask(cluster.db1, "SELECT count(*) FROM offline_receipt") == before, (
        "nothing is written there"
    )
