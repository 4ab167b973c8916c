"""What a phone felt, in one fixed convention, checked once so that nothing behind it has to check again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from loadshare.measure.limits import SENSOR
from loadshare.measure.words import words

FloatArray = npt.NDArray[np.float64]

GRAVITY_M_S2 = SENSOR.gravity_m_s2

_BLOCK = 65_536


class RecordingError(ValueError):
    """The bytes are no usable recording. The message says what is wrong and what to do next."""


def unreadable(key: str, **values: str | int) -> RecordingError:
    """Return the error `key` of the words to raise."""
    return RecordingError(words(f"unreadable.{key}", **values))


class Side(StrEnum):
    """The side of the body, seen by the person."""

    LEFT = "left"
    RIGHT = "right"


class Placement(StrEnum):
    """Where the phone was. SACRUM also stands for a snug waistband at the back."""

    SACRUM = "sacrum"
    LOWEST_RIB = "lowest-rib"
    SHIN = "shin"
    THIGH = "thigh"
    PELVIS_FRONT = "pelvis-front"
    POCKET = "pocket"
    HAND = "hand"
    OTHER = "other"


class Platform(StrEnum):
    """What the phone runs; iOS writes acceleration with the opposite sign."""

    ANDROID = "android"
    IOS = "ios"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One recording of one sensor, in the sensor's own right-handed axes.

    time_s: (n,), strictly rising; readers let it start at 0. acceleration_m_s2: (n, 3), gravity included,
    *specific force*: a phone at rest reads +9.8 on the axis that points up (Android and the W3C; iOS has
    the opposite sign and is turned round by the readers). rotation_rate_rad_s: (n, 3) or None.
    orientation_wxyz: (n, 4) unit quaternions from sensor to world, or None. `assumptions` lists in plain
    words what the reader had to assume; `taken` and `left_out` are the columns of the file, as it names them.

    Raises RecordingError for wrong shapes, values that are not finite or not possible, time that does not
    rise, no samples or too many, and an acceleration axis that never changes.
    """

    time_s: FloatArray
    acceleration_m_s2: FloatArray
    rotation_rate_rad_s: FloatArray | None = None
    orientation_wxyz: FloatArray | None = None
    device: str = ""
    platform: Platform = Platform.UNKNOWN
    placement: Placement | None = None
    side: Side | None = None
    source_format: str = "memory"
    assumptions: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    _rate_hz: float | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self._freeze()
        n = self.time_s.shape[0] if self.time_s.ndim == 1 else 0
        if n < 2:
            raise unreadable("empty")
        if n > SENSOR.max_samples:
            raise unreadable("too-many", count=f"{SENSOR.max_samples:,}")
        _check_channel("acceleration", self.acceleration_m_s2, (n, 3), SENSOR.max_acceleration_m_s2)
        if self.rotation_rate_rad_s is not None:
            _check_channel("rotation rate", self.rotation_rate_rad_s, (n, 3), SENSOR.max_rotation_rate_rad_s)
        if self.orientation_wxyz is not None:
            _check_channel("orientation", self.orientation_wxyz, (n, 4), 1.01)
        is_rising = all((steps > 0).all() for _, steps in steps_between(self.time_s))
        if not is_rising or not np.isfinite(self.time_s[[0, -1]]).all():
            raise unreadable("not-rising")
        _check_alive(self)

    def _freeze(self) -> None:
        """Keep read-only views, so that neither side can change the other's numbers by mistake."""
        for name in ("time_s", "acceleration_m_s2", "rotation_rate_rad_s", "orientation_wxyz"):
            values = getattr(self, name)
            if values is not None:
                view = np.asarray(values, dtype=np.float64).view()
                view.flags.writeable = False
                object.__setattr__(self, name, view)

    @property
    def duration_s(self) -> float:
        return float(self.time_s[-1] - self.time_s[0])

    @property
    def rate_hz(self) -> float:
        """The typical sampling rate: one over the median step between time stamps (of long recordings the
        median of medians)."""
        if self._rate_hz is None:
            typical = [np.median(steps) for _, steps in steps_between(self.time_s)]
            object.__setattr__(self, "_rate_hz", 1.0 / float(np.median(typical)))
        assert self._rate_hz is not None
        return self._rate_hz


def steps_between(time_s: FloatArray) -> Iterator[tuple[int, FloatArray]]:
    """Yield the steps between the stamps `time_s` (n,) in even blocks, each with the number of its first: an
    hour needs no more memory than a minute."""
    steps = time_s.shape[0] - 1
    count = 1 + (steps - 1) // _BLOCK
    for k in range(count):
        start, stop = k * steps // count, (k + 1) * steps // count
        yield start, np.diff(time_s[start : stop + 1])


def _check_channel(name: str, values: FloatArray, shape: tuple[int, int], limit: float) -> None:
    if values.shape != shape:
        raise unreadable("shape", channel=name, shape=str(values.shape), expected=str(shape))
    largest = max(values.max(), -values.min()) if values.size else 0.0
    if not np.isfinite(largest):
        raise unreadable("no-number", channel=name)
    if largest > limit:
        raise unreadable("too-large", channel=name)


def _check_alive(recording: Recording) -> None:
    """A sensor always shows some noise: an axis that never changes is broken or was not recorded."""
    channels = {"acceleration": recording.acceleration_m_s2, "rotation rate": recording.rotation_rate_rad_s}
    for name, values in channels.items():
        if values is None:
            continue
        # Column by column: along the short side of a long table NumPy takes ten times as long.
        for axis, column in zip("xyz", values.T, strict=True):
            if column.max() == column.min():
                raise unreadable("dead-axis", channel=name, axis=axis)
