"""What was read from a recording, to look at before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from loadshare.measure import Recording

WIDTH, HEIGHT = 600, 96
_MARGIN = 4


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One recording. `outline`: the size of its movement from least to most, as the path of a drawing."""

    seconds: float
    rate_hz: float
    taken: tuple[str, ...]
    left_out: tuple[str, ...]
    outline: str
    has_rotation: bool


def previews_of(recordings: Sequence[Recording]) -> tuple[Preview, ...]:
    """One for each."""
    return tuple(
        Preview(
            seconds=one.duration_s,
            rate_hz=one.rate_hz,
            taken=one.taken,
            left_out=one.left_out,
            outline=_outline(one),
            has_rotation=one.rotation_rate_rad_s is not None,
        )
        for one in recordings
    )


def _outline(recording: Recording) -> str:
    """The range of acceleration in many equal spans, there along the top and back along the bottom."""
    size = np.linalg.norm(recording.acceleration_m_s2, axis=1)
    spans = min(WIDTH // 2, size.shape[0])
    into = (recording.time_s - recording.time_s[0]) / recording.duration_s * spans
    starts = np.unique(np.searchsorted(into, np.arange(spans)).clip(0, size.shape[0] - 1))
    least, most = np.minimum.reduceat(size, starts), np.maximum.reduceat(size, starts)
    low, high = float(size.min()), float(size.max())
    scale = (HEIGHT - 2 * _MARGIN) / max(high - low, 1e-9)
    across = into[starts] * WIDTH / spans
    there = [(x, HEIGHT - _MARGIN - (y - low) * scale) for x, y in zip(across, most, strict=True)]
    back = [(x, HEIGHT - _MARGIN - (y - low) * scale + 0.8) for x, y in zip(across, least, strict=True)]
    points = " L".join(f"{x:.1f} {y:.1f}" for x, y in [*there, *back[::-1]])
    return f"M{points}Z"
