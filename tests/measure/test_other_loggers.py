"""The shapes in which real phones and loggers write, each made here from one walk, each read back alike."""

from __future__ import annotations

import datetime as dt
import io
import json
import struct
import zipfile

import numpy as np
import pytest

from loadshare.measure import Platform, RecordingError, parse_recording
from loadshare.measure.readers import rows as rows_of
from loadshare.measure.recording import GRAVITY_M_S2

START = dt.datetime(2026, 11, 30, 23, 59, 50, tzinfo=dt.UTC).replace(tzinfo=None)
"""Ten seconds before midnight, and the end of a month."""
RATE_HZ = 50


def _walk(seconds=20, rate_hz=RATE_HZ):
    time_s = np.arange(seconds * rate_hz) / rate_hz
    rng = np.random.default_rng(5)
    beat = 2 * np.pi * time_s * 0.9
    acc = np.column_stack((np.sin(beat), 9.81 + 2 * np.cos(2 * beat), 0.6 * np.sin(2 * beat + 1)))
    gyr = np.column_stack((0.3 * np.sin(beat), 0.2 * np.cos(beat), 0.1 * np.sin(2 * beat)))
    return (
        time_s,
        np.round(acc + rng.normal(0, 0.05, acc.shape), 4),
        np.round(gyr + rng.normal(0, 0.02, gyr.shape), 4),
    )


TIME_S, ACC, GYR = _walk()
G = np.round(ACC / GRAVITY_M_S2, 5)


def _table(names, columns, *, delimiter=",", ending="", preamble="", line="\n"):
    rows = [delimiter.join(str(cell) for cell in row) + ending for row in zip(*columns, strict=True)]
    head = [delimiter.join(names)] if names else []
    return preamble + line.join([*head, *rows]) + line


def _stamps(form):
    return [form(START + dt.timedelta(seconds=float(one))) for one in TIME_S]


def _fits(content, *, rotation=False, tolerance=1e-3):
    back = parse_recording(content=content if isinstance(content, bytes) else content.encode())
    np.testing.assert_allclose(back.time_s, TIME_S, atol=2e-3)
    np.testing.assert_allclose(back.acceleration_m_s2, ACC, atol=tolerance)
    assert (back.rotation_rate_rad_s is not None) == rotation
    if rotation:
        np.testing.assert_allclose(back.rotation_rate_rad_s, GYR, atol=2e-3)
    return back


def _millis(moment):
    return f"{moment.microsecond // 1000:03d}"


CLOCKS = {
    "iso": lambda m: m.isoformat(timespec="milliseconds"),
    "iso with zone": lambda m: m.isoformat(timespec="microseconds") + "+01:00",
    "iso in UTC": lambda m: m.isoformat(timespec="milliseconds") + "Z",
    "local": lambda m: m.strftime("%Y-%m-%d %H:%M:%S.") + _millis(m),
    "geneactiv": lambda m: m.strftime("%Y-%m-%d %H:%M:%S:") + _millis(m),
    "metawear": lambda m: m.strftime("%Y-%m-%dT%H.%M.%S.") + _millis(m),
    "german": lambda m: m.strftime("%d.%m.%Y %H:%M:%S.") + _millis(m),
    "british": lambda m: m.strftime("%d/%m/%Y %H:%M:%S.") + _millis(m),
    "american": lambda m: m.strftime("%m/%d/%Y %I:%M:%S.") + _millis(m) + m.strftime(" %p"),
    "actigraph": lambda m: f"{m.month}/{m.day}/{m.year} {m.hour}:{m.minute:02d}:{m.second:02d}.{_millis(m)}",
    "matlab": lambda m: m.strftime("%d-%b-%Y %H:%M:%S.") + _millis(m),
    "a bank of studies": lambda m: m.strftime("%Y-%m-%d %H:%M:%S.") + _millis(m) + "+0100 [Europe/London]",
    "time of day": lambda m: m.strftime("%H:%M:%S.") + _millis(m),
    "time of day, colons": lambda m: m.strftime("%H:%M:%S:") + _millis(m),
    "twelve hours, none named": lambda m: m.strftime("%I:%M:%S.") + _millis(m),
    "compact": lambda m: (
        m.strftime("%Y%m%d_%H%M%S").replace("_", " ")[:9] + m.strftime("%H:%M:%S.") + _millis(m)
    ),
}


@pytest.mark.parametrize("form", CLOCKS)
def test_a_date_and_a_time_of_day_over_midnight(form):
    _fits(_table(["timestamp", "x", "y", "z"], [_stamps(CLOCKS[form]), *ACC.T]))


@pytest.mark.parametrize("form", ["local", "geneactiv"])
def test_a_date_and_a_time_without_names(form):
    preamble = "Device Type,Logger\nMeasurement Frequency,50 Hz\n\n"
    columns = [_stamps(CLOCKS[form]), *G.T, [3.0] * len(TIME_S), [29.4] * len(TIME_S)]
    _fits(_table([], columns, preamble=preamble))


def test_a_date_in_a_column_of_its_own():
    date, time = zip(*(one.split(" ") for one in _stamps(CLOCKS["local"])), strict=True)
    _fits(_table(["Date", "Time", "accX", "accY", "accZ"], [date, time, *ACC.T]))
    _fits(_table(["Date", "Time", "accX", "accY", "accZ"], [date, time, *ACC.T], delimiter=" "))


@pytest.mark.parametrize("factor", [1, 1e3, 1e6, 1e7, 1e9])
def test_numbers_since_1970(factor):
    if factor == 1e7:  # the ticks of .NET, since the year 1
        stamps = [639_000_000_000_000_000 + round(one * 1e7) for one in TIME_S]
    else:
        stamps = [round((1_795_166_999.25 + one) * factor, 3) for one in TIME_S]
        stamps = [f"{one:.3f}" if factor == 1 else str(int(one)) for one in stamps]
    _fits(_table(["timestamp", "x", "y", "z"], [stamps, *ACC.T]))


def test_ticks_from_zero_are_not_taken_for_a_slow_recording():
    stamps = [round(one * 1e7) for one in TIME_S]
    with pytest.raises(RecordingError, match="unit of the time stamps"):
        parse_recording(content=_table(["timestamp", "x", "y", "z"], [stamps, *ACC.T]).encode())
    _fits(_table(["timestamp (100 ns)", "x", "y", "z"], [stamps, *ACC.T]))


def test_days_as_excel_counts_them():
    stamps = [f"{46_350.5 + one / 86_400:.10f}" for one in TIME_S]
    _fits(_table(["Time", "x", "y", "z"], [stamps, *ACC.T]))


def test_a_column_that_counts_rows_is_no_clock():
    with pytest.raises(RecordingError, match="only counts the rows"):
        parse_recording(content=_table(["time", "x", "y", "z"], [range(len(TIME_S)), *ACC.T]).encode())


NAMES = {
    "web": (
        [
            "t",
            *(f"accelerationIncludingGravity.{a}" for a in "xyz"),
            *(f"rotationRate.{a}" for a in ("alpha", "beta", "gamma")),
        ],
        1.0,
        180 / np.pi,
    ),
    "short": (["time", "ax", "ay", "az", "gx", "gy", "gz"], 1.0, 1.0),
    "physics toolbox": (["time", "gFx", "gFy", "gFz", "wx", "wy", "wz"], 1 / GRAVITY_M_S2, 1.0),
    "physics toolbox, units": (
        ["time (s)", *(f"a{a} (m/s^2)" for a in "xyz"), *(f"w{a} (rad/s)" for a in "xyz")],
        1.0,
        1.0,
    ),
    "phyphox": (
        [
            "Time (s)",
            *(f"Acceleration {a} (m/s^2)" for a in "xyz"),
            *(f"Gyroscope {a} (rad/s)" for a in "xyz"),
        ],
        1.0,
        1.0,
    ),
    "androsensor": (
        [
            "Time since start in s",
            *(f"ACCELEROMETER {a} (m/s²)" for a in "XYZ"),
            *(f"GYROSCOPE {a} (rad/s)" for a in "XYZ"),
        ],
        1.0,
        1.0,
    ),
    "metawear": (
        ["elapsed (s)", *(f"{a}-axis (g)" for a in "xyz"), *(f"{a}-axis (deg/s)" for a in "xyz")],
        1 / GRAVITY_M_S2,
        180 / np.pi,
    ),
    "brackets": (
        ["Time [s]", *(f"Acc{a} [mg]" for a in "XYZ"), *(f"Gyro{a} [dps]" for a in "XYZ")],
        1000 / GRAVITY_M_S2,
        180 / np.pi,
    ),
    "ros": (
        [
            "stamp_time",
            *(f"linear_acceleration.{a} (m/s^2)" for a in "xyz"),
            *(f"angular_velocity.{a}" for a in "xyz"),
        ],
        1.0,
        1.0,
    ),
}


