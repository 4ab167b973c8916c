/** Counts and holds: chair stands in 30 seconds, bridges counted, one-leg bridge and side bridge timed: timed.py. */
import { refuseOffLine, refuseShaking, refuseTurning, refuseUnlessLying } from "./form";
import { FORM_MAX_BRIDGE_DEG, FORM_MAX_LEAN_DEG, FORM_MAX_RISE_M, FORM_MIN_LEAN_DEG, FORM_UPRIGHT_EDGE, TIMED_CHAIR_TEST_S, TIMED_COUNT_BAR, TIMED_DROP_DEG, TIMED_DROP_FOR_S, TIMED_HOLD_BAR_S, TIMED_MIN_BRIDGE_DEG, TIMED_MIN_HOLD_S, TIMED_MIN_RISE_M, TIMED_QUICKEST_RISE_HZ, TIMED_RESTING_SAMPLES, TIMED_RISE_SHARE, TIMED_SLOWEST_RISE_HZ, TIMED_THIGH_RISE_DEG } from "./limits";
import { around, judge } from "./quality";
import type { Signals } from "./recording";
import { filterBand, findPeaks, findRuns, multiplySpectrum } from "./signals";
import { countBelow, differences, indexOfLargest, mean, median, percentile, spread } from "./statistics";
import { findHolds, findSwings, meanDirection, swingDeg, traceTilt, type TiltTrace } from "./tilt";
import { WORKING_RATE_HZ } from "./timeline";
import type { HoldTime, RepetitionCount } from "./types";
import { angleBetweenDeg, at, dotSignals } from "./vectors";
import { refusal } from "./words";

const TOP_EDGE = 1;
const RISE_BAND = { rateHz: WORKING_RATE_HZ, lowHz: TIMED_SLOWEST_RISE_HZ, highHz: TIMED_QUICKEST_RISE_HZ, order: 3 };

/** Full stands within 30 seconds of the first movement. Throws as `traceTilt`, `no-stands`, `too-short`. */
export function countChairStands(recording: Signals): RepetitionCount {
  const trace = traceTilt(recording, 10);
  refuseTurning(trace);
  const isOnThigh = recording.placement === "thigh";
  const height = isOnThigh ? swingDeg(trace, meanDirection(trace.up, 0, TIMED_RESTING_SAMPLES)) : riseM(dotSignals(trace.acceleration, trace.up));
  const tops = countRises(height, isOnThigh ? TIMED_THIGH_RISE_DEG : TIMED_MIN_RISE_M);
  if (!tops.length) throw refusal("no-stands");
  if (!isOnThigh) refuseOtherRises(trace, height, tops);
  const firstS = Math.max(0, tops[0]! / WORKING_RATE_HZ - halfPeriodS(tops));
  if (trace.timeS.at(-1)! - trace.timeS[0]! < firstS + TIMED_CHAIR_TEST_S - 1) throw refusal("too-short.chair");
  return counted(tops.filter((top) => top / WORKING_RATE_HZ <= firstS + TIMED_CHAIR_TEST_S), recording, trace.timeS);
}

/** Tilts of the pelvis by 8 degrees or more that come back. Throws as `traceTilt`, `no-bridge`. */
export function countBridges(recording: Signals): RepetitionCount {
  const trace = traceTilt(recording);
  const zero = meanDirection(trace.up, 0, TIMED_RESTING_SAMPLES);
  refuseTurning(trace);
  refuseShaking(trace);
  refuseUnlessLying(zero);
  refuseOffLine(trace, zero, FORM_MAX_BRIDGE_DEG);
  const tilt = swingDeg(trace, zero);
  const peak = percentile(tilt, 98);
  if (peak < TIMED_MIN_BRIDGE_DEG) throw refusal("no-bridge.none");
  const done = findSwings(tilt, 0.6 * peak, 0.35 * peak).filter(([, stop]) => stop < tilt.length);
  if (!done.length) throw refusal("no-bridge.open");
  return counted(done.map(([start, stop]) => indexOfLargest(tilt, start, stop)), recording, trace.timeS);
}

