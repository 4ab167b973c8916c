/**
 * Asks the server for answers, one at a time: while one is on its way only the newest question waits, so a
 * fast slider never makes a queue, and the last position always gets its answer. Answers are held, so a
 * slider that comes back to where it was is answered at once.
 */
export class Asker<Question, Answer> {
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #got: (answer: Answer, question: Question) => void;
  readonly #failed: () => void;
  readonly #keyOf: (question: Question) => string;
  readonly #held = new Map<string, Answer>();
  readonly #keep: number;
  #waiting: Question | null = null;
  #busy = false;
  #turn = 0;

  constructor(
    ask: (question: Question) => Promise<Answer>,
    got: (answer: Answer, question: Question) => void,
    failed: () => void,
    { keyOf = String, keep = 200 }: { keyOf?: (question: Question) => string; keep?: number } = {},
  ) {
    this.#ask = ask;
    this.#got = got;
    this.#failed = failed;
    this.#keyOf = keyOf;
    this.#keep = keep;
  }

  put(question: Question): void {
    this.#turn += 1;
    const held = this.#held.get(this.#keyOf(question));
    if (held !== undefined) {
      this.#waiting = null;
      this.#got(held, question);
      return;
    }
    this.#waiting = question;
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting !== null) {
      const question = this.#waiting;
      this.#waiting = null;
      const turn = this.#turn;
      try {
        const answer = await this.#ask(question);
        this.#hold(question, answer);
        // an answer that was held has been shown meanwhile, and it is the newer one
        if (turn === this.#turn || this.#waiting !== null) this.#got(answer, question);
      } catch {
        if (turn === this.#turn) this.#failed();
      }
    }
    this.#busy = false;
  }

  #hold(question: Question, answer: Answer): void {
    this.#held.set(this.#keyOf(question), answer);
    const [oldest] = this.#held.keys();
    if (this.#held.size > this.#keep && oldest !== undefined) this.#held.delete(oldest);
  }
}
