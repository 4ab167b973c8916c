/** For tests alone: a recording in Loadshare's own CSV format, packed, as the engine takes it. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Columns, Placement, Platform, Recording, Side } from "./types";

const FIXTURES = new URL("./fixtures/", import.meta.url);

export function readFixture(name: string): Recording {
  const lines = gunzipSync(readFileSync(new URL(`${name}.csv.gz`, FIXTURES))).toString().trim().split("\n");
  const start = lines.findIndex((line) => !line.startsWith("#"));
  const about = Object.fromEntries(lines.slice(0, start).map((line) => line.slice(1).split(":").map((word) => word.trim())));
  const names = lines[start]!.split(",");
  const rows = lines.slice(start + 1).map((line) => line.split(",").map(numberOf));
  const column = (key: string) => rows.map((row) => row[names.indexOf(key)]!);
  const columns = (channel: string, unit: string): Columns => [column(`${channel}_x_${unit}`), column(`${channel}_y_${unit}`), column(`${channel}_z_${unit}`)];
  return {
    timeS: column("time_s"),
    acceleration: columns("acc", "m_s2"),
    rotationRate: names.includes("gyr_x_rad_s") ? columns("gyr", "rad_s") : null,
    placement: (about["placement"] as Placement | undefined) ?? null,
    side: (about["side"] as Side | undefined) ?? null,
    platform: (about["platform"] as Platform | undefined) ?? "unknown",
    accelerationSign: about["acceleration_sign"] === "inverted" ? "inverted" : "specific-force",
  };
}

function numberOf(field: string): number {
  return field === "inf" ? Infinity : Number(field);
}
