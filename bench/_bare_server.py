"""Serves `bench._bare_site` as Loadshare is served: `python -m bench._bare_server PORT WORKERS THREADS`."""

import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer


def main(port: int, workers: int, threads: int) -> None:
    """Serve until stopped."""
    MPServer(
        "bench._bare_site:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
