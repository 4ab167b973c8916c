/** Keeps the screen on while a session runs, where the browser can. */

export class Awake {
  private lock: WakeLockSentinel | null = null;
  private wanted = false;
  private asking = false;

  constructor() {
    // The browser drops the lock whenever the page is hidden; ask again when it is back.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.again();
    });
    // A page that opens on a card asks before anybody has tapped, which WebKit refuses.
    document.addEventListener("click", () => this.again());
  }

  keep(on: boolean): void {
    if (on === this.wanted) return;
    this.wanted = on;
    if (on) void this.ask();
    else void this.release();
  }

  private again(): void {
    // A lock that cannot say whether it was released counts as held: no second one with every tap.
    if (this.wanted && !this.asking && (!this.lock || this.lock.released)) void this.ask();
  }

  private async ask(): Promise<void> {
    if (!("wakeLock" in navigator)) return;
    this.asking = true;
    try {
      const lock = await navigator.wakeLock.request("screen");
      // Given a moment later: by then it may be needed no more, or another may be held.
      if (!this.wanted || this.lock?.released === false) await lock.release();
      else this.lock = lock;
    } catch {
      // Refused, for instance on low battery: the session works all the same.
      return;
    } finally {
      this.asking = false;
    }
  }

  private async release(): Promise<void> {
    const lock = this.lock;
    this.lock = null;
    await lock?.release();
  }
}
