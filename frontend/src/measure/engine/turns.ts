/** Turns of a walk, from the rotation rate about the vertical: turns.py. */
import { TURNS_ANGLE_BAR_DEG, TURNS_MARGIN_S, TURNS_MIN_TURN_DEG, TURNS_ROUND_DEG, TURNS_SLOW_HZ, TURNS_SPIN_DEG, TURNS_TURNING_DEG_S } from "./limits";
import { around } from "./quality";
import { filterBand, findRuns } from "./signals";
import { sum } from "./statistics";
import { WORKING_RATE_HZ } from "./timeline";
import type { Turn } from "./types";
import { dotSignals, toDegrees, type Signal } from "./vectors";

/** A turn as it was found: `angleDeg` is positive to the left. */
export interface Swing {
  readonly startS: number;
  readonly stopS: number;
  readonly angleDeg: number;
}

/** Every turn of 60 degrees or more, half a second added on both sides. */
export function findTurns(rotationRate: Signal, up: Signal): Swing[] {
  const rateHz = WORKING_RATE_HZ;
  const slow = filterBand(dotSignals(rotationRate, up).map(toDegrees), { rateHz, highHz: TURNS_SLOW_HZ });
  const found: Swing[] = [];
  for (const [start, stop] of findRuns(slow.length, (i) => Math.abs(slow[i]!) > TURNS_TURNING_DEG_S)) {
    const angleDeg = sum(slow, start, stop) / rateHz;
    if (Math.abs(angleDeg) < TURNS_MIN_TURN_DEG) continue;
    const startS = Math.max(0, start / rateHz - TURNS_MARGIN_S);
    found.push({ startS, stopS: Math.min(slow.length / rateHz, stop / rateHz + TURNS_MARGIN_S), angleDeg });
  }
  return joined(found);
}

/** Turns that touch are one. */
export function joined(swings: readonly Swing[]): Swing[] {
  const out: Swing[] = [];
  for (const one of swings) {
    const last = out.at(-1);
    if (last && one.startS <= last.stopS) out[out.length - 1] = { startS: last.startS, stopS: one.stopS, angleDeg: last.angleDeg + one.angleDeg };
    else out.push(one);
  }
  return out;
}

export function nameTurn({ startS, stopS, angleDeg }: Swing): Turn {
  const size = Math.abs(angleDeg);
  return {
    start_s: startS,
    stop_s: stopS,
    side: angleDeg > 0 ? "left" : "right",
    kind: size >= TURNS_SPIN_DEG ? "spin" : size >= TURNS_ROUND_DEG ? "round" : "corner",
    angle_deg: around(size, TURNS_ANGLE_BAR_DEG, "deg", "loadshare-measured", 0),
  };
}
