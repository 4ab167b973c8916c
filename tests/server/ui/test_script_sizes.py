"""What a page's script brings with it before anything is seen. The moving body comes when it is asked for."""

import json
from pathlib import Path

import loadshare.server

DIST = Path(loadshare.server.__file__).parent / "static" / "dist"
LARGEST = 120_000
"""Bytes as written; the tests with a phone, with all they reckon, are the largest. three.js has 400,000."""


def test_no_page_waits_for_the_moving_body() -> None:
    made = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    sizes = {}
    for entry in (
        name for name, part in made.items() if part.get("isEntry") and part["file"].endswith(".js")
    ):
        found, wanted = set(), [entry]
        while wanted:
            name = wanted.pop()
            if name not in found:
                found.add(name)
                wanted += made[name].get("imports", ())
        sizes[entry] = sum((DIST / made[name]["file"]).stat().st_size for name in found)
    assert len(sizes) > 10
    assert {entry: size for entry, size in sizes.items() if size > LARGEST} == {}
