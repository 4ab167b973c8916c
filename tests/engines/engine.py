"""What a person does at a browser, whichever engine it has: opens, taps, writes, waits and looks."""

import base64
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engines.wire import ELEMENT, RefusedError, Wire
from tests.support.journey import Walk

PATIENCE_S = 20

NAMED = """(name) => [...document.querySelectorAll("button, summary, a[href]")].find((one) =>
  one.checkVisibility({ visibilityProperty: true })
  && (one.getAttribute("aria-label") ?? one.textContent).replace(/\\s+/g, " ").trim() === name)"""
"""What can be pressed and has this name."""
TAPPED = """(selector) => {
  const found = document.querySelector(selector);
  const met = found?.matches("input") ? (found.closest("label") ?? found) : found;
  return met?.checkVisibility() ? met : null;
}"""
"""What a finger meets: the label where a field lies under one."""


@dataclass
class Engine:
    """One browser at one site."""

    wire: Wire
    site: str

    @property
    def name(self) -> str:
        return self.wire.name

    def open(self, path: str) -> None:
        self.wire.ask("Navigate", url=self.site + path)

    def reload(self) -> None:
        """As the page's own button does it; a driver's way goes past the worker of the page."""
        self.run("() => { document.title = 'before'; location.reload(); }")
        self.until("() => document.title !== 'before' && document.readyState === 'complete'")

    def address(self) -> str:
        return str(self.wire.ask("GetCurrentURL"))

    def run(self, script: str, *given: Any) -> Any:
        """The value of an expression, or of a function given these."""
        return self.wire.ask("ExecuteScript", script=f"return ({script})(...arguments)", args=list(given))

    def later(self, script: str, *given: Any) -> Any:
        """What the promise of a function becomes; fails where it is broken."""
        waiting = f"""const [done, ...given] = [...arguments].reverse();
          ({script})(...given.reverse()).then((value) => done([value]), (error) => done(String(error)))"""
        answer = self.wire.ask("ExecuteAsyncScript", script=waiting, args=list(given))
        assert isinstance(answer, list), answer
        return answer[0]

    def until(self, script: str, *given: Any, within_s: float = PATIENCE_S) -> Any:
        """Ask until it is true, also across pages that come and go."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            try:
                if value := self.run(script, *given):
                    return value
            except RefusedError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{self.name}, at {self.address()}: never true: {script} {given}")

    def tap(self, selector: str) -> None:
        self._click(TAPPED, selector)

    def press(self, name: str) -> None:
        self._click(NAMED, name)

    def _click(self, finding: str, given: str) -> None:
        element = self.until(finding, given)
        # A driver looks where the element is while the page is still scrolling to it softly.
        self.run("(one) => one.scrollIntoView({ block: 'center', behavior: 'instant' })", element)
        self.wire.ask("ElementClick", id=element[ELEMENT])

    def write(self, selector: str, text: str) -> None:
        element = self.until("(selector) => document.querySelector(selector)", selector)
        self.run("(field) => { field.value = ''; }", element)
        self.keys(selector, text)

    def keys(self, selector: str, text: str) -> None:
        """Let keys be pressed where the focus is put."""
        element = self.until("(selector) => document.querySelector(selector)", selector)
        self.wire.ask("ElementSendKeys", id=element[ELEMENT], text=text)

    def sees(self, text: str, *, within: str = "body") -> None:
        """Wait until these words are to be read."""
        reading = "(text, within) => document.querySelector(within)?.innerText.includes(text)"
        self.until(reading, text, within)

    def is_shown(self, selector: str) -> bool:
        script = "(selector) => Boolean(document.querySelector(selector)?.checkVisibility())"
        return bool(self.run(script, selector))

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.wire.ask("TakeScreenshot")))


@dataclass
class EngineWalk(Walk):
    """A person at a browser of any engine."""

    engine: Engine

    def open(self, path: str) -> None:
        self.engine.open(path)

    def press(self, name: str) -> None:
        self.engine.press(name)

    def choose(self, selector: str) -> None:
        self.engine.tap(selector)

    def write(self, selector: str, text: str) -> None:
        self.engine.write(selector, text)

    def address(self) -> str:
        return self.engine.address()

    def rows(self) -> list[str]:
        script = "() => [...document.querySelectorAll('[data-row]')].map((row) => row.dataset.row)"
        return list(self.engine.run(script))

    def comes_to(self, pattern: str) -> None:
        self._waits_for(lambda address: re.search(pattern, address) is not None, pattern)

    def leaves(self, address: str) -> None:
        self._waits_for(lambda now: now != address, f"elsewhere than {address}")
        self.engine.until("() => document.readyState !== 'loading'")

    def _waits_for(self, holds: Any, words: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds(self.address()):
            assert time.monotonic() < deadline, f"{self.engine.name} never came {words}: {self.address()}"
            time.sleep(0.05)
