/** Bones as simple honest shapes: every part is made once for the right and mirrored for the left. */
import { BufferAttribute, BufferGeometry, Matrix4 } from "three";
import { partIndex, type BodyExport } from "../export";
import type { FrameMap } from "../frames";
import { Field, type Point, type Rod } from "./field";
import { meshField, type Mesh } from "./mesher";
import { atOnce } from "./slices";

type Stroke = readonly [Point, Point, number, number?, Point?];

const MELT_M = 0.014;
const ROUND: Point = [1, 1, 1];

export function makeBones(body: BodyExport, map: FrameMap, bind: readonly Matrix4[]): BufferGeometry {
  const positions: number[] = [];
  const normals: number[] = [];
  const frames: number[] = [];
  const indices: number[] = [];
  const add = (strokes: readonly Stroke[], frame: number, mirror: boolean, cell: number): void => {
    const mesh = meshOf(strokes, cell);
    const start = positions.length / 3;
    const matrix = bind[frame] ?? new Matrix4();
    const side = mirror ? -1 : 1;
    const part = new BufferGeometry();
    part.setAttribute("position", new BufferAttribute(mesh.positions.map((v, i) => (i % 3 === 2 ? v * side : v)), 3));
    part.setAttribute("normal", new BufferAttribute(mesh.normals.map((v, i) => (i % 3 === 2 ? v * side : v)), 3));
    part.applyMatrix4(matrix);
    for (const value of part.getAttribute("position").array) positions.push(value);
    for (const value of part.getAttribute("normal").array) normals.push(value);
    for (let i = 0; i < mesh.positions.length / 3; i += 1) frames.push(frame, 0, 0, 0);
    for (let i = 0; i < mesh.indices.length; i += 3) {
      const [a, b, c] = [mesh.indices[i] ?? 0, mesh.indices[i + 1] ?? 0, mesh.indices[i + 2] ?? 0];
      indices.push(start + a, start + (mirror ? c : b), start + (mirror ? b : c));
    }
  };
  add([...PELVIS, ...PELVIS_SIDE, ...PELVIS_SIDE.map(flip)], map.pelvis, false, 0.0115);
  for (const level of ["l5", "l4", "l3", "l2", "l1"]) add(VERTEBRA, partIndex(body, level), false, 0.009);
  add([...CHEST, ...CHEST_SIDE, ...CHEST_SIDE.map(flip)], map.thorax, false, 0.0125);
  add(SKULL, map.head, false, 0.016);
  for (const [name, strokes, cell] of PAIRED) {
    add(strokes, partIndex(body, `${name}-r`), false, cell);
    add(strokes, partIndex(body, `${name}-l`), true, cell);
  }
  add(HAND, map.hands[0], false, 0.01);
  add(HAND, map.hands[1], true, 0.01);
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute("normal", new BufferAttribute(new Float32Array(normals), 3));
  geometry.setAttribute("skinIndex", new BufferAttribute(new Uint16Array(frames), 4));
  geometry.setAttribute("skinWeight", new BufferAttribute(new Float32Array(frames.map((_, i) => (i % 4 ? 0 : 1))), 4));
  geometry.setIndex(indices);
  return geometry;
}

function meshOf(strokes: readonly Stroke[], cell: number): Mesh {
  const rods = strokes.map(([a, b, ra, rb = ra, stretch = ROUND]): Rod => ({ part: 0, limb: 0, a, b, ra, rb, stretch, floor: -1e6 }));
  return atOnce(meshField(new Field(rods, [new Matrix4()], [MELT_M], MELT_M), cell));
}

function flip([a, b, ra, rb, stretch]: Stroke): Stroke {
  return [[a[0], a[1], -a[2]], [b[0], b[1], -b[2]], ra, rb ?? ra, stretch ?? ROUND];
}

