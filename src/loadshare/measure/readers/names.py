"""What the name of a column, a file or a sheet says: which sensor, which axis, which unit.

No list of apps: names are taken apart into words, and the words tell. `accelerometerAccelerationX(G)`,
`Acc_X`, `gFx`, `x-axis (g)` and `Acceleration x (m/s^2)` all come out the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class SensorKind(StrEnum):
    """What is measured. ACCELERATION does not say whether gravity is in it; its size tells."""

    TIME = "time"
    ACCELERATION = "acceleration"
    TOTAL = "total acceleration"
    LINEAR = "acceleration without gravity"
    GRAVITY = "gravity"
    ROTATION = "rotation rate"
    OTHER = "something else"
    UNKNOWN = "unknown"


ACCELERATIONS = (SensorKind.TOTAL, SensorKind.ACCELERATION)
SIGNALS = (*ACCELERATIONS, SensorKind.LINEAR, SensorKind.GRAVITY, SensorKind.ROTATION)


@dataclass(frozen=True, slots=True)
class Meaning:
    """stem: the name without its axis and unit; columns of one sensor share it."""

    quantity: SensorKind
    axis: str = ""
    unit: str | None = None
    stem: str = ""


_UNITS = (
    (
        r"m */? *\(? *s *\^? *[-−]?[2²] *\)?|m/s/s|m_s2|m\*s|mss|m/sec|meters?/s|metres?/s"
        r"|met(er|re)s? per sec(ond)?( squared|s|[ ^]*[2²])",
        "m/s2",
    ),
    (r"rad[/_ ]*s|rad/sec|rads|r/s|rps|rad(ians?)? per sec(ond)?", "rad/s"),
    (r"(deg|degrees?|°|º|˚)([/_ ]*s(ec)?| per sec(ond)?)|dps", "deg/s"),
    (r"mg|milli-?g", "mg"),
    (r"g'?s?|gravit[a-z]*", "g"),
    (r"100 ?ns|ticks?", "ticks"),
    (r"ms|msecs?|millis(econds?)?|milliseconds?", "ms"),
    (r"us|µs|μs|usecs?|micros(econds?)?|microseconds?", "us"),
    (r"ns|nsecs?|nanos(econds?)?|nanoseconds?", "ns"),
    (r"s|secs?|seconds?", "s"),
)
_IN_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_AT_THE_END = re.compile(
    r"[ _.-](m[/_]?s\^?[2²]|mss|m[_/]s_?2|rad[_/]?s|rads|deg[_/]?s|dps|ms|us|µs|μs|ns|s|sec|seconds|"
    r"milliseconds|millis|microseconds|micros|nanoseconds|nanos|mg|g)$",
    re.IGNORECASE,
)
_OTHER_UNIT = re.compile(
    r"[µμu]t|microt.*|mt|gauss|hpa|mbar|lux|lx|%|°?c|deg|°|rad|m|m/s|km/h|db.*", re.IGNORECASE
)
_TIME = re.compile(
    r"(.*time(stamp|s)?(sincereboot|since1970|since\d+|utc|local|txt|n|ns|ms|us)?(local|utc|unix)?"
    r"|t|ts|temps|tempo|tiempo|zeit|tijd|aika|tid|cas|czas|zaman|waktu|.*elapsed.*|epoch?|epoc|clock|.*(seconds|millis|nanos|micros)|date|datetime|utc|samplet?imefine"
    r"|.*timestamp.*|ticks|hhmmss|yyyy.*|time.*)"
)
_TIME_NOT = re.compile(r"uptime$|timezone|offset|lifetime|delta|difference|step|interval|timer")
_OTHER = re.compile(
    r"mag(?!n?itude)|accurac|compass|orient|quat|euler|attitude|heading|bearing|gps|locat|latit|longit|altit|speed|press|baro"
    r"|temp|light|lux|humid|proxim|rotvec|rotationvector|gamerot|geomag|(?<!ang)(?<!angular)velocity|posit|jerk|filt"
    r"|std|mean|rms|magnitude|abs|norm|resultant|step|activ|label|battery|sound|noise|inclin|roll$|pitch$|yaw$"
)
_OTHER_FILE = re.compile(
    r"magnetom|magnetic|compass|orient|barom|pressure|location|gps|light|pedometer|microphone|brightness|battery"
    r"|heartrate|humid|temperat|proxim|rotationvector|quaternion|network|bluetooth|wifi|camera|annotation"
)
_ROTATION = re.compile(
    r"gyr|rotationrate|rotrate|rateofrotation|rotationspeed|ang(ular)?(vel|rate|speed)|omega|^w$|^rot$|^rotation$"
)
_TOTAL = re.compile(
    r"(incl?u?d?i?n?g?|with|plus)(g$|grav)|total|gforce|^gf$|^g$|uncalibrated$|accelerometeracceleration|raw"
)
_LINEAR = re.compile(
    r"linear|^lin|linacc|acclin|useracc|acc[a-z]*user|freeacc|bodyacc|dynamicacc"
    r"|(without|wo|no|minus|excl?u?d?i?n?g?)(g$|grav)"
)
_ACCELERATION = re.compile(r"acc|^a$|^gf|^imu$")
_LOGGERS_NAME = re.compile(
    r"(raw|phone|android|ios|sensor|total|linear|user)*"
    r"(acc|accelero?meter|acceleration|gravity|gyr|gyro|gyroscope|rotation(rate)?|angularvelocity|linear"
    r"|magnetometer|magneticfield|compass|orientation|barometer|pressure|location|gps|light|pedometer|heading)"
    r"(meter|with(out)?g(ravity)?|uncalibrated|sensor|data|raw|copy)*"
)
_SPARE = re.compile(r"watch|wrist|headphone|uncal|headset")


@lru_cache(maxsize=2048)
def meaning_of(name: str) -> Meaning:
    """What `name` says. Names that say nothing known are UNKNOWN, those of other sensors OTHER."""
    name = name.strip()[:120]
    unit, is_other_unit, rest = _unit(name)
    words = words_of(rest)
    axis, stem = _axis(words)
    if not axis and _is_time("".join(words)):
        return Meaning(SensorKind.TIME, unit=unit, stem="".join(words))
    quantity = _quantity(stem.rstrip("0123456789"), unit, axis)
    if is_other_unit:
        quantity = SensorKind.OTHER
    return Meaning(quantity, axis, unit, stem)


def sensor_of(name: str) -> SensorKind:
    """The sensor that a file, a sheet or a message is named for."""
    squeezed = "".join(words_of(name))
    if _OTHER_FILE.search(squeezed):
        return SensorKind.OTHER
    quantity = _quantity(squeezed, None, "")
    return SensorKind.UNKNOWN if quantity is SensorKind.OTHER else quantity


def named_for(name: str) -> SensorKind:
    """The sensor that a logger named a file for; UNKNOWN where somebody may have typed the name.

    A walk may be called "gps on, light shoes" or "gyro off".
    """
    squeezed = "".join(word for word in words_of(name) if not word.isdigit())
    return sensor_of(name) if _LOGGERS_NAME.fullmatch(squeezed) else SensorKind.UNKNOWN


def is_spare(name: str) -> bool:
    """Whether `name` is of a second device or of a sensor before its calibration: taken only where there is
    no other."""
    return _SPARE.search("".join(words_of(name))) is not None


def _is_time(squeezed: str) -> bool:
    return (_TIME.fullmatch(squeezed) is not None and _TIME_NOT.search(squeezed) is None) or (
        "timestamp" in squeezed and "timezone" not in squeezed
    )


def _unit(name: str) -> tuple[str | None, bool, str]:
    """The unit, whether it is one of another kind of sensor, and the name without it."""
    for found in _IN_BRACKETS.findall(name):
        unit = _known_unit(found)
        if unit is not None:
            return unit, False, _IN_BRACKETS.sub(" ", name)
        if _OTHER_UNIT.fullmatch(found.strip()):
            return None, True, _IN_BRACKETS.sub(" ", name)
    at_end = _AT_THE_END.search(name)
    if at_end:
        return _known_unit(at_end[1]), False, name[: at_end.start()]
    return None, False, _IN_BRACKETS.sub(lambda inside: " " + inside[1], name)


def _known_unit(text: str) -> str | None:
    text = text.strip().lower()
    return next((unit for pattern, unit in _UNITS if re.fullmatch(pattern, text)), None)


def words_of(name: str) -> list[str]:
    """The words in a name, small and without accents: `accX_1` is acc, x and 1."""
    plain = "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one))
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    return [word.lower() for word in re.findall(r"[A-Za-zµμ]+|\d+", spaced)]


_VALUES = frozenset({"axis", "value", "values", "data", "val", "double"})
_NUMBERED = {"0": "x", "1": "y", "2": "z"}
"""Of names that say nothing else, as value0 or double_values_0."""
_GREEK = {"alpha": "x", "beta": "y", "gamma": "z"}
"""Of a rotation rate in every browser, whatever the specification of the orientation calls so."""


def _axis(words: list[str]) -> tuple[str, str]:
    """The axis and the rest; ("", all) where there is none."""
    if len(words) > 1 and words[-1] in _NUMBERED and not {*words[:-1]} - _VALUES:
        return _NUMBERED[words[-1]], ""
    plain = [word for word in words if word not in _VALUES]
    if len(plain) > 1 and plain[-1].isdigit():  # Ax1, Acc_Y_2: the first and the second of their kind
        axis, stem = _axis(plain[:-1])
        if stem:
            return axis, stem + plain[-1]
    for place in (-1, 0, *range(1, max(1, len(plain) - 1))):
        if plain and plain[place] in ("x", "y", "z"):
            rest = [word for n, word in enumerate(plain) if n != place % len(plain)]
            return plain[place], "".join(rest)
    if plain and plain[-1] in _GREEK and len(plain) > 1:
        return _GREEK[plain[-1]], "".join(plain[:-1])
    squeezed = "".join(plain)
    stem = squeezed[:-1]
    if squeezed == "gravity":
        return "", squeezed
    if squeezed[-1:] in ("x", "y", "z") and (
        len(stem) == 1 or _quantity(stem, None, "x") is not SensorKind.UNKNOWN
    ):
        return (
            (squeezed[-1], stem)
            if stem in ("a", "g", "w", "m", "r", "v") or len(stem) > 1
            else ("", squeezed)
        )
    return "", squeezed


def _quantity(stem: str, unit: str | None, axis: str) -> SensorKind:
    if _TOTAL.search(stem) and not _ROTATION.search(stem) and not _OTHER.search(stem):
        if _LINEAR.search(stem):
            return SensorKind.LINEAR
        return SensorKind.TOTAL if "raw" not in stem or _ACCELERATION.search(stem) else SensorKind.UNKNOWN
    if _OTHER.search(stem) or stem == "m":
        return SensorKind.OTHER
    if _ROTATION.search(stem) or unit in ("rad/s", "deg/s"):
        return SensorKind.ROTATION
    if _LINEAR.search(stem):
        return SensorKind.LINEAR
    if "grav" in stem:
        return SensorKind.GRAVITY
    if _ACCELERATION.search(stem) or (axis and unit in ("m/s2", "g", "mg")):
        return SensorKind.ACCELERATION
    return SensorKind.UNKNOWN
