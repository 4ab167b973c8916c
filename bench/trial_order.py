"""Stretch first or strength first: could a trial on oneself tell, with as many sessions as people have?

`PEOPLE=400 python -m bench trial_order`. The most a design could give: only mornings after a session count,
chance says the order anew for each pair of sessions, nothing is washed out, it is always kept to, and one
look is made, at the end. Then the same in life: sessions are missed, the order is not always kept to, numbers
are left out, days of much pain rest, and it looks as often as the trials there are. The model and what may be
said are the product's.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from bench._timing import print_row
from bench._trial_people import CROWDS, KEPT, NOTED, _levels, _told
from loadshare.care.trial import BAD_DAY, PAIR_DAYS, TrialLength, Way
from loadshare.care.trial_model import posterior
from loadshare.care.trial_verdict import (
    FIRST_LOOK_PAIRS,
    LEAST_OF_EACH,
    WORTH_POINTS,
    Said,
    _said,
)

PEOPLE = 400
WEEKDAYS = {3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
EFFECTS = (0.0, 1.0, 2.0)
DAYS = {TrialLength.SIX_WEEKS: 42, TrialLength.TWELVE_WEEKS: 84}
MISSED = 0.25
"""Which share of sessions is not done."""


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


def lived(weekdays: tuple[int, ...], rng: np.random.Generator) -> tuple[float, Said, float]:
    """In life, over twelve weeks: what is true of one person, what is said, and by how much that way is
    better. The way goes with the session that is done, so that one that is missed takes no turn."""
    days = DAYS[TrialLength.TWELVE_WEEKS]
    crowd = CROWDS["mixed"]
    effect, levels = crowd.effect(rng), _levels(crowd, rng)
    carried = 0.0 if rng.random() < 0.5 else rng.uniform(0, 0.5)
    ways, now, always = np.zeros(days), 0.0, 0.0
    turns: list[float] = []
    numbers, differences, rests = [], [], False
    for day in range(days):
        is_done = day % 7 in weekdays and not rests and rng.random() >= MISSED
        if is_done:
            turns.append(-turns[-1] if len(turns) % 2 else rng.choice((-0.5, 0.5)))
            ways[day] = turns[-1]
        kept = 1 if rng.random() < KEPT else -1
        now = (1 - carried) * ways[day] * kept + carried * now
        always = (1 - carried) * abs(ways[day]) * kept + carried * always
        number = _told(levels[day] + effect * now)
        is_noted = rng.random() < NOTED
        if is_done:
            with_one, other = levels[day] + effect * always, levels[day] - effect * always
            differences.append(_told(with_one) - _told(other))
            if is_noted:
                numbers.append((day, number))
        rests = is_noted and number >= BAD_DAY
    said, better = _looked(ways, numbers, days)
    truth = float(np.mean(differences)) if differences else 0.0
    return truth, said, truth if better is Way.FIRST else -truth


def _looked(ways: np.ndarray, numbers: Sequence[tuple[int, int]], days: int) -> tuple[Said, Way | None]:
    for place in (*range(FIRST_LOOK_PAIRS * PAIR_DAYS, days, PAIR_DAYS), days):
        so_far = [one for one in numbers if one[0] < place]
        of_second = sum(ways[day] > 0 for day, _number in so_far)
        if min(of_second, len(so_far) - of_second) < LEAST_OF_EACH:
            continue
        said, better = _said(posterior(ways=ways[:place].tolist(), numbers=so_far, weekday=0))
        if said is not Said.OPEN:
            return said, better
    return Said.OPEN, None


def _lived_row(part: tuple[int, int]) -> dict[str, float]:
    sessions, people = part
    rng = np.random.default_rng([sessions, 7])
    found = [lived(WEEKDAYS[sessions], rng) for _ in range(people)]
    told_of = [one for one in found if one[1] is not Said.OPEN]
    right = [
        abs(truth) < WORTH_POINTS if said is Said.NO_DIFFERENCE else by >= WORTH_POINTS
        for truth, said, by in told_of
    ]
    helps = [by >= WORTH_POINTS for _truth, said, by in told_of if said is Said.HELPS]
    at_none = [said is Said.HELPS for truth, said, _by in found if truth == 0]
    worth = [said is Said.HELPS for truth, said, _by in found if abs(truth) >= 2]
    shares = {"said": [one[1] is not Said.OPEN for one in found], "right": right, "helps right": helps}
    shares |= {"helps at 0": at_none, "helps at 2 or more": worth}
    return {name: 100 * sum(of) / max(1, len(of)) for name, of in shares.items()}


def main() -> None:
    """Print how often what is said."""
    people = int(os.environ.get("PEOPLE", PEOPLE))
    parts = [(e, s, days, people) for e in EFFECTS for s in WEEKDAYS for days in DAYS.values()]
    print_row("truth, in points", "sessions a week", "days", "helps", "other way", "same", "open")
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        for (effect, sessions, days, _people), found in zip(parts, pool.map(_row, parts), strict=True):
            cells = [f"{found[name]:.1f} %" for name in ("helps", "other way", "no-difference", "open")]
            print_row(f"{effect:g}", f"{sessions}", f"{days}", *cells)
        print_row("in life: sessions a week", *_LIVED)
        lives = [(sessions, 3 * people) for sessions in WEEKDAYS]
        for (sessions, _people), found in zip(lives, pool.map(_lived_row, lives), strict=True):
            print_row(f"{sessions}", *(f"{found[name]:.1f} %" for name in _LIVED))


_LIVED = ("said", "right", "helps right", "helps at 0", "helps at 2 or more")


if __name__ == "__main__":
    main()