/** From the first still moment away from the start until the pelvis left it by 10 degrees. Throws as `traceTilt`, `no-hold`. */
export function timeHold(recording: Signals): HoldTime {
  const trace = traceTilt(recording);
  refuseTurning(trace);
  refuseShaking(trace);
  const [zero, ...rest] = findHolds(trace, 0.5);
  if (zero && Math.abs(zero.up[TOP_EDGE]) > FORM_UPRIGHT_EDGE) throw refusal("wrong-place.lying");
  const away = zero && rest.find((hold) => angleBetweenDeg(zero.up, hold.up) >= TIMED_MIN_BRIDGE_DEG);
  if (!away) throw refusal("no-hold.none");
  const n = trace.timeS.length;
  const start = countBelow(trace.timeS, away.startS);
  const reference = meanDirection(trace.up, start, start + WORKING_RATE_HZ);
  const stop = start + firstLasting(n - start, TIMED_DROP_FOR_S * WORKING_RATE_HZ, (i) => angleBetweenDeg(at(trace.up, start + i), reference) > TIMED_DROP_DEG);
  const lengthS = (stop - start) / WORKING_RATE_HZ;
  if (lengthS < TIMED_MIN_HOLD_S) throw refusal("no-hold.brief");
  return {
    time_s: around(lengthS, TIMED_HOLD_BAR_S, "s", "loadshare-judgement", 0),
    start_s: trace.timeS[start]!,
    stop_s: trace.timeS[Math.min(stop, n - 1)]!,
    ended_by_drop: stop < n,
    quality: judge(stop < n ? [] : ["hold.open"], recording.assumed),
  };
}

/** Whoever stands up leans forward first and comes upright again; a hand or a lift does not. */
function refuseOtherRises(trace: TiltTrace, height: Float64Array, tops: readonly number[]): void {
  const usual = meanDirection(trace.up, 0, trace.up[0].length);
  const away = height.map((_, i) => angleBetweenDeg(at(trace.up, i), usual));
  if (percentile(away, 98) > FORM_MAX_LEAN_DEG || spread(height) > FORM_MAX_RISE_M) throw refusal("other-movement.far");
  const reach = Math.trunc(halfPeriodS(tops) * WORKING_RATE_HZ);
  const leans = tops.map((top) => spread(away.slice(Math.max(0, top - reach), top + reach + 1)));
  if (trace.headingDeg && median(leans) < FORM_MIN_LEAN_DEG) throw refusal("other-movement.no-lean");
}

/** Height over time by double integration in the band of the test; slow drift is outside the band. */
function riseM(vertical: Float64Array): Float64Array {
  const n = vertical.length;
  const half = n >> 1;
  const middle = mean(vertical);
  const padded = new Float64Array(n + 2 * half);
  padded.set(vertical.map((value) => value - middle), half);
  multiplySpectrum(padded, new Float64Array(padded.length), WORKING_RATE_HZ, (hz) => (hz ? -1 / (2 * Math.PI * hz) ** 2 : 0));
  return filterBand(padded, RISE_BAND).slice(half, half + n);
}

/** Tops between two lows, both at least half the usual rise away and never less than `least`. */
function countRises(height: Float64Array, least: number): number[] {
  const smooth = filterBand(height, { rateHz: WORKING_RATE_HZ, highHz: 2 });
  const ups = findPeaks(smooth);
  if (!ups.length) return [];
  const need = Math.max(least, TIMED_RISE_SHARE * (percentile(smooth, 95) - percentile(smooth, 5)));
  const downs = [0, ...findPeaks(smooth.map((value) => -value))];
  const turns = [...ups.map((index) => ({ index, isUp: true })), ...downs.map((index) => ({ index, isUp: false }))];
  return topsOf(smooth, turns.sort((a, b) => a.index - b.index), need);
}

function topsOf(smooth: Float64Array, turns: readonly { index: number; isUp: boolean }[], need: number): number[] {
  const tops: number[] = [];
  let low = 0;
  let top = -1;
  for (const { index, isUp } of turns) {
    const height = smooth[index]!;
    if (isUp && height - smooth[low]! >= need && (top < 0 || height > smooth[top]!)) top = index;
    else if (!isUp && top >= 0 && smooth[top]! - height >= need) {
      tops.push(top);
      low = index;
      top = -1;
    } else if (!isUp && top < 0 && height < smooth[low]!) low = index;
  }
  return top >= 0 ? [...tops, top] : tops;
}

function halfPeriodS(tops: readonly number[]): number {
  return tops.length > 1 ? median(differences(tops)) / WORKING_RATE_HZ / 2 : 1;
}

/** The first sample from which `flag` lasts for `least` samples, or to the end; the length when there is none. */
function firstLasting(length: number, least: number, flag: (index: number) => boolean): number {
  return findRuns(length, flag).find(([start, stop]) => stop - start >= least || stop === length)?.[0] ?? length;
}

function counted(tops: number[], recording: Signals, timeS: Float64Array): RepetitionCount {
  return {
    count: around(tops.length, TIMED_COUNT_BAR, "times", "loadshare-judgement", 0),
    tops_s: tops.map((top) => timeS[top]!),
    quality: judge(recording.rotationRate ? [] : ["count.no-rotation"], recording.assumed),
  };
}
