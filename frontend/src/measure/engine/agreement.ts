/** Whether acceleration and rotation rate speak of the same movement: the same axes, signs and unit: agreement.py. */
import {
  AGREEMENT_ALIKE,
  AGREEMENT_BLOCK_S,
  AGREEMENT_MAX_FACTOR,
  AGREEMENT_MAX_SHAKE_M_S2,
  AGREEMENT_MIN_BETTER,
  AGREEMENT_MIN_BLOCKS,
  AGREEMENT_MIN_FIT,
  AGREEMENT_MIN_MOVED_M_S2,
} from "./limits";
import type { Signals } from "./recording";
import { median } from "./statistics";
import { WORKING_RATE_HZ } from "./timeline";
import { cross, dot, length, meanOf, scale, type Signal, type Vector } from "./vectors";
import type { RefusalKey } from "./words";

export interface Disagreement {
  readonly key: RefusalKey;
  readonly axis: string;
}

interface Change {
  readonly order: Vector;
  readonly signs: Vector;
}

interface Moment {
  readonly seen: Vector;
  readonly acceleration: Vector;
  readonly turning: Vector;
}

const ORDERS: readonly Vector[] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
/** All three turned round is the other sign of acceleration, which changes nothing here. */
const SIGNS: readonly Vector[] = [[1, 1, 1], [1, 1, -1], [1, -1, 1], [1, -1, -1]];

/** How the sensors of signals on the even clock differ; null where nothing of it can be seen. */
export function findDisagreement(even: Signals): Disagreement | null {
  if (!even.rotationRate) return null;
  const size = Math.max(1, Math.round(AGREEMENT_BLOCK_S * WORKING_RATE_HZ));
  const acceleration = blockMeans(even.acceleration, size);
  if (acceleration.length < AGREEMENT_MIN_BLOCKS) return null;
  const moments = calmMoments(acceleration, blockMeans(even.rotationRate, size));
  if (moments.reduce((total, { seen }) => total + length(seen), 0) * AGREEMENT_BLOCK_S < AGREEMENT_MIN_MOVED_M_S2) return null;
  const fits = ORDERS.flatMap((order) => SIGNS.map((signs) => ({ order, signs, ...fitOf(moments, { order, signs }) })));
  const best = Math.max(...fits.map(({ fit }) => Math.abs(fit)));
  const [plain] = fits;
  if (best < AGREEMENT_MIN_FIT || !plain) return null;
  if (plain.fit > best - AGREEMENT_MIN_BETTER) return unitOf(plain.factor);
  return named(fits.filter(({ order, fit }) => order === ORDERS[0] && Math.abs(fit) > best - AGREEMENT_ALIKE));
}

function blockMeans(signal: Signal, size: number): Vector[] {
  return Array.from({ length: Math.floor(signal[0].length / size) }, (_, k) => meanOf(signal, k * size, (k + 1) * size));
}

/** Where the phone is turned but not shaken. */
function calmMoments(acceleration: readonly Vector[], turning: readonly Vector[]): Moment[] {
  const sizes = acceleration.map(length);
  const usual = median(sizes);
  const isCalm = sizes.map((size) => Math.abs(size - usual) < AGREEMENT_MAX_SHAKE_M_S2);
  const moments: Moment[] = [];
  for (let k = 1; k + 1 < acceleration.length; k++) {
    if (!isCalm[k - 1] || !isCalm[k] || !isCalm[k + 1]) continue;
    const [before, after] = [acceleration[k - 1]!, acceleration[k + 1]!];
    const moved: Vector = [after[0] - before[0], after[1] - before[1], after[2] - before[2]];
    moments.push({ seen: scale(moved, 1 / (2 * AGREEMENT_BLOCK_S)), acceleration: acceleration[k]!, turning: turning[k]! });
  }
  return moments;
}

/** How well gravity follows the rotation (1: exactly, -1: exactly the other way), and by what factor. */
function fitOf(moments: readonly Moment[], { order, signs }: Change): { fit: number; factor: number } {
  const changed = (v: Vector): Vector => [signs[0] * v[order[0]]!, signs[1] * v[order[1]]!, signs[2] * v[order[2]]!];
  let [both, own, other] = [0, 0, 0];
  for (const { seen, acceleration, turning } of moments) {
    const promised = cross(changed(acceleration), turning);
    const found = changed(seen);
    both += dot(found, promised);
    own += dot(promised, promised);
    other += dot(found, found);
  }
  return { fit: both / Math.sqrt(Math.max(own * other, 1e-12)), factor: both / Math.max(own, 1e-12) };
}

function unitOf(factor: number): Disagreement | null {
  if (factor < 1 / AGREEMENT_MAX_FACTOR) return { key: "sensors-disagree.degrees", axis: "" };
  return factor > AGREEMENT_MAX_FACTOR ? { key: "sensors-disagree.radians", axis: "" } : null;
}

/** The one axis that explains it; a turn about one line alone leaves several that do. */
function named(explanations: readonly { signs: Vector; fit: number }[]): Disagreement {
  const [only] = explanations;
  if (!only) return { key: "sensors-disagree.swapped", axis: "" };
  if (explanations.length > 1) return { key: "sensors-disagree.sign", axis: "" };
  const total = only.signs[0] + only.signs[1] + only.signs[2];
  const odd = only.signs.findIndex((sign) => sign * total < 0);
  if (odd < 0) return { key: "sensors-disagree.opposite", axis: "" };
  return { key: only.fit < 0 ? "sensors-disagree.rotation" : "sensors-disagree.acceleration", axis: "xyz".charAt(odd) };
}
