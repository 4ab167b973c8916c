/** A mounted view: its canvas in the page, its place in the shared frame loop, and the calls a page makes. */
import type { LookFrom } from "./camera";
import type { BodyExport, Movement, Posture, Side } from "./export";
import type { Viewer, ViewerOptions } from "./index";
import { enter, leave, wake, type Guest } from "./loop";
import type { Scene } from "./stage";
import { steer } from "./steer";
import type { Stats, Studio } from "./studio";
import { View } from "./view";
import { describe, readWords, type ViewerWords } from "./words";

const NOTHING: Stats = { calls: 0, triangles: 0, geometries: 0, textures: 0 };
const PIXEL_RATIO = 2;
const COMPACT_REST_MS = 30;

export class Room implements Viewer, Guest {
  readonly canvas = document.createElement("canvas");
  readonly view: View;
  readonly body: BodyExport;
  isDrawn = false;
  private isInSight = true;
  private hasDrawn = false;
  isDirty = true;
  at = 0;
  readonly rest_ms: number;
  private readonly studio: Studio | null;
  private readonly movements = new Map<string, Movement>();
  private readonly listeners = new Set<() => void>();
  private readonly stop = new AbortController();
  private readonly watchers: { disconnect(): void }[] = [];
  private bar: HTMLElement | null = null;
  private needs: readonly string[];
  private label: string;
  readonly words: ViewerWords = readWords();
  readonly isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  constructor(readonly root: HTMLElement, options: ViewerOptions) {
    this.body = options.body;
    this.needs = options.props ?? [];
    this.label = options.label ?? "";
    this.rest_ms = options.compact ? COMPACT_REST_MS : 0;
    this.view = new View(options.body, this.canvas);
    for (const [id, movement] of Object.entries(options.body.movements ?? {})) this.movements.set(id, movement);
    this.studio = enter(this, options.body);
    if (!this.studio) return;
    this.isDrawn = true;
    this.dress(options.compact === true);
    this.watch();
    if (options.side) this.view.side = options.side;
    if (options.movement && this.movements.has(options.movement)) this.setMovement(options.movement);
    else if (options.posture) this.setPosture(options.posture, options.scene ? { scene: options.scene } : {});
    if (options.autoplay && !this.isCalm) this.play();
  }

  setPosture(posture: Posture, { animate_ms = 0, scene }: { animate_ms?: number; scene?: Scene | undefined } = {}): void {
    this.view.setPosture(posture, performance.now(), this.isCalm ? 0 : animate_ms, scene);
    this.changed();
  }

  setLabel(label: string): void {
    this.label = label;
    this.changed();
  }

  addMovement(id: string, movement: Movement): void {
    this.movements.set(id, movement);
  }

  setMovement(id: string, props: readonly string[] = this.needs): void {
    const movement = this.movements.get(id);
    if (!movement) throw new Error(`no movement ${id}; add it first`);
    this.needs = props;
    this.view.setMovement(movement, props);
    this.changed();
  }

  setProgress(progress: number): void {
    this.view.progress = Math.min(1, Math.max(0, progress));
    this.changed();
  }

  follow(progress: number, rate: number): void {
    this.view.follow(progress, rate);
    this.changed();
  }

  play(): void {
    this.view.isMoving = true;
    this.changed();
  }

  pause(): void {
    this.view.isMoving = false;
    this.changed();
  }

  setSpeed(speed: 1 | 0.5 | 0.25): void {
    this.view.speed = speed;
    this.changed();
  }

  setSide(side: Side): void {
    if (side === this.view.side) return;
    this.view.setSide(side, this.needs);
    this.changed();
  }

  lookFrom(from: LookFrom): void {
    this.view.lookFrom(from);
    if (this.isCalm) this.view.orbit.ease(0);
    this.changed();
  }

  setSkin(skin: number): void {
    this.view.look.skin = Math.min(1, Math.max(0, skin));
    this.changed();
  }

  setLoad(load: { lumbar: number; hip: number }): void {
    this.view.setLoad(load);
    this.changed();
  }

  setActivation(percent: Readonly<Record<string, number>>): void {
    this.view.look.activation = Float32Array.from(this.body.groups, (group) => percent[group] ?? 0);
    this.changed();
  }

  stats(): Stats {
    return this.studio?.stats() ?? NOTHING;
  }

  /** Buttons under the picture; they go when it goes. */
  add(bar: HTMLElement): void {
    this.bar = bar;
    this.root.append(bar);
  }

  /** Called after every change of state; the controls follow it. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** The first picture is drawn wherever it stands, for it takes the still's place. */
  get isSeen(): boolean {
    return this.isInSight || !this.hasDrawn;
  }

  /** Called by the loop; true while there is more to show. */
  tick(now: number, seconds: number): boolean {
    const isOn = this.view.tick(now, seconds);
    if (this.view.isMoving) for (const listener of this.listeners) listener();
    return isOn;
  }

  draw(studio: Studio, now: number): void {
    this.view.draw(studio, now);
    this.hasDrawn = true;
    this.root.dataset["viewer"] = "drawn";
  }

  dispose(): void {
    this.stop.abort();
    for (const watcher of this.watchers) watcher.disconnect();
    this.listeners.clear();
    this.view.dispose();
    leave(this);
    this.canvas.remove();
    this.bar?.remove();
    this.root.classList.remove("viewer", "viewer--compact");
    delete this.root.dataset["viewer"];
    this.isDrawn = false;
  }

  changed(): void {
    this.isDirty = true;
    if (this.isDrawn) wake();
    for (const listener of this.listeners) listener();
    this.canvas.setAttribute("aria-label", describe(this.words, this.label, this.body, this.view));
  }

  private dress(isCompact: boolean): void {
    this.root.classList.add("viewer");
    this.root.classList.toggle("viewer--compact", isCompact);
    this.canvas.className = "viewer__canvas";
    this.canvas.setAttribute("role", "img");
    this.root.prepend(this.canvas);
    if (isCompact) return;
    this.canvas.tabIndex = 0;
    steer(this.canvas, this.view.orbit, () => this.changed(), this.stop.signal);
  }

  private watch(): void {
    const size = new ResizeObserver(() => this.resize());
    size.observe(this.canvas);
    const sight = new IntersectionObserver((entries) => {
      this.isInSight = entries.some((entry) => entry.isIntersecting);
      if (this.isInSight) wake();
    });
    sight.observe(this.canvas);
    this.watchers.push(size, sight);
    this.resize();
  }

  private resize(): void {
    const ratio = Math.min(devicePixelRatio || 1, PIXEL_RATIO);
    const [width, height] = [Math.round(this.canvas.clientWidth * ratio), Math.round(this.canvas.clientHeight * ratio)];
    if (!width || !height || (width === this.canvas.width && height === this.canvas.height)) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.isDirty = true;
    wake();
  }
}
