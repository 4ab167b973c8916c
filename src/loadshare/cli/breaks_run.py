"""Runs the companion at the desk: a look every few seconds, and answers in between."""

import asyncio
import datetime as dt
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

from pydantic import TypeAdapter

from loadshare.care.break_events import BreakEvent
from loadshare.care.breaks import Presence, next_nudge, presence, state_after
from loadshare.desktop.companion import Companion, Wishes
from loadshare.desktop.diary import Diary
from loadshare.desktop.notices import DesktopNotices, PrintedNotices
from loadshare.desktop.ports import Notices, Tap
from loadshare.desktop.this_machine import this_machine

LOOK_S = 10

_EVENT: TypeAdapter[BreakEvent] = TypeAdapter(BreakEvent)

WORDS = {
    Presence.PAUSED: "Breaks are off.",
    Presence.AWAY: "You are away from the desk. Say back when you sit down.",
    Presence.ON_BREAK: "You are on a break. Say back when you sit down.",
    Presence.IN_MEETING: "In a meeting. Nothing will disturb it.",
    Presence.QUIET: "Quiet hours, or no working day. Nothing will nudge you now.",
    Presence.DUE: "Time to move.",
    Presence.ASK: "Nothing was said for a while. Say back, and a nudge comes again.",
}


def say(word: str, *, folder: Path, wishes: Wishes) -> str:
    """Keep what was said, and tell how things stand after it."""
    kind, _, minutes = word.partition("-") if word.startswith("meeting-") else (word, "", "")
    if word == "meeting-over":
        kind, minutes = word, ""
    diary, now = Diary(folder), _now()
    details: dict[str, object] = {"minutes": int(minutes)} if minutes else {}
    diary.say(_EVENT.validate_python({"kind": kind, "at": now, **details}))
    return standing(diary, wishes=wishes, now=now)


def standing(diary: Diary, *, wishes: Wishes, now: dt.datetime) -> str:
    """How things stand, in one sentence."""
    state = state_after(events=diary.events(), settings=wishes.settings)
    there = presence(state=state, now=now)
    nudge = next_nudge(state=state, now=now)
    if there is Presence.SITTING and nudge is not None:
        return f"The next break is at {nudge.due.astimezone():%H:%M}."
    return WORDS.get(there, "")


async def run(*, folder: Path, wishes: Wishes, site: str, once: bool, printed: bool) -> None:
    """Look until stopped, or once. Raises `NoNoticesError` where no notification can be shown."""
    answers: asyncio.Queue[Tap] = asyncio.Queue()
    notices: Notices = PrintedNotices()
    if not printed:
        desktop = DesktopNotices(answers.put_nowait)
        await desktop.open()
        notices = desktop
    diary = Diary(folder)
    companion = Companion(
        diary=diary,
        machine=this_machine(),
        notices=notices,
        wishes=wishes,
        guide=lambda: open_guide(site),
    )
    if not once or not diary.events():
        companion.begin(now=_now())
    await companion.look(now=_now())
    print(standing(diary, wishes=wishes, now=_now()), flush=True)
    while not once:
        await _answered(companion, answers)
        await companion.look(now=_now())


def open_guide(site: str) -> bool:
    """Open the guided break where the pages are served; False where they are not."""
    if not site:
        return False
    try:
        with urllib.request.urlopen(f"{site.rstrip('/')}/breaks/now/", timeout=1):
            pass
    except urllib.error.HTTPError:
        pass  # it is there; without a programme it says what comes first
    except (urllib.error.URLError, OSError, ValueError):
        return False
    return webbrowser.open(f"{site.rstrip('/')}/break/")


async def _answered(companion: Companion, answers: "asyncio.Queue[Tap]") -> None:
    """Take answers until the next look."""
    deadline = asyncio.get_running_loop().time() + LOOK_S
    while (left := deadline - asyncio.get_running_loop().time()) > 0:
        try:
            answer = await asyncio.wait_for(answers.get(), left)
        except TimeoutError:
            return
        await companion.answer(answer, now=_now())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
