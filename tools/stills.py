"""Draws the stills of the moving body: `python tools/stills.py [NAME ...]`.

The page's own viewer takes the pictures in a Chromium, and what it shows is written as shapes in the page's
colours. Only what has changed is drawn again; names of exercises or daily tasks draw just those.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FRONTEND = ROOT / "frontend"
FILES = FRONTEND / "stills"
WEBGL = ("--use-gl=angle", "--use-angle=swiftshader", "--ignore-gpu-blocklist")
MARGIN_PX = 10
HOME = "http://stills.invalid/"
START = "async (body) => { await import('/stills.js'); window.drawing = new Drawing(body); }"
DRAWS = (*(FRONTEND / "src" / "viewer").rglob("*.ts"), *(FRONTEND / "src" / "stills").glob("*.ts"))
NOT_DRAWING = {"controls.ts", "words.ts", "moving.ts", "room.ts", "loop.ts", "steer.ts", "index.ts"}


def digests() -> dict[str, str]:
    """What every still is drawn from, by its name; a still with another digest is out of date."""
    from loadshare.body.daily.asked import DAILY
    from loadshare.body.daily.table import everyday
    from loadshare.body.daily.version import BODY, model_version, without_remarks
    from loadshare.interop.stills.drawn import EVERYDAY
    from loadshare.knowledge import load_knowledge

    sources = [p for p in sorted(DRAWS) if p.name not in NOT_DRAWING and not p.name.endswith(".test.ts")]
    drawing = b"".join(p.read_bytes() for p in sources)
    laying = "".join(
        without_remarks((BODY / f"{n}.py").read_text("utf-8")) for n in ("movements", "laying", "export")
    )
    common = _digest(drawing, laying.encode(), model_version().encode())
    found = {}
    for exercise in load_knowledge().exercises.values():
        movement = BODY / "movements" / f"{exercise.id}.toml"
        needs = " ".join(exercise.equipment).encode()
        found[exercise.id] = _digest(common.encode(), movement.read_bytes(), needs)
    for task in DAILY.values():
        postures = json.dumps(everyday()["tasks"][task.slug]["postures"]).encode()
        found[EVERYDAY + task.slug] = _digest(drawing, postures, repr(task.props).encode())
    return found


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(part.replace(b"\r\n", b"\n") for part in parts)).hexdigest()[:16]


def main(names: list[str]) -> int:
    """Draw what is out of date, or what is named."""
    from loadshare.interop.stills.drawn import INDEX, index

    known, now = {name: asdict(still) for name, still in index().items()}, digests()
    wanted = names or [name for name, digest in now.items() if known.get(name, {}).get("of") != digest]
    if unknown := set(wanted) - set(now):
        print(f"no such exercise or task: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    for name, drawn in _draw(wanted):
        known[name] = {"of": now[name], **_write(name, drawn)}
        print(f"  {name}", file=sys.stderr)
    kept = {name: known[name] for name in sorted(now) if name in known}
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in kept.items())
    INDEX.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
    _clear(set(kept))
    return 0


def _draw(names: list[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    from tools.browser import find

    if not names:
        return
    with tempfile.TemporaryDirectory(prefix="loadshare-stills-") as folder, sync_playwright() as playwright:
        script = _script(Path(folder))
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", *WEBGL])
        page = browser.new_page()
        page.route(f"{HOME}**", lambda route: _answer(route, script))
        page.goto(HOME)
        yield from _draw_in(page, names)
        browser.close()


def _draw_in(page: Page, names: list[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    from loadshare.body import Body
    from loadshare.body.daily.asked import DAILY
    from loadshare.body.daily.table import everyday
    from loadshare.body.export import export_body
    from loadshare.interop.stills.drawn import EVERYDAY
    from loadshare.knowledge import load_knowledge
    from loadshare.server.connection.presenter import posture_of

    body, exercises = Body(), load_knowledge().exercises
    page.evaluate(START, export_body(body, exercises=[]))
    for name in names:
        if task := DAILY.get(name.removeprefix(EVERYDAY) if name.startswith(EVERYDAY) else ""):
            postures = [posture_of(p) for p in everyday()["tasks"][task.slug]["postures"]]
            scene = {"id": name, "props": [asdict(prop) for prop in task.props]}
            yield name, page.evaluate("([p, s]) => drawing.task(p, s)", [postures, scene])
        else:
            movement = export_body(body, exercises=[name])["movements"][name]
            needs = [piece.value for piece in exercises[name].equipment]
            yield name, page.evaluate("([m, n]) => drawing.movement(m, n)", [movement, needs])


def _script(folder: Path) -> str:
    command = ["node", str(FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"), "build"]
    command += ["--config", "vite.stills.config.ts", "--outDir", str(folder), "--logLevel", "error"]
    subprocess.run(command, cwd=FRONTEND, check=True)
    return (folder / "stills.js").read_text(encoding="utf-8")


def _answer(route: Route, script: str) -> None:
    if route.request.url.endswith("stills.js"):
        route.fulfill(body=script, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>stills</title>", content_type="text/html")


def _write(name: str, drawn: list[dict[str, Any]]) -> dict[str, Any]:
    """One file for both ends of an exercise, one for each posture of a task. Returns its index entry."""
    from loadshare.interop.stills.drawn import EVERYDAY

    left, top = (min(still["box"][i] for still in drawn) - MARGIN_PX for i in (0, 1))
    right, bottom = (max(still["box"][i] for still in drawn) + MARGIN_PX for i in (2, 3))
    FILES.mkdir(parents=True, exist_ok=True)
    entry: dict[str, Any] = {"box": [left, top, right - left, bottom - top], "count": len(drawn)}
    if name.startswith(EVERYDAY):
        for place, still in enumerate(drawn):
            parts = "".join(f'<g id="{part}">{still[part]}</g>' for part in ("body", "back", "hips"))
            _save(FILES / f"{name}-{place}.svg", parts)
        return entry
    moments = zip(("start", "then"), drawn, strict=False)
    _save(FILES / f"{name}.svg", "".join(_moment(moment, still) for moment, still in moments))
    return entry


def _moment(moment: str, still: dict[str, Any]) -> str:
    load = still["load"]
    return (
        f'<g id="{moment}">{still["body"]}<g opacity="{load["lumbar"]:.2f}">{still["back"]}</g>'
        f'<g opacity="{load["hip"]:.2f}">{still["hips"]}</g></g>'
    )


def _save(path: Path, shapes: str) -> None:
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{shapes}</svg>\n', encoding="utf-8")


def _clear(names: set[str]) -> None:
    """Remove files of what is no more."""
    for path in FILES.glob("*.svg"):
        if path.stem not in names and path.stem.rsplit("-", 1)[0] not in names:
            path.unlink()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
