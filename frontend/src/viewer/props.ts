/** What stands around the body: placed from where the movement touches the world, not by hand. */
import { Group, Mesh, MeshStandardMaterial, type Object3D, Vector3 } from "three";
import { partIndex, type BodyExport, type Movement } from "./export";
import { heightOf, liftFor, touches, type Support, type Touch } from "./ground";
import { pointOn, type Kinematics, type Placed } from "./kinematics";
import type { Palette } from "./palette";
import { Band, Line } from "./props-soft";
import { ball, box, chair, mat, roller } from "./props-solid";

export const BALL_M = 0.036;
export const ROLLER_M = 0.072;
const MAT_M = 0.014;
const STEP_BESIDE_M = 0.115;

export type Tone = "cloth" | "wood" | "tool" | "wall";

/** Where the body is at the start, the middle and the end, lifted onto what it stands on. */
interface Scene {
  movement: Movement;
  supports: readonly Support[];
  postures: Placed[][];
  touches: readonly Touch[];
}

export class Props {
  readonly group = new Group();
  readonly lift: number;
  groundHeight = 0;
  private readonly materials: Record<Tone, MeshStandardMaterial>;
  private readonly followers: { follow(places: readonly Placed[]): void }[] = [];
  private readonly scene: Scene;

  constructor(
    private readonly body: BodyExport, kinematics: Kinematics, movement: Movement, supports: readonly Support[], needs: readonly string[],
  ) {
    this.materials = {
      cloth: new MeshStandardMaterial({ roughness: 0.95 }), wood: new MeshStandardMaterial({ roughness: 0.7 }),
      tool: new MeshStandardMaterial({ roughness: 0.55 }), wall: new MeshStandardMaterial({ roughness: 1, transparent: true, opacity: 0.35 }),
    };
    const all = touches(body);
    const around = new Set([...needs, ...(movement.props ?? [])]);
    const lifted = (dy: number): Placed[][] => movement.frames.map((frame) => {
      const places = kinematics.place(frame);
      for (const place of places) place.at.y += dy;
      return places;
    });
    const settled = liftFor(body, kinematics, movement.frames, supports, 0);
    const lowest = Math.min(...lifted(settled).flatMap((places) => all.map((touch) => heightOf(touch, places))));
    const step = around.has("step") && lowest < -0.05 ? -lowest : 0;
    this.lift = settled + step;
    this.scene = { movement, supports, postures: lifted(this.lift), touches: all };
    for (const need of around) this.add(need, step);
  }

  follow(places: readonly Placed[]): void {
    for (const follower of this.followers) follower.follow(places);
  }

  colour(palette: Palette): void {
    for (const tone of ["cloth", "wood", "tool", "wall"] as const) this.materials[tone].color.copy(palette[tone]);
  }

  /** Corners of what must stay in the picture. */
  corners(): Vector3[] {
    const out: Vector3[] = [];
    this.group.traverse((object) => {
      if (!(object instanceof Mesh) || object.userData["isBackdrop"] || object.userData["isSoft"]) return;
      object.geometry.computeBoundingBox();
      const { min, max } = object.geometry.boundingBox ?? {};
      if (!min || !max) return;
      for (const x of [min.x, max.x]) {
        for (const y of [min.y, max.y]) for (const z of [min.z, max.z]) out.push(object.localToWorld(new Vector3(x, y, z)));
      }
    });
    return out;
  }

  dispose(): void {
    this.group.traverse((object) => {
      if (object instanceof Mesh) object.geometry.dispose();
    });
    for (const material of Object.values(this.materials)) material.dispose();
  }

  private add(need: string, step: number): void {
    const kinds: Record<string, () => void> = {
      mat: () => this.addMat(), chair: () => this.addChair(), sofa: () => this.addSofa(), wall: () => this.addWall(),
      step: () => this.addStep(step), "loop-band": () => this.addBand(), strap: () => this.addStrap(),
      stick: () => this.addStick(), backpack: () => this.addBackpack(),
      "massage-ball": () => this.addBall(), "foam-roller": () => this.addRoller(),
    };
    kinds[need]?.();
  }

  private place(geometry: Mesh["geometry"], tone: Tone, at: Vector3): Mesh {
    const mesh = new Mesh(geometry, this.materials[tone]);
    mesh.position.copy(at);
    mesh.castShadow = tone !== "wall";
    mesh.receiveShadow = true;
    this.group.add(mesh);
    mesh.updateMatrixWorld();
    return mesh;
  }

  private spots(filter: (touch: Touch) => boolean): Vector3[] {
    return this.scene.postures.flatMap((places) => this.scene.touches.filter(filter).map((touch) => spotOf(touch, places)));
  }

  private at(name: string, frame = 0): Vector3 {
    const touch = this.scene.touches.find((other) => other.name === name);
    const places = this.scene.postures[frame];
    return touch && places ? spotOf(touch, places) : new Vector3();
  }

