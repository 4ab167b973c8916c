/**
 * The calm mannequin: rods in the frames of the body's parts, drawn from the skin points of `contacts.csv`
 * (how far seat, chest, sole and elbow stand from the bones) so that what touches the floor looks as if it does.
 */
import { otherSide, partIndex, type BodyExport, type Posture } from "../export";
import type { FrameMap } from "../frames";
import type { Point, Rod } from "./field";

type Draw = (a: Point, b: Point, ra: number, rb?: number, stretch?: Point, floor?: number) => void;

export const LIMBS = { trunk: 0, "leg-r": 1, "leg-l": 2, "arm-r": 3, "arm-l": 4, head: 5, "hand-r": 6, "hand-l": 7, "foot-r": 8, "foot-l": 9 } as const;
/** In the order of `LIMBS`: soft where flesh is, crisp at hands and face. */
export const MELTS_M = [0.05, 0.026, 0.026, 0.02, 0.02, 0.04, 0.012, 0.012, 0.022, 0.022];
export const JOIN_M = 0.032;
const ROUND: Point = [1, 1, 1];
const NO_FLOOR = -1e6;
const SOLE = -0.013;

/** The middle of every joint's range, limbs well apart: what the skin is made in. */
export function bindPosture(body: BodyExport): Posture {
  const angles: Record<string, number> = {
    "shoulder-flexion": 20, "shoulder-abduction": 40, "elbow-flexion": 24,
    "hip-flexion": 36, "hip-adduction": -16, "knee-flexion": 28, "ankle-dorsiflexion": -8,
  };
  return {
    root: [0, 1, 0, 1, 0, 0, 0],
    back: [8, 0, 0],
    q: body.limbs.map((name) => angles[name.replace(/-[rl]$/, "")] ?? 0),
  };
}

export function personRods(body: BodyExport, map: FrameMap): Rod[] {
  const rods: Rod[] = [];
  const both = (name: string, limb: "leg" | "arm" | "trunk" | "hand" | "foot", draw: (rod: Draw) => void): void => {
    const part = name === "hand" ? map.hands[0] : partIndex(body, name);
    const other = name === "hand" ? map.hands[1] : otherSide(body, part);
    draw(into(rods, part, limb === "trunk" ? 0 : LIMBS[`${limb}-r`], 1));
    draw(into(rods, other, limb === "trunk" ? 0 : LIMBS[`${limb}-l`], -1));
  };
  const middle = (part: number, limb: number, draw: (rod: Draw) => void): void => draw(into(rods, part, limb, 1));

  middle(map.pelvis, LIMBS.trunk, drawPelvis);
  both("pelvis", "trunk", drawSeat);
  for (const [name, depth, width] of WAIST) {
    middle(partIndex(body, name), LIMBS.trunk, (rod) => rod([0.012, -0.012, 0], [0.012, 0.016, 0], 0.1, 0.1, [depth, 1, width]));
  }
  middle(map.thorax, LIMBS.trunk, drawChest);
  both("thorax", "trunk", drawShoulderGirdle);
  middle(map.thorax, LIMBS.head, (rod) => rod([-0.034, 0.385, 0], [-0.014, 0.5, 0], 0.057, 0.052));
  middle(map.head, LIMBS.head, drawHead);
  both("humerus-r", "arm", drawUpperArm);
  both("forearm-r", "arm", drawForearm);
  both("hand", "hand", drawHand);
  both("femur-r", "leg", drawThigh);
  both("tibia-r", "leg", drawShank);
  both("foot-r", "foot", drawFoot);
  return rods;
}

/** Depth and width of the waist by level. */
const WAIST: readonly (readonly [string, number, number])[] = [
  ["l5", 1.0, 1.38], ["l4", 0.99, 1.32], ["l3", 0.98, 1.3], ["l2", 0.99, 1.32], ["l1", 1.0, 1.36],
];

function into(rods: Rod[], part: number, limb: number, side: 1 | -1): Draw {
  const flip = ([x, y, z]: Point): Point => [x, y, z * side];
  return (a, b, ra, rb = ra, stretch = ROUND, floor = NO_FLOOR) => {
    rods.push({ part, limb, a: flip(a), b: flip(b), ra, rb, stretch, floor });
  };
}

function drawPelvis(rod: Draw): void {
  rod([-0.08, 0.035, 0], [-0.08, -0.05, 0], 0.094, 0.1, [1.02, 1, 1.52]);
  rod([-0.045, -0.06, 0], [-0.05, -0.085, 0], 0.07, 0.062, [1, 1, 1.35]);
}

