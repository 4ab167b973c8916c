/** What a session says, beeps and shakes. Each way is used where the device has it; none is needed. */
import { canSpeak, hush, speak } from "../read/spoken";

export interface Voice {
  say(text: string): void;
  beep(kind: "count" | "start" | "end"): void;
  buzz(): void;
  hush(): void;
}

export interface VoiceSettings {
  speak: boolean;
  beeps: boolean;
}

const TONES = { count: [660, 0.09], start: [880, 0.25], end: [520, 0.35] } as const;

export class DeviceVoice implements Voice {
  private audio: AudioContext | null = null;

  constructor(
    private readonly settings: () => VoiceSettings,
    private readonly language: string,
    /** Told when nothing can be said, so that nobody waits for it, and when a voice came all the same. */
    private readonly mute: (isMute: boolean) => void = () => undefined,
  ) {}

  say(text: string): void {
    if (!this.settings().speak) return;
    if (!canSpeak()) return this.mute(true);
    speak(text, this.language, { rate: 0.95, silent: () => this.mute(true), begun: () => this.mute(false) });
  }

  beep(kind: "count" | "start" | "end"): void {
    if (!this.settings().beeps) return;
    const [pitch, length] = TONES[kind];
    const audio = (this.audio ??= new AudioContext());
    // A phone lets sound start only after a tap; asking again after each costs nothing.
    if (audio.state === "suspended") void audio.resume();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.25, audio.currentTime + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + length);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + length);
  }

  buzz(): void {
    // Some browsers refuse with a thrown error when the page is not visible.
    try {
      navigator.vibrate?.(200);
    } catch {
      return;
    }
  }

  hush(): void {
    hush();
  }
}
