/** What stands around an everyday task: named by the server, placed from the posture itself. */
import { Group, Mesh, MeshStandardMaterial, Vector3 } from "three";
import { partIndex, type BodyExport } from "./export";
import { heightOf, touches, type Touch } from "./ground";
import { pointOn, type Kinematics, type Placed } from "./kinematics";
import type { Palette } from "./palette";
import { box, stool } from "./props-solid";
import type { Posture } from "./export";

export interface StageProp {
  readonly kind: "seat" | "stair" | "crate";
  /** Metres: top of the seat or step, or weight in hand; where the middle of it is in front of the pelvis. */
  readonly height?: number;
  readonly at?: number;
}

/** One everyday task: while its id stays the same, so do chair and camera. */
export interface Scene {
  readonly id: string;
  readonly props: readonly StageProp[];
}

export const NOWHERE: Scene = { id: "", props: [] };

/** Surroundings of a posture, with the same calls as the props of a movement. */
export interface Surroundings {
  readonly group: Group;
  readonly lift: number;
  readonly groundHeight: number;
  follow(places: readonly Placed[]): void;
  colour(palette: Palette): void;
  corners(): Vector3[];
  dispose(): void;
}

const CRATE_M = [0.28, 0.2] as const;
const CRATE_KNUCKLES_M = 0.375;

export class Stage implements Surroundings {
  readonly group = new Group();
  readonly lift: number;
  readonly groundHeight = 0;
  private readonly wood = new MeshStandardMaterial({ roughness: 0.7 });
  private readonly followers: ((places: readonly Placed[]) => void)[] = [];
  private readonly sitBones: readonly Touch[];

  constructor(private readonly body: BodyExport, kinematics: Kinematics, posture: Posture, props: readonly StageProp[]) {
    this.sitBones = touches(body).filter(({ name }) => name.startsWith("sit-bone"));
    this.lift = props.find(({ kind }) => kind === "stair")?.height ?? 0;
    const places = kinematics.place(posture);
    for (const prop of props) this.add(prop, places);
    this.follow(places);
  }

  follow(places: readonly Placed[]): void {
    for (const follow of this.followers) follow(places);
  }

  colour(palette: Palette): void {
    this.wood.color.copy(palette.wood);
  }

  corners(): Vector3[] {
    const out: Vector3[] = [];
    this.group.traverse((object) => {
      if (!(object instanceof Mesh)) return;
      object.geometry.computeBoundingBox();
      const { min, max } = object.geometry.boundingBox ?? {};
      if (!min || !max) return;
      object.updateWorldMatrix(true, false);
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
    this.wood.dispose();
  }

  private add({ kind, height = 0, at = 0 }: StageProp, places: readonly Placed[]): void {
    if (kind === "seat") this.addSeat(height, at, places);
    else if (kind === "stair") this.put(new Mesh(box(0.62, height - 0.004, 0.62, 0.02)), at, (height - 0.004) / 2);
    else this.addCrate();
  }

  /** Without a height it is the seat one sits on, and it follows what sits on it by the millimetres a slider moves. */
  private addSeat(height: number, at: number, places: readonly Placed[]): void {
    const top = height || this.seatUnder(places);
    this.put(new Mesh(stool(top)), at, 0);
    if (!height) this.followers.push((now) => (this.group.position.y = this.seatUnder(now) - top));
  }

  private seatUnder(places: readonly Placed[]): number {
    return Math.min(...this.sitBones.map((touch) => heightOf(touch, places))) - 0.004;
  }

  private addCrate(): void {
    const hands = (["forearm-r", "forearm-l"] as const).map((name) => partIndex(this.body, name));
    const crate = this.put(new Mesh(box(...CRATE_M, 0.3, 0.025)), 0, 0);
    this.followers.push((places) => {
      const [a, b] = hands.map((part, side) => pointOn(places[part] as Placed, 0, -CRATE_KNUCKLES_M, side ? -0.03 : 0.03)) as [Vector3, Vector3];
      crate.position.addVectors(a, b).multiplyScalar(0.5);
      crate.position.y -= CRATE_M[1] / 2 - 0.06;
      crate.scale.z = Math.max(0.5, (a.distanceTo(b) - 0.04) / 0.3);
    });
  }

  private put(mesh: Mesh, x: number, y: number): Mesh {
    mesh.material = this.wood;
    mesh.castShadow = mesh.receiveShadow = true;
    mesh.position.set(x, y, 0);
    this.group.add(mesh);
    return mesh;
  }
}
