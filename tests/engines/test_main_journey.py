"""The main journey in each engine: check, ideas, programme, session, connection, offline and back.

What each engine has and lacks differs (voice, wake lock, motion sensors, drawing in space), and each test
holds the page to what is true of the engine it runs in.
"""

import json
import sqlite3
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest

from tests.engines.engine import Engine, EngineWalk
from tests.support.browser import SIDEWAYS
from tests.support.site import Site

KEPT = """async () => {
  const name = (await caches.keys()).find((other) => other.includes("-pages-") && !other.endsWith("nobody"));
  const plan = name && await (await caches.open(name)).match("/offline/plan.json");
  return Boolean(plan && plan.headers.get("Loadshare-Kept-At") !== "0" && (await plan.json()).pages.length);
}"""
VOICE = """() => {
  window.said = [];
  const Real = SpeechSynthesisUtterance;
  window.SpeechSynthesisUtterance = function (text) {
    const words = new Real(text);
    said.push(text);
    return words;
  };
}"""
"""Notes what is said from here on."""


def test_from_the_first_page_to_the_programme(newcomer: Engine) -> None:
    walk = EngineWalk(newcomer)
    walk.to_result()
    newcomer.sees("What your answers fit", within="h1")
    assert newcomer.run("() => document.querySelectorAll('main article').length") == 3
    newcomer.sees("Hips that move less", within="main article")
    walk.build_programme()
    newcomer.sees("Your programme", within="h1")
    for strand in ("Release", "Stretch", "Strengthen", "Move more, sit less"):
        newcomer.sees(strand, within="main")
    assert newcomer.wire.console() == []


def test_no_page_is_wider_than_its_window(engine: Engine) -> None:
    wide = {}
    for path in ("/", "/today/", "/programme/", "/connection/", "/measure/", "/progress/", "/breaks/"):
        engine.open(path)
        wide[path] = engine.run(f"() => {SIDEWAYS}")
    assert not any(wide.values()), wide


def test_a_session_counts_pauses_asks_and_is_saved(engine: Engine, server: Site) -> None:
    before = sessions(server)
    engine.open("/session/")
    engine.run(VOICE)
    engine.press("Start")
    engine.sees("Pause", within="[data-part=toggle]")
    first = number(engine)
    engine.until(
        "(first) => Number(document.querySelector('[data-part=time]').textContent) <= first - 2", first
    )
    engine.press("It hurts")
    assert engine.run("() => document.querySelector('dialog[open]').contains(document.activeElement)")
    engine.press("False alarm. Go back")
    engine.sees("Resume", within="[data-part=toggle]")
    left = number(engine)
    time.sleep(1.2)
    assert number(engine) == left, "no time passes until the person goes on"
    assert engine.run("() => said")[0].startswith("First: ")
    to_the_end(engine)
    rate_and_save(engine)
    engine.sees("That is saved", within="h1")
    assert sessions(server) == before + 1


def test_who_counts_on_a_voice_is_told_where_there_is_none(engine: Engine) -> None:
    """Firefox has all of speech but the voices, where the system brings none; WebKitGTK brings its own."""
    engine.open("/session/")
    engine.run(VOICE)
    engine.tap("[data-part=toggle]")
    engine.until("() => said.length > 0")
    has_voice = engine.run("() => speechSynthesis.getVoices().length > 0")
    engine.press("Sound, pace and keys")
    engine.sees("Voice on" if has_voice else "No voice here", within="[data-part=speak]")
    engine.press("Pause")

    engine.open("/today/")
    engine.press("Read aloud")
    engine.sees("Stop reading" if has_voice else "No voice here", within="[data-aloud]")


def test_the_screen_stays_on_only_while_a_session_runs(engine: Engine) -> None:
    """Both grant it after a tap. WebKitGTK refuses without one: a page that opens on a card asks again."""
    engine.open("/session/")
    engine.run(
        """() => {
          window.locks = [];
          const ask = navigator.wakeLock.request.bind(navigator.wakeLock);
          WakeLock.prototype.request = (kind) => {
            const asked = ask(kind);
            locks.push("asked");
            asked.then((lock) => {
              locks.push("held");
              lock.addEventListener("release", () => locks.push("let go"));
            }, (error) => locks.push(error.name));
            return asked;
          };
        }"""
    )
    engine.tap("[data-part=toggle]")
    if engine.name == "webkit":
        engine.until("() => locks.at(-1) === 'held'")
    engine.press("Pause")
    # What was held from the beginning was asked for before anybody here listened.
    engine.until("() => locks.length === 0 || locks.at(-1) === 'let go'")
    engine.run("() => { locks.length = 0; }")
    engine.tap("[data-part=toggle]")
    engine.until("() => locks.at(-1) === 'held'")
    engine.press("Pause")
    engine.until("() => locks.at(-1) === 'let go'")
    assert engine.run("() => locks") == ["asked", "held", "let go"]


