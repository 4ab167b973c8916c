"""The readers that meet bytes from outside. Each may refuse them with its own error and do nothing else."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import sys
import tempfile
import tomllib
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).parent / "corpus"
ME = b"@me"
"""In a parcel of the corpus: the name that whoever sends it has at that moment."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Good inputs, and what reads one. It raises for whatever is done wrong with it."""

    seeds: list[bytes]
    read: Callable[[bytes], object]


def kept(name: str) -> list[Path]:
    """Inputs that broke a reader once."""
    return sorted((CORPUS / name).glob("*")) if (CORPUS / name).is_dir() else []


# A copy that somebody brings, as a zip or bare -------------------------------------------------------


def _read_copy(content: bytes) -> object:
    from loadshare.server.belongings.older import FileRefusedError
    from loadshare.server.belongings.reading import read_copy

    try:
        return read_copy(io.BytesIO(content)).count
    except FileRefusedError as error:
        return _words(error)


def _copies() -> list[bytes]:
    data = (CORPUS.parent / "seeds" / "copy.json").read_bytes()
    small = json.dumps(
        {**json.loads(data), "tables": {"pain": json.loads(data)["tables"]["pain"][:2]}}
    ).encode()
    folder = _packed({"loadshare-2026-11-28/data.json": small, "__MACOSX/._data.json": b"\0\x05\x16\x07"})
    stored = _packed({"data.json": small}, zipfile.ZIP_STORED)
    return [data, small, _packed({"data.json": small, "README.txt": b"x"}), folder, stored]


# A backup of an installation -------------------------------------------------------------------------


