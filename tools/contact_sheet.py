"""Draws every movement for docs/reference/movements.md: `python tools/contact_sheet.py [ID ...]`.

The product's own moving body, in a browser without a graphics card: the start on the left, on the right the
moment furthest from it. One small picture a movement in docs/images/movements. `--look FOLDER` writes large
ones there instead, with a second view, for judging hands and feet.
"""

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
from playwright.sync_api import Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PICTURES = ROOT / "docs" / "images" / "movements"
SMALL, LARGE = (300, 244), (520, 440)
SECOND_VIEW_DEG = 70
SITE = "http://movements.invalid/"
WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--ignore-gpu-blocklist", "--enable-unsafe-swiftshader"]
BUNDLE = """
import { build } from "vite";
await build({ configFile: false, logLevel: "warn", build: { outDir: process.argv[1], emptyOutDir: true,
  lib: { entry: "src/viewer/index.ts", formats: ["es"], fileName: () => "viewer.js" } } });
"""
PAGE = """<!doctype html><style>%s</style>
<style>#figure { width: %dpx; height: %dpx } canvas { width: 100%%; height: 100%%; display: block }</style>
<div id="figure"></div>
<script type="application/json" id="viewer-words">%s</script>
<script type="module">
import { mountViewer } from "/viewer.js";
const body = await (await fetch("/body.json")).json();
const viewer = mountViewer(document.getElementById("figure"), { body, compact: true });
window.shoot = async (id, shots, quality) => {
  const sheet = document.createElement("canvas");
  const paint = sheet.getContext("2d");
  for (const [index, [props, progress, turn]] of shots.entries()) {
    viewer.setMovement(id, props);
    viewer.setProgress(progress);
    if (turn) viewer.view.orbit.jump(viewer.view.orbit.azimuth + turn, viewer.view.orbit.elevation);
    viewer.changed();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { width, height } = viewer.canvas;
    if (index === 0) {
      [sheet.width, sheet.height] = [width * shots.length, height];
      paint.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("background-color");
      paint.fillRect(0, 0, sheet.width, sheet.height);
    }
    paint.drawImage(viewer.canvas, index * width, 0);
  }
  return sheet.toDataURL("image/webp", quality);
};
</script>"""


def main(arguments: list[str]) -> int:
    """Write the pictures of the named movements, or of all."""
    is_look = arguments[:1] == ["--look"]
    folder = Path(arguments[1]) if is_look else PICTURES
    from loadshare.body.movements import movement_ids

    ids = arguments[2 if is_look else 0 :] or list(movement_ids())
    folder.mkdir(parents=True, exist_ok=True)
    if not is_look and set(ids) == set(movement_ids()):
        for stale in set(folder.glob("*.webp")) - {folder / f"{name}.webp" for name in ids}:
            stale.unlink()
    for name, picture in draw(ids, size=LARGE if is_look else SMALL, is_look=is_look):
        (folder / f"{name}.webp").write_bytes(picture)
    return 0


def draw(ids: list[str], *, size: tuple[int, int], is_look: bool) -> list[tuple[str, bytes]]:
    """Each movement's picture as webp."""
    from loadshare.body import Body
    from loadshare.body.export import export_body
    from tests.support.browser import LAUNCH_ARGUMENTS
    from tools.browser import find

    body = Body()
    export = export_body(body, exercises=ids)
    with tempfile.TemporaryDirectory(prefix="loadshare-viewer-") as built, sync_playwright() as playwright:
        command = ["node", "--input-type=module", "-e", BUNDLE, built]
        subprocess.run(command, cwd=ROOT / "frontend", check=True)
        browser = playwright.chromium.launch(executable_path=find(), args=[*LAUNCH_ARGUMENTS, *WEBGL])
        page = browser.new_page(color_scheme="light", viewport={"width": 800, "height": 600})
        _serve(page, Path(built) / "viewer.js", export, size)
        out = [(name, _shoot(page, name, furthest(body, name), is_look=is_look)) for name in ids]
        browser.close()
    return out


def _serve(page: Page, viewer: Path, export: dict[str, Any], size: tuple[int, int]) -> None:
    styles = (ROOT / "frontend" / "styles" / "tokens.css").read_text(encoding="utf-8")
    styles = styles[styles.index(":root") :] + ":root { background-color: var(--paper) }"
    answers = {
        "": ("text/html", PAGE % (styles, *size, _words())),
        "viewer.js": ("text/javascript", viewer.read_text(encoding="utf-8")),
        "body.json": ("application/json", json.dumps(export)),
    }

    def answer(route: Route) -> None:
        kind, text = answers.get(route.request.url.removeprefix(SITE), ("text/plain", ""))
        route.fulfill(body=text, content_type=kind)

    page.on("pageerror", lambda error: print(error, file=sys.stderr))
    page.route("**/*", answer)
    page.goto(SITE)
    page.wait_for_selector("[data-viewer=drawn]")


def _words() -> str:
    """What the viewer says of a picture; it wants its words, seen or not."""
    from django.conf import settings

    from loadshare.server.ui.viewer_words import viewer_words

    if not settings.configured:
        settings.configure(USE_I18N=False)
    return json.dumps(viewer_words())


def _shoot(page: Page, name: str, progress: float, *, is_look: bool) -> bytes:
    from loadshare.knowledge import load_knowledge

    props = list(load_knowledge().exercises[name].equipment)
    shots: list[list[Any]] = [[props, 0.0, 0], [props, progress, 0]]
    if is_look:
        shots.append([props, progress, SECOND_VIEW_DEG])
    address = page.evaluate(
        "([id, shots, q]) => shoot(id, shots, q)", [name, shots, 0.9 if is_look else 0.75]
    )
    return base64.b64decode(str(address).partition(",")[2])


def furthest(body: Any, name: str) -> float:
    """The moment (0 to 1) at which the body is furthest from where it started."""
    from loadshare.body.laying import laid
    from loadshare.body.movements import read_movement

    chooser, movement = body.chooser("male"), read_movement(name)
    skeleton = chooser.skeleton
    data = mujoco.MjData(skeleton.mj)
    seen = []
    for qpos in laid(chooser.poser, movement, movement.frames):
        data.qpos[:] = qpos
        mujoco.mj_kinematics(skeleton.mj, data)
        seen.append(np.array(data.site_xpos[list(skeleton.contacts.values())]))
    away = [float(np.linalg.norm(points - seen[0], axis=1).sum()) for points in seen]
    return int(np.argmax(away)) / (movement.frames - 1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
