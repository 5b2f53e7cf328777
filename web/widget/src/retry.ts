import { ApiError } from "./http";

/** Exponential backoff with full jitter: a random wait of up to `first`, then twice that, up to `longest` milliseconds. */
export function jitter(attempt: number, first = 1_000, longest = 30_000, random = Math.random): number {
  return random() * Math.min(longest, first * 2 ** attempt);
}

/** The same after a failure, but not before the server wants it. */
export function pause(attempt: number, failure: unknown): number {
  return (failure instanceof ApiError ? failure.wait : 0) + jitter(attempt);
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A random ID, also without `crypto.randomUUID`, which pages without HTTPS lack. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
