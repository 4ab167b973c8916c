/** Whether the beat that was found is that of the steps, or of every other or every half step: tempo.py says why. */
import { autocorrelate } from "./fourier";
import { STEPS_WINDOW_S, TEMPO_EVERY_WINDOW, TEMPO_HALF_SHARE, TEMPO_MIN_WINDOWS, TEMPO_NO_STEP_SWAY, TEMPO_SLACK, TEMPO_STEP_SWAY, TEMPO_STRIDE_SHARE } from "./limits";
import { type Rhythm } from "./rhythm";
import { maximum, mean, median, roundToEven } from "./statistics";
import { WORKING_RATE_HZ } from "./timeline";

export type Tempo = "as-found" | "twice" | "unclear";

/** `moving`: vertical and two level axes, in the band of movement. */
export function judgeTempo({ centreS, stepS, hasBeat }: Rhythm, [up, ...level]: readonly Float64Array[]): Tempo {
  const rateHz = WORKING_RATE_HZ;
  const beats = [...centreS.keys()].filter((k) => hasBeat[k]).filter((_, i) => i % TEMPO_EVERY_WINDOW === 0);
  if (beats.length < TEMPO_MIN_WINDOWS) return "as-found";
  const size = STEPS_WINDOW_S * rateHz;
  const found = beats.map((k) => {
    const start = roundToEven(centreS[k]! * rateHz) - size / 2;
    const window = (column: Float64Array) => column.slice(start, start + size);
    return [...regularity([window(up!)], stepS[k]! * rateHz), ...regularity(level.map(window), stepS[k]! * rateHz)];
  });
  const typical = (place: number) => median(found.map((one) => one[place]!));
  const [half, one, two] = [typical(0), typical(1), typical(2)];
  const swayOfHalf = typical(3) + typical(4);
  const swayOfOne = typical(4) + typical(5);
  if (half > TEMPO_HALF_SHARE * one && swayOfHalf > TEMPO_NO_STEP_SWAY) return swayOfHalf >= TEMPO_STEP_SWAY ? "twice" : "unclear";
  return two > TEMPO_STRIDE_SHARE * one && swayOfOne < TEMPO_STEP_SWAY ? "unclear" : "as-found";
}

/** Autocorrelation of all columns together after half, one and two steps, each the highest within a tenth. */
function regularity(columns: readonly Float64Array[], step: number): number[] {
  const last = Math.trunc(2 * step * (1 + TEMPO_SLACK)) + 1;
  const raw = new Float64Array(last + 1);
  for (const column of columns) {
    const middle = mean(column);
    autocorrelate(column.map((value) => value - middle), last + 1).forEach((value, lag) => (raw[lag] = raw[lag]! + value));
  }
  const power = Math.max(raw[0]!, 1e-9);
  return [step / 2, step, 2 * step].map((lag) => maximum(raw, roundToEven((1 - TEMPO_SLACK) * lag), roundToEven((1 + TEMPO_SLACK) * lag) + 1) / power);
}
