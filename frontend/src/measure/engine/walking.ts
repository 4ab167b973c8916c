/**
 * A walk with the phone at the sacrum: steps, cadence, strides, regularity, evenness in words; with stated height also step
 * length and speed: walking.py.
 */
import { findBouts } from "./bouts";
import {
  WALK_CADENCE_BAR_PER_MIN,
  WALK_LOOSE_SHAKE_SHARE,
  WALK_MAX_CADENCE_PER_MIN,
  WALK_MAX_HEIGHT_M,
  WALK_MIN_BEATS,
  WALK_MIN_CADENCE_PER_MIN,
  WALK_MIN_DURATION_S,
  WALK_MIN_HEIGHT_M,
  WALK_MIN_ROOM_STEPS,
  WALK_MIN_STEPS,
  WALK_MIN_STRAIGHT_STEPS,
  WALK_MIN_STRENGTH, WALK_MOST_LIFT_M, WALK_MOST_RMS_G,
  WALK_ODD_STRIDE_SHARE,
  WALK_PEAK_BAR_SHARE,
  WALK_QUICKEST_BODY_HZ,
  WALK_ROOM_CADENCE_BAR_PER_MIN,
  WALK_SHAKE_BAR_SHARE,
  WALK_SLOW_RATE_HZ,
  WALK_STEPS_BAR,
  WALK_STEPS_BAR_SHARE,
  WALK_STEP_REGULARITY_BAR,
  WALK_STRIDE_REGULARITY_BAR,
  WALK_TURN_BAR,
  WALK_UNCOUNTED_SHARE,
  WALK_WEAK_STRENGTH,
} from "./limits";
import { judgeEvenness } from "./passes";
import { around, judge } from "./quality";
import { durationS, GRAVITY_M_S2, rateHz, type Signals } from "./recording";
import { filterBand } from "./signals";
import { countBelow, differences, mean, median, percentile, standardDeviation, weightedMean } from "./statistics";
import { passesOf, readStretch, type Stretch } from "./stretches";
import { describePace, describeStrides } from "./strides";
import { checkRate, splitAtGaps, WORKING_RATE_HZ } from "./timeline";
import { joined, nameTurn } from "./turns";
import type { Bout, Estimate, Pass, Turn, Walk } from "./types";
import { PER_SECOND } from "./uncounted";
import { assumed, refusal, type ConcernKey } from "./words";

const MEASURED = "loadshare-measured";

/** Throws `sampled-badly`, `too-short`, `too-long`, `not-walking`, `loose` or `height`. */
export function measureWalk(recording: Signals, heightM: number | null = null): Walk {
  if (heightM !== null && !(heightM >= WALK_MIN_HEIGHT_M && heightM <= WALK_MAX_HEIGHT_M)) throw refusal("height");
  checkRate(recording);
  if (durationS(recording) < WALK_MIN_DURATION_S) throw refusal("too-short.walk");
  const stretches = splitAtGaps(recording).map(readStretch);
  refuseUnlessWalking(stretches);
  const isStraight = stretches.flatMap(({ strikes, straight }) => strikes.map((_, i) => straight.some(([start, stop]) => i >= start && i < stop)));
  const timesS = stretches.flatMap(({ strikes, startS }) => strikes.map((strike) => startS + strike / WORKING_RATE_HZ));
  const swings = stretches.flatMap(({ turns, startS }) => turns.map((turn) => ({ ...turn, startS: startS + turn.startS, stopS: startS + turn.stopS })));
  const turns = joined(swings).map(nameTurn);
  const passes = stretches.flatMap(passesOf);
  const isEnough = isStraight.filter(Boolean).length >= WALK_MIN_STRAIGHT_STEPS && passes.length > 0;
  if (!isEnough && !(turns.length && timesS.length >= WALK_MIN_ROOM_STEPS)) throw refusal("too-short.steps");
  const cadence = isEnough ? cadenceOf(straightRuns(stretches)) : cadenceOf([timesS]);
  if (!(cadence >= WALK_MIN_CADENCE_PER_MIN && cadence <= WALK_MAX_CADENCE_PER_MIN)) throw refusal("not-walking.rhythm");
  const stepS = 60 / cadence;
  const besideS = stretches.flatMap(({ beside, startS }) => beside.map((sample) => startS + sample / WORKING_RATE_HZ));
  const bouts = boutsOf(timesS, turns, besideS, stepS);
  const figures = isEnough ? straightFigures(stretches, passes) : { step_regularity: null, stride_regularity: null, vertical_rms_g: null, vertical_peak_g: null };
  refuseWhatNoStepLifts(standardDeviation(isEnough ? steadyOf(stretches, "vertical") : steppingOf(stretches)) / GRAVITY_M_S2, cadence);
  return {
    step_times_s: timesS,
    is_straight: isEnough ? isStraight : isStraight.map(() => false),
    turns,
    bouts,
    passes: isEnough ? passes : [],
    steps: countOf(timesS, turns, besideS, Math.max(1, bouts.length), stepS),
    cadence_per_min: around(cadence, isEnough ? WALK_CADENCE_BAR_PER_MIN : WALK_ROOM_CADENCE_BAR_PER_MIN, "steps/min", MEASURED),
    strides: isEnough ? describeStrides(straightRuns(stretches)) : null,
    pace: isEnough && heightM !== null && isAtSacrum(recording) ? describePace(standardDeviation(steadyOf(stretches, "smooth")), stepS, heightM) : null,
    ...figures,
    evenness: isEnough && stretches.every((stretch) => stretch.doSensorsAgree) && canJudgeEvenness(recording) ? judgeEvenness(passes) : "not-judged",
    quality: judge(concernsOf(recording, stretches, passes, isEnough), assumedOf(recording)),
  };
}

