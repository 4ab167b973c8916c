"""The moving body in a browser: it comes, follows, is steered, stays away where it should, and lets go."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Route, StorageState, expect

from loadshare.body import Body, Person, Task
from loadshare.body.daily.asked import DAILY
from tests.support.browser import DESKTOP, LAUNCH_ARGUMENTS, PHONE

DRAWN = "[data-viewer=drawn]"
BUSY_MS = 60_000
ROUNDS = 10
MOST_GROWTH_BYTES = 1_500_000
WATCH = """
  window.frames_asked = 0;
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (act) => { window.frames_asked += 1; return ask(act); };
  window.contexts = [];
  const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    const made = get.call(this, kind, ...rest);
    if (made && /webgl/.test(kind)) window.contexts.push(new WeakRef(made));
    return made;
  };
  const live = () => window.contexts.map((c) => c.deref()).filter((c) => c && !c.isContextLost());
  window.live_contexts = () => live().length;
  const held = new WeakMap();
  for (const kind of ["Buffer", "VertexArray", "Texture", "Framebuffer", "Renderbuffer", "Program"]) {
    for (const [act, by] of [["create", 1], ["delete", -1]]) {
      const call = WebGL2RenderingContext.prototype[act + kind];
      WebGL2RenderingContext.prototype[act + kind] = function (...given) {
        const counts = held.get(this) ?? {};
        held.set(this, { ...counts, [kind]: (counts[kind] ?? 0) + (by > 0 || given[0] ? by : 0) });
        return call.apply(this, given);
      };
    }
  }
  window.held_on_the_card = () => live().map((context) => held.get(context));
"""
NEXT_PICTURE = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture
def moving(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """A page of somebody who did not ask for less motion. It may log no error and ask nothing outside."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def make(size: Any = PHONE, state: StorageState | None = None, **wishes: Any) -> Page:
        context = browser.new_context(base_url=site, viewport=size, storage_state=state, **wishes)
        context.add_init_script(WATCH)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: wrong.append(asked.url) if not _is_ours(asked.url, site) else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


def _is_ours(address: str, site: str) -> bool:
    return address.startswith((site, "data:", "blob:"))


@pytest.fixture
def without_webgl(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], site: str, someone: StorageState
) -> Iterator[Page]:
    arguments = {**browser_type_launch_args, "args": [*LAUNCH_ARGUMENTS, "--disable-3d-apis"]}
    browser = browser_type.launch(**arguments)
    wrong: list[str] = []
    page = browser.new_context(base_url=site, viewport=PHONE, storage_state=someone).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    browser.close()
    assert wrong == []


def wait_until_drawn(page: Page) -> None:
    """Without a graphics card a busy machine takes its time over the first picture."""
    page.wait_for_selector(DRAWN, timeout=BUSY_MS)


def shown(page: Page, number: str) -> float:
    words = page.locator(f"[data-number={number}] [data-part=value]").inner_text()
    return float(words.split()[0].replace(",", ""))


def set_slider(page: Page, name: str, value: int) -> None:
    page.locator(f"#{name}").fill(str(value))
    expect(page).to_have_url(re.compile(f"{name}={value}(&|$)"), timeout=30_000)


def label(page: Page) -> str:
    return page.locator(f"{DRAWN} canvas").first.get_attribute("aria-label") or ""


@pytest.fixture(scope="module")
def body() -> Body:
    return Body()


@pytest.mark.parametrize(
    ("task", "hip", "glutes"), [("bend", 20, 0), ("sit", 40, 0), ("one-leg", 0, 60), ("stand-up", 20, 30)]
)
def test_the_numbers_are_those_of_the_body_model(
    page: Page, body: Body, task: str, hip: int, glutes: int
) -> None:
    page.goto(f"/connection/?task={task}")
    set_slider(page, "hip", hip)
    set_slider(page, "glutes", glutes)
    person = Person(hip_loss_right_deg=hip, hip_loss_left_deg=hip, strength={"gluteals": 1 - glutes / 100})
    answer = body.solve(task=Task(name=DAILY[task].engine, settings=DAILY[task].settings), person=person)
    weight_n = person.mass_kg * 9.81
    assert shown(page, "back") == pytest.approx(answer.l5s1_compression_n / weight_n, abs=0.06)
    hips = (answer.hip_force_right_bw, answer.hip_force_left_bw)
    assert shown(page, "hip") == pytest.approx(max(hips), abs=0.06)
    assert shown(page, "lumbar") == pytest.approx(answer.lumbar_deg, abs=0.6)
    assert shown(page, "passive") == pytest.approx(answer.low_back_passive_nm, abs=0.6)


