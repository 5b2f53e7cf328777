/** Looking for a proof of work, which only a refused session asks for. */

/** How long the page's own thread works at a stretch where there is no worker. */
const SLICE = 8;

/**
 * Looks for a number whose SHA-256 with the challenge begins with that many zero bits, from `from` on and for about so
 * many milliseconds: the number if it was found, or the next one to look at, negative and less one.
 *
 * A worker is made of this function's text, so it uses nothing but itself.
 */
export function search(challenge: string, bits: number, from: number, milliseconds: number): number {
  const K = new Int32Array(64);
  const INITIAL: number[] = [];
  const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0;
  for (let n = 2, at = 0; at < 64; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) isPrime = isPrime && n % d !== 0;
    if (!isPrime) continue;
    if (INITIAL.length < 8) INITIAL.push(fraction(Math.sqrt(n)));
    K[at++] = fraction(Math.cbrt(n));
  }
  const w = new Int32Array(64);
  const turned = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

  /** Adds a block to a state. */
  const mix = (state: Int32Array, block: Uint8Array, at: number): void => {
    for (let i = 0; i < 16; i++) {
      const p = at + 4 * i;
      w[i] = (block[p]! << 24) | (block[p + 1]! << 16) | (block[p + 2]! << 8) | block[p + 3]!;
    }
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
      const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
      w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
    }
    let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!, e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
    for (let i = 0; i < 64; i++) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => (state[i]! += x));
  };

  // The blocks that only the challenge fills are the same for every number.
  const text = `${challenge}:`;
  const whole = Math.floor(text.length / 64) * 64;
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const begun = Int32Array.from(INITIAL);
  for (let at = 0; at < whole; at += 64) mix(begun, bytes, at);
  const rest = bytes.subarray(whole);
  const state = new Int32Array(8);
  const until = Date.now() + milliseconds;
  for (let number = from; ; number++) {
    const digits = String(number);
    const length = rest.length + digits.length;
    const block = new Uint8Array(length + 9 > 64 ? 128 : 64);
    block.set(rest);
    for (let i = 0; i < digits.length; i++) block[rest.length + i] = digits.charCodeAt(i);
    block[length] = 128;
    const size = (whole + length) * 8;
    block[block.length - 2] = size >> 8;
    block[block.length - 1] = size & 255;
    state.set(begun);
    for (let at = 0; at < block.length; at += 64) mix(state, block, at);
    if (state[0]! >>> (32 - bits) === 0) return number;
    if (number % 256 === 255 && Date.now() > until) return -number - 2;
  }
}

/** The challenge with the number that solves it. */
export async function prove(challenge: string): Promise<string> {
  const bits = Number(challenge.split("-")[1]);
  const number = await inWorker(challenge, bits).catch(() => inSlices(challenge, bits));
  return `${challenge}:${number}`;
}

/** Rejects where the page's policy allows no worker. */
function inWorker(challenge: string, bits: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const work = `onmessage=({data:[c,b]})=>postMessage((${search})(c,b,0,1/0))`;
    const url = URL.createObjectURL(new Blob([work], { type: "text/javascript" }));
    const worker = new Worker(url);
    const end = (): void => {
      worker.terminate();
      URL.revokeObjectURL(url);
    };
    worker.onmessage = ({ data }: MessageEvent<number>) => {
      end();
      resolve(data);
    };
    worker.onerror = () => {
      end();
      reject();
    };
    worker.postMessage([challenge, bits]);
  });
}

/** On the page's own thread, which gets its turn in between. */
async function inSlices(challenge: string, bits: number): Promise<number> {
  for (let from = 0; ; ) {
    const found = search(challenge, bits, from, SLICE);
    if (found >= 0) return found;
    from = -found - 1;
    await new Promise((resolve) => setTimeout(resolve));
  }
}