function refuseUnlessWalking(stretches: readonly Stretch[]): void {
  const total = stretches.reduce((count, { strikes }) => count + strikes.length, 0);
  const beats = beatStrengths(stretches);
  if (total < WALK_MIN_STEPS || beats.length < WALK_MIN_BEATS) throw refusal("not-walking.none");
  if (median(beats) < WALK_MIN_STRENGTH) throw refusal("not-walking.beat");
  const shake = together(stretches.map(({ vertical }) => vertical));
  const slow = filterBand(shake, { rateHz: WORKING_RATE_HZ, highHz: WALK_QUICKEST_BODY_HZ, order: 4 });
  const fast = standardDeviation(shake.map((value, i) => value - slow[i]!));
  if (fast > WALK_LOOSE_SHAKE_SHARE * standardDeviation(shake)) throw refusal("loose");
  if (stretches.some(({ tempo }) => tempo === "unclear")) throw refusal("not-walking.tempo");
}

/** A jump shakes more than any step; and where strides were taken for steps, each seems to lift the body further than a step can. */
function refuseWhatNoStepLifts(rmsG: number, cadence: number): void {
  if (rmsG > WALK_MOST_RMS_G) throw refusal("not-walking.leaps");
  const liftedM = (rmsG * GRAVITY_M_S2 * Math.SQRT2) / ((2 * Math.PI * cadence) / 60) ** 2;
  if (liftedM > WALK_MOST_LIFT_M) throw refusal("not-walking.tempo");
}

function beatStrengths(stretches: readonly Stretch[]): number[] {
  return stretches.flatMap(({ rhythm }) => [...rhythm.strength].filter((_, k) => rhythm.hasBeat[k]));
}

/** In seconds. */
function straightRuns(stretches: readonly Stretch[]): number[][] {
  return stretches.flatMap(({ strikes, straight, startS }) =>
    straight.map(([start, stop]) => strikes.slice(start, stop).map((strike) => startS + strike / WORKING_RATE_HZ)),
  );
}

/** Sixty over the mean time of the usual steps: those not far from half of the typical stride (walking.py). */
function cadenceOf(runsS: readonly (readonly number[])[]): number {
  const steps = runsS.flatMap((run) => [...differences(run)]);
  const strides = runsS.flatMap((run) => run.slice(2).map((strike, i) => strike - run[i]!));
  const middle = median(strides) / 2;
  const usual = steps.filter((step) => Math.abs(step - middle) < WALK_ODD_STRIDE_SHARE * middle);
  return 60 / (usual.length ? mean(usual) : middle);
}

