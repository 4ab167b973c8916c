/** The forward bend, split into hips and low back by the phone at the sacrum and then at the lowest rib: bend.py. */
import { around, judge } from "./quality";
import type { Signals } from "./recording";
import { indexOfLargest, maximum, mean, median, spread } from "./statistics";
import { findHolds, findSwings, meanDirection, swingDeg, traceTilt } from "./tilt";
import { WORKING_RATE_HZ } from "./timeline";
import type { Bend, BendPart, Quality } from "./types";
import { refusal, type ConcernKey } from "./words";

const PART_BAR_DEG = 10;
const SHARE_BAR = 0.12;
const MIN_BEND_DEG = 15;
const PEAK_S = 0.3;
const MIN_PEAK_SHARE = 0.6;
const LEAVE_SHARE = 0.4;
const MAX_SPREAD_DEG = 15;
const NOTABLE_SHARES = [0.5, 0.8] as const;
const LATEST_ZERO_S = 5;
const START_SAMPLES = 20;

/** Throws as `traceTilt`, `no-bend` under 15 degrees, `parts-do-not-fit` when the sacrum tilts over 15 degrees more. */
export function measureBend(sacrum: Signals, rib: Signals): Bend {
  const low = readBends(sacrum);
  const high = readBends(rib);
  const lumbar = high.angle_deg - low.angle_deg;
  if (lumbar < -MAX_SPREAD_DEG) throw refusal("parts-do-not-fit");
  const share = low.angle_deg / high.angle_deg;
  const isEnough = Math.min(low.bends_deg.length, high.bends_deg.length) >= 2;
  return {
    whole_deg: around(high.angle_deg, PART_BAR_DEG, "deg", "loadshare-judgement"),
    hip_deg: around(low.angle_deg, PART_BAR_DEG, "deg", "loadshare-judgement"),
    lumbar_deg: around(lumbar, PART_BAR_DEG, "deg", "loadshare-judgement"),
    hip_share: around(share, SHARE_BAR, "of 1", "loadshare-judgement", 0),
    is_outside_usual: isEnough && !(NOTABLE_SHARES[0] <= share && share <= NOTABLE_SHARES[1]),
    sacrum: low,
    rib: high,
    quality: qualityOf(sacrum, rib, low, high),
  };
}

/** The tilt of every bend from the first still moment. */
function readBends(signals: Signals): BendPart {
  const trace = traceTilt(signals);
  const [first] = findHolds(trace, 0.5);
  const isEarly = first && first.startS - trace.timeS[0]! < LATEST_ZERO_S;
  const tilt = swingDeg(trace, isEarly ? first.up : meanDirection(trace.up, 0, START_SAMPLES));
  const peak = maximum(tilt);
  if (peak < MIN_BEND_DEG) throw refusal("no-bend.small");
  const bends = findSwings(tilt, MIN_PEAK_SHARE * peak, LEAVE_SHARE * peak).map(([start, stop]) => topOf(tilt, start, stop));
  if (!bends.length) throw refusal("no-bend.quick");
  return { angle_deg: median(bends), bends_deg: bends };
}

/** The mean around the extreme, so that a single jerk does not set the range. */
function topOf(tiltDeg: Float64Array, start: number, stop: number): number {
  const index = indexOfLargest(tiltDeg, start, stop);
  const half = Math.max(1, Math.trunc(PEAK_S * WORKING_RATE_HZ)) >> 2;
  return mean(tiltDeg, Math.max(start, index - half), Math.min(stop, index + half + 1));
}

function qualityOf(sacrum: Signals, rib: Signals, low: BendPart, high: BendPart): Quality {
  const concerns: ConcernKey[] = [];
  if (Math.min(low.bends_deg.length, high.bends_deg.length) < 3) concerns.push("bend.few");
  if (Math.max(spread(low.bends_deg), spread(high.bends_deg)) > MAX_SPREAD_DEG) concerns.push("bend.spread");
  if (!sacrum.rotationRate || !rib.rotationRate) concerns.push("bend.no-rotation");
  return judge(concerns, [...sacrum.assumed, ...rib.assumed]);
}
