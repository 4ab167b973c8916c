"""Exports of Apple Health and Health Connect: what real ones hold, and what nobody may make of them."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
import tracemalloc
import zipfile

import pytest

from bench.health import write_export
from loadshare.interop.health import HealthRefusedError, days, is_health_export, read_health, reading
from loadshare.zips import MOST_MEMBERS

TODAY = dt.date(2026, 11, 30)
KINDS_OF_IOS_16 = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST VisionPrescription
  type CDATA #REQUIRED
<!ELEMENT Prescription EMPTY
]>
"""


def _record(kind="StepCount", value="100", day="2026-11-28", *, source="Phone", unit="count", more=""):
    return (
        f'<Record type="HKQuantityTypeIdentifier{kind}" sourceName="{source}" sourceVersion="26.1" {more}'
        f'unit="{unit}" creationDate="{day} 09:00:00 +0100" startDate="{day} 08:00:00 +0100" '
        f'endDate="{day} 08:05:00 +0100" value="{value}"/>\n'
    )


def _xml(*records, before="", after="</HealthData>"):
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}{before}<HealthData locale="de_DE">\n{"".join(records)}{after}'.encode()


def _zip(content, name="apple_health_export/export.xml", *, more=0):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
        for n in range(more):
            archive.writestr(f"apple_health_export/workout-routes/route_{n}.gpx", "<gpx/>")
        archive.writestr(name, content)
    return out.getvalue()


def _read(content):
    return read_health(io.BytesIO(content), today=TODAY)


def _steps(content):
    return {day.on.isoformat(): day.steps for day in _read(content).days}


def test_steps_of_several_devices_are_not_added_up():
    content = _xml(
        _record(value="100"),
        _record(value="250"),
        _record(value="300", source="Watch"),
        _record(value="40", day="2026-11-29", source="Watch"),
        _record(value="9", day="2026-11-30"),  # today goes on
    )
    assert _steps(_zip(content)) == {"2026-11-28": 350, "2026-11-29": 40}
    assert _steps(content) == _steps(_zip(content, "apple_health_export/导出.xml", more=MOST_MEMBERS))


@pytest.mark.parametrize(
    ("unit", "value"), [("m/s", 1.25), ("km/hr", 4.5), ("mi/hr", 2.79617), ("ft/s", 4.10105)]
)
def test_speed_in_any_unit_and_the_share_of_uneven_steps(unit, value):
    speeds = [_record("WalkingSpeed", value * factor, unit=unit) for factor in (0.5, 1, 1.2)]
    uneven = [_record("WalkingAsymmetryPercentage", share, unit="%") for share in (0.0, 0.02, 0.3)]
    (day,) = _read(_xml(*speeds, *uneven)).days
    assert (day.steps, day.speed_m_s, day.asymmetry_pct) == (None, 1.25, 2.0)


def test_what_ios_16_writes_is_read():
    """Its list of kinds is no XML, and names hold signs that XML forbids."""
    content = _xml(_record(source="A\x0bB"), before=KINDS_OF_IOS_16)
    assert _steps(_zip(content)) == {"2026-11-28": 100}


@pytest.mark.parametrize("value", ["", "many", "-3", "nan", "inf", "1e9"])
def test_what_is_no_count_is_left_out_and_told(value):
    found = _read(_xml(_record(), _record(value=value), _record("WalkingSpeed", "4", unit="knots")))
    assert ([day.steps for day in found.days], found.left_out) == ([100], 2)


def test_attributes_in_another_order_and_no_moment():
    kind = 'type="HKQuantityTypeIdentifierStepCount"'
    turned = f'<Record value="70" unit="count" startDate="2026-11-28 08:00:00 +0100" {kind}/>'
    lost = f'<Record {kind} value="70"/>'
    found = _read(_xml(turned, lost))
    assert ([day.steps for day in found.days], found.left_out) == ([70], 1)


BOMB = '<!DOCTYPE HealthData [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BROKEN = {
    "an entity": _xml(_record(source="&b;"), before=BOMB),
    "a second document type": _xml(_record(), '<!DOCTYPE a [<!ENTITY b "c">]>'),
    "cut off": _xml(_record(), after=""),
    "no day": _xml(),
    "only today": _xml(_record(day="2026-11-30")),
    "a zip cut off": _zip(_xml(_record()))[:-100],
    "a zip of something else": _zip(b"<a/>"),
    "a picture": b"\x89PNG\r\n",
    "nothing": b"",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_in_words(name):
    with pytest.raises(HealthRefusedError, match=r"export|walking"):
        _read(BROKEN[name])


