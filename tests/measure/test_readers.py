"""Formats, units, signs and clocks: what the readers accept, what they say they assumed, what they refuse."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.measure import (
    Placement,
    Platform,
    RecordingError,
    Side,
    parse_recording,
    read_recording,
    write_own_csv,
)
from loadshare.measure.recording import GRAVITY_M_S2
from tests.measure.shared_data import shared_folder
from tests.measure.simulated import phone, ramp, rotation


@pytest.fixture(scope="module")
def tilted():
    time_s, angle = ramp((0, 0), (1, 0), (3, 50), (5, 50), (7, -20), (9, 10))
    return phone(
        time_s, rotation("x", angle), rate_hz=100.0, quantised=False, placement=Placement.SHIN, side=Side.LEFT
    )


def _same(a, b):
    np.testing.assert_allclose(a.time_s, b.time_s, atol=1e-6)
    np.testing.assert_allclose(a.acceleration_m_s2, b.acceleration_m_s2, atol=1e-6)
    np.testing.assert_allclose(a.rotation_rate_rad_s, b.rotation_rate_rad_s, atol=1e-6)


def _table(names, *, columns, delimiter=",", decimal="."):
    out = io.StringIO()
    out.write(delimiter.join(names) + "\n")
    for row in columns:
        out.write(delimiter.join(f"{value:.9g}".replace(".", decimal) for value in row) + "\n")
    return out.getvalue().encode()


def _csv_file(recording, values):
    time_ns = 1_700_000_000_000_000_000
    lines = ["time,seconds_elapsed,z,y,x"]
    lines += [
        f"{time_ns + int(t * 1e9)},{t:.9f},{v[2]:.9f},{v[1]:.9f},{v[0]:.9f}"
        for t, v in zip(recording.time_s, values, strict=True)
    ]
    return "\n".join(lines)


def _sensor_logger_zip(recording, *, platform, sign=1.0, total=False, metadata=True, standardised=None):
    gravity = np.full_like(recording.acceleration_m_s2, 3.0)
    files = {"Gyroscope.csv": _csv_file(recording, recording.rotation_rate_rad_s)}
    if total:
        files["TotalAcceleration.csv"] = _csv_file(recording, sign * recording.acceleration_m_s2)
    else:
        files["Accelerometer.csv"] = _csv_file(recording, sign * (recording.acceleration_m_s2 - gravity))
        files["Gravity.csv"] = _csv_file(recording, sign * gravity)
    if metadata:
        extra = "" if standardised is None else ",standardisation"
        value = "" if standardised is None else f",{str(standardised).lower()}"
        files["Metadata.csv"] = f"version,device name,platform{extra}\n3,My phone,{platform}{value}\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_own_csv_comes_back_unchanged(tilted):
    back = parse_recording(content=write_own_csv(recording=tilted).encode())
    _same(back, tilted)
    assert (back.placement, back.side) == (Placement.SHIN, Side.LEFT)
    assert back.assumptions == ()


def test_own_json(tilted):
    content = {
        "format": "loadshare-recording",
        "version": 1,
        "device": "Pixel 7",
        "platform": "android",
        "placement": "shin",
        "side": "left",
        "time_s": tilted.time_s.tolist(),
        "acceleration_m_s2": tilted.acceleration_m_s2.tolist(),
        "rotation_rate_rad_s": tilted.rotation_rate_rad_s.tolist(),
    }
    back = parse_recording(content=json.dumps(content).encode())
    _same(back, tilted)
    assert (back.device, back.platform) == ("Pixel 7", Platform.ANDROID)


def test_own_json_may_say_that_the_sign_is_inverted(tilted):
    content = {
        "format": "loadshare-recording",
        "acceleration_sign": "inverted",
        "time_s": tilted.time_s.tolist(),
        "acceleration_m_s2": (-tilted.acceleration_m_s2).tolist(),
    }
    back = parse_recording(content=json.dumps(content).encode())
    np.testing.assert_allclose(back.acceleration_m_s2, tilted.acceleration_m_s2)
    assert any("iOS sign" in note for note in back.assumptions)


@pytest.mark.parametrize("version", [0, 2, "3", None])
def test_other_versions_are_refused(version):
    with pytest.raises(RecordingError, match="version"):
        parse_recording(content=json.dumps({"format": "loadshare-recording", "version": version}).encode())


def test_packed_files_are_unpacked(tilted):
    _same(parse_recording(content=gzip.compress(write_own_csv(recording=tilted).encode())), tilted)


@pytest.mark.parametrize("total", [False, True])
def test_sensor_logger_from_android(tilted, total):
    back = parse_recording(content=_sensor_logger_zip(tilted, platform="android", total=total))
    _same(back, tilted)
    assert back.platform is Platform.ANDROID


def test_sensor_logger_from_ios_is_turned_round_and_says_so(tilted):
    back = parse_recording(content=_sensor_logger_zip(tilted, platform="ios", sign=-1.0))
    _same(back, tilted)
    assert any("iOS" in note for note in back.assumptions)


def test_sensor_logger_from_ios_standardised_is_left_alone(tilted):
    _same(parse_recording(content=_sensor_logger_zip(tilted, platform="ios", standardised=True)), tilted)


def test_sensor_logger_json(tilted):
    entries = [{"sensor": "Metadata", "platform": "android", "device name": "My phone"}]
    for sensor, values in (
        ("TotalAcceleration", tilted.acceleration_m_s2),
        ("Gyroscope", tilted.rotation_rate_rad_s),
    ):
        entries += [
            {
                "sensor": sensor,
                "seconds_elapsed": f"{t:.9f}",
                "x": f"{x:.9f}",
                "y": f"{y:.9f}",
                "z": f"{z:.9f}",
            }
            for t, (x, y, z) in zip(tilted.time_s, values, strict=True)
        ]
    _same(parse_recording(content=json.dumps(entries).encode()), tilted)


def test_sensor_logger_without_gravity_is_refused(tilted):
    content = _csv_file(tilted, tilted.acceleration_m_s2 - [0.0, 0.0, GRAVITY_M_S2]).encode()
    with pytest.raises(RecordingError):
        parse_recording(content=content)


@pytest.mark.parametrize(
    ("names", "delimiter", "decimal"),
    [
        (
            [
                "Time (s)",
                *(f"Acceleration {a} (m/s^2)" for a in "xyz"),
                *(f"Gyroscope {a} (rad/s)" for a in "xyz"),
            ],
            ",",
            ".",
        ),
        (
            [
                "Time (s)",
                *(f"Acceleration {a} (m/s^2)" for a in "xyz"),
                *(f"Gyroscope {a} (rad/s)" for a in "xyz"),
            ],
            ";",
            ",",
        ),
        (["timestamp", "accX", "accY", "accZ", "gyroX", "gyroY", "gyroZ"], "\t", "."),
        (["time", "ax_acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"], ",", "."),
    ],
)
def test_tables_with_named_columns(tilted, names, delimiter, decimal):
    columns = np.column_stack((tilted.time_s, tilted.acceleration_m_s2, tilted.rotation_rate_rad_s))
    back = parse_recording(content=_table(names, columns=columns, delimiter=delimiter, decimal=decimal))
    _same(back, tilted)


@pytest.mark.parametrize("time_factor", [1.0, 1e3, 1e6, 1e9])
@pytest.mark.parametrize("acc_factor", [1.0, 1 / GRAVITY_M_S2, 1000 / GRAVITY_M_S2])
@pytest.mark.parametrize("gyr_factor", [1.0, 180 / np.pi])
def test_units_are_found_from_the_values(tilted, time_factor, acc_factor, gyr_factor):
    columns = np.column_stack(
        (
            tilted.time_s * time_factor,
            tilted.acceleration_m_s2 * acc_factor,
            tilted.rotation_rate_rad_s * gyr_factor,
        )
    )
    names = ["timestamp", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    back = parse_recording(content=_table(names, columns=columns))
    np.testing.assert_allclose(back.rotation_rate_rad_s, tilted.rotation_rate_rad_s, atol=1e-5)
    np.testing.assert_allclose(back.acceleration_m_s2, tilted.acceleration_m_s2, atol=1e-4)
    np.testing.assert_allclose(back.time_s, tilted.time_s, atol=1e-5)
    assert sum("taken as" in note for note in back.assumptions) >= 3


def _rows(tilted, change):
    columns = np.column_stack((tilted.time_s, tilted.acceleration_m_s2, tilted.rotation_rate_rad_s))
    names = ["time (s)", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    return _table(names, columns=change(columns.copy()))


def _set(columns, rows, column, value):
    columns[rows, column] = value
    return columns


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda c: c[::-1], id="reversed"),
        pytest.param(lambda c: _set(c, slice(None), 0, 1.0), id="one stamp"),
        pytest.param(lambda c: np.repeat(c, 2, axis=0), id="every row twice"),
        pytest.param(lambda c: _set(c, slice(0, 400), 2, np.nan), id="many NaN"),
        pytest.param(lambda c: _set(c, slice(0, 400), 2, np.inf), id="many infinities"),
        pytest.param(lambda c: _set(c, slice(None), 3, 0.0), id="dead axis"),
        pytest.param(lambda c: _set(c, slice(None), 5, 0.3), id="dead rotation axis"),
        pytest.param(lambda c: c[:1], id="one sample"),
        pytest.param(lambda c: c[:0], id="no sample"),
        pytest.param(lambda c: np.column_stack((c[:, :1], c[:, 1:4] * 5, c[:, 4:])), id="five times gravity"),
        pytest.param(lambda c: _set(c, 10, 1, 1e12), id="one impossible value"),
        pytest.param(lambda c: c[:, :3], id="two axes"),
    ],
)
def test_broken_recordings_are_refused_with_advice(tilted, change):
    with pytest.raises(RecordingError, match=r"\."):
        parse_recording(content=_rows(tilted, change))


def test_a_few_bad_rows_are_left_out_and_named(tilted):
    def spoil(columns):
        columns[5, 2] = np.nan
        columns[20, 0], columns[21, 0] = columns[21, 0], columns[20, 0]
        return columns

    back = parse_recording(content=_rows(tilted, spoil))
    assert back.time_s.shape[0] == tilted.time_s.shape[0] - 1
    assert any("missing" in note for note in back.assumptions)
    assert any("late" in note for note in back.assumptions)


def test_zeros_for_a_missing_gyroscope_are_not_believed(tilted):
    def still(columns):
        columns[:, 4:] = 0.0
        return columns

    back = parse_recording(content=_rows(tilted, still))
    assert back.rotation_rate_rad_s is None


def test_huge_files_are_refused_before_reading(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(2 * 1024**3)  # a hole: 2 GB announced, nothing stored
    with pytest.raises(RecordingError, match="larger"):
        read_recording(path=path)


def test_bombs_are_refused():
    zeros = b"0" * 20_000_000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Accelerometer.csv", zeros)
    for bomb in (gzip.compress(zeros), out.getvalue()):
        with pytest.raises(RecordingError, match="large"):
            parse_recording(content=bomb, most_unpacked_bytes=1_000_000)


def test_huge_headers_are_refused():
    for content in (b"a" * 3_000_000, b"#\n" * 1_000_000, b"[" * 200_000, b'{"a":' * 100_000):
        with pytest.raises(RecordingError):
            parse_recording(content=content)


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=2000))
def test_any_bytes_are_refused_calmly(content):
    with pytest.raises(RecordingError):
        parse_recording(content=content)


_CELL = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True).map(repr),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(["", "nan", "x", "acc_x", "1e999", "-", '"', "time", "\x00", "９", "1_0"]),
)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.lists(_CELL, min_size=1, max_size=8), max_size=12),
    header=st.sampled_from(
        ["", "time,x,y,z\n", "PacketCounter,Acc_X,Acc_Y,Acc_Z\n", "# loadshare-recording: 1\n"]
    ),
    delimiter=st.sampled_from([",", ";", "\t", " "]),
)
def test_any_table_is_read_or_refused(rows, header, delimiter):
    text = header.replace(",", delimiter) + "\n".join(delimiter.join(row) for row in rows)
    try:
        recording = parse_recording(content=text.encode())
    except RecordingError:
        return
    assert np.isfinite(recording.acceleration_m_s2).all()
    assert (np.diff(recording.time_s) > 0).all()


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_OWN = st.fixed_dictionaries(
    {"format": st.just("loadshare-recording"), "time_s": _JSON, "acceleration_m_s2": _JSON},
    optional={"version": _JSON, "side": _JSON, "rotation_rate_rad_s": _JSON, "orientation_wxyz": _JSON},
)
_ENTRY = st.fixed_dictionaries(
    {
        "sensor": st.sampled_from(
            ["Accelerometer", "Gravity", "TotalAcceleration", "Gyroscope", "Metadata", 7]
        )
    },
    optional=dict.fromkeys(("seconds_elapsed", "time", "x", "y", "z", "values", "platform"), _JSON),
)


@settings(max_examples=200, deadline=None)
@given(
    content=_JSON | _OWN | st.lists(_ENTRY, max_size=5) | st.fixed_dictionaries({"payload": st.lists(_ENTRY)})
)
def test_any_json_is_refused_calmly(content):
    with pytest.raises(RecordingError):
        parse_recording(content=json.dumps(content).encode())


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_damaged_zip_is_read_or_refused(data, tilted):
    whole = bytearray(_sensor_logger_zip(tilted, platform="ios", sign=-1.0))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(4, len(whole)))
    try:
        recording = parse_recording(content=bytes(whole[:cut]))
    except RecordingError:
        return
    assert np.isfinite(recording.acceleration_m_s2).all()


def test_real_formats_of_the_shared_data():
    xsens = read_recording(path=shared_folder("ipol_lowerback_gait") / "1-6_lb.txt.gz")
    assert xsens.source_format == "XSens text"
    assert xsens.duration_s == pytest.approx(31.56, abs=0.05)  # 2816 rows, but the counter says 3156
    android = sorted(shared_folder("oxford_phone_steps").glob("user1_*"))[0]
    assert read_recording(path=android).source_format == "Android log"
