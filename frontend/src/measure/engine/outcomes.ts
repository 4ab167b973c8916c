/** What a measurement says. `make docs` writes it from the values of `loadshare.measure`. */

export interface Estimate {
  value: number;
  low: number;
  high: number;
  unit: string;
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
  side: "left" | "right";
  internal: Range | null;
  external: Range | null;
  quality: Quality;
}

export interface HipAngle {
  side: "left" | "right";
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
  step_regularity: number;
  stride_regularity: number;
  forward_ratio: number;
  looks_uneven: boolean;
}

export interface Turn {
  start_s: number;
  stop_s: number;
  side: "left" | "right";
  kind: "corner" | "round" | "spin";
  angle_deg: Estimate;
}

export interface Bout {
  start_s: number;
  stop_s: number;
  steps: Estimate;
}

export interface Strides {
  time_s: Estimate;
  variability_s: Estimate;
}

export interface Pace {
  step_length_m: Estimate;
  speed_m_s: Estimate;
}

export interface Walk {
  step_times_s: number[];
  is_straight: boolean[];
  turns: Turn[];
  bouts: Bout[];
  passes: Pass[];
  steps: Estimate;
  cadence_per_min: Estimate;
  strides: Strides | null;
  pace: Pace | null;
  step_regularity: Estimate | null;
  stride_regularity: Estimate | null;
  evenness: "not-seen" | "uneven" | "not-judged";
  vertical_rms_g: Estimate | null;
  vertical_peak_g: Estimate | null;
  quality: Quality;
}

export interface StanceTrial {
  side: "left" | "right";
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