def _read_backup(content: bytes) -> object:
    from loadshare.server.backup.file import BackupError, check_archive, manifest_of, opened, reading, rows_in

    if content[:1] == b"{":
        content = _backup_of(content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.zip"
        path.write_bytes(content)
        try:
            with opened(path) as archive:
                manifest = manifest_of(archive, path)
                check_archive(archive, path, manifest)
                with reading(path):
                    return [len(list(rows_in(archive, table))) for table in manifest.tables]
        except BackupError as error:
            return _words(error)


def _backup_of(content: bytes) -> bytes:
    """A backup around changed parts, its sums right: what a hand that knows the form could make."""
    try:
        parts = json.loads(content)
        files = {
            f"tables/{name}.jsonl": "".join(f"{json.dumps(row)}\n" for row in rows).encode()
            for name, rows in parts["tables"].items()
        }
        files |= {f"keys/{name}": str(key).encode("utf-8", "replace") for name, key in parts["keys"].items()}
        said = parts["manifest"]
        for part in (*said["tables"], *said["keys"]):
            entry = f"tables/{part['model']}.jsonl" if "model" in part else f"keys/{part['name']}"
            held = files.get(entry, b"")
            part |= {"sha256": hashlib.sha256(held).hexdigest(), "bytes": len(held)}
            if "model" in part:
                part["rows"] = held.count(b"\n")
        return _packed({"manifest.json": json.dumps(said).encode(), **files})
    except (KeyError, TypeError, AttributeError, ValueError):
        return content


def _backups() -> list[bytes]:
    manifest = {
        "format": "loadshare-backup", "version": 2, "made_at": "2026-11-28T10:00:00+00:00",
        "made_by": "Loadshare", "engine": "sqlite", "migrations": {"selfcare": ["0001_initial"]},
        "tables": [{"model": "selfcare.painentry", "fields": ["id", "on", "pain"]}],
        "keys": [{"name": "secret-key"}],
    }  # fmt: skip
    rows = {"selfcare.painentry": [[1, "2026-11-28", 3], [2, "2026-11-29", 4]]}
    parts = json.dumps({"manifest": manifest, "tables": rows, "keys": {"secret-key": "k" * 50}}).encode()
    return [parts, _backup_of(parts)]


# A phone's recording ---------------------------------------------------------------------------------------


def _read_recording(content: bytes) -> object:
    from loadshare.measure import RecordingError, Side, evaluate, parse_recording
    from loadshare.server.requests.upload import MOST_UNPACKED_BYTES

    try:
        recording = parse_recording(content=content, most_unpacked_bytes=MOST_UNPACKED_BYTES)
    except RecordingError as error:
        return _words(error)
    tests = {"walk": 1, "hip-rotation": 1, "hold": 1, "chair": 1, "stance": 1, "bend": 2}
    outcomes = [
        evaluate(test, recordings=[recording] * count, side=Side.LEFT) for test, count in tests.items()
    ]
    return json.dumps(outcomes, allow_nan=False)


def _recordings() -> list[bytes]:
    from loadshare.measure import write_own_csv
    from tests.measure.test_memory import _long_walk

    head = write_own_csv(recording=_long_walk(8)).encode()
    rows = [line.split(b",") for line in head.splitlines()[8:]]
    values = [[float(value) for value in row] for row in rows]
    as_json = {
        "format": "loadshare-recording", "version": 1, "time_s": [row[0] for row in values],
        "acceleration_m_s2": [row[1:4] for row in values],
        "rotation_rate_rad_s": [row[4:7] for row in values],
    }  # fmt: skip
    logger = b"seconds_elapsed,z,y,x\n" + b"\n".join(b",".join((r[0], r[3], r[2], r[1])) for r in rows)
    entries = [
        {"name": "totalacceleration", "time": f"{int(1e9 * t)}", "values": {"x": x, "y": y, "z": z}}
        for t, x, y, z, *_rest in values[:60]
    ]
    pushed = {"payload": entries}
    bare = b"\n".join(b"%d %s %s %s" % (int(1e9 * float(r[0])), r[1], r[2], r[3]) for r in rows)
    semicolons = head.replace(b",", b";").replace(b".", b",")
    return [
        head, json.dumps(as_json).encode(), gzip.compress(head, mtime=0), bare, semicolons,
        _packed({"TotalAcceleration.csv": logger, "Gyroscope.csv": logger}),
        _packed({"Accelerometer.csv": logger, "Gravity.csv": logger, "Metadata.csv": b"platform\nios\n"}),
        json.dumps(pushed).encode(), head.decode().encode("utf-16"), _packed({"Raw Data.csv": head}),
        head.replace(b",", b"\t").replace(b"\n", b"\r\n"),
    ]  # fmt: skip


def _json_recordings() -> list[bytes]:
    """JSON in every shape that is read, short enough that thousands can be tried."""
    rows = [
        (0.02 * n, [round(0.3 * (n % 7), 2), round(9.8 + 0.2 * (n % 3), 2), round(0.1 * (n % 5), 2)])
        for n in range(60)
    ]
    named = [dict(zip("xyz", three, strict=True)) for _, three in rows]
    times = [t for t, _ in rows]
    shapes = [
        [{"t": t, "acc": three} for t, three in rows],
        [{"time": t, "android.sensor.accelerometer": one} for t, one in zip(times, named, strict=True)],
        [{"time": t, "sensor": "acc", **one} for t, one in zip(times, named, strict=True)],
        {"events": [{"timeStamp": t, "a.b": one, "gyro": three}
                    for (t, three), one in zip(rows, named, strict=True)]},
        {"payload": [{"name": "gyroscope" if n % 2 else "totalacceleration", "time": t, "values": one}
                     for n, (t, one) in enumerate(zip(times, named, strict=True))]},
        {"time": times, **{axis: [one[axis] for one in named] for axis in "xyz"}},
        {"buffer": {name: {"buffer": [one[name[-1].lower()] for one in named] if name != "t" else times}
                    for name in ("t", "accX", "accY", "accZ")}},
        {"payload": {"interval_ms": 20, "sensors": [{"name": f"acc{a}", "units": "m/s2"} for a in "XYZ"],
                     "values": [three for _, three in rows]}},
        [[t, *three] for t, three in rows],
        {"format": "loadshare-recording", "version": 1, "time_s": times,
         "acceleration_m_s2": [three for _, three in rows]},
    ]  # fmt: skip
    lines = b"\n".join(json.dumps(one).encode() for one in shapes[0])
    return [*(json.dumps(one).encode() for one in shapes), lines]


# Answers, from a file and over HTTP ------------------------------------------------------------------


def _read_answers(content: bytes) -> object:
    from loadshare.care import AnswersError
    from loadshare.cli.answer_file import problems_text, read_answer_file
    from loadshare.cli.output import InputError
    from loadshare.interop.country import find_country
    from loadshare.interop.results import check_result, plan_result, review_result
    from loadshare.knowledge import load_knowledge

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answers.{'json' if content.lstrip()[:1] in (b'{', b'[') else 'toml'}"
        path.write_bytes(content)
        try:
            raw = read_answer_file(path)
        except InputError as error:
            return _words(error)
    told = []
    known, country = load_knowledge(), find_country("GB")
    starts = dt.date(2026, 11, 23)
    for result in (
        lambda: check_result(raw, knowledge=known, country=country),
        lambda: plan_result(raw, knowledge=known, country=country, starts=starts, week=1),
        lambda: review_result(raw, knowledge=known, country=country),
    ):
        try:
            told.append(result().model_dump_json())
        except AnswersError as error:
            told.append(problems_text(path, error).encode("utf-8", "backslashreplace").decode())
    return told


def _answer_files() -> list[bytes]:
    files = sorted((ROOT / "examples").glob("*.toml"))[:4]
    as_json = [
        json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str).encode() for path in files
    ]
    return [
        *(path.read_bytes() for path in files),
        *as_json,
        (ROOT / "examples" / "review.json").read_bytes(),
    ]


