/** How do you move? A phone's recording → the figures of `loadshare.measure`, computed on the phone itself. */
export { evaluate } from "./evaluate";
export { TiltFollower, type Sample } from "./follower";
export type * from "./types";
export { isRefused } from "./types";
export { HoldWatch, StanceWatch } from "./watches";
