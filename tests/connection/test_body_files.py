"""The body for the viewer: made once, kept long, checked by its mark, whole whoever asks first."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.test import Client

from loadshare.body.movements import movement_ids
from loadshare.server.connection import body_files

LARGEST = 260_000


@pytest.fixture(autouse=True)
def fresh_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path


def test_the_body_has_no_movements_and_is_small(client: Client) -> None:
    response = client.get("/body/body.json")
    body = response.json()
    assert body["version"] == body_files.mark()
    assert "movements" not in body
    assert {"bodies", "joints", "muscles", "tasks", "groups"} <= set(body)
    assert len(brotli.compress(response.content)) < LARGEST


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_it_comes_compressed(client: Client, coding: str, unpack: object) -> None:
    response = client.get("/body/body.json", headers={"accept-encoding": coding})
    assert response["Content-Encoding"] == coding
    assert "Accept-Encoding" in response["Vary"]
    assert json.loads(unpack(response.content))["version"] == body_files.mark()  # type: ignore[operator]


def test_it_is_kept_a_year_under_its_mark_and_checked_otherwise(client: Client) -> None:
    marked = client.get(f"/body/body.json?v={body_files.mark()}")
    assert "immutable" in marked["Cache-Control"]
    plain = client.get("/body/body.json?v=old")
    assert "immutable" not in plain["Cache-Control"]
    again = client.get("/body/body.json", headers={"if-none-match": plain["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_movement_comes_by_itself(client: Client) -> None:
    response = client.get("/body/movements/glute-bridge.json")
    assert response["ETag"] == f'"{body_files.mark()}"'
    assert response.json()["frames"]
    assert client.get("/body/movements/no-such-thing.json").status_code == 404


def test_every_movement_of_the_body_can_be_asked_for() -> None:
    assert all(body_files.has_movement(name) for name in movement_ids())


def test_it_is_made_once_whoever_asks_first(fresh_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = body_files.make

    def counted(name: str, folder: Path) -> None:
        made.append(name)
        make(name, folder)

    monkeypatch.setattr(body_files, "make", counted)
    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(lambda _: body_files.read("body"), range(8)))
    assert made == ["body"]
    assert len(texts) == 1
    assert not [p for p in fresh_folder.rglob(".*") if p.is_file()]


def test_a_page_that_will_want_it_has_it_made(client: Client, fresh_folder: Path, db: None) -> None:  # noqa: ARG001
    client.get("/connection/")
    body_files._wait_for_helper()
    assert list(fresh_folder.glob("body/*/body.json"))
    body_files.warm()
    assert not body_files._helper[-1].is_alive()


def test_only_one_request_waits_for_a_file_that_is_being_made(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    during: list[int] = []
    make = body_files.make

    def watched(name: str, folder: Path) -> None:
        asked = Client().get("/body/movements/clamshell.json")
        during.append(asked.status_code)
        assert asked["Retry-After"] == "2"
        assert "ETag" not in asked
        make(name, folder)

    monkeypatch.setattr(body_files, "make", watched)
    assert client.get("/body/movements/glute-bridge.json").status_code == 200
    assert during == [202]
    monkeypatch.setattr(body_files, "make", make)
    assert client.get("/body/movements/clamshell.json").status_code == 200
