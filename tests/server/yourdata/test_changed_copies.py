"""Whatever an import lets in, every page shows. What no page could show is refused; nothing changes."""

import base64
import copy
import gzip
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from loadshare.server.records.models import Person
from tests.fuzz.targets import ROOT
from tests.server.cast import Visitor
from tests.server.yourdata.changed_copies import changed, look, paths_in, rich_copy

KEPT = Path(ROOT / "tests" / "fuzz" / "seeds" / "copy.json")
SECONDS, MOST = 45.0, 40
Tables = dict[str, Any]


def kept_copy() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(KEPT.read_bytes())
    return data


def with_weekdays(tables: Tables, weekdays: list[int]) -> None:
    for day, weekday in zip(tables["programmes"][-1]["content"]["days"], weekdays, strict=True):
        day["weekday"] = weekday


def with_packed(tables: Tables, content: bytes) -> None:
    tables["measurements"][0]["recording"] = base64.b64encode(content).decode()


def without_check(tables: Tables) -> None:
    """The check a programme was made from is not finished."""
    open_one = next(one["id"] for one in tables["checks"] if one["finished_at"] is None)
    tables["programmes"][0]["made_from"] = open_one


def said(tables: Tables, kind: str) -> Any:
    return next(one for one in tables["breaks"] if one["kind"] == kind)["details"]


def finished(tables: Tables) -> Any:
    return next(one for one in tables["checks"] if one["finished_at"] is not None)


REFUSED: dict[str, Callable[[Tables], object]] = {
    "every day a Monday": lambda t: with_weekdays(t, [0] * 7),
    "a day of the week missing": lambda t: t["programmes"][0]["content"]["days"].pop(),
    "an exercise twice": lambda t: t["programmes"][0]["content"]["items"].append(
        t["programmes"][0]["content"]["items"][0]
    ),
    "another week than it says": lambda t: t["programmes"][0]["content"].update(week=6),
    "a number as text": lambda t: t["programmes"][0]["content"].update(break_every_minutes="40"),
    "a headline without end": lambda t: t["programmes"][0]["content"].update(headline="x" * 90_000),
    "made from an open check": without_check,
    "a figure without its low end": lambda t: t["measurements"][0]["figures"]["internal"].pop("low"),
    "a figure without its value": lambda t: t["measurements"][0]["figures"]["internal"].pop("value"),
    "a figure outside its own bar": lambda t: t["measurements"][0]["figures"]["internal"].update(low=80),
    "a figure of another test": lambda t: t["measurements"][0].update(test="walking", side=""),
    "a figure no body has": lambda t: t["measurements"][0]["figures"]["internal"].update(
        value=5000, high=5001
    ),
    "a recording that is none": lambda t: with_packed(t, b"nothing packed"),
    "a recording that swells": lambda t: with_packed(t, gzip.compress(b"[" + b"1," * 20_000_000 + b"1]")),
    "a fit without what was not tested": lambda t: finished(t)["result"]["profile"]["fits"][0].pop(
        "untested"
    ),
    "a fit of an unknown idea": lambda t: finished(t)["result"]["profile"]["fits"][0].update(mechanism="x"),
    "an unknown lead": lambda t: finished(t)["result"]["profile"].update(lead=["x"]),
    "a finished check without a result": lambda t: finished(t).update(result=None),
    "another level than its result": lambda t: finished(t).update(level="D"),
    "an unknown question passed over": lambda t: finished(t).update(passed_over=["x"]),
    "first settings in tatters": lambda t: t["break_settings"][0]["begins_with"].update(every_minutes=[]),
    "settings in tatters": lambda t: said(t, "settings")["settings"].update(paused_until=[]),
    "a break that says another time": lambda t: said(t, "moved").update(at="2020-01-01T00:00:00Z"),
    "a break with something else": lambda t: said(t, "moved").update(colour="red"),
    "an own exercise nobody knows": lambda t: t["break_settings"][0].update(own=["cartwheel"]),
    "a score that cannot be": lambda t: t["scores"][0].update(value=1e6),
    "a score counted from nothing known": lambda t: t["scores"][0].update(answers={"x": 1}),
    "a decision nobody takes": lambda t: t["weeks"][0].update(decision="x"),
    "a number beyond all numbers": lambda t: t["session_items"][0]["dose"].update(tempo_s=1e300),
}


@pytest.mark.parametrize("way", REFUSED)
@pytest.mark.django_db
def test_what_no_page_could_show_is_refused(way: str) -> None:
    data = kept_copy()
    REFUSED[way](data["tables"])
    response = Visitor().client.post(
        "/data/bring/", {"copy": SimpleUploadedFile("data.json", json.dumps(data).encode())}
    )
    assert response.status_code == 422
    assert "Nothing was changed" in response.content.decode()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_copy_of_today_comes_in_and_every_page_shows_it() -> None:
    data = rich_copy()
    empty = [name for name, rows in data["tables"].items() if not rows]
    assert empty == ["locks"], "else this shows little"
    before = copy.deepcopy(data)
    assert look(data)
    assert data == before


@pytest.mark.django_db
def test_every_page_shows_whatever_small_change_comes_in() -> None:
    """The same changes each time; longer runs found some of those above."""
    data, chance = kept_copy(), random.Random(11)
    by_place: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for path in paths_in(data):
        by_place[tuple(step for step in path if not isinstance(step, int))].append(path)
    places, came_in, end = list(by_place.values()), 0, time.monotonic() + SECONDS
    for _ in range(MOST):
        words, made = changed(data, chance, among=[chance.choice(chance.choice(places))])
        try:
            came_in += look(made)
        except AssertionError as error:
            raise AssertionError(f"{words}\n{error}") from error
        if time.monotonic() > end:
            break
    assert came_in
