/** Time stamps: put them in order, find gaps, and place a recording on an even clock: timeline.py. */
import { CLOCK_AVERAGED_FROM, CLOCK_LEAST_STRETCH_SAMPLES, CLOCK_MAX_DISORDER_SHARE, CLOCK_MAX_DUPLICATE_SHARE, CLOCK_MAX_DURATION_S, CLOCK_MAX_GAP_S, CLOCK_MAX_RATE_HZ, CLOCK_MIN_PART_S, CLOCK_MIN_RATE_HZ, CLOCK_MOST_LATE_SAMPLES, CLOCK_WORKING_RATE_HZ } from "./limits";
import { checked, durationS, longestStepS, rateHz, type Signals } from "./recording";
import { countBelow, interpolate } from "./statistics";
import { mapSignal, type Signal } from "./vectors";
import { assumed, Refusal, refusal, unreadable } from "./words";

export const WORKING_RATE_HZ = CLOCK_WORKING_RATE_HZ;

/** The order of `rows` in which their time rises strictly: a few late ones are sorted in, a few repeated ones dropped. */
export function putInOrder(rows: number[], timeS: ArrayLike<number>, notes: string[]): number[] {
  const n = rows.length;
  if (n < 2) throw unreadable("empty");
  const time = (place: number) => timeS[rows[place]!]!;
  let late = 0;
  for (let i = 1; i < n; i++) if (time(i) < time(i - 1)) late++;
  if (late > Math.max(1, Math.trunc(CLOCK_MAX_DISORDER_SHARE * n)) || (late && time(n - 1) <= time(0))) {
    throw late * CLOCK_LEAST_STRETCH_SAMPLES <= n ? goesBack(rows, timeS) : unreadable("backwards");
  }
  if (late) notes.push(assumed("late", { count: late }));
  const sorted = late ? sortedIfWhole(rows, timeS, late) : rows;
  const kept = sorted.filter((row, i) => i === 0 || timeS[row]! > timeS[sorted[i - 1]!]!);
  const repeated = n - kept.length;
  if (kept.length < 2) throw unreadable("single");
  if (repeated > Math.max(1, Math.trunc(CLOCK_MAX_DUPLICATE_SHARE * n))) throw unreadable("repeated");
  if (repeated) notes.push(assumed("repeated", { count: repeated }));
  return kept;
}

/** `rows` by their time. Stretches that came in another order can be sorted; two that overlap would be shuffled like cards. */
function sortedIfWhole(rows: readonly number[], timeS: ArrayLike<number>, falls: number): number[] {
  let stretch = 0;
  const places = rows.map((row, i) => {
    if (i > 0 && timeS[row]! < timeS[rows[i - 1]!]!) stretch++;
    return { row, stretch };
  });
  places.sort((a, b) => timeS[a.row]! - timeS[b.row]!);
  const switches = places.filter((place, i) => i > 0 && place.stretch !== places[i - 1]!.stretch).length;
  if (switches > 3 * falls + 2 * CLOCK_MOST_LATE_SAMPLES) throw goesBack(rows, timeS);
  return places.map((place) => place.row);
}

function goesBack(rows: readonly number[], timeS: ArrayLike<number>): Refusal {
  const first = rows.findIndex((row, i) => i > 0 && timeS[row]! < timeS[rows[i - 1]!]!);
  const counted = (value: number) => value.toLocaleString("en-GB");
  return unreadable("clock-goes-back", { row: counted(first), count: counted(rows.length) });
}

/** Throws `sampled-badly` outside 20 to 2000 Hz, `too-long` over four hours. */
export function checkRate(signals: Signals): void {
  if (durationS(signals) > CLOCK_MAX_DURATION_S) throw refusal("too-long");
  const rate = rateHz(signals);
  if (!(rate >= CLOCK_MIN_RATE_HZ && rate <= CLOCK_MAX_RATE_HZ)) throw refusal("sampled-badly.rate", { rate: threeDigits(rate) });
}

