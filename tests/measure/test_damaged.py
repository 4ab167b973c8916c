"""Damaged and oversized recordings: each ends in words, and none of them fills the memory."""

import gzip
import tracemalloc

import pytest
from typer.testing import CliRunner

from loadshare.cli.measure import UNREADABLE_EXIT_CODE, app
from loadshare.measure import RecordingError, parse_recording
from tests.support.zips import damaged, packed

SAMPLES = b"seconds_elapsed,z,y,x\n" + b"".join(
    b"%.2f,9.8%d,0.%d,0.%d\n" % (n / 100, n % 7, n % 3, n % 11) for n in range(400)
)
ZIPS = dict(damaged({"TotalAcceleration.csv": SAMPLES, "Gyroscope.csv": SAMPLES}))
MOST = 16 * 2**20


@pytest.mark.parametrize("way", ZIPS)
def test_a_damaged_zip_is_refused_in_words(way, tmp_path):
    with pytest.raises(RecordingError, match=r"zip|Switch on|not text"):
        parse_recording(content=ZIPS[way])
    path = tmp_path / "walk.zip"
    path.write_bytes(ZIPS[way])
    result = CliRunner().invoke(app, ["walk", str(path)])
    assert result.exit_code == UNREADABLE_EXIT_CODE
    assert "Cannot read walk.zip: " in result.output


def test_the_zip_itself_is_no_worse_than_what_is_in_it():
    assert parse_recording(content=packed({"TotalAcceleration.csv": SAMPLES})).duration_s == pytest.approx(
        3.99
    )


def lines(sample, count):
    return b"time,x,y,z\n" + sample * (count // len(sample))


BOMBS = {
    "lists": gzip.compress(b"[" + b"[]," * 5_000_000 + b"0]"),
    "numbers": gzip.compress(b'{"format": "loadshare-recording", "time_s": [' + b"1," * 8_000_000 + b"0]}"),
    "short lines": gzip.compress(lines(b"1,2,3,4\n", MOST)),
    "short lines, the last torn": gzip.compress(lines(b"1,2,3,4\n", MOST - 20) + b"\n5,6"),
    "bzip2 in a zip": packed({"TotalAcceleration.csv": b"0" * 60_000_000}, 12),
    "a zip of short lines": packed({"TotalAcceleration.csv": lines(b"1,2,3,4\n", MOST)}),
    "one long line": gzip.compress(b"1," * (MOST // 2)),
}


@pytest.mark.parametrize("way", BOMBS)
def test_a_small_file_does_not_become_a_large_one(way):
    tracemalloc.start()
    try:
        with pytest.raises(RecordingError):
            parse_recording(content=BOMBS[way], most_unpacked_bytes=MOST)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5 * MOST


def test_a_torn_table_takes_little_more_than_its_numbers():
    rows = 250_000
    content = (
        b"time,x,y,z\n"
        + b"".join(b"%d,0.%d,0.%d,9.8%d\n" % (4 * n, n % 97, n % 3, n % 7) for n in range(rows))
        + b"5,6\n"
    )
    tracemalloc.start()
    try:
        recording = parse_recording(content=content, most_unpacked_bytes=MOST)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert recording.time_s.shape[0] == rows
    assert peak < 2 * len(content) + 8 * rows * 8