  private extent(points: readonly Vector3[]): { low: Vector3; high: Vector3; middle: Vector3 } {
    const low = points.reduce((box, point) => box.min(point), new Vector3(9, 9, 9));
    const high = points.reduce((box, point) => box.max(point), new Vector3(-9, -9, -9));
    return { low, high, middle: low.clone().add(high).multiplyScalar(0.5) };
  }

  private addMat(): void {
    const { low, high, middle } = this.extent(this.spots(() => true).filter((point) => point.y < 0.3));
    const width = Math.max(0.62, Math.min(high.x - low.x, high.z - low.z) + 0.2);
    const isAlongX = high.x - low.x >= high.z - low.z;
    const long = Math.max(1.75, Math.max(high.x - low.x, high.z - low.z) + 0.3);
    this.place(mat(isAlongX ? long : width, MAT_M, isAlongX ? width : long), "cloth", new Vector3(middle.x, -MAT_M / 2, middle.z));
    this.groundHeight = -MAT_M;
  }

  /** Under the seat where the movement sits; otherwise behind the hands that hold on to it. */
  private addChair(): void {
    const seats = this.scene.postures.map((places, index) => ({ index, y: (places[0] as Placed).at.y }));
    const lowest = seats.reduce((a, b) => (b.y < a.y ? b : a));
    const isSat = lowest.y < 0.72 && this.scene.supports.some(({ name }) => /^(sit-bone|thigh-back)/.test(name));
    if (isSat) {
      const seat = this.extent(["sit-bone-r", "sit-bone-l", "thigh-back-r", "thigh-back-l"].map((name) => this.at(name, lowest.index)));
      const height = Math.max(0.3, Math.min(this.at("sit-bone-r", lowest.index).y, this.at("sit-bone-l", lowest.index).y) - 0.004);
      const isHigh = seats.some(({ y }) => y > lowest.y + 0.2);
      this.addParts(chair(height, 1), new Vector3(this.at("sit-bone-r", lowest.index).x + 0.1 - (isHigh ? 0.02 : 0), 0, seat.middle.z));
      return;
    }
    const holds = this.scene.supports.filter(({ name }) => name.startsWith("hand"));
    const hand = holds[0] ? this.at(holds[0].name) : null;
    const { low, high } = this.extent(this.spots(() => true));
    const pelvis = this.scene.postures[0]?.[0]?.at ?? new Vector3();
    if (hand && hand.y > 0.5) {
      // its back is what the hands hold, so it faces away from the person
      const away = hand.x > pelvis.x - 0.1 ? 1 : -1;
      const beside = Math.abs(hand.z - pelvis.z) > 0.3 ? hand.z : pelvis.z;
      this.addParts(chair(0.45, away, Math.min(1, hand.y - 0.03)), new Vector3(hand.x + 0.2 * away, 0, beside));
    }
    else if (lowest.y < 0.8) this.addParts(chair(0.45, 1), new Vector3(low.x - 0.2, 0, (low.z + high.z) / 2));
    else this.addParts(chair(0.45, 1), new Vector3(high.x + 0.46, 0, (low.z + high.z) / 2));
  }

  private addParts(parts: Object3D, at: Vector3): void {
    parts.position.copy(at);
    parts.traverse((object) => {
      if (!(object instanceof Mesh)) return;
      object.material = this.materials.wood;
      object.castShadow = object.receiveShadow = true;
    });
    this.group.add(parts);
    parts.updateMatrixWorld(true);
  }

  private addSofa(): void {
    const back = this.extent(["shoulder-blade-r", "shoulder-blade-l"].map((name) => this.at(name, 3)));
    const top = Math.max(0.2, back.low.y);
    this.place(box(0.5, top, 1.3, 0.06), "cloth", new Vector3(back.middle.x - 0.16, top / 2, back.middle.z));
  }

  private addWall(): void {
    const against = this.scene.supports.find(({ surface }) => surface.startsWith("wall-"));
    const spots = against ? this.spots(({ name }) => name === against.name) : [];
    const { low, high, middle } = this.extent(this.spots(() => true));
    const gap = this.scene.supports.some(({ name, surface }) => surface.startsWith("wall") && /buttock|low-back|pelvis-front/.test(name)) ? 2 * BALL_M : 0;
    if (against && spots[0] && /right|left/.test(against.surface)) {
      const sign = against.surface === "wall-right" ? 1 : -1;
      this.backdrop(box(1.5, 2, 0.05, 0.02), new Vector3(middle.x, 1, spots[0].z + sign * (gap + 0.026)));
    } else if (against && spots[0]) {
      const sign = against.surface === "wall-front" ? 1 : -1;
      this.backdrop(box(0.05, 2, 1.5, 0.02), new Vector3(spots[0].x + sign * (gap + 0.026), 1, middle.z));
    } else this.backdrop(box(1.5, 2, 0.05, 0.02), new Vector3(middle.x, 1, low.z - 0.3 + 0 * high.z));
  }

