/** One view of the moving body: what it shows, from where, and how it moves in time. */
import { Vector3 } from "three";
import { Orbit, type LookFrom } from "./camera";
import type { BodyExport, Movement, Posture, Side } from "./export";
import type { Look } from "./figure";
import { liftFor, supportsOf, touches } from "./ground";
import { Kinematics, pointOn, type Placed } from "./kinematics";
import { activationOf, mirrorPosture, mixPostures, postureAt, standing } from "./posture";
import { Polish } from "./polish";
import { Props } from "./props";
import { NOWHERE, Stage, type Scene, type Surroundings } from "./stage";
import type { Studio } from "./studio";

/** From behind the right hip, where the low back and the hip are both seen. */
const SHARING_VIEW = [-34, 12] as const;

export class View {
  readonly orbit = new Orbit();
  readonly look: Look;
  movement: Movement | null = null;
  progress = 0;
  side: Side = "right";
  isMoving = false;
  speed = 1;
  /** Share of the movement per second, while something else keeps time. */
  private beat: number | null = null;
  /** Loads and activation are taken from the movement until someone sets them. */
  private hasOwnLoad = false;
  private posture: Posture;
  private change: { from: Posture; to: Posture; at: number; ms: number } | null = null;
  private lift = 0;
  private isGrounded = true;
  private props: Surroundings | null = null;
  private staged = "";
  private readonly kinematics: Kinematics;
  private readonly polish: Polish;
  private readonly reached: Vector3[] = [];
  private centre = new Vector3();
  private radius = 1;
  private spread = 0.5;

  constructor(
    readonly body: BodyExport,
    readonly canvas: HTMLCanvasElement,
  ) {
    this.kinematics = new Kinematics(body);
    this.polish = new Polish(body, this.kinematics);
    this.posture = standing(body);
    this.look = { skin: 1, load: { lumbar: 0, hip: 0 }, activation: activationOf(body, this.posture) };
    this.frameOn([this.posture]);
    this.orbit.jump(...SHARING_VIEW);
  }

  setMovement(movement: Movement, needs: readonly string[]): void {
    this.movement = movement;
    this.progress = 0;
    this.change = null;
    this.stage(needs);
  }

  setSide(side: Side, needs: readonly string[]): void {
    this.side = side;
    if (this.movement) this.stage(needs);
  }

  /** A posture of its own, reached in `ms`, and what stands around it. */
  setPosture(posture: Posture, now: number, ms: number, scene: Scene = NOWHERE): void {
    const from = this.current();
    this.movement = null;
    this.change = ms > 0 ? { from, to: posture, at: now, ms } : null;
    this.posture = posture;
    if (posture.active) this.look.activation = activationOf(this.body, posture);
    const isOther = this.furnish(posture, scene);
    this.frameOn(scene.id ? [posture] : [posture, standing(this.body)], !isOther, ms > 0);
  }

  /** Other surroundings only where they are others: a slider moves the body, not the chair. */
  private furnish(posture: Posture, scene: Scene): boolean {
    if (scene.id === this.staged && this.props instanceof Stage) return false;
    this.staged = scene.id;
    this.lift = 0;
    this.setProps(new Stage(this.body, this.kinematics, posture, scene.props));
    this.lift = this.props?.lift || liftFor(this.body, this.kinematics, [posture], [], 0);
    return true;
  }

  setLoad(load: { lumbar: number; hip: number }): void {
    this.hasOwnLoad = true;
    this.look.load = { ...load };
  }

  /** Move time on; true while there is more to show. */
  tick(now: number, seconds: number): boolean {
    const turning = this.orbit.ease(seconds);
    if (this.movement && this.isMoving) {
      const rate = this.beat ?? this.speed / showSeconds(this.movement);
      this.progress = (this.progress + seconds * rate) % 1;
    }
    if (this.change && now - this.change.at >= this.change.ms) this.change = null;
    return turning || this.change !== null || (this.movement !== null && this.isMoving);
  }

  /** Keep time with a session: small differences are caught up softly, large ones at once. */
  follow(progress: number, rate: number): void {
    const away = ((progress - this.progress + 1.5) % 1) - 0.5;
    this.progress = Math.abs(away) > 0.15 || rate === 0 ? progress : (this.progress + away * 0.25 + 1) % 1;
    this.beat = rate;
    this.isMoving = rate > 0;
  }

  draw(studio: Studio, now: number): void {
    const asked = this.current(now);
    this.takeLook(asked);
    const posture = this.isGrounded ? this.polish.polish(asked, this.lift) : asked;
    const camera = this.orbit.aim(this.canvas.width / Math.max(1, this.canvas.height));
    const places = this.placesOf(posture);
    this.props?.follow(places);
    this.props?.colour(studio.palette);
    studio.draw({
      canvas: this.canvas, camera, posture, lift: this.lift, isGrounded: this.isGrounded, look: this.look,
      props: this.props?.group ?? null, ground: this.props?.groundHeight ?? 0, centre: this.centre, radius: this.radius, spread: this.spread,
    });
  }

