/** What goes into the engine and what comes out: the JSON of `loadshare measure TEST FILE --json`, key for key. */
import type { Bend, HipAngle, HipRotation, HoldTime, RepetitionCount, StanceTrial, Walk } from "./outcomes";

export type * from "./outcomes";

export type Side = "left" | "right";
export type Placement = "sacrum" | "lowest-rib" | "shin" | "thigh" | "pelvis-front" | "pocket" | "hand" | "other";
export type Platform = "android" | "ios" | "other" | "unknown";
export type Test = "walk" | "hip-rotation" | "hip-flexion" | "thomas" | "bend" | "stance" | "chair" | "bridge" | "hold";

/** Three columns x, y, z in the phone's own right-handed axes: x to its right edge, y to its top, z out of the screen. */
export type Columns = readonly [x: ArrayLike<number>, y: ArrayLike<number>, z: ArrayLike<number>];

/** One recording as the phone gave it. */
export interface Recording {
  /** Seconds; any start. A few late or repeated stamps are mended, more are refused. */
  readonly timeS: ArrayLike<number>;
  /** m/s², gravity included (`accelerationIncludingGravity`). */
  readonly acceleration: Columns;
  /** rad/s about x, y, z (alpha, beta, gamma of a DeviceMotionEvent, in this order, which are deg/s); null where the phone has none. */
  readonly rotationRate: Columns | null;
  readonly placement?: Placement | null;
  readonly side?: Side | null;
  readonly platform?: Platform;
  /**
   * "specific-force": at rest the upper axis is positive (Android and the W3C). "inverted": the other way round (iOS).
   * null: by platform, and the result says so.
   */
  readonly accelerationSign?: "specific-force" | "inverted" | null;
  readonly device?: string;
}

export interface Options {
  /** The leg, where the recording does not say; for a stance the leg that stands. */
  readonly side?: Side | null;
  /** Where the phone was, where the recording does not say. */
  readonly placement?: Placement | null;
  /** For "walk": how tall the person is, for step length and speed. */
  readonly heightM?: number | null;
  /** For "bend": the same bends with the phone at the lowest rib; the first recording is the one at the sacrum. */
  readonly rib?: Recording;
}

export interface Results {
  walk: Walk;
  "hip-rotation": HipRotation;
  "hip-flexion": HipAngle;
  thomas: HipAngle;
  bend: Bend;
  stance: StanceTrial;
  chair: RepetitionCount;
  bridge: RepetitionCount;
  hold: HoldTime;
}

/** No honest number can be made; the message says what to do next. `unreadable`: the signals themselves are no recording. */
export interface Refused {
  refused: { code: string; message: string };
}

export type Outcome<T extends Test = Test> = Results[T] | Refused;

export function isRefused(outcome: Outcome): outcome is Refused {
  return "refused" in outcome;
}