def test_sliders_move_the_numbers_the_right_way(page: Page) -> None:
    page.goto("/connection/?task=sit")
    bend, held = shown(page, "lumbar"), shown(page, "passive")
    set_slider(page, "hip", 40)
    assert shown(page, "lumbar") > bend + 5
    assert shown(page, "passive") > held
    page.goto("/connection/?task=one-leg")
    hip, back = shown(page, "hip"), shown(page, "back")
    set_slider(page, "glutes", 60)
    assert shown(page, "hip") > hip
    assert shown(page, "back") == back


def test_the_body_says_what_is_seen_and_what_a_slider_changed(moving: Callable[..., Page]) -> None:
    page = moving()
    page.goto("/connection/?task=sit")
    wait_until_drawn(page)
    assert "On a firm seat" in label(page)
    set_slider(page, "hip", 40)
    expect(page.locator(f"{DRAWN} canvas")).to_have_attribute(
        "aria-label", re.compile("low back bends about 13 degrees more")
    )
    page.get_by_text("Lift", exact=True).click()
    expect(page.locator(f"{DRAWN} canvas")).to_have_attribute("aria-label", re.compile("10 kg in both hands"))


def test_the_picture_is_steered_by_keyboard_alone(moving: Callable[..., Page]) -> None:
    page = moving()
    page.goto("/moves/glute-bridge/")
    wait_until_drawn(page)
    canvas = page.locator(f"{DRAWN} canvas")
    canvas.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play")).to_be_focused()
    still = canvas.screenshot()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    assert canvas.screenshot() != still
    page.get_by_role("button", name="Play").press("Enter")
    scrub = page.get_by_role("slider", name="Moment of the movement")
    scrub.press("Home")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(scrub).to_have_value("0")
    page.evaluate(NEXT_PICTURE)
    lying = canvas.screenshot()
    for _ in range(5):
        scrub.press("PageUp")
    assert int(scrub.input_value()) > 50
    page.evaluate(NEXT_PICTURE)
    assert canvas.screenshot() != lying
    inside = page.get_by_role("button", name="See inside")
    inside.press("Enter")
    expect(inside).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Right side").press("Enter")
    expect(page.get_by_role("button", name="Left side")).to_be_visible()
    assert "The person lies on the back" in label(page)


def test_without_webgl_the_stills_are_there_and_everything_works(without_webgl: Page, site: str) -> None:
    page = without_webgl
    page.goto("/connection/?task=sit")
    page.wait_for_load_state("networkidle")
    still = page.locator(".connection__still use").first
    before = still.get_attribute("href")
    expect(page.locator(".connection__still svg")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.connection__still')).opacity") == "1"
    set_slider(page, "hip", 40)
    assert page.locator(".connection__still use").first.get_attribute("href") != before
    page.goto("/moves/glute-bridge/")
    page.wait_for_load_state("networkidle")
    frames = page.locator(".move__picture .figure__frame svg")
    expect(frames).to_have_count(2)
    expect(frames.last).to_be_visible()
    for address in ("/programme/", "/session/"):
        page.goto(address)
        expect(page.locator(".figure__frame svg:visible").first).to_be_visible()
    expect(page.locator("canvas")).to_have_count(0)
    for file in {use.get_attribute("href") or "" for use in page.locator("use").all()}:
        assert page.request.get(f"{site}{file.split('#')[0]}").ok


def test_less_motion_shows_start_and_end_and_runs_no_frames(moving: Callable[..., Page]) -> None:
    page = moving(reduced_motion="reduce")
    page.goto("/moves/glute-bridge/")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".move__picture .figure__frame svg")).to_have_count(2)
    expect(page.locator("canvas")).to_have_count(0)
    page.goto("/connection/?task=bend")
    wait_until_drawn(page)
    set_slider(page, "hip", 40)
    page.wait_for_timeout(400)
    asked = page.evaluate("window.frames_asked")
    page.wait_for_timeout(600)
    assert page.evaluate("window.frames_asked") == asked


