/** A protocol to test with. */
import type { Protocol } from "./protocol";

export function aProtocol(changes: Partial<Protocol> = {}): Protocol {
  return {
    test: "hip-rotation",
    measures: "hip-rotation",
    placement: "shin",
    second_placement: null,
    sides: true,
    tries: 2,
    agree_s: null,
    best: false,
    dial: "angle",
    ends: "clock",
    length_s: 20,
    prepare_s: 10,
    script: [{ at: 0, say: "Keep still." }],
    language: "en-gb",
    keep_url: "/measure/keep/",
    paired: false,
    quantities: [{ id: "internal", name: "Turn inwards" }],
    readings: [
      { quantity: "internal", of: "lowest", least: -10, most: 24.9, text: "less than we expect", choices: {} },
      { quantity: "internal", of: "difference", least: 10, most: 90, text: "uneven", choices: {} },
    ],
    words: { no_line: "no line", nothing_stands_out: "nothing", near_line: "near", try_of: "try %(number)s of %(count)s" },
    ...changes,
  };
}
