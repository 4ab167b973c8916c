/** Asks again and again how far the phone is, until it is further than what the page shows. */
export interface Waiting {
  known: string;
  ask: () => Promise<string>;
  changed: () => void;
  /** A page nobody looks at asks nothing. */
  isSeen: () => boolean;
  later: (action: () => void) => void;
}

export function waitForPhone(waiting: Waiting): void {
  const look = async (): Promise<void> => {
    if (waiting.isSeen()) {
      // A question that failed is asked again: the phone may still be measuring.
      const state = await waiting.ask().catch(() => waiting.known);
      if (state !== waiting.known) return waiting.changed();
    }
    waiting.later(() => void look());
  };
  waiting.later(() => void look());
}