# What waited on a device -----------------------------------------------------------------------------


def _outbox() -> Reader:
    """Through the page itself, to somebody with a programme. Nothing of it stays."""
    from tests.server.cast import Visitor
    from tests.server.offline.parcels import Device

    visitor = Visitor()
    visitor.with_programme()
    return Reader(seeds=_parcels(Device(visitor)), read=lambda content: _read_parcel(visitor, content))


def _read_parcel(visitor: Any, content: bytes) -> object:
    from django.db import transaction

    from loadshare.server.offline import taking
    from loadshare.server.offline.naming import device_name

    broken: list[BaseException] = []

    def note(*_args: Any, **_more: Any) -> None:
        broken.append(sys.exc_info()[1] or RuntimeError("a keeper broke"))

    usual, taking.logger.exception = taking.logger.exception, note  # type: ignore[method-assign]
    try:
        with transaction.atomic():
            named = content.replace(ME, device_name(visitor.person.id).encode())
            answer = visitor.client.post("/offline/sync/", named, content_type="application/json")
            pages = [visitor.get(address).status_code for address in ("/today/", "/session/late/")]
            transaction.set_rollback(True)
    finally:
        taking.logger.exception = usual  # type: ignore[method-assign]
    if broken:
        raise broken[0]
    if answer.status_code not in (200, 400, 409) or max(pages) >= 500:
        raise AssertionError(f"answered {answer.status_code}, pages {pages}")
    return answer.status_code


def _parcels(device: Any) -> list[bytes]:
    from tests.server.measure.conftest import turn
    from tests.server.offline.parcels import entry
    from tests.support.clock import now

    entries = [
        entry("pain", minutes_ago=5, pain="3"),
        device.session(minutes_ago=60),
        entry("settled", settled="yes"),
        entry("break", kind="done"),
        entry("measurement", measurement=json.dumps(turn(24))),
    ]
    parcel = {"person": ME.decode(), "sent_at": now().isoformat(), "entries": entries}
    alone = ({**parcel, "entries": [one]} for one in entries)
    return [json.dumps(one).encode() for one in (parcel, *alone)]


def _words(error: Exception) -> str:
    """What is said to the person: words, and not a class of Python's."""
    text = str(error)
    if not text or "Traceback" in text:
        raise AssertionError(f"refused without words: {error!r}")
    text.encode("utf-8", "backslashreplace")
    return text


def _packed(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 28, 10, 0, 0)), content, how)
    return out.getvalue()


def name_of(content: bytes) -> str:
    """A file name for an input of the corpus."""
    return uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(content).hexdigest()).hex[:12]


TARGETS: dict[str, Callable[[], Reader]] = {
    "zip": lambda: Reader(seeds=_copies(), read=_read_copy),
    "backup": lambda: Reader(seeds=_backups(), read=_read_backup),
    "recording": lambda: Reader(seeds=_recordings(), read=_read_recording),
    "recording-json": lambda: Reader(seeds=_json_recordings(), read=_read_recording),
    "answers": lambda: Reader(seeds=_answer_files(), read=_read_answers),
    "outbox": _outbox,
}
"""By the name of the folder in `corpus/`."""
