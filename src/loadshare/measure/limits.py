"""Every threshold of this room, read from `limits.toml`; the browser's engine has the same ones."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any, TypeVar

Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class SensorLimits:
    gravity_m_s2: float
    max_samples: int
    max_acceleration_m_s2: float
    max_rotation_rate_rad_s: float
    max_missing_share: float


@dataclass(frozen=True, slots=True)
class ClockLimits:
    working_rate_hz: float
    min_rate_hz: float
    max_rate_hz: float
    max_duration_s: float
    max_gap_s: float
    min_part_s: float
    max_block_s: float
    block_margin_s: float
    max_disorder_share: float
    max_duplicate_share: float
    most_late_samples: int
    least_stretch_samples: int
    averaged_from: float


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    least_pause_s: float
    max_paused_share: float
    pause_window_s: float
    moving_m_s2: float
    jump_m_s2: float
    coarse_m_s2: float
    max_short_steps: float
    short_step: float
    least_steady: float
    least_same: float
    least_lasting: float
    least_share_of_g: float
    most_times_g: float
    near_gravity: float
    still_share_of_g: float
    calibrated_share: float
    likely_from_hz: float
    likely_to_hz: float


@dataclass(frozen=True, slots=True)
class FiltersLimits:
    pad_periods: float
    max_pad_s: float


@dataclass(frozen=True, slots=True)
class InclinationLimits:
    still_cutoff_hz: float
    walking_cutoff_hz: float
    smoothing_s: float
    rest_smoothing_s: float
    rest_after_s: float
    rest_rate_deg_s: float
    rest_shake_m_s2: float
    max_bias_deg_s: float
    start_variance: float
    growth_per_s: float
    motion_variance: float
    rest_variance: float
    vertical_share: float


@dataclass(frozen=True, slots=True)
class StepsLimits:
    slowest_hz: float
    quickest_hz: float
    quiet_share: float
    beside_share: float
    beside_reach_s: float
    min_step_s: float
    max_step_s: float
    usual_step_s: float
    window_s: float
    hop_s: float
    min_movement_m_s2: float
    min_rhythm: float
    global_prior_octaves: float
    local_prior_octaves: float
    min_strength_share: float
    reach_s: float
    evenness: float
    min_chain_steps: int
    min_height: float
    max_height: float
    start_cost: float
    min_gain: float


@dataclass(frozen=True, slots=True)
class TempoLimits:
    every_window: int
    min_windows: int
    half_share: float
    stride_share: float
    step_sway: float
    no_step_sway: float
    slack: float


@dataclass(frozen=True, slots=True)
class TurnsLimits:
    slow_hz: float
    turning_deg_s: float
    min_turn_deg: float
    margin_s: float
    round_deg: float
    spin_deg: float
    angle_bar_deg: float


@dataclass(frozen=True, slots=True)
class PassesLimits:
    ends_left_out: int
    pause_steps: float
    min_steps: int
    min_passes: int
    uneven_ratio: float
    uneven_stride_regularity: float
    uneven_time_pct: float
    uneven_time_ratio: float
    min_stride_regularity: float


@dataclass(frozen=True, slots=True)
class WalkLimits:
    min_duration_s: float
    min_steps: int
    min_straight_steps: int
    min_beats: int
    min_strength: float
    weak_strength: float
    min_cadence_per_min: float
    max_cadence_per_min: float
    most_rms_g: float
    most_lift_m: float
    quickest_body_hz: float
    loose_shake_share: float
    slow_rate_hz: float
    cadence_bar_per_min: float
    steps_bar: float
    turn_bar: float
    steps_bar_share: float
    uncounted_share: float
    step_regularity_bar: float
    stride_regularity_bar: float
    shake_bar_share: float
    peak_bar_share: float
    min_room_steps: int
    room_cadence_bar_per_min: float
    min_strides: int
    odd_stride_share: float
    stride_time_bar_s: float
    stride_variability_bar_s: float
    leg_share: float
    rod_scale: float
    step_length_bar_share: float
    min_height_m: float
    max_height_m: float
    bout_rest_s: float
    min_bout_steps: int


@dataclass(frozen=True, slots=True)
class TiltLimits:
    still_deg_s: float
    min_still_s: float
    smooth_hz: float
    max_shake_m_s2: float


@dataclass(frozen=True, slots=True)
class HipLimits:
    angle_bar_deg: float
    thomas_bar_deg: float
    repeat_limit_deg: float
    unreliable_deg: float
    min_move_deg: float
    max_off_axis_share: float
    screen_down: float


@dataclass(frozen=True, slots=True)
class BendLimits:
    part_bar_deg: float
    share_bar: float
    min_bend_deg: float
    peak_s: float
    min_peak_share: float
    leave_share: float
    max_spread_deg: float
    least_usual_share: float
    most_usual_share: float
    latest_zero_s: float
    start_samples: int


@dataclass(frozen=True, slots=True)
class StanceLimits:
    ceiling_s: float
    time_bar_s: float
    drop_bar_deg: float
    sway_bar_share: float
    min_stance_s: float
    min_trace_s: float
    quiet_m_s2: float
    quiet_over_rest: float
    jolt_s: float
    settled_after_s: float
    join_s: float
    upright_screen: float
    edge_s: float


@dataclass(frozen=True, slots=True)
class TimedLimits:
    chair_test_s: float
    count_bar: float
    hold_bar_s: float
    min_rise_m: float
    rise_share: float
    slowest_rise_hz: float
    quickest_rise_hz: float
    thigh_rise_deg: float
    min_bridge_deg: float
    drop_deg: float
    drop_for_s: float
    min_hold_s: float
    resting_samples: int


@dataclass(frozen=True, slots=True)
class AgreementLimits:
    block_s: float
    min_blocks: int
    min_moved_m_s2: float
    min_fit: float
    min_better: float
    alike: float
    max_shake_m_s2: float
    max_factor: float


@dataclass(frozen=True, slots=True)
class FormLimits:
    max_heading_deg: float
    max_shake_m_s2: float
    max_off_line_deg: float
    lying_screen: float
    upright_edge: float
    max_bend_deg: float
    quick_bend_deg: float
    max_bridge_deg: float
    max_lean_deg: float
    min_lean_deg: float
    max_rise_m: float


def _section(of: type[Section], values: dict[str, Any]) -> Section:
    """`values` as `of`. Raises TypeError or ValueError for a key too many, one missing, or another kind."""
    for field in fields(of):  # type: ignore[arg-type]
        if type(values[field.name]).__name__ != field.type:
            raise ValueError(f"{of.__name__}.{field.name} must be of kind {field.type}")
    return of(**values)


TABLE: dict[str, dict[str, float]] = tomllib.loads(
    (files(__package__) / "limits.toml").read_text(encoding="utf-8")
)

SENSOR = _section(SensorLimits, TABLE["sensor"])
CLOCK = _section(ClockLimits, TABLE["clock"])
READING = _section(ReadingLimits, TABLE["reading"])
FILTERS = _section(FiltersLimits, TABLE["filters"])
INCLINATION = _section(InclinationLimits, TABLE["inclination"])
STEPS = _section(StepsLimits, TABLE["steps"])
TEMPO = _section(TempoLimits, TABLE["tempo"])
TURNS = _section(TurnsLimits, TABLE["turns"])
PASSES = _section(PassesLimits, TABLE["passes"])
WALK = _section(WalkLimits, TABLE["walk"])
TILT = _section(TiltLimits, TABLE["tilt"])
HIP = _section(HipLimits, TABLE["hip"])
BEND = _section(BendLimits, TABLE["bend"])
STANCE = _section(StanceLimits, TABLE["stance"])
TIMED = _section(TimedLimits, TABLE["timed"])
AGREEMENT = _section(AgreementLimits, TABLE["agreement"])
FORM = _section(FormLimits, TABLE["form"])
