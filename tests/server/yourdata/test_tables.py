"""A person's data as a spreadsheet: from the page, and from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from loadshare.interop.workbook import facts_of
from loadshare.server.audit.models import AuditEvent
from loadshare.server.belongings.leaving import everything_of
from tests.interop.test_workbook import read
from tests.server.cast import Visitor
from tests.server.yourdata.changed_copies import rich_copy
from tests.support.installation import Place


@pytest.mark.django_db
def test_a_whole_person_is_in_the_workbook() -> None:
    person = Visitor()
    copy = SimpleUploadedFile("a.json", json.dumps(rich_copy()).encode(), "application/json")
    person.post("/data/bring/", {"copy": copy})
    tables: dict[str, Any] = everything_of(person.person, now=timezone.now())["tables"]
    assert "Take it as a spreadsheet" in person.get("/data/").content.decode()
    before = AuditEvent.objects.filter(event="data-taken").count()
    taken = person.post("/data/take/tables/")
    assert taken["Content-Disposition"].endswith('.xlsx"')
    assert AuditEvent.objects.filter(event="data-taken").count() == before + 1
    sheets = read(taken.content)
    assert set(sheets) == {name for name, rows in tables.items() if rows} | {"facts"}
    assert {name: len(rows) - 1 for name, rows in sheets.items() if name != "facts"} == {
        name: len(rows) for name, rows in tables.items() if rows
    }
    assert len(sheets["facts"]) - 1 == len(list(facts_of(tables))) > 500


@pytest.mark.django_db
def test_a_stranger_has_nothing_to_take(guest: Visitor) -> None:
    assert guest.post("/data/take/tables/")["Location"] == "/data/"
    assert "Take it as a spreadsheet" not in guest.get("/data/").content.decode()


@pytest.mark.django_db
def test_the_command_line_writes_the_same_into_a_folder(tmp_path: Path) -> None:
    copy, out = tmp_path / "copy.json", tmp_path / "out"
    content = rich_copy()
    copy.write_text(json.dumps(content), encoding="utf-8")
    place = Place(tmp_path / "home")
    nothing = place.loadshare("export", copy)
    assert (nothing.code, "--tables FOLDER" in nothing.said) == (2, True)
    ended = place.loadshare("export", copy, "--tables", out)
    assert ended.code == 0, ended.said
    held = {name for name, rows in content["tables"].items() if rows}
    assert {path.name for path in out.iterdir()} == {f"{name}.csv" for name in held} | {
        "facts.csv",
        "tables.xlsx",
    }
    assert f"Wrote {len(held) + 2} files into" in ended.said
    assert set(read((out / "tables.xlsx").read_bytes())) == held | {"facts"}
    again = place.loadshare("export", copy, "--tables", out)
    assert (again.code, "exists" in again.said) == (2, True)
    (out / "mine.csv").write_text("kept", encoding="utf-8")
    fewer = {name: [] for name in content["tables"]} | {"pain": content["tables"]["pain"]}
    copy.write_text(json.dumps({**content, "tables": fewer}), encoding="utf-8")
    ended = place.loadshare("export", copy, "--tables", out, "--force")
    assert ended.code == 0, ended.said
    assert {path.name for path in out.iterdir()} == {"pain.csv", "facts.csv", "tables.xlsx", "mine.csv"}
