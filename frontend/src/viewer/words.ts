/** The picture in words, for those who do not see it. The words themselves come with the page. */
import type { BodyExport, Posture } from "./export";
import { angleFor } from "./view";
import type { View } from "./view";

const ROUND_DEG = 10;

/** Every sentence a person reads or hears here, as `server/ui/viewer_words.py` writes them. */
export interface ViewerWords {
  readonly controls: string;
  readonly movement: string;
  readonly moment: string;
  readonly look_from: string;
  readonly front: string;
  readonly side: string;
  readonly back: string;
  readonly see_inside: string;
  readonly play: string;
  readonly pause: string;
  readonly speed_1: string;
  readonly speed_2: string;
  readonly speed_4: string;
  readonly side_right: string;
  readonly side_left: string;
  readonly body: string;
  readonly stands: string;
  readonly low: string;
  readonly on_side: string;
  readonly on_back: string;
  readonly face_down: string;
  readonly hip_right: string;
  readonly hip_left: string;
  readonly knee_right: string;
  readonly knee_left: string;
  readonly back_bends: string;
  readonly back_still: string;
  readonly turn: string;
}

let read: ViewerWords | null = null;

/** Throws on a page that shows a body and forgot `{% viewer_words %}`: then the drawn still stays. */
export function readWords(page: Document = document): ViewerWords {
  const text = page.getElementById("viewer-words")?.textContent;
  if (!read && !text) throw new Error("the page has no viewer words");
  read ??= JSON.parse(text ?? "{}") as ViewerWords;
  return read;
}

/** What is seen; for a movement also how the body lies or stands and what it changes. */
export function describe(words: ViewerWords, label: string, body: BodyExport, view: View): string {
  const parts = [label || words.body];
  const frames = view.movement?.frames;
  if (frames?.[0]) parts.push(stance(words, frames[0]), changes(words, body, frames));
  return [...parts, words.turn].map(sentence).join(" ");
}

function stance(words: ViewerWords, posture: Posture): string {
  const [azimuth, elevation] = angleFor(posture, "right");
  if (elevation < 15) return (posture.root[1] ?? 1) < 0.7 ? words.low : words.stands;
  const [, , , w = 1, x = 0, y = 0, z = 0] = posture.root;
  if (azimuth > 50) return words.on_side;
  return 2 * (x * y + w * z) > 0 ? words.on_back : words.face_down;
}

const JOINTS = [
  ["hip-flexion-r", "hip_right"], ["hip-flexion-l", "hip_left"], ["knee-flexion-r", "knee_right"], ["knee-flexion-l", "knee_left"],
] as const;

export function changes(words: ViewerWords, body: BodyExport, frames: readonly Posture[]): string {
  const out: string[] = [];
  for (const [joint, name] of JOINTS) {
    const index = body.limbs.indexOf(joint);
    const range = rangeOf(frames.map((frame) => frame.q[index] ?? 0));
    if (range >= ROUND_DEG) out.push(fill(words[name], range));
  }
  const bend = rangeOf(frames.map((frame) => frame.back[0] ?? 0));
  out.push(bend >= ROUND_DEG ? fill(words.back_bends, bend) : words.back_still);
  return out.map(sentence).join(" ");
}

function rangeOf(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function fill(words: string, degrees: number): string {
  return words.replace("{n}", String(Math.round(degrees / 5) * 5));
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
