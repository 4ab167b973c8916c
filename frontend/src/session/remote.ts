/**
 * Buttons of headphones and of a locked screen.
 *
 * A phone gives them only to a page that plays something, and then pauses the music of other apps. So nothing is
 * played unless the person asks for the buttons; until then the page mixes with other sound, where that can be said.
 */
const SILENCE = new URL("./silence.wav", import.meta.url).href;

export type RemoteCommand = "play" | "pause" | "next" | "back";

export interface RemoteState {
  /** What the locked screen shows. */
  title: string;
  detail: string;
  isPaused: boolean;
}

/** What is used of the browser; each of it may be missing. */
export interface Device {
  mediaSession?: MediaSession;
  audioSession?: { type: string };
}

const ACTIONS: Readonly<Partial<Record<MediaSessionAction, RemoteCommand>>> = {
  play: "play", pause: "pause", nexttrack: "next", previoustrack: "back",
};

export class Remote {
  private shown = "";
  private sound: HTMLAudioElement | null = null;

  constructor(
    private readonly command: (command: RemoteCommand) => void,
    private readonly device: Device = navigator as Device,
    private readonly newSound = (): HTMLAudioElement => new Audio(SILENCE),
  ) {
    this.mix();
  }

  /** After a tap of the person: take the buttons, or give them back. */
  use(on: boolean): void {
    if (!on) {
      this.end();
      return;
    }
    if (this.device.audioSession) this.device.audioSession.type = "playback";
    this.sound ??= Object.assign(this.newSound(), { loop: true });
    // Refused where the browser wants a tap first: the session goes on without the buttons.
    this.sound.play().catch(() => undefined);
    for (const [action, command] of Object.entries(ACTIONS)) this.handle(action as MediaSessionAction, () => this.command(command));
  }

  show(state: RemoteState): void {
    const { mediaSession } = this.device;
    const now = [state.title, state.detail, state.isPaused].join("/");
    if (!mediaSession || this.sound === null || now === this.shown) return;
    this.shown = now;
    mediaSession.metadata = new MediaMetadata({ title: state.title, artist: state.detail });
    mediaSession.playbackState = state.isPaused ? "paused" : "playing";
  }

  end(): void {
    this.sound?.pause();
    this.sound = null;
    this.shown = "";
    for (const action of Object.keys(ACTIONS)) this.handle(action as MediaSessionAction, null);
    if (this.device.mediaSession) this.device.mediaSession.metadata = null;
    this.mix();
  }

  private mix(): void {
    if (this.device.audioSession) this.device.audioSession.type = "ambient";
  }

  private handle(action: MediaSessionAction, handler: MediaSessionActionHandler | null): void {
    try {
      this.device.mediaSession?.setActionHandler(action, handler);
    } catch {
      // A browser that does not know this button does without it.
      return;
    }
  }
}