  private backdrop(geometry: Mesh["geometry"], at: Vector3): void {
    this.place(geometry, "wall", at).userData["isBackdrop"] = true;
  }

  /** Under the feet that stand on it at the start; beside the foot that hangs free of it. */
  private addStep(height: number): void {
    const named = this.scene.supports.filter(({ surface }) => surface === "step").map(({ name }) => name);
    const top = height || Math.max(0, ...named.map((name) => this.at(name).y)) || 0.16;
    const feet = this.scene.touches.filter(({ name }) => /^(heel|toe)/.test(name));
    const on = feet.filter((touch) => Math.abs(heightOf(touch, this.scene.postures[0] as Placed[]) - top) < 0.06);
    const { middle } = this.extent(on.length ? on.map(({ name }) => this.at(name)) : [new Vector3(0.45, 0, 0)]);
    const sides = new Set((named.length ? named : on.map(({ name }) => name)).map((name) => name.slice(-1)));
    const shift = sides.size === 1 ? (sides.has("r") ? STEP_BESIDE_M : -STEP_BESIDE_M) : 0;
    this.place(box(0.34, top - 0.004, on.length ? 0.34 : 0.5, 0.02), "wood", new Vector3(middle.x, top / 2 - 0.004, middle.z + shift));
  }

  private addBand(): void {
    const isLow = (this.scene.movement.pulls ?? []).some(([point = ""]) => point.startsWith("ankle"));
    const [right, left] = (isLow ? ["tibia-r", "tibia-l"] : ["femur-r", "femur-l"]) as [string, string];
    this.soft(new Band(this.partOf(right), this.partOf(left), isLow ? -0.33 : -0.33, isLow ? 0.05 : 0.07));
  }

  private soft(made: Band | Line): void {
    const mesh = this.place(made.geometry, "tool", new Vector3());
    mesh.frustumCulled = false;
    mesh.userData["isSoft"] = true;
    this.followers.push(made);
  }

  private partOf(name: string): number {
    return partIndex(this.body, name);
  }

  /** Round both thighs where they press against it, otherwise from the hands to the raised foot. */
  private addStrap(): void {
    if (this.scene.movement.pulls?.length) return this.addBand();
    const raised = ["r", "l"].reduce((a, b) => (this.at(`toe-${b}`, 3).y > this.at(`toe-${a}`, 3).y ? b : a));
    for (const side of ["r", "l"]) {
      this.soft(new Line(this.partOf(`forearm-${side}`), [0, -0.34, side === "r" ? 0.03 : -0.03], this.partOf(`foot-${raised}`), [0.14, -0.012, 0], 0.006));
    }
  }

  private addStick(): void {
    this.soft(new Line(this.partOf("pelvis"), [-0.215, -0.12, 0], this.partOf("thorax"), [-0.14, 0.78, 0], 0.011));
  }

  private addBackpack(): void {
    const mesh = this.place(box(0.2, 0.34, 0.28, 0.07), "cloth", new Vector3());
    mesh.userData["isSoft"] = true;
    const [right, left] = [this.partOf("forearm-r"), this.partOf("forearm-l")];
    this.followers.push({
      follow: (places) => {
        const a = pointOn(places[right] as Placed, 0, -0.36, 0.03);
        const b = pointOn(places[left] as Placed, 0, -0.36, -0.03);
        mesh.position.addVectors(a, b).multiplyScalar(0.5);
        mesh.position.y -= 0.17;
        mesh.position.x += 0.02;
      },
    });
  }

  private addBall(): void {
    const spot = this.scene.supports.find(({ name }) => /buttock|low-back|pelvis-side|pelvis-front/.test(name));
    if (!spot) return;
    const at = this.at(spot.name);
    const towards: Record<string, Vector3> = {
      "wall-back": new Vector3(-1, 0, 0), "wall-front": new Vector3(1, 0, 0), "wall-right": new Vector3(0, 0, 1), "wall-left": new Vector3(0, 0, -1),
    };
    const out = towards[spot.surface];
    this.place(ball(BALL_M), "tool", out ? at.addScaledVector(out, BALL_M) : at.setY(BALL_M));
  }

  private addRoller(): void {
    const spot = this.scene.supports.find(({ name, surface }) => surface === "free" && /thigh|buttock|trochanter|pelvis-side|calf/.test(name));
    if (!spot) return;
    const at = this.at(spot.name, 3);
    this.place(roller(ROLLER_M, 0.6), "tool", new Vector3(at.x, Math.max(ROLLER_M, at.y - ROLLER_M), 0));
  }
}

function spotOf(touch: Touch, places: readonly Placed[]): Vector3 {
  return pointOn(places[touch.part] as Placed, touch.at.x, touch.at.y, touch.at.z);
}
