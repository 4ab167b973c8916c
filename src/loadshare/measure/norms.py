"""Usual values by age, as the sources give them. They describe groups, never one person's
health."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NormBand(StrEnum):
    """Where a value lies against its group: WITHIN, SLIGHTLY_LOW, LOW, or NO_NORM when none is known."""

    WITHIN = "within"
    SLIGHTLY_LOW = "slightly-low"
    LOW = "low"
    NO_NORM = "no-norm"


@dataclass(frozen=True, slots=True)
class Norm:
    """A group's mean and spread in the unit of the test, and the key of its source."""

    mean: float
    sd: float
    source: str


HIP_INTERNAL_SEATED_DEG = 37.9
HIP_EXTERNAL_SEATED_DEG = 40.6
HIP_SIDE_DIFFERENCE_DEG = 10.0
HIP_SHARE_NORM = 0.63
SIDE_RATIO_LOW = 0.8

_STANCE_S = (
    (40, 43.0, 5.0),
    (50, 40.0, 11.0),
    (60, 37.0, 13.0),
    (70, 27.0, 17.0),
    (80, 15.0, 14.0),
    (200, 6.0, 9.0),
)
_SIDE_BRIDGE_S = ((40, 45.0), (60, 30.0), (200, 20.0))
_CHAIR_MEN = ((65, 14), (70, 12), (75, 12), (80, 11), (85, 10))
_CHAIR_WOMEN = ((65, 12), (70, 11), (75, 10), (80, 10), (85, 9))


def read_hip_internal(*, internal_deg: float, age_years: int) -> NormBand:
    """Return the band of seated inner hip rotation: under 25 is low (under 20 from age 60), 25-29 slightly
    low.

    Source: `kouyoumdjian-2012`; the lines are `loadshare-judgement`.
    """
    low = 20.0 if age_years >= 60 else 25.0
    if internal_deg < low:
        return NormBand.LOW
    return NormBand.SLIGHTLY_LOW if internal_deg < 30.0 and age_years < 60 else NormBand.WITHIN


def stance_norm(*, age_years: int) -> Norm:
    """Return mean and SD (s, at most 45) of one-leg stance with open eyes. Source: `springer-2007`."""
    _, mean, sd = next(row for row in _STANCE_S if age_years < row[0])
    return Norm(mean=mean, sd=sd, source="springer-2007")


def read_stance(*, time_s: float, age_years: int) -> NormBand:
    """Return LOW under the lowest quarter of the age group (mean minus 0.674 SD), else WITHIN. Source:
    `springer-2007`."""
    norm = stance_norm(age_years=age_years)
    return NormBand.LOW if time_s < norm.mean - 0.674 * norm.sd else NormBand.WITHIN


def read_chair_stands(*, count: int, age_years: int, is_woman: bool | None = None) -> NormBand:
    """Return the band of 30-second chair stands. Under 60 there is no cut-off; unknown sex takes the lower
    one.

    Source: `steadi`.
    """
    if age_years < 60 or age_years >= 85:
        return NormBand.NO_NORM
    table = _CHAIR_WOMEN if is_woman is None or is_woman else _CHAIR_MEN
    return NormBand.LOW if count < next(cut for top, cut in table if age_years < top) else NormBand.WITHIN


def read_bridge(*, time_s: float, age_years: int) -> NormBand:
    """Return the band of a one-leg bridge: under 30 s is low (under 20 s from age 60). Source:
    `bridge-norms`; the lines are `loadshare-judgement`."""
    return NormBand.LOW if time_s < (20.0 if age_years >= 60 else 30.0) else NormBand.WITHIN


def read_side_bridge(*, time_s: float, age_years: int) -> NormBand:
    """Return the band of a side bridge: 45 s under 40, 30 s under 60, 20 s (on the knees) from 60. Source:
    `mcgill-1999`; the lines are `loadshare-judgement`."""
    return (
        NormBand.LOW
        if time_s < next(cut for top, cut in _SIDE_BRIDGE_S if age_years < top)
        else NormBand.WITHIN
    )
