/** The motion sensor of the phone, as far as the browser lets a page have it. */

import type { Sample } from "./engine";

export type { Sample } from "./engine";

export type Permission = "granted" | "refused" | "no-sensor";

interface AskingEvent {
  requestPermission?: () => Promise<PermissionState>;
}

const RAD = Math.PI / 180;

export function mayHaveSensor(): boolean {
  return window.isSecureContext && typeof DeviceMotionEvent !== "undefined";
}

/** Must be called straight from a tap: iOS shows its question only then. */
export async function askForSensor(): Promise<Permission> {
  if (!mayHaveSensor()) return "no-sensor";
  const ask = (DeviceMotionEvent as unknown as AskingEvent).requestPermission;
  if (typeof ask !== "function") return "granted";
  try {
    return (await ask.call(DeviceMotionEvent)) === "granted" ? "granted" : "refused";
  } catch {
    // Asked without a tap, or the question was dismissed.
    return "refused";
  }
}

/** Calls `take` with every usable sample until the returned function is called. */
export function listen(take: (sample: Sample) => void): () => void {
  const onMotion = (event: DeviceMotionEvent): void => {
    const sample = sampleOf(event);
    if (sample) take(sample);
  };
  window.addEventListener("devicemotion", onMotion);
  return () => window.removeEventListener("devicemotion", onMotion);
}

/**
 * One event as a sample; null where a computer sends events without values.
 *
 * Every browser gives alpha, beta and gamma of the rate as the turn about x, y and z (not z, x, y as for the
 * angles of orientation): w3c/deviceorientation, issue 44.
 */
export function sampleOf(event: Pick<DeviceMotionEvent, "accelerationIncludingGravity" | "rotationRate" | "timeStamp">): Sample | null {
  const acceleration = triple(event.accelerationIncludingGravity, ["x", "y", "z"]);
  if (!acceleration) return null;
  const rate = triple(event.rotationRate, ["alpha", "beta", "gamma"]);
  return {
    at: event.timeStamp,
    acceleration,
    rotation: rate && [rate[0] * RAD, rate[1] * RAD, rate[2] * RAD],
  };
}

function triple<K extends string>(from: Partial<Record<K, number | null>> | null, keys: readonly [K, K, K]): [number, number, number] | null {
  const values = keys.map((key) => from?.[key]);
  return values.every((value): value is number => typeof value === "number" && Number.isFinite(value))
    ? (values as [number, number, number])
    : null;
}

/** iOS counts acceleration the other way round. iPads call themselves Macs; a Mac has no touch. */
export function platformOf(agent: string, touchPoints: number): "ios" | "android" | "other" {
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)) return "ios";
  return /Android/.test(agent) ? "android" : "other";
}
