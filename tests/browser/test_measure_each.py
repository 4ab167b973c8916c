"""The other tests, played to the page by its own clock: the figures are Python's on what it recorded."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, StorageState, expect

from loadshare.measure import Recording, Side
from tests.browser.test_measure import assert_same, python_figures, shown
from tests.measure.simulated import phone, ramp, rotation
from tests.measure.test_stance_and_timed import AT_SACRUM, LYING, _bridge, _chair, _stance
from tests.support.virtual import VirtualPhone


@dataclass(frozen=True)
class Case:
    """A test of the page, what the phone feels in each try, and what is true."""

    test: str
    measures: str
    tries: tuple[Recording, ...]
    truth: dict[str, Any]
    ends_by_s: float = 60.0
    """The first try ends by itself no later than this, whatever its length could be."""


def turned(axis: str, worn: np.ndarray, *points: tuple[float, float]) -> Recording:
    time_s, angle = ramp(*points)
    return phone(time_s, rotation(axis, angle) @ worn)


def bends(degrees: float) -> Recording:
    points = [(0.0, 0.0)]
    for start in (3.0, 11.0, 19.0):
        points += [(start, 0.0), (start + 3, degrees), (start + 3.5, degrees), (start + 6.5, 0.0)]
    return turned("y", AT_SACRUM, *points, (29.0, 0.0))


def bridges(count: int) -> Recording:
    points = [(0.0, 0.0)]
    for k in range(count):
        start = 3.5 + 5 * k
        points += [(start, 0.0), (start + 1.5, 30.0), (start + 2.5, 30.0), (start + 4, 0.0)]
    return _bridge(*points, (38.0, 0.0))


def thigh(*points: tuple[float, float]) -> Recording:
    return turned("y", LYING, *points)


CASES = (
    Case(
        "single-leg-stance",
        "stance",
        tuple(_stance(length, 5.0, side=Side.LEFT, before_s=5.0, after_s=5.0) for length in (14.0, 12.0)),
        {"time": (14.0, 1.0), "pelvic-drop": (5.0, 1.5)},
        ends_by_s=5 + 14 + 3.5,
    ),
    Case("chair-stands", "chair", (_chair(12, total_s=38.0),), {"count": (12, 0)}),
    Case("bridge-count", "bridge", (bridges(6),), {"count": (6, 0)}),
    Case(
        "side-bridge",
        "hold",
        (_bridge((0, 0), (3.5, 0), (4.5, 30), (20, 27), (21, 2), (30, 2)),),
        {"time": (16.0, 1.5)},
        ends_by_s=21 + 3.5,
    ),
    Case(
        "hip-flexion",
        "hip-flexion",
        tuple(thigh((0, 0), (3, 0), (5.5, -up), (9, -up), (11.5, 0), (15, 0)) for up in (98, 102)),
        {"flexion": (100, 2)},
    ),
    Case(
        "modified-thomas",
        "thomas",
        tuple(thigh((0, -60), (1, -60), (4, down), (14, down)) for down in (6, 8)),
        {"thigh-angle": (-7, 1.5)},
    ),
    Case("forward-bend", "bend", (bends(60), bends(100)), {"sacral-tilt": (60, 2), "upper-tilt": (100, 2)}),
)


@pytest.fixture
def virtual(context: BrowserContext, someone: StorageState) -> VirtualPhone:
    context.add_cookies(someone["cookies"])  # type: ignore[arg-type]
    return VirtualPhone(context, context.new_page())


def perform(virtual: VirtualPhone, recording: Recording) -> None:
    """One try, from the phone being put in place to the end that comes by itself."""
    page = virtual.page
    expect(page.locator("[data-pane='run']")).to_be_visible()
    virtual.hold(recording)
    page.get_by_role("button", name="It is in place").click()
    virtual.pass_time(until=lambda: page.locator("[data-ready]").is_hidden(), most_s=5, step_ms=100)
    virtual.play(recording, until=lambda: not shown(page, "run"), most_s=60)


def see_result(page: Page) -> None:
    enough = page.get_by_role("button", name="That is enough for today")
    if enough.is_visible():
        enough.click()
    expect(page.locator("[data-pane='result']")).to_contain_text("How sure this is")


def sent_to_keep(page: Page) -> dict[str, Any]:
    """What the page sends when it is to be kept with its recordings; nothing arrives anywhere."""
    reply = {"is_new": True, "told": "nothing", "next": "/measure/"}
    page.route("**/measure/keep/", lambda route: route.fulfill(json=reply))
    page.locator("[data-keep-recording]").check()
    with page.expect_request(
        lambda sent: sent.method == "POST" and sent.url.endswith("/measure/keep/")
    ) as sent:
        page.locator("[data-do-keep]").click()
    expect(page.locator("[data-part='sent']")).to_contain_text("Kept.")
    body: dict[str, Any] = sent.value.post_data_json
    return body


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.test)
def test_figures_are_those_of_python(virtual: VirtualPhone, case: Case) -> None:
    page = virtual.page
    virtual.open(f"/measure/{case.test}/")
    page.locator("[data-start]").click()
    for number, recording in enumerate(case.tries):
        if number:
            page.locator("[data-next]").click()
        perform(virtual, recording)
        expect(page.locator("[data-pane='trouble']")).to_be_hidden()
    see_result(page)
    row = sent_to_keep(page)
    assert row["recordings"][0]["time_s"][-1] <= case.ends_by_s
    assert_same(row, python_figures(row, case.measures))
    for name, (value, within) in case.truth.items():
        assert row["figures"][name]["value"] == pytest.approx(value, abs=within), name