def test_a_test_with_the_phone_is_offered_where_there_are_sensors(engine: Engine) -> None:
    """WebKitGTK knows no motion sensor: the way by hand stands open, and no button promises another."""
    engine.open("/measure/")
    engine.press("See how")
    engine.sees("How it is done", within="main")
    knows = engine.run("() => typeof DeviceMotionEvent !== 'undefined'")
    assert knows is (engine.name == "firefox")
    assert engine.is_shown("[data-with-phone]") is knows
    assert engine.run("() => document.querySelector('[data-by-hand]').open") is not knows
    if knows:  # a computer: the event is known, and never comes
        engine.tap("[data-start]")
        engine.until("() => document.querySelector('[data-pane=trouble]')?.checkVisibility()", within_s=30)
        assert engine.is_shown("[data-to-hand]")


def test_a_slider_of_the_connection_page_moves_numbers_bar_and_picture(engine: Engine) -> None:
    engine.open("/connection/?task=bend&hip=0&glutes=0&side=both")
    is_drawn = engine.run("() => document.createElement('canvas').getContext('webgl2') !== null")
    if is_drawn:
        engine.until("() => document.querySelector('[data-viewer]').dataset.viewer === 'drawn'")
    before = engine.run("() => document.querySelector('[data-part=picture]').innerHTML")
    engine.keys("#hip", "\ue014" * 4)  # right arrow
    engine.until("() => document.querySelector('#hip').value === '4' && location.search.includes('hip=4&')")
    with urlopen(engine.address().replace("/connection/?", "/connection/answer.json?")) as response:
        answer: dict[str, Any] = json.load(response)
    engine.sees(answer["headline"], within="[data-part=headline]")
    for one, words in answer["numbers"].items():
        engine.sees(words["value"], within=f"[data-number={one}] [data-part=value]")
    assert engine.run("() => document.querySelector('[data-part=picture]').innerHTML") != before
    shown = engine.run(
        "() => document.querySelector('[data-bar=move] .load-bar__hips').getAttribute('width')"
    )
    assert shown == str(answer["bars"]["move"]["high"])


@pytest.fixture
def kept(engine: Engine, server: Site) -> Iterator[Engine]:
    """A device that has kept the programme; in the end there is a connection again."""
    engine.open("/today/")
    deadline = time.monotonic() + 30
    while not engine.later(KEPT):
        assert time.monotonic() < deadline, "the programme was never kept"
        time.sleep(0.1)
    yield engine
    if server.is_down:
        server.start()


@pytest.mark.expects_errors  # a browser logs every request that finds no server
def test_offline_and_back(kept: Engine, server: Site) -> None:
    """Without a server: the kept pages stand, a session is done, and it arrives once when it is back."""
    before = sessions(server)
    server.stop()
    for path, words in (
        ("/today/", "worst you can think of"),
        ("/programme/", "Your programme"),
        ("/help/", "999"),
        ("/connection/", "This page needs a connection"),
    ):
        kept.open(path)
        kept.sees(words, within="main")
    kept.open("/session/gentle/")
    to_the_end(kept)
    rate_and_save(kept)
    kept.sees("1 thing is kept on this device", within="[data-device=waiting]")
    kept.reload()
    kept.sees("1 thing is kept on this device", within="[data-device=waiting]")
    server.start()
    kept.open("/today/")
    kept.until("() => document.querySelector('[data-device=waiting]')?.checkVisibility() === false")
    assert sessions(server) == before + 1
    kept.open("/connection/")
    kept.sees("How hips and low back share the load", within="h1")


def number(engine: Engine) -> int:
    return int(engine.run("() => document.querySelector('[data-part=time]').textContent"))


def to_the_end(engine: Engine) -> None:
    """On through every exercise to the two questions."""
    engine.sees("Next exercise")
    for _ in range(20):
        if engine.is_shown("[data-finish]"):
            return
        engine.press("Next exercise")
    raise AssertionError("the session does not end")


def rate_and_save(engine: Engine) -> None:
    engine.tap("input[name=pain_after][value='2']")
    engine.tap("input[name=effort][value='4']")
    engine.press("Save")
    engine.until("() => ['/today/', '/session/after/'].includes(location.pathname)")


def sessions(server: Site) -> int:
    with sqlite3.connect(server.home / "loadshare.sqlite3") as database:
        return int(database.execute("SELECT count(*) FROM selfcare_sessionlog").fetchone()[0])
