"""A recording from a logger app: read and shown, kept only by a second step, refused at its own field."""

import re
from pathlib import Path

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from loadshare.measure import Placement, Recording, Side, evaluate, parse_recording, write_own_csv
from loadshare.server.measure import from_file
from loadshare.server.measure.figures import figures_of
from loadshare.server.measurements.protocols import protocols
from loadshare.server.requests.upload import MOST_BYTES
from tests.measure.test_angles import _bends, _outwards, _shin
from tests.server.cast import Visitor

WALK = Path(__file__).resolve().parents[2] / "measure" / "data" / "oxford_neckpouch_45s.csv.gz"


SPIN = (
    "time,x,y,z\n" + "".join(f"{n / 50:.2f},{n % 7 / 9},{n % 5 / 9},{n % 3 / 9}\n" for n in range(900))
).encode()


def upload(content: bytes, kind: str = "text/csv", name: str = "walk.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def walk() -> SimpleUploadedFile:
    return upload(WALK.read_bytes(), "application/gzip", "walk.csv.gz")


def csv(recording: Recording) -> SimpleUploadedFile:
    return upload(write_own_csv(recording=recording).encode())


def sealed_in(response: HttpResponse) -> str:
    found = re.search(r'name="sealed" value="([^"]+)"', response.content.decode())
    assert found, response.content.decode()
    return found[1]


def send(visitor: Visitor, test: str, **data: object) -> HttpResponse:
    return visitor.client.post(f"/measure/{test}/file/", data)  # type: ignore[return-value]


def test_it_is_shown_and_kept_only_when_said_so(fit: Visitor) -> None:
    assert "/measure/walking/file/" in fit.get("/measure/walking/").content.decode()
    shown = send(fit, "walking", first=walk(), pain="2")
    expected = figures_of(
        "walking", evaluate("walk", recordings=[parse_recording(content=WALK.read_bytes())])
    )
    page = shown.content.decode()
    assert f"{expected['cadence']['value']:.0f}" in page
    assert "likely" in page
    assert "No rotation rate in the file" in page
    assert not fit.person.measurements.exists()
    for _ in range(2):
        kept = send(fit, "walking", sealed=sealed_in(shown))
        assert kept["Location"] == "/measure/walking/"
    (row,) = fit.person.measurements.all()
    assert (row.method, row.test, row.pain, row.recording) == ("file", "walking", 2, None)
    assert row.figures == expected
    assert "from a recording" in fit.get("/measure/walking/").content.decode()


def test_with_height_there_is_speed(fit: Visitor) -> None:
    page = send(fit, "walking", first=walk(), height_cm="178")
    told = page.content.decode()
    recordings = [parse_recording(content=WALK.read_bytes(), placement=Placement.SACRUM)]
    expected = figures_of("walking", evaluate("walk", recordings=recordings, height_m=1.78))
    for name in ("Walking speed", f"{expected['speed']['value']:.2f} m/s", "Length of a step"):
        assert name in told
    send(fit, "walking", sealed=sealed_in(page))
    assert fit.person.measurements.get().figures == expected
    assert "Walking speed" in fit.get("/measure/walking/").content.decode()


@pytest.mark.parametrize("height_cm", ["17", "1.78", "many"])
def test_a_height_nobody_has_is_said_at_its_field(fit: Visitor, height_cm: str) -> None:
    page = send(fit, "walking", first=walk(), height_cm=height_cm)
    assert page.status_code == 422
    assert "id_height_cm_error" in page.content.decode()
    assert not fit.person.measurements.exists()


@pytest.mark.parametrize(
    "kind", ["text/comma-separated-values", "text/x-csv", "application/x-unknown", "video/mp2t"]
)
def test_what_a_system_calls_a_file_is_not_asked(fit: Visitor, kind: str) -> None:
    page = send(fit, "walking", first=upload(WALK.read_bytes(), kind, "walk.gz"))
    assert page.status_code == 200
    assert sealed_in(page)


def test_tries_of_one_leg_are_read_together(fit: Visitor) -> None:
    out = _outwards(Side.LEFT)
    tries = [_shin(out * turn, -out * 40, out * turn, -out * 40, side=Side.LEFT) for turn in (30, 33)]
    shown = send(fit, "hip-rotation", first=csv(tries[0]), second=csv(tries[1]), side="left")
    send(fit, "hip-rotation", sealed=sealed_in(shown))
    (row,) = fit.person.measurements.all()
    assert row.side == "left"
    assert row.figures["internal"]["value"] == pytest.approx(31.5, abs=1.5)


def test_a_bend_wants_both_places(fit: Visitor) -> None:
    page = send(fit, "forward-bend", first=csv(_bends(60, 58, 62)))
    assert page.status_code == 422
    shown = send(fit, "forward-bend", first=csv(_bends(60, 58, 62)), second=csv(_bends(100, 98, 104)))
    send(fit, "forward-bend", sealed=sealed_in(shown))
    (row,) = fit.person.measurements.all()
    assert row.figures["sacral-tilt"]["value"] == pytest.approx(60, abs=2)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: upload(b"hello, world"), "no table of numbers"),
        (lambda: upload(b"%PDF-1.7", "application/pdf", "a.pdf"), "This is a PDF, not a recording"),
        (lambda: upload(SPIN, "text/csv", "Gyroscope.csv"), "only rotation rate"),
        (lambda: upload(b"1" * (MOST_BYTES + 1)), "larger than 4 MB"),
        (lambda: csv(_shin(30, 30)), "walk"),
        (lambda: upload(b""), "empty"),
    ],
)
def test_what_is_wrong_is_said_at_the_file(fit: Visitor, file, words: str) -> None:
    page = send(fit, "walking", first=file())
    assert page.status_code == 422
    text = page.content.decode()
    assert re.search(rf'id="id_first_error">[^<]*{words}', text), text
    assert "Nothing was kept" in text
    assert not fit.person.measurements.exists()


