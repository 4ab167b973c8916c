import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Remote, type Device, type RemoteCommand } from "./remote";

class Metadata {
  constructor(readonly said: MediaMetadataInit) {}
}

let handlers: Map<string, MediaSessionActionHandler | null>;
let device: Required<Device>;
let said: RemoteCommand[];
let playing: boolean;

function remote(): Remote {
  const sound = {
    play: () => ((playing = true), Promise.resolve()),
    pause: () => (playing = false),
  } as unknown as HTMLAudioElement;
  return new Remote((command) => said.push(command), device, () => sound);
}

beforeEach(() => {
  [handlers, said, playing] = [new Map(), [], false];
  const mediaSession = {
    metadata: null, playbackState: "none",
    setActionHandler: (action: string, handler: MediaSessionActionHandler | null) => {
      if (action === "nexttrack") throw new TypeError("not known here");
      handlers.set(action, handler);
    },
  } as unknown as MediaSession;
  device = { mediaSession, audioSession: { type: "auto" } };
  vi.stubGlobal("MediaMetadata", Metadata);
});
afterEach(() => vi.unstubAllGlobals());

describe("buttons of headphones and of the locked screen", () => {
  it("plays nothing and mixes with other music until it is asked for", () => {
    remote().show({ title: "Bridge", detail: "Move", isPaused: false });
    expect(playing).toBe(false);
    expect(device.audioSession.type).toBe("ambient");
    expect(device.mediaSession.metadata).toBeNull();
  });

  it("passes on what the browser knows of them, and does without the rest", () => {
    remote().use(true);
    expect(playing).toBe(true);
    for (const action of ["play", "pause", "previoustrack"] as const) handlers.get(action)?.({ action });
    expect(said).toEqual(["play", "pause", "back"]);
  });

  it("says on the locked screen what is done now", () => {
    const one = remote();
    one.use(true);
    one.show({ title: "Bridge", detail: "Move", isPaused: true });
    expect(device.mediaSession.metadata).toEqual(new Metadata({ title: "Bridge", artist: "Move" }));
    expect(device.mediaSession.playbackState).toBe("paused");
  });

  it("gives them back", () => {
    const one = remote();
    one.use(true);
    one.end();
    expect([...handlers.values()]).toEqual([null, null, null]);
    expect(playing).toBe(false);
    expect(device.audioSession.type).toBe("ambient");
  });

  it("is no trouble where the browser has none of it", () => {
    device = {} as Required<Device>;
    const one = remote();
    one.use(true);
    one.show({ title: "Bridge", detail: "Move", isPaused: false });
    one.end();
  });
});
