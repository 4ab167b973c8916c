/** A sensor that pauses while the clock goes on, one slower than what writes it, and samples in batches: pauses.py. */
import {
  CLOCK_MAX_GAP_S, READING_COARSE_M_S2, READING_JUMP_M_S2, READING_LEAST_PAUSE_S, READING_MAX_PAUSED_SHARE, READING_MAX_SHORT_STEPS,
  READING_MOVING_M_S2, READING_PAUSE_WINDOW_S, READING_SHORT_STEP, SENSOR_GRAVITY_M_S2,
} from "./limits";
import { countBelow, differences, mean, median, percentile, spread } from "./statistics";
import { sizesOf, type Signal } from "./vectors";
import { assumed, unreadable } from "./words";

/** Rows from `start` to `stop`, both included, that read the same. */
interface Run {
  start: number;
  stop: number;
}

/** Which rows a sensor wrote that was awake; null for all of them. Throws `unreadable` where much of it is paused. */
export function rowsAlive(timeS: Float64Array, acceleration: Signal, notes: string[]): boolean[] | null {
  const n = timeS.length;
  const same = Array.from({ length: n - 1 }, (_, row) => acceleration.every((column) => column[row + 1] === column[row]));
  if (!same.includes(true)) return null;
  const runs = runsOf(same);
  if (isSlow(same, runs, notes)) return [true, ...same.map((each) => !each)];
  const empty = Array.from(timeS, (_, row) => acceleration.every((column) => column[row] === 0));
  const awake = sizesOf(acceleration).filter((_, row) => !empty[row]);
  const usual = awake.length ? median(awake) : 0;
  const scale = usual ? SENSOR_GRAVITY_M_S2 / usual : 1;
  const sides = isRounded(acceleration, scale) ? 2 : 1;
  const alive = empty.map((each) => !each);
  for (const run of runs) {
    if (!empty[run.start] && movesBeside(run, timeS, acceleration, scale) >= sides) alive.fill(false, run.start + 1, run.stop + 1);
  }
  const pausedS = differences(timeS).reduce((sum, step, row) => sum + (alive[row + 1] ? 0 : step), 0);
  const wholeS = timeS[n - 1]! - timeS[0]!;
  if (pausedS > READING_MAX_PAUSED_SHARE * wholeS) throw unreadable("held", { seconds: pausedS.toFixed(0), whole: wholeS.toFixed(0) });
  if (!alive.includes(false)) return null;
  notes.push(assumed("held", { seconds: tenths(pausedS) }));
  return alive;
}

/** Throws `unreadable` where the samples came in batches, whose moments nobody knows. */
export function checkBatches(timeS: Float64Array): void {
  const steps = differences(timeS);
  const near = steps.filter((step) => step <= CLOCK_MAX_GAP_S);
  if (near.length < 20) return;
  const short = READING_SHORT_STEP * mean(near);
  if (steps.filter((step) => step < short).length > READING_MAX_SHORT_STEPS * near.length) throw unreadable("batches");
}

/** With one digit; a tie goes down, in every language alike. */
function tenths(value: number): string {
  return (Math.floor(value * 10 + 0.5 - 1e-6) / 10).toFixed(1);
}

function runsOf(same: readonly boolean[]): Run[] {
  const runs: Run[] = [];
  for (let row = 0; row < same.length; row++) {
    if (!same[row]) continue;
    const start = row;
    while (same[row]) row++;
    runs.push({ start, stop: row });
  }
  return runs;
}

/** A sensor slower than what writes it is written several times, evenly: the first of each run is its own. */
function isSlow(same: readonly boolean[], runs: readonly Run[], notes: string[]): boolean {
  const repeats = same.filter(Boolean).length;
  if (repeats < 0.45 * same.length) return false;
  const lengths = Float64Array.from([...runs.map((run) => run.stop - run.start + 1), ...alone(same)]);
  const usual = median(lengths);
  if (usual < 2 || percentile(lengths, 95) > 2 * usual + 1 || runs.length < 4) return false;
  notes.push(assumed("slow-sensor", { count: tenths(mean(lengths)) }));
  return true;
}

/** A length of one for each row that reads like neither neighbour. */
function alone(same: readonly boolean[]): number[] {
  const lengths: number[] = [];
  for (let row = 0; row <= same.length; row++) if (!same[row - 1] && !same[row]) lengths.push(1);
  return lengths;
}

/** Whether the numbers are so coarse that a phone at rest reads the same over and over, as browsers do. */
function isRounded([x]: Signal, scale: number): boolean {
  const steps = differences(x).map(Math.abs).filter((step) => step > 0);
  return steps.length > 0 && steps.reduce((least, step) => Math.min(least, step)) * scale > READING_COARSE_M_S2;
}

/** On how many sides of a standstill of some length the phone was in full movement. */
function movesBeside({ start, stop }: Run, timeS: Float64Array, acceleration: Signal, scale: number): number {
  const last = timeS.length - 1;
  if (timeS[stop]! - timeS[start]! < READING_LEAST_PAUSE_S) return 0;
  const first = countBelow(timeS, timeS[start]! - READING_PAUSE_WINDOW_S);
  const end = Math.min(last, countBelow(timeS, timeS[stop]! + READING_PAUSE_WINDOW_S));
  const jump = Math.max(...acceleration.map((column) => Math.abs(column[Math.min(stop + 1, last)]! - column[stop]!))) * scale;
  const before = isMoving(acceleration, first, start + 1, scale);
  const after = isMoving(acceleration, stop, end + 1, scale) || jump > READING_JUMP_M_S2;
  return Number(before) + Number(after);
}

function isMoving(acceleration: Signal, from: number, to: number, scale: number): boolean {
  if (to - from <= 2) return false;
  return acceleration.some((column) => spread(column.subarray(from, to)) * scale > READING_MOVING_M_S2);
}
