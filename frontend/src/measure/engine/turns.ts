/** Turns of a walk, from the rotation rate about the vertical: turns.py. */
import { TURNS_MARGIN_S, TURNS_MIN_TURN_DEG, TURNS_SLOW_HZ, TURNS_TURNING_DEG_S } from "./limits";
import { filterBand, findRuns, type Run } from "./signals";
import { sum } from "./statistics";
import { WORKING_RATE_HZ } from "./timeline";
import { dotSignals, toDegrees, type Signal } from "./vectors";

/** Start and stop in seconds of every turn of 60 degrees or more, half a second added on both sides. */
export function findTurns(rotationRate: Signal, up: Signal): Run[] {
  const slow = filterBand(dotSignals(rotationRate, up).map(toDegrees), { rateHz: WORKING_RATE_HZ, highHz: TURNS_SLOW_HZ });
  const lengthS = slow.length / WORKING_RATE_HZ;
  const found: Run[] = [];
  for (const [start, stop] of findRuns(slow.length, (i) => Math.abs(slow[i]!) > TURNS_TURNING_DEG_S)) {
    if (Math.abs(sum(slow, start, stop)) / WORKING_RATE_HZ < TURNS_MIN_TURN_DEG) continue;
    const begin = Math.max(0, start / WORKING_RATE_HZ - TURNS_MARGIN_S);
    const end = Math.min(lengthS, stop / WORKING_RATE_HZ + TURNS_MARGIN_S);
    const last = found.at(-1);
    if (last && begin <= last[1]) found[found.length - 1] = [last[0], end];
    else found.push([begin, end]);
  }
  return found;
}
