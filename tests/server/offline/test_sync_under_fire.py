"""Many at once, and a server killed while it takes a list: a real server on the engine of this run."""

import datetime as dt
import io
import json
import os
import threading
import urllib.error
import urllib.request
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.site import Site

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.system_clock
NO_ANSWER = (urllib.error.URLError, OSError)


@dataclass
class HttpDevice:
    """Sends as a device does, over the wire."""

    site: Site
    cookies: dict[str, str]
    name: str
    offer: str

    def entries(self, count: int) -> list[dict[str, Any]]:
        """A session every third, taps between, oldest first."""
        now = dt.datetime.now(dt.UTC)
        return [
            {
                "id": str(uuid.uuid4()),
                "kind": "pain" if place % 3 else "session",
                "made_at": (now - dt.timedelta(hours=count - place)).isoformat(),
                "body": {"pain": str(place % 11)} if place % 3 else self._session(),
            }
            for place in range(count)
        ]

    def _session(self) -> dict[str, str]:
        return {"offer": self.offer, "client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"}

    def send(self, entries: list[dict[str, Any]]) -> list[str]:
        """The outcome of each, or an error where there is no answer."""
        parcel = {"person": self.name, "sent_at": dt.datetime.now(dt.UTC).isoformat(), "entries": entries}
        answer = self._ask("/offline/sync/", json.dumps(parcel).encode())
        return [one["outcome"] for one in answer["answers"]]

    def kept(self) -> dict[str, Any]:
        """Everything about this person, as they may take it along."""
        with zipfile.ZipFile(io.BytesIO(self._fetch("/data/take/", b"{}"))) as copy:
            return json.loads(copy.read("data.json"))["tables"]  # type: ignore[no-any-return]

    def _ask(self, path: str, data: bytes | None = None) -> Any:
        return json.loads(self._fetch(path, data))

    def _fetch(self, path: str, data: bytes | None = None) -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is not None:
            visit = self._ask("/offline/sync/")
            headers |= {"Content-Type": "application/json", "X-CSRFToken": visit["token"]}
        request = urllib.request.Request(self.site.address + path, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())


@pytest.fixture
def device(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[HttpDevice]:
    on_postgresql = pytestconfig.getoption("--database") == "postgresql"
    site = Site(tmp_path, **({"DATABASE_URL": os.environ["DATABASE_URL"]} if on_postgresql else {}))
    held = site.seeded()
    try:
        site.start()
        _take_a_token_cookie(site, held["cookies"])
        yield HttpDevice(site, **held)
    finally:
        site.kill()


def _take_a_token_cookie(site: Site, cookies: dict[str, str]) -> None:
    with urllib.request.urlopen(f"{site.address}/offline/sync/", timeout=20) as answer:
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            cookies.setdefault(name, value)


def kept_once_and_in_order(device: HttpDevice, entries: list[dict[str, Any]]) -> None:
    copy = device.kept()
    taken = [(sent["kind"], sent["is_kept"]) for sent in copy["sent_by_devices"]]
    assert taken == [(one["kind"], True) for one in entries]
    made = [dt.datetime.fromisoformat(sent["made_at"]) for sent in copy["sent_by_devices"]]
    assert made == sorted(made)
    assert len(copy["sessions"]) == sum(one["kind"] == "session" for one in entries)


def test_four_senders_at_once_keep_each_entry_once_and_in_order(device: HttpDevice) -> None:
    entries = device.entries(18)
    outcomes: list[list[str]] = []

    def send_until_answered() -> None:
        while "later" in (answered := device.send(entries)):
            pass
        outcomes.append(answered)

    threads = [threading.Thread(target=send_until_answered) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == len(threads)
    for place in range(len(entries)):
        assert sorted(answered[place] for answered in outcomes) == ["already", "already", "already", "kept"]
    kept_once_and_in_order(device, entries)


def test_a_server_killed_while_taking_a_list_has_each_entry_once(device: HttpDevice) -> None:
    entries = device.entries(45)
    ended_early = 0
    for patience_s in (0.15, 0.4, 0.8):
        sending = threading.Thread(target=_send_and_lose, args=(device, entries))
        sending.start()
        sending.join(timeout=patience_s)
        ended_early += sending.is_alive()
        device.site.kill()
        sending.join()
        device.site.start()
    assert ended_early, "at least once it was in the middle"
    assert set(device.send(entries)) <= {"kept", "already"}
    assert set(device.send(entries)) == {"already"}
    kept_once_and_in_order(device, entries)


def _send_and_lose(device: HttpDevice, entries: list[dict[str, Any]]) -> None:
    try:
        device.send(entries)
    except NO_ANSWER:
        return
    except json.JSONDecodeError:
        return
