"""Days of walking from a phone's health app: shown first, kept on a yes, and leaving with the person."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import timezone
from typer.testing import CliRunner

from loadshare.cli.measure import app
from loadshare.server.measurements.models import WalkedDay
from loadshare.server.progress.walked import mean_steps
from tests.interop.test_health import _record, _xml, _zip
from tests.server.cast import Visitor

pytestmark = pytest.mark.django_db


def _export(days: int = 60, *, steps: int = 5400) -> bytes:
    today = timezone.localdate()
    ons = [(today - dt.timedelta(days=n)).isoformat() for n in range(days + 1)]
    records = [_record(value=str(steps + 10 * n), day=on) for n, on in enumerate(ons)]
    records += [_record("WalkingSpeed", "4.5", on, unit="km/hr") for on in ons]
    records += [_record("WalkingAsymmetryPercentage", "0.03", on, unit="%") for on in ons]
    return _zip(_xml(*records))


def _send(visitor: Visitor, content: bytes, name: str = "export.zip") -> HttpResponse:
    return visitor.post("/data/bring/", {"copy": SimpleUploadedFile(name, content)})


def _days_in(response: HttpResponse) -> str:
    found = re.search(r'name="days" value="([^"]+)"', response.content.decode())
    assert found, response.content.decode()
    return found[1]


def test_days_are_shown_kept_once_and_leave_with_the_person(guest: Visitor) -> None:
    guest.with_programme()
    shown = _send(guest, _export())
    page = shown.content.decode()
    assert "60 days of walking from Apple Health" in page
    assert "Nothing of it is kept yet" in page
    assert "They are not our tests" in page
    assert not WalkedDay.objects.exists()
    for added in (60, 0):
        assert guest.post("/data/bring/", {"days": _days_in(shown)})["Location"] == "/data/"
        assert guest.person.walked_days.count() == 60
        told = guest.get("/data/").content.decode()
        assert ("60 entries were added" if added else "Everything in this copy is here already") in told
    assert mean_steps(guest.person, today=timezone.localdate()) == 5500
    progress = guest.get("/progress/").content.decode()
    assert "Steps a day, as your phone counted" in progress
    assert "this is no test" in progress
    assert "about 5500 steps a day" in guest.get("/walks/").content.decode().replace(",", "")
    copy = guest.post("/data/take/").content
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        rows = json.loads(archive.read("data.json"))["tables"]["walked_days"]
        assert "walked_days.csv" in {Path(name).name for name in archive.namelist()}
    assert rows[-1] == rows[-1] | {"source": "apple-health", "speed_m_s": 1.25, "asymmetry_pct": 3.0}
    guest.post("/data/delete/")
    assert not WalkedDay.objects.exists()
    other = Visitor()
    assert _send(other, copy)["Location"] == "/data/"
    assert other.person.walked_days.count() == 60


def test_days_changed_on_their_way_or_beyond_any_body_are_refused(guest: Visitor) -> None:
    sealed = _days_in(_send(guest, _export(3)))
    assert guest.post("/data/bring/", {"days": f"x{sealed}"}).status_code == 422
    copy = json.loads(_copy_by_command(_export(3)))
    copy["tables"]["walked_days"][0]["steps"] = 500_000
    assert _send(guest, json.dumps(copy).encode(), "data.json").status_code == 422
    assert not WalkedDay.objects.exists()


def test_a_damaged_export_says_so(guest: Visitor) -> None:
    answer = _send(guest, _zip(_xml(_record(), after="")))
    assert answer.status_code == 422
    assert "broken or cut off" in answer.content.decode()


def test_what_the_command_wrote_is_taken_in(guest: Visitor) -> None:
    assert _send(guest, _copy_by_command(_export(5)), "data.json")["Location"] == "/data/"
    assert guest.person.walked_days.count() == 5


def _copy_by_command(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        export, copy = Path(folder, "export.zip"), Path(folder, "days.json")
        export.write_bytes(content)
        result = CliRunner().invoke(app, ["days", str(export), "--copy", str(copy)])
        assert result.exit_code == 0, result.output
        assert "days of apple-health" in result.output
        return copy.read_bytes()
