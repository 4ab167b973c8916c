"""Loadshare with a clock that tests can move: the served application, with time travel around each request.

The product has no setting for its clock. This process puts one around it: `python -m
tests.support.moved_site PORT FILE` adds the days written in FILE to the real time.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import time_machine

DAY_S = 86_400


class _Server(ThreadingMixIn, WSGIServer):
    """A browser opens more connections than it uses; each has its own thread."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def moved(application: Callable[..., Iterable[bytes]], clock: Path) -> Callable[..., list[bytes]]:
    """The application at another time; one request at a time, because time is the same for all."""
    lock = threading.Lock()

    def at_another_time(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        with lock:
            to = time.time() + float(clock.read_text(encoding="utf-8")) * DAY_S
            with time_machine.travel(to, tick=True):
                answer = application(environ, start_response)
                try:
                    return list(answer)
                finally:
                    close = getattr(answer, "close", None)
                    if close is not None:
                        close()

    return at_another_time


def main(port: int, clock: Path) -> None:
    """Bring the database up to date and serve until stopped."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from loadshare.server.wsgi import application

    with _Server(("127.0.0.1", port), _Quiet) as server:
        server.set_app(moved(application, clock))
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
