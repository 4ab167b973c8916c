/** Props that follow the body: a band round both legs, a strap or stick between two places. */
import { BufferAttribute, BufferGeometry, CylinderGeometry, Vector3 } from "three";
import { pointOn, type Placed } from "./kinematics";

const STEPS = 48;
const HEIGHT_M = 0.05;

/** A flat loop round both legs at one height: around each leg, straight between them. */
export class Band {
  readonly geometry = new BufferGeometry();
  private readonly positions = new Float32Array((STEPS + 1) * 2 * 3);

  constructor(
    private readonly right: number,
    private readonly left: number,
    private readonly at: number,
    private readonly radius: number,
  ) {
    const faces: number[] = [];
    for (let i = 0; i < STEPS; i += 1) {
      const [a, b, c, d] = [2 * i, 2 * i + 1, 2 * i + 2, 2 * i + 3] as const;
      // both faces: a band has an inside
      faces.push(a, b, c, c, b, d, a, c, b, c, d, b);
    }
    this.geometry.setAttribute("position", new BufferAttribute(this.positions, 3));
    this.geometry.setAttribute("normal", new BufferAttribute(new Float32Array(this.positions.length), 3));
    this.geometry.setIndex(faces);
  }

  follow(places: readonly Placed[]): void {
    const [right, left] = [places[this.right] as Placed, places[this.left] as Placed];
    const a = pointOn(right, 0, this.at, 0);
    const b = pointOn(left, 0, this.at, 0);
    const apart = new Vector3().subVectors(a, b).normalize();
    const up = new Vector3(0, 1, 0).applyQuaternion(right.turn).add(new Vector3(0, 1, 0).applyQuaternion(left.turn));
    up.addScaledVector(apart, -up.dot(apart)).normalize();
    const front = new Vector3().crossVectors(up, apart);
    const half = STEPS / 2;
    const normals = this.geometry.getAttribute("normal");
    for (let i = 0; i <= STEPS; i += 1) {
      const turn = i % STEPS;
      const isRight = turn < half;
      const angle = ((turn % half) / (half - 1)) * Math.PI - Math.PI / 2 + (isRight ? 0 : Math.PI);
      const out = apart.clone().multiplyScalar(Math.cos(angle)).addScaledVector(front, Math.sin(angle));
      const centre = (isRight ? a : b).clone().addScaledVector(out, this.radius);
      for (const [row, sign] of [[0, -0.5], [1, 0.5]] as const) {
        centre.clone().addScaledVector(up, sign * HEIGHT_M).toArray(this.positions, (2 * i + row) * 3);
        normals.setXYZ(2 * i + row, out.x, out.y, out.z);
      }
    }
    this.geometry.getAttribute("position").needsUpdate = true;
    normals.needsUpdate = true;
  }
}

/** A straight round line from one part to another. */
export class Line {
  readonly geometry: BufferGeometry;
  private readonly base: Float32Array;

  constructor(
    private readonly fromPart: number,
    private readonly from: readonly [number, number, number],
    private readonly toPart: number,
    private readonly to: readonly [number, number, number],
    radius: number,
  ) {
    this.geometry = new CylinderGeometry(radius, radius, 1, 12, 1);
    this.base = new Float32Array(this.geometry.getAttribute("position").array);
  }

  follow(places: readonly Placed[]): void {
    const a = pointOn(places[this.fromPart] as Placed, ...this.from);
    const b = pointOn(places[this.toPart] as Placed, ...this.to);
    const way = new Vector3().subVectors(b, a);
    const side = new Vector3(0.12, 0.31, 0.9).cross(way).normalize();
    const other = new Vector3().crossVectors(way, side).normalize();
    const positions = this.geometry.getAttribute("position");
    const normals = this.geometry.getAttribute("normal");
    for (let i = 0; i < positions.count; i += 1) {
      const [x = 0, y = 0, z = 0] = [this.base[i * 3], this.base[i * 3 + 1], this.base[i * 3 + 2]];
      const out = side.clone().multiplyScalar(x).addScaledVector(other, z);
      const point = a.clone().addScaledVector(way, y + 0.5).add(out);
      positions.setXYZ(i, point.x, point.y, point.z);
      out.normalize();
      normals.setXYZ(i, out.x, out.y, out.z);
    }
    positions.needsUpdate = true;
    normals.needsUpdate = true;
  }
}
