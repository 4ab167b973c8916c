"""Measuring in a browser that feels what a phone felt: Python's figures, and every way it can end."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from loadshare.measure import Recording, Side, evaluate, parse_recording
from loadshare.server.measure.figures import figures_of
from tests.measure.simulated import phone, ramp, rotation
from tests.measure.test_angles import ON_SHIN, _outwards
from tests.support.browser import ENTRIES, PHONE, accessibility_problems, sideways_scroll, wait_until
from tests.support.copies import measurements_in
from tests.support.sensors import FakePhone

WALK = Path(__file__).resolve().parents[1] / "measure" / "data" / "oxford_neckpouch_45s.csv.gz"
NEAR = 0.11
"""Figures are kept to a tenth; the two engines may round either way."""


@pytest.fixture
def their_phone(context: BrowserContext, someone: StorageState) -> FakePhone:
    """A page of a person with a calm check, on a phone with all its sensors."""
    context.add_cookies(someone["cookies"])  # type: ignore[arg-type]
    return FakePhone(context, context.new_page())


def begin(fake: FakePhone, test: str, *, height_cm: int = 0) -> Page:
    """Open a test, tap start, and say that the phone is in place."""
    page = fake.page
    page.goto(f"/measure/{test}/")
    if height_cm:
        page.get_by_label("Your height in cm").fill("17")
        page.locator("[data-start]").click()  # nobody is so small: it does not begin
        expect(page.locator("[data-pane='ready']")).to_be_visible()
        page.get_by_label("Your height in cm").fill(str(height_cm))
    page.locator("[data-start]").click()
    fake.rest(seconds=1.0)
    page.get_by_role("button", name="It is in place").click()
    return page


def wait_for_go(fake: FakePhone) -> None:
    """Until the recording runs."""
    while fake.page.locator("[data-ready]").is_visible():
        fake.rest(seconds=0.1)


def shown(page: Page, pane: str) -> bool:
    return page.locator(f"[data-pane='{pane}']").is_visible()


def taken(page: Page, test: str) -> list[dict[str, Any]]:
    """What was kept of a test, from the file a person takes away."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    reply = page.request.post(
        "/data/take/", form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url}
    )
    return [row for row in measurements_in(reply.body()) if row["test"] == test]


def python_figures(row: dict[str, Any], measures: str, *, height_m: float | None = None) -> dict[str, Any]:
    recordings = [parse_recording(content=json.dumps(one).encode()) for one in row["recordings"]]
    side = Side(row["side"]) if row["side"] else None
    return figures_of(row["test"], evaluate(measures, recordings=recordings, side=side, height_m=height_m))


def swing(out_deg: float, in_deg: float) -> Recording:
    """A left shin that moves as the voice of the page asks."""
    sign = _outwards(Side.LEFT)
    points = [(0, 0), (3.2, 0), (5.5, sign * out_deg), (8.8, sign * out_deg), (11, 0), (12.5, 0)]
    points += [(14.5, -sign * in_deg), (17.8, -sign * in_deg), (20, 0), (23, 0)]
    time_s, angle = ramp(*points)
    return phone(time_s, rotation("x", angle) @ ON_SHIN)


def assert_same(row: dict[str, Any], expected: dict[str, Any]) -> None:
    assert set(row["figures"]) == set(expected)
    for name, figure in expected.items():
        for end in ("value", "low", "high"):
            assert row["figures"][name][end] == pytest.approx(figure[end], abs=NEAR), (name, end)


def test_a_hip_turn_is_what_python_says_on_what_the_page_recorded(their_phone: FakePhone) -> None:
    page = begin(their_phone, "hip-rotation")
    wait_for_go(their_phone)
    their_phone.play(swing(33, 42), until=lambda: not shown(page, "run"))
    expect(page.locator("[data-pane='between']")).to_contain_text("Once more")
    page.locator("[data-next]").click()
    their_phone.rest(seconds=0.5)
    # A phone that is turned while it measures goes on: its sensors do not turn with the page.
    page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})
    assert sideways_scroll(page) == 0
    page.get_by_role("button", name="It is in place").click()
    wait_for_go(their_phone)
    their_phone.play(swing(30, 40), until=lambda: not shown(page, "run"))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("button", name="That is enough for today").click()
    result = page.locator("[data-pane='result']")
    expect(result).to_contain_text("How sure this is")
    assert accessibility_problems(page) == []
    page.locator("[data-keep-recording]").check()
    page.locator("[data-do-keep]").dblclick()
    expect(page.locator("[data-part='sent']")).to_contain_text("Kept.")
    (row,) = taken(page, "hip-rotation")
    assert (row["side"], row["method"]) == ("left", "phone")
    assert_same(row, python_figures(row, "hip-rotation"))
    # How well the truth is met depends on how evenly this machine plays the recording.
    assert row["figures"]["internal"]["value"] == pytest.approx(31.5, abs=5)
    assert row["figures"]["external"]["value"] == pytest.approx(41, abs=5)


