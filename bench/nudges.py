"""Nudges left out by chance: is an effect that was planted found, and none where there is none?

`TRIALS=200 python -m bench nudges`; with `--write` the figures go to docs/reference/nudges.md. Made-up people
live six weeks through the product's own scheduler: what they say makes the next nudge, chance leaves some
out, and the log of decisions is what the estimator reads.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench._timing import print_row
from loadshare.care.break_events import BackAtDesk, Moved
from loadshare.care.break_hours import BreakSettings
from loadshare.care.breaks import state_after
from loadshare.care.nudge_chance import LASTS_DAYS, SEEDS, SHORT_WITH, NudgeChance
from loadshare.care.nudge_decisions import NudgeForm, NudgeMade, decisions
from loadshare.care.nudge_effect import (
    GETS_UP_WITHIN_MINUTES,
    NudgeEffect,
    NudgePoint,
    form_effect,
    nudge_effect,
)

TRIALS = 500
SIZES = (20, 50, 100)
EFFECTS = (0.0, 0.05, 0.1, 0.2)
FORMS = (0.0, 0.05, 0.1)
"""What the short form adds to a nudge that adds `NUDGE`."""
NUDGE = 0.1
FORM_TRIALS, FORM_POOL = 300, 1000
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "nudges.md"
MONDAY = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
POOL = 3000
"""Made-up people for each effect; each trial draws from them, with replacement."""
SETTINGS = BreakSettings(zone="UTC")


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """One person's six weeks: the decisions left to chance, the true effect in them, and all decisions."""

    points: tuple[NudgePoint, ...]
    truth: float
    plain: tuple[int, int, int, int]
    """Of all decisions, also those not left to chance: shown, of these got up, not shown, of these got up."""
    form_truth: float = 0.0
    """What the short form truly adds, over the shown nudges of which chance said the form."""


