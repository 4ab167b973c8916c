"""Whether gravity is in an acceleration, seen in what stays of it while a body moves."""

from __future__ import annotations

import numpy as np

from loadshare.measure.limits import READING
from loadshare.measure.recording import FloatArray


def holds_gravity(acc: FloatArray, time_s: FloatArray) -> bool:
    """Whether gravity is in acc (n, 3), of any unit: then much of it stays over a second, always about as
    much, and over three seconds too. What a body does alone comes and goes."""
    size = usual_size(acc)
    seconds = _sizes(_means(acc, time_s, 1.0))
    if seconds.shape[0] < 2:
        return True
    second = float(np.median(seconds))
    if not second >= READING.least_steady * size:
        return False
    longer = _sizes(_means(acc, time_s, 3.0))
    if longer.shape[0] < 2:
        return True
    comes_and_goes = float(np.quantile(seconds, 0.1)) < READING.least_same * second
    return not (comes_and_goes and float(np.median(longer)) < READING.least_lasting * second)


def lasting_size(acc: FloatArray, time_s: FloatArray, spans_s: tuple[float, ...] = (3.0, 1.0)) -> float:
    """How much of acc (n, 3) stays over three seconds, or over one where the phone turns. However hard a body
    moves, where gravity is inside this is about gravity; of a movement alone little is left."""
    return max(float(np.median(_sizes(_means(acc, time_s, span_s)))) for span_s in spans_s)


def is_always(acc: FloatArray, time_s: FloatArray, size: float) -> bool:
    """Whether what stays of acc (n, 3) over three seconds is near `size` all the time."""
    longer = _sizes(_means(acc, time_s, 3.0)) / size
    if longer.shape[0] < 2:
        return False
    near = READING.near_gravity
    return bool(np.quantile(longer, 0.1) > 1 - near and np.quantile(longer, 0.9) < 1 + near)


def resting_size(acc: FloatArray, time_s: FloatArray, one_g: float) -> float | None:
    """The size of acc (n, 3) in the seconds without movement; None where there are none. `one_g`: of gravity
    in its unit. Only at rest does a size that is not gravity's speak of the sensor."""
    rows = _rows_of(acc, time_s, 1.0)
    count = acc.shape[0] // rows
    seconds = acc[: count * rows].reshape(count, rows, 3)
    still = seconds.std(axis=1).max(axis=1) < READING.still_share_of_g * one_g
    return float(np.median(_sizes(seconds[still].mean(axis=1)))) if still.any() else None


def usual_size(acc: FloatArray) -> float:
    """The median length of acc (n, 3)."""
    return float(np.median(_sizes(acc)))


def _rows_of(acc: FloatArray, time_s: FloatArray, span_s: float) -> int:
    duration_s = max(float(time_s[-1] - time_s[0]), 1e-9)
    samples: int = acc.shape[0]
    return min(samples, max(1, round(span_s * (samples - 1) / duration_s)))


def _means(acc: FloatArray, time_s: FloatArray, span_s: float) -> FloatArray:
    rows = _rows_of(acc, time_s, span_s)
    count = acc.shape[0] // rows
    means: FloatArray = acc[: count * rows].reshape(count, rows, 3).mean(axis=1)
    return means


def _sizes(acc: FloatArray) -> FloatArray:
    with np.errstate(over="ignore", invalid="ignore"):
        sizes: FloatArray = np.sqrt(np.einsum("ij,ij->i", acc, acc))
    return sizes
