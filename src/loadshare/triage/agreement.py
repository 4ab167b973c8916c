"""How well people who rated the cases agree with each other and with what is accepted."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loadshare.triage.cases import BenchmarkError, Urgency, VignetteSet
from loadshare.triage.score import Share

Ratings = Mapping[str, Urgency]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What several raters' words say together, over the cases that all of them rated."""

    raters: int
    cases: int
    kappa: float | None
    """Fleiss' kappa; None where all chose one urgency throughout, or fewer than two rated."""
    weighted: float | None
    """Cohen's kappa with squared weights, mean over pairs of raters."""
    accepted: tuple[Share, ...]
    """For each rater, how often their word is one that the case accepts."""
    disputed: tuple[str, ...]
    """Cases whose most frequent word is none that is accepted."""


def read_ratings(path: Path, *, cases: VignetteSet) -> dict[str, Urgency]:
    """One rater's file: columns `case` and `level`. Raises `BenchmarkError` naming the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BenchmarkError(f"{path}: cannot be read ({error})") from None
    found = dict[str, Urgency]()
    for number, row in enumerate(rows, start=2):
        name, word = (row.get("case") or "").strip(), (row.get("level") or "").strip().lower()
        if name not in cases.by_name:
            raise BenchmarkError(f"{path}, line {number}: no case is called '{name}'")
        if not word:
            continue
        try:
            found[name] = Urgency.of(word)
        except ValueError as error:
            raise BenchmarkError(f"{path}, line {number}: {error}") from None
    if not found:
        raise BenchmarkError(f"{path}: no rating here; the columns are called case and level")
    return found


def agreement_of(ratings: Sequence[Ratings], *, cases: VignetteSet) -> Agreement:
    """How well the raters agree. Only cases that every one of them rated count."""
    common = [case for case in cases.cases if all(case.name in one for one in ratings)]
    table = [[one[case.name] for one in ratings] for case in common]
    pairs = [
        weighted_kappa([row[i] for row in table], [row[j] for row in table])
        for i in range(len(ratings))
        for j in range(i)
    ]
    counted = [pair for pair in pairs if pair is not None]
    return Agreement(
        raters=len(ratings),
        cases=len(common),
        kappa=fleiss_kappa(table),
        weighted=sum(counted) / len(counted) if counted else None,
        accepted=tuple(
            Share(count=sum(one[case.name] in case.accepted for case in common), of=len(common))
            for one in ratings
        ),
        disputed=tuple(
            case.name
            for case, row in zip(common, table, strict=True)
            if Counter(row).most_common(1)[0][0] not in case.accepted
        ),
    )


def fleiss_kappa(table: Sequence[Sequence[int]]) -> float | None:
    """Chance-corrected agreement of any number of raters; a row holds one case's ratings.

    Fleiss JL. Psychol Bull 76:378 (1971).
    """
    if not table or len(table[0]) < 2:
        return None
    raters = len(table[0])
    alike = [(sum(n * n for n in Counter(row).values()) - raters) / (raters * (raters - 1)) for row in table]
    total = Counter(word for row in table for word in row)
    chance = sum((n / (len(table) * raters)) ** 2 for n in total.values())
    return None if chance == 1 else (sum(alike) / len(alike) - chance) / (1 - chance)


def weighted_kappa(one: Sequence[int], other: Sequence[int]) -> float | None:
    """Cohen's kappa of two raters; a difference counts by its square.

    Cohen J. Psychol Bull 70:213 (1968).
    """
    if not one:
        return None
    seen = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) / len(one)
    firsts, seconds = Counter(one), Counter(other)
    by_chance = (
        sum(n * m * (a - b) ** 2 for a, n in firsts.items() for b, m in seconds.items()) / len(one) ** 2
    )
    return None if by_chance == 0 else 1 - seen / by_chance
