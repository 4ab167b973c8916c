/**
 * A second-order Butterworth low-pass, sample by sample, for several channels at once.
 *
 * It starts with the plain mean of what came so far, for one time constant, and takes the last such mean as its settled state:
 * there is no swing-in from zero.
 */
export class LowPass {
  readonly value: Float64Array;
  readonly #b0: number;
  readonly #a1: number;
  readonly #a2: number;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #startCount: number;
  #count = 0;

  constructor(channels: number, tauS: number, stepS: number) {
    const c = Math.tan((Math.SQRT2 / (2 * tauS)) * stepS);
    const d = c * c + Math.SQRT2 * c + 1;
    this.#b0 = (c * c) / d;
    this.#a1 = (2 * (c * c - 1)) / d;
    this.#a2 = (1 - Math.SQRT2 * c + c * c) / d;
    this.value = new Float64Array(channels);
    this.#first = new Float64Array(channels);
    this.#second = new Float64Array(channels);
    this.#startCount = tauS / stepS;
  }

  /** Take `x` as the level the filter has settled at. */
  settle(x: ArrayLike<number>): void {
    this.#count = Infinity;
    for (let k = 0; k < this.value.length; k++) {
      this.value[k] = x[k]!;
      this.#first[k] = x[k]! * (1 - this.#b0);
      this.#second[k] = x[k]! * (this.#b0 - this.#a2);
    }
  }

  /** Take one sample in; the result stands in `value`, which the next call overwrites. */
  next(x: ArrayLike<number>): Float64Array {
    if (this.#count < this.#startCount) this.#start(x);
    else for (let k = 0; k < this.value.length; k++) this.#filter(k, x[k]!);
    return this.value;
  }

  #start(x: ArrayLike<number>): void {
    this.#count++;
    // #first serves as the running sum until the filter starts.
    for (let k = 0; k < this.value.length; k++) {
      this.#first[k] = this.#first[k]! + x[k]!;
      this.value[k] = this.#first[k]! / this.#count;
    }
    if (this.#count >= this.#startCount) this.settle(this.value.slice());
  }

  #filter(k: number, x: number): void {
    const y = this.#b0 * x + this.#first[k]!;
    this.#first[k] = 2 * this.#b0 * x - this.#a1 * y + this.#second[k]!;
    this.#second[k] = this.#b0 * x - this.#a2 * y;
    this.value[k] = y;
  }
}
