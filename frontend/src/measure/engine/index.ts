/** How do you move? A phone's recording → the figures of `loadshare.measure`, computed on the phone itself. */
export { evaluate } from "./evaluate";
export { SignedTilt, TiltFollower, type Sample } from "./follower";
export type * from "./types";
export { isRefused } from "./types";
export { HoldWatch, RepetitionCounter, RiseCounter, StanceWatch } from "./watches";
