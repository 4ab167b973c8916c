import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

class Utterance extends EventTarget {
  lang = "";
  rate = 1;
  constructor(readonly text: string) {
    super();
  }
}

let spoken: Utterance[];
let voices: string[];

let hush: () => void;
let speak: typeof import("./spoken").speak;

beforeEach(async () => {
  vi.resetModules(); // what was heard is remembered by the page
  ({ hush, speak } = await import("./spoken"));
  spoken = [];
  vi.stubGlobal("SpeechSynthesisUtterance", Utterance);
  voices = [];
  vi.useFakeTimers();
  vi.stubGlobal("window", { speechSynthesis: null });
  vi.stubGlobal("speechSynthesis", {
    speak: (words: Utterance) => spoken.push(words), cancel: () => undefined, getVoices: () => voices,
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a voice that is missing", () => {
  it.each([
    ["synthesis-failed", 1],
    ["voice-unavailable", 1],
    ["canceled", 0],
    ["interrupted", 0],
    ["not-allowed", 0],
  ])("is told from one that was hushed: %s", (error, told) => {
    const silent = vi.fn();
    speak("Lie down.", "en-GB", { silent });
    spoken[0]?.dispatchEvent(Object.assign(new Event("error"), { error }));
    expect(silent).toHaveBeenCalledTimes(told);
  });

  it("is told where the browser never answers, unless it has voices or was hushed", () => {
    const silent = vi.fn();
    speak("Lie down.", "en-GB", { silent });
    hush();
    vi.advanceTimersByTime(60_000);
    voices = ["Ann"];
    speak("Lie down.", "en-GB", { silent });
    vi.advanceTimersByTime(60_000);
    expect(silent).not.toHaveBeenCalled();
    voices = [];
    speak("Lie down.", "en-GB", { silent });
    vi.advanceTimersByTime(60_000);
    expect(silent).toHaveBeenCalledOnce();
  });

  it("is there where one of a list fails for once, or was heard before", () => {
    const silent = vi.fn();
    const begun = vi.fn();
    const busy = (): Event => Object.assign(new Event("error"), { error: "audio-busy" });
    voices = ["Ann"];
    speak("Lie down.", "en-GB", { silent, begun });
    spoken[0]?.dispatchEvent(busy());
    voices = [];
    expect(begun).not.toHaveBeenCalled();
    speak("Lie down.", "en-GB", { silent, begun });
    spoken[1]?.dispatchEvent(new Event("start"));
    speak("Lie down.", "en-GB", { silent, begun });
    spoken[2]?.dispatchEvent(busy());
    expect(silent).not.toHaveBeenCalled();
    expect(begun).toHaveBeenCalledOnce();
  });

  it("is not missed once the page was heard", () => {
    const silent = vi.fn();
    speak("Lie down.", "en-GB", { silent });
    spoken[0]?.dispatchEvent(new Event("start"));
    vi.advanceTimersByTime(60_000);
    expect(silent).not.toHaveBeenCalled();
  });
});
