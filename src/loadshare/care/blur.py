"""Numbers about groups that say nothing about one person.

A count of seven or fewer is never told. Any other gets noise of Laplace and is rounded to fives, and it is
told only where the noisy one is well above seven: a cell that turns from hidden to told says nothing about
one person either. With `EPSILON` of 0.5 a cell makes no guess about a person more than e^0.5 times as likely
as before; the line at seven gives somebody away in `exp(-EPSILON * (LEAST_NOISY - 8)) / 2` of cases, 2.5 %.
The noise comes from a secret of the installation, the quarter, the cell and its count. Source:
`loadshare-judgement`.
"""

import hashlib
import hmac
import math
from dataclasses import dataclass

SUPPRESSED_UP_TO = 7
ROUNDED_TO = 5
EPSILON = 0.5
LEAST_NOISY = 14.0
NOISE_95 = math.log(20) / EPSILON
"""The noise of a count is no larger than this in 95 of 100."""


@dataclass(frozen=True, kw_only=True)
class Blur:
    """The noise of one report."""

    secret: bytes
    period: str

    def count(self, cell: str, n: int) -> int | None:
        """How many, to the next five; None where it is too few to tell."""
        noisy = self._noisy(cell, n)
        return None if noisy is None else max(ROUNDED_TO, ROUNDED_TO * round(noisy / ROUNDED_TO))

    def mean(self, cell: str, *, total: float, n: int, most: float) -> float | None:
        """A mean of `n` people, each of whom gives 0 to `most` (or -`most` to `most`); None for too few."""
        noisy = self._noisy(f"{cell}/people", n)
        if noisy is None:
            return None
        return (total + self._noise(cell, f"{n} {total:.6f}") * most) / n

    def total(self, cell: str, *, total: float, most: float) -> float | None:
        """A total to which each person gives 0 to `most`; None where its noise is larger than itself."""
        noise = most / EPSILON
        noisy = total + self._noise(cell, f"{total:.6f}") * most
        return noisy if noisy > noise else None

    def share(self, cell: str, *, share: float, n: int) -> tuple[float, int] | None:
        """A share whose logarithm one person moves by 1 / `n` at most, and `n` rounded; None for too few."""
        people = self.count(f"{cell}/people", n)
        if people is None:
            return None
        return min(1.0, share * math.exp(self._noise(cell, f"{n} {share:.6f}") / n)), people

    def _noisy(self, cell: str, n: int) -> float | None:
        if n <= SUPPRESSED_UP_TO:
            return None
        noisy = n + self._noise(cell, str(n))
        return noisy if noisy >= LEAST_NOISY else None

    def _noise(self, cell: str, value: str) -> float:
        """Of Laplace, with a scale of 1 / EPSILON."""
        message = f"{self.period}\n{cell}\n{value}".encode()
        drawn = int.from_bytes(hmac.digest(self.secret, message, hashlib.sha256)[:8])
        part = (drawn + 0.5) / 2**64 - 0.5
        return -math.copysign(math.log(1 - 2 * abs(part)), part) / EPSILON
