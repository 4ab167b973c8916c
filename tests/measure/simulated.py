"""Simulated phones: known motion in, what a phone would write out. Never a stand-in for real recordings."""

from __future__ import annotations

import numpy as np

from loadshare.measure.recording import GRAVITY_M_S2, FloatArray, Placement, Recording, Side


def rotation(axis: str, angle_deg: FloatArray) -> FloatArray:
    """(n, 3, 3) matrices that turn by `angle_deg` (n,) about x, y or z."""
    angle = np.radians(angle_deg)
    out = np.zeros((angle.shape[0], 3, 3))
    i, j, k = {"x": (0, 1, 2), "y": (1, 2, 0), "z": (2, 0, 1)}[axis]
    out[:, i, i] = 1.0
    out[:, j, j] = out[:, k, k] = np.cos(angle)
    out[:, j, k], out[:, k, j] = -np.sin(angle), np.sin(angle)
    return out


def phone(
    time_s: FloatArray,
    world_from_phone: FloatArray,
    *,
    position_m: FloatArray | None = None,
    rate_hz: float = 60.0,
    quantised: bool = True,
    noise_seed: int = 1,
    placement: Placement | None = None,
    side: Side | None = None,
) -> Recording:
    """What a phone with this attitude (n, 3, 3) and place (n, 3) in a z-up world writes.

    Quantised as browsers do: 0.1 m/s² and 0.1 deg/s, with 0.02 m/s² and 0.05 deg/s of noise.
    """
    dense_hz = 400.0
    dense_s = np.arange(time_s[0], time_s[-1], 1 / dense_hz)
    attitude = _smooth_attitude(time_s, world_from_phone, dense_s)
    place = np.zeros((dense_s.shape[0], 3))
    if position_m is not None:
        place = np.column_stack([np.interp(dense_s, time_s, position_m[:, k]) for k in range(3)])
        place = _smooth(place)
    moving = np.gradient(np.gradient(place, dense_s, axis=0), dense_s, axis=0)
    specific = moving + np.array([0.0, 0.0, GRAVITY_M_S2])
    acc = np.einsum("nji,nj->ni", attitude, specific)
    rate = np.einsum("nji,njk->nik", attitude, np.gradient(attitude, dense_s, axis=0))
    gyr = np.column_stack((rate[:, 2, 1], rate[:, 0, 2], rate[:, 1, 0]))
    stamps = np.arange(dense_s[0], dense_s[-1], 1 / rate_hz)
    rng = np.random.default_rng(noise_seed)
    acc = np.column_stack([np.interp(stamps, dense_s, acc[:, k]) for k in range(3)])
    gyr = np.column_stack([np.interp(stamps, dense_s, gyr[:, k]) for k in range(3)])
    acc = acc + rng.normal(0, 0.02, acc.shape)
    gyr = gyr + rng.normal(0, np.radians(0.05), gyr.shape)
    if quantised:
        acc, gyr = np.round(acc, 1), np.radians(np.round(np.degrees(gyr), 1))
    return Recording(
        time_s=stamps - stamps[0],
        acceleration_m_s2=acc,
        rotation_rate_rad_s=gyr,
        placement=placement,
        side=side,
    )


def ramp(*points: tuple[float, float], rate_hz: float = 100.0) -> tuple[FloatArray, FloatArray]:
    """Time and a smooth signal that rests at and moves between the given (second, value) points."""
    stamps, values = np.array(points).T
    time_s = np.arange(stamps[0], stamps[-1], 1 / rate_hz)
    index = np.clip(np.searchsorted(stamps, time_s, side="right") - 1, 0, len(points) - 2)
    into = (time_s - stamps[index]) / (stamps[index + 1] - stamps[index])
    smooth = into**3 * (10 - 15 * into + 6 * into**2)
    return time_s, values[index] + (values[index + 1] - values[index]) * smooth


def _smooth(values: FloatArray, width: int = 41) -> FloatArray:
    kernel = np.hanning(width + 2)[1:-1]
    kernel /= kernel.sum()
    padded = np.pad(values, ((width // 2, width // 2), (0, 0)), mode="edge")
    return np.column_stack([np.convolve(padded[:, k], kernel, "valid") for k in range(values.shape[1])])


def _smooth_attitude(time_s: FloatArray, attitude: FloatArray, dense_s: FloatArray) -> FloatArray:
    flat = attitude.reshape(-1, 9)
    dense = np.column_stack([np.interp(dense_s, time_s, flat[:, k]) for k in range(9)])
    left, _, right = np.linalg.svd(_smooth(dense).reshape(-1, 3, 3))
    out: FloatArray = left @ right
    return out
