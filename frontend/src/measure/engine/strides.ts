/** Strides of the straight parts: how long each takes, how much they vary, how far they reach: strides.py. */
import {
  WALK_LEG_SHARE,
  WALK_MIN_STRIDES,
  WALK_ODD_STRIDE_SHARE,
  WALK_ROD_SCALE,
  WALK_STEP_LENGTH_BAR_SHARE,
  WALK_STRIDE_TIME_BAR_S,
  WALK_STRIDE_VARIABILITY_BAR_S,
} from "./limits";
import { around } from "./quality";
import { mean, median, percentile } from "./statistics";
import type { Estimate, Pace, Strides } from "./types";

/** The middle half of a normal spread is this many standard deviations wide. */
const MIDDLE_HALF = { sd: 1.349 };

/** Of straight runs of heel strikes in seconds; null with too few strides. */
export function describeStrides(runsS: readonly (readonly number[])[]): Strides | null {
  const strides = runsS.map((run) => run.slice(2).map((strike, i) => strike - run[i]!));
  const every = strides.flat();
  if (!every.length) return null;
  const middle = median(every);
  const usual = strides.map((one) => one.filter((stride) => Math.abs(stride - middle) < WALK_ODD_STRIDE_SHARE * middle)).filter((one) => one.length);
  if (usual.flat().length < WALK_MIN_STRIDES) return null;
  const off = usual.flatMap((one) => {
    const own = median(one);
    return one.map((stride) => stride - own);
  });
  const spread = (percentile(off, 75) - percentile(off, 25)) / MIDDLE_HALF.sd;
  return {
    time_s: around(mean(usual.flat()), WALK_STRIDE_TIME_BAR_S, "s", "loadshare-measured"),
    variability_s: around(spread, WALK_STRIDE_VARIABILITY_BAR_S, "s", "loadshare-measured", 0),
  };
}

/** `bounce`: the spread of vertical acceleration around the beat, m/s². */
export function describePace(bounce: number, stepS: number, heightM: number): Pace {
  const rise = 2 * Math.SQRT2 * bounce * (stepS / (2 * Math.PI)) ** 2;
  const leg = WALK_LEG_SHARE * heightM;
  const length = WALK_ROD_SCALE * 2 * Math.sqrt(Math.max(0, 2 * leg * rise - rise ** 2));
  return { step_length_m: withinAShare(length, "m"), speed_m_s: withinAShare(length / stepS, "m/s") };
}

function withinAShare(value: number, unit: string): Estimate {
  return around(value, WALK_STEP_LENGTH_BAR_SHARE * value, unit, "loadshare-measured", 0);
}
