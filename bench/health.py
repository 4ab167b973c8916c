"""Reading a made export of Apple Health of 2 GB, packed as the phone packs it: seconds, and memory.

    python -m bench health [--megabytes=2048]

Goal: under 200 MB of memory for the whole process. Other exports, as those of others, are kept apart: name
one with --file=. It is read in a process of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

GOAL_MB = 200
_CHILD = """
import datetime as dt, resource, sys, time
from loadshare.interop.health import read_health
started = time.process_time()
with open(sys.argv[1], "rb") as file:
    found = read_health(file, today=dt.date(2026, 11, 30))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(len(found.days), found.left_out, found.days[-1].steps, peak, time.process_time() - started)
"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,(Record)*)>
]>
<HealthData locale="en_GB">
 <ExportDate value="2026-11-30 08:00:00 +0000"/>
"""
_KINDS = (
    ("HeartRate", "count/min", 60.0),
    ("ActiveEnergyBurned", "kcal", 0.4),
    ("StepCount", "count", 30.0),
    ("WalkingSpeed", "km/hr", 4.6),
    ("WalkingAsymmetryPercentage", "%", 0.02),
)


def _day(on: dt.date, records: int) -> str:
    """The records of one day: most of them are of the heart, as in real ones."""
    lines = []
    for n in range(records):
        name, unit, value = _KINDS[n % 5 if n % 3 == 0 else n % 2]
        at = f"{on} {n * 24 // records:02d}:{n % 60:02d}:00 +0000"
        lines.append(
            f' <Record type="HKQuantityTypeIdentifier{name}" sourceName="Watch {n % 2}" sourceVersion="26.1"'
            ' device="&lt;&lt;HKDevice: 0x281d3c5f0&gt;, name:Apple Watch, manufacturer:Apple Inc.&gt;"'
            f' unit="{unit}" creationDate="{at}" startDate="{at}" endDate="{at}" value="{value}"/>\n'
        )
    return "".join(lines)


def write_export(path: Path, *, megabytes: int, days: int = 1500) -> int:
    """Write a zip whose export.xml has at least so many MB; the number of its bytes."""
    records = max(5, megabytes * 2**20 // days // len(_day(dt.date(2026, 1, 1), 100)) * 100)
    size = 0
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("apple_health_export/export.xml", "w", force_zip64=True) as stream,
    ):
        size += stream.write(_HEAD.encode())
        for n in range(days):
            size += stream.write(_day(dt.date(2026, 11, 29) - dt.timedelta(days=n), records).encode())
        size += stream.write(b"</HealthData>\n")
    return size


def main() -> int:
    """Print what was read, and say whether the goal is met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=2048)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, size = asked.file, 0
        if path is None:
            path = Path(folder, "export.zip")
            size = write_export(path, megabytes=asked.megabytes)
        said = subprocess.run(
            [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True
        ).stdout.split()
        packed = path.stat().st_size
    days, left_out, steps, peak_mb, seconds = (float(one) for one in said)
    print(f"  export.xml {size / 2**20:.0f} MB, packed {packed / 2**20:.0f} MB")
    print(f"  {days:.0f} days ({left_out:.0f} records left out), {steps:.0f} steps on the last one")
    print(f"  {seconds:.1f} s, at most {peak_mb:.0f} MB of memory (goal {GOAL_MB})")
    return int(peak_mb >= GOAL_MB)


if __name__ == "__main__":
    raise SystemExit(main())
