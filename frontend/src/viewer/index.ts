/**
 * The moving body. Load this module only where it is used: it brings three.js with it.
 *
 *     const { mountViewer } = await import("../viewer");
 */
import { Controls } from "./controls";
import type { BodyExport, Movement, Posture, Side } from "./export";
import type { LookFrom } from "./camera";
import { Room } from "./room";
import type { Scene } from "./stage";
import type { Stats } from "./studio";

export type { BodyExport, LookFrom, Movement, Posture, Side };
export type { Scene, Stats };
export { postureAt } from "./posture";

export interface ViewerOptions {
  body: BodyExport;
  /** An exercise of `body.movements`, or one added with `addMovement`. */
  movement?: string;
  posture?: Posture;
  /** What stands around `posture`. */
  scene?: Scene;
  side?: Side;
  autoplay?: boolean;
  /** No buttons, no turning: a small picture in a list. */
  compact?: boolean;
  /** What stands around the body, as in an exercise's `equipment`. */
  props?: readonly string[];
  /** What is seen, in words; what changes is added to it. */
  label?: string;
}

export interface Viewer {
  /** False where the browser has no WebGL: the drawn still stays, and every call does nothing. */
  readonly isDrawn: boolean;
  readonly canvas: HTMLCanvasElement;
  /** `scene` says what stands around an everyday task; the same scene again leaves chair and camera where they are. */
  setPosture(posture: Posture, options?: { animate_ms?: number; scene?: Scene }): void;
  /** What is seen, in words, for those who do not see it. */
  setLabel(label: string): void;
  addMovement(id: string, movement: Movement): void;
  setMovement(id: string, props?: readonly string[]): void;
  setProgress(progress: number): void;
  /** Keep time with a session: where it is, and how much of the movement it does in a second. */
  follow(progress: number, rate: number): void;
  play(): void;
  pause(): void;
  setSpeed(speed: 1 | 0.5 | 0.25): void;
  setSide(side: Side): void;
  lookFrom(from: LookFrom): void;
  setSkin(skin: number): void;
  setLoad(load: { lumbar: number; hip: number }): void;
  setActivation(percent: Readonly<Record<string, number>>): void;
  /** Draw calls and triangles of the last picture. */
  stats(): Stats;
  dispose(): void;
}

/** Put a moving body into `root`, over whatever still is drawn there. */
export function mountViewer(root: HTMLElement, options: ViewerOptions): Viewer {
  const room = new Room(root, options);
  if (room.isDrawn && !options.compact) new Controls(room);
  return room;
}