def test_a_still_page_runs_no_frames_either(moving: Callable[..., Page]) -> None:
    page = moving()
    page.goto("/connection/?task=bend")
    wait_until_drawn(page)
    page.wait_for_timeout(1200)
    asked = page.evaluate("window.frames_asked")
    page.wait_for_timeout(600)
    assert page.evaluate("window.frames_asked") == asked


def test_the_first_page_bends_forward_once_and_rests(moving: Callable[..., Page]) -> None:
    page = moving()
    page.goto("/?again")
    wait_until_drawn(page)
    page.wait_for_timeout(9_000)
    asked = page.evaluate("window.frames_asked")
    assert asked > 20
    page.wait_for_timeout(1_000)
    assert page.evaluate("window.frames_asked") == asked


def test_with_less_motion_the_first_page_keeps_its_still(moving: Callable[..., Page]) -> None:
    page = moving(reduced_motion="reduce")
    page.goto("/?again")
    page.wait_for_timeout(3_000)
    expect(page.locator(".start__stage svg")).to_be_visible()
    expect(page.locator("canvas")).to_have_count(0)


def test_saved_data_keeps_the_stills(moving: Callable[..., Page]) -> None:
    page = moving()
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/moves/glute-bridge/")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".move__picture .figure__frame svg").first).to_be_visible()
    assert not [address for address in asked if "/body/" in address or "viewer" in address]


def test_in_the_programme_only_what_is_in_sight_moves(
    moving: Callable[..., Page], someone: StorageState
) -> None:
    page = moving(state=someone)
    page.set_viewport_size({"width": 390, "height": 240})  # a whole week fits into a taller one
    page.goto("/programme/")
    figures = page.locator("[data-moving-body]")
    assert figures.count() > 2
    assert page.locator("canvas").count() == 0
    figures.first.scroll_into_view_if_needed()
    expect(figures.first.locator("canvas")).to_be_visible(timeout=BUSY_MS)
    expect(figures.last.locator("canvas")).to_have_count(0)
    assert page.evaluate("window.live_contexts()") == 1
    place = "element => element.getBoundingClientRect().top + scrollY"
    before = figures.last.evaluate(place)
    figures.last.scroll_into_view_if_needed()
    expect(figures.last.locator("canvas")).to_be_visible(timeout=BUSY_MS)
    assert figures.last.evaluate(place) == pytest.approx(before, abs=1), "the page jumped when a figure came"
    assert page.evaluate("window.live_contexts()") == 1


