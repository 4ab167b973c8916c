/** What the voice of the browser says; and that there is none, where a browser has a voice only by name. */

/** What an utterance ends with that was hushed, or that waits for a tap: no sign that a voice is missing. */
const HUSHED: ReadonlySet<string> = new Set(["canceled", "interrupted", "not-allowed"]);
/** A browser without voices may fail without a word. */
const BEGINS_WITHIN_MS = 3000;

export interface Spoken {
  rate?: number;
  /** It is heard. */
  begun?: () => void;
  /** The last word was said. */
  ended?: () => void;
  /** It cannot be said: the device has no voice. */
  silent?: () => void;
}

/** Whether this page was heard: then what waits is only waiting its turn. */
let isHeard = false;
let waiting: ReturnType<typeof setTimeout> | undefined;

export function canSpeak(): boolean {
  return "speechSynthesis" in window;
}

/** A voice that was heard, or stands in the list, and fails for once, is there all the same. */
function isMissing(): boolean {
  return !isHeard && speechSynthesis.getVoices().length === 0;
}

export function speak(text: string, lang: string, { rate = 1, begun, ended, silent }: Spoken = {}): void {
  const words = new SpeechSynthesisUtterance(text);
  words.lang = lang;
  words.rate = rate;
  words.addEventListener("start", () => {
    isHeard = true;
    begun?.();
  });
  if (ended) words.addEventListener("end", ended);
  if (silent) {
    words.addEventListener("error", ({ error }) => {
      if (!HUSHED.has(error) && isMissing()) silent();
    });
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (isMissing()) silent();
    }, BEGINS_WITHIN_MS);
  }
  speechSynthesis.speak(words);
}

export function hush(): void {
  clearTimeout(waiting);
  if (canSpeak()) speechSynthesis.cancel();
}
