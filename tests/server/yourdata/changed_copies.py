"""A rich copy of somebody's two weeks, every small change of it, and a look at every page."""

import copy
import datetime as dt
import io
import json
import random
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from loadshare.server.belongings.bringing import bring
from loadshare.server.belongings.leaving import everything_of
from loadshare.server.belongings.older import FileRefusedError
from loadshare.server.belongings.reading import read_copy
from loadshare.server.breaks.log import plan_of, settings_of
from loadshare.server.check import checking
from loadshare.server.measurements.protocols import protocols
from loadshare.server.programme.planning import bring_within
from tests.server.cast import Visitor
from tests.server.measure.conftest import figure, send, turn
from tests.server.offline.parcels import Device, entry
from tests.server.progress.test_outcomes import fill_in
from tests.server.week.test_week import mark_of, session, to_proposal
from tests.support.clock import later

Path = tuple[Any, ...]


def rich_copy() -> dict[str, Any]:
    """Everything a person can have, done through the pages."""
    visitor = Visitor()
    visitor.with_programme()
    for side in ("left", "right"):
        send(visitor, turn(24, side=side, recordings=[{"time_s": [0, 1]}]))
    send(visitor, turn(0, side="", test="walking", figures=WALK))
    fill_in(visitor, average=6, ticked=8, ratings=(3, 4))
    visitor.post("/progress/given/", {"measure": "oswestry", "value": "34", "on": "2026-01-05"})
    for day in range(7):
        with later(days=day):
            visitor.post("/today/pain/", {"pain": str(6 - day % 3)})
            if day % 2 == 0:
                session(visitor)
    visitor.post("/breaks/say/", {"kind": "back"})
    visitor.post("/breaks/", BREAKS)
    visitor.post("/breaks/say/", {"kind": "moved"})
    for ago in range(1, 15):
        on = timezone.localdate() - dt.timedelta(days=ago)
        visitor.person.walked_days.create(
            on=on, source="apple-health", steps=5000 + 10 * ago, speed_m_s=1.2, asymmetry_pct=2.5
        )
    for by_person in (True, False):
        visitor.person.practice_messages.create(other="Mary", by_person=by_person, text="Is it?\nYes.")
    given = visitor.person.given_exercises.create(
        by="Mary",
        reason="For your knees",
        content={
            **{"name": "Wall slide", "steps": ["Stand at a wall.", "Slide down."], "strand": "strengthen"},
            **{"position": "standing", "equipment": ["wall"], "per_side": False, "sets": 2, "count": 5},
            **{"hold_s": 0, "cautions": ["knee-pain"], "shows": ""},
        },
    )
    given.days.create(on=timezone.localdate(), is_done=True)
    Device(visitor).send(entry("pain", minutes_ago=60 * 24, pain="3"), entry("pain", pain="99"))
    with later(days=7):
        page = to_proposal(visitor)
        visitor.post("/week/next/", {"mark": mark_of(page)})
        session(visitor)
        visitor.post("/steps/", {"words": "bend", **{f"step-{n}": f"bend {n}" for n in range(1, 6)}})
        dared = str(visitor.person.dared.get().pk)
        visitor.post("/steps/", {"activity": dared, "step": "1", "sure": "6"})
        visitor.post("/walks/", {"minutes": "12", "days": "4"})
        visitor.post("/next-bout/", {"helps": "short walks"})
        visitor.post("/trial/", {"question": "breaks", "outcome": "pain", "length": "5"})
        visitor.post("/breaks/say/", {"kind": "back"})  # what was decided since is noted with it
        visitor.post("/using/content/", {"content": "4"})
        visitor.post("/using/not-again/")
        visitor.post("/using/back/", {"reason": "better"})
        visitor.post("/using/noticed/", {**UNWANTED, "on": str(timezone.localdate())})
        away = str(timezone.localdate() + dt.timedelta(days=20))
        visitor.post("/programme/pause/", {"reason": "holiday", "starts": away, "ends": ""})
        visitor.post("/check/")
    return everything_of(visitor.person, now=timezone.now())


UNWANTED = {"kind": "skin", "after": "session", "grade": "mild", "done": "less", "words": "a bruise"}
WALK = {"cadence": figure(110, unit="times"), "steps": figure(80, unit="steps")}
BREAKS = {
    "every": "40", "minutes": "2", "days": ["0", "1", "4"], "quiet_from": "19:00", "quiet_to": "08:00",
    "zone": "Europe/London", "short": "on", "own": [],
}  # fmt: skip


# Changes -----------------------------------------------------------------------------------------------

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1, 7, 11, 99, 10**6, 2**31 - 1, -0.5, 0.1, 1e6, 1e300, "", "x", "0", "yes", "no",
    "-1", "<b>&", "\x07\x1b[", "x" * 300, "x" * 90_000, "\u202e\u2028", "1900-01-01", "2199-12-31",
    "2026-11-30", "1900-01-02T00:00:00Z", "2199-12-31T23:59:59Z", "2026-11-30T10:00:00+14:00", "Etc/GMT+12",
    [], {}, [None], ["x"], [[]], {"x": 1}, {"left": 1},
)  # fmt: skip
"""Values of every kind, and those at the ends of what a form allows."""


