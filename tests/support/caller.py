"""Somebody at a real server, over the wire, with cookies of their own."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Caller:
    """Keeps one connection open, as a browser does, and the cookies it was given."""

    def __init__(self, port: int, *, timeout_s: float = 30) -> None:
        self.cookies: dict[str, str] = {}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)

    def __enter__(self) -> Caller:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str, **headers: str) -> Answered:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str] | None = None) -> Answered:
        """A form with its token, which is asked for as devices do."""
        token = self.get("/offline/sync/").json["token"]
        return self.send(path, {"csrfmiddlewaretoken": token, **(fields or {})})

    def send(self, path: str, fields: dict[str, str]) -> Answered:
        """A form as it is."""
        return self._ask(
            "POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def begin(self) -> str:
        """Start a check, which makes this a guest of their own; the name their device has."""
        assert self.post("/check/").status == 302
        name = str(self.get("/offline/sync/").json["person"])
        assert name != "nobody"
        return name

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answered:
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            self._connection.request(method, path, body, (cookies if self.cookies else {}) | headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        for line in response.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answered(
            status=response.status,
            headers={name.lower(): value for name, value in response.getheaders()},
            body=content,
        )
