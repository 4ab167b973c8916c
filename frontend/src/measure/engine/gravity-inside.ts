/** Whether gravity is in an acceleration, seen in what stays of it while a body moves: gravity_inside.py. */
import { READING_LEAST_LASTING, READING_LEAST_SAME, READING_LEAST_STEADY, READING_STILL_SHARE_OF_G } from "./limits";
import { mean, median, percentile, roundToEven, standardDeviation } from "./statistics";
import { mapSignal, sizesOf, type Signal } from "./vectors";

/** Much of gravity stays over a second, always about as much, and over three seconds too. What a body does alone comes and goes. */
export function holdsGravity(acceleration: Signal, timeS: Float64Array): boolean {
  const seconds = sizesOf(means(acceleration, timeS, 1));
  if (seconds.length < 2) return true;
  const second = median(seconds);
  if (!(second >= READING_LEAST_STEADY * median(sizesOf(acceleration)))) return false;
  const longer = sizesOf(means(acceleration, timeS, 3));
  if (longer.length < 2) return true;
  const comesAndGoes = percentile(seconds, 10) < READING_LEAST_SAME * second;
  return !(comesAndGoes && median(longer) < READING_LEAST_LASTING * second);
}

/** How much stays over three seconds, or over one where the phone turns: about gravity where it is inside, however hard a body moves. */
export function lastingSize(acceleration: Signal, timeS: Float64Array): number {
  return Math.max(...[3, 1].map((spanS) => median(sizesOf(means(acceleration, timeS, spanS)))));
}

/** The size in the seconds without movement; null where there are none. */
export function restingSize(acceleration: Signal, timeS: Float64Array, oneG: number): number | null {
  const rows = rowsOf(timeS, 1);
  const isStill = (span: number) => acceleration.every((column) => standardDeviation(column.slice(span * rows, (span + 1) * rows)) < READING_STILL_SHARE_OF_G * oneG);
  const still = sizesOf(means(acceleration, timeS, 1)).filter((_, span) => isStill(span));
  return still.length ? median(still) : null;
}

/** The mean of each span of about `spanS` seconds, in equal numbers of rows. */
function means(acceleration: Signal, timeS: Float64Array, spanS: number): Signal {
  const rows = rowsOf(timeS, spanS);
  return mapSignal(acceleration, (column) =>
    Float64Array.from({ length: Math.floor(timeS.length / rows) }, (_, span) => mean(column, span * rows, (span + 1) * rows)),
  );
}

function rowsOf(timeS: Float64Array, spanS: number): number {
  const n = timeS.length;
  const durationS = Math.max(timeS[n - 1]! - timeS[0]!, 1e-9);
  return Math.min(n, Math.max(1, roundToEven((spanS * (n - 1)) / durationS)));
}