function drawSeat(rod: Draw): void {
  rod([-0.112, -0.05, 0.072], [-0.1, -0.092, 0.07], 0.078, 0.076);
  rod([-0.062, -0.01, 0.1], [-0.062, -0.05, 0.105], 0.058, 0.058);
}

function drawChest(rod: Draw): void {
  rod([0.008, 0.13, 0], [0.006, 0.29, 0], 0.103, 0.112, [1.04, 1, 1.38]);
  rod([-0.005, 0.3, 0], [-0.012, 0.35, 0], 0.095, 0.075, [1.02, 1, 1.5]);
}

function drawShoulderGirdle(rod: Draw): void {
  rod([-0.012, 0.365, 0.08], [-0.002, 0.37, 0.165], 0.056, 0.053);
  rod([-0.034, 0.43, 0.02], [-0.016, 0.385, 0.13], 0.04, 0.036);
  rod([0.056, 0.285, 0.064], [0.045, 0.3, 0.085], 0.052, 0.052);
  rod([-0.062, 0.3, 0.075], [-0.055, 0.23, 0.07], 0.058, 0.055);
}

function drawHead(rod: Draw): void {
  rod([-0.004, 0.628, 0], [0.022, 0.612, 0], 0.09, 0.086, [1.02, 1.03, 0.88]);
  rod([0.03, 0.575, 0], [0.05, 0.535, 0], 0.06, 0.038, [1, 1, 0.98]);
  rod([0.102, 0.588, 0], [0.108, 0.57, 0], 0.009, 0.012);
  rod([0.004, 0.6, 0.078], [0.002, 0.578, 0.076], 0.017, 0.013, [1, 1, 0.6]);
  rod([0.004, 0.6, -0.078], [0.002, 0.578, -0.076], 0.017, 0.013, [1, 1, 0.6]);
}

function drawUpperArm(rod: Draw): void {
  rod([0, -0.005, 0.006], [0.006, -0.13, 0], 0.056, 0.047);
  rod([0.006, -0.13, 0], [0.012, -0.282, -0.008], 0.047, 0.039);
}

function drawForearm(rod: Draw): void {
  rod([0, 0, 0], [0.002, -0.07, 0.012], 0.039, 0.041);
  rod([0.002, -0.07, 0.012], [-0.004, -0.25, 0.03], 0.041, 0.026, [1.04, 1, 0.96]);
}

function drawHand(rod: Draw): void {
  const flat: Point = [1.35, 1, 0.58];
  rod([-0.004, -0.275, 0.03], [0.0, -0.335, 0.03], 0.027, 0.03, flat);
  rod([0, -0.33, 0.03], [0.001, -0.405, 0.024], 0.029, 0.021, [1.25, 1, 0.46]);
  rod([0.024, -0.29, 0.026], [0.05, -0.345, 0.016], 0.014, 0.0115);
}

function drawThigh(rod: Draw): void {
  rod([-0.006, -0.012, 0.006], [0.002, -0.2, -0.002], 0.09, 0.077);
  rod([0.002, -0.2, -0.002], [-0.002, -0.4, -0.001], 0.077, 0.053);
  rod([-0.01, -0.015, 0.03], [-0.008, -0.06, 0.032], 0.064, 0.06);
}

function drawShank(rod: Draw): void {
  rod([0.0, 0.0, 0], [0.002, -0.04, 0], 0.048, 0.045);
  rod([-0.008, -0.03, 0.001], [-0.02, -0.14, 0.002], 0.046, 0.051);
  rod([-0.02, -0.14, 0.002], [-0.008, -0.375, 0], 0.05, 0.034);
  rod([0.006, -0.05, 0], [0.002, -0.3, 0], 0.036, 0.03);
}

function drawFoot(rod: Draw): void {
  rod([0.02, 0.026, 0], [0.028, 0.06, -0.004], 0.037, 0.034, [1, 1, 0.95], SOLE);
  rod([0.045, 0.05, -0.004], [0.15, 0.016, 0.002], 0.038, 0.029, [1, 1, 1.15], SOLE);
  rod([0.1, 0.012, 0.01], [0.175, 0.01, 0.006], 0.03, 0.025, [1, 1, 1.55], SOLE);
  rod([0.175, 0.008, 0.0], [0.222, 0.004, -0.004], 0.024, 0.018, [1, 1, 1.75], SOLE);
}
