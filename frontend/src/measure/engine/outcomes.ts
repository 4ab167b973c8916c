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
  step_difference_pct: number;
  step_regularity: number;
  stride_regularity: number;
  forward_ratio: number;
}

export interface Walk {
  step_times_s: number[];
  is_straight: boolean[];
  turns_s: [number, number][];
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
