"""The few filters this room needs, on NumPy alone so that importing it stays quick.

Every filter works forwards and backwards at once (no delay): a Butterworth magnitude, squared, is applied
in the frequency domain to the signal extended by its own point reflection, as `scipy.signal.sosfiltfilt`
does in time.
"""

from __future__ import annotations

import numpy as np

from loadshare.measure.limits import FILTERS
from loadshare.measure.recording import FloatArray


def filter_band(
    x: FloatArray,
    *,
    rate_hz: float,
    low_hz: float | None = None,
    high_hz: float | None = None,
    order: int = 2,
) -> FloatArray:
    """Return `x` (n,) or (n, k) with only the frequencies between `low_hz` and `high_hz` (None: no limit)."""
    if x.ndim == 2:  # one column at a time: an hour of three axes at once needs thrice the memory
        columns = [
            filter_band(one, rate_hz=rate_hz, low_hz=low_hz, high_hz=high_hz, order=order) for one in x.T
        ]
        return np.column_stack(columns)
    n = x.shape[0]
    slowest_hz = low_hz or high_hz or rate_hz
    pad = min(n - 1, int(min(FILTERS.pad_periods / slowest_hz, FILTERS.max_pad_s) * rate_hz))
    padded = np.concatenate((2 * x[0] - x[pad:0:-1], x, 2 * x[-1] - x[-2 : -pad - 2 : -1]))
    size = _smooth_size(padded.shape[0])
    freq_hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    gain = np.ones_like(freq_hz)
    if high_hz is not None:
        gain /= 1.0 + (freq_hz / high_hz) ** (2 * order)
    if low_hz is not None:
        ratio = (freq_hz / low_hz) ** (2 * order)
        gain *= ratio / (1.0 + ratio)
    # The tail after the padding is a straight way back to the start, so that the circle has no jump.
    filled = size - padded.shape[0]
    if filled:
        way = np.linspace(0.0, 1.0, filled + 2)[1:-1]
        padded = np.concatenate((padded, padded[-1] + way * (padded[0] - padded[-1])))
    out: FloatArray = np.fft.irfft(np.fft.rfft(padded) * gain, size)[pad : pad + n]
    return out


def find_peaks(x: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the indices of the local maxima of `x` (n,); of a flat top the first sample."""
    rising = np.diff(x) > 0
    return np.flatnonzero(rising[:-1] & ~rising[1:]) + 1


def moving_mean(x: FloatArray, *, window: int) -> FloatArray:
    """Return the centred mean of `x` (n,) over `window` samples, shorter at both ends."""
    window = max(1, min(window, x.shape[0]))
    half = window // 2
    total = np.concatenate(([0.0], np.cumsum(x)))
    index = np.arange(x.shape[0])
    start = np.maximum(index - half, 0)
    stop = np.minimum(index + window - half, x.shape[0])
    out: FloatArray = (total[stop] - total[start]) / (stop - start)
    return out


def _smooth_size(n: int) -> int:
    """The next size that is a power of two, or three quarters or five eighths of one: quick to transform."""
    power = 1 << max(3, (n - 1).bit_length())
    return min(size for size in (power, power * 3 // 4, power * 5 // 8) if size >= n)
