/** From what the phone gave to one checked convention, every assumption spelt out: conventions.py and recording.py. */
import {
  READING_CALIBRATED_SHARE, READING_LEAST_SHARE_OF_G, READING_MOST_TIMES_G, SENSOR_GRAVITY_M_S2, SENSOR_MAX_ACCELERATION_M_S2, SENSOR_MAX_MISSING_SHARE, SENSOR_MAX_ROTATION_RATE_RAD_S, SENSOR_MAX_SAMPLES,
} from "./limits";
import { holdsGravity, lastingSize, restingSize } from "./gravity-inside";
import { checkBatches, rowsAlive } from "./pauses";
import { differences, maximum, median, roundToEven, spread } from "./statistics";
import { putInOrder } from "./timeline";
import type { Columns, Options, Placement, Recording, Side } from "./types";
import { mapSignal, sizesOf, type Signal } from "./vectors";
import { assumed, unreadable } from "./words";

export const GRAVITY_M_S2 = SENSOR_GRAVITY_M_S2;

/** Signals nobody has to check again: time rises, every value is a number, every axis lives. */
export interface Signals {
  readonly timeS: Float64Array;
  readonly acceleration: Signal;
  readonly rotationRate: Signal | null;
  readonly placement: Placement | null;
  readonly side: Side | null;
  readonly assumed: readonly string[];
}

export function durationS(signals: Signals): number {
  return signals.timeS[signals.timeS.length - 1]! - signals.timeS[0]!;
}

/** The typical sampling rate: one over the median step between time stamps. */
export function rateHz(signals: Signals): number {
  return 1 / median(differences(signals.timeS));
}

/** Throws the refusal `unreadable` for signals that are no recording. */
export function toSignals(recording: Recording, options: Options): Signals {
  const rotation = dropAbsent(recording.rotationRate);
  checkShapes(recording, rotation);
  const notes: string[] = [];
  const complete = completeRows(recording, rotation, notes);
  const rows = awake(putInOrder(complete, recording.timeS, notes), recording, notes);
  const pick = picking(rows);
  const timeS = fromZero(pick(recording.timeS));
  const acceleration = upright(allColumns(recording.acceleration, pick), timeS, recording, notes);
  if (!rotation) notes.push(assumed("no-rotation"));
  return checked({
    timeS,
    acceleration,
    rotationRate: rotation && allColumns(rotation, pick),
    placement: recording.placement ?? options.placement ?? null,
    side: recording.side ?? options.side ?? null,
    assumed: notes,
  });
}

/** Return `signals`; throws `unreadable` for time that does not rise, impossible values or an axis that never changes. */
export function checked(signals: Signals): Signals {
  const n = signals.timeS.length;
  if (n < 2) throw unreadable("empty");
  if (n > SENSOR_MAX_SAMPLES) throw unreadable("too-many", { count: SENSOR_MAX_SAMPLES.toLocaleString("en-GB") });
  const channels = [
    ["acceleration", signals.acceleration, SENSOR_MAX_ACCELERATION_M_S2],
    ["rotation rate", signals.rotationRate, SENSOR_MAX_ROTATION_RATE_RAD_S],
  ] as const;
  for (const [channel, columns, limit] of channels) {
    if (columns?.some((column) => column.some((value) => Math.abs(value) > limit))) throw unreadable("too-large", { channel });
  }
  if (!differences(signals.timeS).every((step) => step > 0)) throw unreadable("not-rising");
  for (const [channel, columns] of channels) {
    const dead = columns?.findIndex((column) => spread(column) === 0) ?? -1;
    if (dead >= 0) throw unreadable("dead-axis", { channel, axis: "xyz".charAt(dead) });
  }
  return signals;
}

/** Loggers write zeros or nothing for a gyroscope the phone does not have. */
function dropAbsent(rotation: Columns | null): Columns | null {
  const isThere = rotation?.some((column) => Array.prototype.some.call(column, (value: number) => Number.isFinite(value) && value !== 0));
  return rotation && isThere ? rotation : null;
}

