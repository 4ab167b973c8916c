"""The few filters this room needs, on NumPy alone so that importing it stays quick.

Every filter works forwards and backwards at once (no delay): a Butterworth magnitude, squared, is applied
in the frequency domain to the signal extended by its own point reflection, as `scipy.signal.sosfiltfilt`
does in time.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

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
    freq_hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    gain = np.ones_like(freq_hz)
    if high_hz is not None:
        gain /= 1.0 + ((freq_hz / high_hz) ** 2) ** order
    if low_hz is not None:
        ratio = ((freq_hz / low_hz) ** 2) ** order
        gain *= ratio / (1.0 + ratio)
    spectrum = np.fft.rfft(padded)
    spectrum *= gain
    out: FloatArray = np.fft.irfft(spectrum, size)[..., pad : pad + n].T
    return out


def find_peaks(x: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the indices of the local maxima of `x` (n,); of a flat top the first sample."""
    rising = np.diff(x) > 0
    return np.flatnonzero(rising[:-1] & ~rising[1:]) + 1


def median(x: FloatArray) -> float:
    """Return `numpy.median` of `x` (n,) in a third of its time: a walk asks for a dozen."""
    middle = x.shape[0] // 2
    if x.shape[0] % 2:
        return float(np.partition(x, middle)[middle])
    return float(np.partition(x, (middle - 1, middle))[middle - 1 : middle + 1].mean())


def moving_mean(x: FloatArray, *, window: int) -> FloatArray:
    """Return the centred mean of `x` (n,) over `window` samples, shorter at both ends."""
    n = x.shape[0]
    window = max(1, min(window, n))
    behind, ahead = window // 2, window - window // 2
    total = np.concatenate((np.zeros(behind + 1), np.cumsum(x), np.zeros(ahead - 1)))
    total[behind + n + 1 :] = total[behind + n]
    index = np.arange(n)
    count = np.minimum(index + ahead, n) - np.maximum(index - behind, 0)
    out: FloatArray = (total[window : window + n] - total[:n]) / count
    return out


@lru_cache
def quick_size(n: int, parts: tuple[int, ...] = (9, 10, 12, 15, 16)) -> int:
    """The next size that is a power of two, or so many sixteenths of one: quick to transform."""
    power = 1 << max(3, (n - 1).bit_length())
    return min(size for size in (power * part // 16 for part in parts) if size >= n)
