/**
 * The time of a session: it never goes back, and knows when nothing ran.
 *
 * Seconds come from a clock that nobody can move. That clock stands still while some computers sleep and goes on
 * while others do, so the clock on the wall is asked as well: where either says that nothing ran for longer than a
 * page in the background may be kept waiting, nobody was told anything, and nobody did anything.
 */

/** Browsers wake a page in the background once a second; a busy phone may take a few. */
export const LONGEST_GAP_MS = 10_000;

type Clock = () => number;

export class Pulse {
  private beat: number;
  private seen: number;

  constructor(private readonly clock: Clock = () => performance.now(), private readonly wall: Clock = () => Date.now()) {
    this.beat = clock();
    this.seen = wall();
  }

  now(): number {
    return this.clock();
  }

  /** Call often. After a gap it tells when the session was left, else null. */
  leftAt(): number | null {
    const before = this.beat;
    const gap = Math.max(this.clock() - before, this.wall() - this.seen);
    this.beat = this.clock();
    this.seen = this.wall();
    return gap > LONGEST_GAP_MS ? before : null;
  }
}
