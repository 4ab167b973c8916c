"""What Loadshare is made of: a bill of materials (CycloneDX) and a list of licences.

From the locks and what is installed. Nothing is asked of the network; the same locks give the same pages.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, requires
from pathlib import Path

from packaging.requirements import Requirement

from loadshare import __version__

ROOT = Path(__file__).resolve().parent.parent
PYTHON_LOCK = ROOT / "requirements" / "app.txt"
FRONT_END_LOCK = ROOT / "frontend" / "package-lock.json"
NOT_READ = "not read: of another system than the one this page was written on"
AS_TEXT = "as a text in the package"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)
_SYSTEMS = [
    {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "sys_platform": system,
        "platform_system": name,
    }
    for version in ("3.11", "3.12", "3.13", "3.14")
    for system, name in (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))
]
_SHORT = 60
"""A licence that says more than this is its whole text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One package, in the version that the lock names."""

    kind: str
    name: str
    version: str
    licence: str
    is_expression: bool = False
    only: str = ""
    use: str = "runs"

    @property
    def purl(self) -> str:
        """Its address in the form that bills of materials share."""
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version.replace('!', '%21')}"


def pages() -> dict[str, str]:
    """File name and text of both pages."""
    parts = [*python_parts(), *front_end_parts()]
    bill = json.dumps(bill_of(parts), indent=1, ensure_ascii=False)
    return {"licences.md": "\n".join(_list(parts)) + "\n", "sbom.cdx.json": bill + "\n"}


def python_parts() -> Iterator[Part]:
    """Everything of the lock, what builds the program included."""
    running = _needed_by("loadshare")
    for name, version, only in _LOCKED.findall(PYTHON_LOCK.read_text(encoding="utf-8")):
        licence, is_expression = _licence(name)
        use = "runs" if _same(name) in running or "sys_platform" in only else "builds"
        yield Part(
            kind="pypi",
            name=_same(name),
            version=version,
            licence=licence,
            is_expression=is_expression,
            only=only,
            use=use,
        )


def front_end_parts() -> Iterator[Part]:
    """What the pages carry to a browser; what builds them is not in it."""
    lock = json.loads(FRONT_END_LOCK.read_text(encoding="utf-8"))
    for place, said in lock["packages"].items():
        if place and not said.get("dev") and not said.get("devOptional"):
            name = place.rpartition("node_modules/")[2]
            yield Part(
                kind="npm",
                name=name,
                version=said["version"],
                licence=said["license"],
                is_expression=True,
            )


def bill_of(parts: list[Part]) -> dict[str, object]:
    """CycloneDX 1.6."""
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "loadshare",
                "name": "loadshare",
                "version": __version__,
                "licenses": [{"expression": "Apache-2.0"}],
            }
        },
        "components": [_component(part) for part in parts],
    }


def _component(part: Part) -> dict[str, object]:
    said: dict[str, object] = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "scope": "required" if part.use == "runs" and not part.only else "optional",
        "purl": part.purl,
    }
    if part.is_expression:
        said["licenses"] = [{"expression": part.licence}]
    elif part.licence != NOT_READ:
        said["licenses"] = [{"license": {"name": part.licence}}]
    return said


def _list(parts: list[Part]) -> Iterator[str]:
    yield "<!-- Written by tools/docs.py. Change the locks and run `make docs`. -->\n\n# Licences\n"
    yield f"Loadshare {__version__} is Apache-2.0. Its repository holds no code of others; set-up fetches"
    yield f"these {len(parts)} packages. Each licence stands as its package words it. As a bill of materials:"
    yield "[sbom.cdx.json](sbom.cdx.json) (CycloneDX 1.6). *builds*: needed to set up, not to run.\n"
    yield "| Package | Version | Licence | Use |\n| --- | --- | --- | --- |"
    for part in parts:
        only = f"; only where {part.only}" if part.only else ""
        yield f"| {part.name} ({part.kind}) | {part.version} | {part.licence} | {part.use}{only} |"


def _needed_by(name: str) -> frozenset[str]:
    """Names of all that this package needs to run, directly or not, as far as it is installed here.

    On any system that we run on. Of what is extra, only what somebody on the way asks for.
    """
    found: set[tuple[str, str]] = set()
    waiting = [(name, "")]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        for needed in _requirements(*one):
            waiting += [(_same(needed.name), extra) for extra in ("", *sorted(needed.extras))]
    return frozenset(name for name, _ in found)


def _requirements(name: str, extra: str) -> Iterator[Requirement]:
    try:
        lines = requires(name) or ()
    except PackageNotFoundError:
        return
    for needed in map(Requirement, lines):
        if needed.marker is None or any(needed.marker.evaluate({**on, "extra": extra}) for on in _SYSTEMS):
            yield needed


def _licence(name: str) -> tuple[str, bool]:
    """What a package says of itself, and whether that is an expression of SPDX."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return NOT_READ, False
    if expression := _one(said, "License-Expression"):
        return expression, True
    text = _one(said, "License")
    if text and len(text) <= _SHORT and "\n" not in text:
        return text, False
    kinds = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or () if "License ::" in line]
    return ", ".join(kinds) or (AS_TEXT if text else "says none"), False


def _one(said: PackageMetadata, key: str) -> str:
    return str(said[key]).strip() if key in said else ""


def _same(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
