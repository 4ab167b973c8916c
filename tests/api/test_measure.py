"""`POST /measure/{test}`: the figures of the Python readers, clear refusals, and nothing that breaks it."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.measure import Placement, Recording, Side, evaluate, parse_recording, write_own_csv
from loadshare.server.measure.figures import figures_of
from loadshare.server.measurements.models import Measurement
from loadshare.server.measurements.protocols import protocols
from loadshare.server.requests import upload
from loadshare.server.requests.upload import MEDIA_TYPES, MOST_BYTES, MOST_UNPACKED_BYTES
from tests.measure.test_angles import _bends, _outwards, _shin
from tests.support.zips import damaged

WALK = Path(__file__).resolve().parents[1] / "measure" / "data" / "oxford_neckpouch_45s.csv.gz"


def post(client: Client, test: str, content: bytes | str, kind: str = "text/csv"):
    return client.post(f"/api/v1/measure/{test}", content, content_type=kind)


def as_json(recording: Recording) -> dict[str, object]:
    rate = recording.rotation_rate_rad_s
    return {
        "format": "loadshare-recording",
        "version": 1,
        "side": recording.side.value if recording.side else None,
        "time_s": recording.time_s.tolist(),
        "acceleration_m_s2": recording.acceleration_m_s2.tolist(),
        "rotation_rate_rad_s": None if rate is None else rate.tolist(),
    }


@pytest.fixture
def turned() -> Recording:
    out = _outwards(Side.RIGHT)
    return _shin(out * 32, -out * 41, out * 31, -out * 40, side=Side.RIGHT)


def test_a_real_walk_gives_what_python_gives(client: Client) -> None:
    response = post(client, "walking", WALK.read_bytes(), "application/gzip")
    expected = evaluate("walk", recordings=[parse_recording(content=WALK.read_bytes())])
    assert response.status_code == 200
    assert response.json()["outcome"] == expected
    assert response.json()["figures"] == figures_of("walking", expected)


def test_a_told_height_gives_step_length_and_speed(client: Client) -> None:
    response = client.post(
        "/api/v1/measure/walking?height_cm=178", WALK.read_bytes(), content_type="application/gzip"
    )
    expected = evaluate("walk", recordings=[parse_recording(content=WALK.read_bytes())], height_m=1.78)
    assert response.json()["outcome"] == expected
    assert {"step-length", "speed"} <= response.json()["figures"].keys()


@pytest.mark.parametrize("height", ["119", "221", "nan", "tall", "1.78"])
def test_a_height_of_nobody_is_refused_at_its_place(client: Client, height: str) -> None:
    response = client.post(
        f"/api/v1/measure/walking?height_cm={height}", WALK.read_bytes(), content_type="application/gzip"
    )
    assert response.status_code == 422
    assert "height_cm" in response.content.decode()


@pytest.mark.parametrize("kind", ["text/csv", "application/octet-stream"])
def test_the_documented_csv_is_read(client: Client, turned: Recording, kind: str) -> None:
    found = post(client, "hip-rotation", write_own_csv(recording=turned), kind).json()
    assert found["figures"]["internal"]["value"] == pytest.approx(31.5, abs=1)
    assert found["figures"]["internal"]["high"] - found["figures"]["internal"]["low"] == pytest.approx(16)
    assert found["trials_agree"] is True


def test_several_tries_come_in_one_list(client: Client, turned: Recording) -> None:
    body = json.dumps({"recordings": [as_json(turned), as_json(turned)]})
    found = post(client, "hip-rotation", body, "application/json").json()
    assert len(found["outcome"]["internal"]["trials_deg"]) == 4


def test_a_bend_takes_the_sacrum_then_the_rib(client: Client) -> None:
    low, high = _bends(60, 60, 60), _bends(100, 100, 100, placement=Placement.LOWEST_RIB)
    body = json.dumps({"recordings": [as_json(low), as_json(high)]})
    found = post(client, "forward-bend", body, "application/json").json()
    assert found["figures"]["hip-share"]["value"] == pytest.approx(60, abs=2)
    alone = post(client, "forward-bend", json.dumps(as_json(low)), "application/json")
    assert alone.status_code == 422
    assert alone.json()["problems"][0]["allowed"] == "2"


def test_the_side_may_stand_in_the_address(client: Client, turned: Recording) -> None:
    nameless = {**as_json(turned), "side": None}
    body = json.dumps(nameless)
    assert post(client, "hip-rotation", body, "application/json").status_code == 422
    assert post(client, "hip-rotation?side=right", body, "application/json").status_code == 200
    assert post(client, "hip-rotation?side=up", body, "application/json").status_code == 422


def test_a_refusal_names_its_code(client: Client, turned: Recording) -> None:
    response = post(client, "walking", write_own_csv(recording=turned))
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["problems"][0]["value"] == "not-walking"


@pytest.mark.parametrize(
    ("test", "content", "kind", "status"),
    [
        ("handstand", b"time_s", "text/csv", 404),
        ("walking", b"<html>", "text/html", 415),
        ("walking", b"0" * (MOST_BYTES + 1), "text/csv", 413),
        ("walking", b" ", "text/csv", 422),
        ("walking", gzip.compress(b"0" * (MOST_UNPACKED_BYTES + 1)), "application/gzip", 422),
        ("walking", b'{"recordings": []}', "application/json", 422),
        ("walking", b'{"recordings": 3}', "application/json", 422),
    ],
    ids=["unknown", "kind", "large", "empty", "bomb", "none", "not a list"],
)
def test_what_cannot_be_read_is_refused(
    client: Client, test: str, content: bytes, kind: str, status: int
) -> None:
    response = post(client, test, content, kind)
    assert response.status_code == status
    assert response.json()["detail"]


def test_a_zip_bomb_is_not_unpacked(client: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("TotalAcceleration.csv", b"0" * (MOST_UNPACKED_BYTES + 1))
    assert post(client, "walking", packed.getvalue(), "application/zip").status_code == 422


def test_a_damaged_zip_is_refused(client: Client) -> None:
    table = b"seconds_elapsed,z,y,x\n" + b"".join(b"%d,9.8,0.%d,0.2\n" % (n, n % 7) for n in range(300))
    for way, content in damaged({"TotalAcceleration.csv": table}):
        response = post(client, "walking", content, "application/zip")
        assert response.status_code == 422, way
        assert response.json()["problems"][0]["message"]


def test_whoever_waits_too_long_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "PATIENCE_S", 0.01)
    with upload.one_at_a_time():
        response = post(client, "walking", WALK.read_bytes(), "application/gzip")
    assert response.status_code == 503
    assert "in a minute" in response.json()["detail"]
    assert post(client, "walking", WALK.read_bytes(), "application/gzip").status_code == 200


@pytest.mark.django_db
def test_nothing_is_stored(client: Client) -> None:
    post(client, "walking", WALK.read_bytes(), "application/gzip")
    assert not Measurement.objects.exists()


@settings(max_examples=150, deadline=None)
@given(
    test=st.sampled_from(list(protocols())),
    kind=st.sampled_from(MEDIA_TYPES),
    content=st.binary(max_size=400)
    | st.text(alphabet='0123456789,.;-+eE\n "{}[]tnxyz_:', max_size=400).map(str.encode)
    | st.recursive(
        st.none() | st.floats() | st.integers() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=5)
            | st.dictionaries(
                st.sampled_from(("format", "version", "time_s", "acceleration_m_s2", "recordings")),
                inner,
            )
        ),
        max_leaves=30,
    ).map(lambda value: json.dumps(value).encode()),
)
def test_any_bytes_are_refused_and_never_break_it(test: str, kind: str, content: bytes) -> None:
    response = post(Client(SERVER_NAME="localhost"), test, content, kind)
    assert response.status_code == (422 if content else 415), "an empty body is sent without a kind"