def paths_in(value: Any, before: Path = ()) -> Iterator[Path]:
    """The path of every value inside."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*before, key)
        if isinstance(inner, dict | list):
            yield from paths_in(inner, (*before, key))


def changed(data: dict[str, Any], random_: random.Random, *, among: list[Path]) -> tuple[str, dict[str, Any]]:
    """One change somewhere, and the words for it."""
    made = copy.deepcopy(data)
    path = random_.choice(among)
    inside = made
    for step in path[:-1]:
        inside = inside[step]
    last, old = path[-1], inside[path[-1]]
    way = random_.choice(("odd", "odd", "odd", "gone", "twice", "near", "other", "swapped"))
    if way == "gone":
        del inside[last]
    elif way == "twice" and isinstance(inside, list):
        inside.insert(last, copy.deepcopy(old))
    elif way == "near" and isinstance(old, int | float) and not isinstance(old, bool):
        inside[last] = old + random_.choice((-1, 1, 10, -10, 0.5, 1000))
    elif way == "other" and isinstance(old, str):
        inside[last] = random_.choice(_words_in(data))
    elif way == "swapped":
        other = _at(data, random_.choice(among))
        inside[last] = copy.deepcopy(other)
    else:
        inside[last] = random_.choice(ODD)
    here = inside if isinstance(inside, dict) else range(len(inside))
    new = inside[last] if last in here else "(nothing)"
    return f"{way} at {'.'.join(map(str, path))}: {str(old)[:60]!r} -> {str(new)[:60]!r}", made


def _words_in(data: dict[str, Any]) -> list[str]:
    found = {
        value for path in paths_in(data) if isinstance(value := _at(data, path), str) and len(value) < 60
    }
    return sorted(found)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


# Pages -------------------------------------------------------------------------------------------------


def pages() -> list[str]:
    """Every page that somebody may look at."""
    plain = (
        "start", "check", "measured", "review", "result", "ideas", "programme", "paper", "session",
        "flare", "stopped", "after", "today", "week", "week_signs", "week_next",
        "progress", "outcomes_due", "measure", "connection", "help", "evidence", "privacy", "bring", "delete",
        "break", "short_break", "breaks", "break_now", "offline_plan", "sync", "late_stop", "mfa_index",
        "sharing_talk_before",
    )  # fmt: skip
    found = [reverse(name) for name in plain]
    found += [reverse("question", args=[n]) for n in (1, 3, 8, 20)]
    found += [reverse("measurement", args=[n]) for n in (1, 2)]
    found += [reverse("outcome", args=[n]) for n in (1, 2, 3, 4)]
    found += [reverse("measure_test", args=[name]) for name in protocols()]
    found += [reverse("measure_file", args=["walking"]), reverse("move", args=["glute-bridge"])]
    return found


DONE = (
    ("/data/take/", {}),
    ("/today/pain/", {"pain": "5"}),
    ("/session/", {"client_id": "3c0f2a1e-0000-4000-8000-000000000001", "pain_after": "2", "effort": "5"}),
    ("/breaks/say/", {"kind": "moved"}),
    ("/week/", {"pain_average": "3", "confidence": "7", "activity_words": "put on socks", "activity": "5"}),
    ("/week/signs/", {"none-of-these": "1"}),
    ("/programme/build/", {}),
    ("/check/", {}),
)
"""What somebody does next, after all pages were looked at."""


class PageBrokenError(AssertionError):
    """A page that the copy broke."""


def look(data: Any) -> bool:
    """Import a copy to a new person and look at every page; whether it came in. Nothing of it stays.

    Raises `PageBrokenError`.
    """
    with transaction.atomic():
        try:
            came_in = _look(data)
        finally:
            transaction.set_rollback(True)
    return came_in


def _look(data: Any) -> bool:
    try:
        person, _added = bring(read_copy(io.BytesIO(json.dumps(data).encode())))
    except FileRefusedError:
        return False
    visitor = Visitor()
    at = "bringing it"
    try:
        checking.note_newest(person, list(person.checks.all()))
        bring_within(person)
        visitor.client.get("/")
        kept = visitor.client.session
        kept["person"] = str(person.id)
        kept.save()
        settings_of(plan_of(person))
        for address in pages():
            at = address
            _check(visitor.client.get(address), address)
        for address, values in DONE:
            at = f"POST {address}"
            _check(visitor.post(address, dict(values)), at)
        for days in (1, 8):
            with later(days=days):
                for address in ("/today/", "/programme/", "/week/", "/progress/", "/break/"):
                    at = f"{address} {days} days later"
                    _check(visitor.client.get(address), at)
    except PageBrokenError:
        raise
    except Exception as error:
        raise PageBrokenError(f"{at}: {type(error).__name__}: {str(error)[:300]}") from error
    return True


def _check(response: Any, where: str) -> None:
    found: HttpResponse = response
    if found.status_code >= 500:
        raise PageBrokenError(f"{where}: {found.status_code}")
