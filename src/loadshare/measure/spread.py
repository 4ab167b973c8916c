"""What is left of a long signal once its samples are let go: enough for its deviation and its peaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loadshare.measure.recording import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """square: the sum of squares about the mean. highest: the largest samples, in no order."""

    count: int
    mean: float
    square: float
    highest: FloatArray

    @classmethod
    def of(cls, x: FloatArray, *, kept: int = 0) -> Spread:
        """Return the spread of `x` (n,), of which the `kept` largest samples stay."""
        first = max(0, x.size - kept)
        highest = np.partition(x, first)[first:] if first < x.size else x[:0]
        mean = float(x.sum()) / x.size if x.size else 0.0
        off = x - mean
        return cls(x.size, mean, float(off @ off), highest.copy())  # a view would keep the whole

    @classmethod
    def together(cls, parts: Sequence[Spread]) -> Spread:
        """Return the spread of all samples of `parts`."""
        count = sum(part.count for part in parts)
        mean = sum(part.count * part.mean for part in parts) / max(1, count)
        square = sum(part.square + part.count * (part.mean - mean) ** 2 for part in parts)
        return cls(count, mean, square, np.concatenate([part.highest for part in parts]))

    @property
    def deviation(self) -> float:
        """The standard deviation."""
        return float(np.sqrt(self.square / max(1, self.count)))

    def top_percent(self) -> float:
        """The value that one sample in a hundred exceeds, as `numpy.percentile`: needs that many kept."""
        place = 0.99 * (self.count - 1)
        below = int(place)
        ordered = np.sort(self.highest)
        low, high = ordered[below - self.count], ordered[min(below + 1, self.count - 1) - self.count]
        return float(low + (high - low) * (place - below))
