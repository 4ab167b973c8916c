/** Gathers samples into a recording: for the engine, and as plain JSON for whoever wants to keep it. */
import type { Placement, Platform, Recording } from "./engine";
import type { Side } from "./protocol";
import type { Sample } from "./sensor";

export interface About {
  placement: Placement;
  side: Side;
  platform: Platform;
  device: string;
}

export interface PlainRecording {
  format: "loadshare-recording";
  version: 1;
  device: string;
  platform: Platform;
  placement: Placement;
  side?: "left" | "right";
  acceleration_sign: "specific-force" | "inverted";
  time_s: number[];
  acceleration_m_s2: number[][];
  rotation_rate_rad_s: number[][] | null;
}

export class Recorder {
  private readonly samples: Sample[] = [];

  constructor(readonly about: About) {}

  add(sample: Sample): void {
    this.samples.push(sample);
  }

  get count(): number {
    return this.samples.length;
  }

  /** Six decimals of a second and of a radian: far finer than any browser writes. */
  plain(): PlainRecording {
    const start = this.samples[0]?.at ?? 0;
    const turning = this.samples.every((sample) => sample.rotation !== null);
    const { device, platform, placement, side } = this.about;
    return {
      format: "loadshare-recording",
      version: 1,
      device,
      platform,
      placement,
      ...(side === "" ? {} : { side }),
      acceleration_sign: platform === "ios" ? "inverted" : "specific-force",
      time_s: this.samples.map((sample) => tidy((sample.at - start) / 1000)),
      acceleration_m_s2: this.samples.map((sample) => sample.acceleration.map(tidy)),
      rotation_rate_rad_s: turning ? this.samples.map((sample) => (sample.rotation ?? [0, 0, 0]).map(tidy)) : null,
    };
  }
}

/** What the engine takes, from exactly the numbers that could be kept. */
export function forEngine(plain: PlainRecording): Recording {
  return {
    timeS: plain.time_s,
    acceleration: columns(plain.acceleration_m_s2),
    rotationRate: plain.rotation_rate_rad_s && columns(plain.rotation_rate_rad_s),
    placement: plain.placement,
    side: plain.side ?? null,
    platform: plain.platform,
    accelerationSign: plain.acceleration_sign,
    device: plain.device,
  };
}

function columns(rows: number[][]): [number[], number[], number[]] {
  return [rows.map((row) => row[0] ?? NaN), rows.map((row) => row[1] ?? NaN), rows.map((row) => row[2] ?? NaN)];
}

function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
