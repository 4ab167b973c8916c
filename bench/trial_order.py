"""Stretch first or strength first: is what a trial by sessions says right, and how often is anything said?

`PEOPLE=1000 python -m bench trial_order`; with `--write` the figures go where the page that offers it and
docs/reference/trials.md read them. Made-up people with two or three sessions a week that hold both kinds, as
programmes have them: a quarter is missed, the order is not always kept to, numbers are left out, a day of
much pain rests, something may be carried over. Turns, plan, looks and verdicts are the product's.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from bench._trial_people import CROWDS, DAYS, KEPT, NOTED, STARTS, Crowd, Outcome, _levels, _told
from bench.trials import AT_ONCE, BY_EFFECT, EFFECTS, _calibration, _how_many, _power, _print, _text
from loadshare.care.schedule import WEEK_PATTERNS
from loadshare.care.trial import BAD_DAY, SEEDS, Trial, TrialLength, TrialOutcome, TrialQuestion, Way
from loadshare.care.trial_turns import next_turn
from loadshare.care.trial_verdict import verdict_of
from loadshare.knowledge import trial_power
from loadshare.knowledge.trial_power import TrialPower

PEOPLE = 10_000
LENGTH = TrialLength.TWELVE_WEEKS
SESSIONS = (2, 3)
"""A week, with strength in them: never two days running, so never more than three."""
MISSED = 0.25
"""Which share of sessions is not done."""


def followed(crowd: Crowd, sessions: int, rng: np.random.Generator) -> Outcome:
    """One person of it."""
    effect, levels = crowd.effect(rng), _levels(crowd, rng)
    carried = 0.0 if rng.random() < 0.5 else rng.uniform(0, 0.5)
    seed = int(rng.integers(SEEDS))
    is_planned = [letter == "S" for letter in WEEK_PATTERNS[sessions]]
    is_done = rng.random(DAYS) >= MISSED
    kept, is_noted = np.where(rng.random(DAYS) < KEPT, 0.5, -0.5), rng.random(DAYS) < NOTED
    turns: dict[dt.date, Way] = {}
    noted: dict[dt.date, int] = {}
    differences = []
    now = always = 0.0
    for day in range(DAYS):
        on, sign = STARTS + dt.timedelta(days=day), 0
        if is_planned[day % 7] and is_done[day] and noted.get(on, 0) < BAD_DAY:
            turns[on] = next_turn(seed=seed, done=turns.values())
            sign = 1 if turns[on] is Way.SECOND else -1
        now = (1 - carried) * sign * kept[day] + carried * now
        always = (1 - carried) * abs(sign) * kept[day] + carried * always
        if sign:
            differences.append(_told(levels[day] + effect * always) - _told(levels[day] - effect * always))
            if is_noted[day]:
                noted[on + dt.timedelta(days=1)] = _told(levels[day] + effect * now)
    trial = Trial(
        question=TrialQuestion.ORDER,
        outcome=TrialOutcome.PAIN,
        starts=STARTS,
        seed=seed,
        length=LENGTH,
        noted=noted,
        turns=turns,
    )
    verdict = verdict_of(trial, today=STARTS + dt.timedelta(days=DAYS + 1))
    return Outcome(truth=float(np.mean(differences)), verdicts={LENGTH: verdict})


def main() -> None:
    """Print what is found, and keep it where that is wished."""
    people = int(os.environ.get("PEOPLE", PEOPLE))
    found = {(name, n): _people(name, n, _how_many(name, people)) for n in SESSIONS for name in CROWDS}
    made = TrialPower(
        probe=probe(),
        people=people,
        crowds=tuple(
            _calibration(name, LENGTH, found[name, n]).model_copy(update={"sessions": n})
            for n in SESSIONS
            for name in CROWDS
        ),
        powers=tuple(
            _power(points, LENGTH, found[BY_EFFECT, n]).model_copy(update={"sessions": n})
            for n in SESSIONS
            for points in EFFECTS
        ),
    )
    _print(made)
    if "--write" in sys.argv:
        path = trial_power.ORDER_PATH
        path.write_text(_text(made, by="trial_order"), encoding="utf-8", newline="\n")
        print(f"  wrote {path.relative_to(Path.cwd())}; now: make docs")


def probe(people: int = 40) -> str:
    """A letter for each verdict of the first people: of helps, no-difference and open."""
    found: Mapping[int, list[Outcome]] = {n: _part((BY_EFFECT, n, people, 0)) for n in SESSIONS}
    return "".join(one.verdicts[LENGTH].said[0] for n in SESSIONS for one in found[n])


def _people(name: str, sessions: int, people: int) -> list[Outcome]:
    parts = [(name, sessions, min(AT_ONCE, people - start), start) for start in range(0, people, AT_ONCE)]
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        return [one for part in pool.map(_part, parts) for one in part]


def _part(part: tuple[str, int, int, int]) -> list[Outcome]:
    name, sessions, people, start = part
    rng = np.random.default_rng([*name.encode(), sessions, start])
    return [followed(CROWDS[name], sessions, rng) for _ in range(people)]


if __name__ == "__main__":
    main()