const PELVIS: readonly Stroke[] = [
  [[-0.105, 0.04, 0], [-0.145, 0, 0], 0.03, 0.024, [1, 1, 1.5]],
  [[-0.145, 0, 0], [-0.16, -0.07, 0], 0.022, 0.01, [1, 1, 1.3]],
];
const PELVIS_SIDE: readonly Stroke[] = [
  [[-0.135, 0.03, 0.045], [-0.105, 0.075, 0.08], 0.014],
  [[-0.105, 0.075, 0.08], [-0.045, 0.072, 0.118], 0.012],
  [[-0.045, 0.072, 0.118], [0.0, 0.015, 0.115], 0.012],
  [[-0.105, 0.025, 0.066], [-0.04, 0.02, 0.1], 0.034, 0.036, [1, 1, 0.36]],
  [[-0.075, -0.02, 0.075], [-0.058, -0.066, 0.074], 0.024, 0.031],
  [[-0.04, -0.072, 0.06], [-0.004, -0.09, 0.01], 0.013, 0.013],
  [[-0.075, -0.085, 0.068], [-0.1, -0.138, 0.05], 0.02, 0.018],
  [[-0.1, -0.138, 0.05], [-0.012, -0.102, 0.012], 0.011, 0.01],
];
const VERTEBRA: readonly Stroke[] = [
  [[0.006, 0.008, 0], [0.006, 0.023, 0], 0.019, 0.019, [1, 1, 1.25]],
  [[-0.018, 0.014, 0], [-0.056, 0.002, 0], 0.007, 0.0075, [1, 1.3, 1]],
  [[-0.01, 0.016, 0.012], [-0.016, 0.016, 0.044], 0.007, 0.0055],
  [[-0.01, 0.016, -0.012], [-0.016, 0.016, -0.044], 0.007, 0.0055],
];
const CHEST: readonly Stroke[] = [
  [[-0.02, 0.115, 0], [-0.058, 0.22, 0], 0.018, 0.017, [1, 1, 1.2]],
  [[-0.058, 0.22, 0], [-0.06, 0.32, 0], 0.017, 0.015, [1, 1, 1.2]],
  [[-0.06, 0.32, 0], [-0.024, 0.5, 0], 0.015, 0.013, [1, 1, 1.2]],
  [[0.112, 0.215, 0], [0.082, 0.345, 0], 0.011, 0.013, [1, 1, 1.7]],
];
const CHEST_SIDE: readonly Stroke[] = [
  ...ribs(),
  [[0.07, 0.352, 0.022], [-0.012, 0.388, 0.155], 0.0085],
  [[-0.1, 0.35, 0.06], [-0.03, 0.385, 0.165], 0.0095],
  [[-0.1, 0.345, 0.062], [-0.102, 0.235, 0.085], 0.008],
  [[-0.094, 0.335, 0.085], [-0.1, 0.27, 0.09], 0.032, 0.02, [0.26, 1, 1]],
];
const SKULL: readonly Stroke[] = [
  [[-0.004, 0.63, 0], [0.018, 0.622, 0], 0.079, 0.076, [1.04, 1, 0.86]],
  [[0.05, 0.575, 0], [0.055, 0.53, 0], 0.043, 0.026],
];
const HAND: readonly Stroke[] = [
  [[-0.004, -0.275, 0.03], [0, -0.31, 0.03], 0.014, 0.014, [1.5, 1, 0.7]],
  ...[[-0.022, -0.39], [-0.008, -0.412], [0.008, -0.408], [0.023, -0.385]].map(
    ([x = 0, tip = 0]): Stroke => [[x * 0.6, -0.31, 0.03], [x, tip, 0.025], 0.0075, 0.006],
  ),
  [[0.016, -0.29, 0.026], [0.044, -0.335, 0.018], 0.0075, 0.006],
];
const FEMUR: readonly Stroke[] = [
  [[0, 0, 0], [-0.004, -0.022, 0.036], 0.025, 0.016],
  [[-0.012, -0.008, 0.048], [-0.006, -0.06, 0.034], 0.018, 0.018],
  [[-0.006, -0.04, 0.034], [0.006, -0.2, 0.014], 0.018, 0.015],
  [[0.006, -0.2, 0.014], [0, -0.37, 0.002], 0.015, 0.02],
  [[-0.006, -0.395, 0.022], [-0.006, -0.4, 0.026], 0.025],
  [[-0.006, -0.395, -0.022], [-0.006, -0.4, -0.026], 0.025],
];
const TIBIA: readonly Stroke[] = [
  [[-0.004, -0.032, 0.02], [-0.004, -0.032, -0.02], 0.023],
  [[0.002, -0.04, 0], [0.006, -0.2, -0.004], 0.021, 0.0135],
  [[0.006, -0.2, -0.004], [-0.004, -0.375, -0.006], 0.0135, 0.017],
  [[-0.006, -0.38, -0.018], [-0.004, -0.4, -0.026], 0.012],
  [[-0.018, -0.045, 0.034], [-0.012, -0.395, 0.028], 0.009, 0.01],
  [[0.042, -0.008, 0], [0.042, -0.02, 0], 0.017, 0.015, [0.7, 1, 1.1]],
];
const FOOT: readonly Stroke[] = [
  [[0.012, 0.018, 0], [0.05, 0.045, -0.004], 0.022, 0.023],
  [[0.055, 0.04, -0.004], [0.09, 0.03, -0.002], 0.02, 0.017, [1, 1, 1.4]],
  ...[[-0.032, 0.225], [-0.014, 0.222], [0.004, 0.214], [0.021, 0.203], [0.036, 0.188]].map(
    ([z = 0, tip = 0]): Stroke => [[0.095, 0.026, z * 0.6], [tip, 0.004, z * 0.9], 0.011, 0.0075],
  ),
];
const HUMERUS: readonly Stroke[] = [
  [[0, 0, 0], [0.004, -0.04, 0.004], 0.025, 0.017],
  [[0.004, -0.04, 0.004], [0.01, -0.24, -0.006], 0.014, 0.0125],
  [[0.012, -0.275, 0.014], [0.012, -0.275, -0.03], 0.016],
];
const FOREARM: readonly Stroke[] = [
  [[-0.012, 0.012, -0.006], [-0.008, -0.24, 0.018], 0.012, 0.0085],
  [[0.006, -0.02, 0.016], [0.002, -0.245, 0.038], 0.0105, 0.0115],
];
const PAIRED: readonly (readonly [string, readonly Stroke[], number])[] = [
  ["femur", FEMUR, 0.0135], ["tibia", TIBIA, 0.012], ["foot", FOOT, 0.0105], ["humerus", HUMERUS, 0.0135], ["forearm", FOREARM, 0.0105],
];

/** Ten ribs as arcs from the spine to the breastbone, lower in front than behind. */
function ribs(): Stroke[] {
  const out: Stroke[] = [];
  for (let rib = 0; rib < 9; rib += 1) {
    const height = 0.385 - rib * 0.029;
    const width = 0.062 + 0.066 * Math.sin(Math.min(1, (rib + 1) / 6) * (Math.PI / 2));
    const depth = 0.058 + 0.04 * Math.sin(Math.min(1, (rib + 1) / 6) * (Math.PI / 2));
    const end = rib < 7 ? 0.94 : 0.72 - (rib - 7) * 0.1;
    const point = (share: number): Point => {
      const angle = Math.PI * share * end;
      return [0.022 - Math.cos(angle) * depth - 0.012, height - 0.055 * share, Math.sin(angle) * width];
    };
    for (let step = 0; step < 7; step += 1) out.push([point(step / 7), point((step + 1) / 7), 0.0078]);
  }
  return out;
}
