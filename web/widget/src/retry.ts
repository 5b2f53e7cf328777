/** Full jitter: a random wait of up to `first`, then twice that, and so on, up to `longest` milliseconds. */
export function jitter(attempt: number, first = 1_000, longest = 30_000, random = Math.random): number {
  return random() * Math.min(longest, first * 2 ** attempt);
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