@pytest.mark.parametrize("app", NAMES)
def test_names_in_any_spelling(app):
    names, acc_factor, gyr_factor = NAMES[app]
    back = _fits(_table(names, [TIME_S, *(ACC * acc_factor).T, *(GYR * gyr_factor).T]), rotation=True)
    assert back.taken[1:4] == tuple(names[1:4])


def test_what_was_taken_and_left_out_is_said():
    names = ["time", "gFx", "gFy", "gFz", "TgF", "p"]
    size = np.linalg.norm(G, axis=1)
    back = _fits(_table(names, [TIME_S, *G.T, size, [1013] * len(size)]))
    assert (back.taken, back.left_out) == (("time", "gFx", "gFy", "gFz"), ("TgF", "p"))
    assert "Not used from the file: TgF, p." in back.assumptions
    assert any("taken as g" in note for note in back.assumptions)


def test_names_of_core_motion_have_the_sign_of_ios():
    user = [f"motionUserAcceleration{a}(G)" for a in "XYZ"]
    gravity = [f"motionGravity{a}(G)" for a in "XYZ"]
    rotation = [f"motionRotationRate{a}(rad/s)" for a in "XYZ"]
    still = np.tile([0.0, -1.0, 0.0], (len(TIME_S), 1)) + 1e-4 * np.sin(TIME_S)[:, None]
    names = [
        "loggingTime(txt)",
        "motionTimestamp_sinceReboot(s)",
        *user,
        *gravity,
        *rotation,
        "deviceID(txt)",
    ]
    columns = [
        _stamps(CLOCKS["local"]),
        7000 + TIME_S,
        *(-G - still).T,
        *still.T,
        *GYR.T,
        ["abc"] * len(TIME_S),
    ]
    back = _fits(_table(names, columns), rotation=True)
    assert back.platform is Platform.IOS
    assert any("iOS" in note for note in back.assumptions)


def test_a_total_named_beside_its_parts_is_not_added_twice():
    gravity = np.tile([0.01, 9.8, 0.02], (len(TIME_S), 1))
    names = ["time", "acc_x", "acc_y", "acc_z", "gravity_x", "gravity_y", "gravity_z"]
    _fits(_table(names, [TIME_S, *ACC.T, *gravity.T]))


WRITTEN = {
    "semicolon": {"delimiter": ";"},
    "tab": {"delimiter": "\t"},
    "blanks": {"delimiter": "   "},
    "bar": {"delimiter": "|"},
    "comma and blank": {"delimiter": ", "},
    "lines of Windows": {"line": "\r\n"},
    "lines of an old Mac": {"line": "\r"},
    "comma at line ends": {"ending": ","},
    "semicolon at line ends": {"ending": ";"},
    "preamble": {"preamble": "Recorded by a logger\nmodel: X, rate 50\n\n"},
    "mark of order": {"preamble": "\ufeff"},
}


@pytest.mark.parametrize("way", WRITTEN)
def test_tables_however_they_are_written(way):
    names = ["time_s", "gyr_x", "gyr_y", "gyr_z", "acc_x", "acc_y", "acc_z"]
    _fits(_table(names, [TIME_S, *GYR.T, *ACC.T], **WRITTEN[way]), rotation=True)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig"])
def test_any_encoding(encoding):
    names = ["Time (s)", *(f"Acceleration {axis} (m/s²)" for axis in "xyz")]
    content = _table(names, [TIME_S, *ACC.T], delimiter=";").replace(".", ",").encode(encoding)
    back = _fits(content)
    assert back.taken[1] == "Acceleration x (m/s²)"


def test_decimal_commas_after_whole_rows_and_the_minus_of_print():
    text = _table(["t", "x", "y", "z"], [TIME_S, *ACC.T], delimiter=";")
    rows = text.replace(".", ",").replace("-", "−").split("\n")
    rows[1] = "0;0;10;0"
    back = parse_recording(content="\n".join(rows).encode())
    np.testing.assert_allclose(back.acceleration_m_s2[1:], ACC[1:], atol=1e-6)


def test_quoted_numbers_with_decimal_commas():
    cells = [[f'"{value}"'.replace(".", ",") for value in column] for column in (TIME_S, *ACC.T)]
    _fits(_table(['"Time (s)"', '"acc x"', '"acc y"', '"acc z"'], cells))


def test_a_row_of_units_below_the_names():
    text = _table(["Time", "X", "Y", "Z"], [TIME_S, *G.T]).replace("Z\n", "Z\ns,g,g,g\n", 1)
    back = _fits(text)
    assert back.taken[1] == "X (g)"


def test_columns_of_words_and_of_row_numbers_are_left_out():
    count = len(TIME_S)
    names = ["", "activity", "time", "x", "y", "z", "user"]
    _fits(_table(names, [range(count), ["walking"] * count, TIME_S, *ACC.T, ["me"] * count]))


@pytest.mark.parametrize("first", [range(1, 1001), ["walking"] * 1000])
@pytest.mark.parametrize("delimiter", [",", " "])
def test_a_first_column_without_a_name_moves_no_other(first, delimiter):
    """As R writes the numbers of the rows, unquoted."""
    names = ["time", "acc_x", "acc_y", "acc_z"]
    _fits(_table(names, [first, TIME_S, *ACC.T], delimiter=delimiter))
    _fits(_table([*names[1:], "time"], [first, *ACC.T, TIME_S], delimiter=delimiter))


def test_names_of_columns_left_empty_at_the_end_are_passed_over():
    _fits(_table(["time", "acc_x", "acc_y", "acc_z", "label", "note"], [TIME_S, *ACC.T]))
    _fits(_table(["time", "acc_x", "acc_y", "acc_z", "accuracy", "activity"], [TIME_S, *ACC.T]))
    _fits(_table(["time", "acc_x", "acc_y", "acc_z"], [TIME_S, *ACC.T, [1] * 1000]))


def test_rows_without_names_but_with_words():
    count = len(TIME_S)
    stamps = [49_105_962_326_000 + round(one * 1e9) for one in TIME_S]
    _fits(_table([], [[33] * count, ["Jogging"] * count, stamps, *ACC.T], ending=";"))


def test_a_table_without_time_that_names_its_rate():
    preamble = (
        "------------ Data File Created By ActiGraph GT3X+ date format M/d/yyyy at 50 Hz  Filter Normal ---\n"
        "Serial Number: X\nStart Time 23:59:50\nStart Date 11/30/2026\n"
        "Epoch Period (hh:mm:ss) 00:00:00\nDownload Time 10:00:00\n"
        "--------------------------------------------------\n"
    )
    names = [f"Accelerometer {axis}" for axis in "XYZ"]
    back = _fits(_table(names, G.T, preamble=preamble))
    assert any("50 samples a second" in note for note in back.assumptions)


