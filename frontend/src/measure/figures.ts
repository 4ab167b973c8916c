/** From the engine's outcome to the figures that are shown and kept; `server/measure/figures.py` does the same. */
import type { Bend, Estimate, HipAngle, HipRotation, HoldTime, Outcome, RepetitionCount, Results, StanceTrial, Walk } from "./engine";
import { HIP_UNRELIABLE_DEG } from "./engine/limits";

export interface Figure {
  value: number;
  low: number;
  high: number;
  unit: string;
}

export type Figures = Record<string, Figure>;
type Result = Results[keyof Results];
type Named = [name: string, estimate: Pick<Estimate, "value" | "low" | "high">, unit: string];

const FINE_UNITS = new Set(["of 1", "g", "m/s²", "m", "m/s"]);

export function figuresOf(test: string, outcome: Outcome): Figures {
  const named = "refused" in outcome ? [] : estimates(test, outcome);
  return Object.fromEntries(named.map(([name, estimate, unit]) => [name, plain(estimate, unit)]));
}

export function trialsAgree(outcome: Outcome): boolean {
  return rangesOf(outcome).every((range) => Math.max(...range.trials_deg) - Math.min(...range.trials_deg) <= HIP_UNRELIABLE_DEG);
}

export function wantsThird(outcome: Outcome): boolean {
  return rangesOf(outcome).some((range) => range.needs_third_trial);
}

function rangesOf(outcome: Outcome) {
  const { internal, external, range } = outcome as Partial<HipRotation & HipAngle>;
  return [internal, external, range].filter((one) => one !== null && one !== undefined);
}

function estimates(test: string, result: Result): Named[] {
  switch (test) {
    case "hip-rotation":
      return rotation(result as HipRotation);
    case "hip-flexion":
      return [["flexion", (result as HipAngle).range.angle_deg, "deg"]];
    case "modified-thomas":
      // The phone counts below level as plus, the knowledge above level.
      return [["thigh-angle", times((result as HipAngle).range.angle_deg, -1), "deg"]];
    case "forward-bend":
      return bend(result as Bend);
    case "walking":
      return walk(result as Walk);
    case "single-leg-stance":
      return stance(result as StanceTrial);
    case "chair-stands":
    case "bridge-count":
      return [["count", (result as RepetitionCount).count, "times"]];
    default:
      return [["time", (result as HoldTime).time_s, "s"]];
  }
}

function rotation(result: HipRotation): Named[] {
  const found: Named[] = [];
  if (result.internal) found.push(["internal", result.internal.angle_deg, "deg"]);
  if (result.external) found.push(["external", result.external.angle_deg, "deg"]);
  return found;
}

function bend(result: Bend): Named[] {
  const pairs = Math.min(result.sacrum.bends_deg.length, result.rib.bends_deg.length);
  return [
    ["upper-tilt", result.whole_deg, "deg"],
    ["sacral-tilt", result.hip_deg, "deg"],
    ["hip-share", times(result.hip_share, 100), "%"],
    ["good-trials", { value: pairs, low: pairs, high: pairs }, "times"],
  ];
}

function walk(result: Walk): Named[] {
  return [
    ["cadence", result.cadence_per_min, "times"],
    ["steps", result.steps, "steps"],
    ...there("step-regularity", result.step_regularity, "of 1"),
    ...there("stride-regularity", result.stride_regularity, "of 1"),
    ...there("vertical-shake", result.vertical_rms_g, "g"),
    ...there("stride-time", result.strides && times(result.strides.time_s, 1000), "ms"),
    ...there("stride-variability", result.strides && times(result.strides.variability_s, 1000), "ms"),
    ...there("step-length", result.pace && result.pace.step_length_m, "m"),
    ...there("speed", result.pace && result.pace.speed_m_s, "m/s"),
  ];
}

/** A walk between near walls has no figures of straight parts; step length and speed need a height. */
function there(name: string, estimate: Named[1] | null, unit: string): Named[] {
  return estimate ? [[name, estimate, unit]] : [];
}

function stance(result: StanceTrial): Named[] {
  return [
    ["time", result.time_s, "s"],
    ["pelvic-drop", result.pelvic_drop_deg, "deg"],
    ["sway", result.sway_m_s2, "m/s²"],
  ];
}

function plain(estimate: Pick<Estimate, "value" | "low" | "high">, unit: string): Figure {
  const digits = FINE_UNITS.has(unit) ? 3 : 1;
  const round = (value: number): number => Number(value.toFixed(digits)) + 0;
  return { value: round(estimate.value), low: round(estimate.low), high: round(estimate.high), unit };
}

function times(estimate: Pick<Estimate, "value" | "low" | "high">, factor: number): Pick<Estimate, "value" | "low" | "high"> {
  const ends = [estimate.low * factor, estimate.high * factor];
  return { value: estimate.value * factor, low: Math.min(...ends), high: Math.max(...ends) };
}
