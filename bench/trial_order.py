"""Stretch first or strength first: could a trial on oneself tell, with as many sessions as people have?

`PEOPLE=400 python -m bench trial_order`. The most a design could give: only mornings after a session count,
chance says the order anew for each pair of sessions, nothing is washed out, it is always kept to, and one
look is made, at the end. The model and what may be said are the product's.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from bench._timing import print_row
from bench._trial_people import CROWDS, NOTED, _levels, _told
from loadshare.care.trial import TrialLength, Way
from loadshare.care.trial_model import posterior
from loadshare.care.trial_verdict import Said, _said

PEOPLE = 400
WEEKDAYS = {3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
EFFECTS = (0.0, 1.0, 2.0)
DAYS = {TrialLength.SIX_WEEKS: 42, TrialLength.TWELVE_WEEKS: 84}


def told(effect: float, weekdays: tuple[int, ...], days: int, rng: np.random.Generator) -> str:
    """What is said of one person; by so many points the first order is better."""
    levels = _levels(CROWDS["mixed"], rng)
    ways = np.zeros(days)
    sessions = [day for day in range(days) if day % 7 in weekdays]
    for first, second in zip(sessions[::2], sessions[1::2], strict=False):
        ways[first] = rng.choice((-0.5, 0.5))
        ways[second] = -ways[first]
    numbers = [
        (day, _told(levels[day] + effect * ways[day]))
        for day in sessions
        if ways[day] and rng.random() < NOTED
    ]
    said, better = _said(posterior(ways=ways.tolist(), numbers=numbers, weekday=0))
    if said is Said.HELPS:
        return "helps" if better is Way.FIRST else "other way"
    return said.value


def _row(part: tuple[float, int, int, int]) -> dict[str, float]:
    effect, sessions, days, people = part
    rng = np.random.default_rng([int(10 * effect), sessions, days])
    found = [told(effect, WEEKDAYS[sessions], days, rng) for _ in range(people)]
    return {
        name: 100 * found.count(name) / people for name in ("helps", "other way", "no-difference", "open")
    }


def main() -> None:
    """Print how often what is said."""
    people = int(os.environ.get("PEOPLE", PEOPLE))
    parts = [(e, s, days, people) for e in EFFECTS for s in WEEKDAYS for days in DAYS.values()]
    print_row("truth, in points", "sessions a week", "days", "helps", "other way", "same", "open")
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        for (effect, sessions, days, _people), found in zip(parts, pool.map(_row, parts), strict=True):
            cells = [f"{found[name]:.1f} %" for name in ("helps", "other way", "no-difference", "open")]
            print_row(f"{effect:g}", f"{sessions}", f"{days}", *cells)


if __name__ == "__main__":
    main()
