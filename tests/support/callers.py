"""People who speak to a real server over HTTP, and copies of every size for them to bring."""

import datetime as dt
import http.client
import io
import json
import re
import time
import uuid
import zipfile
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Answer:
    """What came back, and after how long."""

    status: int
    text: str
    headers: dict[str, str]
    seconds: float


@dataclass
class Caller:
    """Somebody's browser, as far as cookies go."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, b"", {})

    def post(self, address: str, values: dict[str, str], *, token_from: str = "/data/bring/") -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self.token(token_from), **values}).encode()
        return self._ask("POST", address, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def bring(self, content: bytes) -> Answer:
        border, token = uuid.uuid4().hex, self.token("/data/bring/")
        head = f'--{border}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        head += f'--{border}\r\nContent-Disposition: form-data; name="copy"; filename="copy.zip"\r\n'
        body = (head + "Content-Type: application/zip\r\n\r\n").encode() + content
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        return self._ask("POST", "/data/bring/", body + f"\r\n--{border}--\r\n".encode(), kind)

    def token(self, address: str) -> str:
        found = TOKEN.search(self.get(address).text)
        assert found is not None, address
        return found[1]

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection(self.host, timeout=300)
        said = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.monotonic()
        try:
            connection.request(method, address, body, {**headers, **({"Cookie": said} if said else {})})
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(response.status, text, dict(response.getheaders()), time.monotonic() - began)


def large_copy(*, breaks: int = 0, days: int = 0, programme: dict[str, Any] | None = None) -> bytes:
    """A copy with so many breaks and so many days of pain, packed."""
    began = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
    said = [
        {
            "number": n + 1,
            "client_id": str(uuid.uuid4()),
            "at": f"{began + dt.timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}",
            "kind": "moved",
            "door": "page",
            "details": {},
        }
        for n in range(breaks)
    ]
    pain = [
        {"number": n + 1, "on": f"{dt.date(1950, 1, 1) + dt.timedelta(days=n)}", "pain": n % 11}
        for n in range(days)
    ]
    data = {
        "format": "loadshare-data",
        "version": 1,
        "made_at": "2026-11-28T10:00:00Z",
        "made_by": "Loadshare",
        "person": {"started_at": "2026-01-01T09:00:00Z"},
        "tables": {**(programme or {}), "breaks": said, "pain": pain},
    }
    return packed_copy(data)


def packed_copy(data: Any) -> bytes:
    """A copy as the zip that people take."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data))
    return out.getvalue()
