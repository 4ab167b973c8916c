"""Which way is up, from rotation rate and acceleration together.

The published method of VQF without a magnetometer, for a whole recording: D. Laidig and T. Seel, "VQF:
Highly accurate IMU orientation estimation with bias estimation and magnetic disturbance rejection",
Information Fusion 91 (2023), doi 10.1016/j.inffus.2022.10.014. Rotation is integrated into a frame that is
nearly at rest, acceleration is smoothed there, where a body's movements average out, and the frame is tilted
until the smooth acceleration points up. The gyroscope's bias is followed by a Kalman filter, forwards and
backwards in time.
`inclination.ts` and `gravity.ts` compute the same in the browser.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from loadshare.compiler import compiler
from loadshare.measure.limits import INCLINATION
from loadshare.measure.recording import FloatArray

# Compiled code takes plain numbers, so those of the table are named here again.
SMOOTHING_S = INCLINATION.smoothing_s
REST_SMOOTHING_S = INCLINATION.rest_smoothing_s
REST_AFTER_S = INCLINATION.rest_after_s
REST_RATE_RAD_S = math.radians(INCLINATION.rest_rate_deg_s)
REST_SHAKE_M_S2 = INCLINATION.rest_shake_m_s2
MAX_BIAS_RAD_S = math.radians(INCLINATION.max_bias_deg_s)
START_VARIANCE = INCLINATION.start_variance
GROWTH_PER_S = INCLINATION.growth_per_s
MOTION_VARIANCE = INCLINATION.motion_variance
REST_VARIANCE = INCLINATION.rest_variance
VERTICAL_SHARE = INCLINATION.vertical_share

UNIT = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)

compiled = compiler(room=Path(__file__).parent, depends_on=("inclination", "limits.toml"))


def incline(*, rotation_rate_rad_s: FloatArray, acceleration_m_s2: FloatArray, rate_hz: float) -> FloatArray:
    """Return the unit vector that points up, (n, 3) in sensor axes, of signals (n, 3) on an even clock."""
    rate, acceleration = (
        np.ascontiguousarray(signal, float) for signal in (rotation_rate_rad_s, acceleration_m_s2)
    )
    up: FloatArray = _incline(rate, acceleration, _bias(rate, acceleration, 1.0 / rate_hz), 1.0 / rate_hz)
    return up


def _bias(rate: FloatArray, acceleration: FloatArray, step_s: float) -> FloatArray:
    """(n, 3): the gyroscope's bias at every sample, from the past and from the future, each as sure as it is.

    Backwards in time every rotation is turned round, and so is the bias.
    """
    past, past_variance = _follow_bias(rate, acceleration, step_s)
    back = np.ascontiguousarray(-rate[::-1]), np.ascontiguousarray(acceleration[::-1])
    future, future_variance = _follow_bias(*back, step_s)
    past_surety, future_surety = np.linalg.inv(past_variance), np.linalg.inv(future_variance[::-1])
    both = past_surety @ past[:, :, None] - future_surety @ future[::-1][:, :, None]
    out: FloatArray = np.linalg.solve(past_surety + future_surety, both)[:, :, 0]
    return np.ascontiguousarray(out)


@compiled
def _follow_bias(rate: Any, acceleration: Any, step_s: Any) -> Any:
    """The bias after every sample (n, 3), and its variance (n, 3, 3), forwards in time."""
    n = rate.shape[0]
    biases, variances = np.empty((n, 3)), np.empty((n, 3, 3))
    bias = (0.0, 0.0, 0.0)
    variance = (START_VARIANCE, 0.0, 0.0, 0.0, START_VARIANCE, 0.0, 0.0, 0.0, START_VARIANCE)
    turn = tilt = (1.0, 0.0, 0.0, 0.0)
    smooth, attitude, level = np.zeros((3, 3)), np.zeros((3, 9)), np.zeros((3, 2))
    slow_rate, slow_acceleration = np.zeros((3, 3)), np.zeros((3, 3))
    slow, quick = _low_pass(SMOOTHING_S, step_s), _low_pass(REST_SMOOTHING_S, step_s)
    growth = GROWTH_PER_S * step_s
    rest_weight, weight = (
        REST_VARIANCE**2 / growth + REST_VARIANCE,
        MOTION_VARIANCE**2 / growth + MOTION_VARIANCE,
    )
    rest_s = 0.0
    for i in range(n):
        w, a = _row(rate, i), _row(acceleration, i)
        _pass(slow_rate, w, i, quick)
        _pass(slow_acceleration, a, i, quick)
        usual, calm = _row(slow_rate, 0), _row(slow_acceleration, 0)
        if (
            _apart(w, usual) >= REST_RATE_RAD_S**2
            or max(abs(usual[0]), abs(usual[1]), abs(usual[2])) > MAX_BIAS_RAD_S
        ):
            rest_s = 0.0
        rest_s = 0.0 if _apart(a, calm) >= REST_SHAKE_M_S2**2 else rest_s + step_s

        turn = _chain(turn, _turn_by(w, bias, step_s))
        _pass(smooth, _apply(_matrix_of(turn), a), i, slow)
        tilt, seen = _tilt_towards(tilt, _row(smooth, 0))

        now = _matrix_of(_chain(tilt, turn))
        _pass(attitude, now, i, slow)
        _pass(level, _apply(now, bias), i, slow)
        if rest_s >= REST_AFTER_S:
            off = (usual[0] - bias[0], usual[1] - bias[1], usual[2] - bias[2])
            seen_by, weights = UNIT, (rest_weight, rest_weight, rest_weight)
        else:
            seen_by = _nine(attitude)
            known = _apply(seen_by, bias)
            off = (
                -seen[1] / step_s + level[0, 0] - known[0],
                seen[0] / step_s + level[0, 1] - known[1],
                -known[2],
            )
            weights = (weight, weight, weight / VERTICAL_SHARE)
        bias, variance = _correct(bias, _grown(variance, growth), seen_by, off, weights)
        for k in range(3):
            biases[i, k] = bias[k]
            for j in range(3):
                variances[i, k, j] = variance[3 * k + j]
    return biases, variances


@compiled
def _incline(rate: Any, acceleration: Any, bias: Any, step_s: Any) -> Any:
    """(n, 3): up in sensor axes, with the smoothing forwards and then backwards, so that it has no delay."""
    n = rate.shape[0]
    turns, smooth, up = np.empty((n, 4)), np.empty((n, 3)), np.empty((n, 3))
    turn = tilt = (1.0, 0.0, 0.0, 0.0)
    slow, state = _low_pass(SMOOTHING_S, step_s), np.zeros((3, 3))
    for i in range(n):
        turn = _chain(turn, _turn_by(_row(rate, i), _row(bias, i), step_s))
        for k in range(4):
            turns[i, k] = turn[k]
        _pass(state, _apply(_matrix_of(turn), _row(acceleration, i)), i, slow)
        for k in range(3):
            smooth[i, k] = state[0, k]
    for k in range(3):
        _settle(state, k, smooth[n - 1, k], slow)
    for i in range(n - 1, -1, -1):
        _pass(state, _row(smooth, i), n, slow)
        for k in range(3):
            smooth[i, k] = state[0, k]
    for i in range(n):
        tilt, _ = _tilt_towards(tilt, _row(smooth, i))
        matrix = _matrix_of(_chain(tilt, (turns[i, 0], turns[i, 1], turns[i, 2], turns[i, 3])))
        up[i, 0], up[i, 1], up[i, 2] = matrix[6], matrix[7], matrix[8]
    return up


@compiled
def _grown(variance: Any, growth: Any) -> Any:
    a, b, c, d, e, f, g, h, i = variance
    a = a + growth if a < START_VARIANCE else a
    e = e + growth if e < START_VARIANCE else e
    i = i + growth if i < START_VARIANCE else i
    return a, b, c, d, e, f, g, h, i


@compiled
def _correct(bias: Any, variance: Any, seen_by: Any, off: Any, weights: Any) -> Any:
    """Bias and variance after one step of the Kalman filter: `off` is what was seen beside what was known."""
    spread = _times(variance, _transposed(seen_by))
    a, b, c, d, e, f, g, h, i = _times(seen_by, spread)
    gain = _times(spread, _inverse((a + weights[0], b, c, d, e + weights[1], f, g, h, i + weights[2])))
    change = _apply(gain, _limited(off))
    less = _times(_times(gain, seen_by), variance)
    return (
        _limited((bias[0] + change[0], bias[1] + change[1], bias[2] + change[2])),
        (
            variance[0] - less[0], variance[1] - less[1], variance[2] - less[2],
            variance[3] - less[3], variance[4] - less[4], variance[5] - less[5],
            variance[6] - less[6], variance[7] - less[7], variance[8] - less[8],
        ),
    )  # fmt: skip


@compiled
def _tilt_towards(tilt: Any, acceleration: Any) -> Any:
    """The frame tilted by the least turn that brings `acceleration` to the vertical, and where that was."""
    x, y, z = _apply(_matrix_of(tilt), acceleration)
    size = math.sqrt(x * x + y * y + z * z)
    if size < 1e-12:
        return tilt, (0.0, 0.0, 1.0)
    x, y, z = x / size, y / size, z / size
    half = math.sqrt((z + 1) / 2)
    turn = (half, y / (2 * half), -x / (2 * half), 0.0) if half > 1e-6 else (0.0, 1.0, 0.0, 0.0)
    return _chain(turn, tilt), (x, y, z)


# A second-order Butterworth low-pass, sample by sample. A state has the rows value, first and second. It
# starts with the plain mean of what came so far, for one time constant, and takes the last as settled.


@compiled
def _low_pass(tau_s: Any, step_s: Any) -> Any:
    c = math.tan(math.sqrt(2.0) / (2 * tau_s) * step_s)
    d = c * c + math.sqrt(2.0) * c + 1
    return c * c / d, 2 * (c * c - 1) / d, (1 - math.sqrt(2.0) * c + c * c) / d, tau_s / step_s


@compiled
def _pass(state: Any, x: Any, i: Any, low_pass: Any) -> None:
    """Take sample `i` in; the result is the first row."""
    b0, a1, a2, start = low_pass
    for k in range(state.shape[1]):
        if i >= start:
            y = b0 * x[k] + state[1, k]
            state[1, k] = 2 * b0 * x[k] - a1 * y + state[2, k]
            state[2, k] = b0 * x[k] - a2 * y
            state[0, k] = y
        else:
            state[1, k] += x[k]  # the running sum until the filter starts
            state[0, k] = state[1, k] / (i + 1)
            if i + 1 >= start:
                _settle(state, k, state[0, k], low_pass)


@compiled
def _settle(state: Any, k: Any, level: Any, low_pass: Any) -> None:
    """Take `level` as what channel `k` has settled at."""
    b0, _, a2, _ = low_pass
    state[0, k], state[1, k], state[2, k] = level, level * (1 - b0), level * (b0 - a2)


# Vectors, unit quaternions (w, x, y, z) and matrices, row by row, as tuples: the loops allocate nothing.


@compiled
def _row(values: Any, i: Any) -> Any:
    return values[i, 0], values[i, 1], values[i, 2]


@compiled
def _nine(state: Any) -> Any:
    v = state[0]
    return v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]


@compiled
def _chain(a: Any, b: Any) -> Any:
    """First `b`, then `a`; made a unit again, so that errors of rounding do not add up."""
    w = a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3]
    x = a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2]
    y = a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1]
    z = a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0]
    size = math.sqrt(w * w + x * x + y * y + z * z)
    return w / size, x / size, y / size, z / size


@compiled
def _turn_by(rate: Any, bias: Any, step_s: Any) -> Any:
    """The turn of one step."""
    x, y, z = (rate[0] - bias[0]) * step_s, (rate[1] - bias[1]) * step_s, (rate[2] - bias[2]) * step_s
    angle = math.sqrt(x * x + y * y + z * z)
    if angle < 1e-12:
        return 1.0, 0.0, 0.0, 0.0
    factor = math.sin(angle / 2) / angle
    return math.cos(angle / 2), x * factor, y * factor, z * factor


@compiled
def _matrix_of(turn: Any) -> Any:
    w, x, y, z = turn
    return (
        1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
        2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
        2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
    )  # fmt: skip


@compiled
def _apply(m: Any, v: Any) -> Any:
    return (
        m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
        m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
        m[6] * v[0] + m[7] * v[1] + m[8] * v[2],
    )


@compiled
def _times(m: Any, n: Any) -> Any:
    a, b, c, d, e, f, g, h, i = n
    return (
        m[0] * a + m[1] * d + m[2] * g, m[0] * b + m[1] * e + m[2] * h, m[0] * c + m[1] * f + m[2] * i,
        m[3] * a + m[4] * d + m[5] * g, m[3] * b + m[4] * e + m[5] * h, m[3] * c + m[4] * f + m[5] * i,
        m[6] * a + m[7] * d + m[8] * g, m[6] * b + m[7] * e + m[8] * h, m[6] * c + m[7] * f + m[8] * i,
    )  # fmt: skip


@compiled
def _transposed(m: Any) -> Any:
    return m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]


@compiled
def _inverse(m: Any) -> Any:
    a, b, c, d, e, f, g, h, i = m
    one, two, three = e * i - f * h, f * g - d * i, d * h - e * g
    size = a * one + b * two + c * three
    return (
        one / size, (c * h - b * i) / size, (b * f - c * e) / size,
        two / size, (a * i - c * g) / size, (c * d - a * f) / size,
        three / size, (b * g - a * h) / size, (a * e - b * d) / size,
    )  # fmt: skip


@compiled
def _apart(a: Any, b: Any) -> Any:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2


@compiled
def _limited(v: Any) -> Any:
    most = MAX_BIAS_RAD_S
    return min(max(v[0], -most), most), min(max(v[1], -most), most), min(max(v[2], -most), most)
