"""How do you move? A recording from the phone you own → quantities with error bars and a quality verdict."""

from loadshare.measure.bend import Bend, BendPart, measure_bend, read_bends
from loadshare.measure.bouts import Bout
from loadshare.measure.inclinometer import (
    HipAngle,
    HipRotation,
    Range,
    SideDifference,
    compare_sides,
    measure_hip_flexion,
    measure_hip_rotation,
    measure_thomas,
)
from loadshare.measure.outcome import evaluate, outcome_of
from loadshare.measure.passes import Evenness, Pass
from loadshare.measure.quality import Estimate, MeasurementRefusedError, Quality, Verdict
from loadshare.measure.readers import MAX_FILE_BYTES, parse_recording, read_recording, write_own_csv
from loadshare.measure.recording import Placement, Platform, Recording, RecordingError, Side
from loadshare.measure.stance import StanceTrial, measure_stance
from loadshare.measure.strides import Pace, Strides
from loadshare.measure.timed import HoldTime, RepetitionCount, count_bridges, count_chair_stands, time_hold
from loadshare.measure.turns import Turn, TurnKind
from loadshare.measure.walking import Walk, measure_walk

__all__ = [
    "MAX_FILE_BYTES",
    "Bend",
    "BendPart",
    "Bout",
    "Estimate",
    "Evenness",
    "HipAngle",
    "HipRotation",
    "HoldTime",
    "MeasurementRefusedError",
    "Pace",
    "Pass",
    "Placement",
    "Platform",
    "Quality",
    "Range",
    "Recording",
    "RecordingError",
    "RepetitionCount",
    "Side",
    "SideDifference",
    "StanceTrial",
    "Strides",
    "Turn",
    "TurnKind",
    "Verdict",
    "Walk",
    "compare_sides",
    "count_bridges",
    "count_chair_stands",
    "evaluate",
    "measure_bend",
    "measure_hip_flexion",
    "measure_hip_rotation",
    "measure_stance",
    "measure_thomas",
    "measure_walk",
    "outcome_of",
    "parse_recording",
    "read_bends",
    "read_recording",
    "time_hold",
    "write_own_csv",
]
