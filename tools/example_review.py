"""The example of a week to review: the desk worker's first week, four good sessions, and what was said.

It is written by the product itself, because a programme in it has to be one that the rules of today build.
"""

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

from loadshare.care.logs import ItemLog, SessionLog
from loadshare.care.programme import Programme
from loadshare.interop.country import find_country
from loadshare.interop.results import plan_result
from loadshare.knowledge import load_knowledge

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
PAGE = EXAMPLES / "review.json"
STARTS = dt.date(2026, 12, 7)
DONE_ON = (0, 1, 3, 5)


def text() -> str:
    """The file."""
    return json.dumps(week(), indent=1, ensure_ascii=False) + "\n"


def week(name: str = "desk-worker") -> dict[str, Any]:
    """An example's answers, and its first week as it went."""
    raw = tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    plan = plan_result(raw, knowledge=load_knowledge(), country=find_country("GB"), starts=STARTS)
    assert plan.programme is not None
    return {
        "answers": raw["answers"],
        **({"tests": raw["tests"]} if "tests" in raw else {}),
        "rules": raw["rules"],
        "review": {
            "programme": plan.programme.model_dump(mode="json"),
            "sessions": good_sessions(plan.programme),
            "said": {
                "date": (STARTS + dt.timedelta(weeks=1)).isoformat(),
                "pain_average": 3,
                "activity": 5,
                "confidence": 7,
            },
            "past": [{"date": STARTS.isoformat(), "pain_average": 4, "activity": 4}],
        },
    }


def good_sessions(programme: Programme) -> list[dict[str, Any]]:
    """A week of them, as a file holds them."""
    days = [programme.starts + dt.timedelta(days=offset) for offset in DONE_ON]
    return [_session(programme, day).model_dump(mode="json") for day in days]


def _session(programme: Programme, day: dt.date) -> SessionLog:
    return SessionLog(
        date=day,
        items=tuple(
            ItemLog(exercise=item.exercise, dose=item.dose, done_share=1, pain_during=1, effort=5)
            for item in programme.session(day)
        ),
        pain_before=2,
        pain_after=2,
        effort=5,
        settled=True,
    )