def made_up(effect: float, rng: np.random.Generator, *, form: float = 0.0) -> MadeUp:
    """Somebody who works at a desk.

    They get up by themselves more in the afternoon, less after they just did, and less as weeks go by; a
    nudge helps each by another amount, and less as weeks go by. So does the short form, which adds `form`.
    """
    own, habit = float(np.clip(rng.normal(0.3, 0.12), 0.05, 0.6)), float(rng.normal(0, 0.15))
    helps = effect * float(np.clip(rng.normal(1.0, 0.5), 0.0, 2.0))
    adds = form * float(np.clip(rng.normal(1.0, 0.5), 0.0, 2.0)) if form else 0.0
    days = sorted(rng.choice(LASTS_DAYS, size=int(rng.integers(8, 31)), replace=False))
    until = MONDAY + dt.timedelta(days=LASTS_DAYS)
    chance = NudgeChance(seed=int(rng.integers(SEEDS)), since=MONDAY, until=until, short_with=SHORT_WITH)
    points: list[NudgePoint] = []
    plain = np.zeros(4, dtype=int)
    true: list[float] = []
    true_form: list[float] = []
    before = False
    for day in days:
        at = MONDAY + dt.timedelta(days=int(day), minutes=int(rng.integers(0, 120)))
        end = at.replace(hour=18, minute=0)
        said = BackAtDesk(at=at)
        part = day / LASTS_DAYS
        while at < end:
            state = state_after(events=[said], settings=SETTINGS, chance=chance)
            found = [
                one for one in decisions(state=state, until=end) if one.made is not NudgeMade.NOT_POSSIBLE
            ]
            for one in found:
                shown = one.made is NudgeMade.SHOWN
                alone = own + 0.1 * (one.at.hour >= 13) - 0.1 * part - 0.1 * before + habit * (1 - part) * 0.5
                short = one.form is NudgeForm.SHORT
                more = adds * (1.4 - 0.8 * part)
                here = helps * (1.4 - 0.8 * part) + more * short
                up = bool(rng.random() < min(0.95, max(0.02, alone)) + here * shown)
                plain += (shown, shown and up, not shown, up and not shown)
                by_chance = one.short_with is not None and 0 < one.short_with < 1
                if 0 < one.shown_with < 1 or by_chance:
                    points.append(
                        NudgePoint(
                            shown=shown,
                            shown_with=one.shown_with,
                            got_up=up,
                            got_up_before=before,
                            part=part,
                            short=short,
                            short_with=one.short_with or 0.0,
                        )
                    )
                if 0 < one.shown_with < 1:
                    true.append(here)
                if shown and by_chance:
                    true_form.append(more)
                before = up
                if up:
                    at = one.at + dt.timedelta(minutes=int(rng.integers(1, GETS_UP_WITHIN_MINUTES)))
                    said = Moved(at=at)
                    break
            else:
                # After a nudge without an answer there is silence until they come back to the page.
                at = (found[-1].at if found else end) + dt.timedelta(minutes=int(rng.integers(25, 60)))
                said = BackAtDesk(at=at)
    truth = float(np.mean(true)) if true else 0.0
    form_truth = float(np.mean(true_form)) if true_form else 0.0
    return MadeUp(points=tuple(points), truth=truth, plain=tuple(plain.tolist()), form_truth=form_truth)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What many trials of one size with one planted effect found."""

    effect: float
    people: int
    trials: int
    truth: float
    found: float
    naive: float
    """All decisions compared, also those that were not left to chance."""
    covers_pct: float
    sure_pct: float


def _pool(part: tuple[float, int, int]) -> list[MadeUp]:
    effect, start, people = part
    rng = np.random.default_rng([int(1000 * effect), start])
    return [one for one in (made_up(effect, rng) for _ in range(people)) if one.points]


def _form_pool(part: tuple[float, int, int]) -> list[MadeUp]:
    form, start, people = part
    rng = np.random.default_rng([int(1000 * form), start, 1])
    return [one for one in (made_up(NUDGE, rng, form=form) for _ in range(people)) if one.points]


Part = tuple[float, int, int, list[MadeUp]]
Estimator = Callable[..., NudgeEffect | None]


def _trials(part: Part) -> Row:
    return _row(part, nudge_effect, [one.truth for one in part[3]])


def _form_trials(part: Part) -> Row:
    return _row(part, form_effect, [one.form_truth for one in part[3]])


def _row(part: Part, estimate: Estimator, truths: list[float]) -> Row:
    effect, size, trials, pool = part
    rng = np.random.default_rng([int(1000 * effect), size])
    truth = float(np.mean(truths))
    found, covers, sure, naive = [], 0, 0, []
    for _ in range(trials):
        people = [pool[index] for index in rng.integers(len(pool), size=size)]
        one = estimate(people=[person.points for person in people])
        if one is None:
            raise ValueError("a trial told nothing")
        found.append(one.more)
        covers += one.low <= truth <= one.high
        sure += one.is_sure
        shown, up, left, up_left = np.sum([person.plain for person in people], axis=0)
        naive.append(float(up / shown - up_left / left))
    return Row(
        effect=effect,
        people=size,
        trials=trials,
        truth=truth,
        found=float(np.mean(found)),
        naive=float(np.mean(naive)),
        covers_pct=100 * covers / trials,
        sure_pct=100 * sure / trials,
    )


def rows(trials: int, pool: int = POOL) -> tuple[list[Row], list[Row]]:
    """Everything that is printed: of nudges, and of their form."""
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as workers:
        return (
            _all_rows(workers, EFFECTS, trials, pool, (_pool, _trials)),
            _all_rows(
                workers,
                FORMS,
                min(trials, FORM_TRIALS),
                min(pool, FORM_POOL),
                (_form_pool, _form_trials),
            ),
        )


def _all_rows(
    workers: ProcessPoolExecutor,
    effects: tuple[float, ...],
    trials: int,
    pool: int,
    work: tuple[Callable[[tuple[float, int, int]], list[MadeUp]], Callable[[Part], Row]],
) -> list[Row]:
    make, try_out = work
    parts = [(effect, start, pool // 4) for effect in effects for start in range(4)]
    made: dict[float, list[MadeUp]] = {effect: [] for effect in effects}
    for (effect, _start, _n), people in zip(parts, workers.map(make, parts), strict=True):
        made[effect] += people
    wanted = [(effect, size, trials, made[effect]) for effect in effects for size in SIZES]
    return list(workers.map(try_out, wanted))


def main() -> None:
    """Print what is found, and keep it where that is wished."""
    began, trials = time.perf_counter(), int(os.environ.get("TRIALS", TRIALS))
    found, forms = rows(trials)
    print_row("planted, in points of 100", "people", "found", "in interval", "called sure", "plain")
    for one in found:
        print_row(_points(one.truth), f"{one.people}", *_cells(one))
    print_row("short form adds", "people", "found", "in interval", "called sure")
    for one in forms:
        print_row(_points(one.truth), f"{one.people}", *_cells(one)[:3])
    print_row("trials of each", "", f"{trials}", f"{time.perf_counter() - began:.0f} s")
    if "--write" in sys.argv:
        PAGE.write_text(_page(found, forms, trials), encoding="utf-8", newline="\n")
        print(f"  wrote {PAGE.relative_to(Path.cwd())}")


def _cells(one: Row) -> tuple[str, str, str, str]:
    return (_points(one.found), f"{one.covers_pct:.1f} %", f"{one.sure_pct:.1f} %", _points(one.naive))


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def _page(found: list[Row], forms: list[Row], trials: int) -> str:
    table = "\n".join(f"| {_points(one.truth)} | {one.people} | {' | '.join(_cells(one))} |" for one in found)
    of_form = "\n".join(
        f"| {_points(one.truth)} | {one.people} | {' | '.join(_cells(one)[:3])} |" for one in forms
    )
    return TEXT.format(
        trials=trials,
        pool=POOL,
        table=table,
        forms=of_form,
        form_pool=FORM_POOL,
        form_trials=min(trials, FORM_TRIALS),
        nudge=_points(NUDGE),
        days=LASTS_DAYS,
        minutes=GETS_UP_WITHIN_MINUTES,
    )


TEXT = """<!-- Written by `python -m bench nudges --write`. -->

