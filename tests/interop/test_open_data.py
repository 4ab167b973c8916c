"""The movements as open data: every number of the viewer's file, in tables a stranger can read."""

import csv
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from loadshare.interop.open_data import write_movements
from loadshare.interop.stills.paper import drawings_of

MOVES = ("glute-bridge", "clamshell")


@pytest.fixture(scope="module")
def exported() -> dict[str, Any]:
    from loadshare.body.export import export_body
    from tests.body.conftest import shared_body

    return export_body(shared_body(), exercises=MOVES)


@pytest.fixture
def folder(exported: dict[str, Any], tmp_path: Path) -> Path:
    stills = {name: text for one in MOVES for name, text in drawings_of(one).items()}
    write_movements(exported, tmp_path / "data", names={"clamshell": "Clamshell"}, stills=stills)
    return tmp_path / "data"


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_posture_is_there_with_its_second(exported: dict[str, Any], folder: Path) -> None:
    for one in MOVES:
        move = exported["movements"][one]
        angles = [row for row in rows(folder, "angles") if row["exercise"] == one]
        assert len(angles) == len(move["frames"]) * (3 + len(exported["limbs"]))
        assert float(angles[0]["time_s"]) == 0
        assert float(angles[-1]["time_s"]) == pytest.approx(move["seconds"], abs=0.001)
        last = {row["joint"]: float(row["angle_deg"]) for row in angles[-3 - len(exported["limbs"]) :]}
        assert [last[joint] for joint in exported["limbs"]] == move["frames"][-1]["q"]
        loads = [row for row in rows(folder, "loads") if row["exercise"] == one]
        assert {row["unit"] for row in loads} == {"N", "body weights"}
        assert [float(row["value"]) for row in loads[:4]] == move["frames"][0]["loads"]
        contacts = {row["contact"] for row in rows(folder, "contacts") if row["exercise"] == one}
        assert contacts == set(move["supports"])
    assert [row["name"] for row in rows(folder, "movements")] == ["glute-bridge", "Clamshell"]
    assert all(float(row["activation_pct"]) >= 4 for row in rows(folder, "muscles"))


def test_a_drawing_stands_by_itself(folder: Path) -> None:
    drawings = sorted(folder.glob("stills/*.svg"))
    assert {path.stem for path in drawings} == {f"{one}-{end}" for one in MOVES for end in ("start", "then")}
    for path in drawings:
        text = path.read_text(encoding="utf-8")
        assert "var(" not in text
        assert ET.fromstring(text).get("viewBox")


def test_a_shorter_writing_leaves_nothing_of_a_longer_one(exported: dict[str, Any], folder: Path) -> None:
    (folder / "stills" / "my-own.svg").write_text("<svg/>", encoding="utf-8")
    one = MOVES[0]
    fewer = {**exported, "movements": {one: exported["movements"][one]}}
    write_movements(fewer, folder, names={}, stills=drawings_of(one))
    assert {path.stem for path in folder.glob("stills/*")} == {f"{one}-start", f"{one}-then", "my-own"}
    for path in folder.glob("*.csv"):
        assert MOVES[1] not in path.read_text(encoding="utf-8"), path


def test_what_it_is_not_and_the_licence_go_with_it(folder: Path) -> None:
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "## What it is not" in page
    for path in folder.glob("*.csv"):
        assert f"`{path.name}`" in page
    assert "CC BY 4.0" in (folder / "LICENSE.md").read_text(encoding="utf-8")
