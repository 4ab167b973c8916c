"""Reading ten minutes at 100 samples a second in every form: CPU seconds, and memory above the file's size.

    python -m bench reading [--write]

Goals: under 1 s and 40 MB above the file for each form. `--write` puts the figures into
docs/reference/recording-format.md, between its two marks. Each form is read in a process of its own, so that
one does not pay for another's memory.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from loadshare.measure import Recording, write_own_csv

GOAL_S, GOAL_MB = 1.0, 40.0
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "recording-format.md"
MARKS = re.compile(r"(<!-- reading -->\n).*?(<!-- /reading -->)", re.DOTALL)
_CHILD = """
import resource, sys, time
from pathlib import Path
from loadshare.measure import read_recording, parse_recording
def high():
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
small = Path(sys.argv[2])
read_recording(path=small)
open("/proc/self/clear_refs", "w").write("5")
before = high()
best = 1e9
for _ in range(3):
    started = time.process_time()
    recording = read_recording(path=Path(sys.argv[1]))
    best = min(best, time.process_time() - started)
    assert recording.time_s.shape[0] > 59000
    del recording
print(best, high() - before)
"""


def _walk(seconds: float) -> Recording:
    time_s = np.arange(0, seconds, 0.01)
    rng = np.random.default_rng(1)
    beat = 2 * np.pi * time_s / 1.1
    acc = rng.normal(0, 0.05, (time_s.shape[0], 3)) + np.column_stack(
        (np.sin(beat), 9.81 + 2 * np.cos(2 * beat), np.sin(2 * beat))
    )
    return Recording(time_s=time_s, acceleration_m_s2=acc, rotation_rate_rad_s=rng.normal(0, 0.2, acc.shape))


def _sensor(time_s: np.ndarray, values: np.ndarray) -> str:
    rows = (
        f"{1_795_166_999_000_000_000 + round(t * 1e9)},{t:.6f},{z:.6f},{y:.6f},{x:.6f}"
        for t, (x, y, z) in zip(time_s, values, strict=True)
    )
    return "time,seconds_elapsed,z,y,x\n" + "\n".join(rows)


def _zip(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def _own_json(walk: Recording) -> str:
    return json.dumps(
        {
            "format": "loadshare-recording",
            "time_s": walk.time_s.round(4).tolist(),
            "acceleration_m_s2": walk.acceleration_m_s2.round(5).tolist(),
            "rotation_rate_rad_s": walk.rotation_rate_rad_s.round(5).tolist(),
        }
    )


def _pushed(walk: Recording) -> Iterator[str]:
    for first in range(0, walk.time_s.shape[0], 20):
        payload = []
        for n in range(first, min(first + 20, walk.time_s.shape[0])):
            at = 1_795_166_999_000_000_000 + round(float(walk.time_s[n]) * 1e9)
            for name, values in (
                ("totalacceleration", walk.acceleration_m_s2),
                ("gyroscope", walk.rotation_rate_rad_s),
            ):
                xyz = dict(zip("xyz", values[n].round(6).tolist(), strict=True))
                payload.append({"name": name, "time": at, "values": xyz})
        yield json.dumps({"messageId": first, "sessionId": "s", "payload": payload})


def _dated(walk: Recording) -> str:
    stamps = np.datetime64("2026-11-30T23:55:00.000") + (walk.time_s * 1000).round().astype("timedelta64[ms]")
    rows = (
        f"{str(stamp).replace('T', ' ')};{x:.5f};{y:.5f};{z:.5f};".replace(".", ",")
        for stamp, (x, y, z) in zip(stamps, walk.acceleration_m_s2 / 9.80665, strict=True)
    )
    return "time;gFx;gFy;gFz\n" + "\n".join(rows)


def _workbook(walk: Recording) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = [
        "Time (s)",
        *(f"Acceleration {axis} (m/s^2)" for axis in "xyz"),
        *(f"Gyroscope {axis} (rad/s)" for axis in "xyz"),
    ]
    cells = [
        '<row r="1">'
        + "".join(
            f'<c r="{chr(65 + n)}1" t="inlineStr"><is><t>{name}</t></is></c>' for n, name in enumerate(names)
        )
        + "</row>"
    ]
    table = np.column_stack((walk.time_s, walk.acceleration_m_s2, walk.rotation_rate_rad_s)).round(6).tolist()
    for r, row in enumerate(table, 2):
        cells.append(
            f'<row r="{r}">'
            + "".join(f'<c r="{chr(65 + n)}{r}"><v>{v}</v></c>' for n, v in enumerate(row))
            + "</row>"
        )
    sheets = '<sheets><sheet name="Raw Data" sheetId="1" r:id="r1"/></sheets>'
    return _zip(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "_rels/.rels": _link(package, f"{rel}/officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}">{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": _link(package, f"{rel}/worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(cells)}'
            "</sheetData></worksheet>",
        }
    )


def _link(package: str, kind: str, target: str) -> str:
    link = f'<Relationship Id="r1" Type="{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{package}/relationships">{link}</Relationships>'


def _torn(walk: Recording) -> str:
    rows = write_own_csv(recording=walk).split("\n")
    return "\n".join(row.rsplit(",", 3)[0] + ",,," if n % 2 and n > 3 else row for n, row in enumerate(rows))


def _named_rows(walk: Recording) -> str:
    rows = (
        f"{t:.3f},{name},{x:.5f},{y:.5f},{z:.5f}"
        for t, acc, gyr in zip(walk.time_s, walk.acceleration_m_s2, walk.rotation_rate_rad_s, strict=True)
        for name, (x, y, z) in (("accelerometer", acc), ("gyroscope", gyr))
    )
    return "time,sensor,x,y,z\n" + "\n".join(rows)


def _with_words(walk: Recording) -> str:
    rows = (
        f"{t:.3f},A1,{('walk', 'stand')[int(t / 30) % 2]},hip,{x:.5f},{y:.5f},{z:.5f}"
        for t, (x, y, z) in zip(walk.time_s, walk.acceleration_m_s2, strict=True)
    )
    return "time,device,activity,place,x,y,z\n" + "\n".join(rows)


def _dated_json(walk: Recording) -> str:
    stamps = np.datetime64("2026-11-30T23:55:00.000") + (walk.time_s * 1000).round().astype("timedelta64[ms]")
    return json.dumps(
        [
            {"time": str(stamp), "device": "A1", "place": "hip", "x": x, "y": y, "z": z}
            for stamp, (x, y, z) in zip(stamps, walk.acceleration_m_s2.round(5).tolist(), strict=True)
        ]
    )


FORMS: dict[str, Callable[[Recording], bytes]] = {
    "Loadshare CSV": lambda walk: write_own_csv(recording=walk).encode(),
    "the same, gzip": lambda walk: gzip.compress(write_own_csv(recording=walk).encode()),
    "the same, UTF-16": lambda walk: write_own_csv(recording=walk).encode("utf-16"),
    "rotation in every second row": lambda walk: _torn(walk).encode(),
    "dates, decimal commas": lambda walk: _dated(walk).encode(),
    "words in three columns": lambda walk: _with_words(walk).encode(),
    "a row for each sensor, by its name": lambda walk: _named_rows(walk).encode(),
    "zip, a file for each sensor": lambda walk: _zip(
        {
            "TotalAcceleration.csv": _sensor(walk.time_s, walk.acceleration_m_s2),
            "Gyroscope.csv": _sensor(walk.time_s, walk.rotation_rate_rad_s),
        }
    ),
    "Loadshare JSON": lambda walk: _own_json(walk).encode(),
    "the same, gzip ": lambda walk: gzip.compress(_own_json(walk).encode()),
    "pushed messages, one per line": lambda walk: "\n".join(_pushed(walk)).encode(),
    "pushed messages, a list, gzip": lambda walk: gzip.compress(f"[{','.join(_pushed(walk))}]".encode()),
    "JSON samples with dates and words": lambda walk: _dated_json(walk).encode(),
    "Excel .xlsx": _workbook,
}


def measured() -> Iterator[tuple[str, float, float, float]]:
    """The forms with the size of the file in MB, seconds, and MB above the file."""
    walk, short = _walk(600.0), _walk(5.0)
    with tempfile.TemporaryDirectory() as folder:
        for n, (form, made) in enumerate(FORMS.items()):
            path, small = Path(folder, f"{n}"), Path(folder, f"{n}-small")
            path.write_bytes(made(walk))
            small.write_bytes(made(short))
            said = subprocess.run(
                [sys.executable, "-c", _CHILD, str(path), str(small)],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split()
            size_mb = path.stat().st_size / 2**20
            yield form, size_mb, float(said[0]), float(said[1]) - size_mb


def main() -> int:
    """Print the table; with --write put it into the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    lines = ["| form | file | read in | memory above the file |", "| --- | --- | --- | --- |"]
    for form, size_mb, seconds, above_mb in measured():
        met = seconds < GOAL_S and above_mb < GOAL_MB
        print(
            f"  {form:<36}{size_mb:8.1f} MB{seconds:8.2f} s{above_mb:8.0f} MB  {'' if met else 'over'}",
            flush=True,
        )
        lines.append(
            f"| {form.strip()} | {size_mb:.1f} MB | {seconds:.2f} s | {max(0, round(above_mb))} MB |"
        )
    if parser.parse_args().write:
        table = "\n".join(lines)
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(MARKS.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
