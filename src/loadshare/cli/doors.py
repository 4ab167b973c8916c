"""A door of the application: one address that the web server of granian listens on.

`python -m loadshare.cli.doors HOST PORT CERTIFICATE KEY` is a door over https in a process of its own.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from loadshare.ending import run_to_end

SILENCE_MS = 20_000
"""So long may the lines before a body take to come, and a connection wait for its next request."""
CONNECTIONS = 4096
"""For each worker. Waiting ones cost next to nothing (`running.gateway`)."""
STOPS_WITHIN_S = 10
"""A worker told to stop while it was still starting does not hear it; after this it is ended."""


def listen(
    *, host: str, port: int, workers: int = 1, tls: tuple[Path, Path] | None = None, drain_s: float = 0
) -> None:
    """Serve until stopped; `tls` is a certificate and its key.

    Told to stop by SIGTERM, it goes on for `drain_s` seconds, and `/health/ready` says that it is leaving.
    """
    from granian.constants import HTTPModes, Interfaces, SSLProtocols
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    from loadshare.server.running.leaving import place_to_say_it, say_leaving
    from loadshare.server.running.starting import check_nothing_is_open

    class Server(MPServer):
        """Stops a while after SIGTERM: what sends requests here has time to send them elsewhere."""

        def signal_handler_interrupt(self, number: int, frame: FrameType | None) -> None:
            stop: Callable[..., object] = super().signal_handler_interrupt
            if number != signal.SIGTERM or drain_s <= 0 or sys.platform == "win32":
                stop(number, frame)
                return
            say_leaving()
            # Whatever comes next ends it: this alarm, a second SIGTERM, Ctrl+C.
            for end in (signal.SIGALRM, signal.SIGTERM):
                signal.signal(end, stop)
            signal.setitimer(signal.ITIMER_REAL, drain_s)

    _allow_connections()
    certificate, key = tls or (None, None)
    server = Server(
        "loadshare.server.running.gateway:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        websockets=False,
        # Only for version 1 of http does granian end connections that keep silent.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=SILENCE_MS),
        backpressure=CONNECTIONS,
        ssl_cert=certificate,
        ssl_key=key,
        ssl_protocol_min=SSLProtocols.tls12,
        workers_kill_timeout=STOPS_WITHIN_S,
        log_level=LogLevels.warning,
    )
    server.on_startup(check_nothing_is_open)
    with place_to_say_it() as shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(shared)  # read by each worker, where anything is counted
        server.serve()


def _allow_connections() -> None:
    """As many open files as the system lets us have, where it counts them."""
    if sys.platform == "win32":
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 4 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 4 * CONNECTIONS)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(most, _soft), hard))


if __name__ == "__main__":
    _host, _port, *_files = sys.argv[1:]
    _tls = (Path(_files[0]), Path(_files[1]))
    raise SystemExit(run_to_end(lambda: listen(host=_host, port=int(_port), tls=_tls)))
