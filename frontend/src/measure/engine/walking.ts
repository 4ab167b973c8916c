/** A walk with the phone at the sacrum: steps, cadence, regularity, evenness as a range, vertical movement: walking.py. */
import { WALK_CADENCE_BAR_PER_MIN, WALK_DIFFERENCE_BAR_PCT, WALK_LOOSE_SHAKE_SHARE, WALK_MAX_CADENCE_PER_MIN, WALK_MIN_BEATS, WALK_MIN_CADENCE_PER_MIN, WALK_MIN_DURATION_S, WALK_MIN_STEPS, WALK_MIN_STRAIGHT_STEPS, WALK_MIN_STRENGTH, WALK_QUICKEST_BODY_HZ, WALK_REGULARITY_BAR, WALK_SLOW_RATE_HZ, WALK_STEPS_BAR_SHARE, WALK_TREND_BAR_SHARE, WALK_WEAK_STRENGTH } from "./limits";
import { judgeEvenness } from "./passes";
import { around, judge } from "./quality";
import { durationS, GRAVITY_M_S2, rateHz, type Signals } from "./recording";
import { filterBand } from "./signals";
import { differences, mean, median, percentile, standardDeviation, weightedMean } from "./statistics";
import { passesOf, readStretch, type Stretch } from "./stretches";
import { checkRate, splitAtGaps, WORKING_RATE_HZ } from "./timeline";
import type { Estimate, Pass, Walk } from "./types";
import { assumed, refusal, type ConcernKey } from "./words";

/** Throws `sampled-badly`, `too-short`, `too-long`, `not-walking` or `loose`. */
export function measureWalk(recording: Signals): Walk {
  checkRate(recording);
  if (durationS(recording) < WALK_MIN_DURATION_S) throw refusal("too-short.walk");
  const stretches = splitAtGaps(recording).map(readStretch);
  refuseUnlessWalking(stretches);
  const isStraight = stretches.flatMap(({ strikes, straight }) => strikes.map((_, i) => straight.some(([start, stop]) => i >= start && i < stop)));
  const passes = stretches.flatMap(passesOf);
  if (isStraight.filter(Boolean).length < WALK_MIN_STRAIGHT_STEPS || !passes.length) throw refusal("too-short.steps");
  const cadence = cadenceOf(stretches);
  if (!(cadence >= WALK_MIN_CADENCE_PER_MIN && cadence <= WALK_MAX_CADENCE_PER_MIN)) throw refusal("not-walking.rhythm");
  return {
    step_times_s: stretches.flatMap(({ strikes, startS }) => strikes.map((strike) => startS + strike / WORKING_RATE_HZ)),
    is_straight: isStraight,
    turns_s: stretches.flatMap(({ turnsS, startS }) => turnsS.map(([start, stop]): [number, number] => [startS + start, startS + stop])),
    passes,
    steps: around(isStraight.length, Math.max(1, WALK_STEPS_BAR_SHARE * isStraight.length), "steps", "loadshare-measured"),
    cadence_per_min: around(cadence, WALK_CADENCE_BAR_PER_MIN, "steps/min", "loadshare-judgement"),
    ...regularityOf(passes),
    evenness: canJudgeEvenness(recording) ? judgeEvenness(passes) : "not-judged",
    ...verticalOf(stretches),
    quality: judge(concernsOf(recording, stretches, passes), assumedOf(recording)),
  };
}

function refuseUnlessWalking(stretches: readonly Stretch[]): void {
  const total = stretches.reduce((count, { strikes }) => count + strikes.length, 0);
  const beats = beatStrengths(stretches);
  if (total < WALK_MIN_STEPS || beats.length < WALK_MIN_BEATS) throw refusal("not-walking.none");
  if (median(beats) < WALK_MIN_STRENGTH) throw refusal("not-walking.beat");
  const shake = joined(stretches.map(({ vertical }) => vertical));
  const slow = filterBand(shake, { rateHz: WORKING_RATE_HZ, highHz: WALK_QUICKEST_BODY_HZ, order: 4 });
  const fast = standardDeviation(shake.map((value, i) => value - slow[i]!));
  if (fast > WALK_LOOSE_SHAKE_SHARE * standardDeviation(shake)) throw refusal("loose");
  if (stretches.some(({ tempo }) => tempo === "unclear")) throw refusal("not-walking.tempo");
}