/** The count: unsure at every start, stop and turn, and higher where something moved beside it. */
function countOf(timesS: readonly number[], turns: readonly Turn[], besideS: readonly number[], bouts: number, stepS: number): Estimate {
  const count = timesS.length;
  const back = turns.filter(({ kind }) => kind !== "corner").length;
  // Whoever takes a step more on one turn does so on the next; starts and stops err each for itself.
  const bar = Math.hypot(WALK_STEPS_BAR * Math.sqrt(bouts), WALK_TURN_BAR * Math.max(0, back - bouts), WALK_STEPS_BAR_SHARE * count);
  const more = (WALK_UNCOUNTED_SHARE * besideS.length) / PER_SECOND / stepS;
  return { value: count, low: Math.max(0, count - bar), high: count + bar + more, unit: "steps", source: MEASURED };
}

/** Every bout with its own count; a movement beside the steps belongs to the bout it is nearest to. */
function boutsOf(timesS: readonly number[], turns: readonly Turn[], besideS: readonly number[], stepS: number): Bout[] {
  const parts = findBouts(timesS);
  const middles = parts.slice(1).map(([start], k) => (timesS[parts[k]![1] - 1]! + timesS[start]!) / 2);
  const owners = besideS.map((moment) => countBelow(middles, moment));
  return parts.map(([start, stop], number) => {
    const [startS, stopS] = [timesS[start]!, timesS[stop - 1]!];
    const inner = turns.filter((turn) => startS < turn.stop_s && turn.start_s < stopS);
    const own = besideS.filter((_, i) => owners[i] === number);
    return { start_s: startS, stop_s: stopS, steps: countOf(timesS.slice(start, stop), inner, own, 1, stepS) };
  });
}

type StraightFigures = Pick<Walk, "step_regularity" | "stride_regularity" | "vertical_rms_g" | "vertical_peak_g">;

/** The vertical ones are only a trend against one's own earlier walks. */
function straightFigures(stretches: readonly Stretch[], passes: readonly Pass[]): StraightFigures {
  const weights = passes.map(({ steps }) => steps);
  const share = (values: number[], bar: number): Estimate => around(weightedMean(values, weights), bar, "of 1", MEASURED, 0);
  const steady = steadyOf(stretches, "vertical").map((value) => value / GRAVITY_M_S2);
  const rms = standardDeviation(steady);
  const peak = percentile(steady, 99);
  return {
    step_regularity: share(passes.map((pass) => pass.step_regularity), WALK_STEP_REGULARITY_BAR),
    stride_regularity: share(passes.map((pass) => pass.stride_regularity), WALK_STRIDE_REGULARITY_BAR),
    vertical_rms_g: around(rms, WALK_SHAKE_BAR_SHARE * rms, "g", MEASURED),
    vertical_peak_g: around(peak, WALK_PEAK_BAR_SHARE * peak, "g", MEASURED),
  };
}

/** One signal of all straight runs. */
function steadyOf(stretches: readonly Stretch[], signal: "vertical" | "smooth"): Float64Array {
  return together(stretches.flatMap((stretch) => stretch.straight.map(([start, stop]) => stretch[signal].slice(stretch.strikes[start]!, stretch.strikes[stop - 1]!))));
}

/** Acceleration along gravity between steps, without pauses. */
function steppingOf(stretches: readonly Stretch[]): Float64Array {
  return together(stretches.flatMap(({ vertical, stepping }) => stepping.map(([start, stop]) => vertical.slice(start, stop))));
}

function together(parts: readonly Float64Array[]): Float64Array {
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

function concernsOf(recording: Signals, stretches: readonly Stretch[], passes: readonly Pass[], isEnough: boolean): ConcernKey[] {
  const concerns: ConcernKey[] = [];
  if (median(beatStrengths(stretches)) < WALK_WEAK_STRENGTH) concerns.push("walk.irregular");
  if (!isAtSacrum(recording)) concerns.push("walk.place");
  if (!recording.rotationRate) concerns.push("walk.no-rotation");
  if (!stretches.every((stretch) => stretch.doSensorsAgree)) concerns.push("walk.sensors-disagree");
  if (stretches.length > 1) concerns.push("walk.gaps");
  if (rateHz(recording) < WALK_SLOW_RATE_HZ) concerns.push("walk.slow-rate");
  if (!isEnough) concerns.push("walk.small-room");
  if (isEnough && passes.length < 2) concerns.push("walk.one-pass");
  return concerns;
}