def test_a_real_walk_played_to_the_page(browser: Browser, site: str, someone: StorageState) -> None:
    """The Oxford recording has no rate of turn, like a phone without a gyroscope."""
    walk = parse_recording(content=WALK.read_bytes())
    context = browser.new_context(base_url=site, viewport=PHONE, storage_state=someone)  # type: ignore[arg-type]
    fake = FakePhone(context, context.new_page(), gyroscope=False)
    page = begin(fake, "walking", height_cm=178)
    wait_for_go(fake)
    fake.play(walk, until=lambda: not shown(page, "run"))
    expect(page.locator("[data-pane='result']")).to_contain_text("Steps in one minute")
    expect(page.locator("[data-pane='result']")).to_contain_text(re.compile(r"Walking speed\s*\d\.\d\d m/s"))
    page.locator("[data-keep-recording]").check()
    page.locator("[data-do-keep]").click()
    expect(page.locator("[data-part='sent']")).to_contain_text("Kept.")
    (row,) = taken(page, "walking")
    context.close()
    assert_same(row, python_figures(row, "walk", height_m=1.78))
    of_the_file = figures_of("walking", evaluate("walk", recordings=[walk]))
    assert row["figures"]["cadence"]["value"] == pytest.approx(of_the_file["cadence"]["value"], abs=1.5)


def test_out_of_sight_the_try_is_void_and_nothing_is_lost(their_phone: FakePhone) -> None:
    page = begin(their_phone, "walking")
    wait_for_go(their_phone)
    page.evaluate(
        """() => {
            Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
            delete document.visibilityState;
        }"""
    )
    expect(page.get_by_role("heading", name="This try does not count")).to_be_focused()
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-pane='run']")).to_be_visible()
    page.locator("[data-stop]").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()


def test_pain_ends_it_and_may_be_kept(their_phone: FakePhone) -> None:
    page = begin(their_phone, "one-leg-bridge")
    page.locator("[data-hurts]").click()
    expect(page.get_by_role("heading", name="Good that you stopped")).to_be_visible()
    assert not page.locator("[data-retry]").is_visible()
    page.get_by_role("button", name="Keep that pain stopped it").click()
    expect(page.locator("[data-part='trouble-sent']")).to_contain_text("Kept.")
    (row,) = taken(page, "one-leg-bridge")
    assert row["stopped_by_pain"]
    assert row["figures"] == {}


def test_a_refused_sensor_leads_to_the_way_by_hand(their_page: Page) -> None:
    their_page.add_init_script("DeviceMotionEvent.requestPermission = async () => 'denied'")
    their_page.goto("/measure/hip-rotation/")
    their_page.locator("[data-start]").click()
    expect(their_page.get_by_role("heading", name="did not allow the motion sensor")).to_be_visible()
    their_page.get_by_role("button", name="Measure by hand").click()
    expect(their_page.get_by_label("Left").first).to_be_visible()


def test_a_computer_without_sensors_says_so(their_page: Page) -> None:
    their_page.goto("/measure/hip-rotation/")
    their_page.locator("[data-start]").click()
    expect(their_page.get_by_role("heading", name="has no motion sensor to use")).to_be_visible()
    assert not their_page.locator("[data-retry]").is_visible()


def test_a_sensor_that_falls_silent_ends_the_try(their_phone: FakePhone) -> None:
    # Chromium repeats the last reading for ever, so the page is made deaf: its listener is caught and cut.
    their_phone.page.add_init_script(
        """const listen = window.addEventListener.bind(window);
        window.addEventListener = (name, take, ...rest) =>
            listen(name, name === "devicemotion" ? (event) => window.deaf || take(event) : take, ...rest);"""
    )
    page = begin(their_phone, "walking")
    wait_for_go(their_phone)
    page.evaluate("window.deaf = true")
    expect(page.get_by_role("heading", name="The motion sensor said nothing")).to_be_visible()


@pytest.mark.expects_errors
def test_without_a_connection_it_waits_on_the_device_and_arrives(
    their_phone: FakePhone, context: BrowserContext
) -> None:
    page = begin(their_phone, "side-bridge")
    page.locator("[data-hurts]").click()
    context.set_offline(True)
    page.get_by_role("button", name="Keep that pain stopped it").click()
    expect(page.locator("[data-part='trouble-sent']")).to_contain_text("kept on this device")
    context.set_offline(False)
    page.goto("/measure/walking/")
    # Page or worker sends it, whichever comes first; once it arrived nothing waits any more.
    wait_until(page, f"async () => (await ({ENTRIES})()).length === 0")
    assert [row["stopped_by_pain"] for row in taken(page, "side-bridge")] == [True]


def test_without_script_by_hand_is_open(browser: Browser, site: str, someone: StorageState) -> None:
    context = browser.new_context(base_url=site, storage_state=someone, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/measure/chair-stands/")
    assert not page.locator("[data-start]").is_visible()
    page.get_by_label("Full stands in 30 seconds").fill("14")
    page.get_by_role("button", name="Keep these").click()
    expect(page.get_by_role("heading", name="Your newest numbers")).to_be_visible()
    expect(page.locator("main")).to_contain_text("likely 12 to 16")
    context.close()