def heap(page: Page) -> int:
    """Bytes in use after collecting what is left over."""
    session = page.context.new_cdp_session(page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used = int(session.send("Runtime.getHeapUsage")["usedSize"])
    session.detach()
    return used


def held_on_the_card(page: Page) -> Any:
    """Buffers, textures and programs of every context that is alive."""
    page.evaluate(NEXT_PICTURE)
    return page.evaluate("window.held_on_the_card()")


@pytest.mark.parametrize("address", ["/connection/?task=sit", "/moves/glute-bridge/"])
def test_a_kept_page_lets_go_and_comes_back_without_growing(
    moving: Callable[..., Page], address: str
) -> None:
    page = moving(DESKTOP)
    page.goto(address)
    wait_until_drawn(page)
    sizes, held = [], held_on_the_card(page)
    for _ in range(ROUNDS):
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
        expect(page.locator("canvas")).to_have_count(0)
        assert page.evaluate("window.live_contexts()") == 0
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        wait_until_drawn(page)
        expect(page.locator(".viewer__controls")).to_have_count(1)
        assert held_on_the_card(page) == held
        sizes.append(heap(page))
    assert sizes[-1] - sizes[2] < MOST_GROWTH_BYTES, sizes


def test_leaving_and_returning_ten_times_does_not_grow(moving: Callable[..., Page]) -> None:
    page = moving(DESKTOP)
    page.goto("/connection/?task=sit")
    wait_until_drawn(page)
    sizes, held = [], held_on_the_card(page)
    for _ in range(ROUNDS):
        page.goto("/evidence/")
        page.go_back()
        wait_until_drawn(page)
        assert held_on_the_card(page) == held
        sizes.append(heap(page))
    assert sizes[-1] - sizes[2] < MOST_GROWTH_BYTES, sizes


def test_from_task_to_task_nothing_is_left_on_the_graphics_card(moving: Callable[..., Page]) -> None:
    page = moving(DESKTOP)
    page.goto("/connection/?task=turn")
    wait_until_drawn(page)
    after = []
    for _ in range(3):
        for task in DAILY:
            page.locator(f"input[name=task][value={task}]").check(force=True)
            expect(page).to_have_url(re.compile(f"task={task}&"))
            page.evaluate(NEXT_PICTURE)
        after.append(held_on_the_card(page))
    assert after[1] == after[2] == after[0]


@pytest.mark.parametrize(
    ("address", "still"),
    [("/connection/?task=sit", ".connection__still"), ("/moves/glute-bridge/", ".figure")],
)
def test_the_still_stays_until_the_first_picture(
    moving: Callable[..., Page], address: str, still: str
) -> None:
    page = moving(service_workers="block")  # what a worker fetches cannot be held
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/body/body.json*", hold)
    with page.expect_request("**/body/body.json*"):
        page.goto(address)
    expect(page.locator(still)).to_have_css("opacity", "1")
    expect(page.locator(still).locator("svg").first).to_be_visible()
    expect(page.locator(".viewer__canvas:visible")).to_have_count(0)
    waiting.pop().continue_()
    wait_until_drawn(page)
    expect(page.locator(".viewer__canvas")).to_be_visible()


BAR = "() => Number(document.querySelector('[data-start-bar] .load-bar__edge').getAttribute('x'))"


def test_the_bar_of_the_first_page_goes_with_the_body(moving: Callable[..., Page]) -> None:
    page = moving()
    page.add_init_script(
        "window.shifted = 0; new PerformanceObserver((list) => { for (const one of list.getEntries())"
        " window.shifted += one.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto("/")
    bent = page.evaluate(BAR)
    wait_until_drawn(page)
    page.wait_for_function(f"{BAR} < {bent - 15}", timeout=BUSY_MS)
    page.wait_for_function(f"{BAR} === {bent}", timeout=BUSY_MS)
    assert page.evaluate("window.shifted") == 0
    still = moving(reduced_motion="reduce")
    still.goto("/")
    still.wait_for_timeout(3000)
    assert still.evaluate(BAR) == bent
    expect(still.locator("canvas")).to_have_count(0)


def test_a_sent_address_shows_the_same_to_somebody_else(moving: Callable[..., Page]) -> None:
    page, other = moving(), moving(DESKTOP)
    page.goto("/connection/?task=lift")
    wait_until_drawn(page)
    set_slider(page, "hip", 33)
    set_slider(page, "glutes", 15)
    address = page.get_by_role("link", name="Link to this view").get_attribute("href") or ""
    other.goto(f"/connection/{address}")
    wait_until_drawn(other)
    assert label(other) == label(page)
    for number in ("back", "hip", "lumbar", "passive"):
        assert shown(other, number) == shown(page, number)


def test_a_story_goes_on_without_loading_the_page(moving: Callable[..., Page]) -> None:
    page = moving()
    page.goto("/connection/?idea=hip-movement#story")
    wait_until_drawn(page)
    expect(page.locator(f"{DRAWN} canvas")).to_be_in_viewport(ratio=0.9)
    page.evaluate("window.is_same_page = true")
    page.get_by_role("link", name="Next", exact=True).press("Enter")
    expect(page.locator("#story-title")).to_have_text("Sitting shows it most")
    expect(page.get_by_role("link", name="Next", exact=True)).to_be_focused()
    expect(page.get_by_label("The hip bends less")).to_have_value("40")
    expect(page.locator("[data-part=live]")).to_contain_text("Sitting shows it most")
    assert page.url.endswith("?idea=hip-movement&step=2#story")
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.locator(f"{DRAWN} canvas")).to_have_attribute("aria-label", re.compile("a brisk step"))
    page.go_back()
    expect(page.locator("#story-title")).to_have_text("Sitting shows it most")
    set_slider(page, "hip", 30)
    assert page.evaluate("window.is_same_page") is True
