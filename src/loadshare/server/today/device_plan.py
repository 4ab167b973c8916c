"""What a device keeps for a person: pages, the session of each day ahead, and the files they need."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from loadshare.care.programme import Programme
from loadshare.care.programme_types import DAYS_IN_WEEK
from loadshare.home import PACKAGE
from loadshare.interop.stills import drawn
from loadshare.server.breaks.models import BreakPlan
from loadshare.server.measure import offline as measuring
from loadshare.server.offline.build import build
from loadshare.server.offline.naming import NOBODY, device_name
from loadshare.server.programme import planning
from loadshare.server.programme.turns import in_turn, turns_on
from loadshare.server.programme.views import open_now
from loadshare.server.records.current import kept_order_of, trial_of
from loadshare.server.records.models import Person
from loadshare.server.records.models import Programme as StoredProgramme
from loadshare.server.ui import body_files, stills

SHELL = ("styles/main.css", "src/pages/device.ts", "src/pages/offline.ts", "src/pages/print.ts")
OWN = tuple(f"src/pages/{name}.ts" for name in ("today", "programme", "session", "break", "move", "stopped"))
OWN += (measuring.ENTRY,)
NAMED_BY_EVERY_PAGE = ("icon.svg", "icons/apple-touch.png", "manifest.webmanifest")
ALWAYS = ("today", "programme", "flare", "break", "short_break")
"""Pages of a programme that do not depend on the day."""


def plan_for(person: Person | None, *, today: dt.date) -> dict[str, Any]:
    """Everything to keep. Somebody without an open programme keeps the page that says one is offline."""
    plan: dict[str, Any] = {
        "build": build(),
        "person": device_name(person.id) if person else NOBODY,
        "state": "",
        "pages": [],
        "lasting": [reverse("offline"), reverse("help")],
        "days": {},
        "files": _files(SHELL),
    }
    stored = open_now(person) if person else None
    if stored is not None:
        plan |= _own_part(stored, plan["lasting"], today)
    return plan


def _own_part(stored: StoredProgramme, lasting: list[str], today: dt.date) -> dict[str, Any]:
    programme = planning.programme_of(stored)
    days = _days(stored, programme, today)
    own = BreakPlan.objects.filter(person=stored.person_id).values_list("own", flat=True).first() or ()
    items = (*programme.items, *programme.flare_day)
    shown = sorted({*programme.breaks, *own} | {item.exercise for item in items})
    return {
        "state": _state(stored, today),
        "pages": [
            *map(reverse, ALWAYS),
            *dict.fromkeys(days.values()),
            *(f"{reverse('session')}?length={length}" for length in planning.lengths_of(stored, on=today)),
        ],
        "lasting": [
            *lasting,
            *measuring.offline_pages(stored.person, today=today),
            reverse("stopped"),
            *(reverse("move", args=[exercise]) for exercise in shown),
        ],
        "days": days,
        "files": [
            *_files((*SHELL, *OWN)),
            *_body_files(shown),
            *dict.fromkeys((*_still_files(shown), *measuring.offline_pictures())),
        ],
    }


def _days(stored: StoredProgramme, programme: Programme, today: dt.date) -> dict[str, str]:
    """For each day ahead the address of its session; days with the same session share one."""
    first: dict[tuple[str, ...], str] = {}
    days = {}
    week = [today + dt.timedelta(days=ahead) for ahead in range(DAYS_IN_WEEK)]
    turns = turns_on(stored, week, today=today)
    for day in week:
        items = in_turn(planning.items_of_day(programme, day), turns.get(day))
        names = tuple(item.exercise for item in items)
        days[day.isoformat()] = first.setdefault(names, f"{reverse('session')}?day={day.isoformat()}")
    return days


def _state(stored: StoredProgramme, today: dt.date) -> str:
    """Changes when the pages do: another day, something done, another programme. A word about breaks is no
    reason to fetch a week of sessions again; the open page asks for how breaks stand by itself."""
    done = stored.person.receipts.exclude(kind="break").count()
    rests = list(stored.person.pauses.filter(over_on=None).values_list("starts", "ends"))
    trial = trial_of(stored)
    order = [trial and [str(trial.id), trial.turns], kept_order_of(stored)]
    known = [str(stored.id), today.isoformat(), done, stored.content, str(rests), order]
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]


def _body_files(exercises: Iterable[str]) -> list[str]:
    moving = [exercise for exercise in exercises if body_files.has_movement(exercise)]
    movements = [reverse("body_movement", args=[exercise]) for exercise in moving]
    return [reverse("body"), *movements] if moving else []


def _still_files(exercises: Iterable[str]) -> list[str]:
    return [stills.address(exercise) for exercise in sorted(exercises) if exercise in drawn.index()]


@cache
def _files(entries: tuple[str, ...]) -> list[str]:
    """The built files these entries need, with all they import, now or later."""
    manifest = json.loads((PACKAGE / "static" / "dist" / "manifest.json").read_text(encoding="utf-8"))
    found: dict[str, None] = {}
    wanted = [entry for entry in entries if entry in manifest]
    seen: set[str] = set()
    while wanted:
        entry = wanted.pop()
        if entry in seen:
            continue
        seen.add(entry)
        made = manifest[entry]
        for file in (made["file"], *made.get("css", ()), *made.get("assets", ())):
            found[static(f"dist/{file}")] = None
        wanted += [*made.get("imports", ()), *made.get("dynamicImports", ())]
    return [*found, *map(static, NAMED_BY_EVERY_PAGE)]