def test_nothing_of_an_outer_file_comes_in(tmp_path):
    outer = tmp_path / "outer.xml"
    outer.write_text(_record(value="4242"))
    at = outer.as_uri()
    ways = {
        "an entity": _xml("&x;", before=f'<!DOCTYPE HealthData [<!ENTITY x SYSTEM "{at}">]>'),
        "an entity after the root": _xml(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{at}">]>&x;'),
        "an outer list of kinds": _xml("&x;", before=f'<!DOCTYPE HealthData SYSTEM "{at}">'),
        "XInclude": _xml(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{at}"/>'),
    }
    for name, content in ways.items():
        with pytest.raises(HealthRefusedError) as refusal:
            _read(content)
        assert "4242" not in str(refusal.value), name
    beside = ways["XInclude"].replace(b"</HealthData>", _record().encode() + b"</HealthData>")
    assert _steps(beside) == {"2026-11-28": 100}


SWOLLEN = {
    "one long tag": f'<a b="{"c" * 3 * 2**20}"/>',
    "one long comment": f"<!--{'<a>' * 2**20}-->",
    "thousands open at a time": "<a>" * 30_000 + "</a>" * 30_000,
    "thousands of names": "".join(f"<a{n}/>" for n in range(6000)),
}


@pytest.mark.parametrize("name", SWOLLEN)
def test_what_would_fill_the_memory_is_refused(name):
    with pytest.raises(HealthRefusedError, match="broken"):
        _read(_zip(_xml(_record(), SWOLLEN[name])))


def test_much_packed_into_little_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "_LEAST_OPENED_BYTES", 2**20)
    with pytest.raises(HealthRefusedError, match="broken"):
        _read(_zip(_xml(_record(), " " * 4 * 2**20)))


def test_a_limit_ends_the_reading(monkeypatch):
    """It is no fault of one record, which would be left out while the memory fills on."""
    monkeypatch.setattr(days, "_MOST_SUMS", 10)
    with pytest.raises(HealthRefusedError, match="broken"):
        _read(_xml(*(_record(day=f"2026-11-{n:02d}") for n in range(1, 25))))


def test_more_devices_than_anybody_has_are_not_added_up():
    found = _read(_xml(*(_record(source=f"Phone {n}") for n in range(250))))
    assert ([day.steps for day in found.days], found.left_out) == ([100], 50)


def test_a_long_export_needs_little_memory(tmp_path):
    """Twenty megabytes here; `python -m bench health` reads two thousand of them."""
    path = tmp_path / "export.zip"
    size = write_export(path, megabytes=20, days=100)
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            found = read_health(file, today=TODAY)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 18 * 2**20
    assert len(found.days) == 100
    assert peak < 6 * 2**20


COLUMNS = "row_id INTEGER PRIMARY KEY, uuid BLOB, app_info_id INTEGER, start_time INTEGER, "
ROWS = [(1, 1_795_824_000_000, 40), (1, 1_795_824_600_000, 60), (2, 1_795_824_000_000, 90)]
"""The app, 28 November 2026 at noon and later, and its steps."""


def _database(tmp_path, script, rows=ROWS, insert="app_info_id, start_time, count"):
    path = tmp_path / "health_connect_export.db"
    database = sqlite3.connect(path)
    database.executescript(script)
    database.executemany(f"INSERT INTO steps_record_table ({insert}) VALUES (?, ?, ?)", rows)
    database.commit()
    database.close()
    return path.read_bytes()


SHAPES = {
    "as it is made": COLUMNS + "start_zone_offset INTEGER, local_date INTEGER, count INTEGER, "
    "local_date_time_start_time INTEGER AS (start_time + 1000 * start_zone_offset)",
    "in another order": "count INTEGER, " + COLUMNS + "local_date INTEGER",
    "without the day": COLUMNS + "count TEXT",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_steps_of_health_connect_are_those_of_the_app_that_counted_most(shape, tmp_path):
    content = _database(tmp_path, f"CREATE TABLE steps_record_table ({SHAPES[shape]})")
    assert is_health_export(io.BytesIO(content))
    assert _steps(_zip(content, "health_connect_export.db")) == {"2026-11-28": 100}


ANDROIDS = """CREATE TABLE IF NOT EXISTS steps_record_table (
row_id INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB NOT NULL UNIQUE, last_modified_time INTEGER,
client_record_id TEXT, client_record_version TEXT, device_info_id INTEGER, app_info_id INTEGER,
recording_method INTEGER, dedupe_hash BLOB UNIQUE, start_time INTEGER, start_zone_offset INTEGER,
end_time INTEGER, end_zone_offset INTEGER, local_date INTEGER, count INTEGER,
local_date_time_start_time INTEGER AS (start_time + 1000 * start_zone_offset),
local_date_time_end_time INTEGER AS (end_time + 1000 * end_zone_offset),
FOREIGN KEY (device_info_id) REFERENCES device_info_table(row_id) ON DELETE SET NULL,
FOREIGN KEY (app_info_id) REFERENCES application_info_table(row_id) ON DELETE CASCADE);
CREATE TABLE android_metadata (locale TEXT);
CREATE TABLE application_info_table (row_id INTEGER PRIMARY KEY, package_name TEXT UNIQUE, app_name TEXT);
CREATE TABLE device_info_table (row_id INTEGER PRIMARY KEY, manufacturer TEXT, model TEXT);
CREATE TABLE SpeedRecordTable (row_id INTEGER PRIMARY KEY AUTOINCREMENT, start_time INTEGER);
CREATE TABLE speed_record_table (parent_key INTEGER, speed REAL, epoch_millis INTEGER);
CREATE INDEX idx_steps ON steps_record_table (app_info_id);
PRAGMA user_version = 18;"""
"""All columns in their order, as Android's HealthFitness module makes them."""


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_database_with_all_that_android_makes_is_read(journal, tmp_path):
    """Also where the phone wrote it with a log beside it, of which an export holds nothing."""
    path = tmp_path / "health_connect_export.db"
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA journal_mode = {journal}")
    database.executescript(ANDROIDS)
    database.executemany(
        "INSERT INTO steps_record_table (uuid, device_info_id, app_info_id, recording_method, dedupe_hash, "
        "start_time, start_zone_offset, end_time, end_zone_offset, local_date, count) "
        "VALUES (randomblob(16), 1, ?, 2, randomblob(16), ?, 3600, ?, 3600, 20785, ?)",
        [(app, at, at + 60_000, count) for app, at, count in ROWS],
    )
    database.commit()
    database.close()
    assert _steps(_zip(path.read_bytes(), "health_connect_export.db")) == {"2026-11-28": 100}


def test_the_day_is_that_of_the_clock_of_the_phone(tmp_path):
    late = 1_795_905_000_000  # 28 November, 22:30 in London, half an hour into the 29th in Berlin and Athens
    script = f"CREATE TABLE steps_record_table ({SHAPES['as it is made']})"
    content = _database(tmp_path, script, [(late, 7200, 5)], "start_time, start_zone_offset, count")
    assert _steps(content) == {"2026-11-29": 5}


TRAPS = {
    "a view": "CREATE TABLE a (app_info_id, start_time, count); "
    "CREATE VIEW steps_record_table AS SELECT * FROM a; "
    "CREATE TRIGGER t INSTEAD OF INSERT ON steps_record_table BEGIN INSERT INTO a VALUES (1, 2, 3); END",
    "a count that is reckoned": "CREATE TABLE steps_record_table (app_info_id, start_time, n, "
    "count AS (length(zeroblob(900000000))))",
    "a table that another program makes": "CREATE VIRTUAL TABLE steps_record_table "
    "USING fts4(app_info_id, start_time, count)",
    "no steps": "CREATE TABLE steps_record_table (app_info_id, start_time, n)",
}


WITH_COUNT = {"a view", "a table that another program makes"}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_database_runs_nothing(trap, tmp_path):
    insert = "app_info_id, start_time, " + ("count" if trap in WITH_COUNT else "n")
    with pytest.raises(HealthRefusedError):
        _read(_database(tmp_path, TRAPS[trap], insert=insert))


def test_a_database_of_long_values_is_refused(tmp_path):
    script = f"CREATE TABLE steps_record_table ({SHAPES['without the day']})"
    content = _database(tmp_path, script, [("a" * 2**20, 1_795_824_000_000, 40)])
    with pytest.raises(HealthRefusedError):
        _read(content)


def test_a_damaged_database_is_refused(tmp_path):
    content = bytearray(_database(tmp_path, f"CREATE TABLE steps_record_table ({SHAPES['without the day']})"))
    content[100:112] = b"\xff" * 12  # how the list of tables is kept
    with pytest.raises(HealthRefusedError):
        _read(bytes(content))
