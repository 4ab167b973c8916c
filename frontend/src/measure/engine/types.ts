/** What goes into the engine and what comes out: the JSON of `loadshare measure TEST FILE --json`, key for key. */

export type Side = "left" | "right";
export type Placement = "sacrum" | "lowest-rib" | "shin" | "thigh" | "pelvis-front" | "pocket" | "hand" | "other";
export type Platform = "android" | "ios" | "other" | "unknown";
export type Test = "walk" | "hip-rotation" | "hip-flexion" | "thomas" | "bend" | "stance" | "chair" | "bridge" | "hold";

/** Three columns x, y, z in the phone's own right-handed axes: x to its right edge, y to its top, z out of the screen. */
export type Columns = readonly [x: ArrayLike<number>, y: ArrayLike<number>, z: ArrayLike<number>];

/** One recording as the phone gave it. */
export interface Recording {
  /** Seconds; any start. A few late or repeated stamps are mended, more are refused. */
  readonly timeS: ArrayLike<number>;
  /** m/s², gravity included (`accelerationIncludingGravity`). */
  readonly acceleration: Columns;
  /** rad/s about x, y, z (alpha, beta, gamma of a DeviceMotionEvent, in this order, which are deg/s); null where the phone has none. */
  readonly rotationRate: Columns | null;
  readonly placement?: Placement | null;
  readonly side?: Side | null;
  readonly platform?: Platform;
  /**
   * "specific-force": at rest the upper axis is positive (Android and the W3C). "inverted": the other way round (iOS).
   * null: by platform, and the result says so.
   */
  readonly accelerationSign?: "specific-force" | "inverted" | null;
  readonly device?: string;
}

export interface Options {
  /** The leg, where the recording does not say; for a stance the leg that stands. */
  readonly side?: Side | null;
  /** Where the phone was, where the recording does not say. */
  readonly placement?: Placement | null;
  /** For "bend": the same bends with the phone at the lowest rib; the first recording is the one at the sacrum. */
  readonly rib?: Recording;
}

export interface Estimate {
  value: number;
  low: number;
  high: number;
  unit: string;
  /** Key of the evidence the bar rests on. */
  source: string;
}

export interface Quality {
  verdict: "good" | "fair";
  concerns: string[];
  assumed: string[];
}

export interface Range {
  angle_deg: Estimate;
  trials_deg: number[];
  needs_third_trial: boolean;
}

export interface HipRotation {
  side: Side;
  internal: Range | null;
  external: Range | null;
  quality: Quality;
}

/** Flexion from the zero; for the modified Thomas test the thigh below the horizontal (negative: above). */
export interface HipAngle {
  side: Side;
  range: Range;
  quality: Quality;
}

export interface BendPart {
  angle_deg: number;
  bends_deg: number[];
}

export interface Bend {
  whole_deg: Estimate;
  hip_deg: Estimate;
  lumbar_deg: Estimate;
  hip_share: Estimate;
  is_outside_usual: boolean;
  sacrum: BendPart;
  rib: BendPart;
  quality: Quality;
}

export interface Pass {
  start_s: number;
  stop_s: number;
  steps: number;
  step_difference_pct: number;
  step_regularity: number;
  stride_regularity: number;
  forward_ratio: number;
}

export interface Walk {
  step_times_s: number[];
  is_straight: boolean[];
  turns_s: [start: number, stop: number][];
  passes: Pass[];
  steps: Estimate;
  cadence_per_min: Estimate;
  step_regularity: Estimate;
  stride_regularity: Estimate;
  step_difference_pct: Estimate;
  evenness: "not-seen" | "uneven" | "not-judged";
  vertical_rms_g: Estimate;
  vertical_peak_g: Estimate;
  quality: Quality;
}

export interface Stance {
  side: Side;
  time_s: Estimate;
  pelvic_drop_deg: Estimate;
  sway_m_s2: Estimate;
  reached_ceiling: boolean;
  start_s: number;
  stop_s: number;
  quality: Quality;
}

export interface RepetitionCount {
  count: Estimate;
  tops_s: number[];
  quality: Quality;
}

export interface HoldTime {
  time_s: Estimate;
  start_s: number;
  stop_s: number;
  ended_by_drop: boolean;
  quality: Quality;
}

export interface Results {
  walk: Walk;
  "hip-rotation": HipRotation;
  "hip-flexion": HipAngle;
  thomas: HipAngle;
  bend: Bend;
  stance: Stance;
  chair: RepetitionCount;
  bridge: RepetitionCount;
  hold: HoldTime;
}

/** No honest number can be made; the message says what to do next. `unreadable`: the signals themselves are no recording. */
export interface Refused {
  refused: { code: string; message: string };
}

export type Outcome<T extends Test = Test> = Results[T] | Refused;

export function isRefused(outcome: Outcome): outcome is Refused {
  return "refused" in outcome;
}