function checkShapes(recording: Recording, rotation: Columns | null): void {
  const n = recording.timeS.length;
  if (n < 2) throw unreadable("empty");
  for (const [channel, columns] of [["acceleration", recording.acceleration], ["rotation rate", rotation]] as const) {
    const other = columns?.find((column) => column.length !== n);
    if (other) throw unreadable("shape", { channel, shape: `(${other.length}, 3)`, expected: `(${n}, 3)` });
  }
}

/** The rows in which every value is a number; a few others are left out, many are refused. */
function completeRows({ timeS, acceleration }: Recording, rotation: Columns | null, notes: string[]): number[] {
  const columns = [timeS, ...acceleration, ...(rotation ?? [])];
  const rows: number[] = [];
  for (let row = 0; row < timeS.length; row++) if (columns.every((column) => Number.isFinite(column[row]))) rows.push(row);
  const missing = timeS.length - rows.length;
  if (missing > Math.max(1, Math.trunc(SENSOR_MAX_MISSING_SHARE * timeS.length))) throw unreadable("missing");
  if (missing) notes.push(assumed("missing", { count: missing }));
  return rows;
}

/** Those of `rows` that a sensor wrote that was awake. */
function awake(rows: readonly number[], { timeS, acceleration }: Recording, notes: string[]): readonly number[] {
  const pick = picking(rows);
  const times = fromZero(pick(timeS));
  checkBatches(times);
  const alive = rowsAlive(times, allColumns(acceleration, pick), notes);
  return alive ? rows.filter((_, place) => alive[place]) : rows;
}

function picking(rows: readonly number[]): (column: ArrayLike<number>) => Float64Array {
  return (column) => Float64Array.from(rows, (row) => column[row]!);
}

function fromZero(timeS: Float64Array): Float64Array {
  return timeS.map((time) => time - timeS[0]!);
}

function allColumns(columns: Columns, change: (column: ArrayLike<number>) => Float64Array): Signal {
  return [change(columns[0]), change(columns[1]), change(columns[2])];
}

function upright(acceleration: Signal, timeS: Float64Array, recording: Recording, notes: string[]): Signal {
  checkGravity(acceleration, timeS, notes);
  const isInverted = isTurnedRound(recording, notes);
  return isInverted ? mapSignal(acceleration, (column) => column.map((value) => -value)) : acceleration;
}

function checkGravity(acceleration: Signal, timeS: Float64Array, notes: string[]): void {
  const stays = lastingSize(acceleration, timeS);
  if (stays < READING_LEAST_SHARE_OF_G * GRAVITY_M_S2 || !holdsGravity(acceleration, timeS)) throw unreadable("no-gravity");
  const times = median(sizesOf(acceleration)) / GRAVITY_M_S2;
  if (times > READING_MOST_TIMES_G) throw unreadable("not-gravity", { times: times.toFixed(1) });
  const rest = restingSize(acceleration, timeS, GRAVITY_M_S2);
  const off = rest === null ? 0 : Math.abs(rest / GRAVITY_M_S2 - 1);
  if (off > READING_CALIBRATED_SHARE) notes.push(assumed("calibration", { percent: roundToEven(100 * off) }));
}

/** iOS counts acceleration the other way round from Android and the W3C. */
function isTurnedRound({ accelerationSign = null, platform }: Recording, notes: string[]): boolean {
  if (accelerationSign === "specific-force") return false;
  const isInverted = accelerationSign === "inverted" || platform === "ios";
  notes.push(assumed(accelerationSign ? "sign-file" : isInverted ? "sign-ios" : "sign-android"));
  return isInverted;
}

/** The largest absolute step is what a gap is measured by. */
export function longestStepS(signals: Signals): number {
  return maximum(differences(signals.timeS));
}