/** As Python's format `.3g`. */
function threeDigits(value: number): string {
  const [digits = "", exponent] = value.toPrecision(3).split("e");
  const short = digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
  return exponent ? `${short}e${exponent.replace(/^([+-])(\d)$/, "$10$2")}` : short;
}

/** The parts between gaps of more than half a second, each on the same clock; parts under a second are left out. */
export function splitAtGaps(signals: Signals): Signals[] {
  const time = signals.timeS;
  const bounds = [0];
  for (let i = 1; i < time.length; i++) if (time[i]! - time[i - 1]! > CLOCK_MAX_GAP_S) bounds.push(i);
  if (bounds.length === 1) return [signals];
  bounds.push(time.length);
  const parts: Signals[] = [];
  for (let k = 0; k + 1 < bounds.length; k++) {
    const [start, stop] = [bounds[k]!, bounds[k + 1]!];
    if (time[stop - 1]! - time[start]! >= CLOCK_MIN_PART_S) parts.push(...cut(signals, start, stop));
  }
  if (!parts.length) throw refusal("sampled-badly.gaps");
  return parts;
}

/** Nothing where an axis stood still in the part. */
function cut(signals: Signals, start: number, stop: number): Signals[] {
  const part = (column: Float64Array) => column.slice(start, stop);
  const rotation = signals.rotationRate;
  try {
    return [checked({ ...signals, ...placed(part(signals.timeS), mapSignal(signals.acceleration, part), rotation && mapSignal(rotation, part)) })];
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

function placed(timeS: Float64Array, acceleration: Signal, rotationRate: Signal | null) {
  return { timeS, acceleration, rotationRate };
}

/** On an even clock of 100 Hz. Throws `too-short` under a second, `sampled-badly` for a bad rate or a gap. */
export function resample(signals: Signals): Signals {
  checkRate(signals);
  const length = durationS(signals);
  if (length < 1) throw refusal("too-short.second");
  if (longestStepS(signals) > CLOCK_MAX_GAP_S) throw refusal("sampled-badly.gap");
  const { timeS, acceleration, rotationRate } = signals;
  const step = 1 / WORKING_RATE_HZ;
  const even = Float64Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step + timeS[0]!);
  const isAveraged = rateHz(signals) > CLOCK_AVERAGED_FROM * WORKING_RATE_HZ;
  const place = (column: Float64Array) => (isAveraged ? average(timeS, column, even) : interpolate(even, timeS, column));
  return checked({ ...signals, ...placed(even, mapSignal(acceleration, place), rotationRate && mapSignal(rotationRate, place)) });
}

/** The exact mean of the straight-line signal over one step around each new stamp. */
function average(timeS: Float64Array, values: Float64Array, even: Float64Array): Float64Array {
  const last = timeS.length - 1;
  const step = even.length > 1 ? even[1]! - even[0]! : 1;
  const area = new Float64Array(timeS.length);
  for (let i = 0; i < last; i++) area[i + 1] = area[i]! + ((timeS[i + 1]! - timeS[i]!) * (values[i + 1]! + values[i]!)) / 2;
  const edgeOf = (i: number) => (i < even.length ? even[i]! - step / 2 : even[even.length - 1]! + step / 2);
  const edges = Float64Array.from({ length: even.length + 1 }, (_, i) => Math.min(Math.max(edgeOf(i), timeS[0]!), timeS[last]!));
  const areaAt = edges.map((edge) => {
    const k = Math.min(Math.max(countBelow(timeS, edge, true) - 1, 0), last - 1);
    const into = edge - timeS[k]!;
    const slope = (values[k + 1]! - values[k]!) / (timeS[k + 1]! - timeS[k]!);
    return area[k]! + values[k]! * into + (slope * into ** 2) / 2;
  });
  return even.map((_, i) => (areaAt[i + 1]! - areaAt[i]!) / (edges[i + 1]! - edges[i]!));
}
