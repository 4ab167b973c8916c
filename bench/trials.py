"""Single-case trials: is what is said right, and how often is anything said? Made-up people, truth known.

`PEOPLE=1000 python -m bench trials`; with `--write` the figures go where the page that offers a trial and
docs/reference/trials.md read them.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from bench._timing import median_ms, print_row
from bench._trial_people import CROWDS, Outcome, followed, whole_trial
from loadshare.care.trial import TrialLength, Way
from loadshare.care.trial_verdict import Said, verdict_of
from loadshare.knowledge import trial_power
from loadshare.knowledge.trial_power import Calibration, Power, TrialPower

PEOPLE, FEWER = 10_000, 2_000
HEADLINE, BY_EFFECT = "mixed", "spread"
EFFECTS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
NEAR = 0.25
AT_ONCE = 250


def main() -> None:
    """Print what is found, and keep it where that is wished."""
    people = int(os.environ.get("PEOPLE", PEOPLE))
    found = {name: _people(name, _how_many(name, people)) for name in CROWDS}
    made = TrialPower(
        probe=probe(),
        people=people,
        crowds=tuple(_calibration(name, length, found[name]) for name in CROWDS for length in TrialLength),
        powers=tuple(
            _power(points, length, found[BY_EFFECT]) for points in EFFECTS for length in TrialLength
        ),
    )
    _print(made)
    if "--write" in sys.argv:
        trial_power.PATH.write_text(_text(made), encoding="utf-8", newline="\n")
        print(f"  wrote {trial_power.PATH.relative_to(Path.cwd())}; now: make docs")


def probe(people: int = 40) -> str:
    """A letter for each verdict of the first people: of helps, no-difference and open."""
    found = _part((BY_EFFECT, people, 0))
    return "".join(one.verdicts[length].said[0] for one in found for length in TrialLength)


def _how_many(name: str, people: int) -> int:
    return people if name in (HEADLINE, BY_EFFECT) else min(people, FEWER)


def _people(name: str, people: int) -> list[Outcome]:
    parts = [(name, min(AT_ONCE, people - start), start) for start in range(0, people, AT_ONCE)]
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        return [one for part in pool.map(_part, parts) for one in part]


def _part(part: tuple[str, int, int]) -> list[Outcome]:
    name, people, start = part
    rng = np.random.default_rng([*name.encode(), start])
    return [followed(CROWDS[name], rng) for _ in range(people)]


def _calibration(name: str, length: TrialLength, people: Sequence[Outcome]) -> Calibration:
    said = [one for one in people if one.verdicts[length].said is not Said.OPEN]
    helps = [one for one in said if one.verdicts[length].said is Said.HELPS]
    same = [one for one in said if one.verdicts[length].said is Said.NO_DIFFERENCE]
    nothing = [one for one in people if one.truth == 0]
    return Calibration(
        crowd=name,
        days=length.days,
        people=len(people),
        said_pct=_pct(len(said), len(people)),
        right_pct=_share(one.is_right(length) for one in said),
        helps=len(helps),
        helps_right_pct=_share(one.is_right(length) for one in helps),
        helps_better_pct=_share(one.better_by(one.verdicts[length].better) > 0 for one in helps),
        same=len(same),
        same_right_pct=_share(one.is_right(length) for one in same),
        nothing=len(nothing),
        helps_at_nothing_pct=_share(one.verdicts[length].said is Said.HELPS for one in nothing),
    )


def _power(points: float, length: TrialLength, people: Sequence[Outcome]) -> Power:
    verdicts = [one.verdicts[length] for one in people if abs(one.truth - points) < NEAR]
    said = [(verdict.said, verdict.better) for verdict in verdicts]
    return Power(
        points=points,
        days=length.days,
        people=len(said),
        helps_pct=_pct(said.count((Said.HELPS, Way.FIRST)), len(said)),
        other_pct=_pct(said.count((Said.HELPS, Way.SECOND)), len(said)),
        same_pct=_pct(said.count((Said.NO_DIFFERENCE, None)), len(said)),
        open_pct=_pct(said.count((Said.OPEN, None)), len(said)),
    )


def _share(of: Iterable[bool]) -> float | None:
    values = list(of)
    return _pct(sum(values), len(values)) if values else None


def _pct(part: int, of: int) -> float:
    return round(100 * part / of, 1) if of else 0.0


def _print(made: TrialPower) -> None:
    print_row("people", "days", "said", "right", "helps right", "same right", "helps at 0")
    for one in made.crowds:
        days = f"{one.days}" + (f", {one.sessions} sessions a week" if one.sessions else "")
        right = (one.right_pct, one.helps_right_pct, one.same_right_pct, one.helps_at_nothing_pct)
        cells = ["-" if value is None else f"{value:.1f} %" for value in (one.said_pct, *right)]
        print_row(f"{one.people} {one.crowd}", days, *cells)
    print_row("truth, in points", "days", "helps", "other way", "same", "open")
    for power in made.powers:
        cells = [
            f"{value:.1f} %" for value in (power.helps_pct, power.other_pct, power.same_pct, power.open_pct)
        ]
        days = f"{power.days}" + (f", {power.sessions} sessions a week" if power.sessions else "")
        print_row(f"{power.points:g} ({power.people} people)", days, *cells)
    trial, end = whole_trial()
    middle, high = median_ms(lambda: verdict_of(trial, today=end), repeats=50, warm_up=5)
    print_row("a verdict at the end of 80 days", f"{middle:.1f} ms", f"{high:.1f} ms")
    print_row("at", time.strftime("%Y-%m-%d"))


def _text(made: TrialPower, *, by: str = "trials") -> str:
    lines = [
        f"# Written by `python -m bench {by} --write`: what is said, and is it right.",
        f'probe = "{made.probe}"',
        f"people = {made.people}",
    ]
    for table, rows in (("crowds", made.crowds), ("powers", made.powers)):
        for row in rows:
            lines += ["", f"[[{table}]]"]
            lines += [
                f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
                for key, value in row.model_dump(exclude_none=True).items()
            ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
