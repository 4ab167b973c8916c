"""The body for the viewer: the export of the model, kept long, checked by its mark, no engine needed."""

import gzip
import json
import subprocess
import sys

import brotli
import pytest
from django.test import Client

from loadshare.body import Body
from loadshare.body.daily.version import model_version
from loadshare.body.export import export_body
from loadshare.body.laying import props_of
from loadshare.body.movements import movement_ids, read_movement
from loadshare.server.ui import body_files
from tests.body.daily.test_table import RENEW

LARGEST = 260_000


def test_the_body_has_no_movements_and_is_small(client: Client) -> None:
    response = client.get("/body/body.json")
    body = response.json()
    assert response["ETag"] == f'"{body_files.mark()}"'
    assert "movements" not in body
    assert {"bodies", "joints", "muscles", "tasks", "groups"} <= set(body)
    assert len(brotli.compress(response.content)) < LARGEST


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_it_comes_compressed(client: Client, coding: str, unpack: object) -> None:
    response = client.get("/body/body.json", headers={"accept-encoding": coding})
    assert response["Content-Encoding"] == coding
    assert "Accept-Encoding" in response["Vary"]
    assert unpack(response.content) == client.get("/body/body.json").content  # type: ignore[operator]


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


def test_the_bend_of_the_first_page_comes_with_its_loads(client: Client) -> None:
    bend = client.get("/body/movements/bend.json").json()
    assert len(bend["press"]) == len(bend["frames"])
    page = client.get("/").content.decode()
    _, _, low, middle, high = bend["press"][-1]
    assert f"{round(middle)} of 100 parts of the load are in the hips" in page
    assert f'<rect class="load-bar__edge" x="{low}" width="{high - low:.1f}' in page


def test_every_movement_of_the_body_can_be_asked_for() -> None:
    assert set(body_files.viewer()["movements"]) == set(movement_ids())
    assert all(body_files.has_movement(name) for name in movement_ids())


def test_the_file_is_what_the_model_exports_now(body: Body) -> None:
    assert body_files.viewer()["model"] == model_version(movements=True, export=True), RENEW
    exported = export_body(body, exercises=["clamshell"])
    movement = json.loads(body_files.read("clamshell"))
    assert movement["supports"] == exported["movements"]["clamshell"]["supports"]
    for kept, now in zip(movement["frames"], exported["movements"]["clamshell"]["frames"], strict=True):
        assert kept["q"] == pytest.approx(now["q"], abs=1)
    assert json.loads(body_files.read("body"))["muscles"] == exported["muscles"]


def test_every_movement_has_the_things_its_exercise_needs() -> None:
    for name, movement in body_files.viewer()["movements"].items():
        assert movement["props"] == list(props_of(read_movement(name))), RENEW


def test_no_engine_is_loaded_to_send_them() -> None:
    asked = "from loadshare.server.ui import body_files as b; import sys; b.read('body', 'br');"
    said = "print(sorted({'mujoco', 'numba', 'loadshare.body.engine'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", asked + said], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
