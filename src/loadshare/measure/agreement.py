"""Whether acceleration and rotation rate speak of the same movement: the same axes, signs and unit.

Between two moments gravity moves in the phone by minus the cross product of rotation and gravity. Where an
axis runs the other way, two are swapped or the unit is another one, some signed exchange of axes fits what is
seen, and the file as it is does not. A movement that tilts the phone little, or shakes it, tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations, product

import numpy as np

from loadshare.measure.limits import AGREEMENT
from loadshare.measure.recording import FloatArray, Recording
from loadshare.measure.signals import median

_AXES = "xyz"
_AS_IT_IS = (0, 1, 2)
_SIGNS = tuple((1, *rest) for rest in product((1, -1), repeat=2))
"""Signs of the axes; all three turned round is the other sign of acceleration, which changes nothing here."""
_WAYS = tuple((order, signs) for order in permutations(range(3)) for signs in _SIGNS)
_ORDERS = np.array([order for order, _signs in _WAYS])


def _promised(order: tuple[int, ...], signs: tuple[int, ...]) -> FloatArray:
    """Which of the nine products make the cross product, with these axes of acceleration."""
    promised = np.zeros((3, 9))
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        promised[i, 3 * order[j] + k] = signs[j]
        promised[i, 3 * order[k] + j] = -signs[k]
    return promised


_PROMISES = np.array([_promised(*way) for way in _WAYS])
_SIGNED_PROMISES = _PROMISES * np.array([signs for _order, signs in _WAYS])[:, :, None]
_Way = tuple[tuple[int, ...], tuple[int, ...]]
"""The order and the signs of the axes."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How the two sensors differ: `key` of the words, and the axis where it is one."""

    key: str
    axis: str = ""


def find_disagreement(even: Recording) -> Disagreement | None:
    """Return how the sensors of `even`, on an even clock, differ; None where nothing of it can be seen."""
    rate = even.rotation_rate_rad_s
    if rate is None:
        return None
    step_s = float(even.time_s[1] - even.time_s[0])
    acceleration, turning = (_means(signal, step_s) for signal in (even.acceleration_m_s2, rate))
    if acceleration.shape[0] < AGREEMENT.min_blocks:
        return None
    size = np.linalg.norm(acceleration, axis=1)
    is_calm = np.abs(size - median(size)) < AGREEMENT.max_shake_m_s2
    is_calm = is_calm[2:] & is_calm[1:-1] & is_calm[:-2]
    seen = ((acceleration[2:] - acceleration[:-2]) / (2 * AGREEMENT.block_s))[is_calm]
    if float(np.linalg.norm(seen, axis=1).sum()) * AGREEMENT.block_s < AGREEMENT.min_moved_m_s2:
        return None
    acceleration, turning = acceleration[1:-1][is_calm], turning[1:-1][is_calm]
    fits = _fits(seen, acceleration, turning)
    plain, factor = fits[_AS_IT_IS, (1, 1, 1)]
    best = max(abs(fit) for fit, _ in fits.values())
    if best < AGREEMENT.min_fit:
        return None
    if plain > best - AGREEMENT.min_better:
        return _unit(factor)
    near = [
        (order, signs, fit < 0)
        for (order, signs), (fit, _) in fits.items()
        if abs(fit) > best - AGREEMENT.alike
    ]
    return _named([(signs, is_opposite) for order, signs, is_opposite in near if order == _AS_IT_IS])


def _means(signal: FloatArray, step_s: float) -> FloatArray:
    size = max(1, round(AGREEMENT.block_s / step_s))
    count = signal.shape[0] // size
    out: FloatArray = signal[: count * size].T.reshape(3, count, size).sum(axis=2).T / size
    return out


def _fits(seen: FloatArray, acceleration: FloatArray, turning: FloatArray) -> dict[_Way, tuple[float, float]]:
    """How well gravity follows the rotation (1: exactly, -1: exactly the other way), and by what factor, with
    the axes of acceleration in every order and with every sign.

    What rotation promises is their cross product. Its sums are those of the nine products of an axis of each,
    which are the same whatever the order.
    """
    products = (acceleration[:, :, None] * turning[:, None, :]).reshape(-1, 9)
    own_sums, both_sums = products.T @ products, seen.T @ products
    other = float((seen**2).sum())
    both = (both_sums[_ORDERS] * _SIGNED_PROMISES).sum(axis=(1, 2))
    own = ((_PROMISES @ own_sums) * _PROMISES).sum(axis=(1, 2))
    fit, factor = both / np.sqrt(np.maximum(own * other, 1e-12)), both / np.maximum(own, 1e-12)
    return dict(zip(_WAYS, zip(fit.tolist(), factor.tolist(), strict=True), strict=True))


def _unit(factor: float) -> Disagreement | None:
    if factor < 1 / AGREEMENT.max_factor:
        return Disagreement("sensors-disagree.degrees")
    return Disagreement("sensors-disagree.radians") if factor > AGREEMENT.max_factor else None


def _named(explanations: list[tuple[tuple[int, ...], bool]]) -> Disagreement:
    """The one axis that explains it; a turn about one line alone leaves several that do."""
    if not explanations:
        return Disagreement("sensors-disagree.swapped")
    if len(explanations) > 1:
        return Disagreement("sensors-disagree.sign")
    [(signs, is_opposite)] = explanations
    odd = [axis for axis, sign in zip(_AXES, signs, strict=True) if sign * sum(signs) < 0]
    if not odd:
        return Disagreement("sensors-disagree.opposite")
    return Disagreement(
        "sensors-disagree.rotation" if is_opposite else "sensors-disagree.acceleration", odd[0]
    )
