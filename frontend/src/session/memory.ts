/** Remembers a running session in this tab, so that a reload comes back to it. */
import type { Player } from "./player";

export interface Memory {
  load(now: number): Player | null;
  save(player: Player): void;
  /** The number of this run: the same after a reload, another after it was kept. */
  run(): string;
  forget(): void;
}

/** A session left longer than this is over; its steps would no longer fit the day. */
const LONGEST_MS = 6 * 3600 * 1000;

export function tabMemory(key: string, storage: Storage, newRun = (): string => crypto.randomUUID()): Memory {
  const name = `session:${key}`;
  return {
    load(now) {
      const text = storage.getItem(name);
      if (text === null) return null;
      try {
        const { player, saved } = JSON.parse(text) as { player: Player; saved: number };
        if (now - saved > LONGEST_MS || player.steps.length === 0) return null;
        // Back after a reload the person says when to go on; until then no time passes.
        return player.paused === null ? { ...player, paused: saved } : player;
      } catch {
        return null;
      }
    },
    save(player) {
      try {
        storage.setItem(name, JSON.stringify({ player, saved: Date.now() }));
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