  lookFrom(from: LookFrom): void {
    this.orbit.lookFrom(from, this.side === "left" ? -1 : 1);
  }

  current(now = performance.now()): Posture {
    if (this.movement) {
      const posture = postureAt(this.movement, this.progress);
      return this.side === "left" ? mirrorPosture(this.body, posture) : posture;
    }
    if (!this.change) return this.posture;
    const share = Math.min(1, (now - this.change.at) / this.change.ms);
    return mixPostures(this.change.from, this.change.to, share * share * (3 - 2 * share));
  }

  dispose(): void {
    this.setProps(null);
  }

  private takeLook(posture: Posture): void {
    if (!this.movement) return;
    this.look.activation = activationOf(this.body, posture);
    if (this.hasOwnLoad || !posture.loads) return;
    this.look.load = loadOf(this.body, posture.loads);
  }

  private stage(needs: readonly string[]): void {
    if (!this.movement) return;
    const flip = (posture: Posture): Posture => (this.side === "left" ? mirrorPosture(this.body, posture) : posture);
    const movement = { ...this.movement, frames: this.movement.frames.map(flip) };
    if (this.side === "left") movement.supports = (movement.supports ?? []).map(otherName);
    const supports = supportsOf(movement);
    this.lift = 0;
    this.setProps(new Props(this.body, this.kinematics, movement, supports, needs));
    this.lift = this.props?.lift ?? 0;
    this.frameOn(movement.frames);
    const first = movement.frames[0];
    // never through a wall that stands on the side one would look from
    const wall = supports.find(({ surface }) => /^wall-(left|right)$/.test(surface))?.surface;
    const from = wall ? (wall === "wall-right" ? "left" : "right") : this.side;
    if (first) this.orbit.jump(...angleFor(first, from));
  }

  private setProps(props: Surroundings | null): void {
    this.props?.dispose();
    this.props = props;
  }

  private placesOf(posture: Posture): Placed[] {
    const places = this.kinematics.place(posture);
    for (const place of places) place.at.y += this.lift;
    return places;
  }

  /** Keep everything these postures reach in the picture; `keep` remembers what was reached before, `isSoft` goes there softly. */
  private frameOn(postures: readonly Posture[], keep = false, isSoft = false): void {
    if (!keep) this.reached.length = 0;
    for (const posture of postures) {
      const places = this.placesOf(posture);
      for (const touch of touches(this.body)) this.reached.push(pointOn(places[touch.part] as Placed, touch.at.x, touch.at.y, touch.at.z));
      const chest = places[6];
      if (chest) this.reached.push(pointOn(chest, 0.01, 0.73, 0));
      for (const index of [8, 10]) {
        const forearm = places[index];
        if (forearm) this.reached.push(pointOn(forearm, 0, -0.42, 0));
      }
    }
    this.reached.push(...(this.props?.corners() ?? []));
    this.reached.splice(0, Math.max(0, this.reached.length - 1200));
    this.orbit.fit(this.reached, isSoft);
    const low = this.reached.reduce((box, point) => box.min(point), new Vector3(9, 9, 9));
    const high = this.reached.reduce((box, point) => box.max(point), new Vector3(-9, -9, -9));
    this.centre.addVectors(low, high).multiplyScalar(0.5);
    this.radius = Math.max(0.6, low.distanceTo(high) / 2);
    this.spread = Math.max(high.x - low.x, high.z - low.z) / 2;
  }
}

/** A hold of half a minute is shown in less; a jump is not hurried. */
function showSeconds(movement: Movement): number {
  return Math.min(10, Math.max(2.5, movement.seconds));
}

/** From the right for someone lying, from half in front for someone upright, always on the working side. */
export function angleFor(posture: Posture, side: Side): [number, number] {
  const [, , , w = 1, x = 0, y = 0, z = 0] = posture.root;
  const along = [2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)].map(Math.abs);
  const isOnSide = (along[2] ?? 0) > 0.7;
  const isLying = (along[0] ?? 0) > 0.7;
  const azimuth = isOnSide ? 62 : isLying ? 24 : 42;
  const elevation = isOnSide || isLying ? 20 : 10;
  return [side === "left" ? 180 - azimuth : azimuth, elevation];
}

/** The model's loads as 0 to 1: full colour at what lifting asks of the back and running of the hip. */
export function loadOf(body: BodyExport, loads: readonly number[]): { lumbar: number; hip: number } {
  const value = (name: string): number => loads[body.loads.indexOf(name)] ?? 0;
  const hip = Math.max(value("hip_force_right_bw"), value("hip_force_left_bw"));
  return { lumbar: share(value("l5s1_compression_n"), 250, 2600), hip: share(hip, 0.25, 3.2) };
}

function share(value: number, none: number, full: number): number {
  return Math.min(1, Math.max(0, (value - none) / (full - none)));
}

function otherName(text: string): string {
  return text.replace(/-([rl])(?=@|$)/, (_, side) => (side === "r" ? "-l" : "-r")).replace(/@wall-(right|left)/, (_, wall) => `@wall-${wall === "right" ? "left" : "right"}`);
}
