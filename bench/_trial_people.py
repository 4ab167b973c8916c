"""Made-up people in single-case trials whose truth is known, each followed through the rules themselves."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from loadshare.care.trial import (
    BAD_DAY,
    MOST_ADDED,
    SEEDS,
    Trial,
    TrialLength,
    TrialOutcome,
    TrialQuestion,
    Way,
    way_of,
)
from loadshare.care.trial_verdict import WORTH_POINTS, Said, TrialVerdict, verdict_of

STARTS = dt.date(2026, 1, 5)
DAYS = TrialLength.TWELVE_WEEKS.days + MOST_ADDED
NOTED, KEPT = 0.85, 0.9
"""Which share of days is noted, and on which share of days the way was kept; else it was the other one."""
SPREAD, LASTING_MOST = 1.2, 0.6

Draw = Callable[[np.random.Generator], float]


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """What is true of many people."""

    effect: Draw
    """How much higher the numbers are the second way, were it kept every day."""
    spread: float = SPREAD
    """Of the noise from day to day, in points, for a person in the middle."""
    flares: bool = False
    """Stretches of three to six days with more pain, about three in twelve weeks."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was said of one person, and what is true."""

    truth: float
    """The difference in their numbers, as they kept to the plan."""
    verdicts: Mapping[TrialLength, TrialVerdict]

    def is_right(self, length: TrialLength) -> bool:
        """Whether what was said is true."""
        verdict = self.verdicts[length]
        if verdict.said is Said.NO_DIFFERENCE:
            return abs(self.truth) < WORTH_POINTS
        return self.better_by(verdict.better) >= WORTH_POINTS

    def better_by(self, way: Way | None) -> float:
        """By how much a way is better."""
        return self.truth if way is Way.FIRST else -self.truth


CROWDS: Mapping[str, Crowd] = {
    "mixed": Crowd(effect=lambda rng: 0.0 if rng.random() < 0.5 else rng.normal(0, 1.5)),
    "spread": Crowd(effect=lambda rng: rng.uniform(-0.5, 4.5)),
    "small": Crowd(effect=lambda rng: rng.normal(0, 0.5)),
    "noisy": Crowd(effect=lambda rng: 0.0 if rng.random() < 0.5 else rng.normal(0, 1.5), spread=2.0),
    "flares": Crowd(effect=lambda rng: 0.0 if rng.random() < 0.5 else rng.normal(0, 1.5), flares=True),
}


def followed(crowd: Crowd, rng: np.random.Generator) -> Outcome:
    """One person of it, followed for both lengths."""
    effect = crowd.effect(rng)
    level = _levels(crowd, rng)
    kept = np.where(rng.random(DAYS) < KEPT, 0.5, -0.5)
    is_noted = rng.random(DAYS) < NOTED
    carried = 0.0 if rng.random() < 0.5 else rng.uniform(0, 0.5)
    seed = int(rng.integers(SEEDS))
    now = always = 0.0
    told, noted, differences = None, {}, []
    for day in range(DAYS):
        rests = told is not None and told >= BAD_DAY
        sign = 0 if rests else 1 if way_of(seed=seed, place=day) is Way.SECOND else -1
        now = (1 - carried) * sign * kept[day] + carried * now
        always = (1 - carried) * kept[day] + carried * always
        number = _told(level[day] + effect * now)
        differences.append(_told(level[day] + effect * always) - _told(level[day] - effect * always))
        told = number if is_noted[day] else None
        if told is not None:
            noted[STARTS + dt.timedelta(days=day + 1)] = told
    return Outcome(
        truth=float(np.mean(differences)),
        verdicts={length: _verdict(length, seed, noted) for length in TrialLength},
    )


def _verdict(length: TrialLength, seed: int, noted: Mapping[dt.date, int]) -> TrialVerdict:
    trial = Trial(
        question=TrialQuestion.RELEASE,
        outcome=TrialOutcome.PAIN,
        starts=STARTS,
        seed=seed,
        length=length,
        noted=noted,
    )
    return verdict_of(trial, today=STARTS + dt.timedelta(days=DAYS + 1))


def _levels(crowd: Crowd, rng: np.random.Generator) -> np.ndarray:
    """The level of each day but for the ways: where they are, where it goes, the weekday, and noise."""
    spread = float(np.clip(crowd.spread * math.exp(rng.normal(0, 0.35)), 0.5, 3.0))
    lasting = rng.uniform(0, LASTING_MOST)
    fresh = rng.normal(size=DAYS) * spread
    noise = np.empty(DAYS)
    noise[0] = fresh[0]
    for day in range(1, DAYS):
        noise[day] = lasting * noise[day - 1] + math.sqrt(1 - lasting**2) * fresh[day]
    trend = rng.normal(0, 1) * np.linspace(-0.5, 0.5, DAYS)
    week = rng.normal(0, 0.3, 7)[np.arange(DAYS) % 7]
    level = rng.uniform(3, 7) + trend + week + noise
    if crowd.flares:
        for start in rng.integers(0, DAYS, size=rng.poisson(3 * DAYS / 84)):
            level[start : start + rng.integers(3, 7)] += 2
    return np.asarray(level)


def _told(level: float) -> int:
    return min(10, max(0, round(level)))


def whole_trial() -> tuple[Trial, dt.date]:
    """One of twelve weeks in which nothing can be told until its end, and the day after it."""
    rng = np.random.default_rng(7)
    length = TrialLength.TWELVE_WEEKS
    numbers = rng.integers(0, BAD_DAY, size=length.days)
    noted = {STARTS + dt.timedelta(days=day + 1): int(number) for day, number in enumerate(numbers)}
    values = {"question": TrialQuestion.RELEASE, "outcome": TrialOutcome.PAIN, "starts": STARTS, "seed": 1}
    return Trial(length=length, noted=noted, **values), STARTS + dt.timedelta(days=length.days + 1)
