"""`loadshare.server.running.gateway:application`, what the web server runs.

Django answers in a few threads. Here a request is taken whole, in a loop that waits for any number of senders
at once, before a thread sees it; and a thread is done once its answer is made, however slowly that is
fetched. So a slow or broken line holds up nobody else. This is RSGI, the interface of granian itself.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.urls import Resolver404, resolve

from loadshare.server.connection import engine
from loadshare.server.running.health import LIVE
from loadshare.server.running.watching import HEADER, note_unseen
from loadshare.server.wsgi import application as pages

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

THREADS = 4
FIRST_PAGES_S = 10.0
"""The body model is loaded after this long: the first pages go first."""
PATIENCE_S = 20.0
"""A body may keep silent this long, and may take this long and a second more for each `SLOWEST_BYTES`."""
SLOWEST_BYTES = 1000
IN_MEMORY_BYTES = 512 * 1024
MOST_AT_ONCE_BYTES = 256 * 1024 * 1024
"""All bodies together that are too long for the memory, from their first byte until they are answered. Forms
are far shorter: however many files come, an answer of the check finds its way."""
COME_BACK_S = 60

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back."""

    status: int
    headers: Headers
    body: bytes


ALIVE = Reply(
    status=200,
    headers=[("Content-Type", "application/json"), ("Cache-Control", "no-store")],
    body=b'{"status": "ok"}',
)


class BrokenOffError(Exception):
    """A body that did not come whole: no page gets to see the request."""

    def __init__(self, status: int, words: str, *headers: tuple[str, str]) -> None:
        super().__init__(words)
        kind = ("Content-Type", "text/plain; charset=utf-8")
        self.answer = Reply(
            status=status, headers=[kind, ("Connection", "close"), *headers], body=words.encode()
        )


class Gateway:
    """Takes requests whole and hands them to a few threads."""

    def __init__(self, application: Wsgi) -> None:
        self._application = application
        self._threads: ThreadPoolExecutor | None = None
        self._large_bytes = 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the worker: nothing of it may exist in the process that makes workers."""
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")
        engine.prepare(after_s=FIRST_PAGES_S)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let what is being answered be finished."""
        if self._threads is not None:
            self._threads.shutdown()
        if settings.TRACES:
            from loadshare.server.running.tracing import send_what_is_left

            send_what_is_left()

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        """One request."""
        if scope.path.rstrip("/") == LIVE and scope.method in {"GET", "HEAD"}:
            # This process is there, even where a page waits for the database in every thread.
            proto.response_bytes(ALIVE.status, ALIVE.headers, b"" if scope.method == "HEAD" else ALIVE.body)
            return
        announced = _bytes_to_take(scope)
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            with self._room_for(announced), tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as body:
                if announced:
                    await _take_body(announced, proto, body)
                answer = await loop.run_in_executor(self._threads, self._answer, scope, body)
        except BrokenOffError as broken:
            answer = broken.answer
            number = note_unseen(
                environ_of(scope, io.BytesIO()), status=answer.status, took_s=loop.time() - began
            )
            answer.headers.append((HEADER, number))
        proto.response_bytes(answer.status, answer.headers, answer.body)

    @contextmanager
    def _room_for(self, announced: int) -> Iterator[None]:
        """In the loop, which does one thing at a time: no lock is needed."""
        large = announced if announced > IN_MEMORY_BYTES else 0
        if self._large_bytes + large > MOST_AT_ONCE_BYTES:
            words = "Many large files are on their way just now. Please send it again in a minute."
            raise BrokenOffError(503, words, ("Retry-After", str(COME_BACK_S)))
        self._large_bytes += large
        try:
            yield
        finally:
            self._large_bytes -= large

    def _answer(self, scope: Scope, body: IO[bytes]) -> Reply:
        begun: list[tuple[str, Headers]] = []
        made = self._application(environ_of(scope, body), lambda *status: begun.append(status[:2]))
        try:
            content = b"".join(made)
        finally:
            getattr(made, "close", lambda: None)()
        status, headers = begun[-1]
        return Reply(status=int(status.split(" ", 1)[0]), headers=headers, body=content)


def _bytes_to_take(scope: Scope) -> int:
    """One that is too long or does not say how long it is stays unread; the page refuses it."""
    announced = int(scope.headers.get("content-length") or 0)
    return announced if 0 < announced <= _most_at(scope.path) else 0


async def _take_body(announced: int, proto: HTTPProtocol, body: IO[bytes]) -> None:
    taken = 0
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        async with asyncio.timeout(PATIENCE_S) as limit:
            async for part in proto:
                body.write(part)
                taken += len(part)
                slowest = began + PATIENCE_S + taken / SLOWEST_BYTES
                limit.reschedule(min(loop.time() + PATIENCE_S, slowest))
    except TimeoutError:
        raise BrokenOffError(408, "This came too slowly. Please send it again.") from None
    if taken != announced:
        raise BrokenOffError(400, "This broke off on its way. Please send it again.")
    body.seek(0)


def _most_at(path: str) -> int:
    from loadshare.server.requests.body_limits import most_at  # only once the application is set up

    try:
        return most_at(resolve(path).view_name)
    except Resolver404:
        return 0


def environ_of(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request as WSGI (PEP 3333) has it."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # else it could pass for the header with a dash, which a proxy in front has written
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ


application = Gateway(pages)
