"""The pages: offered in order, by hand without a script, what the newest numbers mean."""

import json
import re
import uuid
from pathlib import Path

import pytest

from loadshare.knowledge import load_knowledge
from loadshare.measure.outcome import TESTS
from loadshare.server.measure.figures import figures_of, trials_agree
from loadshare.server.measure.readings import readings_for, texts_for
from loadshare.server.measurements.protocols import End, protocols
from loadshare.server.ui.stills import thumbnail_for
from tests.server.cast import Visitor
from tests.server.measure.conftest import send, turn

EXAMPLES = Path(__file__).resolve().parents[3] / "frontend" / "src" / "measure" / "fixtures" / "figures.json"
STILLS = Path(__file__).resolve().parents[3] / "frontend" / "stills"


def test_figures_are_those_of_the_page() -> None:
    """The same table of examples is held against the script."""
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    assert {example["test"] for example in examples} == set(protocols())
    for example in examples:
        assert figures_of(example["test"], example["outcome"]) == example["figures"]
        assert trials_agree(example["outcome"]) == example["agree"]


def test_every_offered_test_has_a_page_with_its_safety(fit: Visitor) -> None:
    listed = fit.get("/measure/").content.decode()
    for name, protocol in protocols().items():
        assert f"/measure/{name}/" in listed
        page = fit.get(f"/measure/{name}/").content.decode().replace("&#x27;", "'")
        assert protocol.support in page
        assert all(line in page for line in protocol.test.stop_if)
        assert all(step.text in page for step in protocol.three)


def test_every_measure_of_the_room_has_its_test() -> None:
    assert {protocol.measures for protocol in protocols().values()} == set(TESTS)
    assert set(protocols()) <= set(load_knowledge().self_tests)


def test_what_sides_a_test_has_is_what_the_knowledge_says() -> None:
    for protocol in protocols().values():
        numeric = [q for q in protocol.test.quantities if not q.options]
        assert protocol.sides == any(q.per_side for q in numeric), protocol.id


def test_a_hold_can_last_as_long_as_the_knowledge_allows() -> None:
    for protocol in protocols().values():
        if protocol.ends is not End.CLOCK:
            most = next(q.most for q in protocol.test.quantities if q.id == "time")
            assert protocol.length_s <= most + 10


def test_by_hand_both_sides_are_kept_once_with_a_wider_bar(fit: Visitor) -> None:
    data = {"client_id": str(uuid.uuid4()), "internal.left": "22", "internal.right": "25", "pain": "2"}
    for _ in range(2):
        assert fit.post("/measure/hip-rotation/", data)["Location"] == "/measure/hip-rotation/"
    left, right = fit.person.measurements.order_by("side")
    assert (left.method, left.verdict, left.pain) == ("by-hand", "fair", 2)
    assert left.figures["internal"] == {"value": 22, "low": 10, "high": 34, "unit": "deg"}
    assert right.figures["internal"]["value"] == 25
    page = fit.get("/measure/hip-rotation/").content.decode()
    assert "likely 10 to 34" in page
    assert "less than we expect for your age" in page


def test_by_hand_nothing_and_the_impossible_are_named(fit: Visitor) -> None:
    for data in ({}, {"internal.left": "500"}):
        assert 'role="alert"' in fit.post("/measure/hip-rotation/", data).content.decode()
    assert not fit.person.measurements.exists()


def test_by_hand_a_choice_alone_counts_where_the_test_has_sides(fit: Visitor) -> None:
    fit.post("/measure/modified-thomas/", {"thigh.left": "above", "thigh.right": "level"})
    assert fit.person.measurements.count() == 2
    run = fit.person.checks.exclude(finished_at=None).get()
    assert run.measurements["modified-thomas"]["thigh"] == {"left": "above", "right": "level"}


def test_the_page_of_a_stranger_and_an_unknown_test(guest: Visitor) -> None:
    assert "First a few questions about safety" in guest.get("/measure/").content.decode()
    assert guest.get("/measure/walking/").status_code == 200
    assert guest.get("/measure/handstand/").status_code == 404


def test_numbers_known_from_memory_only_are_not_shown(fit: Visitor) -> None:
    page = fit.get("/measure/single-leg-stance/").content.decode()
    assert "time, 18 to 39 years" not in page


def test_a_spoilt_result_says_so(fit: Visitor) -> None:
    send(fit, turn(10, stopped_by_pain=True))
    page = fit.get("/measure/hip-rotation/").content.decode()
    newest = page.split('id="latest-title"')[1].split("</section>")[0]
    assert "not used for your plan" in newest
    assert "less than we expect" not in newest


@pytest.mark.parametrize(
    ("age", "left", "right", "expected"),
    [
        (38, 24.9, 30, 1),
        (38, 25, 30, 0),
        (66, 24, 30, 0),
        (66, 19.9, 25, 1),
        (38, 26, 36, 1),
        (38, 24, 34, 2),
    ],
)
def test_readings_are_the_findings_for_that_age(age: int, left: float, right: float, expected: int) -> None:
    readings = readings_for(load_knowledge().self_tests["hip-rotation"], facts={"age": age, "sex": "female"})
    sides = {"internal": {"left": left, "right": right}}
    assert len(texts_for(readings, sides=sides, choices={})) == expected


def test_a_reading_of_a_version_holds_for_that_version_only() -> None:
    readings = readings_for(load_knowledge().self_tests["side-bridge"], facts={"age": 38})
    held = {"time": {"left": 30.0, "right": 31.0}}
    assert texts_for(readings, sides=held, choices={"version": "full"})
    assert not texts_for(readings, sides=held, choices={"version": "knees"})


def test_a_result_and_its_list_name_the_tests_that_would_tell_more(fit: Visitor) -> None:
    page = fit.get("/result/ideas/").content.decode()
    assert 'href="/measure/' in page


def test_the_list_leads_with_the_test_that_tells_most_and_says_what_came_of_the_others(fit: Visitor) -> None:
    page = fit.get("/measure/").content.decode()
    first = page.split('class="card measure__first"')[1].split("</section>")[0]
    would_tell = re.findall(
        r'ideas__tests.*?href="(/measure/[\w-]+/)"', fit.get("/result/ideas/").content.decode()
    )
    assert f'href="{would_tell[0]}"' in first
    assert page.count(f'href="{would_tell[0]}"') == 1
    assert "About 6 minutes" in page
    send(fit, turn(31.4))
    page = fit.get("/measure/").content.decode()
    assert "left 31°" in page.split('href="/measure/hip-rotation/"')[1]


def test_every_test_that_is_drawn_has_its_still() -> None:
    drawn = {
        name
        for name, protocol in protocols().items()
        if thumbnail_for(protocol.figure, posture=protocol.posture)
    }
    assert set(protocols()) - drawn == {"modified-thomas"}
    for protocol in protocols().values():
        if protocol.posture:
            assert (STILLS / f"everyday-{protocol.posture}.svg").is_file()
