/** One test, one outcome: what every capture page calls. */
import { measureBend } from "./bend";
import { measureHipFlexion, measureHipRotation, measureThomas } from "./inclinometer";
import { rounded } from "./quality";
import { toSignals, type Signals } from "./recording";
import { measureStance } from "./stance";
import { countBridges, countChairStands, timeHold } from "./timed";
import type { Options, Outcome, Recording, Results, Side, Test } from "./types";
import { measureWalk } from "./walking";
import { Refusal, refusal, unreadable } from "./words";

type Measure<T extends Test> = (signals: readonly Signals[], options: Options) => Results[T];

const MEASURES: { readonly [T in Test]: Measure<T> } = {
  walk: (signals, options) => measureWalk(one(signals), options.heightM ?? null),
  "hip-rotation": (signals, options) => measureHipRotation(signals, sideOf(signals, options)),
  "hip-flexion": (signals, options) => measureHipFlexion(signals, sideOf(signals, options)),
  thomas: (signals, options) => measureThomas(signals, sideOf(signals, options)),
  bend: (signals, options) => measureBend(one(signals), one(options.rib ? [toSignals(options.rib, { placement: "lowest-rib" })] : [])),
  stance: (signals, options) => measureStance(one(signals), sideOf(signals, options)),
  chair: (signals) => countChairStands(one(signals)),
  bridge: (signals) => countBridges(one(signals)),
  hold: (signals) => timeHold(one(signals)),
};

/**
 * The outcome of `test` from one recording, or for the hip tests from one or more of the same leg.
 *
 * Never throws: whatever the signals are, there is a result or a refusal that says what to do next.
 */
export function evaluate<T extends Test>(test: T, recording: Recording | readonly Recording[], options: Options = {}): Outcome<T> {
  try {
    const recordings = "timeS" in recording ? [recording] : recording;
    const signals = recordings.map((each) => toSignals(each, options));
    return rounded(MEASURES[test](signals, options));
  } catch (error) {
    if (error instanceof Refusal) return { refused: { code: error.code, message: error.message } };
    throw error;
  }
}

function one(signals: readonly Signals[]): Signals {
  const [first] = signals;
  if (!first) throw unreadable("empty");
  return first;
}

function sideOf(signals: readonly Signals[], options: Options): Side {
  const side = signals.find((each) => each.side)?.side ?? options.side;
  if (!side) throw refusal("side-unknown");
  return side;
}
