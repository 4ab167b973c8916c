/** Bouts of walking: steps without a longer rest between them: bouts.py. */
import { WALK_BOUT_REST_S, WALK_MIN_BOUT_STEPS } from "./limits";
import type { Run } from "./signals";

/** Start and stop of every bout among the rising heel strikes `timesS`. */
export function findBouts(timesS: readonly number[]): Run[] {
  const edges = [0];
  for (let i = 1; i < timesS.length; i++) if (timesS[i]! - timesS[i - 1]! > WALK_BOUT_REST_S) edges.push(i);
  edges.push(timesS.length);
  return edges.slice(1).map((stop, k): Run => [edges[k]!, stop]).filter(([start, stop]) => stop - start >= WALK_MIN_BOUT_STEPS);
}
