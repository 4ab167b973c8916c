/** The discrete Fourier transform of any length, in place: powers of two by halves, 3 and 5 times one by parts, else by a chirp. */

interface Wave {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

const MAX_KEPT = 12;
const MAX_KEPT_SIZE = 65_536;
const waves = new Map<number, Wave>();

/** Transform `re` + i `im`; backwards it is scaled, so that there and back gives the same. */
export function transform(re: Float64Array, im: Float64Array, backwards = false): void {
  if (backwards) {
    // The inverse is the transform with real and imaginary part exchanged, exchanged back.
    forwards(im, re);
    const n = re.length;
    for (let i = 0; i < n; i++) {
      re[i] = re[i]! / n;
      im[i] = im[i]! / n;
    }
  } else forwards(re, im);
}

function forwards(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  if ((n & (n - 1)) === 0) byHalves(re, im);
  else if (isPowerOfTwo(n / 3)) byParts(re, im, 3);
  else if (isPowerOfTwo(n / 5)) byParts(re, im, 5);
  else byChirp(re, im);
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(n) && (n & (n - 1)) === 0;
}

/** cos and sin of 2πk/n for k from 0 to n - 1. */
function waveOf(n: number): Wave {
  let wave = waves.get(n);
  if (!wave) {
    wave = { cos: new Float64Array(n), sin: new Float64Array(n) };
    for (let k = 0; k < n; k++) {
      wave.cos[k] = Math.cos((2 * Math.PI * k) / n);
      wave.sin[k] = Math.sin((2 * Math.PI * k) / n);
    }
    if (waves.size > MAX_KEPT) waves.clear();
    if (n <= MAX_KEPT_SIZE) waves.set(n, wave);
  }
  return wave;
}

function byHalves(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  reverseBits(re, im);
  const { cos, sin } = waveOf(n);
  for (let half = 1; half < n; half *= 2) {
    const stride = n / (2 * half);
    for (let start = 0; start < n; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const c = cos[k * stride]!;
        const s = -sin[k * stride]!;
        const a = start + k;
        const b = a + half;
        const x = re[b]! * c - im[b]! * s;
        const y = re[b]! * s + im[b]! * c;
        re[b] = re[a]! - x;
        im[b] = im[a]! - y;
        re[a] = re[a]! + x;
        im[a] = im[a]! + y;
      }
    }
  }
}

function reverseBits(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
}

/** Every `count`th sample is transformed alone; each result is a sum of `count` of them, turned. */
function byParts(re: Float64Array, im: Float64Array, count: number): void {
  const n = re.length;
  const size = n / count;
  const parts = Array.from({ length: count }, (_, j) => {
    const part = { re: re.filter((__, i) => i % count === j), im: im.filter((__, i) => i % count === j) };
    byHalves(part.re, part.im);
    return part;
  });
  const { cos, sin } = waveOf(n);
  for (let k = 0; k < n; k++) {
    let x = 0;
    let y = 0;
    for (let j = 0; j < count; j++) {
      const c = cos[(j * k) % n]!;
      const s = -sin[(j * k) % n]!;
      const { re: u, im: v } = parts[j]!;
      x += u[k % size]! * c - v[k % size]! * s;
      y += u[k % size]! * s + v[k % size]! * c;
    }
    re[k] = x;
    im[k] = y;
  }
}

/** Bluestein: a transform of any length is a convolution with a chirp, done with a power of two. */
function byChirp(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const { cos, sin } = chirpOf(n);
  const a = { re: new Float64Array(size), im: new Float64Array(size) };
  const b = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let k = 0; k < n; k++) {
    a.re[k] = re[k]! * cos[k]! + im[k]! * sin[k]!;
    a.im[k] = im[k]! * cos[k]! - re[k]! * sin[k]!;
    b.re[k] = cos[k]!;
    b.im[k] = sin[k]!;
    if (k) {
      b.re[size - k] = cos[k]!;
      b.im[size - k] = sin[k]!;
    }
  }
  byHalves(a.re, a.im);
  byHalves(b.re, b.im);
  for (let k = 0; k < size; k++) {
    const x = a.re[k]! * b.re[k]! - a.im[k]! * b.im[k]!;
    a.im[k] = a.re[k]! * b.im[k]! + a.im[k]! * b.re[k]!;
    a.re[k] = x;
  }
  transform(a.re, a.im, true);
  for (let k = 0; k < n; k++) {
    re[k] = a.re[k]! * cos[k]! + a.im[k]! * sin[k]!;
    im[k] = a.im[k]! * cos[k]! - a.re[k]! * sin[k]!;
  }
}

/** cos and sin of πk²/n; k² is taken modulo 2n first, so that a long signal loses no digits. */
function chirpOf(n: number): Wave {
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  let square = 0;
  for (let k = 0; k < n; k++) {
    cos[k] = Math.cos((Math.PI * square) / n);
    sin[k] = Math.sin((Math.PI * square) / n);
    square = (square + 2 * k + 1) % (2 * n);
  }
  return { cos, sin };
}

/** The mean product of `x` (mean zero) with itself, `lag` samples apart, for every lag under `count`. */
export function autocorrelate(x: Float64Array, count: number): Float64Array {
  let size = 1;
  while (size < x.length + count) size *= 2;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.set(x);
  transform(re, im);
  for (let k = 0; k < size; k++) {
    re[k] = re[k]! ** 2 + im[k]! ** 2;
    im[k] = 0;
  }
  transform(re, im, true);
  return re.slice(0, count).map((value, lag) => value / (x.length - lag));
}