@pytest.mark.parametrize(
    "names",
    [
        ["t", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"],
        ["time_s", *(f"acc_{axis}_m_s2" for axis in "xyz"), *(f"gyr_{axis}_rad_s" for axis in "xyz")],
    ],
)
def test_rotation_at_half_the_rate_is_put_between(names):
    slow = [[value if n % 2 == 0 else "" for n, value in enumerate(column)] for column in GYR.T]
    text = _table(names, [TIME_S, *ACC.T, *slow])
    back = parse_recording(content=text.encode())
    np.testing.assert_allclose(back.acceleration_m_s2, ACC[:-1], atol=1e-9)
    np.testing.assert_allclose(back.rotation_rate_rad_s[::2], GYR[:-1:2], atol=1e-9)
    assert any("put between its samples" in note for note in back.assumptions)


def test_sensors_that_take_turns_in_the_rows():
    acc = [(t, *row, "", "", "") for t, row in zip(TIME_S, ACC, strict=True)]
    gyr = [(round(t + 0.001, 4), "", "", "", *row) for t, row in zip(TIME_S, GYR, strict=True)]
    rows = sorted([*acc, *gyr], key=lambda row: row[0])
    text = _table(
        ["time (s)", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"], list(zip(*rows, strict=True))
    )
    back = parse_recording(content=text.encode())
    np.testing.assert_allclose(back.acceleration_m_s2, ACC[1:], atol=1e-9)
    assert back.rotation_rate_rad_s is not None


def _zip(files, *, folder="", extra=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(folder + name, text)
        for name in extra:
            archive.writestr(name, b"\x00\x05\x16\x07" + b"\0" * 140)
    return out.getvalue()


def _file(values, *, names=("time", "seconds_elapsed", "z", "y", "x"), delay=0.0):
    stamps = [1_795_166_999_123_456_789 + round((one + delay) * 1e9) for one in TIME_S]
    columns = {
        "time": stamps,
        "seconds_elapsed": TIME_S + delay,
        "x": values[:, 0],
        "y": values[:, 1],
        "z": values[:, 2],
    }
    return _table(names, [columns[name] for name in names])


ABOUT = "version,device name,platform\n3,Phone,android\n"


@pytest.mark.parametrize("folder", ["", "walk/", "walk\\"])
@pytest.mark.parametrize("names", [("time", "seconds_elapsed", "z", "y", "x"), ("time", "z", "y", "x")])
def test_zips_of_every_version_packed_again(folder, names):
    files = {"TotalAcceleration.csv": _file(ACC, names=names), "Gyroscope.csv": _file(GYR, names=names)}
    files |= {"Metadata.csv": ABOUT, "Orientation.csv": _file(GYR, names=names), "Annotation.csv": ""}
    extra = ("__MACOSX/walk/._TotalAcceleration.csv", "walk/.DS_Store", "walk/._Gyroscope.csv", "Thumbs.db")
    back = _fits(_zip(files, folder=folder, extra=extra), rotation=True)
    assert back.platform is Platform.ANDROID
    assert back.device == "Phone"
    assert back.left_out == ("Orientation",)


def test_a_watch_in_the_zip_is_another_device():
    files = {"TotalAcceleration.csv": _file(ACC), "WatchAccelerometer.csv": _file(2 * G)}
    files |= {"AccelerometerUncalibrated.csv": _file(ACC + 0.1), "Gyroscope.csv": _file(GYR)}
    _fits(_zip(files), rotation=True)


def test_a_zip_of_phyphox_and_one_inside_another():
    acc = _table(["Time (s)", *(f"{a} (m/s^2)" for a in "XYZ")], [TIME_S, *ACC.T])
    gyr = _table(["Time (s)", *(f"{a} (rad/s)" for a in "XYZ")], [TIME_S, *GYR.T])
    time = 'event,experiment time,system time\n"START",0.0,1.7E9\n"PAUSE",20.0,1.7E9\n'
    about = '"property","value"\n"version","1.1.11"\n'
    files = {"Accelerometer.csv": acc, "Gyroscope.csv": gyr, "meta/time.csv": time, "meta/device.csv": about}
    content = _zip(files)
    _fits(content, rotation=True)
    _fits(_zip({"walk.zip": content}), rotation=True)


@pytest.mark.parametrize(
    "second",
    ["second/TotalAcceleration.csv", "first/TotalAcceleration (1).csv", "first/TotalAcceleration copy.csv"],
)
def test_two_recordings_in_a_zip_are_not_mixed(second):
    files = {"first/TotalAcceleration.csv": _file(ACC), second: _file(ACC + 0.01, delay=60.0)}
    with pytest.raises(RecordingError, match="two recordings"):
        parse_recording(content=_zip(files))


@pytest.mark.parametrize(
    ("taken", "other"),
    [
        ("Gyroscope.csv", "Gyroscope (1).csv"),
        ("Gyroscope.csv", "Rotation Rate.csv"),
        ("walk/gyr.csv", "gyr.csv"),
        ("gyro.csv", "gyroscope right.csv"),
    ],
)
@pytest.mark.parametrize("delay", [0.0, 300.0])
def test_of_two_rotation_rates_the_nearest_is_taken_and_said(taken, other, delay):
    folder = taken.rpartition("/")[0]
    files = {other: _file(0.9 * GYR, delay=delay), taken: _file(GYR)}
    back = _fits(_zip({**files, f"{folder}/Total Acceleration.csv".strip("/"): _file(ACC)}), rotation=True)
    assert f"Several files hold a rotation rate; {taken} was taken" in " ".join(back.assumptions)


@pytest.mark.parametrize("names", ["x,y,z", "attr_x,attr_y,attr_z", "acc_x,acc_y,acc_z"])
def test_several_places_of_a_body_in_a_zip_are_not_one(names):
    table = _table(["attr_time", *names.split(",")], [np.round(1000 * TIME_S), *ACC.T])
    one = _zip({"acc_walking_waist.csv": table})
    _fits(one)
    with pytest.raises(RecordingError, match=r"two recordings.*acc_walking_chest"):
        parse_recording(content=_zip({f"acc_walking_{place}.csv": table for place in ("chest", "waist")}))


def _pushed(first, last, session="s"):
    payload = []
    for n in range(first, last):
        at = 1_795_166_999_123_456_789 + round(float(TIME_S[n]) * 1e9)
        for name, values in (("totalacceleration", ACC[n]), ("gyroscope", GYR[n])):
            xyz = dict(zip("xyz", map(float, values), strict=True))
            payload.append({"name": name, "time": at, "values": xyz})
    return {"messageId": first // 10, "sessionId": session, "deviceId": "d", "payload": payload}


MESSAGES = [_pushed(n, n + 10) for n in range(0, len(TIME_S), 10)]
PUSHED = {
    "a list": json.dumps(MESSAGES),
    "one per line": "\n".join(json.dumps(one) for one in MESSAGES),
    "one after the other": "".join(json.dumps(one, indent=1) for one in MESSAGES),
    "one": json.dumps(_pushed(0, len(TIME_S))),
    "late ones": json.dumps([*MESSAGES[:8], MESSAGES[9], MESSAGES[8], *MESSAGES[10:]]),
}


@pytest.mark.parametrize("way", PUSHED)
def test_pushed_messages(way):
    _fits(PUSHED[way], rotation=True)


def test_a_message_that_was_cut_short_is_left_out():
    back = parse_recording(content=PUSHED["one per line"][:-300].encode())
    np.testing.assert_allclose(back.acceleration_m_s2, ACC[: back.time_s.shape[0]], atol=1e-9)
    assert any("torn" in note for note in back.assumptions)


def test_messages_of_two_sessions_are_not_mixed():
    two = [_pushed(0, 500, "a"), _pushed(500, 1000, "b")]
    with pytest.raises(RecordingError, match="two recordings"):
        parse_recording(content=json.dumps(two).encode())


def test_json_of_a_web_page_and_of_whole_columns():
    events = [
        {
            "timeStamp": 1000 * t,
            "accelerationIncludingGravity": dict(zip("xyz", a, strict=True)),
            "interval": 20,
        }
        for t, a in zip(TIME_S.tolist(), ACC.tolist(), strict=True)
    ]
    _fits(json.dumps({"device": "x", "events": events}))
    whole = {"time": TIME_S.tolist(), **{axis: ACC[:, n].tolist() for n, axis in enumerate("xyz")}}
    _fits(json.dumps(whole))
    buffers = {f"acc{axis}": {"buffer": ACC[:, n].tolist()} for n, axis in enumerate("XYZ")}
    _fits(json.dumps({"buffer": {"acc_time": {"buffer": TIME_S.tolist()}, **buffers}, "status": {}}))


def _xlsx(rows, *, sheet="Raw Data"):
    """A workbook as small as Excel takes it."""
    cells = []
    for r, row in enumerate(rows, 1):
        cells.append(f'<row r="{r}">')
        for c, value in enumerate(row):
            place = f"{chr(65 + c)}{r}"
            if isinstance(value, str):
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>')
            else:
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
        cells.append("</row>")
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return _zip(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
            f'<sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(cells)}</sheetData>'
            "</worksheet>",
        }
    )


def _xls(rows):
    """The oldest kind of workbook, which has no folders inside."""
    out = [struct.pack("<HHHH", 0x0009, 4, 2, 0x10)]
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("cp1252")
                out.append(struct.pack("<HHHH3xB", 0x0004, 8 + len(text), r, c, len(text)) + text)
            else:
                out.append(struct.pack("<HHHH3xd", 0x0003, 15, r, c, value))
    return b"".join([*out, struct.pack("<HH", 0x000A, 0)])


@pytest.mark.parametrize("write", [_xlsx, _xls])
def test_workbooks_of_excel(write):
    names = ["Time (s)", *(f"Acceleration {axis} (m/s^2)" for axis in "xyz")]
    _fits(write([names, *np.column_stack((TIME_S, ACC)).tolist()]))


@pytest.mark.parametrize("write", [_xlsx, _xls])
def test_a_damaged_workbook_says_so(write):
    whole = write([["t", "x", "y", "z"], *np.column_stack((TIME_S, ACC)).tolist()])
    for content in (whole[:200], whole[: len(whole) // 2], whole[:60] + b"\xff" * 400 + whole[460:]):
        with pytest.raises(RecordingError):
            parse_recording(content=content)


FAR = {
    "named": '<row r="1"><c r="AAA1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "single quotes": "<row r='1'><c r='A1'/></row><row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>",
    "not named": f'<row r="1">{"<c><v>1</v></c>" * 5000}</row><row r="1048576"><c><v>1</v></c></row>',
    "in small letters": '<row r="2"><c r="xfd1048576"><v>1</v></c></row>',
    "behind zeros": f'<row r="2"><c r="XFD{"0" * 90}1048576"><v>1</v></c></row>',
    "behind many zeros": f'<row r="2"><c r="XFD{"0" * 9000}1048576"><v>1</v></c></row>',
    "behind many blanks": f'<row r="2"><c r{" " * 90_000}="XFD1048576"><v>1</v></c></row>',
    "behind another mark": f'<row r="2"><c s="{"<" * 90_000}" r="XFD1048576"><v>1</v></c></row>',
    "after the usual ones": '<row r="2"><c r="A2"><v>1</v></c><c s="1" r="XFD1048576"/></row>',
    "with a prefix": f'<x:row r="1">{"<x:c/>" * 5000}</x:row><x:row r="1048576"><x:c/></x:row>',
}


@pytest.mark.parametrize("way", FAR)
def test_a_workbook_with_a_far_cell_is_refused_before_room_is_made(way):
    sheet = f"<worksheet><sheetData>{FAR[way]}</sheetData></worksheet>"
    content = _zip({"[Content_Types].xml": "x", "xl/workbook.xml": "x", "xl/elsewhere.bin": sheet})
    with pytest.raises(RecordingError, match="far too large"):
        parse_recording(content=content)


def _other(names, columns=None):
    columns = (
        list(columns)
        if columns is not None
        else [TIME_S, *(np.sin(TIME_S + n) for n in range(len(names) - 1))]
    )
    return _table(names, columns).encode()


LINEAR = np.round(ACC - [0.0, 9.81, 0.0], 4)
DIRECTION = np.round(
    GRAVITY_M_S2 * np.column_stack((np.zeros_like(TIME_S), np.cos(TIME_S / 9), np.sin(TIME_S / 9)))
    + [1e-4, 0.0, 0.0] * np.sin(TIME_S)[:, None],
    5,
)


def _second_first(time_s, acc):
    """The second half of a recording before the first one."""
    half = len(time_s) // 2
    return [np.roll(time_s, half), *np.roll(acc, half, axis=0).T]


def _swung(*, times, one_g):
    """Two seconds of rest, then a phone that is swung with so many times gravity; in a unit with this g."""
    moving = np.arange(len(TIME_S))[:, None] >= 2 * RATE_HZ
    still = np.random.default_rng(6).normal([0.0, 1.0, 0.0], 0.004, ACC.shape)
    values = one_g * np.where(moving, times * ACC / GRAVITY_M_S2, still)
    return np.round(values) if one_g > 100 else np.round(values, 4)


REASONS = {
    "phyphox without g": (
        _other(["Time (s)", *(f"Linear Acceleration {a} (m/s^2)" for a in "xyz")], [TIME_S, *LINEAR.T]),
        "without gravity.*with g.* in phyphox.*Sensor Logger",
    ),
    "a sensor named plainly, without gravity": (
        _other(["time", "acc_x", "acc_y", "acc_z"], [TIME_S, *LINEAR.T]),
        "without gravity",
    ),
    "half a sensor logger": (
        _zip({"Accelerometer.csv": _file(LINEAR), "Gyroscope.csv": _file(GYR), "Metadata.csv": ABOUT}),
        "without gravity.*Total Acceleration",
    ),
    "a gyroscope alone": (
        _other(["Time (s)", *(f"Gyroscope {a} (rad/s)" for a in "xyz")]),
        "only rotation rate.*Switch on",
    ),
    "places alone": (
        _other(["time", "latitude", "longitude", "altitude", "speed"]),
        "no acceleration in this file.*Switch on",
    ),
    "no clock": (_other(["acc_x", "acc_y", "acc_z"], ACC.T), "No time column"),
    "batches": (
        _other(
            ["time (s)", "x", "y", "z"],
            [np.floor(TIME_S * 5) / 5 + 0.0005 * (np.arange(len(TIME_S)) % 10), *ACC.T],
        ),
        "in batches",
    ),
    "one stamp for many": (
        _other(["time (s)", "x", "y", "z"], [np.floor(TIME_S), *ACC.T]),
        "same time stamp",
    ),
    "names that do not fit": (
        _other(["time", "acc_x", "acc_y", "acc_z", "gyr_x"], [TIME_S, *ACC.T, *GYR.T]),
        "5 names above rows of 7 numbers",
    ),
    "a name too many in the middle": (
        _other(["time", "label", "acc_x", "acc_y", "acc_z"], [TIME_S, *ACC.T]),
        "5 names above rows of 4 numbers",
    ),
    "a name too many before the clock": (
        _other(["acc_x", "acc_y", "acc_z", "label", "time"], [*ACC.T, TIME_S]),
        "5 names above rows of 4 numbers",
    ),
    "decimal commas between commas": (
        _table(["time", "acc_x", "acc_y", "acc_z"], [TIME_S, *ACC.T], delimiter=";")
        .replace(".", ",")
        .replace(";", ",")
        .encode(),
        "4 names above rows of",
    ),
    "gravity alone": (
        _other(["time", "z", "y", "x"], [TIME_S, *DIRECTION.T]),
        "only gravity.*Switch on",
    ),
    "counts of a chip": (
        _other(["millis", "ax", "ay", "az"], [1000 * TIME_S, *np.round(ACC / GRAVITY_M_S2 * 16384).T]),
        "counts of a sensor chip",
    ),
    "counts of a chip, of few bits": (
        _other(["millis", "ax", "ay", "az"], [1000 * TIME_S, *np.round(ACC / GRAVITY_M_S2 * 256).T]),
        "counts of a sensor chip",
    ),
    "whole thousandths of g, swung": (
        _other(["time_s", "x", "y", "z"], [TIME_S, *_swung(times=2.5, one_g=1000.0).T]),
        "usually 2.[3-7] times gravity.*snug",
    ),
    "g without a name, swung": (
        _other(["time_s", "x", "y", "z"], [TIME_S, *_swung(times=3.5, one_g=1.0).T]),
        "usually 3.[3-7] times gravity.*snug",
    ),
    "a phone that was swung": (
        _other(["Time (s)", *(f"Acceleration {a} (m/s^2)" for a in "xyz")], [TIME_S, *(2.5 * ACC).T]),
        "usually 2.[3-7] times gravity.*snug",
    ),
    "linear that drifts": (
        _other(
            ["Time (s)", *(f"Linear Acceleration {a} (m/s^2)" for a in "xyz")],
            [TIME_S, *(4 * LINEAR + [0.0, 5.0, 0.0]).T],
        ),
        "without gravity",
    ),
    "linear that is one unit off": (
        _zip(
            {
                "Linear Acceleration.csv": _other(
                    ["time_s", *"xyz"], [TIME_S, *np.add(LINEAR, [0.0, 1.0, 0.0]).T]
                )
            }
        ),
        "without gravity",
    ),
    "no names and no clock": (_table([], [*ACC.T, *GYR.T]).encode(), "No time column"),
    "two clocks and no gravity": (
        _table(
            [], [1_619_714_759_000_000_000 + np.round(1e9 * TIME_S), TIME_S, *LINEAR.T, np.zeros(1000)]
        ).encode(),
        "numbers of column 3, column 4, column 5 hold no gravity",
    ),
    "several people": (
        _other(["user", "time", "x", "y", "z"], [np.repeat([3, 2], 500), *_second_first(TIME_S, ACC)]),
        "clock goes back after row 500 of 1,000",
    ),
    "rows in any order": (
        _other(
            ["time", "x", "y", "z"],
            np.random.default_rng(1).permutation([*zip(TIME_S, *ACC.T, strict=True)]).T,
        ),
        "not in the order",
    ),
    "MATLAB": (
        b"MATLAB 5.0 MAT-file, Platform: GLNXA64" + b" " * 100 + b"\x00\x01IM" + b"\0" * 400,
        "MATLAB file.*writetimetable",
    ),
    "PDF": (b"%PDF-1.7\n1 0 obj", "a PDF"),
    "a database": (b"SQLite format 3\x00" + b"\0" * 200, "a database"),
    "a web page": (b"<!DOCTYPE html><html><body>1,2,3</body></html>", "web"),
    "an empty zip": (_zip({"readme.txt": "x"}), "no recording in this zip"),
}


@pytest.mark.parametrize("what", REASONS)
def test_the_reason_for_a_refusal_is_the_true_one(what):
    content, reason = REASONS[what]
    with pytest.raises(RecordingError, match=f"(?s){reason}"):
        parse_recording(content=content)


def test_a_unit_that_the_size_contradicts_is_put_right_and_said():
    back = _fits(_table(["time", *(f"acc_{a} (m/s^2)" for a in "xyz")], [TIME_S, *G.T]))
    assert any("its size is that of g" in note for note in back.assumptions)


def test_whole_thousandths_of_g_are_no_counts():
    for values in (np.round(1000 * G), _swung(times=1.2, one_g=1000.0)):
        back = parse_recording(content=_other(["time_s", "x", "y", "z"], [TIME_S, *values.T]))
        np.testing.assert_allclose(back.acceleration_m_s2, values * GRAVITY_M_S2 / 1000, atol=1e-3)
        assert any("taken as mg" in note for note in back.assumptions)


def test_a_sensor_written_many_times_has_its_own_rate():
    slow = np.repeat(ACC[::10], 10, axis=0)
    back = parse_recording(content=_table(["time_s", "x", "y", "z"], [TIME_S, *slow.T]).encode())
    assert back.rate_hz == pytest.approx(5.0)
    assert any("only in every 10.0 rows" in note for note in back.assumptions)


NAMED_FOR = {
    "Gyroscope.csv": "only rotation rate",
    "walk/Gyroscope (1).csv": "only rotation rate",
    "GyroscopeUncalibrated.csv": "only rotation rate",
    "Magnetometer.csv": "only Magnetometer",
    "Gravity.csv": "only gravity",
    "Accelerometer.csv": "Accelerometer x is acceleration without gravity",
    "": "numbers of x, y, z hold no gravity",
    "light walk with gps.csv": "numbers of x, y, z hold no gravity",
    "gyro off walk.csv": "numbers of x, y, z hold no gravity",
}


@pytest.mark.parametrize("name", NAMED_FOR)
def test_columns_that_say_no_sensor_are_of_the_one_the_file_is_named_for(name):
    content = _other(["time", "z", "y", "x"], [TIME_S, *LINEAR.T])
    with pytest.raises(RecordingError, match=NAMED_FOR[name]):
        parse_recording(content=content, name=name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "gps on, light shoes.csv",
        "Total Acceleration.csv",
        "gyro and acc.csv",
        "gyro off walk.csv",
        "Gyroscope off.csv",
        "linear walk.csv",
        "no gravity test.csv",
        "without gravity.csv",
        "Linear Acceleration.csv",
        "compass in the other pocket.csv",
    ],
)
def test_what_somebody_calls_a_walk_does_not_hide_it(name):
    content = _other(["time_s", "x", "y", "z"], [TIME_S, *ACC.T])
    assert parse_recording(content=content, name=name).rate_hz == pytest.approx(RATE_HZ)
    _fits(_zip({name or "walk.csv": content, "heart.csv": "time,heart\n1,60\n2,61\n"}))


@pytest.mark.parametrize("name", ["Gyroscope.csv", "compass.csv", "Magnetometer walk.csv", "linear.csv"])
def test_columns_that_name_their_sensor_count_before_any_name_of_a_file(name):
    content = _other(["time_s", "acc_x", "acc_y", "acc_z"], [TIME_S, *ACC.T])
    _fits(content)
    back = parse_recording(content=content, name=name)
    np.testing.assert_allclose(back.acceleration_m_s2, ACC, atol=1e-3)
    _fits(_zip({name: content, "heart.csv": "time,heart\n1,60\n2,61\n"}))


def test_gravity_stays_however_hard_somebody_jumps():
    flight = np.where(np.arange(len(TIME_S)) % 25 < 15, 0.2, 2.2)[:, None]
    acc = np.round(ACC * flight, 4)
    assert np.median(np.linalg.norm(acc, axis=1)) < 0.6 * GRAVITY_M_S2
    names = ["Time (s)", *(f"Acceleration {a} (m/s^2)" for a in "xyz")]
    back = parse_recording(content=_other(names, [TIME_S, *acc.T]))
    np.testing.assert_allclose(back.acceleration_m_s2, acc, atol=1e-3)
    assert not any("calibration" in note for note in back.assumptions)


def test_a_sensor_off_gravity_at_rest_is_named():
    still = np.random.default_rng(2).normal([0.0, 0.0, 8.5], 0.02, (len(TIME_S), 3))
    back = parse_recording(content=_other(["time_s", "x", "y", "z"], [TIME_S, *np.round(still, 3).T]))
    assert any("At rest the acceleration is 13 % off" in note for note in back.assumptions)


def test_total_beside_gravity_and_seldom_written_is_not_added_twice():
    """At two samples a second the two sensors are read at different moments of a step."""
    time_s = np.arange(120) / 2
    acc = np.random.default_rng(3).normal([0.0, 9.8, 0.0], 6.0, (120, 3))
    gravity = np.tile([0.5, 9.75, 0.9], (120, 1)) + np.random.default_rng(4).normal(0, 0.1, (120, 3))
    names = [f"{kind} {a} (m/s²)" for kind in ("ACCELEROMETER", "GRAVITY") for a in "XYZ"]
    content = _other([*names, "Time since start in ms"], [*acc.T, *gravity.T, 1000 * time_s])
    back = parse_recording(content=content)
    np.testing.assert_allclose(back.acceleration_m_s2, acc, atol=1e-3)


def test_chips_are_told_by_their_numbers_and_a_step_above_the_table_is_a_clock():
    head = "@ HyperIMU - 2018\n@ Date:Tue Dec 10 13:37:45 2019, Sampling Rate:20ms\n\n"
    names = [f"{chip}.{a}" for chip in ("GRAVITY", "ST_LIS3DHTR") for a in "xyz"]
    back = _fits(_table(names, [*DIRECTION.T, *ACC.T], preamble=head))
    assert any("ST_LIS3DHTR.x names no known sensor" in note for note in back.assumptions)


def _taking_turns(labels, *, names=("time_ms", "sensor", "x", "y", "z"), more=(), values=(ACC, GYR)):
    """Rows of several sensors in turn; `more`: cells behind each of them."""
    rows = [
        (round(1000 * t), label, *three, *more)
        for t, *moment in zip(TIME_S, *values, strict=True)
        for label, three in zip(labels, moment, strict=True)
    ]
    return _table([*names], [*zip(*rows, strict=True)])


@pytest.mark.parametrize(
    "labels",
    [
        ("accelerometer", "gyroscope"),
        ("ACC", "GYR"),
        ("TYPE_ACCELEROMETER", "TYPE_GYROSCOPE"),
        ("android.sensor.accelerometer", "android.sensor.gyroscope"),
        (" accelerometer", '" gyroscope"'),
        (1, 4),
    ],
)
def test_rows_that_each_name_their_sensor(labels):
    names = ("time_ms", "sensor_type", "x", "y", "z") if labels == (1, 4) else ("time_ms", "sensor", *"xyz")
    _fits(_taking_turns(labels, names=names), rotation=True)


@pytest.mark.parametrize(
    "axes", ["value_x,value_y,value_z", "value0,value1,value2", "values[0],values[1],values[2]"]
)
def test_rows_that_name_their_sensor_have_other_columns_too(axes):
    names = ("timestamp", "sensor", *axes.split(","), "accuracy", "activity")
    _fits(_taking_turns(("accelerometer", "gyroscope"), names=names, more=(3, "walking")), rotation=True)


@pytest.mark.parametrize("other", ["step_detector", "light", "magnetometer", "hrm v2"])
def test_rows_of_other_sensors_are_passed_over(other):
    values = (ACC, GYR, np.tile([20.0, -30.0, 5.0], (len(TIME_S), 1)))
    _fits(_taking_turns(("accelerometer", "gyroscope", other), values=values), rotation=True)


@pytest.mark.parametrize("other", ["gps", "gyroscope", "step_detector"])
def test_a_sensor_that_writes_first_after_many_rows_is_not_mixed_in(other):
    rows = [(round(1000 * t), "accelerometer", *acc) for t, acc in zip(TIME_S, ACC, strict=True)]
    rows += [(round(1000 * t) + 1, other, 51.5, 0.1, 30.0) for t in TIME_S[200::50]]
    _fits(_table(["time_ms", "sensor", "x", "y", "z"], [*zip(*sorted(rows), strict=True)]))


@pytest.mark.parametrize("column", ["kind", "what", "sensor"])
@pytest.mark.parametrize("stray", ["marker", "note", "x17"])
def test_a_label_of_no_sensor_mixes_no_other_rows(column, stray):
    table = _taking_turns(("accelerometer", "gyroscope"), names=("time_ms", column, *"xyz"))
    back = _fits(table + f"20100,{stray},0,0,0\n", rotation=True)
    assert stray in back.left_out


STRAY = {
    "a row of linear acceleration": "20100,linear acceleration,0,0,0\n",
    "two of them": "20100,linear acceleration,0,0,0\n20120,linear acceleration,0,0,0\n",
    "a row of gravity": "20100,gravity,0,0,9.81\n",
    "a row of the magnetic field": "20100,magnetic field,0,0,0\n",
    "a row of another spelling": "20100,uncalibrated gyroscope,0,0,0\n",
    "killed inside a label": "20100,acc",
    "killed inside a label of rotation": "20100,gyro",
    "killed inside a number": "20100,accelerometer_uncalibrated,0.1,",
}


@pytest.mark.parametrize("stray", STRAY)
@pytest.mark.parametrize("labels", [("accelerometer", "gyroscope"), ("accelerometer",)])
@pytest.mark.parametrize("names", [("time_ms", "sensor", *"xyz"), ()])
def test_one_stray_row_of_any_sensor_refuses_no_file(stray, labels, names):
    table = _taking_turns(labels, names=names, values=(ACC, GYR)[: len(labels)])
    _fits(table + STRAY[stray], rotation=len(labels) > 1)


@pytest.mark.parametrize("column", ["sensor", "type", "Sensor Type"])
def test_the_numbers_of_android_in_any_column_of_sensors(column):
    table = _taking_turns((1, 4), names=("time_ms", column, *"xyz"))
    _fits(table, rotation=True)
    assert "99" in _fits(table + "20100,99,0,0,0\n", rotation=True).left_out


@pytest.mark.parametrize("labels", [(1, 4), (1, 2), ("acceleration", "rotation", "walk")])
def test_what_somebody_does_is_no_sensor_whatever_it_is_called(labels):
    said = [labels[n // 150 % len(labels)] for n in range(len(TIME_S))]
    _fits(_table(["time_s", "type" if labels[0] == 1 else "event", "x", "y", "z"], [TIME_S, said, *ACC.T]))


def test_an_acceleration_that_cannot_be_read_is_what_is_said():
    rows = [(round(1000 * t), "gyroscope", *gyr) for t, gyr in zip(TIME_S, GYR, strict=True)]
    rows += [(1000, "accelerometer", *ACC[0]), (30_000, "barometer", 1, 2, 3)]
    with pytest.raises(RecordingError, match="holds no samples"):
        parse_recording(content=_table(["time_ms", "sensor", *"xyz"], [*zip(*rows, strict=True)]).encode())


def test_one_sensor_after_the_other_and_spelt_in_two_ways():
    rows = [(round(1000 * t), "Accelerometer", *acc) for t, acc in zip(TIME_S, ACC, strict=True)]
    rows += [(round(1000 * t), "gyroscope", *gyr) for t, gyr in zip(TIME_S, GYR, strict=True)]
    table = _table(["time_ms", "sensor", "x", "y", "z"], [*zip(*rows, strict=True)])
    _fits(table.replace("Acc", "acc", 300), rotation=True)


def test_rows_of_sensors_below_no_names():
    _fits(_taking_turns(("accelerometer", "gyroscope"), names=()), rotation=True)


def test_the_calibrated_sensor_is_taken_before_the_uncalibrated():
    values = (ACC, ACC + 0.3, GYR)
    _fits(
        _taking_turns(("accelerometer", "accelerometer_uncalibrated", "gyroscope"), values=values),
        rotation=True,
    )


@pytest.mark.parametrize("labels", [("left foot", "right foot"), ("phone", "watch"), (7, 8)])
def test_rows_of_two_devices_that_take_turns_are_two_recordings(labels):
    rows = [
        (round(1000 * t), labels[n % 2], *acc) for n, (t, acc) in enumerate(zip(TIME_S, ACC, strict=True))
    ]
    table = _table(["time_ms", "device_id", "x", "y", "z"], [*zip(*rows, strict=True)])
    with pytest.raises(RecordingError, match=f"two recordings.*{labels[0]}, {labels[1]}"):
        parse_recording(content=table.encode())


@pytest.mark.parametrize("labels", [(1, 2), (1, 4)])
def test_numbers_of_devices_are_not_those_of_android(labels):
    table = _taking_turns(labels, names=("time_ms", "sensor_id", *"xyz"), values=(ACC, ACC + 0.2))
    with pytest.raises(RecordingError, match=f"two recordings.*{labels[0]}, {labels[1]}"):
        parse_recording(content=table.encode())


def _of_two(column, labels, *, names=("acc_x", "acc_y", "acc_z"), later_s=0.007, more=()):
    """One row of each device in turn, the clock of the second a little late."""
    rows = [
        (round(t + n * later_s, 4), label, *acc, *more)
        for t, acc in zip(TIME_S, ACC, strict=True)
        for n, label in enumerate(labels)
    ]
    return _table(["time_s", column, *names], [*zip(*rows, strict=True)])


OF_DEVICES = {
    "sensor": ("left", "right"),
    "side": ("L", "R"),
    "placement": ("left shank", "right shank", "pelvis"),
    "serial": ("A", "B"),
    "Serial Number": (174630000192, 174630000193),
    "mac": ("D4:22:CD:00:01", "D4:22:CD:00:02"),
    "node": (1, 2),
    "id": (1, 2),
    "address": ("0x6a", "0x68"),
    "whatever": ("acceleration one", "acceleration two"),
}


@pytest.mark.parametrize("column", OF_DEVICES)
@pytest.mark.parametrize(
    ("names", "more"),
    [
        (("acc_x", "acc_y", "acc_z"), ()),
        (("x", "y", "z"), ()),
        (("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"), (0.1, 0.2, 0.3)),
    ],
)
def test_rows_of_two_devices_are_told_by_any_column(column, names, more):
    labels = OF_DEVICES[column]
    with pytest.raises(RecordingError, match="two recordings"):
        parse_recording(content=_of_two(column, labels, names=names, more=more).encode())


IN_TURN = {
    "what somebody does": [("walking", "standing")[n // 150 % 2] for n in range(1000)],
    "which foot is down": [("left", "right")[n // 14 % 2] for n in range(1000)],
    "what is so or not": [("yes", "no")[n % 2] for n in range(1000)],
    "what was measured": [("3.7 V", "3.8 V")[n % 2] for n in range(1000)],
    "the number of the row": range(1000),
    "what is told now and then": [("phone", "", "")[n % 3] for n in range(1000)],
    "the end of one that was killed": ["phone"] * 999 + ["pho"],
}


@pytest.mark.parametrize("said", IN_TURN)
@pytest.mark.parametrize("column", ["side", "note", "id"])
@pytest.mark.parametrize("names", [("acc_x", "acc_y", "acc_z"), ("x", "y", "z")])
def test_what_is_said_in_turn_is_no_device(said, column, names):
    _fits(_table(["time_s", column, *names], [TIME_S, IN_TURN[said], *ACC.T]))


@pytest.mark.parametrize("column", ["device", "serial", "node"])
@pytest.mark.parametrize("said", ["the number of the row", "what is told now and then"])
def test_a_column_of_devices_may_say_little(column, said):
    _fits(_table(["time_s", column, "x", "y", "z"], [TIME_S, IN_TURN[said], *ACC.T]))


def test_chips_in_turn_each_with_columns_of_its_own():
    acc = [(t, "LIS3DH", *row, "", "", "") for t, row in zip(TIME_S, ACC, strict=True)]
    gyr = [(t, "L3GD20", "", "", "", *row) for t, row in zip(TIME_S, GYR, strict=True)]
    rows = sorted([*acc, *gyr], key=lambda row: row[0])
    names = ["time_s", "sensor", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    _fits(_table(names, [*zip(*rows, strict=True)]), rotation=True)


def _movesense(first, *, count=8, lists=("ArrayAcc", "ArrayGyro")):
    """A packet as the sensor sends it: the millisecond of its first sample, then that one and the next."""
    rows = {"ArrayAcc": ACC, "ArrayGyro": np.degrees(GYR), "ArrayMagn": ACC}
    samples = {name: rows[name][first : first + count].tolist() for name in lists}
    return {"Timestamp": 184_250 + 20 * first} | {
        name: [dict(zip("xyz", one, strict=True)) for one in some] for name, some in samples.items()
    }


FIRSTS = range(0, len(TIME_S), 8)


def _samples_of_two(**around):
    return [
        {"t": round(t + 0.007 * n, 4), "acc": acc} | {name: labels[n] for name, labels in around.items()}
        for t, acc in zip(TIME_S.tolist(), ACC.tolist(), strict=True)
        for n in range(2)
    ]


def _packets_of_two(wrap):
    return [
        wrap(label, _movesense(n) | {"Timestamp": 20 * n + 50 * k})
        for n in FIRSTS
        for k, label in enumerate("AB")
    ]


def _json_in_turn(name, labels, values):
    """One message of each sensor in turn, as Android's listeners write them down."""
    return [
        {"timestamp": round(1000 * t), name: label, **dict(zip("xyz", rows[n].tolist(), strict=True))}
        for n, t in enumerate(TIME_S.tolist())
        for label, rows in zip(labels, values, strict=True)
    ]


@pytest.mark.parametrize("name", ["type", "sensorType", "sensor_id", "source", "kind"])
@pytest.mark.parametrize("labels", [("accelerometer", "gyroscope"), (1, 4)])
def test_messages_say_their_sensor_in_any_word_that_a_column_may_have(name, labels):
    messages = _json_in_turn(name, labels, (ACC, GYR))
    if labels == (1, 4) and name in ("source", "kind"):  # numbers there are of anything, as in a table
        with pytest.raises(RecordingError):
            parse_recording(content=json.dumps(messages).encode())
        return
    stray = {"timestamp": 20_100, name: 99 if labels == (1, 4) else "mark", "x": 0, "y": 0, "z": 0}
    back = _fits(json.dumps([*messages, stray]), rotation=True)
    assert labels[0] != 1 or "99" in back.left_out


def test_what_somebody_does_is_no_sensor_in_messages_either():
    samples = [
        {"t": t, "type": (1, 4)[n // 150 % 2], **dict(zip("xyz", acc, strict=True))}
        for n, (t, acc) in enumerate(zip(TIME_S.tolist(), ACC.tolist(), strict=True))
    ]
    _fits(json.dumps(samples))


OF_TWO = {
    "a serial number in each sample": lambda: _samples_of_two(serial=["A", "B"]),
    "a number in each sample": lambda: _samples_of_two(deviceId=[1, 2]),
    "a number of a foot in each sample": lambda: _samples_of_two(foot=[1, 2]),
    "an id of numbers in each sample": lambda: _samples_of_two(id=[7, 8]),
    "an id of numbers around each sample": lambda: [
        {"id": one.pop("id"), "data": one} for one in _samples_of_two(id=[1, 2])
    ],
    "numbers of Android's, of two accelerometers": lambda: _json_in_turn(
        "sensor_id", (1, 4), (ACC, ACC + 0.2)
    ),
    "words in each sample": lambda: _samples_of_two(side=["left", "right"]),
    "a serial number around each sample": lambda: [
        {"serial": one.pop("serial"), "data": one} for one in _samples_of_two(serial=["A", "B"])
    ],
    "a device around lists of samples": lambda: [
        {"deviceId": one.pop("deviceId"), "payload": [one]} for one in _samples_of_two(deviceId=["a", "b"])
    ],
    "in each packet": lambda: _packets_of_two(lambda label, packet: packet | {"serial": label}),
    "around each packet": lambda: _packets_of_two(lambda label, packet: {"serial": label, "imu": packet}),
    "as Movesense sends them": lambda: _packets_of_two(
        lambda label, packet: {"Uri": f"17463{label}/Meas/IMU6/52", "Body": packet}
    ),
    "a side around each packet": lambda: _packets_of_two(
        lambda label, packet: {"side": label, "imu": packet}
    ),
    "whole columns": lambda: {
        "time": np.repeat(TIME_S, 2).tolist(),
        **{f"acc_{a}": np.repeat(column, 2).tolist() for a, column in zip("xyz", ACC.T, strict=True)},
        "side": ["left", "right"] * len(TIME_S),
    },
}


@pytest.mark.parametrize("way", OF_TWO)
def test_messages_of_two_devices_are_two_recordings(way):
    with pytest.raises(RecordingError, match="two recordings"):
        parse_recording(content=json.dumps(OF_TWO[way]()).encode())


@pytest.mark.parametrize("empty", ["", None, "n/a"])
def test_what_says_nothing_now_and_then_is_no_second_device(empty):
    samples = [
        {"t": t, "acc": acc, "device": ("phone", empty)[n % 2]}
        for n, (t, acc) in enumerate(zip(TIME_S.tolist(), ACC.tolist(), strict=True))
    ]
    _fits(json.dumps(samples))


def test_each_line_is_taken_apart_once_whatever_its_columns_say(monkeypatch):
    more = ["device", "place", "activity"]
    said = [["A"] * 1000, ["hip"] * 1000, ["walk"] * 500 + ["stand"] * 500]
    table = _table(["t", *more, "x", "y", "z"], [TIME_S, *said, *ACC.T])
    taken = []
    real = rows_of.split
    monkeypatch.setattr(rows_of, "split", lambda line, mark: taken.append(line) or real(line, mark))
    _fits(table)
    assert len(taken) == len(TIME_S)


@pytest.mark.parametrize("around", [{"serial": "A"}, {"activity": "walk"}, {"device": None}])
def test_messages_of_one_device_that_says_so(around):
    samples = [{"t": t, "acc": acc} | around for t, acc in zip(TIME_S.tolist(), ACC.tolist(), strict=True)]
    _fits(json.dumps([*samples, {"serial": "B", "note": None}, {"label": "left"}, {"label": "right"}]))


def test_a_dot_in_the_name_of_a_sheet_ends_nothing():
    rows = [["time (s)", "x", "y", "z"], *np.column_stack((TIME_S, GYR)).tolist()]
    with pytest.raises(RecordingError, match="only rotation rate"):
        parse_recording(content=_xlsx(rows, sheet="No. 2 Gyroscope"))


@pytest.mark.parametrize("back_s", [3600, 0])
def test_the_hour_that_comes_twice_in_autumn(back_s):
    start = dt.datetime(2026, 10, 25, 2, 59, 50, tzinfo=dt.UTC).replace(tzinfo=None)
    moments = [start + dt.timedelta(seconds=float(t) - (back_s if t >= 10 else 0)) for t in TIME_S]
    _fits(_table(["time", "x", "y", "z"], [[CLOCKS["local"](moment) for moment in moments], *ACC.T]))


def test_a_clock_that_goes_back_by_another_hour_is_refused():
    start = dt.datetime(2026, 10, 25, 2, 59, 50, tzinfo=dt.UTC).replace(tzinfo=None)
    moments = [start + dt.timedelta(seconds=float(t) - (3590 if t >= 10 else 0)) for t in TIME_S]
    table = _table(["time", "x", "y", "z"], [[CLOCKS["local"](moment) for moment in moments], *ACC.T])
    with pytest.raises(RecordingError, match="clock goes back after row 500"):
        parse_recording(content=table.encode())


@pytest.mark.parametrize("first", ["Ax{}1,Ay{}1,Az{}1", "Acc_X_{}1,Acc_Y_{}1,Acc_Z_{}1"])
def test_the_first_of_several_sensors(first):
    names = [*first.format("", "", "").split(","), *first.format("", "", "").replace("1", "2").split(",")]
    _fits(_table(["time_s", *names], [TIME_S, *ACC.T, *(ACC + 0.5).T]))


LANGUAGES = {
    "German": ("Zeit (s)", "Beschleunigung"),
    "French": ("Temps (s)", "Accélération"),
    "Italian": ("Tempo (s)", "Accelerazione"),
    "Spanish": ("Tiempo (s)", "Aceleración"),
    "Dutch": ("Tijd (s)", "Versnelling"),
    "Finnish": ("Aika (s)", "Kiihtyvyys"),
    "Russian": ("Время (с)", "Ускорение"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_other_languages(language):
    clock, sensor = LANGUAGES[language]
    unit = "м/с²" if language == "Russian" else "m/s²"
    names = [f'"{clock}"', *(f'"{sensor} {axis} ({unit})"' for axis in "xyz")]
    _fits(_table(names, [TIME_S, *ACC.T], delimiter=";").replace(".", ","))


def test_a_row_of_units_with_brackets_inside():
    """As Shimmer writes it: the mark between the fields first, a row of units below the names."""
    names = [f"Shimmer_8A1B_{one}_CAL" for one in ("Timestamp_Unix", *(f"Accel_LN_{a}" for a in "XYZ"))]
    units = "\t".join(["ms", *["m/(s^2)"] * 3])
    table = _table([*names[:-1], f"{names[-1]}\n{units}"], [np.round(1000 * TIME_S), *ACC.T], delimiter="\t")
    _fits('"sep=\\t"\n' + table)


def test_three_columns_without_names_below_their_rate():
    head = "--- Data File Created By ActiGraph GT3X+ date format M/d/yyyy at 50 Hz  Filter Normal ---\n"
    _fits(_table([], G.T, preamble=head), tolerance=2e-3)


LISTS = {
    "rows": [[t, *acc] for t, acc in zip(TIME_S.tolist(), ACC.tolist(), strict=True)],
    "rows below a name": {"data": [[t, *a] for t, a in zip(TIME_S.tolist(), ACC.tolist(), strict=True)]},
    "samples with three numbers": [
        {"t": t, "acc": acc} for t, acc in zip(TIME_S.tolist(), ACC.tolist(), strict=True)
    ],
    "Edge Impulse": {
        "signature": "0",
        "payload": {
            "interval_ms": 20,
            "sensors": [{"name": f"acc{axis}", "units": "m/s2"} for axis in "XYZ"],
            "values": ACC.tolist(),
        },
    },
}


@pytest.mark.parametrize("way", LISTS)
def test_json_of_lists_of_numbers(way):
    _fits(json.dumps(LISTS[way]))


@pytest.mark.parametrize("name", ["android.sensor.accelerometer", "acc", "device.acc", "acc.raw.1"])
@pytest.mark.parametrize("make", [list, lambda three: dict(zip("xyz", three, strict=True))])
def test_json_whose_names_have_dots(name, make):
    samples = [{"time": t, name: make(acc)} for t, acc in zip(TIME_S.tolist(), ACC.tolist(), strict=True)]
    _fits(json.dumps(samples))


def test_json_may_begin_with_a_sample_that_is_not_whole():
    samples = [{"t": t, "acc": acc} for t, acc in zip(TIME_S.tolist(), ACC.tolist(), strict=True)]
    _fits(json.dumps([{"t": -0.02, "acc": None}, *samples]))


@pytest.mark.parametrize("torn", [[1.0, 2.0], [], None, {}, {"x": 1.0}])
def test_json_samples_that_are_not_whole_are_left_out_and_counted(torn):
    samples = [{"t": t, "acc": acc} for t, acc in zip(TIME_S.tolist(), ACC.tolist(), strict=True)]
    samples[500]["acc"] = torn
    back = parse_recording(content=json.dumps(samples).encode())
    np.testing.assert_allclose(back.acceleration_m_s2, np.delete(ACC, 500, axis=0), atol=1e-9)
    assert "Rows with missing values were left out: 1." in back.assumptions


@pytest.mark.parametrize("other", ["stairs", {"latitude": 51.5, "longitude": 0.0}, {"x": 1, "accuracy": 3}])
def test_what_is_no_sample_beside_them_is_no_missing_one(other):
    pairs = [(t, {"time": t, "value": acc}) for t, acc in zip(TIME_S.tolist(), ACC.tolist(), strict=True)]
    pairs += [(t, {"time": t, "value": other}) for t in TIME_S[::5].tolist()]
    _fits(json.dumps([one for _, one in sorted(pairs, key=lambda pair: pair[0])]))


def test_words_in_rows_that_name_no_sensor_part_nothing():
    words = np.where(np.arange(len(TIME_S)) % 300 < 150, "acceleration", "right turn")
    _fits(_table(["time_s", "event", "x", "y", "z"], [TIME_S, words, *ACC.T]))


MOVESENSE = {
    "one sensor": {"data": [{"acc": _movesense(n, lists=["ArrayAcc"])} for n in FIRSTS]},
    "both": {"data": [{"imu": _movesense(n)} for n in FIRSTS]},
    "all three": {
        "data": [{"imu": _movesense(n, lists=["ArrayAcc", "ArrayGyro", "ArrayMagn"])} for n in FIRSTS]
    },
    "as it is sent": [{"Uri": "174630000192/Meas/IMU6/52", "Body": _movesense(n)} for n in FIRSTS],
}


@pytest.mark.parametrize("way", MOVESENSE)
def test_packets_of_samples_as_movesense_writes_them(way):
    back = _fits(json.dumps(MOVESENSE[way]), rotation=way != "one sensor")
    assert "Samples came in packets; those of each were spread evenly up to the next." in back.assumptions


def test_a_packet_that_was_lost_stays_a_gap_and_a_torn_sample_is_counted():
    packets = [_movesense(n) for n in FIRSTS if not 400 <= n < 416]
    packets[3]["ArrayAcc"][2] = {"x": None, "y": 1.0, "z": 1.0}
    back = parse_recording(content=json.dumps(packets).encode())
    kept = np.delete(np.arange(len(TIME_S)), [*range(400, 416), 26])
    np.testing.assert_allclose(back.time_s, TIME_S[kept], atol=2e-3)
    np.testing.assert_allclose(back.acceleration_m_s2, ACC[kept], atol=1e-9)
    assert "Rows with missing values were left out: 1." in back.assumptions


def test_packets_that_are_lists_of_lists():
    packets = [
        {"ts": 20 * n, "sensor": "acc", "values": ACC[n : n + 10].tolist()} for n in range(0, 1000, 10)
    ]
    _fits("\n".join(map(json.dumps, packets)))


def _movesense_table(unit, values):
    """As its app writes it: a comma and a blank behind each row."""
    names = ["Timestamp (ms)", *(f"{axis}: ({unit})" for axis in "XYZ")]
    return _table(names, [np.round(1000 * TIME_S).astype(int), *values.T], ending=", ")


def test_tables_as_movesense_writes_them():
    acc = _movesense_table("m/s^2", ACC)
    gyr = _movesense_table("degree per second", np.round(np.degrees(GYR), 6))
    _fits(acc)
    _fits(_zip({"20261130T2359_LinearAcc.csv": acc, "20261130T2359_AngularVelocity.csv": gyr}), rotation=True)
    _fits(_zip({"174630000192_acc.csv": acc, "174630000192_log.csv": gyr}), rotation=True)
    with pytest.raises(RecordingError, match="only rotation rate"):
        parse_recording(content=gyr.encode())


def _e4(values, *, rate_hz=RATE_HZ, start_s=1_795_166_999):
    """As the E4 writes it: when it began, how often, then 64 for each g."""
    width = values.shape[1] if values.ndim > 1 else 1
    head = [", ".join([f"{start_s:.2f}"] * width), ", ".join([f"{rate_hz:.6f}"] * width)]
    return "\n".join([*head, *(",".join(map(str, np.atleast_1d(row))) for row in values)]) + "\n"


def test_a_wristband_of_empatica():
    counts = np.round(64 * G).astype(int)
    back = _fits(_e4(counts), tolerance=0.08)
    assert "64 counts are taken as one g" in " ".join(back.assumptions)
    files = {"ACC.csv": _e4(counts), "BVP.csv": _e4(ACC[:, 0]), "HR.csv": _e4(ACC[:, 1], rate_hz=1)}
    files |= {"IBI.csv": "1795166999.00, IBI\n1.5,0.8\n2.3,0.9\n", "tags.csv": "1795166999.0\n"}
    files["info.txt"] = ".csv files in this archive are in the following format:\nThe first row is the start."
    _fits(_zip(files), tolerance=0.08)


@pytest.mark.parametrize("names", [[], ["timestamp", "x", "y", "z"]])
def test_the_other_wristband_of_empatica(names):
    _fits(_table(names, [[f"{1_795_166_999_000 + 1000 * t:.0f}" for t in TIME_S], *G.T]), tolerance=2e-3)


def test_a_start_and_a_rate_above_numbers_of_another_size():
    """The same rows from elsewhere: what a count is worth is not known."""
    _fits(_e4(ACC))
    with pytest.raises(RecordingError, match="counts of a sensor chip"):
        parse_recording(content=_e4(np.round(4096 * G).astype(int)).encode())


def test_avro_is_named():
    with pytest.raises(RecordingError, match="an Avro file"):
        parse_recording(content=b"Obj\x01\x04\x14avro.codec\x08null\x16avro.schema" + b"\x00" * 300)
