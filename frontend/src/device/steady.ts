/** A clock of this page that nobody can move, beside the one on the wall, which anybody can. */

type Clock = () => number;

/** Clocks drift apart by less than this, and are put right by less than this, all the time. */
const MOVED_MS = 30_000;

export class Steady {
  private beat: number;
  private seen: number;

  constructor(private readonly clock: Clock = () => performance.now(), private readonly wall: Clock = () => Date.now()) {
    this.beat = clock();
    this.seen = wall();
  }

  now(): number {
    return this.clock();
  }

  /** How far the clock on the wall went ahead of this one since it was asked last; 0 for next to nothing. */
  moved(): number {
    const by = this.wall() - this.seen - (this.clock() - this.beat);
    if (Math.abs(by) < MOVED_MS) return 0;
    this.beat = this.clock();
    this.seen = this.wall();
    return by;
  }
}
