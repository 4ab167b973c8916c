/**
 * Asks the server for answers, one at a time: while one is on its way only the newest question waits, so a
 * fast slider never makes a queue, and the last position always gets its answer.
 */
export class Asker<Question, Answer> {
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #got: (answer: Answer, question: Question) => void;
  readonly #failed: () => void;
  #waiting: Question | null = null;
  #busy = false;

  constructor(
    ask: (question: Question) => Promise<Answer>,
    got: (answer: Answer, question: Question) => void,
    failed: () => void,
  ) {
    this.#ask = ask;
    this.#got = got;
    this.#failed = failed;
  }

  put(question: Question): void {
    this.#waiting = question;
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting !== null) {
      const question = this.#waiting;
      this.#waiting = null;
      try {
        const answer = await this.#ask(question);
        this.#got(answer, question);
      } catch {
        this.#failed();
      }
    }
    this.#busy = false;
  }
}
