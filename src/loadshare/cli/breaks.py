"""`loadshare breaks`: nudges on the desktop, without a browser."""

import asyncio
import datetime as dt
import re
from typing import Annotated

import typer

from loadshare.care.break_hours import EVERY_MINUTES, EVERY_RANGE, BreakSettings, QuietHours
from loadshare.cli.local_zone import local_zone
from loadshare.cli.output import InputError

DAY_WORDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORDS = (
    "back", "moved", "started", "done", "skipped", "later", "meeting-30", "meeting-60", "meeting-120",
    "meeting-over",
)  # fmt: skip
_QUIET = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")


def breaks(
    every: Annotated[
        int, typer.Option(help="minutes of sitting before a nudge", min=EVERY_RANGE[0], max=EVERY_RANGE[1])
    ] = EVERY_MINUTES,
    quiet_hours: Annotated[
        str, typer.Option(metavar="FROM-TO", help="no nudges between these times; none for no quiet hours")
    ] = "19:00-08:00",
    days: Annotated[
        str, typer.Option(metavar="DAYS", help="days with nudges, with commas; all for every day")
    ] = "mon,tue,wed,thu,fri",
    natural: Annotated[
        bool, typer.Option(help="a computer asleep or locked for five minutes counts as a break")
    ] = True,
    away: Annotated[
        int, typer.Option(metavar="MINUTES", help="so does no key or mouse for this long; 0 is never", min=0)
    ] = 0,
    site: Annotated[
        str, typer.Option(metavar="ADDRESS", help="where Start opens the guided break, if it is served")
    ] = "http://localhost:8000",
    say: Annotated[
        str, typer.Option(metavar="WORD", help="say something and end; --say help lists the words")
    ] = "",
    once: Annotated[
        bool, typer.Option("--once", help="look once and end, for a timer of the system")
    ] = False,
    as_print: Annotated[
        bool, typer.Option("--print", help="write a line instead of showing a notification")
    ] = False,
) -> None:
    """Nudge at the desk when it is time to get up.

    Starting it says "I'm at my desk". A nudge comes once, never twice in a row without an answer, waits while
    "do not disturb" is on where the system tells, and can always be closed. What is said stays in the data
    folder of this computer. Nothing about your health is asked or shown.
    """
    from loadshare.cli import breaks_run
    from loadshare.desktop.companion import Wishes
    from loadshare.desktop.ports import NoNoticesError
    from loadshare.home import data_folder

    settings = _settings(every=every, quiet_hours=quiet_hours, days=days)
    wishes = Wishes(settings=settings, counts_natural=natural, away_s=away * 60.0 or None)
    if say:
        _check_word(say)
        print(breaks_run.say(say, folder=data_folder(), wishes=wishes))
        return
    try:
        asyncio.run(
            breaks_run.run(folder=data_folder(), wishes=wishes, site=site, once=once, printed=as_print)
        )
    except NoNoticesError as problem:
        raise InputError(str(problem)) from None
    except KeyboardInterrupt:
        print()


def _check_word(word: str) -> None:
    if word not in WORDS:
        raise InputError(f"--say {word}: not one of these words; allowed: {', '.join(WORDS)}")


def _settings(*, every: int, quiet_hours: str, days: str) -> BreakSettings:
    return BreakSettings(zone=local_zone(), every_minutes=every, days=_days(days), quiet=_quiet(quiet_hours))


def _quiet(text: str) -> tuple[QuietHours, ...]:
    if text == "none":
        return ()
    found = _QUIET.fullmatch(text.strip())
    try:
        if found:
            start, end = (dt.time.fromisoformat(part.zfill(5)) for part in found.groups())
            return (QuietHours(start=start, end=end),)
    except ValueError:
        pass
    raise InputError(f"--quiet-hours {text}: write two different times, as 19:00-08:00, or none")


def _days(text: str) -> frozenset[int]:
    if text == "all":
        return frozenset(range(len(DAY_WORDS)))
    words = [word.strip().lower()[:3] for word in text.split(",")]
    if not set(words) <= set(DAY_WORDS):
        raise InputError(f"--days {text}: allowed: {', '.join(DAY_WORDS)}, with commas, or all")
    return frozenset(DAY_WORDS.index(word) for word in words)
