/** How do you move? A phone's recording → the figures of `loadshare.measure`, computed on the phone itself. */
import type { Options, Outcome, Recording, Test } from "./types";

export type * from "./types";
export { isRefused } from "./types";

/**
 * The outcome of `test` from one recording, or for the hip tests from one or more of the same leg.
 *
 * Never throws: whatever the signals are, there is a result or a refusal that says what to do next.
 */
export function evaluate<T extends Test>(_test: T, _recording: Recording | readonly Recording[], _options: Options = {}): Outcome<T> {
  return { refused: { code: "not-built", message: "This test is not measured in the browser yet." } };
}