# Do nudges help? What can be learnt from nudges left out by chance

Whoever asks for it on the page *Breaks* lets chance leave nudges out for {days} days: each comes with a
chance of 6 in 10, and after one that was left out the next one always comes. Compared is who says within
{minutes} minutes that they got up. Why it is built so:
[decision 765](../decisions/0765-nudges-that-chance-leaves-out.md).

Made-up people go through the product's own scheduler. They get up by themselves more in the afternoon, less
after they just did and less as weeks go by; a nudge helps each by another amount, and less as weeks go by.
What is planted is the mean of the true difference over the decisions left to chance, in points of 100. For
each effect {pool} people are made up, and {trials} trials draw from them.

- *in interval*: how often the interval of 95 % holds what was planted. It should be near 95.
- *called sure*: how often the interval leaves zero out. Where nothing was planted that is a false alarm,
  and it should be near 5; elsewhere it is the power.
- *plain*: what a plain comparison of all decisions finds, also of those in which chance had no say.

| planted | people | found | in interval | called sure | plain |
|---|---|---|---|---|---|
{table}

## Which words

Chance also says, one to one, whether a nudge has its usual words or offers half a minute. Both are shown
nudges; compared is the same, between the two. A nudge adds about {nudge} points here, and the short form adds
what is planted ({form_pool} people for each, and {form_trials} trials). Where somebody skipped twice in a row
the short form comes without chance, as it does for everybody, and such a nudge does not count.

| planted | people | found | in interval | called sure |
|---|---|---|---|---|
{forms}

Only those who took part since this was added have their words left to chance:
[decision 796](../decisions/0796-the-words-of-a-nudge-by-chance.md).

Real people may differ in ways nobody made up. Whoever takes part knows that nudges may be left out.
"""


if __name__ == "__main__":
    main()
