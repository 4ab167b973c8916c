/** The forward bend, split into hips and low back by the phone at the sacrum and then at the lowest rib: bend.py. */
import { refuseOffLine, refuseShaking, refuseTurning } from "./form";
import { BEND_LATEST_ZERO_S, BEND_LEAST_USUAL_SHARE, BEND_LEAVE_SHARE, BEND_MAX_SPREAD_DEG, BEND_MIN_BEND_DEG, BEND_MIN_PEAK_SHARE, BEND_MOST_USUAL_SHARE, BEND_PART_BAR_DEG, BEND_PEAK_S, BEND_SHARE_BAR, BEND_START_SAMPLES, FORM_MAX_BEND_DEG, FORM_QUICK_BEND_DEG } from "./limits";
import { around, judge } from "./quality";
import type { Signals } from "./recording";
import { indexOfLargest, maximum, mean, median, spread } from "./statistics";
import { findHolds, findSwings, meanDirection, swingDeg, traceTilt } from "./tilt";
import { WORKING_RATE_HZ } from "./timeline";
import type { Bend, BendPart, Quality } from "./types";
import { refusal, type ConcernKey } from "./words";

/** Throws as `traceTilt`, `no-bend` under 15 degrees, `parts-do-not-fit` when the sacrum tilts over 15 degrees more. */
export function measureBend(sacrum: Signals, rib: Signals): Bend {
  const low = readBends(sacrum);
  const high = readBends(rib);
  const lumbar = high.angle_deg - low.angle_deg;
  if (lumbar < -BEND_MAX_SPREAD_DEG) throw refusal("parts-do-not-fit");
  const share = low.angle_deg / high.angle_deg;
  const isEnough = Math.min(low.bends_deg.length, high.bends_deg.length) >= 2;
  return {
    whole_deg: around(high.angle_deg, BEND_PART_BAR_DEG, "deg", "loadshare-judgement"),
    hip_deg: around(low.angle_deg, BEND_PART_BAR_DEG, "deg", "loadshare-judgement"),
    lumbar_deg: around(lumbar, BEND_PART_BAR_DEG, "deg", "loadshare-judgement"),
    hip_share: around(share, BEND_SHARE_BAR, "of 1", "loadshare-judgement", 0),
    is_outside_usual: isEnough && !(BEND_LEAST_USUAL_SHARE <= share && share <= BEND_MOST_USUAL_SHARE),
    sacrum: low,
    rib: high,
    quality: qualityOf(sacrum, rib, low, high),
  };
}

/** The tilt of every bend from the first still moment. */
function readBends(signals: Signals): BendPart {
  const trace = traceTilt(signals);
  refuseTurning(trace);
  const [first] = findHolds(trace, 0.5);
  const isEarly = first && first.startS - trace.timeS[0]! < BEND_LATEST_ZERO_S;
  const zero = isEarly ? first.up : meanDirection(trace.up, 0, BEND_START_SAMPLES);
  refuseOffLine(trace, zero, FORM_MAX_BEND_DEG);
  const tilt = swingDeg(trace, zero);
  const peak = maximum(tilt);
  if (peak < BEND_MIN_BEND_DEG) throw refusal("no-bend.small");
  if (peak < FORM_QUICK_BEND_DEG || !trace.headingDeg) refuseShaking(trace); // a deep one may be quick
  const bends = findSwings(tilt, BEND_MIN_PEAK_SHARE * peak, BEND_LEAVE_SHARE * peak).map(([start, stop]) => topOf(tilt, start, stop));
  if (!bends.length) throw refusal("no-bend.quick");
  return { angle_deg: median(bends), bends_deg: bends };
}

/** The mean around the extreme, so that a single jerk does not set the range. */
function topOf(tiltDeg: Float64Array, start: number, stop: number): number {
  const index = indexOfLargest(tiltDeg, start, stop);
  const half = Math.max(1, Math.trunc(BEND_PEAK_S * WORKING_RATE_HZ)) >> 2;
  return mean(tiltDeg, Math.max(start, index - half), Math.min(stop, index + half + 1));
}

function qualityOf(sacrum: Signals, rib: Signals, low: BendPart, high: BendPart): Quality {
  const concerns: ConcernKey[] = [];
  if (Math.min(low.bends_deg.length, high.bends_deg.length) < 3) concerns.push("bend.few");
  if (Math.max(spread(low.bends_deg), spread(high.bends_deg)) > BEND_MAX_SPREAD_DEG) concerns.push("bend.spread");
  if (!sacrum.rotationRate || !rib.rotationRate) concerns.push("bend.no-rotation");
  return judge(concerns, [...sacrum.assumed, ...rib.assumed]);
}
