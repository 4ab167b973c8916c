/** The three answers of a nudge, in as many buttons as the system has room for. */

export interface ActionWords {
  start: string;
  later: string;
  moved: string;
  tap: string;
}

export interface Actions {
  buttons: { action: string; title: string }[];
  /** What a tap on the notification itself says; nothing where every answer has a button. */
  onTap: string;
  hint: string;
}

/** Most systems show two buttons. Then a tap on the notification itself is the third answer: to start. */
export function actionsFor(words: ActionWords, isShort: boolean, room: number): Actions {
  const start = { action: isShort ? "short" : "started", title: words.start };
  const others = [{ action: "later", title: words.later }, { action: "moved", title: words.moved }];
  if (room >= 3) return { buttons: [start, ...others], onTap: "", hint: "" };
  if (room === 2) return { buttons: others, onTap: start.action, hint: words.tap };
  // Without buttons the page opens, where every answer is.
  return { buttons: [], onTap: "", hint: "" };
}

export function roomForButtons(): number {
  return (Notification as unknown as { maxActions?: number }).maxActions ?? 0;
}
