"""The few filters this room needs, on NumPy alone so that importing it stays quick.

Every filter works forwards and backwards at once (no delay): a Butterworth magnitude, squared, is applied
in the frequency domain to the signal extended by its own point reflection, as `scipy.signal.sosfiltfilt`
does in time.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from loadshare.measure.limits import FILTERS
from loadshare.measure.recording import FloatArray

_PADDED_PARTS = (10, 12, 16)
"""The way back to the start is as long as in the browser, which knows these sizes alone."""
_BLOCK = 50_000
"""Samples of which all columns are filtered together: an hour of three axes needs thrice the memory."""


def filter_band(
    x: FloatArray,
    *,
    rate_hz: float,
    low_hz: float | None = None,
    high_hz: float | None = None,
    order: int = 2,
) -> FloatArray:
    """Return `x` (n,) or (n, k) with only the frequencies between `low_hz` and `high_hz` (None: no limit)."""
    n = x.shape[0]
    if x.ndim == 2 and n > _BLOCK:
        columns = [
            filter_band(one, rate_hz=rate_hz, low_hz=low_hz, high_hz=high_hz, order=order) for one in x.T
        ]
        return np.column_stack(columns)
    rows = x.T  # of columns side by side each is one row
    slowest_hz = low_hz or high_hz or rate_hz
    pad = min(n - 1, int(min(FILTERS.pad_periods / slowest_hz, FILTERS.max_pad_s) * rate_hz))
    length = n + 2 * pad
    size = quick_size(length, _PADDED_PARTS)
    padded = np.empty((*rows.shape[:-1], size))
    first, last = rows[..., :1], rows[..., -1:]
    padded[..., :pad] = 2 * first - rows[..., pad:0:-1]
    padded[..., pad : pad + n] = rows
    padded[..., pad + n : length] = 2 * last - rows[..., -2 : -pad - 2 : -1]
    if size > length:  # a straight way back to the start, so that the circle has no jump
        way = np.arange(1, size - length + 1) / (size - length + 1)
        start, stop = padded[..., length - 1 : length], padded[..., :1]
        padded[..., length:] = start + way * (stop - start)
    spectrum = np.fft.rfft(padded)
    if high_hz is not None:
        spectrum /= 1.0 + _ratio(size, rate_hz, high_hz, order)
    if low_hz is not None:
        ratio = _ratio(size, rate_hz, low_hz, order)
        spectrum *= ratio / (1.0 + ratio)
    out: FloatArray = np.fft.irfft(spectrum, size)[..., pad : pad + n].T
    return out


def _ratio(size: int, rate_hz: float, corner_hz: float, order: int) -> FloatArray:
    """Every frequency over `corner_hz`, to the power of twice the order."""
    ratio = _squares(size, rate_hz) * (1.0 / corner_hz**2)
    while order % 2 == 0:  # far quicker than a power
        ratio *= ratio
        order //= 2
    return ratio if order == 1 else ratio**order


@lru_cache(maxsize=16)
def _squares(size: int, rate_hz: float) -> FloatArray:
    return np.asarray(np.fft.rfftfreq(size, 1.0 / rate_hz) ** 2, dtype=np.float64)


def powers(rows: FloatArray, *, size: int) -> npt.NDArray[np.complex128]:
    """Return the power spectra of `rows` (k, n), each about its mean, zeros added up to `size`."""
    n = rows.shape[1]
    padded = np.zeros((rows.shape[0], size))
    np.subtract(rows, rows.mean(axis=1, keepdims=True), out=padded[:, :n])
    spectrum = np.fft.rfft(padded)
    spectrum *= spectrum.conj()
    return spectrum


def autocorrelation(power: npt.NDArray[np.complex128], *, samples: int, size: int, lags: int) -> FloatArray:
    """Return (k, lags): the unbiased autocorrelation of rows of `samples` whose spectra are `power`."""
    raw: FloatArray = np.fft.irfft(power, size)[:, :lags]
    raw /= samples - np.arange(lags)
    return raw


def find_peaks(x: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the indices of the local maxima of `x` (n,); of a flat top the first sample."""
    rising = x[1:] > x[:-1]
    return np.flatnonzero(rising[:-1] & ~rising[1:]) + 1


def median(x: FloatArray) -> float:
    """Return `numpy.median` of `x` (n,) in a third of its time: a walk asks for a dozen."""
    middle = x.shape[0] // 2
    if x.shape[0] % 2:
        return float(np.partition(x, middle)[middle])
    low, high = np.partition(x, (middle - 1, middle))[middle - 1 : middle + 1].tolist()
    return float((low + high) / 2)


def medians(x: FloatArray) -> FloatArray:
    """Return `numpy.median` of each column of `x` (n, k): (k,)."""
    middle = x.shape[0] // 2
    ordered = np.sort(x, axis=0)
    out: FloatArray = ordered[middle] if x.shape[0] % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return out


def quartiles(x: FloatArray) -> tuple[float, float]:
    """Return `numpy.percentile` of `x` (n,) at 25 and at 75."""
    ordered = np.sort(x)
    places = 0.25 * (x.shape[0] - 1), 0.75 * (x.shape[0] - 1)
    low, high = (_between(ordered, place) for place in places)
    return low, high


def _between(ordered: FloatArray, place: float) -> float:
    below = int(place)
    low, high = float(ordered[below]), float(ordered[min(below + 1, ordered.shape[0] - 1)])
    return low + (high - low) * (place - below)


def moving_mean(x: FloatArray, *, window: int) -> FloatArray:
    """Return the centred mean of `x` (n,) over `window` samples, shorter at both ends."""
    n = x.shape[0]
    window = max(1, min(window, n))
    behind, ahead = window // 2, window - window // 2
    total = np.concatenate((np.zeros(behind + 1), np.cumsum(x), np.zeros(ahead - 1)))
    total[behind + n + 1 :] = total[behind + n]
    count = np.full(n, window)
    count[:behind] -= np.arange(behind, 0, -1)
    count[n - ahead + 1 :] -= np.arange(1, ahead)
    out: FloatArray = (total[window : window + n] - total[:n]) / count
    return out


@lru_cache
def quick_size(n: int, parts: tuple[int, ...] = (9, 10, 12, 15, 16)) -> int:
    """The next size that is a power of two, or so many sixteenths of one: quick to transform."""
    power = 1 << max(3, (n - 1).bit_length())
    return min(size for size in (power * part // 16 for part in parts) if size >= n)