function beatStrengths(stretches: readonly Stretch[]): number[] {
  return stretches.flatMap(({ rhythm }) => [...rhythm.strength].filter((_, k) => rhythm.hasBeat[k]));
}

/** Sixty over the mean time of the usual straight steps: those not far from half of the typical stride (walking.py). */
function cadenceOf(stretches: readonly Stretch[]): number {
  const runs = stretches.flatMap(({ strikes, straight }) => straight.map(([start, stop]) => strikes.slice(start, stop)));
  const stepsS = runs.flatMap((run) => [...differences(run)].map((step) => step / WORKING_RATE_HZ));
  const stridesS = runs.flatMap((run) => run.slice(2).map((strike, i) => (strike - run[i]!) / WORKING_RATE_HZ));
  const middle = median(stridesS) / 2;
  const usual = stepsS.filter((step) => Math.abs(step - middle) < 0.3 * middle);
  return 60 / (usual.length ? mean(usual) : middle);
}

function regularityOf(passes: readonly Pass[]): Pick<Walk, "step_regularity" | "stride_regularity" | "step_difference_pct"> {
  const weights = passes.map(({ steps }) => steps);
  const share = (values: number[]): Estimate => around(weightedMean(values, weights), WALK_REGULARITY_BAR, "of 1", "loadshare-judgement", 0);
  const difference = weightedMean(passes.map((pass) => Math.abs(pass.step_difference_pct)), weights);
  return {
    step_regularity: share(passes.map((pass) => pass.step_regularity)),
    stride_regularity: share(passes.map((pass) => pass.stride_regularity)),
    step_difference_pct: around(difference, WALK_DIFFERENCE_BAR_PCT, "%", "loadshare-judgement", 0),
  };
}

/** Only a trend against one's own earlier walks. */
function verticalOf(stretches: readonly Stretch[]): Pick<Walk, "vertical_rms_g" | "vertical_peak_g"> {
  const steady = joined(
    stretches.flatMap(({ vertical, strikes, straight }) => straight.map(([start, stop]) => vertical.slice(strikes[start]!, strikes[stop - 1]!))),
  ).map((value) => value / GRAVITY_M_S2);
  const rms = standardDeviation(steady);
  const peak = percentile(steady, 99);
  return {
    vertical_rms_g: around(rms, WALK_TREND_BAR_SHARE * rms, "g", "loadshare-judgement"),
    vertical_peak_g: around(peak, 2 * WALK_TREND_BAR_SHARE * peak, "g", "loadshare-judgement"),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((total, part) => total + part.length, 0));
  let start = 0;
  for (const part of parts) {
    out.set(part, start);
    start += part.length;
  }
  return out;
}

function assumedOf(recording: Signals): string[] {
  return recording.placement ? [...recording.assumed] : [...recording.assumed, assumed("walk-place")];
}

function isAtSacrum({ placement }: Signals): boolean {
  return placement === null || placement === "sacrum";
}

function canJudgeEvenness(recording: Signals): boolean {
  return recording.rotationRate !== null && isAtSacrum(recording);
}

function concernsOf(recording: Signals, stretches: readonly Stretch[], passes: readonly Pass[]): ConcernKey[] {
  const concerns: ConcernKey[] = [];
  if (median(beatStrengths(stretches)) < WALK_WEAK_STRENGTH) concerns.push("walk.irregular");
  if (!isAtSacrum(recording)) concerns.push("walk.place");
  if (!recording.rotationRate) concerns.push("walk.no-rotation");
  if (stretches.length > 1) concerns.push("walk.gaps");
  if (rateHz(recording) < WALK_SLOW_RATE_HZ) concerns.push("walk.slow-rate");
  if (passes.length < 2) concerns.push("walk.one-pass");
  return concerns;
}
