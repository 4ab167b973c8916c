/** Remembers a running session in this tab, so that a reload comes back to it. */
import type { Player } from "./player";

export interface Memory {
  /** `today` is the clock on the wall: what was left long ago is over. */
  load(today: number): Player | null;
  /** `now` is the time of the session, which begins anew with each page. */
  save(player: Player, now: number): void;
  /** The number of this run: the same after a reload, another after it was kept. */
  run(): string;
  forget(): void;
}

/** A session left longer than this is over; its steps would no longer fit the day. */
const LONGEST_MS = 6 * 3600 * 1000;

export function tabMemory(key: string, storage: Storage, newRun = (): string => crypto.randomUUID()): Memory {
  const name = `session:${key}`;
  return {
    load(today) {
      const text = storage.getItem(name);
      if (text === null) return null;
      try {
        const { player, saved, on } = JSON.parse(text) as { player: Player; saved: number; on: number };
        if (!(today - on <= LONGEST_MS) || player.steps.length === 0) return null;
        // A run that an older page wrote down noted no sets; what it had ended stays ended.
        player.did ??= [];
        // Back after a reload the person says when to go on; until then no time passes.
        return player.paused === null ? { ...player, paused: saved } : player;
      } catch {
        return null;
      }
    },
    save(player, now) {
      try {
        storage.setItem(name, JSON.stringify({ player, saved: now, on: Date.now() }));
      } catch {
        // A full or closed storage costs only the memory across a reload.
        return;
      }
    },
    run() {
      const known = storage.getItem(`${name}:run`);
      if (known !== null) return known;
      const fresh = newRun();
      try {
        storage.setItem(`${name}:run`, fresh);
      } catch {
        return fresh;
      }
      return fresh;
    },
    forget() {
      storage.removeItem(name);
      storage.removeItem(`${name}:run`);
    },
  };
}
