/** Muscles as tubes along their paths: thicker in the middle, thicker and stronger in colour as they work. */
import { BufferAttribute, BufferGeometry, Color, DynamicDrawUsage, Vector3 } from "three";
import { otherSide, type BodyExport } from "./export";
import { pointOn, type Placed } from "./kinematics";
import { mix, type Palette } from "./palette";

const RINGS = 9;
const SIDES = 6;
/** What a square centimetre of muscle pulls; sets how thick a tube of a given force is. */
const N_PER_CM2 = 60;
const SLIM = 0.5;
const HIPS = /^(gluteus|deep-rotators|tensor-fasciae-latae|iliacus|psoas)/;
const LOW_BACK = /^(multifidus|iliocostalis|longissimus|quadratus-lumborum)/;

interface Tube {
  path: { part: number; at: Vector3 }[];
  group: number;
  kind: "hips" | "low-back" | "other";
  radius: number;
}

export class Muscles {
  readonly geometry = new BufferGeometry();
  private readonly tubes: Tube[];
  private readonly positions: Float32Array;
  private readonly normals: Float32Array;
  private readonly colors: Float32Array;
  private readonly points: Vector3[] = [];

  constructor(body: BodyExport) {
    this.tubes = tubesOf(body);
    const count = this.tubes.length * RINGS * SIDES;
    this.positions = new Float32Array(count * 3);
    this.normals = new Float32Array(count * 3);
    this.colors = new Float32Array(count * 3);
    for (const [name, values] of [["position", this.positions], ["normal", this.normals], ["color", this.colors]] as const) {
      this.geometry.setAttribute(name, new BufferAttribute(values, 3).setUsage(DynamicDrawUsage));
    }
    this.geometry.setIndex(facesOf(this.tubes.length));
  }

  /** Lay every tube along its path; `percent` is the activation by group number. */
  update(placed: readonly Placed[], percent: Float32Array, palette: Palette): void {
    const resting = mix(palette.shape, palette.outline, palette.isDark ? 0.55 : 0.42);
    const working = { hips: palette.hips, "low-back": palette.lowBack, other: mix(palette.outline, palette.ink, 0.45) };
    const color = new Color();
    this.tubes.forEach((tube, index) => {
      const effort = Math.min(1, (percent[tube.group] ?? 0) / 60);
      color.copy(resting).lerp(working[tube.kind], Math.min(1, Math.sqrt(effort) * 1.1));
      this.layTube(tube, index, placed, tube.radius * (0.85 + 0.5 * effort), color);
    });
    for (const name of ["position", "normal", "color"]) this.geometry.getAttribute(name).needsUpdate = true;
  }

  private layTube(tube: Tube, index: number, placed: readonly Placed[], radius: number, color: Color): void {
    const world = tube.path.map(({ part, at }, i) => {
      const point = (this.points[i] ??= new Vector3());
      return pointOn(placed[part] as Placed, at.x, at.y, at.z, point);
    });
    const lengths = [0];
    for (let i = 1; i < world.length; i += 1) lengths.push((lengths[i - 1] ?? 0) + (world[i] as Vector3).distanceTo(world[i - 1] as Vector3));
    side.set(0.3, 0.2, 1);
    for (let ring = 0; ring < RINGS; ring += 1) {
      const t = ring / (RINGS - 1);
      along(world, lengths, t, here);
      along(world, lengths, Math.min(1, t + 0.04), ahead);
      along(world, lengths, Math.max(0, t - 0.04), behind);
      tangent.subVectors(ahead, behind).normalize();
      side.addScaledVector(tangent, -side.dot(tangent)).normalize();
      cross.crossVectors(tangent, side);
      const thick = radius * (0.3 + 0.7 * Math.sin(Math.PI * Math.min(1, Math.max(0, t))) ** 0.7);
      for (let spoke = 0; spoke < SIDES; spoke += 1) this.setPoint((index * RINGS + ring) * SIDES + spoke, spoke, thick, color);
    }
  }

  private setPoint(vertex: number, spoke: number, thick: number, color: Color): void {
    const angle = (spoke / SIDES) * 2 * Math.PI;
    out.copy(side).multiplyScalar(Math.cos(angle)).addScaledVector(cross, Math.sin(angle));
    out.toArray(this.normals, vertex * 3);
    out.multiplyScalar(thick).add(here).toArray(this.positions, vertex * 3);
    color.toArray(this.colors, vertex * 3);
  }
}

const here = new Vector3();
const ahead = new Vector3();
const behind = new Vector3();
const tangent = new Vector3();
const side = new Vector3();
const cross = new Vector3();
const out = new Vector3();

function tubesOf(body: BodyExport): Tube[] {
  return (["right", "left"] as const).flatMap((half) =>
    body.muscles.map((muscle): Tube => ({
      path: muscle.path.map(([part = 0, x = 0, y = 0, z = 0]) => ({
        part: half === "right" ? part : otherSide(body, part),
        at: new Vector3(x, y, half === "right" ? z : -z),
      })),
      group: body.groups.indexOf(`${muscle.group}-${half}`),
      kind: HIPS.test(muscle.group) ? "hips" : LOW_BACK.test(muscle.group) ? "low-back" : "other",
      radius: Math.min(0.026, Math.max(0.004, (SLIM * Math.sqrt(muscle.force / N_PER_CM2 / Math.PI)) / 100)),
    })),
  );
}

/** A point a share of the way along a path, rounded at its bends. */
function along(path: readonly Vector3[], lengths: readonly number[], share: number, into: Vector3): void {
  const wanted = share * (lengths[lengths.length - 1] ?? 0);
  let i = 1;
  while (i < path.length - 1 && (lengths[i] ?? 0) < wanted) i += 1;
  const [a, b] = [path[i - 1] as Vector3, path[i] as Vector3];
  const span = (lengths[i] ?? 0) - (lengths[i - 1] ?? 0);
  into.lerpVectors(a, b, span > 0 ? (wanted - (lengths[i - 1] ?? 0)) / span : 0);
}

function facesOf(tubes: number): number[] {
  const faces: number[] = [];
  for (let tube = 0; tube < tubes; tube += 1) {
    for (let ring = 0; ring < RINGS - 1; ring += 1) {
      for (let spoke = 0; spoke < SIDES; spoke += 1) {
        const a = (tube * RINGS + ring) * SIDES + spoke;
        const b = (tube * RINGS + ring) * SIDES + ((spoke + 1) % SIDES);
        faces.push(a, b, a + SIDES, b, b + SIDES, a + SIDES);
      }
    }
  }
  return faces;
}
