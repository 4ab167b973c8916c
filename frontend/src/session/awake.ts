/** Keeps the screen on while a session runs, where the browser can. */

export class Awake {
  private lock: WakeLockSentinel | null = null;
  private wanted = false;

  constructor() {
    // The browser drops the lock whenever the page is hidden; ask again when it is back.
    document.addEventListener("visibilitychange", () => {
      if (this.wanted && document.visibilityState === "visible") void this.ask();
    });
  }

  keep(on: boolean): void {
    if (on === this.wanted) return;
    this.wanted = on;
    if (on) void this.ask();
    else void this.release();
  }

  private async ask(): Promise<void> {
    if (!("wakeLock" in navigator)) return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      // Given a moment later: by then it may be needed no more, or another may be held.
      if (!this.wanted || this.lock?.released === false) await lock.release();
      else this.lock = lock;
    } catch {
      // Refused, for instance on low battery: the session works all the same.
      return;
    }
  }

  private async release(): Promise<void> {
    const lock = this.lock;
    this.lock = null;
    await lock?.release();
  }
}
