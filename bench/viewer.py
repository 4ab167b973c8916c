"""The moving body in a browser: bytes, what is drawn, the first picture, and frames against an empty scene.

Goals: viewer and body at most 260 kB compressed, 60 draw calls, 120 000 triangles, the first picture
within a second of the page being idle, 50 ms for a slider at the 95th percentile. There is no graphics card
here: frames are drawn by the processor, so only their ratio to an empty three.js scene of the same size
means anything.
"""

import http.client
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench._timing import print_row

ROOT = Path(__file__).resolve().parent.parent
THREE = ROOT / "frontend" / "node_modules" / "three" / "build"
UNHURRIED = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
WEBGL = ("--use-gl=angle", "--use-angle=swiftshader", "--ignore-gpu-blocklist")
SIZE = {"width": 1280, "height": 800}
SECONDS = 8
VISITS = 6
COUNT = """
  window.drawn = { calls: 0, triangles: 0 };
  for (const kind of [WebGLRenderingContext, WebGL2RenderingContext]) {
    for (const name of ["drawElements", "drawArrays"]) {
      const draw = kind.prototype[name];
      kind.prototype[name] = function (mode, ...rest) {
        window.drawn.calls += 1;
        window.drawn.triangles += (name === "drawElements" ? rest[0] : rest[1]) / 3;
        return draw.call(this, mode, ...rest);
      };
    }
  }
"""
FRAMES = """async (seconds) => {
  const took = [];
  await new Promise((done) => {
    const started = performance.now();
    let before = started;
    const step = (now) => {
      took.push(now - before);
      before = now;
      if (now - started < seconds * 1000) requestAnimationFrame(step); else done();
    };
    requestAnimationFrame(step);
  });
  return took.slice(3);
}"""
EMPTY = """async ([width, height]) => {
  const { WebGLRenderer, Scene, PerspectiveCamera } = await import("/bench/three.module.js");
  document.body.replaceChildren();
  const renderer = new WebGLRenderer({ alpha: true, antialias: true });
  renderer.setSize(width, height);
  document.body.append(renderer.domElement);
  const [scene, camera] = [new Scene(), new PerspectiveCamera()];
  const step = () => { renderer.render(scene, camera); requestAnimationFrame(step); };
  step();
}"""
IDLE_TO_PICTURE = """() => new Promise((done) => {
  const [page] = performance.getEntriesByType("navigation");
  const look = () => document.querySelector("[data-viewer=drawn]")
    ? done(performance.now() - page.loadEventEnd) : setTimeout(look, 4);
  look();
})"""
PAGES = {"connection page": "/connection/?task=sit", "exercise page": "/moves/bird-dog/"}


def run() -> None:
    """Serve a fresh Loadshare, open it in a Chromium, and print what was measured."""
    sys.path.insert(0, str(ROOT))
    from tests.support.site import running_site

    with tempfile.TemporaryDirectory(prefix="loadshare-bench-") as home, running_site(Path(home)) as site:
        _bytes(site)
        _server(site)
        with _browser() as browser:
            for name, address in PAGES.items():
                _first_picture(browser, site, name, address)
        with _browser(*UNHURRIED) as browser:
            for name, address in PAGES.items():
                _frames(browser, site, name, address)


