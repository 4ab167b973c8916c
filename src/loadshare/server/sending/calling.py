"""One transaction to a clinic's server, and what became of it. No text of an answer is ever shown."""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from threading import Event, Timer
from typing import Any

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from loadshare.server.sending.address import Called, ServerAddressError, ServerRule

CONNECT_S = 5
SILENT_S = 20
"""So long a server may say nothing."""
WHOLE_S = 40
"""So long one transaction may take in all, once the line stands."""
MOST_ANSWER_BYTES = 4 * 1024 * 1024
LONGEST_WAIT_S = 24 * 60 * 60
MEDIA_TYPE = "application/fhir+json"


class Sent(StrEnum):
    """What became of a transaction."""

    DONE = "done"
    ADDRESS = "address"
    INSIDE = "inside"
    GONE = "gone"
    HTTPS = "https"
    PORT = "port"
    LOST = "lost"
    """No answer, or half of one: it may have arrived."""
    UNTRUSTED = "untrusted"
    TOKEN = "token"
    FORBIDDEN = "forbidden"
    NO_SERVER = "no-server"
    DOUBLE = "double"
    LARGE = "large"
    REFUSED = "refused"
    OFTEN = "often"
    ELSEWHERE = "elsewhere"
    TROUBLE = "trouble"
    NOT_FHIR = "not-fhir"
    SEAL = "seal"


@dataclass(frozen=True, kw_only=True)
class ServerAnswer:
    """How one call ended."""

    fate: Sent
    wait_s: int = 0


_FATES = {
    400: Sent.REFUSED, 401: Sent.TOKEN, 403: Sent.FORBIDDEN, 404: Sent.NO_SERVER, 405: Sent.NO_SERVER,
    409: Sent.DOUBLE, 410: Sent.NO_SERVER, 412: Sent.DOUBLE, 413: Sent.LARGE, 415: Sent.NO_SERVER,
    422: Sent.REFUSED, 429: Sent.OFTEN, 501: Sent.NO_SERVER,
}  # fmt: skip


def call(address: str, token: str, bundle: dict[str, Any], *, rule: ServerRule) -> ServerAnswer:
    """Send one transaction. Never raises; what went wrong is told apart from what was answered."""
    try:
        called = rule.look(address)
    except ServerAddressError as problem:
        return ServerAnswer(fate=Sent(problem.why))
    try:
        status, headers, body = _posted(called, token, json.dumps(bundle).encode())
    except _UntrustedError:
        return ServerAnswer(fate=Sent.UNTRUSTED)
    except (HTTPError, HTTPException, OSError, ValueError):
        return ServerAnswer(fate=Sent.LOST)
    if status in (200, 201):
        is_whole = _is_whole(body, len(bundle["entry"]))
        return ServerAnswer(fate=Sent.DONE if is_whole else Sent.NOT_FHIR)
    if 300 <= status < 400:
        return ServerAnswer(fate=Sent.ELSEWHERE)
    fate = _FATES.get(status, Sent.TROUBLE if status >= 500 else Sent.REFUSED)
    return ServerAnswer(fate=fate, wait_s=_wait(headers) if fate is Sent.OFTEN or status == 503 else 0)


class _UntrustedError(Exception):
    """The server could not show who it is. Nothing was sent yet."""


def _posted(called: Called, token: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    """Asks the machine that was looked at, under the name it was given; follows nothing."""
    usual = 443 if called.is_sealed else 80
    headers = {
        "Host": called.host if called.port == usual else f"{called.host}:{called.port}",
        "Authorization": f"Bearer {token}",
        "Content-Type": MEDIA_TYPE,
        "Accept": MEDIA_TYPE,
        "Accept-Encoding": "identity",
        "User-Agent": "Loadshare",
    }
    with closing(_connection(called)) as connection:
        try:
            connection.connect()
        except ssl.SSLError:
            raise _UntrustedError from None
        with _whole_within(connection, WHOLE_S):
            connection.request("POST", called.path or "/", body=body, headers=headers, preload_content=False)
            response = connection.getresponse()
            read = bytearray()
            for piece in response.stream(64 * 1024, decode_content=False):
                read += piece
                if len(read) > MOST_ANSWER_BYTES:
                    raise ValueError
        return response.status, {name.lower(): value for name, value in response.headers.items()}, bytes(read)


def _connection(called: Called) -> HTTPConnection:
    if not called.is_sealed:
        return HTTPConnection(called.machine, called.port, timeout=CONNECT_S)
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(certifi.where())
    return HTTPSConnection(
        called.machine,
        called.port,
        timeout=CONNECT_S,
        ssl_context=trusted,
        server_hostname=called.host,
    )


@contextmanager
def _whole_within(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """Ends the line when the time is over: a limit of silence never ends one that says a sign now and then.

    Raises `TimeoutError`.
    """
    line = connection.sock
    assert line is not None, "it is connected"
    connection.timeout = SILENT_S
    line.settimeout(SILENT_S)
    is_over = Event()

    def end() -> None:
        is_over.set()
        with suppress(OSError):  # it has ended by itself
            line.shutdown(socket.SHUT_RDWR)

    clock = Timer(seconds, end)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
    if is_over.is_set():  # what stopped in the middle may look whole
        raise TimeoutError


def _is_whole(body: bytes, count: int) -> bool:
    """Whether every entry was created, changed or found, as the server says."""
    try:
        said = json.loads(body)
        entries = said["entry"]
        statuses = [str(one["response"]["status"]) for one in entries]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    is_answer = (said.get("resourceType"), said.get("type")) == ("Bundle", "transaction-response")
    return is_answer and len(statuses) == count and all(re.match(r"20[01]\b", one) for one in statuses)


def _wait(headers: dict[str, str]) -> int:
    text = headers.get("retry-after", "")
    return min(int(text), LONGEST_WAIT_S) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else 0
