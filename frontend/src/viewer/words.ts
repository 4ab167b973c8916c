/** The picture in words, for those who do not see it. */
import type { BodyExport, Posture } from "./export";
import { angleFor } from "./view";
import type { View } from "./view";

const ROUND_DEG = 10;

/** What is seen, how the body lies or stands, and what the movement changes. */
export function describe(label: string, body: BodyExport, view: View): string {
  const frames = view.movement?.frames;
  const first = frames?.[0] ?? view.current();
  const parts = [label || "A moving body", stance(first)];
  if (frames) parts.push(changes(body, frames));
  return `${parts.filter(Boolean).join(". ")}. Turn the picture with the arrow keys.`;
}

function stance(posture: Posture): string {
  const [azimuth, elevation] = angleFor(posture, "right");
  if (elevation < 15) return (posture.root[1] ?? 1) < 0.7 ? "The person sits or kneels" : "The person stands";
  const [, , , w = 1, x = 0, y = 0, z = 0] = posture.root;
  if (azimuth > 50) return "The person lies on the side";
  return 2 * (x * y + w * z) > 0 ? "The person lies on the back" : "The person is face down";
}

const JOINTS: readonly (readonly [string, string])[] = [["hip-flexion", "hip"], ["knee-flexion", "knee"]];

function changes(body: BodyExport, frames: readonly Posture[]): string {
  const out: string[] = [];
  for (const [joint, name] of JOINTS) {
    for (const side of ["r", "l"]) {
      const index = body.limbs.indexOf(`${joint}-${side}`);
      const values = frames.map((frame) => frame.q[index] ?? 0);
      const range = Math.max(...values) - Math.min(...values);
      if (range >= ROUND_DEG) out.push(`the ${side === "r" ? "right" : "left"} ${name} moves about ${Math.round(range / 5) * 5} degrees`);
    }
  }
  const back = frames.map((frame) => frame.back[0] ?? 0);
  const bend = Math.max(...back) - Math.min(...back);
  out.push(bend >= ROUND_DEG ? `the low back bends about ${Math.round(bend / 5) * 5} degrees` : "the low back stays almost still");
  const text = out.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