def _get(site: str, address: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(site.removeprefix("http://"))
    connection.request("GET", address, headers={"Accept-Encoding": "br"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


def _bytes(site: str) -> None:
    assets = ROOT / "src" / "loadshare" / "server" / "static" / "dist" / "assets"
    script = sum(
        path.stat().st_size for name in ("viewer", "moving") for path in assets.glob(f"{name}-*.js.br")
    )
    body = len(_get(site, "/body/body.json")[1])
    movement = len(_get(site, "/body/movements/bird-dog.json")[1])
    stills = [path.stat().st_size for path in assets.glob("*.svg.br")]
    print_row("viewer script, compressed", f"{script / 1000:.1f} kB")
    print_row("body, compressed", f"{body / 1000:.1f} kB")
    print_row("one movement, compressed", f"{movement / 1000:.1f} kB")
    print_row("all of it (goal 260)", f"{(script + body + movement) / 1000:.1f} kB")
    print_row("one file of stills, compressed", f"{statistics.median(stills) / 1000:.1f} kB")


def _server(site: str) -> None:
    places, took = random.Random(1), []
    for _ in range(300):
        sliders = f"hip={places.randint(0, 40)}&glutes={places.randint(0, 60)}"
        task = places.choice(["bend", "lift", "sit", "stand-up", "one-leg", "walk", "step", "turn"])
        started = time.perf_counter()
        status, _body = _get(site, f"/connection/answer.json?task={task}&{sliders}")
        took.append((time.perf_counter() - started) * 1000)
        assert status == 200
    late = statistics.quantiles(took, n=20)[-1]
    print_row("slider request over HTTP, p50, p95", f"{statistics.median(took):.1f} ms", f"{late:.1f} ms")


@contextmanager
def _browser(*more: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    from tools.browser import find

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", *WEBGL, *more]
        browser = playwright.chromium.launch(executable_path=find(), args=arguments)
        yield browser
        browser.close()


def _first_picture(browser: Any, site: str, name: str, address: str) -> None:
    """How long somebody waits who comes for the first time: a new visitor each time, nothing kept."""
    waits, work = [], []
    for _ in range(VISITS):
        page = browser.new_page(base_url=site, viewport=SIZE)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(address)
        waits.append(page.evaluate(IDLE_TO_PICTURE))
        metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        work.append(metrics["TaskDuration"] * 1000)
        page.close()
    print_row(f"{name}: first picture after load", f"{statistics.median(waits[1:]):.0f} ms")
    print_row("  by the first visitor of a browser", f"{waits[0]:.0f} ms")
    print_row("  work of the page up to then", f"{statistics.median(work):.0f} ms")


def _frames(browser: Any, site: str, name: str, address: str) -> None:
    page = browser.new_page(base_url=site, viewport=SIZE)
    page.add_init_script(COUNT)
    page.goto(address)
    page.evaluate(IDLE_TO_PICTURE)
    _keep_moving(page)
    page.get_by_role("button", name="See inside").click()
    page.wait_for_timeout(1500)
    calls, triangles = _one_picture(page)
    print_row(f"{name}: draw calls, triangles", f"{calls:.0f}", f"{triangles:.0f}")
    page.get_by_role("button", name="See inside").click()
    canvas = page.locator(".viewer__canvas").bounding_box()
    body = page.evaluate(FRAMES, SECONDS)
    page.close()
    _compare(name, body, _empty(browser, site, canvas))


def _empty(browser: Any, site: str, canvas: dict[str, float]) -> list[float]:
    page = browser.new_page(base_url=site, viewport=SIZE)
    page.route("**/bench/*", lambda route: route.fulfill(path=THREE / route.request.url.rsplit("/", 1)[1]))
    page.goto("/evidence/")
    page.evaluate(EMPTY, [canvas["width"], canvas["height"]])
    took: list[float] = page.evaluate(FRAMES, SECONDS)
    page.close()
    return took


def _keep_moving(page: Any) -> None:
    """A posture stands still, so the picture is turned; a movement plays by itself."""
    page.evaluate("""() => {
      const canvas = document.querySelector(".viewer__canvas");
      const key = () => new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true });
      const turn = () => { canvas.dispatchEvent(key()); requestAnimationFrame(turn); };
      turn();
    }""")


def _one_picture(page: Any) -> tuple[float, float]:
    return tuple(
        page.evaluate("""() => new Promise((done) => requestAnimationFrame(() => {
          Object.assign(window.drawn, { calls: 0, triangles: 0 });
          requestAnimationFrame(() => done([window.drawn.calls, window.drawn.triangles]));
        }))""")
    )


def _compare(name: str, body: list[float], empty: list[float]) -> None:
    def ends(took: list[float]) -> tuple[float, float]:
        return statistics.median(took), statistics.quantiles(took, n=20)[-1]

    (middle, late), (middle_empty, late_empty) = ends(body), ends(empty)
    print_row(f"{name}: frame, p50, p95", f"{middle:.1f} ms", f"{late:.1f} ms")
    print_row("  an empty three.js scene", f"{middle_empty:.1f} ms", f"{late_empty:.1f} ms")
    print_row("  ratio", f"{middle / middle_empty:.1f}", f"{late / late_empty:.1f}")


if __name__ == "__main__":
    run()