def test_a_fault_of_the_reader_is_said_at_the_file_and_logged(fit: Visitor, monkeypatch, caplog) -> None:
    def breaks(**_sent: object) -> Recording:
        raise KeyError("x")

    monkeypatch.setattr(from_file, "parse_recording", breaks)
    page = send(fit, "walking", first=walk(), pain="2")
    assert page.status_code == 422
    text = page.content.decode()
    assert re.search(r'id="id_first_error">[^<]*cannot be read as a recording', text), text
    assert re.search(r'value="2"\s+selected', text)
    assert [
        (one.levelname, one.exc_info is not None) for one in caplog.records if "recording" in one.message
    ] == [("ERROR", True)]


def test_a_side_must_be_named(fit: Visitor) -> None:
    page = send(fit, "hip-rotation", first=csv(_shin(-30, -31)))
    assert 'id="id_side_error"' in page.content.decode()


def test_only_what_was_shown_can_be_kept(fit: Visitor) -> None:
    for sealed in ("", "x", signing.dumps({"test": "walking"}, salt="another")):
        assert send(fit, "walking", sealed=sealed)["Location"] == "/measure/walking/file/"
    assert not fit.person.measurements.exists()


def test_what_was_read_for_one_test_is_not_kept_for_another(fit: Visitor) -> None:
    sealed = sealed_in(send(fit, "walking", first=walk()))
    send(fit, "hip-flexion", sealed=sealed)
    assert not fit.person.measurements.exists()


def test_nobody_sends_a_test_that_is_not_theirs(guest: Visitor) -> None:
    assert "Start the check" in guest.get("/measure/walking/file/").content.decode()
    assert "sealed" not in send(guest, "walking", first=walk()).content.decode()
    assert guest.client.get("/measure/nothing/file/").status_code == 404


def test_every_test_has_the_page(fit: Visitor) -> None:
    for name in protocols():
        page = fit.get(f"/measure/{name}/file/").content.decode()
        assert 'type="file"' in page
        assert ('name="side"' in page) == protocols()[name].sides


def _seen(page: HttpResponse) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_what_was_read_is_shown_before_anything_is_kept(fit: Visitor) -> None:
    text = _seen(send(fit, "walking", first=walk()))
    assert "What was read" in text
    assert "<dt>Length</dt><dd>45 seconds" in text
    assert re.search(r"<dt>Samples a second</dt><dd>\d+</dd>", text)
    outline = re.search(r'<path d="M([^"]+)Z"', text)
    assert outline
    points = [tuple(map(float, point.split())) for point in outline[1].split(" L")]
    assert all(0 <= x <= 600 and 0 <= y <= 97 for x, y in points)
    assert max(y for _, y in points) - min(y for _, y in points) > 80
    assert not fit.person.measurements.exists()


def test_columns_that_were_left_out_are_shown_also_where_no_number_comes_out(fit: Visitor) -> None:
    recording = parse_recording(content=WALK.read_bytes())
    rows = "\n".join(
        f"{t:.3f},{x:.4f},{y:.4f},{z:.4f},1013"
        for t, (x, y, z) in zip(recording.time_s[:300], recording.acceleration_m_s2[:300], strict=True)
    )
    page = send(fit, "walking", first=upload(f"time,ax,ay,az,p (hPa)\n{rows}\n".encode()))
    assert page.status_code == 422
    text = _seen(page)
    assert 'Left out</dt><dd class="measure__columns">p (hPa)' in text
    assert "Columns read" in text
    assert not fit.person.measurements.exists()


def test_what_is_read_is_told_beside_the_field(fit: Visitor) -> None:
    text = fit.get("/measure/walking/file/").content.decode()
    assert "A table with time and acceleration" in text
    assert ".xlsx" in text
