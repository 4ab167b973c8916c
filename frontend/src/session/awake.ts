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
      this.lock = await navigator.wakeLock.request("screen");
    } catch {
      // Refused, for instance on low battery: the session works all the same.
      this.lock = null;
    }
  }

  private async release(): Promise<void> {
    const lock = this.lock;
    this.lock = null;
    await lock?.release();
  }
}
